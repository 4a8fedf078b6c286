"""Once a week the clock looks at each link of the library. A network that is away condemns no link.

Only an answer of "not found" or "gone" makes a link dead. A server that could not be reached is said to be so, and looked
at again a week later. Addresses that lead into a private network are not asked.
"""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from core import clock, jobs
from core.isolation import state_scope
from partnerships.actions.library import keep_link_state
from partnerships.checks.links import is_local, link_fault
from partnerships.choices.support import LinkState
from partnerships.models import Resource

LOOK_AT_LINKS = "look_at_links"
PATIENCE = 8
"""Seconds to wait for a server."""
MOST = 200
"""Links looked at in one run."""
GONE = (404, 410)

clock.each(LOOK_AT_LINKS, dt.timedelta(days=7))


@jobs.handler(LOOK_AT_LINKS)
def look_at_links(*, state_id: int) -> None:
    """Those that were looked at longest ago first; each is kept in a transaction of its own. Safe to run twice."""
    with state_scope(state_id):
        rows = Resource.objects.exclude(address="").order_by("link_checked_at", "pk")
        found = list(rows[:MOST])
    for resource in found:
        state, note = look_at(resource.address)
        with state_scope(state_id):
            keep_link_state(resource, state, note)


def look_at(address: str) -> tuple[LinkState, str]:
    """What an address answers, and in words what was wrong."""
    if fault := link_fault(address):
        return LinkState.DEAD, fault
    if is_local(address):
        return LinkState.WORKS, ""
    try:
        status = _ask(urlsplit(address))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return LinkState.UNREACHED, f"The server could not be reached: {type(error).__name__}."
    if status in GONE:
        return LinkState.DEAD, f"The page answered: {status}, {http.client.responses[status].lower()}."
    return LinkState.WORKS, ""


def _ask(parts: SplitResult) -> int:
    """The status with which the page answers a HEAD request, at a public address alone. A redirect counts as an answer."""
    host, is_secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(place[0]).is_global:
            raise ValueError("The address leads into a private network.")
    kind = http.client.HTTPSConnection if is_secure else http.client.HTTPConnection
    link = kind(host, port, timeout=PATIENCE)
    try:
        link.request("HEAD", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}")
        return link.getresponse().status
    finally:
        link.close()
