"""Lists and pages of industry analyses: what an analysis says, what employers said, what is left to do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from core.charts import Chart
from core.models import Member
from core.moves import moves_open_to
from core.permissions import Permission
from labor_market.readmodels.screening_shown import (
    Row,
    bubble_chart,
    figures_of,
    rows_of,
    shift_chart,
    source_lines,
    years_text,
)
from labor_market.rules.screening import INDICATORS
from partnerships.access.analyses import held_over, may_write, visible_to
from partnerships.choices.analyses import AnalysisStatus as A
from partnerships.choices.analyses import AuthorRole
from partnerships.models import EmployerConversation, EmployerNeed, IndustryAnalysis
from partnerships.rules.analyses import (
    ASSESSMENT,
    LEAST_CONVERSATIONS,
    MOVES,
    ONLY_REGION,
    ONLY_STATE,
    Difference,
    Lack,
    differences,
    lacks,
)

PAGE = 30


def list_of(member: Member, page: str | None, status: str = "") -> Page:
    """Two queries for any number of rows, beside what is asked about the member."""
    rows = visible_to(member)
    if status in A.values:
        rows = rows.filter(status=status)
    counted = rows.select_related("region", "made_by").annotate(
        talks=Count("conversations", distinct=True), adapted=Count("versions", distinct=True)
    )
    return Paginator(counted.defer("result").order_by("-made_at", "-pk"), PAGE).get_page(page)


@dataclass(frozen=True)
class Asked:
    """An occupation that employers named."""

    occupation: str
    employers: int
    openings: int | None
    hard: int
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
    """Its own talks, and for the state's analysis those of its regions' versions; two queries."""
    rows = EmployerConversation.objects.filter(Q(analysis=analysis) | Q(analysis__parent=analysis))
    rows = rows.exclude(~Q(analysis=analysis) & Q(analysis__status=A.WITHDRAWN))
    return list(
        rows.select_related("analysis", "analysis__region").prefetch_related("needs").order_by("-held_on", "-pk")
    )


def _same(employer: str) -> str:
    """One employer, however its name was typed."""
    return " ".join(employer.lower().split())


def voices_of(talks: Sequence[EmployerConversation]) -> Voices:
    """The talks put together."""
    needs: dict[str, list[tuple[str, EmployerNeed]]] = {}
    problems: Counter[str] = Counter()
    for talk in talks:
        for need in talk.needs.all():
            needs.setdefault(need.occupation.strip().capitalize(), []).append((_same(talk.employer), need))
            if need.problem:
                problems[need.problem] += 1
    asked = [_asked(occupation, found) for occupation, found in needs.items()]
    days = [talk.held_on for talk in talks]
    quotes = [
        (talk.quote, "An employer" if talk.is_confidential else talk.employer)
        for talk in talks
        if talk.may_quote and talk.quote
    ]
    return Voices(
        talks=len(talks),
        employers=len({_same(talk.employer) for talk in talks}),
        first=min(days, default=None),
        last=max(days, default=None),
        asked=sorted(asked, key=lambda one: (-one.employers, -(one.openings or 0), one.occupation)),
        problems=[problem for problem, _ in problems.most_common(5)],
        quotes=quotes,
    )


def _asked(occupation: str, found: list[tuple[str, EmployerNeed]]) -> Asked:
    openings = [need.openings for _, need in found if need.openings is not None]
    wages = sorted(need.hourly_wage for _, need in found if need.hourly_wage is not None)
    return Asked(
        occupation=occupation,
        employers=len({employer for employer, _ in found}),
        openings=sum(openings) if openings else None,
        hard=sum(need.is_hard_to_fill for _, need in found),
        wages=_range(wages),
    )


def _range(wages: list[Decimal]) -> str:
    if not wages:
        return "not said"
    return f"${wages[0]:,.2f}" if wages[0] == wages[-1] else f"${wages[0]:,.2f} to ${wages[-1]:,.2f}"


@dataclass(frozen=True)
class Choice:
    """A chosen industry with its figures and the reason."""

    code: str
    title: str
    reason: str
    row: Row | None


@dataclass(frozen=True)
class AnalysisPage:
    """What the page of an analysis shows, drawn from what was frozen."""

    analysis: IndustryAnalysis
    rows: list[Row]
    choices: list[Choice]
    bubbles: Chart | None
    shift: Chart | None
    figures: list[dict[str, str]]
    sources: list[str]
    years: str
    is_old: bool
    weights: list[tuple[str, int, str]]
    assessment: list[tuple[str, str]]
    voices: Voices
    notes: list[str]

    @property
    def not_computed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_ranked]


def page_of(analysis: IndustryAnalysis, talks: Sequence[EmployerConversation], today: dt.date) -> AnalysisPage:
    """Everything, from the frozen facts and the talks."""
    facts, chosen = analysis.result, analysis.chosen
    rows = rows_of(facts, chosen)
    by_code = {row.code: row for row in rows}
    return AnalysisPage(
        analysis=analysis,
        rows=rows,
        choices=[
            Choice(code, by_code[code].title if code in by_code else code, reason, by_code.get(code))
            for code, reason in sorted(chosen.items(), key=lambda pair: _rank(by_code.get(pair[0])))
        ],
        bubbles=bubble_chart(facts, chosen),
        shift=shift_chart(facts, chosen),
        figures=figures_of(facts),
        sources=source_lines(facts),
        years=years_text(facts),
        is_old=analysis.is_old(today),
        weights=[(label, analysis.weights.get(name, 0), hint) for name, (label, hint) in INDICATORS.items()],
        assessment=[(ASSESSMENT[key][0], text) for key, text in analysis.assessment.items() if key in ASSESSMENT],
        voices=voices_of(talks),
        notes=list(facts.get("notes", [])),
    )


def _rank(row: Row | None) -> float:
    return float(row.rank) if row is not None and row.rank else 1e9


@dataclass(frozen=True)
class Desk:
    """What somebody may do with an analysis, and what is left before publication."""

    may_write: bool
    may_publish: bool
    may_adapt: bool
    may_renew: bool
    sees_names: bool
    moves: list[tuple[str, str, bool]]
    lacks: list[Lack]
    talks: list[EmployerConversation]
    versions: list[IndustryAnalysis]


def desk_of(analysis: IndustryAnalysis, member: Member, talks: list[EmployerConversation], adapts: bool) -> Desk:
    """The buttons of one person; `adapts` says whether she writes for any region."""
    held = held_over(member, analysis)
    is_state = analysis.author_role == AuthorRole.STATE
    wrong = (ONLY_REGION if is_state else ONLY_STATE) | {"publish", "supersede"}
    open_moves = [name for name in moves_open_to(MOVES, analysis.status, held) if name not in wrong]
    writes = may_write(member, analysis)
    is_ready = is_state or analysis.status == A.SUBMITTED
    publishes = is_ready and "publish" in moves_open_to(MOVES, analysis.status, held)
    found = lacks(
        rationale=analysis.rationale,
        chosen=analysis.chosen,
        assessment=analysis.assessment,
        employers=voices_of(talks).employers,
    )
    versions = visible_to(member).filter(Q(parent=analysis) | Q(replaces=analysis)).defer("result")
    return Desk(
        may_write=writes and analysis.status in (A.DRAFT, A.SHARED),
        may_publish=publishes,
        may_adapt=is_state and adapts and analysis.status in (A.SHARED, A.PUBLISHED),
        may_renew=writes and analysis.status == A.PUBLISHED,
        sees_names=writes or Permission.ANALYSIS_EDIT in held,
        moves=[(name, MOVES[name].label, MOVES[name].needs_reason) for name in open_moves],
        lacks=found if analysis.status in (A.DRAFT, A.SHARED, A.SUBMITTED) else [],
        talks=talks,
        versions=list(versions.select_related("region")),
    )


def compared(analysis: IndustryAnalysis, other: IndustryAnalysis) -> list[Difference]:
    """What differs from another version."""
    return differences(other.lines, analysis.lines, other.chosen, analysis.chosen)


def sentences(page: AnalysisPage) -> list[tuple[Choice, list[str]]]:
    """Each chosen industry in plain words, for the page that legislators read."""
    place, reference = page.analysis.place, _in_a_sentence(page.analysis.result["reference"]["name"])
    return [(choice, list(_said(choice, place, reference, page.years))) for choice in page.choices]


def _in_a_sentence(area: str) -> str:
    return f"the {area}" if area == "United States" else area


def _said(choice: Choice, place: str, reference: str, years: str) -> Any:
    row = choice.row
    if row is None:
        return
    lacking = "not computed"
    if row.jobs != lacking:
        yield f"{row.jobs[:1].upper()}{row.jobs[1:]} jobs in {place}."
    if row.quotient != lacking:
        yield f"Its share of jobs is {row.quotient} times that of {reference}."
    if row.growth != lacking:
        yield f"Jobs changed by {row.growth} from {years}."
    if row.competitive != lacking:
        yield (
            f"Of that change, {row.national} jobs go with the growth of {reference} as a whole, {row.mix} with the"
            f" industry’s own growth there, and {row.competitive} with what is particular to {place}."
        )
    if row.relative_pay != lacking:
        yield f"Average pay is {row.pay} a year, {row.relative_pay} of what private jobs here pay."
    if row.why:
        yield row.why
    if row.warning:
        yield row.warning
