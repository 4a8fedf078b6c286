"""Requests for assistance with permission: all for staff, her own for a convener, a provider those assigned to her."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member
from core.permissions import Permission as P
from core.permissions import Role
from partnerships.choices.support import ExchangeStatus
from partnerships.models import AssistanceRequest, Partnership, PeerExchange
from partnerships.models.partnerships import PartnershipQuerySet
from partnerships.models.support import RequestQuerySet


def sees_all(member: Member) -> bool:
    """The state's staff see every request; a provider from outside only what is assigned to her."""
    return member.can(P.SUPPORT_SEE) and member.is_staff_member


def _asked_over(member: Member, to: str = "") -> Q:
    """Partnerships, reached by `to`, for which she may ask: those convened by her organization, or her own."""
    convened = Q(**{f"{to}convener__in": member.scope_ids(P.SUPPORT_ASK, Scope.ORGANIZATION)})
    return convened | Q(**{f"{to}pk__in": member.scope_ids(P.SUPPORT_ASK, Scope.PARTNERSHIP)})


def requests_for(member: Member) -> RequestQuerySet:
    """The requests that she may list."""
    if sees_all(member):
        return AssistanceRequest.objects.all()
    return AssistanceRequest.objects.filter(Q(provider=member) | _asked_over(member, "partnership__"))


def partnerships_of(member: Member) -> PartnershipQuerySet:
    """The partnerships for which she may ask, by name."""
    return Partnership.objects.filter(_asked_over(member)).order_by("name")


def held_over(member: Member, request: AssistanceRequest) -> frozenset[P]:
    """What she may do to a request. Giving is for whoever it is assigned to, and for whoever plans support."""
    held = set(
        member.permissions_over(organization=request.partnership.convener_id, partnership=request.partnership_id)
    )
    if request.provider_id != member.pk and P.SUPPORT_PLAN not in held:
        held.discard(P.SUPPORT_GIVE)
    return frozenset(held)


def get_request(request: StateRequest, pk: int) -> AssistanceRequest:
    """A request that she may see; 403 where the page's deed is not hers."""
    if request.member is None:
        raise Http404
    rows = requests_for(request.member).select_related(
        "partnership__convener", "asked_by__user", "provider__user", "assigned_by__user", "rated_by"
    )
    found: AssistanceRequest = get_object_or_404(rows, pk=pk)
    if request.needs is not None and request.needs not in held_over(request.member, found):
        raise PermissionDenied
    return found


def see_request(request: StateRequest, pk: int) -> AssistanceRequest:
    """A request that she may see, whatever she may do to it."""
    request.needs = None
    return get_request(request, pk)


def providers() -> list[Member]:
    """Those to whom a request can be assigned: providers and officers."""
    rows = Member.objects.with_role(Role.PROVIDER, Role.OFFICER).select_related("user")
    return list(rows.order_by("name", "pk"))


def get_exchange(request: StateRequest, pk: int) -> PeerExchange:
    """An exchange that she may see: open ones are for every convener, the others for the two and the staff."""
    rows = PeerExchange.objects.select_related("partnership__convener", "peer__convener", "made_by")
    found = get_object_or_404(rows, pk=pk)
    member = request.member
    is_hers = bool(side_of(member, found))
    is_open = found.status == ExchangeStatus.OPEN and may_enter(member)
    demand(request, may_see=is_hers or sees_all(member) or is_open, may_do=True)
    return found


def side_of(member: Member, exchange: PeerExchange) -> str:
    """Whether she is of the partnership that put it up ("own"), of the peer ("peer"), or of neither ("")."""
    for one, side in ((exchange.partnership, "own"), (exchange.peer, "peer")):
        if one is not None and P.SUPPORT_ASK in member.permissions_over(
            organization=one.convener_id, partnership=one.pk
        ):
            return side
    return ""


def may_enter(member: Member | None) -> bool:
    """Whether the page of requests is for her: whoever asks, gives or looks after them."""
    return member is not None and any(member.can_somewhere(one) for one in (P.SUPPORT_SEE, P.SUPPORT_ASK))


def get_request_to_talk(request: StateRequest, pk: int) -> AssistanceRequest:
    """A request in whose talk she may write: who asks, gives or plans; 403 for an auditor, who only reads."""
    found = see_request(request, pk)
    may = held_over(request.member, found) & {P.SUPPORT_ASK, P.SUPPORT_GIVE, P.SUPPORT_PLAN}
    demand(request, may_see=True, may_do=bool(may))
    return found
