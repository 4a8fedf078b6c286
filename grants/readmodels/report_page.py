"""A quarterly report as its page shows it: what was typed, what it is held against, and what is to fix or explain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from core.calendars import Quarter
from grants.checks.report_money import Spent, money_flags
from grants.checks.reports import (
    FIX,
    STORY_FIELDS,
    Flag,
    Measured,
    Pace,
    measure_flags,
    shown,
    story_flags,
    unexplained,
)
from grants.choices import ReportStatus
from grants.models import Report, ReportReturn, ReportVersion
from grants.readmodels.ledger import Ledger, ledger_of, pace_of
from grants.readmodels.report_rows import (
    CATEGORIES,
    Box,
    Dollars,
    LastQuarter,
    MeasureRow,
    MoneyRow,
    Note,
    anchor,
    category_label,
    match_total,
    money_row,
)
from grants.readmodels.report_words import ReportWords
from grants.readmodels.terms import terms_history
from grants.rules.amendments import Terms
from grants.rules.reports import MEASURES, MONEY, PARTS, STORY, WRITABLE, open_parts
from partnerships.choices import Comparability, Unit
from questions.readmodels import FilledSection, Filling, filling_of

WHOLE_UNITS = (Unit.PEOPLE, Unit.EMPLOYERS, Unit.COUNT)


@dataclass(frozen=True)
class ReportPage(ReportWords):
    """Everything that the page, the checks at submission and the frozen version read."""

    report: Report
    terms: Terms
    pace: Pace
    measures: tuple[MeasureRow, ...]
    money: tuple[MoneyRow, ...]
    sections: tuple[FilledSection, ...]
    story: Mapping[str, Box]
    flags: tuple[Flag, ...]
    notes: Mapping[str, tuple[Note, ...]]
    open_parts: frozenset[str]
    last_return: ReportReturn | None
    last: LastQuarter
    filling: Filling | None

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.report.period_start)

    @property
    def is_writable(self) -> bool:
        return self.report.status in WRITABLE

    @property
    def part_titles(self) -> dict[str, str]:
        """Every part of this report by its key, as they stand on the page."""
        between = {section.key: section.title for section in self.sections}
        return {MONEY: PARTS[MONEY], MEASURES: PARTS[MEASURES]} | between | {STORY: PARTS[STORY]}

    @property
    def grant(self) -> list[MoneyRow]:
        return [row for row in self.money if row.line.asks_grant]

    @property
    def match(self) -> list[MoneyRow]:
        return [row for row in self.money if row.line.asks_match]

    @property
    def match_total(self) -> Dollars:
        return match_total(self.money, self.terms.match_required, self.pace.share)

    @property
    def given_notes(self) -> dict[str, str]:
        return {note.flag.key: note.box.raw for notes in self.notes.values() for note in notes if note.box}

    @property
    def to_fix(self) -> list[Flag]:
        """What stops the submission, in the parts that can be written."""
        return [flag for flag in self.flags if flag.stops and flag.part in self.open_parts]

    @property
    def to_explain(self) -> list[Flag]:
        """What still wants a sentence, in the parts that can be written."""
        return [flag for flag in unexplained(self.flags, self.given_notes) if flag.part in self.open_parts]

    @property
    def is_ready(self) -> bool:
        return not self.to_fix and not self.to_explain

    @property
    def left(self) -> list[str]:
        """What is left to do, counted: 8 to fill in, 1 to fix, 2 to explain."""
        gaps = sum(flag.is_gap for flag in self.to_fix)
        counts = {"to fill in": gaps, "to fix": len(self.to_fix) - gaps, "to explain": len(self.to_explain)}
        return [f"{count} {words}" for words, count in counts.items() if count]

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why it cannot be sent yet, each a link to its place; empty boxes of a part together."""
        gaps: dict[str, list[Flag]] = {}
        for flag in self.to_fix:
            if flag.is_gap:
                gaps.setdefault(flag.part, []).append(flag)
        found = [_gap(self.part_titles[part], flags) for part, flags in gaps.items()]
        found += [_fix(flag) for flag in self.to_fix if not flag.is_gap]
        for flag in self.to_explain:
            found.append({"link": "Explain", "url": f"#{anchor(f'why.{flag.key}')}", "text": flag.strong})
        return found


