"""How a round is decided: scoring closed, a slate recommended by one person and approved by others, letters merged."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.access.reviews import recused_on
from grants.actions.approvals import (
    ask_approvals,
    find_conflicts,
    give_approval,
    refuse_approver,
    refuse_conflicted,
    roles_still_asked,
    supersede_approvals,
)
from grants.actions.awards import terms_of
from grants.actions.letters import hold_letter
from grants.actions.reviews import start_review
from grants.actions.scoring import keep_run, line_of
from grants.checks.slates import Fault, digest, faults_of
from grants.choices import ApplicationStatus, LetterKind, RoundStatus, SlateDecision, SlateStatus
from grants.choices.panels import TalkStatus
from grants.emails import decisions as emails
from grants.models import Application, Fund, Letter, PanelItem, Round, RoundFund, Slate, SlateLine
from grants.readmodels.corrections import in_correction
from grants.readmodels.purses import lines_of, purses_of
from grants.readmodels.ranking import Standing, standing_of
from grants.rules import applications as application_rules
from grants.rules import rounds as round_rules
from grants.rules.decisions import MOVES

LETTERS = {
    SlateDecision.FUND.value: LetterKind.AWARD,
    SlateDecision.WAITLIST.value: LetterKind.WAITLIST,
    SlateDecision.DECLINE.value: LetterKind.DECLINE,
}


class SlateNotReady(MoveRefused):
    """The slate cannot be recommended or approved as it stands. `faults` says why, line by line."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


class SlateChanged(MoveRefused):
    """Somebody else changed lines since the page was opened. `numbers` names the applications; nothing was saved."""

    def __init__(self, numbers: list[str]) -> None:
        super().__init__(
            f"Somebody else changed {', '.join(numbers)} since you opened this page. Nothing was saved yet: what you"
            " typed stands in the boxes, what they saved beside it. Save again to put yours over theirs."
        )
        self.numbers = numbers


class Choice(NamedTuple):
    """What somebody decides on one line. `was` is the mark (`digest`) of the line when the page was opened."""

    decision: str
    amount: Decimal = Decimal(0)
    fund_id: int | None = None
    reason: str = ""
    was: str = ""

    @property
    def mark(self) -> str:
        return digest(self.decision, self.amount, self.fund_id, self.reason)


@transaction.atomic
def start_decision(round: Round, *, by: Member, reason: str = "") -> Slate:
    """Close the scoring, fix the ranking, and begin a slate.

    Every application needs the reviews that the round asks for; with fewer (never none) a reason is required. The draft
    funds in rank order while the money lasts.
    """
    round = Round.objects.select_for_update().get(pk=round.pk)
    if round.status in {RoundStatus.OPEN, RoundStatus.CLOSED}:
        round = start_review(round, by=by)
    check_move(round_rules.MOVES, "start_decision", round.status, thing="this round")
    list(Application.objects.select_for_update().filter(round=round, status=ApplicationStatus.UNDER_REVIEW))
    _nothing_discussed(round)
    standing = standing_of(round)
    refuse_conflicted(Application.objects.filter(pk__in=standing.applications), "close the scoring", by=by)
    _enough_reviews(round, standing, reason)
    make_move(round, round_rules.MOVES, "start_decision", by=by, details={"reason": reason} if reason else None)
    for application in standing.applications.values():
        if application.status == ApplicationStatus.UNDER_REVIEW:
            make_move(application, application_rules.MOVES, "score", by=by)
    run = keep_run(round, standing.run, by=by)
    slate = Slate.objects.create(round=round, run=run)
    SlateLine.objects.bulk_create(_first_lines(round, slate, standing))
    said = {"reason": reason, "run": run.sha256, "governs": run.governs}
    audit.record("slate.draft", slate, by=by, applications=len(standing.ranked), **said)
    return slate


def _nothing_discussed(round: Round) -> None:
    """Raises MoveRefused while the panel discusses one: nothing would come of what it is about to agree on."""
    rows = PanelItem.objects.filter(meeting__round=round, status=TalkStatus.DISCUSSING).select_related("application")
    if numbers := ", ".join(sorted(item.application.number for item in rows)):
        raise MoveRefused(
            f"The panel is discussing {numbers}. Let it agree, let the reviews stand, or put the discussion off before"
            " you close the scoring."
        )


