"""Fetching checks of eligibility: by the token that whoever made one holds, for the round that it was made for."""

from __future__ import annotations

from django.http import Http404

from core import links
from core.access import StateRequest
from grants.choices import WaiverKind, WaiverStatus
from grants.models import EligibilityCheck, Round, Waiver
from grants.models.eligibility import ELIGIBILITY
from partnerships.models import Organization

KEPT = "eligibility"
"""The name under which a session keeps the tokens of the checks made in it, by round."""


def find_check(round: Round, token: str) -> EligibilityCheck | None:
    """The check that a token opens, where it was made for this round with the questions that it asks now."""
    link = links.find(token, ELIGIBILITY) if token else None
    rows = EligibilityCheck.objects.filter(round=round, version_id=round.eligibility_version_id)
    return rows.filter(pk=link.subject.get("check", 0)).first() if link else None


def get_check(round: Round, token: str) -> EligibilityCheck:
    """The same; 404 for any other token, with the same words for all."""
    found = find_check(round, token)
    if found is None:
        raise Http404
    found.round = round
    return found


def token_of(request: StateRequest, round: Round) -> str:
    """The token of the check in hand: named in the address or the form, else kept in the session."""
    named = request.POST.get("check") or request.GET.get("check") or ""
    return named or str(request.session.get(KEPT, {}).get(str(round.pk), ""))


def exceptions_for(round: Round, organizations: list[Organization]) -> list[Waiver]:
    """What was asked for and decided about who may apply, for these organizations in the round, newest first."""
    rows = Waiver.objects.filter(round=round, organization__in=organizations, kind=WaiverKind.ELIGIBILITY)
    return list(rows.exclude(status=WaiverStatus.WITHDRAWN).select_related("organization").order_by("-requested_at"))
