"""What a reviewer reads of an application: the frozen submission, put in the order of its sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from core.text import word_count
from grants.choices import BudgetCategory, MatchKind, MatchTest
from grants.models import Application, Submission
from grants.readmodels.application_case import Told, told_of
from grants.readmodels.market_panel import market_panel
from partnerships.choices import PartnerRole
from questions.checks.files import files_in
from questions.choices import Panel, QuestionType
from questions.models import Section
from questions.readmodels import answers_content, filling_of
from questions.readmodels.fields import place

Row = dict[str, Any]
LONG = {QuestionType.LONG_TEXT.value, QuestionType.TEXT.value}
PANELS = (Panel.ROSTER.value, Panel.BUDGET.value, Panel.TARGETS.value)


@dataclass(frozen=True)
class Answer:
    """A question with its answer in words. `is_prose` is text that somebody wrote, in paragraphs."""

    question: str
    shown: str
    is_prose: bool
    files: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Part:
    """A section of the application as it is read. `panel` names the table that stands in it."""

    key: str
    number: int
    title: str
    answers: tuple[Answer, ...]
    panel: str
    words: int

    @property
    def anchor(self) -> str:
        return f"s-{self.key}"


@dataclass(frozen=True)
class Budget:
    """The budget by line, with its sums in dollars. `shown` is how much of it the round shows (`choices/visibility.py`)."""

    lines: list[Row]
    amount: Decimal
    match_cash: Decimal
    match_in_kind: Decimal
    subawards: list[Row] = field(default_factory=list)
    indirect: Row = field(default_factory=dict)
    shown: str = "full"

    @property
    def total(self) -> Decimal:
        return self.amount + self.match_cash + self.match_in_kind

    @property
    def match(self) -> list[Row]:
        """The rows of the match, each with its kind and how many of the seven statements were confirmed."""
        return [
            line
            | {
                "kind": _label(MatchKind, line["match_kind"]),
                "confirmed": f"{len(line.get('tests') or ())} of {len(MatchTest)}",
            }
            for line in self.lines
            if line.get("match_kind")
        ]


@dataclass(frozen=True)
class Content:
    """The whole application. `is_frozen` is False for one whose submission was never frozen."""

    parts: list[Part]
    roster: list[Row]
    budget: Budget
    targets: list[Row]
    panel: dict[str, Any]
    is_frozen: bool
    told: Told
    facts: list[tuple[str, str]] = field(default_factory=list)


def content_of(
    application: Application,
    *,
    with_market: bool = True,
    submission: Submission | None = None,
    as_it_stands: bool = False,
) -> Content:
    """What was submitted, as it was frozen. Reads the working tables only for what the submission does not hold.

    `as_it_stands` reads the working tables alone: a draft, or one that is corrected after it was sent.

    Labor-market facts that were frozen are shown as they were; others are read only where the page shows them.
    `submission` is given where it was read already.
    """
    kept: Any = submission.content if submission else None
    if submission is None and not as_it_stands:
        kept = Submission.objects.filter(application_id=application.pk).values_list("content", flat=True).first()
    content: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
    sections = content.get("sections")
    if not isinstance(sections, list):
        sections = answers_content(filling_of(application.response))
    parts = parts_of(sections, _panels(application, sections))
    shown = {part.panel for part in parts}
    parts += [
        Part(panel, len(parts) + place, Panel(panel).label, (), panel, 0)
        for place, panel in enumerate((p for p in PANELS if p not in shown), start=1)
    ]
    panel = next((content[key] for key in ("labor_market", "panel") if content.get(key)), None)
    return Content(
        parts=parts,
        roster=roster_of(_rows(content, "roster", "partners"), application),
        budget=budget_of(_rows(content, "budget"), application, content),
        targets=targets_of(_rows(content, "targets"), application),
        panel=_market(panel, application) if with_market or panel else {},
        is_frozen=bool(content),
        told=told_of(content, application),
        facts=facts_of(content, application),
    )


def facts_of(content: Mapping[str, Any], application: Application) -> list[tuple[str, str]]:
    """What the partnership says of itself in a few words, as it was sent: industry, region, length."""
    kept = content.get("counties")
    counties = [str(county.get("name")) for county in kept] if isinstance(kept, list) else []
    naics = content.get("naics") or application.naics
    months = content.get("months") or application.months
    facts = [
        ("Industry", str(content.get("industry") or application.industry_title)),
        ("NAICS", ", ".join(map(str, naics))),
        ("Counties", ", ".join(counties or map(place, application.county_fips))),
        ("Length", f"{months} months" if months else ""),
        ("No labor organization", str(content.get("no_labor_reason") or "")),
    ]
    return [fact for fact in facts if fact[1]]


def _market(frozen: Any, application: Application) -> dict[str, Any]:
    return frozen if isinstance(frozen, dict) else market_panel(application.county_fips, application.naics)


def parts_of(sections: Iterable[Mapping[str, Any]], panels: Mapping[str, str]) -> list[Part]:
    """Frozen sections in their order, each with the table that belongs to it."""
    parts = []
    for number, section in enumerate(sections, start=1):
        key = str(section.get("section") or section.get("key") or number)
        answers = tuple(_answer(given) for given in section.get("answers") or section.get("questions") or ())
        words = sum(word_count(answer.shown) for answer in answers if answer.is_prose)
        title = str(section.get("title") or key)
        parts.append(Part(key, number, title, answers, str(section.get("panel") or panels.get(key, "")), words))
    return parts


def _answer(given: Mapping[str, Any]) -> Answer:
    shown = given.get("shown")
    if shown in (None, ""):
        shown = given.get("value")
    question = str(given.get("question") or given.get("label") or given.get("key") or "")
    value = given.get("value")
    kept = tuple(files_in(value)) if given.get("type") == QuestionType.FILE else ()
    said = ", ".join(str(one.get("name", "")) for one in kept) or ("" if shown is None else str(shown))
    return Answer(question, said, given.get("type") in LONG, kept)


def _panels(application: Application, sections: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The tables of the form's sections by key, where the submission does not say them itself."""
    if all("panel" in section for section in sections):
        return {}
    rows = Section.objects.filter(version__responses=application.response_id)
    return dict(rows.values_list("key", "panel"))


