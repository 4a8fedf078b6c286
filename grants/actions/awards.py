"""What becomes of an award: offered, accepted or refused, and the reports it owes."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from core import calendars, money
from core.models import Member, State
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.access.awards import officers_of
from grants.choices import MatchBasis
from grants.choices.awarding import AgreementStatus
from grants.emails import decisions as emails
from grants.models import Application, Award, Report, Round, SlateLine
from grants.readmodels.ledger import accepted_revision
from grants.rules import applications as application_rules
from grants.rules.agreements import MOVES as AGREEMENT_MOVES
from grants.rules.awards import MOVES, Terms
from grants.rules.revisions import is_partial
from grants.rules.schedule import reports_owed
from partnerships.actions.founding import found_partnership

BASES = {MatchBasis.OF_AWARD: money.MatchBasis.AWARD, MatchBasis.OF_TOTAL: money.MatchBasis.PROJECT}


def terms_of(line: SlateLine) -> Terms:
    """What the award of an approved line will be, for its letter."""
    application, round = line.application, line.application.round
    starts_on = round.period_starts_on or _next_month(timezone.localdate())
    ends_on = calendars.last_day_of(starts_on, application.months or round.max_months)
    return Terms(f"{application.number}-A", starts_on, ends_on, _match(line, round))


def offer_award(line: SlateLine, *, by: Member, terms: Terms, answer_by: dt.date | None = None) -> Award:
    """Make the award of an approved line, with the terms and the last day that its letter names. Part of sending it."""
    application = line.application
    assert line.fund is not None, "a funded line names its fund: slateline_funded_with_money"
    make_move(application, application_rules.MOVES, "offer", by=by, details={"amount": str(line.amount)})
    if application.partnership is None:
        application.partnership = found_partnership(
            name=application.title,
            convener=application.organization,
            industry_title=application.industry_title,
            naics=application.naics,
            county_fips=application.county_fips,
            award=terms.number,
            asked_by=application.submitted_by or application.started_by,
            by=by,
        )
        application.save(update_fields=["partnership"])
    return Award.objects.create(
        application=application,
        partnership=application.partnership,
        organization=application.organization,
        fund=line.fund,
        number=terms.number,
        amount=line.amount,
        match_required=terms.match_required,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        officer=application.officer or line.slate.recommended_by,
        answer_by=answer_by,
    )


def _match(line: SlateLine, round: Round) -> money.Decimal:
    basis = BASES.get(MatchBasis(round.match_basis))
    return money.match_required(line.amount, round.match_percent, basis) if basis else money.Decimal(0)


def _next_month(day: dt.date) -> dt.date:
    return calendars.add_months(day.replace(day=1), 1)


@transaction.atomic
def accept_award(award: Award, *, signature: str, by: Member) -> Award:
    """The applicant accepts with the typed name: the award is active and its reports are scheduled."""
    if len(signature.split()) < 2:
        raise MoveRefused("Type your first and last name to accept the award.")
    _hold(award, "accept")
    asked = award.application.round.agreement_template_id is not None
    if asked or award.agreements.exclude(status=AgreementStatus.VOID).exists():
        raise MoveRefused("This award is accepted by signing its agreement. You get a message when it is ready.")
    revised_first(award)
    award = make_move(
        award,
        MOVES,
        "accept",
        by=by,
        details=_late(award),
        answered_at=ClockNow(),
        answered_by=by,
        signature=signature.strip(),
    )
    make_move(award.application, application_rules.MOVES, "accept_award", by=by)
    schedule_reports(award)
    _tell_officer(award, accepted=True)
    return award


def revised_first(award: Award) -> None:
    """Raises MoveRefused for an award of less than was asked for whose revised budget is not accepted yet."""
    if is_partial(award.amount, award.application.requested) and accepted_revision(award) is None:
        raise MoveRefused(
            f"The award is {money.show(award.amount)}, less than the {money.show(award.application.requested)} asked for. "
            "The budget and work plan are revised first, and the program officer accepts them."
        )


def activate_award(award: Award, *, signer: Member, signature: str, by: Member) -> Award:
    """Both have signed its agreement: the award is active and its reports are scheduled. Part of the last signature."""
    award = make_move(
        award, MOVES, "execute", by=by, answered_at=ClockNow(), answered_by=signer, signature=signature[:160]
    )
    make_move(award.application, application_rules.MOVES, "accept_award", by=by)
    schedule_reports(award)
    _tell_officer(award, accepted=True)
    return award


@transaction.atomic
def refuse_award(award: Award, reason: str, *, by: Member) -> Award:
    """The applicant refuses, and says why. The money goes back to its fund."""
    _hold(award, "refuse", reason=reason)
    late = _late(award)
    award = make_move(
        award, MOVES, "refuse", by=by, reason=reason, details=late, answered_at=ClockNow(), answered_by=by
    )
    make_move(award.application, application_rules.MOVES, "refuse_award", by=by, reason=reason)
    for agreement in award.agreements.filter(status__in=AGREEMENT_MOVES["void"].sources):
        make_move(agreement, AGREEMENT_MOVES, "void", by=by, reason=f"The award was refused. {reason}".strip())
    _tell_officer(award, accepted=False, reason=reason)
    return award


def schedule_reports(award: Award) -> list[Report]:
    """The quarterly reports that the award owes, once: quarters that already have one are left alone."""
    state = State.objects.get(pk=award.state_id)
    owed = reports_owed(award.starts_on, award.ends_on, zone=state.zone, next_business_day=state.due_next_business_day)
    have = set(award.reports.values_list("period_start", flat=True))
    return Report.objects.bulk_create(
        Report(award=award, **due._asdict()) for due in owed if due.period_start not in have
    )


def _late(award: Award) -> dict[str, str] | None:
    """For the trail: an answer after the last day is taken while the state has not let the offer lapse."""
    is_late = award.answer_by is not None and award.answer_by < timezone.localdate()
    return {"late_for": str(award.answer_by)} if is_late else None


def _hold(award: Award, move: str, *, reason: str = "") -> None:
    """Lock the application and then the award, so that of two answers one is told it was late."""
    Application.objects.select_for_update(no_key=True).get(pk=award.application_id)
    held = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    check_move(MOVES, move, held.status, thing=f"award {award.number}", reason=reason)


def _tell_officer(award: Award, *, accepted: bool, reason: str = "") -> None:
    for officer in officers_of(award):
        emails.award_answered(award, officer, accepted=accepted, reason=reason)
