"""What employers said, put together: for those who write the analysis, and for everybody else.

An employer is counted once, however its name was typed and however often it was talked with. Outside the circle that
writes an analysis (the public page, legislators, officers) words are printed only of those who agreed to it, and
openings and pay only where at least three employers stand behind them: with fewer, each could be worked out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from partnerships.choices.analyses import AnalysisStatus as A
from partnerships.models import EmployerConversation, EmployerNeed, IndustryAnalysis, Organization
from partnerships.rules.analyses import LEAST_CONVERSATIONS, LEAST_EMPLOYERS
from partnerships.rules.naming import name_key

STANDING = (A.PUBLISHED, A.SUPERSEDED)
"""An analysis that was published and not withdrawn: its talks may count elsewhere."""
FEWER, NOT_SAID = "fewer than three employers", "not said"
MOST_PROBLEMS = 5

Named = tuple[int | None, int | None, str]
"""Organization, the one that it was merged into, and the name as typed."""


@dataclass(frozen=True)
class Asked:
    """An occupation that employers named, in the words of its table."""

    occupation: str
    employers: str
    openings: str
    hard: str
    wages: str


@dataclass(frozen=True)
class Voices:
    """What employers said, without the names of those who spoke in confidence."""

    talks: int
    employers: int
    first: dt.date | None
    last: dt.date | None
    asked: list[Asked]
    problems: list[str]
    quotes: list[tuple[str, str]]

    @property
    def enough(self) -> bool:
        return self.employers >= LEAST_CONVERSATIONS


def conversations_of(analysis: IndustryAnalysis) -> list[EmployerConversation]:
    """Its own talks, and for the state's analysis those of its regions' published versions; two queries.

    Once it is published only versions count that were published by then: a talk held later changes no page that
    people have read. What regions are still writing is theirs.
    """
    versions = Q(analysis__parent=analysis, analysis__status__in=STANDING)
    if analysis.published_at is not None:
        versions &= Q(analysis__published_at__lte=analysis.published_at)
    rows = EmployerConversation.objects.filter(Q(analysis=analysis) | versions)
    rows = rows.select_related("analysis", "analysis__region", "organization").prefetch_related("needs")
    return list(rows.order_by("-held_on", "-pk"))


def employer_keys(named: Iterable[Named]) -> list[str]:
    """For each the key of its employer: the organization, a double leading to the one that is kept; of one that is not
    linked the organization that goes by its name; else the name without case, punctuation and legal form.

    One query, and none where all are linked.
    """
    rows = list(named)
    names = {name for organization, _, name in rows if organization is None}
    known = Organization.objects.known(names) if names else {}
    keys = []
    for organization, merged, name in rows:
        linked = merged or organization or (known[name].pk if name in known else None)
        keys.append(f"#{linked}" if linked else name_key(name) or " ".join(name.casefold().split()))
    return keys


def _keys(talks: Sequence[EmployerConversation]) -> list[str]:
    return employer_keys(
        (talk.organization_id, talk.organization.merged_into_id if talk.organization else None, talk.employer)
        for talk in talks
    )


def employers_in(talks: Sequence[EmployerConversation]) -> int:
    """How many employers were talked with."""
    return len(set(_keys(talks)))


def voices_of(talks: Sequence[EmployerConversation], *, outside: bool = False) -> Voices:
    """The talks put together, newest first. `outside`: for those who do not write the analysis."""
    keys = _keys(talks)
    said: dict[str, dict[str, list[EmployerNeed]]] = defaultdict(dict)
    problems: Counter[str] = Counter()
    for talk, key in zip(talks, keys, strict=True):
        for occupation, needs in _by_occupation(talk).items():
            said[occupation].setdefault(key, needs)
        if talk.may_quote or not outside:
            problems.update(need.problem for need in talk.needs.all() if need.problem)
    order = sorted(said.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    days = [talk.held_on for talk in talks]
    quoted = [talk for talk in talks if talk.may_quote and talk.quote]
    return Voices(
        talks=len(talks),
        employers=len(set(keys)),
        first=min(days, default=None),
        last=max(days, default=None),
        asked=[
            _asked(occupation, list(found.values()), LEAST_EMPLOYERS if outside else 1) for occupation, found in order
        ],
        problems=[problem for problem, _ in problems.most_common(MOST_PROBLEMS)],
        quotes=[(talk.quote, "An employer" if talk.is_confidential else talk.employer) for talk in quoted],
    )


def _by_occupation(talk: EmployerConversation) -> dict[str, list[EmployerNeed]]:
    found: dict[str, list[EmployerNeed]] = defaultdict(list)
    for need in talk.needs.all():
        found[need.occupation.strip().capitalize()].append(need)
    return found


def _asked(occupation: str, employers: list[list[EmployerNeed]], least: int) -> Asked:
    """One occupation; of an employer that was talked with twice its newest talk stands. `least` employers behind each."""
    openings = [[need.openings for need in needs if need.openings is not None] for needs in employers]
    wages = [[need.hourly_wage for need in needs if need.hourly_wage is not None] for needs in employers]
    given = [sum(numbers) for numbers in openings if numbers]
    paid = [numbers for numbers in wages if numbers]
    few = len(employers) < least
    hard = sum(any(need.is_hard_to_fill for need in needs) for needs in employers)
    return Asked(
        occupation=occupation,
        employers=FEWER if few else str(len(employers)),
        openings=_guarded(few, len(given), least, f"{sum(given):,}"),
        hard=FEWER if few or 0 < hard < least else str(hard),
        wages=_guarded(few, len(paid), least, _range(sorted(wage for numbers in paid for wage in numbers))),
    )


def _guarded(few: bool, behind: int, least: int, words: str) -> str:
    if few or 0 < behind < least:
        return FEWER
    return words if behind else NOT_SAID


def _range(wages: list[Decimal]) -> str:
    if not wages:
        return NOT_SAID
    return f"${wages[0]:,.2f}" if wages[0] == wages[-1] else f"${wages[0]:,.2f} to ${wages[-1]:,.2f}"
