"""Slates: the past ones approved, one before the director. Money is given in rank order while it lasts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from core import calendars
from core.facts import sha256_of
from core.permissions import Role
from core.templatetags.rt import long_day
from grants.actions.approvals import ask_approvals
from grants.actions.letters import draw, hold_letter
from grants.actions.scoring import keep_run, line_of
from grants.choices import ApplicationStatus as S
from grants.choices import AwardStatus, LetterKind, SlateDecision, SlateStatus
from grants.models import Application, Approval, ApprovalLevel, Award, Review, Round, Slate, SlateLine
from grants.readmodels.ranking import run_of
from grants.readmodels.totals import counted_in
from grants.rules.awards import Terms
from home.management.demonstration.world import World, keep

PASSED = "The region already has an award in this industry that began in the summer; the two will combine their plans."
PART = "Equipment is not allowed in this round; the line is taken out."
LETTERS = {SlateDecision.FUND: LetterKind.AWARD, SlateDecision.WAITLIST: LetterKind.WAITLIST}
REFUSAL = "The company that would have hosted the training closed its plant in October."


def make_decisions(world: World) -> None:
    """Decide every round that was scored. From now on a slate above two million needs the fiscal officer too."""
    for key in ("first", "past", "second", "seed", "decision"):
        round = world.rounds[key]
        applications = [a for a in world.applications[key] if a.status == S.SCORED]
        slate = _slate(world, key, round)
        lines = keep(_lines(slate, round, applications))
        approvals = ask_approvals(slate, by=world.people["officer"])
        if key == "decision":
            _recommend(lines)
        else:
            for approval in approvals:
                approval.by, approval.at = slate.approved_by, slate.approved_at
            Approval.objects.bulk_update(approvals, ["by", "at"])
            _carry_out(world, key, round, lines)
        Application.objects.bulk_update(applications, ["status", "changed_at"], batch_size=500)
    director = world.people["director"]
    ApprovalLevel.objects.create(above=Decimal(2_000_000), role=Role.FISCAL, set_by=director, set_at=world.ago(2))


def _slate(world: World, key: str, round: Round) -> Slate:
    decided = world.ago(9) if key == "seed" else world.at((round.award_by or round.closes_at.date()), 10)
    drafted = world.ago(4) if key == "decision" else decided - dt.timedelta(days=5)
    approved = key != "decision"
    return Slate.objects.create(
        round=round,
        status=SlateStatus.APPROVED if approved else SlateStatus.RECOMMENDED,
        note="Ranked by the mean of three reviews; money given in rank order, with the reasons beside each exception.",
        created_at=drafted - dt.timedelta(days=3),
        recommended_by=world.people["officer"],
        recommended_at=drafted,
        approved_by=world.people["director"] if approved else None,
        approved_at=decided if approved else None,
    )


def _lines(slate: Slate, round: Round, applications: list[Application]) -> list[SlateLine]:
    """Funded in rank order while the money lasts; one of the first is passed over and one is cut, with reasons."""
    known = {application.pk: application for application in applications}
    left = {share.fund_id: share.amount for share in round.round_funds.order_by("-amount")}
    shut, waiting, lines = False, 3, []
    reviews = Review.objects.counted().filter(application__in=applications)
    run = run_of(round, counted_in(reviews))
    slate.run = keep_run(round, run, by=slate.recommended_by)
    slate.save(update_fields=["run"])
    entries = run.ranked
    for place, entry in enumerate(entries):
        application = known[entry.scored.application_id]
        line = line_of(slate, entry, run)
        line.application = application
        amount = application.requested
        if place == 2 and len(entries) > 6 and amount - 5000 >= round.min_award:
            amount, line.reason = amount - 5000, PART
        fund_id = next((pk for pk, money in left.items() if money >= amount), None)
        passed = place == 4 and len(entries) > 9
        if passed:
            line.decision, line.reason = SlateDecision.WAITLIST, PASSED
        elif fund_id is not None and not shut:
            line.decision, line.amount, line.fund_id = SlateDecision.FUND, amount, fund_id
            left[fund_id] -= amount
        else:
            shut, waiting = True, waiting - 1
            line.decision = SlateDecision.WAITLIST if waiting >= 0 else SlateDecision.DECLINE
        lines.append(line)
    return lines


def _recommend(lines: list[SlateLine]) -> None:
    for line in lines:
        if line.decision == SlateDecision.FUND:
            line.application.status = S.RECOMMENDED


NOT_TAKEN = {AwardStatus.OFFERED: S.OFFERED, AwardStatus.REFUSED: S.REFUSED, AwardStatus.LAPSED: S.LAPSED}
SOON = 7
"""Days to answer the offer that lapsed."""


def _carry_out(world: World, key: str, round: Round, lines: list[SlateLine]) -> None:
    """Awards for the funded, the waiting list and declines for the others."""
    awards: list[Award] = []
    for line in lines:
        application = line.application
        assert line.slate.approved_at is not None
        application.changed_at = line.slate.approved_at
        if line.decision == SlateDecision.FUND:
            answered = _answer(world, key, line, len(awards))
            application.status = NOT_TAKEN.get(answered, S.AWARDED)
            awards.append(_award(world, round, line, answered))
        else:
            waits = line.decision == SlateDecision.WAITLIST
            application.status = S.WAITLISTED if waits else S.DECLINED
    made = keep(awards)
    world.awards += made
    if key == "seed" and world.profile.extras:
        for line in lines:
            award = next((a for a in made if a.application_id == line.application_id), None)
            kind = LETTERS.get(SlateDecision(line.decision), LetterKind.DECLINE)
            _sent(world, line, kind, award)


def _sent(world: World, line: SlateLine, kind: LetterKind, award: Award | None) -> None:
    """A letter that was looked at and went out on the day of the approval."""
    officer, at = world.people["officer"], line.slate.approved_at
    assert at is not None
    terms = Terms(award.number, award.starts_on, award.ends_on, award.match_required) if award else None
    letter = hold_letter(line, kind, by=world.people["director"], terms=terms)
    day = at.astimezone(world.state.zone).date()
    letter.facts |= {"date": long_day(day)}
    if letter.facts.get("answer_days") and award is not None and award.answer_by is not None:
        letter.facts |= {"answer_days": (award.answer_by - day).days, "answer_by": long_day(award.answer_by)}
    letter.facts_sha256 = sha256_of(letter.facts)
    letter.looked_at, letter.looked_by, letter.sent_at, letter.sent_by = at, officer, at, officer
    letter.save()
    draw(letter)


def _answer(world: World, key: str, line: SlateLine, number: int) -> AwardStatus:
    """What became of an offer: those of the last round wait for an answer in part."""
    if key == "seed":
        if line.application.organization in world.conveners[:1]:
            return AwardStatus.OFFERED
        last = AwardStatus.REFUSED if number < 3 else AwardStatus.LAPSED
        return (AwardStatus.ACTIVE, AwardStatus.OFFERED, last)[number % 3]
    ends = calendars.last_day_of(line.slate.round.period_starts_on, line.application.months or 6)  # type: ignore[arg-type]
    if ends >= world.now.date():
        return AwardStatus.ACTIVE
    return AwardStatus.CLOSED if key == "past" and number % 4 else AwardStatus.ENDED


def _award(world: World, round: Round, line: SlateLine, status: AwardStatus) -> Award:
    application, at = line.application, line.slate.approved_at
    assert at is not None
    assert application.partnership is not None
    assert round.period_starts_on is not None
    by = world.convener_of(application.organization)
    answered = at + dt.timedelta(days=world.rng.randint(1, 6), hours=world.rng.randint(1, 5))
    lapsed = status == AwardStatus.LAPSED
    offered = lapsed or status == AwardStatus.OFFERED
    return Award(
        application=application,
        partnership=application.partnership,
        organization=application.organization,
        fund=line.fund,
        number=f"{application.number}-A",
        amount=line.amount,
        match_required=(line.amount * round.match_percent / 100).quantize(Decimal("0.01")),
        status=status,
        starts_on=round.period_starts_on,
        ends_on=calendars.last_day_of(round.period_starts_on, application.months or round.max_months),
        officer=application.officer or world.officers[0],
        offered_at=at,
        answer_by=at.astimezone(world.state.zone).date() + dt.timedelta(days=SOON if lapsed else round.answer_days),
        lapsed_at=at + dt.timedelta(days=SOON + 1) if lapsed else None,
        answered_at=None if offered else min(answered, world.now),
        answered_by=None if offered else by,
        signature="" if offered or status == AwardStatus.REFUSED else by.name,
    )
