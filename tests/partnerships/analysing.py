"""Analyses for tests: one that is frozen from made-up figures, and what is written into it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.models import Member, State
from core.permissions import Role
from labor_market.readmodels.screening import Asked
from partnerships.actions.analyses import save_analysis, write_analysis
from partnerships.actions.conversations import record_conversation
from partnerships.models import IndustryAnalysis, Region
from tests import factories
from tests.labor_market.screening import TEXTBOOK, TEXTBOOK_NATION, dataset, fill

EVEN = {"concentration": 20, "growth": 20, "competitive_share": 20, "pay": 20, "size": 20}
ANSWERS = {"regions": "Lehigh and Northampton.", "evidence": "71% of staff live in the two counties (ACS 2020)."}
CHOSEN = {"11": "It grew twice as fast as anywhere and pays.", "23": "Every plant needs it."}


def figures() -> None:
    """Sectors of the state, of Lehigh and Northampton, and of the nation."""
    held = dataset()
    fill(held, "42000", TEXTBOOK | {"62": (None, None)})
    fill(held, "42077", {"11": (10, 20), "21": (300, 330), "22": (200, 250), "23": (200, 280)})
    fill(held, "42095", {"11": (10, 11), "21": (90, 120)})
    fill(held, "US000", TEXTBOOK_NATION | {"62": (70, 80)})


def saved(state: State, by: Member | None = None, title: str = "Industries of Pennsylvania, 2026") -> IndustryAnalysis:
    """The state's draft over all of Pennsylvania, by sectors."""
    asked = Asked("Pennsylvania", ("42000",), depth=2, weights=EVEN)
    return save_analysis(title, asked, state=state, region=None, by=by or factories.member(Role.ANALYST))


def written(analysis: IndustryAnalysis, by: Member, **more: Any) -> IndustryAnalysis:
    """With everything that publication asks for but the conversations."""
    words = {"rationale": "Forestry grew and pays.", "assessment": ANSWERS, "chosen": CHOSEN} | more
    return write_analysis(analysis, by=by, **words)


def talked(analysis: IndustryAnalysis, number: int, by: Member) -> None:
    """So many conversations, each with another employer."""
    for n in range(number):
        record_conversation(
            analysis,
            needs=[
                {
                    "occupation": "Machinists",
                    "openings": 3,
                    "is_hard_to_fill": True,
                    "problem": "Nobody trains by night",
                }
            ],
            held_on=dt.date(2026, 5, 1 + n),
            employer=f"Slate Belt Machining {n + 1}",
            is_confidential=n > 0,
            interviewer="Elena Márquez",
            by=by,
            quote="We would hire ten tomorrow." if n == 0 else "",
            may_quote=n == 0,
        )


def lehigh() -> Region:
    return Region.objects.create(name="Lehigh Valley", county_fips=["42077", "42095"])