def _enough_reviews(round: Round, standing: Standing, reason: str) -> None:
    if corrected := in_correction(round):
        one = len(corrected) == 1
        are, their, they_are, pages = ("is", "its", "it is", "page") if one else ("are", "their", "they are", "pages")
        raise MoveRefused(
            f"{', '.join(corrected[:5])} {are} being corrected during {their} review. Wait until {they_are} back, or go on"
            f" without the corrections from {their} {pages}."
        )
    if not standing.applications:
        raise MoveRefused("No application of this round is under review. Assign reviewers first.")
    if standing.unscored:
        numbers = ", ".join(application.number for application in standing.unscored[:5])
        raise MoveRefused(f"No review of {numbers} has been submitted. Each application needs at least one.")
    undecided = standing.not_agreed(round.ranking)
    if undecided and not reason.strip():
        numbers = ", ".join(application.number for application in undecided[:5])
        raise MoveRefused(
            f"The panel makes the ranking of this round and has agreed on nothing for {len(undecided)} of"
            f" {len(standing.applications)} applications ({numbers}). Let it meet, or write why the mean of their reviews"
            " ranks these."
        )
    unadjusted = standing.not_adjusted(round.ranking)
    if unadjusted and not reason.strip():
        raise MoveRefused(
            f"The notice of this round promises a ranking by the adjusted mean, and nothing can be adjusted: {unadjusted}"
            " Wait for more reviews, or write why the exact mean ranks the applications instead."
        )
    short = standing.short_of(round.reviewers_each)
    if short and not reason.strip():
        numbers = ", ".join(application.number for application in short[:5])
        raise MoveRefused(
            f"{len(short)} of {len(standing.applications)} applications have fewer than {round.reviewers_each} submitted"
            f" reviews ({numbers}). Wait for them, or write why you decide without."
        )


def _first_lines(round: Round, slate: Slate, standing: Standing) -> list[SlateLine]:
    left = {purse.fund_id: purse.available for purse in purses_of(round).values()}
    lines, funding = [], True
    for entry in standing.ranked:
        scored = entry.scored
        line = line_of(slate, entry, standing.run)
        requested = standing.applications[scored.application_id].requested
        fund_id = next((pk for pk, amount in left.items() if amount >= requested), None)
        funding = funding and fund_id is not None and round.min_award <= requested <= round.max_award
        if funding and fund_id is not None:
            line.decision, line.amount, line.fund_id = SlateDecision.FUND, requested, fund_id
            left[fund_id] -= requested
        lines.append(line)
    return lines


@transaction.atomic
def save_lines(slate: Slate, choices: Mapping[int, Choice], *, by: Member, note: str | None = None) -> list[Fault]:
    """Save what an officer decides on some lines of a draft, by line id. Returns what is still wrong with the slate.

    A draft may hold too much money or lack a reason; it cannot be recommended so. Lines that the page shows as they were
    when it was opened are left alone. Raises SlateChanged for one that somebody else changed too, and MoveRefused for
    one of an application that she is recused from.
    """
    slate = _hold(slate, SlateStatus.DRAFT)
    lines = list(slate.lines.select_related("application").filter(pk__in=choices))
    wanted = [(line, choice) for line in lines if _is_new(line, choice := _settled(line, choices[line.pk]))]
    barred = recused_on(slate, by)
    if numbers := ", ".join(line.application.number for line, _ in wanted if line.application_id in barred):
        raise MoveRefused(f"You are recused from {numbers}, so somebody else decides on it. Nothing was saved yet.")
    if late := [line.application.number for line, choice in wanted if choice.was and choice.was != _mark(line)]:
        raise SlateChanged(late)
    changed = []
    for line, choice in wanted:
        line.decision, line.amount, line.fund_id, line.reason = choice[:4]
        line.save(update_fields=["decision", "amount", "fund", "reason"])
        changed.append([line.application.number, line.decision, str(line.amount), line.reason])
    if note is not None and note != slate.note:
        slate.note = note
        slate.save(update_fields=["note"])
        changed.append(["note", note])
    if changed:
        audit.record("slate.edit", slate, by=by, lines=changed)
    return slate_faults(slate)


def _settled(line: SlateLine, choice: Choice) -> Choice:
    """The choice with money on a funded line alone. Raises MoveRefused for a funded one without."""
    if choice.decision != SlateDecision.FUND:
        return choice._replace(amount=Decimal(0), fund_id=None)
    if choice.amount <= 0 or choice.fund_id is None:
        raise MoveRefused(f"{line.application.number}: give an amount and the fund it comes from.")
    return choice


def _mark(line: SlateLine) -> str:
    return digest(line.decision, line.amount, line.fund_id, line.reason)


def _is_new(line: SlateLine, choice: Choice) -> bool:
    """Whether the choice says something else than the line, and than the line said when the page was opened."""
    return choice.mark not in (_mark(line), choice.was)


def slate_faults(slate: Slate) -> list[Fault]:
    """What stands between the slate and its approval."""
    round = slate.round
    return faults_of(lines_of(slate), purses_of(round), least=round.min_award, most=round.max_award)


