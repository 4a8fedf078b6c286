"""What conveners are told about the end of an award. One function a message."""

from __future__ import annotations

from core import mail
from grants.access.reports import preparers_of
from grants.models import Closeout

WHAT = {
    "begun": "The period is over, and the closeout has begun",
    "extended": "You have more time for the closeout",
    "closed": "The award is closed",
    "reopened": "The award is taken up again",
}


def closeout_begun(closeout: Closeout) -> None:
    """To the convener's people: the clocks, and where the steps are."""
    _send(closeout, "begun", key=f"closeout-{closeout.pk}")


def closeout_extended(closeout: Closeout) -> None:
    """To the convener's people: until when they now have, and why."""
    _send(closeout, "extended", key=f"closeout-{closeout.pk}-{closeout.due_on}", reason=closeout.extension_reason)


def closeout_closed(closeout: Closeout) -> None:
    """To the convener's people: closed, with or without them."""
    key = f"closeout-{closeout.pk}-{closeout.closed_at}"
    _send(closeout, "closed", key=key, reason=closeout.reason)


def closeout_reopened(closeout: Closeout, reason: str) -> None:
    """To the convener's people: open again, and why."""
    _send(closeout, "reopened", key=f"closeout-{closeout.pk}-reopened-{reason[:40]}", reason=reason)


def _send(closeout: Closeout, deed: str, *, key: str, reason: str = "") -> None:
    award = closeout.award
    context = {"closeout": closeout, "award": award, "deed": deed, "what": WHAT[deed], "reason": reason}
    for person in preparers_of(award):
        mail.send("closeout", to=person.email, context=context | {"person": person}, key=f"{key}-{person.pk}")
