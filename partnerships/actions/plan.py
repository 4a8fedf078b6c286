"""The plan: challenges that employers own, strategies that meet them, activities with an owner, what they left behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from partnerships.access.work import roster
from partnerships.choices import PartnerRole
from partnerships.models import (
    Activity,
    Challenge,
    ChallengeOwner,
    Partnership,
    PartnershipMember,
    Product,
    Strategy,
)
from partnerships.rules.plan import owner_fault


@transaction.atomic
def save_challenge(
    partnership: Partnership,
    challenge: Challenge | None,
    *,
    statement: str,
    employer_need: str,
    worker_need: str,
    owners: Collection[int],
    by: Member,
) -> Challenge:
    """Write down a challenge with both sides' needs and the employers that own it.

    Raises MoveRefused where fewer than two different employers at the table own it.
    """
    seats = list(roster(partnership).filter(pk__in=list(owners), role=PartnerRole.EMPLOYER))
    if fault := owner_fault(len({seat.organization_id for seat in seats})):
        raise MoveRefused(fault)
    if challenge is not None and challenge.ended_on:
        raise MoveRefused(f"“{challenge}” was ended on {challenge.ended_on}. Write a new one.")
    words = {"statement": statement.strip(), "employer_need": employer_need.strip(), "worker_need": worker_need.strip()}
    if challenge is None:
        challenge = Challenge.objects.create(partnership=partnership, made_by=by, **words)
    else:
        Challenge.objects.filter(pk=challenge.pk).update(**words)
        challenge.refresh_from_db()
    challenge.owners.all().delete()
    ChallengeOwner.objects.bulk_create([ChallengeOwner(challenge=challenge, seat=seat) for seat in seats])
    record("plan.challenge", challenge, by=by, owners=[seat.organization.legal_name for seat in seats], **words)
    return challenge


@transaction.atomic
def end_challenge(challenge: Challenge, why: str, *, by: Member) -> None:
    """It is no longer worked on, and why. What was done for it stays in the record."""
    if not why.strip():
        raise MoveRefused("Say why it is no longer worked on: it was met, or something else matters more.")
    rows = Challenge.objects.filter(pk=challenge.pk, ended_on__isnull=True)
    if not rows.update(ended_on=timezone.localdate(), ended_why=why.strip()):
        raise MoveRefused(f"“{challenge}” was ended already.")
    record("plan.end_challenge", challenge, by=by, reason=why.strip())


@transaction.atomic
def add_strategy(challenge: Challenge, *, kind: str, title: str, text: str, by: Member) -> Strategy:
    """How a challenge is to be met."""
    if challenge.ended_on:
        raise MoveRefused(f"“{challenge}” was ended. Add the strategy to a challenge that is worked on.")
    made = Strategy.objects.create(challenge=challenge, kind=kind, title=title.strip(), text=text.strip())
    record("plan.strategy", made, by=by, kind=kind, challenge=challenge.statement)
    return made


@transaction.atomic
def add_activity(
    strategy: Strategy | None,
    *,
    title: str,
    owner: PartnershipMember,
    due_on: dt.date,
    starts_on: dt.date | None = None,
    is_milestone: bool = False,
    by: Member,
) -> Activity:
    """A piece of work with an owner and a day, for a strategy that meets a challenge.

    Raises MoveRefused for work without a challenge, and for an owner that sits at another table or left this one.
    """
    if strategy is None:
        raise MoveRefused(
            "An activity needs a challenge: choose the strategy that it carries out, or write down the challenge and a"
            " strategy first."
        )
    if strategy.challenge.ended_on:
        raise MoveRefused(f"“{strategy.challenge}” was ended. Its strategies take no new activities.")
    _check_owner(strategy.challenge.partnership_id, owner)
    _check_days(starts_on, due_on)
    made = Activity.objects.create(
        strategy=strategy,
        title=title.strip(),
        owner=owner,
        is_milestone=is_milestone,
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=due_on,
    )
    record("plan.activity", made, by=by, owner=owner.organization.legal_name, due_on=due_on)
    return made


def _check_owner(partnership_id: int, owner: PartnershipMember) -> None:
    if owner.partnership_id != partnership_id or owner.left_on is not None:
        raise MoveRefused("The owner has to sit at this table. Choose a member that does.")


def _check_days(starts_on: dt.date | None, due_on: dt.date) -> None:
    if starts_on is not None and starts_on > due_on:
        raise MoveRefused("It starts after the day on which it is due. Change one of the days.")


@transaction.atomic
def change_activity(activity: Activity, *, owner: PartnershipMember, due_on: dt.date, by: Member) -> Activity:
    """Another owner or day. The day that was set first stays, and says whether it was done on time."""
    held = _open(activity)
    _check_owner(held.strategy.challenge.partnership_id, owner)
    _check_days(held.starts_on, due_on)
    before = held.due_on
    Activity.objects.filter(pk=held.pk).update(owner=owner, due_on=due_on)
    record("plan.change_activity", held, by=by, before=before, after=due_on, owner=owner.organization.legal_name)
    held.refresh_from_db()
    return held


@transaction.atomic
def finish_activity(activity: Activity, done_on: dt.date, note: str, *, by: Member) -> None:
    """It is done, on a day, with what came of it."""
    held = _open(activity)
    if done_on > timezone.localdate():
        raise MoveRefused("That day is still to come. Give the day on which it was done.")
    Activity.objects.filter(pk=held.pk).update(done_on=done_on, note=note.strip())
    record("plan.finish_activity", held, by=by, done_on=done_on, first_due_on=held.first_due_on)


@transaction.atomic
def drop_activity(activity: Activity, why: str, *, by: Member) -> None:
    """It will not be done, and why. A dropped milestone counts as one that was not reached."""
    held = _open(activity)
    if not why.strip():
        raise MoveRefused("Say why it is dropped. It stays in the record.")
    Activity.objects.filter(pk=held.pk).update(dropped_on=timezone.localdate(), note=why.strip())
    record("plan.drop_activity", held, by=by, reason=why.strip())


@transaction.atomic
def add_product(activity: Activity, *, kind: str, title: str, url: str, made_on: dt.date, by: Member) -> Product:
    """What an activity left behind."""
    if made_on > timezone.localdate():
        raise MoveRefused("That day is still to come. Give the day on which it was finished.")
    made = Product.objects.create(activity=activity, kind=kind, title=title.strip(), url=url, made_on=made_on)
    record("plan.product", made, by=by, kind=kind, activity=activity.title)
    return made


def _open(activity: Activity) -> Activity:
    rows = Activity.objects.select_for_update(no_key=True, of=("self",)).select_related("strategy__challenge")
    held = rows.get(pk=activity.pk)
    if held.done_on or held.dropped_on:
        raise MoveRefused(f"“{held}” is {'done' if held.done_on else 'dropped'} already. It stays as it is.")
    return held
