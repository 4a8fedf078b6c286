"""Words of the first pages: greetings, days and deeds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from core import money

DEEDS = {
    "application.start": "started an application",
    "application.submit": "sent an application",
    "application.withdraw": "withdrew an application",
    "application.find_eligible": "found an application eligible",
    "application.find_ineligible": "found an application not eligible",
    "application.send_to_review": "sent an application to review",
    "application.assign": "assigned reviewers",
    "review.submit": "submitted a review",
    "review.recuse": "declared a conflict",
    "slate.recommend": "recommended a slate",
    "slate.send_back": "asked for changes to a slate",
    "slate.approve": "approved a slate",
    "award.accept": "accepted an award",
    "award.refuse": "refused an award",
    "award.extend": "gave more time to answer an offer",
    "award.lapse": "let an offer lapse",
    "report.submit": "submitted a quarterly report",
    "report.return": "returned a quarterly report",
    "report.accept": "accepted a quarterly report",
    "round.open": "opened a round",
    "round.close": "closed a round",
    "round.cancel": "cancelled a round",
    "round.duplicate": "copied a round to the next year",
    "survey.open": "opened a survey",
    "survey.close": "closed a survey",
    "edition.freeze": "froze the facts of an impact report",
    "edition.approve": "approved an impact report",
    "edition.publish": "published an impact report",
    "partnership.charter": "kept a partnership's charter",
    "partnership.letter": "kept a member's letter of commitment",
    "partnership.edit": "changed a partnership's record",
    "partnership.found": "founded a partnership",
    "partnership.stage_propose": "proposed a stage",
    "partnership.stage_confirm": "confirmed a stage",
    "partnership.convener": "handed a partnership to another convener",
    "partnership.disclose": "disclosed a convener's interests",
    "import.apply": "imported partnerships",
    "organization.merge": "merged two records of an organization",
}
"""What a deed is called when somebody reads what happened; a deed that is not here is left out of the feed."""


def deed_words(deed: str, target: str, times: int = 1) -> str:
    """A deed in words, with the thing it was done to, or how often."""
    words = DEEDS.get(deed, "")
    if not words:
        return ""
    return f"{words} {times} times" if times > 1 else f"{words}: {target}"


def greeting(name: str, now: dt.datetime) -> str:
    """Good morning, Dana. Monday, November 23, 2026, 9:12 AM EST."""
    part = "morning" if now.hour < 12 else "afternoon" if now.hour < 18 else "evening"
    first = name.split()[0] if name.split() else name
    return f"Good {part}, {first}. {now:%A, %B} {now.day}, {now.year}, {now:%-I:%M %p} {now.tzname()}."


def due_words(at: dt.datetime) -> str:
    """Fri Dec 11, 5:00 PM EST, in the state's zone."""
    local = timezone.localtime(at)
    return f"{local:%a %b} {local.day}, {local:%-I:%M %p} {local.tzname()}"


def clock_words(at: dt.datetime) -> str:
    """9:12 AM for today, Mon 9:12 AM for another day of the week."""
    local = timezone.localtime(at)
    day = "" if local.date() == timezone.localdate() else f"{local:%a} "
    return f"{day}{local:%-I:%M %p}"


def short_money(amount: Decimal) -> dict[str, str]:
    """$12.06 with its unit, million, where the whole figure would not fit."""
    if amount < 1_000_000:
        return {"value": money.show(amount, cents=False), "unit": ""}
    return {"value": f"${amount / 1_000_000:,.2f}", "unit": "million"}


def weekday(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%A}"
