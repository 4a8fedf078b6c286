"""One award's cockpit: the money by line, the match, the reports by quarter, the targets, and what happened."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core import money
from core.calendars import Quarter
from core.charts import maps
from core.charts.marks import Chart
from core.geography import all_counties, geography
from core.models import State
from core.templatetags.rt import long_day
from grants.checks.reports import Pace, shown
from grants.choices import ReportStatus
from grants.models import Award, Letter, ReportFigure, ReportSpending, ReportVersion, Target
from grants.readmodels.award_rows import BudgetRow, ReportRow, TargetRow
from grants.readmodels.ledger import SENT, pace_of
from grants.readmodels.offers import late_note
from grants.readmodels.report_grid import Cell, cell_of, with_first_sent
from grants.readmodels.report_rows import Dollars, category_label
from grants.readmodels.terms import History, baseline_with, changes_of
from grants.rules.amendments import Terms
from partnerships.choices import Comparability

ZERO = Decimal(0)


@dataclass(frozen=True)
class Cockpit:
    """Everything that an award's page shows. Figures are of reports that were sent, accepted or not; the page says so."""

    award: Award
    state: State
    history: History
    reports: list[Any]
    figures: dict[int, dict[int, tuple[Decimal, Decimal]]]
    spending: dict[int, dict[str, tuple[Decimal, Decimal]]]
    targets: list[Target]
    latest_flags: dict[str, str]
    returned: frozenset[int]
    letter: Letter | None

    @cached_property
    def terms(self) -> Terms:
        """Today's terms, with the amendments in force."""
        return self.history.on()

    @cached_property
    def sent(self) -> list[Any]:
        """Reports whose figures are shown, oldest first."""
        return [report for report in self.reports if report.status in SENT]

    @cached_property
    def latest(self) -> Any | None:
        return self.sent[-1] if self.sent else None

    @cached_property
    def pace(self) -> Pace:
        """The quarter up to which was reported; before any report, the award has not begun."""
        if self.latest is None:
            return Pace(0, pace_of(self.terms, self.terms.ends_on).of)
        return pace_of(self.terms, self.latest.period_start)

    @property
    def as_of(self) -> str:
        if self.latest is None:
            return "nothing reported yet"
        words = f"as reported to {long_day(self.latest.period_end)}"
        open_words = [Quarter.of(r.period_start).short_label for r in self.sent if r.status != ReportStatus.ACCEPTED]
        return f"{words}; {', '.join(open_words)} not yet accepted" if open_words else f"{words}, all accepted"

    @cached_property
    def budget_rows(self) -> list[BudgetRow]:
        latest = self.latest.pk if self.latest else 0
        found = []
        for category, planned in self.terms.grant.items():
            now = self.spending[latest].get(category, (ZERO, ZERO))[0]
            before = sum(
                (self.spending[r.pk].get(category, (ZERO, ZERO))[0] for r in self.sent if r.pk != latest), ZERO
            )
            dollars = Dollars(before, now, planned, self.pace.share if self.pace.of else ZERO)
            found.append(BudgetRow(category_label(category), before, now, dollars, self.latest_flags.get(category, "")))
        return found

    @cached_property
    def total(self) -> Dollars:
        before = sum((row.before for row in self.budget_rows), ZERO)
        now = sum((row.latest for row in self.budget_rows), ZERO)
        return Dollars(before, now, self.terms.amount, self.pace.share)

    @property
    def plan_percent(self) -> Decimal:
        return self.pace.share * 100

    @property
    def latest_label(self) -> str:
        return Quarter.of(self.latest.period_start).short_label if self.latest else "This quarter"

    @cached_property
    def match_reported(self) -> Decimal:
        return sum((match for report in self.sent for _, match in self.spending[report.pk].values()), ZERO)

    @property
    def match_promised(self) -> Decimal:
        return sum(self.terms.match.values(), ZERO)

    @property
    def match_due(self) -> Decimal:
        """The share of the required match that belongs to the time reported."""
        return money.to_cents(self.terms.match_required * self.pace.share)

    @property
    def match_behind(self) -> Decimal:
        return max(self.match_due - self.match_reported, ZERO)

    @property
    def match_bars(self) -> list[dict[str, Any]]:
        """Promised and reported beside each other, of the larger of promised and required, with what is due by now."""
        whole = max(self.match_promised, self.terms.match_required, self.match_reported) or Decimal(1)
        due = self.match_due / whole * 100
        return [
            {
                "label": "Promised in the budget",
                "amount": self.match_promised,
                "percent": self.match_promised / whole * 100,
                "mark": "",
            },
            {
                "label": "Reported",
                "amount": self.match_reported,
                "percent": self.match_reported / whole * 100,
                "mark": due,
            },
        ]

    def reached(self, measure_id: int, until: dt.date | None = None) -> tuple[Decimal, Decimal]:
        """Totals of a measure over the reports sent, up to a quarter."""
        pairs = [
            self.figures[report.pk].get(measure_id, (ZERO, ZERO))
            for report in self.sent
            if until is None or report.period_start <= until
        ]
        return sum((value for value, _ in pairs), ZERO), sum((of for _, of in pairs), ZERO)

    @cached_property
    def target_rows(self) -> list[TargetRow]:
        return [self._target(target) for target in self.targets]

    def _target(self, target: Target) -> TargetRow:
        value, of = self.reached(target.measure_id)
        if target.measure.comparability == Comparability.RATE:
            rate = value / of * 100 if of else None
            so_far = f"{shown(value)} of {shown(of)} ({rate:.0f}%)" if rate is not None else "–"
            short = rate is not None and rate < target.value
            reading = (
                ("–", "calm")
                if rate is None
                else (f"{target.value - rate:.0f} points short", "warn")
                if short
                else ("On plan", "ok")
            )
            return TargetRow(
                target.measure.title, so_far, f"{shown(target.value)}%", f"{shown(target.value)}%", rate, *reading
            )
        plan = target.value * self.pace.share
        gap = plan - value
        reading = (f"{gap:,.0f} short", "warn") if gap >= 1 else ("On plan", "ok") if self.latest else ("–", "calm")
        percent = value / target.value * 100 if target.value else None
        return TargetRow(target.measure.title, shown(value), f"{plan:,.0f}", shown(target.value), percent, *reading)

    @cached_property
    def first_target(self) -> Target | None:
        """The count that heads the reports' table, such as workers enrolled."""
        return next((t for t in self.targets if t.measure.comparability != Comparability.RATE), None)

    @cached_property
    def report_rows(self) -> list[ReportRow]:
        now = timezone.now()
        return [self._report(report, now) for report in self.reports]

    def _report(self, report: Any, now: dt.datetime) -> ReportRow:
        cell = cell_of(report, now, self.state)
        was_sent = report.status in SENT
        spent = sum((amount for amount, _ in self.spending[report.pk].values()), ZERO) if was_sent else None
        target, reached, plan = self.first_target, "", ""
        if target is not None:
            plan = f"{target.value * pace_of(self.history.on(report.period_end), report.period_start).share:,.0f}"
            reached = shown(self.reached(target.measure_id, report.period_start)[0]) if was_sent else ""
        sent_at = report.first_sent or report.submitted_at
        return ReportRow(
            report, Quarter.of(report.period_start), cell, sent_at, spent, reached, plan, self._note(report, cell)
        )

    def _note(self, report: Any, cell: Cell) -> str:
        notes = [cell.late_note] if cell.days_late else []
        if report.pk in self.returned:
            notes.append("returned once")
        if report.status == ReportStatus.SUBMITTED and report.submitted_at:
            notes.append(f"waiting since {long_day(report.submitted_at)}")
        if report.status == ReportStatus.ACCEPTED and report.decided_at:
            notes.append(f"accepted {long_day(report.decided_at)}")
        if report.is_final:
            notes.append("final report")
        return ", ".join(notes)

    @property
    def waiting(self) -> list[tuple[str, str, str]]:
        """What waits for the officer: the words of a link, its address, and more words."""
        now = timezone.now()
        found = [
            (
                f"{Quarter.of(report.period_start).label} report",
                reverse("report", args=[report.pk]),
                f"with you for {(now - report.submitted_at).days} days" if report.submitted_at else "",
            )
            for report in self.reports
            if report.status == ReportStatus.SUBMITTED
        ]
        found += [
            (f"{row.quarter.label} report", reverse("report", args=[row.report.pk]), f"{row.cell.late_note}, not sent")
            for row in self.report_rows
            if row.cell.days_late and row.report.status in (ReportStatus.OPEN, ReportStatus.RETURNED)
        ]
        return found

    @property
    def top(self) -> list[dict[str, Any]]:
        """Six figures."""
        counted = [
            {
                "label": row.title,
                "value": row.so_far,
                "unit": f"of {row.target}",
                "note": f"plan by now: {row.plan}",
            }
            for row, target in zip(self.target_rows, self.targets, strict=True)
            if target.measure.comparability != Comparability.RATE
        ][:2]
        match = (
            f"{money.show(self.match_due, cents=False)} due by now"
            if self.terms.match_required
            else "no match required"
        )
        accepted = sum(report.status == ReportStatus.ACCEPTED for report in self.reports)
        return [
            {"label": "Award", "value": money.show(self.terms.amount, cents=False), "note": self.award.fund.name},
            {
                "label": "Spent to date",
                "value": money.show(self.total.to_date, cents=False),
                "note": f"{self.total.percent:.0f}% at {self.plan_percent:.0f}% of the time",
            },
            {"label": "Match reported", "value": money.show(self.match_reported, cents=False), "note": match},
            {"label": "Reports accepted", "value": accepted, "unit": f"of {len(self.reports)}", "note": self.next_due},
            *counted,
        ]

    @property
    def next_due(self) -> str:
        coming = [
            r for r in self.reports if r.status in (ReportStatus.OPEN, ReportStatus.RETURNED, ReportStatus.SCHEDULED)
        ]
        return f"next due {long_day(coming[0].due_at)}" if coming else "none to come"

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Awards", reverse("awards"))]

    @property
    def facts(self) -> list[str]:
        award, terms = self.award, self.terms
        return [award.number, f"{long_day(terms.starts_on)} to {long_day(terms.ends_on)}", award.application.round.name]

    @property
    def acts(self) -> list[dict[str, Any]]:
        """The button for what waits first."""
        waiting = [report for report in self.reports if report.status == ReportStatus.SUBMITTED]
        url = reverse("report", args=[waiting[0].pk]) if waiting else ""
        return [{"url": url, "label": "Review report", "primary": True}] if waiting else []

    @property
    def partnership_url(self) -> str:
        return reverse("partnership", args=[self.award.partnership.slug])

    @property
    def who(self) -> list[tuple[str, str]]:
        partnership = self.award.partnership
        codes = ", ".join(partnership.industry.naics)
        return [
            ("Convener", self.award.organization.legal_name),
            ("Chair", partnership.chair),
            ("Region", partnership.region.name),
            ("Counties", self.counties),
            ("Industry", f"{partnership.industry.title} (NAICS {codes})"),
            ("Stage", partnership.get_stage_display()),
            ("Officer", self.award.officer.name if self.award.officer else ""),
        ]

    @property
    def agreement(self) -> list[tuple[str, str]]:
        award = self.award
        answered = long_day(award.answered_at) if award.answered_at else ""
        return [
            ("Offered", long_day(award.offered_at)),
            ("Answer by", long_day(award.answer_by) if award.answer_by else ""),
            ("Answered", answered),
            *([("Late", late_note(award))] if award.days_late else []),
            *([("Lapsed", long_day(award.lapsed_at))] if award.lapsed_at else []),
            ("Signed", award.signature),
            ("Fund", award.fund.name),
            ("Match required", money.show(self.terms.match_required) if self.terms.match_required else "none"),
        ]

    @property
    def counties(self) -> str:
        known = all_counties()
        return ", ".join(known[fips].name for fips in self.award.partnership.county_fips if fips in known)

    @property
    def map(self) -> Chart | None:
        """The partnership's counties among their neighbors; none where no outlines are kept."""
        shapes = geography(self.state.usps)
        inside = [fips for fips in self.award.partnership.county_fips if shapes and fips in shapes.counties]
        if shapes is None or not inside:
            return None
        return maps.district_map("counties", shapes, inside, finding=f"Counties: {self.counties}")