def _rows(content: Mapping[str, Any], *keys: str) -> list[Row] | None:
    """A table of the submission; None where it holds none of that name."""
    for key in keys:
        found = content.get(key)
        if isinstance(found, Mapping):
            found = found.get("lines") or found.get("rows")
        if isinstance(found, list):
            return [dict(row) for row in found if isinstance(row, Mapping)]
    return None


def roster_of(rows: list[Row] | None, application: Application) -> list[Row]:
    """Who sits at the table: name, role in words, city and commitment."""
    if rows is None:
        rows = [dict(row) for row in application.partners.values("name", "role", "city", "commitment")]
    return [row | {"role": _label(PartnerRole, row.get("role")), "name": row.get("name") or "–"} for row in rows]


def budget_of(rows: list[Row] | None, application: Application, content: Mapping[str, Any]) -> Budget:
    """The lines with their category in words, their sums, the subawards' own budgets and the indirect costs."""
    columns = ("amount", "match_cash", "match_in_kind")
    parts = _rows(content, "subawards")
    if rows is None:
        names = ("category", "description", "match_source", "subrecipient", "match_kind", "evidence", "tests", *columns)
        rows = [dict(row) for row in application.budget.values(*names)]
        found = application.subaward_lines.values("subrecipient", "category", "description", "amount")
        parts = [dict(row) for row in found]
    lines = [
        row | {"category": _label(BudgetCategory, row.get("category"))} | {c: _dollars(row.get(c)) for c in columns}
        for row in rows
    ]
    amount, cash, in_kind = (sum((line[column] for line in lines), Decimal(0)) for column in columns)
    own = [
        row | {"category": _label(BudgetCategory, row.get("category")), "amount": _dollars(row.get("amount"))}
        for row in parts or []
    ]
    return Budget(lines, amount, cash, in_kind, own, _indirect(content.get("indirect")))


def _indirect(kept: Any) -> Row:
    """The indirect costs as they were frozen; nothing where none were asked for."""
    if not isinstance(kept, Mapping) or not _dollars(kept.get("asked")):
        return {}
    money = {name: _dollars(kept.get(name)) for name in ("asked", "base", "allowed", "rate")}
    return money | {"base_words": str(kept.get("base_words", ""))}


def targets_of(rows: list[Row] | None, application: Application) -> list[Row]:
    """What is promised: the measure in words, its unit, the value."""
    if rows is None:
        more = ("value", "baseline", "by_month", "source", "remark")
        found = application.targets.values("measure__code", "measure__title", "measure__unit", *more)
        rows = [{key.removeprefix("measure__"): value for key, value in row.items()} for row in found]
    return [row | {"title": row.get("title") or row.get("measure") or row.get("code")} for row in rows]


def _label(choices: Any, value: Any) -> str:
    """The words of a choice; a value that is no longer in the list is printed as it is."""
    return dict(choices.choices).get(value, str(value or "–"))


def _dollars(value: Any) -> Decimal:
    try:
        return Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)
