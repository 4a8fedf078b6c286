"""What became of awards: amendments in each standing, closeouts of those that ended, a legal hold."""

from __future__ import annotations

import datetime as dt

from core.calendars import Quarter
from core.models import Member
from core.money import to_cents
from grants.choices import AwardStatus
from grants.choices.amending import AmendmentStatus, ChangeKind, Event, Level
from grants.choices.closing import CloseoutStatus, Step
from grants.models import (
    Amendment,
    AmendmentItem,
    AmendmentQuestion,
    Award,
    Closeout,
    CloseoutStep,
    LegalHold,
    MonitoringFinding,
    MonitoringVisit,
)
from grants.readmodels.ledger import budget_of
from grants.readmodels.terms import baseline_of
from grants.rules.amendments import ruling_of
from grants.rules.closeout import clocks_of
from grants.rules.monitoring import CHECKLIST
from home.management.demonstration.world import World, keep

MOVED = "One line costs less than we thought. The other carries the visits to six more plants that joined this summer."
LONGER = "The new lab opens four months late. With more time the last two groups finish in it, for the same money."
STEPS = "The second group starts in spring instead of fall. What it learns, and how many, stays the same."
LEADER = (
    "Our project director retires. Her deputy, who set up the apprenticeships, takes over on the first of the month."
)
FIT = "The deputy has led the meetings since last year, and the employers know her."
WHO = "Who does the deputy's work from then on, and how much time does she have for the partnership?"
SHE = "The coordinator takes over her appointments. The deputy gives three days a week, as the director did."
HELD = "State audit of procurement, notice of October 2. Keep everything until the auditor's report is out."
UNSIGNED = "Time sheets of the coordinator for July and August are not signed by her supervisor."
SIGN = "Have both months signed, and send the new form that asks for the signature."
ABOUT = "Time, purchases and match of the first year. Please have the payroll register at hand."
KEPT = "In our finance office, paper and scans; the controller answers for them."


def make_after(world: World) -> None:
    """Closeouts of what ended in every state; amendments and a hold where the state shows everything."""
    _closeouts(world)
    active = [
        award for award in world.awards if award.status == AwardStatus.ACTIVE and award.starts_on < world.now.date()
    ]
    own = [award for award in active if award.organization in world.conveners[:1]]
    if world.profile.extras and len(active) > 2:
        first = (own or active)[0]
        _amended(world, first)
        _new_leader(world, next(award for award in reversed(active) if award != first))
        _monitored(world, first)
        LegalHold.objects.create(
            award=active[-1], reason=HELD, placed_by=world.people["director"], placed_at=world.ago(40)
        )


def _monitored(world: World, award: Award) -> None:
    """A visit that was held with what it found, and one that is planned."""
    officer = award.officer or world.officers[0]
    held_on = world.ago(25).date()
    answers = {key: {"answer": "yes", "comment": ""} for key in CHECKLIST}
    answers["time"] = {"answer": "no", "comment": UNSIGNED}
    held, _ = keep(
        [
            MonitoringVisit(
                award=award, kind="site", status="held", planned_on=held_on, planned_by=officer, held_on=held_on,
                held_by=officer, participants="The project director, the controller", answers=answers, about=ABOUT,
            ),
            MonitoringVisit(
                award=award, kind="desk", planned_on=world.now.date() + dt.timedelta(days=40), planned_by=officer,
                about="Match of the last two quarters.",
            ),
        ]
    )  # fmt: skip
    keep(
        [
            MonitoringFinding(
                visit=held, award=award, severity="finding", text=UNSIGNED, action=SIGN, owner="The controller",
                due_on=world.now.date() + dt.timedelta(days=12), made_by=officer, made_at=world.ago(24),
            )
        ]
    )  # fmt: skip


