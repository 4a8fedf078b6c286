"""Setting up this year's round from last year's, in one deed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.calendars import add_months
from core.models import Member
from grants.choices import RoundStatus
from grants.models import Criterion, Round, RoundFund

YEAR = re.compile(r"(?<!\d)(\d{4}|\d{2})(?!\d)")
INSTANTS = (
    "opens_at",
    "questions_due_at",
    "closes_at",
    "letters_due_at",
    "review_opens_at",
    "review_due_at",
    "panel_at",
)
DAYS = ("award_by", "period_starts_on")
CLEARED = ("id", "pk", "status", "created_at", "limits_reason")


@transaction.atomic
def duplicate_round(round: Round, *, by: Member) -> Round:
    """A draft with everything of the round: its dates a year later, its name and number a year on.

    The reason for unusual limits is left empty, for last year's may not hold; what has to be looked at is written on the
    copy and keeps it from opening until somebody has saved it.
    """
    old = Round.objects.select_related("form_version").get(pk=round.pk)
    same = {field.attname for field in Round._meta.concrete_fields} - set(CLEARED)
    facts: dict[str, Any] = {name: getattr(old, name) for name in same}
    facts |= {name: year_later(getattr(old, name)) for name in INSTANTS} | {
        name: day_later(getattr(old, name)) for name in DAYS
    }
    facts |= {
        "name": unused(Round.objects.values_list("name", flat=True), next_year(old.name), " copy"),
        "slug": unused(Round.objects.values_list("slug", flat=True), next_year(old.slug)[:72], "-copy"),
        "number_prefix": unused(
            Round.objects.values_list("number_prefix", flat=True), next_year(old.number_prefix), "B"
        ),
        "to_look_at": to_look_at(old),
    }
    made = Round.objects.create(status=RoundStatus.DRAFT, **facts)
    copy_rows(old, made)
    audit.record("round.duplicate", made, by=by, of=old.name)
    return made


def copy_rows(old: Round, made: Round) -> None:
    """The rubric and the funds."""
    tables: tuple[tuple[Any, Any], ...] = (
        (Criterion, old.criteria.order_by("position")),
        (RoundFund, old.round_funds.order_by("pk")),
    )
    for model, rows in tables:
        copies = []
        for row in rows:
            row.pk, row._state.adding, row.round = None, True, made
            copies.append(row)
        model._default_manager.bulk_create(copies)


def to_look_at(old: Round) -> list[str]:
    """What may not be the same this year, each in a sentence."""
    found = [
        f"Its dates are those of {old.name}, a year later. Look at each, then save.",
        "Its money and its funds are last year's. Look at what each fund still has, then save.",
    ]
    if old.limits_reason:
        found.append("The reason for its limits was not copied. Write this year's, then save.")
    if old.form_version and old.form_version.form.versions.filter(number__gt=old.form_version.number).exists():
        found.append(f"Its form has a newer version than {old.form_version}. Choose one, then save.")
    if old.eligibility_version_id:
        found.append("Its eligibility check is last year's. Read its questions, then save.")
    return found


def year_later(instant: dt.datetime | None) -> dt.datetime | None:
    """The same day and hour by the state's clock a year later; the Monday after, where that is on a weekend."""
    if instant is None:
        return None
    local = timezone.localtime(instant)
    day = day_later(local.date())
    assert day is not None
    return timezone.make_aware(dt.datetime.combine(day, local.time().replace(tzinfo=None)))


def day_later(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    later = add_months(day, 12)
    return later + dt.timedelta(days=7 - later.weekday()) if later.weekday() > 4 else later


def next_year(text: str) -> str:
    """2027 Planning grants gives 2028 Planning grants; PA-27 gives PA-28. Without a year the text stays."""
    return YEAR.sub(lambda found: str(int(found[1]) + 1).zfill(len(found[1])), text, count=1)


def unused(taken: Any, text: str, tail: str) -> str:
    """The text, with a tail and a number where another round has it already."""
    have = {str(one).casefold() for one in taken}
    if text.casefold() not in have:
        return text
    number = next(n for n in range(1, 1000) if f"{text}{tail}{n if n > 1 else ''}".casefold() not in have)
    return f"{text}{tail}{number if number > 1 else ''}"
