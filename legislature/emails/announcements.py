"""What legislators and the press are told of awards, written from the frozen facts alone. One function a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from core import mail
from core.models import Email, Member, State
from legislature.models import Announcement, AwardNotice, Legislator
from legislature.rules import total_of

LEGISLATOR, PRESS = "awards_for_legislator", "awards_for_press"


Given = list[dict[str, Any]]
"""The awards of the frozen facts that nobody has refused since."""


def context_for(announcement: Announcement, legislator: Legislator | None, given: Given) -> dict[str, Any]:
    """What a message says: to a legislator the awards in her district alone, to the press all of them."""
    facts, awards = announcement.frozen_facts, given
    if legislator is not None:
        hers: list[int] = next((one["awards"] for one in facts["legislators"] if one["id"] == legislator.pk), [])
        awards = [award for award in awards if award["id"] in hers]
    return {
        "facts": facts,
        "awards": awards,
        "total": total_of(awards),
        "release_at": dt.datetime.fromisoformat(facts["release_at"]),
        "legislator": legislator,
        "district": legislator.district if legislator else None,
        "state": State.objects.get(pk=announcement.state_id),
    }


def preview(announcement: Announcement, legislator: Legislator | None, given: Given) -> tuple[str, str]:
    """The subject and the text that would go, before anything goes."""
    template = LEGISLATOR if legislator is not None else PRESS
    text = render_to_string(f"emails/{template}.txt", context_for(announcement, legislator, given)).strip()
    head, _, body = text.partition("\n")
    return head.removeprefix("Subject:").strip(), body.strip()


def awards_for_legislator(notice: AwardNotice, given: Given) -> Email:
    """To a legislator, before the press: the awards in her district, and until when they are not public."""
    context = context_for(notice.announcement, notice.legislator, given)
    return mail.send(LEGISLATOR, to=notice.email, context=context, key=f"{notice.announcement_id}-{notice.pk}")


def awards_for_press(notice: AwardNotice, given: Given) -> Email:
    """To the press, at the release: every award."""
    context = context_for(notice.announcement, None, given)
    return mail.send(PRESS, to=notice.email, context=context, key=f"{notice.announcement_id}-{notice.pk}")


def announcement_stopped(notice: AwardNotice, reason: str, *, corrected: bool) -> None:
    """To a legislator who was told: it will not be released so."""
    context = {"notice": notice, "announcement": notice.announcement, "reason": reason, "corrected": corrected}
    context |= {"legislator": notice.legislator}
    mail.send("awards_stopped", to=notice.email, context=context, key=f"{notice.announcement_id}-{notice.pk}")


def announcement_proposed(announcement: Announcement, people: Iterable[Member]) -> None:
    """To those who may approve it."""
    for person in people:
        context = {"announcement": announcement, "person": person}
        key = f"{announcement.pk}-{announcement.proposed_at}-{person.pk}"
        mail.send("announcement_proposed", to=person.email, context=context, key=key)


def announcement_approved(announcement: Announcement) -> None:
    """To who drafted it."""
    drafter = announcement.drafted_by
    context = {"announcement": announcement, "person": drafter}
    mail.send(
        "announcement_approved", to=drafter.email, context=context, key=f"{announcement.pk}-{announcement.approved_at}"
    )