@transaction.atomic
def recommend_slate(slate: Slate, *, by: Member) -> Slate:
    """Put the slate before a second person. Raises SlateNotReady with every fault at once."""
    slate = _hold(slate, SlateStatus.DRAFT)
    refuse_conflicted(Application.objects.filter(slate_lines__slate=slate), "recommend this slate", by=by)
    _ready(slate)
    find_conflicts(slate)
    slate = make_move(slate, MOVES, "recommend", by=by, recommended_by=by, recommended_at=ClockNow())
    ask_approvals(slate, by=by)
    for line in slate.lines.select_related("application").filter(decision=SlateDecision.FUND):
        if line.application.status == ApplicationStatus.SCORED:
            make_move(line.application, application_rules.MOVES, "recommend", by=by)
    approvers = Member.objects.with_role(*roles_still_asked(slate)).select_related("user").exclude(pk=by.pk)
    emails.slate_recommended(slate, approvers)
    return slate


@transaction.atomic
def send_back_slate(slate: Slate, reason: str, *, by: Member) -> Slate:
    """Ask for changes: the slate is a draft again, and who recommended it is told why.

    Approvals that were given are superseded with the reason, and stay on record. An approved slate can be given back so
    while none of its letters was sent; they are merged anew once it is approved again.
    """
    is_approved = slate.status == SlateStatus.APPROVED
    slate = _hold(slate, SlateStatus.APPROVED if is_approved else SlateStatus.RECOMMENDED)
    refuse_conflicted(Application.objects.filter(slate_lines__slate=slate), "ask for changes to this slate", by=by)
    if Letter.objects.sent().filter(line__slate=slate).exists():
        raise MoveRefused("Letters of this slate were sent: the decision is locked. Correct a letter by another one.")
    recommender = slate.recommended_by
    nobody: dict[str, Any] = {"recommended_by": None, "recommended_at": None, "approved_by": None, "approved_at": None}
    slate = make_move(slate, MOVES, "reopen" if is_approved else "send_back", by=by, reason=reason, **nobody)
    supersede_approvals(slate, reason, by=by)
    Letter.objects.held().filter(line__slate=slate).delete()
    for line in slate.lines.select_related("application").filter(application__status=ApplicationStatus.RECOMMENDED):
        make_move(line.application, application_rules.MOVES, "take_back", by=by)
    if recommender is not None:
        emails.slate_sent_back(slate, reason, recommender)
    return slate


@transaction.atomic
def approve_slate(slate: Slate, *, by: Member, seen: str = "") -> list[Letter]:
    """Another person approves. With the last approval that the amount needs every letter is merged and held.

    The funds' rows are held while the money is counted, so two slates cannot spend the same dollar. `seen` is the digest
    of what her page showed. Returns the letters; none while another approval is needed. Nobody is told and nothing is
    offered before a letter is sent (`grants.actions.outbox`).
    """
    slate = _hold(slate, SlateStatus.RECOMMENDED)
    refuse_approver(slate, by=by)
    if slate.round.is_rehearsal:
        raise MoveRefused("This round is a rehearsal: it ends with the recommendation. Nothing is offered to anybody.")
    list(Fund.objects.select_for_update().filter(round_funds__round=slate.round).order_by("pk"))
    _ready(slate)
    if not give_approval(slate, by=by, seen=seen):
        return []
    slate = make_move(slate, MOVES, "approve", by=by, approved_by=by, approved_at=ClockNow())
    lines = slate.lines.select_related("application__round", "application__organization", "fund", "slate")
    return [_letter(line, by=by) for line in lines.order_by("rank")]


def _letter(line: SlateLine, *, by: Member) -> Letter:
    terms = terms_of(line) if line.decision == SlateDecision.FUND else None
    return hold_letter(line, LETTERS[line.decision], by=by, terms=terms)


def hold_approved(slate: Slate) -> Slate:
    """Lock the slate as approved. Raises MoveRefused where it was given back."""
    return _hold(slate, SlateStatus.APPROVED)


def hold_draft(slate: Slate) -> Slate:
    """Lock the slate as a draft. Raises MoveRefused once it is recommended or approved."""
    return _hold(slate, SlateStatus.DRAFT)


def _hold(slate: Slate, status: SlateStatus) -> Slate:
    """Lock the round, the money it gives out, and the slate, always in this order; read the slate afresh."""
    Round.objects.select_for_update().get(pk=slate.round_id)
    list(RoundFund.objects.select_for_update().filter(round_id=slate.round_id).order_by("pk"))
    held = Slate.objects.select_for_update(of=("self",)).select_related("round").get(pk=slate.pk)
    if held.status != status:
        who = held.approved_by or held.recommended_by
        said = f" by {who.name}" if who else ""
        raise MoveRefused(f"This slate is {held.get_status_display().lower()}{said} now. Nothing was changed.")
    return held


def _ready(slate: Slate) -> None:
    faults = slate_faults(slate)
    if faults:
        raise SlateNotReady(faults)
    if not any(line.is_funded for line in lines_of(slate)) and not slate.note.strip():
        raise MoveRefused("No application is funded. Write in the note why this round gives nothing.")
