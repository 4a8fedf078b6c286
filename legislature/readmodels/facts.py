"""The facts of an edition, gathered once when it is frozen: plain JSON from which alone every document is drawn.

Amounts are strings of dollars, other numbers that are not whole are strings, counts of people that may not be shown are
null. Nothing in here is secret: what must be suppressed was left out before it was frozen.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from core.context import WORDS
from core.models import Member, State
from core.permissions import Role
from core.templatetags.rt import long_day
from legislature.models import Edition
from legislature.readmodels.evidence import evidence_of
from legislature.readmodels.people import people_of
from legislature.readmodels.portfolio import employers_at_the_table, industries, overview, partnerships_of
from legislature.readmodels.sheets import sheets_of
from legislature.readmodels.spending import money_of, spending_up_to

FORMAT = 1


def gather(edition: Edition) -> dict[str, Any]:
    """Everything that the report prints, as it is known now."""
    state = State.objects.get(pk=edition.state_id)
    start, end = edition.period_start, edition.period_end
    spending = spending_up_to(end)
    partnerships = partnerships_of(start, end, spending)
    at_the_table = employers_at_the_table(end)
    people = people_of(state, start, end)
    number = number_of(edition, state)
    evidence = evidence_of(start, end, number)
    stories = evidence.pop("stories")
    return {
        "format": FORMAT,
        "edition": head_of(edition, state, number),
        "state": look_of(state),
        "portfolio": overview(partnerships) | {"employers": len(at_the_table)},
        "industries": industries(partnerships),
        "partnerships": [one | {"people": people["partnerships"].get(str(one["id"]), 0)} for one in partnerships],
        "money": money_of(start, end, partnerships, spending),
        "people": people,
        **evidence,
        "districts": sheets_of(partnerships, at_the_table, people, stories),
    }


def number_of(edition: Edition, state: State) -> str:
    """PA-2026-02: the state, the fiscal year by its name, and the how-manieth edition of that period it is."""
    same = Edition.objects.filter(period_start=edition.period_start, period_end=edition.period_end)
    place = same.filter(pk__lte=edition.pk).count()
    return f"{state.usps}-{edition.period_end.year}-{place:02}"


def head_of(edition: Edition, state: State, number: str) -> dict[str, Any]:
    """What stands on the first page and at the foot of every other."""
    start, end = edition.period_start, edition.period_end
    director = Member.objects.with_role(Role.DIRECTOR).order_by("pk").first()
    corrects = edition.corrects
    return {
        "number": number,
        "title": edition.title,
        "start": start.isoformat(),
        "end": end.isoformat(),
        "period": f"{long_day(start)} to {long_day(end)}",
        "last_day": f"{end:%B} {end.day}",
        "year": f"{start.year}–{end:%y}" if start.year != end.year else str(start.year),
        "as_of": long_day(timezone.localdate(timezone=state.zone)),
        "requested_by": edition.requested_by,
        "letter": edition.letter,
        "what_did_not_work": edition.what_did_not_work,
        "signed_by": director.name if director else "",
        "signed_title": director.title if director else "",
        "corrects": corrects.facts["edition"]["number"] if corrects and corrects.facts else "",
        "what_changed": edition.what_changed,
        "notice": "Demonstration: organizations, people and figures are invented" if settings.DEMO else "",
    }


def look_of(state: State) -> dict[str, Any]:
    """The state's name, words and colors."""
    return {
        "code": state.code,
        "usps": state.usps,
        "fips": state.fips,
        "name": state.name,
        "words": {key: state.word(key) for key in WORDS},
        "contact": state.contact_email,
        "minimum": state.suppression_min_n,
        "theme": {
            "deep": state.theme.get("--sp-primary-darkest", ""),
            "main": state.theme.get("--sp-primary", ""),
            "accent": state.theme.get("--sp-accent", ""),
        },
    }
