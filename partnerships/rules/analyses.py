"""How an industry analysis moves, what must stand in it before it is published, and what two versions differ in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from core.moves import Move
from core.permissions import Permission
from partnerships.choices.analyses import AnalysisStatus as A

MOVES = {
    "share": Move("Share with regions", (A.DRAFT,), A.SHARED, Permission.ANALYSIS_EDIT),
    "hand_in": Move("Hand in", (A.DRAFT,), A.SUBMITTED, Permission.ANALYSIS_ADAPT),
    "send_back": Move("Send back", (A.SUBMITTED,), A.DRAFT, Permission.ANALYSIS_PUBLISH, True),
    "publish": Move("Publish", (A.DRAFT, A.SHARED, A.SUBMITTED), A.PUBLISHED, Permission.ANALYSIS_PUBLISH),
    "supersede": Move("Replace", (A.PUBLISHED,), A.SUPERSEDED, Permission.ANALYSIS_PUBLISH),
    "withdraw": Move("Withdraw", (A.DRAFT, A.SHARED, A.PUBLISHED), A.WITHDRAWN, Permission.ANALYSIS_PUBLISH, True),
}
"""Publishing an analysis replaces the one that it follows; nobody presses "supersede". A region's version is handed in,
the state's is shared with regions."""
ONLY_STATE, ONLY_REGION = frozenset({"share"}), frozenset({"hand_in", "send_back"})

LEAST_CONVERSATIONS = 5
"""Employers who were talked with before an analysis is published, as in Oklahoma (claim 39); a written reason waives it."""
LEAST_EMPLOYERS = 3
"""Employers behind a figure of openings or pay that is printed for others than those who write the analysis."""

ASSESSMENT = {
    "regions": (
        "Which distinct labor market regions matter to these industries?",
        "Name them, by counties or towns. A county line is seldom the edge of a labor market.",
    ),
    "evidence": (
        "How do you know that each is one labor market?",
        "Where workers live and work: commuting, addresses of staff, travel times. Name the source and its year.",
    ),
    "occupations": (
        "Which occupations are critical, and where do people come from who fill them today?",
        "Name occupations with openings, pay and the schools or firms that people come from.",
    ),
}
"""Georgia's industry assessment asks for distinct labor market regions relevant to critical industries (claim 41)."""
REQUIRED = ("regions", "evidence")


class Lack(NamedTuple):
    """Something that must be there before publication: which part of the page, and a sentence."""

    part: str
    text: str


def lacks(
    *, rationale: str, chosen: Mapping[str, str], assessment: Mapping[str, str], employers: int, waiver: str = ""
) -> list[Lack]:
    """Everything that stands against publication, at once."""
    found = []
    if not chosen:
        found.append(Lack("chosen", "No industry is chosen. Tick at least one candidate and say why it is chosen."))
    if silent := [code for code, reason in chosen.items() if not reason.strip()]:
        found.append(Lack("chosen", f"Say why NAICS {', '.join(silent)} {'is' if len(silent) == 1 else 'are'} chosen."))
    if not rationale.strip():
        found.append(Lack("rationale", "The rationale is empty. A score orders a discussion; write what decided it."))
    found += [
        Lack("assessment", f"“{ASSESSMENT[key][0]}” has no answer. A region is shown by evidence, not by name alone.")
        for key in REQUIRED
        if not assessment.get(key, "").strip()
    ]
    if employers < LEAST_CONVERSATIONS and not waiver.strip():
        talked = (
            "No employer was"
            if not employers
            else "1 employer was"
            if employers == 1
            else f"{employers} employers were"
        )
        found.append(
            Lack(
                "conversations",
                f"{talked} talked with; {LEAST_CONVERSATIONS} are the least. Add conversations, or give a written reason"
                " why fewer are enough.",
            )
        )
    return found


class Difference(NamedTuple):
    """One candidate in two versions: what stood before and what stands now, in rank, jobs and choice."""

    code: str
    title: str
    rank_before: float | None
    rank: float | None
    jobs_before: float | None
    jobs: float | None
    was_chosen: bool
    is_chosen: bool

    @property
    def moved(self) -> float | None:
        """Places gained (above 0) or lost."""
        return None if self.rank is None or self.rank_before is None else self.rank_before - self.rank

    @property
    def fallen(self) -> float:
        """Places lost."""
        return -(self.moved or 0)


Lines = Sequence[Mapping[str, Any]]


Reasons = Mapping[str, str]


def differences(before: Lines, after: Lines, chosen_before: Reasons, chosen: Reasons) -> list[Difference]:
    """What differs between two versions: choices first, then what moved farthest. What is alike is left out."""
    old, new = ({line["code"]: line for line in lines} for lines in (before, after))
    found = []
    for code in dict.fromkeys([*new, *old, *chosen_before, *chosen]):
        was, now = old.get(code, {}), new.get(code, {})
        one = Difference(
            code,
            str(now.get("title") or was.get("title") or code),
            was.get("rank"),
            now.get("rank"),
            was.get("jobs"),
            now.get("jobs"),
            code in chosen_before,
            code in chosen,
        )
        if one.was_chosen != one.is_chosen or one.rank != one.rank_before:
            found.append(one)
    return sorted(found, key=lambda d: (d.was_chosen == d.is_chosen, -abs(d.moved or 0), d.rank or 1e9, d.code))
