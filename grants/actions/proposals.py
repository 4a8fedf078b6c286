"""Proposals of who reviews what: made by the solver, edited, accepted or thrown away by staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import MoveRefused
from core.permissions import Role
from grants.access.reviews import ASSIGNABLE
from grants.actions.conflicts import scan
from grants.actions.reviews import assign_many
from grants.choices.reviewing import ProposalStatus
from grants.models import Application, Proposal, ProposalLine, Review, Round
from grants.readmodels.proposals import question_of, still_unmet
from grants.rules.proposing import propose


@transaction.atomic
def make_proposal(round: Round, *, each: int, most: int, by: Member) -> Proposal:
    """Run the conflict rules, then ask the solver for the reviewers that are still missing. Assigns nobody.

    A draft that is there is thrown away: run again, it gives newcomers alone, for what is assigned stays.
    """
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    rows = Application.objects.filter(round=round, status__in=ASSIGNABLE)
    applications = list(rows.select_related("organization", "partnership__convener", "round"))
    if not applications:
        raise MoveRefused("No application of this round is eligible or under review, so nobody can be assigned.")
    scan(applications, by=by)
    for old in Proposal.objects.filter(round=round, status=ProposalStatus.DRAFT):
        _settle(old, ProposalStatus.DISCARDED, by=by)
    asked = question_of(round, each=each, most=most)
    if not asked.offers:
        raise MoveRefused("No reviewer has a declared register. Ask them to look at My profile, or invite reviewers.")
    if not any(one.more for one in asked.wanted):
        raise MoveRefused(f"Every application has {each} reviewers already.")
    found = propose(asked.wanted, asked.offers, barred=asked.barred, kept=asked.kept)
    made: Proposal = Proposal.objects.create(
        round=round, each=each, most=most, unmet=found.unmet, seconds=Decimal(f"{found.seconds:.2f}"), made_by=by
    )
    ProposalLine.objects.bulk_create(
        ProposalLine(proposal=made, application_id=a, reviewer_id=r) for a, r in found.pairs
    )
    audit.record("proposal.make", made, by=by, pairs=len(found.pairs), unmet=len(found.unmet), each=each, most=most)
    return made


def _hold(proposal: Proposal) -> Proposal:
    held: Proposal = (
        Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related("round").get(pk=proposal.pk)
    )
    if held.status != ProposalStatus.DRAFT:
        raise MoveRefused(f"This proposal was {held.get_status_display().lower()} meanwhile. Nothing was changed.")
    return held


@transaction.atomic
def edit_proposal(
    proposal: Proposal, *, out: Collection[int] = (), added: Mapping[int, int] | None = None, by: Member
) -> Proposal:
    """Take lines out, by their ids, and put reviewers in, by application. What is not met is worked out anew."""
    held = _hold(proposal)
    asked = question_of(held.round, each=held.each, most=held.most)
    known = {one.pk for one in asked.offers}
    numbers = {one.pk: one.number for one in asked.wanted}
    held.lines.filter(pk__in=out).delete()
    for application, reviewer in (added or {}).items():
        pair = (application, reviewer)
        if application not in numbers or reviewer not in known or pair in asked.barred or pair in asked.kept:
            raise MoveRefused(f"Somebody you chose cannot review {numbers.get(application, 'this application')} now.")
        ProposalLine.objects.get_or_create(
            proposal=held, application_id=application, reviewer_id=reviewer, defaults={"by_hand": True}
        )
    held.unmet = still_unmet(held)
    held.save(update_fields=["unmet"])
    audit.record("proposal.edit", held, by=by, out=len(out), added=len(added or {}))
    return held


@transaction.atomic
def accept_proposal(proposal: Proposal, *, by: Member) -> list[Review]:
    """Assign everybody on it. Raises MoveRefused, and assigns nobody, where one of them may no longer review."""
    held = _hold(proposal)
    people = {one.pk: one for one in Member.objects.with_role(Role.REVIEWER).select_related("user")}
    wanted: dict[int, list[Member]] = defaultdict(list)
    for line in held.lines.select_related("reviewer"):
        wanted[line.application_id].append(people.get(line.reviewer_id, line.reviewer))
    if not wanted:
        raise MoveRefused("Nobody stands in this proposal.")
    made = assign_many(wanted, by=by)
    _settle(held, ProposalStatus.ACCEPTED, by=by)
    return made


@transaction.atomic
def discard_proposal(proposal: Proposal, *, by: Member) -> None:
    """Throw it away; it is kept as what was proposed."""
    _settle(_hold(proposal), ProposalStatus.DISCARDED, by=by)


def _settle(proposal: Proposal, status: ProposalStatus, *, by: Member) -> None:
    proposal.status, proposal.settled_by, proposal.settled_at = status, by, timezone.now()
    proposal.save(update_fields=["status", "settled_by", "settled_at"])
    audit.record(f"proposal.{'accept' if status == ProposalStatus.ACCEPTED else 'discard'}", proposal, by=by)
