"""How often one address may post without signing in, and whose address that is behind a proxy.

Counted in the cache (Redis or Valkey) by state, kind of post and a keyed hash of the address: no address is kept, and
the hash of the same address differs in the next span of time. A cache that is away stops nobody. Who is signed in is
known by name and is not counted.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from core.access import StateRequest, View
from core.posted import keep_typed

logger = logging.getLogger(__name__)
MINUTE, HOUR = 60, 3600
SITE = 64
"""Bits of an IPv6 address that name one connection."""


class Rate(NamedTuple):
    """At most so many posts in each span of so many seconds."""

    most: int
    seconds: int


RATES = {
    "ask": Rate(10, HOUR),
    "eligibility": Rate(40, HOUR),
    "event": Rate(20, HOUR),
    "invitation": Rate(20, HOUR),
    "letter": Rate(30, HOUR),
    "link": Rate(60, HOUR),
    "news": Rate(60, HOUR),
    "receipt": Rate(60, HOUR),
    "subscribe": Rate(10, HOUR),
    "survey": Rate(1200, HOUR),
}
"""A survey's people may sit behind one address of their employer, and each question is a post: hence its height."""


def limited(kind: str) -> Callable[[View], View]:
    """Posts of one address beyond the rate get 429 with the instant to try again, and a page that holds what was typed."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: StateRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            wait = seconds_to_wait(request, kind) if request.method == "POST" else 0
            return keep_typed(request, wait=wait) if wait else view(request, *args, **kwargs)

        return cast(View, guarded)

    return declare


def seconds_to_wait(request: StateRequest, kind: str) -> int:
    """Count this post. 0 when it may go on, else the seconds until the next one may."""
    if not settings.LIMIT_POSTS or request.member is not None:
        return 0
    rate, now = RATES[kind], int(time.time())
    span, into = divmod(now, rate.seconds)
    left = rate.seconds - into
    key = (
        f"limit:{request.state.pk}:{kind}:{span}:{hashed(network_of(client_address(request)), request.state.pk, span)}"
    )
    try:
        cache.add(key, 0, timeout=left + MINUTE)
        return left if cache.incr(key) > rate.most else 0
    except (RedisError, OSError, ValueError):  # ValueError: the key was dropped between the two
        logger.warning("Posts of kind %s are not limited now: the cache cannot count them.", kind)
        return 0


def hashed(address: str, *salt: object) -> str:
    """A keyed hash that tells an address from another one, and nothing about it."""
    return salted_hmac("core.limits", f"{address}|{salt}", algorithm="sha256").hexdigest()[:32]


def client_address(request: HttpRequest) -> str:
    """Whoever sent the request: what the outermost of our own proxies saw, else the other end of the connection.

    Each proxy appends the address it saw to X-Forwarded-For, so with n proxies of ours the n-th from the end is true and
    what stands before it may be invented. Empty when there is none.
    """
    passed = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    seen = passed[-proxies] if 0 < proxies <= len(passed) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return ""


def network_of(address: str) -> str:
    """An address as it is counted: of IPv6 its network, because whoever has one can choose the rest."""
    found = ipaddress.ip_address(address) if address else None
    if not isinstance(found, ipaddress.IPv6Address):
        return address
    return str(found.ipv4_mapped or ipaddress.ip_network((found, SITE), strict=False).network_address)
