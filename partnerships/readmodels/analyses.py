"""Lists and pages of industry analyses: what an analysis says, what employers said, what is left to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from core.charts import Chart
from core.models import Member
from core.moves import moves_open_to
from core.templatetags.rt import in_a_sentence
from labor_market.readmodels.screening_shown import (
    Row,
    bubble_chart,
    figures_of,
    openings_text,
    rows_of,
    shift_chart,
    source_lines,
    years_text,
)
from labor_market.rules.screening import INDICATORS
from partnerships.access.analyses import held_over, may_write, sees_names, visible_to
from partnerships.choices.analyses import AnalysisStatus as A
from partnerships.choices.analyses import AuthorRole
from partnerships.models import EmployerConversation, IndustryAnalysis
from partnerships.readmodels.voices import Voices, employers_in, voices_of
from partnerships.rules.analyses import (
    ASSESSMENT,
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
    openings: str
    years: str
    is_old: bool
    weights: list[tuple[str, int, str]]
    assessment: list[tuple[str, str]]
    voices: Voices
    notes: list[str]

    @property
    def not_computed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_ranked]


def page_of(
    analysis: IndustryAnalysis, talks: Sequence[EmployerConversation], today: dt.date, *, outside: bool = True
) -> AnalysisPage:
    """Everything, from the frozen facts and the talks. Those who write it are told more of these (`outside=False`)."""
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
        openings=openings_text(facts),
        years=years_text(facts),
        is_old=analysis.is_old(today),
        weights=[
            (label, analysis.weights[name], hint)
            for name, (label, hint) in INDICATORS.items()
            if name in analysis.weights
        ],
        assessment=[(ASSESSMENT[key][0], text) for key, text in analysis.assessment.items() if key in ASSESSMENT],
        voices=voices_of(talks, outside=outside),
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
        employers=employers_in(talks),
    )
    versions = visible_to(member).filter(Q(parent=analysis) | Q(replaces=analysis)).defer("result")
    return Desk(
        may_write=writes and analysis.status in (A.DRAFT, A.SHARED),
        may_publish=publishes,
        may_adapt=is_state and adapts and analysis.status in (A.SHARED, A.PUBLISHED),
        may_renew=writes and analysis.status == A.PUBLISHED,
        sees_names=sees_names(member, analysis),
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
    place, reference = page.analysis.place, in_a_sentence(page.analysis.result["reference"]["name"])
    return [(choice, list(_said(choice, place, reference, page.years))) for choice in page.choices]


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
        yearly = f", {row.growth_yearly} a year" if row.growth_yearly else ""
        yield f"Jobs changed by {row.growth} from {years}{yearly}."
    if row.competitive != lacking:
        yield (
            f"Of that change, {row.national} jobs go with the growth of {reference} as a whole, {row.mix} with the"
            f" industry’s own growth there, and {row.competitive} with what is particular to {place}."
        )
    if row.openings_rate:
        yield (
            f"About {row.openings} openings a year are projected, {row.openings_rate} for each 100 jobs: from growth, and"
            " from people who retire or change their occupation."
        )
    if row.relative_pay != lacking:
        yield f"Average pay is {row.pay} a year, {row.relative_pay} of what private jobs here pay."
    if row.why:
        yield row.why
    if row.warning:
        yield row.warning