def _closeouts(world: World) -> None:
    """One for each award that ended: open, or closed by its officer within the clocks."""
    over = [award for award in world.awards if award.status in (AwardStatus.ENDED, AwardStatus.CLOSED)]
    made = keep([_closeout(world, award) for award in over])
    steps = (Step.MATCH, Step.UNSPENT, Step.RECORDS, Step.FINAL_REPORT, Step.MONEY)
    closed = [one for one in made if one.status == CloseoutStatus.CLOSED]
    open_ones = [one for one in made if one.status == CloseoutStatus.OPEN]
    keep(
        [
            CloseoutStep(
                closeout=one,
                step=step,
                is_waived=step in (Step.FINAL_REPORT, Step.MONEY),
                note=KEPT if step == Step.RECORDS else "Looked through with the convener; nothing is left.",
                by=one.closed_by,
                at=one.closed_at or world.now,
            )
            for one in closed
            for step in steps
        ]
        + [
            CloseoutStep(
                closeout=one,
                step=Step.RECORDS,
                note=KEPT,
                by=world.convener_of(one.award.organization),
                at=one.opened_at + dt.timedelta(days=2),
            )
            for one in open_ones[:1]
        ]
    )


def _closeout(world: World, award: Award) -> Closeout:
    due = clocks_of(award.ends_on)
    opened = world.at(award.ends_on + dt.timedelta(days=1), 1)
    made = Closeout(
        award=award,
        ends_on=award.ends_on,
        due_on=due.convener,
        state_due_on=due.state,
        opened_at=min(opened, world.now),
    )
    if award.status == AwardStatus.CLOSED:
        made.status, made.closed_by = CloseoutStatus.CLOSED, award.officer or world.officers[0]
        made.closed_at = min(world.at(due.convener, 10, 20), world.now)
    return made


def _amended(world: World, award: Award) -> None:
    """Money moved by notice this quarter, and a request for more time that waits."""
    grant = budget_of(award.application).grant
    source, *others = sorted((name for name in grant if grant[name]), key=lambda name: -grant[name])
    by = world.convener_of(award.organization)
    starts = Quarter.of(world.now.date()).start
    moved = AmendmentItem(
        kind=ChangeKind.BUDGET,
        what=MOVED,
        amount=to_cents(award.amount / 50),
        category_from=source,
        category_to=(others or [source])[0],
    )
    _request(award, 1, AmendmentStatus.RECORDED, [moved], world.ago(30), by, starts)
    longer = AmendmentItem(kind=ChangeKind.EXTENSION, what=LONGER, ends_on=_later(award.ends_on))
    steps = AmendmentItem(kind=ChangeKind.SCOPE, what=STEPS, event=Event.PLAN)
    _request(award, 2, AmendmentStatus.REQUESTED, [longer, steps], world.ago(3), by, world.now.date())


def _later(day: dt.date) -> dt.date:
    """The end of the quarter after."""
    return (Quarter.of(day) + 1).end


def _new_leader(world: World, award: Award) -> None:
    """A key person replaced, approved by somebody else than who asked."""
    item = AmendmentItem(kind=ChangeKind.PERSON, what=LEADER, party="Ellen Whitaker", event=Event.REPLACED)
    asked = world.ago(20)
    made = _request(
        award, 1, AmendmentStatus.REQUESTED, [item], asked, world.convener_of(award.organization), world.now.date()
    )
    decided = asked + dt.timedelta(days=4)
    AmendmentQuestion.objects.create(
        amendment=made,
        question=WHO,
        asked_by=world.officers[0],
        asked_at=asked + dt.timedelta(days=1),
        answer=SHE,
        answered_by=made.requested_by,
        answered_at=asked + dt.timedelta(days=2),
    )
    made.status, made.decided_by, made.decided_at = AmendmentStatus.APPROVED, world.officers[0], decided
    made.justification = FIT
    made.save()
    made.items.update(in_force_on=decided.date(), settled_at=decided)


def _request(
    award: Award,
    number: int,
    status: AmendmentStatus,
    items: list[AmendmentItem],
    at: dt.datetime,
    by: Member,
    day: dt.date,
) -> Amendment:
    """One request with what the rule says of each change; what needs no approval holds from the day."""
    made = Amendment.objects.create(
        award=award, number=number, status=status, requested_by=by, requested_at=at, wanted_on=day, made_at=at
    )
    terms = baseline_of(award)
    for item in items:
        item.amendment = made
        item.level, item.why = ruling_of(item.change, terms)
        if item.level != Level.PRIOR:
            item.in_force_on, item.settled_at = day, at
    keep(items)
    return made