def _fix(flag: Flag) -> dict[str, str]:
    return {"link": flag.strong.rstrip(":"), "url": f"#{anchor(flag.field)}", "text": flag.text}


def _gap(title: str, flags: list[Flag]) -> dict[str, str]:
    if len(flags) == 1:
        return _fix(flags[0])
    text = f"{len(flags)} boxes are empty. Write 0 where nothing happened."
    return {"link": title, "url": f"#{anchor(flags[0].field)}", "text": text}


def page_of(
    report: Report,
    *,
    typed: Mapping[str, str] | None = None,
    theirs: Mapping[str, str] | None = None,
    sections: Mapping[str, FilledSection] | None = None,
) -> ReportPage:
    """The report's page, held against the award's terms on the last day of its quarter.

    At most twelve queries, whatever the number of lines.

    `typed` are texts that a refused save leaves in their boxes, and `theirs` what stands saved in their place;
    `sections` takes the place of the narrative's sections in which the same happened.
    """
    boxes = _Boxes(report, typed or {}, theirs or {})
    terms = terms_history(report.award).on(report.period_end)
    pace = pace_of(terms, report.period_start)
    ledger = ledger_of(report.award, before=report.period_start)
    measured, spent = _measured(report, boxes, ledger, terms), _spent(report, boxes, ledger, terms)
    filling = filling_of(report.response) if report.response else None
    shown_sections = tuple((sections or {}).get(one.key, one) for one in filling.sections) if filling else ()
    story = {name: boxes.box(f"story.{name}", str(report.story.get(name, ""))) for name in STORY_FIELDS}
    flags = (
        money_flags(spent, pace, terms.amount)
        + measure_flags(measured, pace)
        + [flag for section in shown_sections for flag in _unanswered(section)]
        + story_flags({name: box.raw for name, box in story.items()}, timezone.localdate())
    )
    last_return = report.returns.select_related("by").first()
    parts = {MEASURES, MONEY, STORY} | {section.key for section in shown_sections}
    return ReportPage(
        report=report,
        terms=terms,
        pace=pace,
        measures=tuple(_measure_row(line, boxes, flags, pace) for line in measured),
        money=tuple(_money_row(line, boxes, flags, pace) for line in spent),
        sections=shown_sections,
        story={name: boxes.flagged(box, flags) for name, box in story.items()},
        flags=tuple(flags),
        notes=_notes(report, flags, boxes),
        open_parts=open_parts(report.status, parts, last_return.comments if last_return else ()),
        last_return=last_return,
        last=_last_quarter(report),
        filling=filling,
    )


class _Boxes:
    """The boxes of a report, from what was typed or, where nothing was, from the rows."""

    def __init__(self, report: Report, typed: Mapping[str, str], theirs: Mapping[str, str]) -> None:
        self.report, self.typed, self.theirs = report, typed, theirs

    def raw(self, key: str, stored: str) -> str:
        if key in self.typed:
            return self.typed[key]
        kept = self.report.typed.get(key)
        return str(kept["raw"]) if kept else stored

    def box(self, key: str, stored: str, flags: Iterable[Flag] = ()) -> Box:
        kept: dict[str, Any] = self.report.typed.get(key) or {}
        return Box(
            key,
            self.raw(key, stored),
            int(kept.get("version", 0)),
            kept.get("by", ""),
            parse_datetime(kept["at"]) if kept.get("at") else None,
            self.theirs.get(key, ""),
            tuple(flag for flag in flags if flag.field == key),
        )

    @staticmethod
    def flagged(box: Box, flags: Iterable[Flag]) -> Box:
        mine = tuple(flag for flag in flags if flag.field == box.key)
        return Box(box.key, box.raw, box.version, box.saved_by, box.saved_at, box.theirs, mine)

    def amount(self, key: str, stored: Decimal) -> str:
        """Dollars of a row; a zero that nobody typed leaves the box empty until the report was sent once."""
        untouched = stored == 0 and self.report.submitted_at is None
        return self.raw(key, "" if untouched else f"{stored:,.2f}")


