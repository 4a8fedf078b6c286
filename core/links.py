"""Links that open one thing without an account: 256 random bits, of which only the SHA-256 is kept.

A bad link of any sort (unknown, expired, withdrawn, used up, for another purpose, of another state) is None, and the
page answers 404 with the same words for all.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core import audit
from core.models import AccessLink, Member


def issue(
    purpose: str,
    subject: dict[str, Any],
    *,
    expires_at: dt.datetime,
    max_uses: int | None = None,
    audience: str = "",
) -> tuple[AccessLink, str]:
    """Make a link. Returns the row and the token, which is not kept and cannot be read again."""
    token = secrets.token_urlsafe(32)
    link = AccessLink.objects.create(
        token_sha256=digest(token),
        purpose=purpose,
        subject=subject,
        audience=audience,
        expires_at=expires_at,
        max_uses=max_uses,
    )
    return link, token


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str, purpose: str) -> AccessLink | None:
    """The link that a token opens now, without using it up. Safe for a GET: mail scanners open links before people."""
    return (
        AccessLink.objects.filter(token_sha256=digest(token), purpose=purpose, expires_at__gt=timezone.now())
        .filter(revoked_at__isnull=True)
        .filter(Q(max_uses__isnull=True) | Q(uses__lt=F("max_uses")))
        .first()
    )


def consume(link: AccessLink) -> bool:
    """Count one use. False when the link was used up or withdrawn meanwhile."""
    rows = AccessLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    return bool(rows.filter(Q(max_uses__isnull=True) | Q(uses__lt=F("max_uses"))).update(uses=F("uses") + 1))


@transaction.atomic
def revoke(link: AccessLink, *, by: Member) -> bool:
    """Withdraw a link. False when it was withdrawn already."""
    changed = AccessLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=by
    )
    if changed:
        audit.record("link.revoke", link, by=by)
    return bool(changed)
