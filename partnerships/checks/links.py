"""Whether a resource's address can be a link at all: the form of a web address, or a path of this site's own pages."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$", re.IGNORECASE)


def is_local(address: str) -> bool:
    """Whether it is a path of this site: such links resolve to local records."""
    return address.startswith("/") and not address.startswith("//")


def link_fault(address: str) -> str:
    """What is wrong with the form of an address, as a sentence; empty where nothing is."""
    if is_local(address):
        try:
            resolve(address.split("?")[0].split("#")[0])
        except Resolver404:
            return f"There is no page {address} on this site. Copy its address from the browser."
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "This is no web address. It begins with https://."
    if parts.scheme not in ("http", "https") or not host:
        return "This is no web address. It begins with https://, or with / for a page of this site."
    if parts.username or parts.password:
        return "The address holds a name or password. Take it out."
    return _host_fault(host)


def _host_fault(host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "" if HOST.match(host) else f"{host} is no public host. Copy the address from the browser."
    return "Give the name of the site rather than its number."