def _measured(report: Report, boxes: _Boxes, ledger: Ledger, terms: Terms) -> list[Measured]:
    """The measures of the report in the order of the award's targets."""
    places = {measure: place for place, measure in enumerate(terms.targets)}
    figures = list(report.figures.select_related("measure"))
    figures.sort(key=lambda figure: places.get(figure.measure_id, 9999))
    found = []
    for figure in figures:
        measure, prior = figure.measure, ledger.figures.get(figure.measure_id, (Decimal(0), Decimal(0)))
        found.append(
            Measured(
                pk=measure.pk,
                title=measure.title,
                raw=boxes.raw(f"figure.{measure.pk}", "" if figure.value is None else shown(figure.value)),
                raw_of=boxes.raw(f"of.{measure.pk}", "" if figure.denominator is None else shown(figure.denominator)),
                is_rate=measure.comparability == Comparability.RATE,
                whole=measure.unit in WHOLE_UNITS,
                numerator=measure.numerator,
                denominator=measure.denominator,
                prior=prior[0],
                prior_of=prior[1],
                target=terms.targets.get(measure.pk),
            )
        )
    return found


def _spent(report: Report, boxes: _Boxes, ledger: Ledger, terms: Terms) -> list[Spent]:
    """The budget's categories in the order of the federal form; match beside those that promise some."""
    lines = {line.category: line for line in report.spending.all()}
    promised = any(terms.match.values())
    found = []
    for category in [name for name in CATEGORIES if name in lines]:
        line = lines[category]
        grant, match = terms.grant.get(category, Decimal(0)), terms.match.get(category, Decimal(0))
        prior, prior_match = ledger.grant.get(category, Decimal(0)), ledger.match.get(category, Decimal(0))
        asks_match = bool(match or prior_match or line.match or (terms.match_required and not promised))
        found.append(
            Spent(
                category,
                category_label(category),
                boxes.amount(f"grant.{category}", line.amount),
                boxes.amount(f"match.{category}", line.match),
                prior,
                prior_match,
                grant,
                match,
                asks_grant=bool(grant or prior or line.amount) or not asks_match,
                asks_match=asks_match,
            )
        )
    return found


def _measure_row(line: Measured, boxes: _Boxes, flags: list[Flag], pace: Pace) -> MeasureRow:
    keys = (f"figure.{line.pk}", f"of.{line.pk}")
    box_of = boxes.box(keys[1], line.raw_of, flags) if line.is_rate else None
    mine = tuple(flag for flag in flags if flag.field in keys and not flag.is_gap)[:1]
    plan = None if line.is_rate or line.target is None else line.target * pace.share
    return MeasureRow(line, boxes.box(keys[0], line.raw, flags), box_of, mine, plan)


def _money_row(line: Spent, boxes: _Boxes, flags: list[Flag], pace: Pace) -> MoneyRow:
    box = boxes.box(f"grant.{line.category}", line.raw, flags)
    return money_row(line, box, boxes.box(f"match.{line.category}", line.raw_match, flags), flags, pace.share)


def _unanswered(section: FilledSection) -> list[Flag]:
    """What a section of the narrative still lacks."""
    return [
        Flag(
            f"{section.key}.{field.key}",
            FIX,
            section.key,
            f"q-{field.key}",
            field.question.label,
            problem,
            is_gap=not field.error,
        )
        for field, problem in section.problems
    ]


def _notes(report: Report, flags: Iterable[Flag], boxes: _Boxes) -> dict[str, tuple[Note, ...]]:
    """Flags by part; those that want a sentence come with its box."""
    found: dict[str, list[Note]] = {}
    for flag in flags:
        if flag.is_gap:
            continue
        key = f"why.{flag.key}"
        box = None if flag.stops else boxes.box(key, str(report.flag_notes.get(flag.key, "")))
        found.setdefault(flag.part, []).append(Note(flag, box))
    return {part: tuple(notes) for part, notes in found.items()}


def _last_quarter(report: Report) -> LastQuarter:
    """The narrative of the report before, as it was last sent."""
    earlier = ReportVersion.objects.filter(
        report__award_id=report.award_id,
        report__period_start__lt=report.period_start,
        report__status__in=[ReportStatus.SUBMITTED, ReportStatus.RETURNED, ReportStatus.ACCEPTED],
    )
    version = earlier.order_by("-report__period_start", "-number").first()
    if version is None:
        return LastQuarter()
    answers = {
        answer["key"]: answer["shown"]
        for section in version.content.get("narrative") or ()
        for answer in section["answers"]
        if answer["shown"]
    }
    return LastQuarter(answers, version.accepted_at or version.at, version.accepted_at is not None)
