"""What becomes of a quarterly report: opened by the clock, sent, returned once with every comment, accepted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.models import Member, State
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.access.awards import officers_of
from grants.access.reports import preparers_of
from grants.actions.barring import refuse_barred
from grants.choices import AwardStatus
from grants.emails import reports as emails
from grants.models import Report, ReportFigure, ReportReturn, ReportSpending, ReportVersion, Target
from grants.readmodels.ledger import first_sent
from grants.readmodels.report_content import content_of
from grants.readmodels.report_page import ReportPage, page_of
from grants.readmodels.terms import terms_history
from grants.rules.reports import MEASURES, MONEY, MOST_RETURNS, MOVES, PARTS, STORY, days_late
from questions.access import frozen_versions
from questions.actions import answers
from questions.choices import FormKind, ResponseStatus
from questions.readmodels import sha256_of

CLOCK = "Clock"


class NotReady(Exception):
    """The report cannot be sent: something must be fixed or explained. `page` says what and where."""

    def __init__(self, page: ReportPage) -> None:
        fix, explain = len(page.to_fix), len(page.to_explain)
        super().__init__(f"{fix} to fix and {explain} to explain before the report can be sent.")
        self.page = page


@transaction.atomic
def open_report(report: Report) -> Report:
    """Open a scheduled report, filled with what is known: its measures, its budget lines, its narrative's questions.

    The clock does this the day after the quarter ends. A second call is refused (MoveRefused).
    """
    held = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("award__application")
    report = held.get(pk=report.pk)
    check_move(MOVES, "open", report.status, thing="this report")
    newest = frozen_versions(FormKind.REPORT).order_by("-frozen_at", "-pk").first()
    response = answers.start_response(newest) if newest else None
    report = make_move(report, MOVES, "open", by=None, actor=CLOCK, opened_at=ClockNow(), response=response)
    fill_report(report)
    emails.report_opened(report, preparers_of(report.award))
    return report


def fill_report(report: Report) -> None:
    """A row for each measure that the award promised and each category of its budget; those there are left alone.

    The budget is the one in force in the quarter.
    """
    application = report.award.application
    targets = Target.objects.filter(application=application, measure__is_reported_quarterly=True)
    terms = terms_history(report.award).on(report.period_end)
    ReportFigure.objects.bulk_create(
        [ReportFigure(report=report, measure_id=pk) for pk in targets.values_list("measure_id", flat=True)],
        ignore_conflicts=True,
    )
    ReportSpending.objects.bulk_create(
        [ReportSpending(report=report, category=category) for category in terms.grant],
        ignore_conflicts=True,
    )


@transaction.atomic
def submit_report(report: Report, *, certified_as: str, by: Member) -> ReportVersion:
    """Send the report: checked once more, frozen as its next version, with its hash. Late is no obstacle.

    Raises NotReady with the page, MoveRefused for a missing name or when somebody else was faster.
    """
    if len(certified_as.split()) < 2:
        raise MoveRefused("Type your first and last name to certify the report.")
    held = Report.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "award__application", "award__partnership", "award__organization", "award__officer__user", "response"
    )
    report = held.get(pk=report.pk)
    check_move(MOVES, "submit", report.status, thing="this report")
    if report.award.status == AwardStatus.CLOSED:
        raise MoveRefused("The award is closed, so its reports can no longer be sent. Ask your officer to reopen it.")
    page = page_of(report)
    if not page.is_ready:
        raise NotReady(page)
    if report.response is not None and report.response.status != ResponseStatus.SUBMITTED:
        answers.submit_response(report.response, by=by, extra={"report": report.pk})
    content = content_of(page, certified_as=certified_as.strip())
    number, digest = report.versions.count() + 1, sha256_of(content)
    report = make_move(
        report,
        MOVES,
        "submit",
        by=by,
        details={"version": number, "sha256": digest},
        submitted_at=ClockNow(),
        submitted_by=by,
        certified_as=certified_as.strip(),
        version=F("version") + 1,
    )
    version = ReportVersion.objects.create(
        report=report, number=number, content=content, sha256=digest, by=by, at=report.submitted_at or timezone.now()
    )
    _tell_officer(report, version)
    return version


def _tell_officer(report: Report, version: ReportVersion) -> None:
    officers = officers_of(report.award)
    if officers:
        explained = sum(bool(flag["note"].strip()) for flag in version.content["flags"])
        zone = State.objects.get(pk=report.state_id).zone
        late = days_late(report.due_at, first_sent(report), report.submitted_at or timezone.now(), zone)
        emails.report_submitted(report, officers, version=version.number, explained=explained, late=late)


@transaction.atomic
def return_report(report: Report, comments: Mapping[str, str], *, by: Member) -> ReportReturn:
    """Send the report back, once, with every comment at once; only the parts with a comment open again.

    `comments` are by part: measures, money, story, or the key of a section of the narrative.
    """
    refuse_barred(report.award, by)
    held = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("award", "response")
    report = held.get(pk=report.pk)
    check_move(MOVES, "return", report.status, thing="this report")
    said = {part: text.strip() for part, text in comments.items() if text.strip()}
    titles = part_titles(report)
    if unknown := said.keys() - titles.keys():
        raise MoveRefused(f"The report has no part “{min(unknown)}”.")
    if not said:
        raise MoveRefused("Write at least one comment, so that the convener knows what to change.")
    if report.returns.count() >= MOST_RETURNS:
        raise MoveRefused(
            "This report was returned once already, and that is the most. Accept it with a note for the next quarter."
        )
    report = make_move(report, MOVES, "return", by=by, details={"comments": said}, decided_at=ClockNow(), decided_by=by)
    made = ReportReturn.objects.create(report=report, comments=said, by=by)
    sections = said.keys() - PARTS.keys()
    if report.response is not None and sections:
        answers.return_response(report.response, sections)
    emails.report_returned(made, preparers_of(report.award), titles)
    return made


@transaction.atomic
def accept_report(report: Report, *, note: str = "", by: Member) -> Report:
    """Accept what was sent last: from now on its figures count, and nobody can change them."""
    refuse_barred(report.award, by)
    held = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("award")
    report = held.get(pk=report.pk)
    details = {"note": note.strip()} if note.strip() else {}
    report = make_move(report, MOVES, "accept", by=by, details=details, decided_at=ClockNow(), decided_by=by)
    last = report.versions.order_by("-number").first()
    if last is None:
        raise MoveRefused("Nothing was sent yet.")
    ReportVersion.objects.filter(pk=last.pk).update(accepted_at=report.decided_at)
    emails.report_accepted(report, preparers_of(report.award), note=note.strip())
    return report


def part_titles(report: Report) -> dict[str, str]:
    """The parts of a report that can be commented on, in the order of its page."""
    response = report.response
    between = dict(response.version.sections.values_list("key", "title")) if response is not None else {}
    return {MONEY: PARTS[MONEY], MEASURES: PARTS[MEASURES]} | between | {STORY: PARTS[STORY]}
