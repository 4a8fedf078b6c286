"""What the page of a report says around its figures."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from core.money import show
from core.templatetags.rt import long_day
from grants.checks.reports import Pace
from grants.choices import ReportStatus
from grants.models import Report, ReportReturn
from grants.readmodels.report_rows import Box, Dollars, MoneyRow, grant_total
from grants.rules.amendments import Terms
from grants.rules.reports import MEASURES, MONEY, STORY, opens_on
from questions.readmodels import FilledSection


class ReportWords:
    """The sentences of a report's page, from what the page holds."""

    report: Report
    terms: Terms
    pace: Pace
    open_parts: frozenset[str]
    sections: tuple[FilledSection, ...]
    money: tuple[MoneyRow, ...]
    story: Mapping[str, Box]
    last_return: ReportReturn | None

    @property
    def comments(self) -> dict[str, str]:
        return self.last_return.comments if self.last_return else {}

    @property
    def grant_total(self) -> Dollars:
        return grant_total(self.money, self.terms.amount, self.pace.share)

    @property
    def trail(self) -> list[tuple[str, str]]:
        award = self.report.award
        return [("My reports", reverse("my-reports")), (f"Award {award.number}", reverse("my-award", args=[award.pk]))]

    @property
    def facts(self) -> list[str]:
        award = self.report.award
        return [
            f"Award {award.number}, {show(self.terms.amount, cents=False)}, quarter {self.pace.quarter} of {self.pace.of}"
        ]

    @property
    def opens(self) -> dict[str, bool]:
        return {part: part in self.open_parts for part in (MONEY, MEASURES, STORY)}

    @property
    def is_locked_after_return(self) -> bool:
        """Whether a part without a comment is locked because the report was sent back for others."""
        return self.report.status == ReportStatus.RETURNED

    @property
    def numbered(self) -> list[tuple[int, FilledSection, bool, str]]:
        """Sections of the narrative with their number, whether they are open, and what the officer asked."""
        return [
            (number, section, section.key in self.open_parts, self.comments.get(section.key, ""))
            for number, section in enumerate(self.sections, start=3)
        ]

    @property
    def story_number(self) -> int:
        return len(self.sections) + 3

    @property
    def has_story(self) -> bool:
        return any(box.raw.strip() for box in self.story.values())

    @property
    def spent_words(self) -> str:
        spent, passed = self.grant_total.percent, self.pace.share * 100
        return f"{spent:.1f}% of the grant is spent, and {passed:.1f}% of the time has passed."

    @property
    def prefilled_words(self) -> str:
        before = self.pace.quarter > 1
        known = "Totals so far come from your accepted reports. " if before else ""
        terms = "Targets and budget are those of your award in this quarter."
        return f"{known}{terms} You type the blue column and tell us what happened."

    @property
    def returned_strong(self) -> str:
        made = self.last_return
        return f"{made.by.name} sent this back on {long_day(made.at)}." if made else ""

    @property
    def opens_words(self) -> str:
        day = long_day(opens_on(self.report.period_end))
        return f"It opens on {day}, when the quarter is over, and we write to you then."

    @property
    def settled_tone(self) -> str:
        return "ok" if self.report.status == ReportStatus.ACCEPTED else "info"

    @property
    def settled_strong(self) -> str:
        report = self.report
        if report.status == ReportStatus.ACCEPTED and report.decided_at and report.decided_by:
            return f"Accepted {long_day(report.decided_at)} by {report.decided_by.name}."
        return f"Sent {long_day(report.submitted_at)}." if report.submitted_at else ""

    @property
    def settled_words(self) -> str:
        report = self.report
        if report.status == ReportStatus.ACCEPTED:
            return "Its figures count in the state's totals. If one turns out wrong, correct it in the next report."
        who = report.award.officer.name if report.award.officer else "Your program officer"
        return f"{who} reads it now. Certified by {report.certified_as}. You can read it here, but not change it."