def cockpit_of(award: Award, state: State) -> Cockpit:
    """The award's page. Nine queries, whatever the number of its reports."""
    reports = list(with_first_sent(award.reports.all()).select_related("decided_by").order_by("period_start"))
    ids = [report.pk for report in reports]
    figures: dict[int, dict[int, tuple[Decimal, Decimal]]] = defaultdict(dict)
    for pk, measure, value, of in ReportFigure.objects.filter(report_id__in=ids).values_list(
        "report_id", "measure_id", "value", "denominator"
    ):
        figures[pk][measure] = (value or ZERO, of or ZERO)
    spending: dict[int, dict[str, tuple[Decimal, Decimal]]] = defaultdict(dict)
    for pk, category, amount, match in ReportSpending.objects.filter(report_id__in=ids).values_list(
        "report_id", "category", "amount", "match"
    ):
        spending[pk][category] = (amount, match)
    sent = [report.pk for report in reports if report.status in SENT]
    targets = list(Target.objects.filter(application_id=award.application_id).select_related("measure"))
    history = History(baseline_with(award, targets), changes_of(award))
    now = history.on().targets
    for target in targets:
        target.value = now[target.measure_id]
    return Cockpit(
        award=award,
        state=state,
        history=history,
        reports=reports,
        figures=figures,
        spending=spending,
        targets=targets,
        latest_flags=_flags(sent[-1]) if sent else {},
        returned=frozenset(award.reports.filter(returns__isnull=False).values_list("pk", flat=True)),
        letter=Letter.objects.sent()
        .filter(application=award.application_id, kind="award")
        .select_related("file")
        .first(),
    )


def _flags(report_id: int) -> dict[str, str]:
    """By budget category: what the latest report had to explain."""
    version = ReportVersion.objects.filter(report_id=report_id).order_by("-number").first()
    flags: Iterable[dict[str, str]] = version.content.get("flags", ()) if version else ()
    return {
        flag["field"].partition(".")[2]: flag["strong"].partition(": ")[2].rstrip(".")
        for flag in flags
        if flag["field"].startswith("grant.") and flag["strong"].count(": ")
    }
