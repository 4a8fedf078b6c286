"""Sharing several applications out among all reviewers at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.models import Member
from core.permissions import Role
from grants.access.reviews import ASSIGNABLE
from grants.actions.conflicts import scan
from grants.actions.reviews import assign_many
from grants.actions.screening import Bulk
from grants.choices import ReviewStatus
from grants.models import Application, Conflict, Review
from grants.readmodels.tables import tables_at
from grants.readmodels.ties import already_at, employers_of, profiles_of
from grants.rules.assignment import share_out


@transaction.atomic
def share_reviews(applications: Sequence[Application], *, by: Member) -> Bulk:
    """Give each as many more reviewers as its round asks for, the least loaded first.

    Nobody with a conflict, and never two of one employer.

    Raises MoveRefused where a review cannot be assigned, such as for a due date that is past.
    """
    ready = [one for one in applications if one.status in ASSIGNABLE]
    refused = [
        f"{one.number} is {one.get_status_display().lower()}." for one in applications if one.status not in ASSIGNABLE
    ]
    everybody = {one.pk: one for one in Member.objects.with_role(Role.REVIEWER).select_related("user").order_by("pk")}
    scan(ready, list(everybody.values()), by=by)
    declared, today = profiles_of(list(everybody.values())), timezone.localdate()
    reviewers = {pk: one for pk, one in everybody.items() if pk in declared and declared[pk].has_register(today)}
    rows = list(Review.objects.exclude(status=ReviewStatus.SUBMITTED).values_list("reviewer_id", "status"))
    load = Counter(dict.fromkeys(reviewers, 0))
    load.update(pk for pk, status in rows if pk in reviewers and status != ReviewStatus.RECUSED)
    taken = set(Review.objects.filter(application__in=ready).values_list("application_id", "reviewer_id"))
    at_work = Counter(
        Review.objects.filter(application__in=ready)
        .exclude(status=ReviewStatus.RECUSED)
        .values_list("application_id", flat=True)
    )
    tables = tables_at(ready)
    barred = {(one.pk, pk) for one in ready for pk in reviewers if tables[one.pk] & _organizations(reviewers[pk])}
    barred |= set(
        Conflict.objects.standing().filter(application__in=ready).values_list("application_id", "reviewer_id")
    )
    wanted = {one.pk: max(one.round.reviewers_each - at_work[one.pk], 0) for one in ready}
    given = _apart(share_out(wanted, load, barred=barred, taken=taken), ready, reviewers)
    made = assign_many({pk: [reviewers[r] for r in chosen] for pk, chosen in given.items() if chosen}, by=by)
    refused += [f"{one.number} has too few reviewers." for one in ready if len(given[one.pk]) < wanted[one.pk]]
    return Bulk(len({review.application_id for review in made}), refused)


def _apart(
    given: dict[int, list[int]], ready: Sequence[Application], reviewers: dict[int, Member]
) -> dict[int, list[int]]:
    """Without a second one of an employer at an application: that one is left to be asked by hand."""
    employers = employers_of(list(reviewers.values()))
    kept: dict[int, list[int]] = {}
    for application in ready:
        seen = {name for one in already_at(application) for name in employers.get(one.pk, {})}
        kept[application.pk] = []
        for pk in given.get(application.pk, []):
            own = set(employers.get(pk, {}))
            if not own & seen:
                kept[application.pk].append(pk)
                seen |= own
    return kept


def _organizations(member: Member) -> set[int]:
    return {grant.scope_id for grant in member.grants if grant.scope == "organization" and grant.scope_id is not None}
