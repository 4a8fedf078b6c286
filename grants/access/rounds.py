"""Fetching rounds: what was published is everybody's; a round that is being set up is staff's."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from core.access import StateRequest, demand
from core.models import Member
from core.permissions import Permission
from grants.access.applications import is_tester
from grants.choices import RoundStatus
from grants.models import Pool, Round


def get_public_round(slug: str, member: Member | None = None) -> Round:
    """A round that was published, whatever became of it since; 404 for a draft or a cancelled one.

    A rehearsal is there for its testers alone.
    """
    rows = Round.objects.opened().select_related("form_version__form", "eligibility_version__form")
    found = get_object_or_404(rows, slug=slug)
    if found.is_rehearsal and not is_tester(member):
        raise Http404
    return found


def get_round_to_apply_in(request: StateRequest, slug: str) -> Round:
    """A round that takes applications now. 404 for one that is not open: its page says so."""
    now = timezone.now()
    rows = Round.objects.filter(status=RoundStatus.OPEN, opens_at__lte=now, closes_at__gt=now)
    found = rows.select_related("form_version__form", "eligibility_version__form").filter(slug=slug).first()
    if found is None or (found.is_rehearsal and not is_tester(request.member)):
        raise Http404
    return found


def get_round_for_staff(request: StateRequest, slug: str) -> Round:
    """Any round, drafts too, for staff; 403 for those who may look but not do what the view declares."""
    found = Round.objects.select_related("form_version__form").filter(slug=slug).first()
    member = request.member
    demand(
        request,
        may_see=found is not None and member.can(Permission.ROUND_SEE),
        may_do=member.can(request.needs or Permission.ROUND_SEE),
    )
    assert found is not None
    return found


def pool_named(key: object) -> Pool | None:
    """The pool of that key, with its shares at hand; None for anything else."""
    return Pool.objects.filter(pk=str(key)).first() if str(key).isdigit() else None
