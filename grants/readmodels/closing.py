"""What is known of an award that closes: the facts of its steps, the files of its records, and until when they are kept."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.models import StoredFile
from grants.choices import BudgetCategory, ReportStatus
from grants.choices.closing import Step
from grants.choices.monitoring import FindingStatus
from grants.models import Award, Closeout, CloseoutStep, LegalHold, Letter, Submission
from grants.readmodels.ledger import ledger_of
from grants.readmodels.terms import terms_history
from grants.rules.closeout import WHOSE, Facts, Kept, Reading, kept_until, reading_of
from questions.models import AnswerFile

ZERO = Decimal(0)


class Standing(NamedTuple):
    """One step: what the system knows, and what a person did or waived."""

    step: Step
    whose: str
    reading: Reading
    done: CloseoutStep | None

    @property
    def is_settled(self) -> bool:
        return self.reading.is_done or self.done is not None


def facts_of(award: Award) -> Facts:
    """Eight queries."""
    terms, ledger = terms_history(award).latest, ledger_of(award)
    reports = list(award.reports.values_list("status", "is_final"))
    return Facts(
        final_accepted=any(is_final and status == ReportStatus.ACCEPTED for status, is_final in reports),
        reports_open=sum(status != ReportStatus.ACCEPTED for status, _ in reports),
        required_match=terms.match_required,
        accepted_match=sum(ledger.match.values(), ZERO),
        amount=terms.amount,
        accepted_spending=sum(ledger.grant.values(), ZERO),
        equipment=terms.grant.get(BudgetCategory.EQUIPMENT, ZERO),
        findings_open=award.monitoring_findings.exclude(status=FindingStatus.CLOSED).count(),
    )


def standings_of(closeout: Closeout, facts: Facts) -> list[Standing]:
    """The steps in their order. One query."""
    done = {row.step: row for row in closeout.steps.select_related("by")}
    return [Standing(step, WHOSE[step], reading_of(step, facts), done.get(step)) for step in Step]


def kept_of(award: Award) -> Kept:
    """Until when the records of the award are kept. Four queries."""
    closeout = award.closeouts.prefetch_related("steps").first()
    final = award.reports.filter(is_final=True, submitted_at__isnull=False).order_by("-period_start").first()
    steps = list(closeout.steps.all()) if closeout else []
    holds = list(award.holds.all())
    return kept_until(
        final_sent_on=timezone.localdate(final.submitted_at) if final and final.submitted_at else None,
        closed_on=timezone.localdate(closeout.closed_at) if closeout and closeout.closed_at else None,
        years=award.fund.record_years,
        disposed_on=next((one.on for one in steps if one.step == Step.PROPERTY and one.on), None),
        released_on=[timezone.localdate(one.released_at) for one in holds if one.released_at],
        is_held=any(one.released_at is None for one in holds),
    )


def standing_hold(award: Award) -> LegalHold | None:
    return award.holds.filter(released_at__isnull=True).select_related("placed_by").first()


def files_of(award: Award) -> QuerySet[StoredFile]:
    """The files of the award's records: answers of the application and its reports, receipts and letters."""
    application = award.application
    responses = [application.response_id, *award.reports.values_list("response_id", flat=True)]
    answers = AnswerFile.objects.filter(answer__response_id__in=[one for one in responses if one])
    letters = Letter.objects.filter(application=application, file__isnull=False)
    receipts = Submission.objects.filter(application=application, receipt__isnull=False)
    return StoredFile.objects.filter(
        Q(pk__in=answers.values("file_id"))
        | Q(pk__in=letters.values("file_id"))
        | Q(pk__in=receipts.values("receipt_id"))
    )
