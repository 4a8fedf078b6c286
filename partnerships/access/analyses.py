"""Industry analyses with permission: the published ones for all, what is shared for regions, every one for staff."""

from __future__ import annotations

from django.db.models import Q

from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member
from core.permissions import Permission as P
from labor_market import access as labor_market
from labor_market.models import Dataset
from partnerships.choices.analyses import AnalysisStatus, AuthorRole
from partnerships.models import EmployerConversation, IndustryAnalysis, Partnership, Region
from partnerships.models.analyses import IndustryAnalysisQuerySet

SHOWN_TO_REGIONS = (AnalysisStatus.SHARED, AnalysisStatus.PUBLISHED, AnalysisStatus.SUPERSEDED)


def own_regions(member: Member) -> frozenset[int]:
    """Ids of the regions whose versions she writes: all for an analyst, those of her partnerships for a convener."""
    if member.can(P.ANALYSIS_ADAPT):
        return frozenset(Region.objects.values_list("pk", flat=True))
    organizations = member.scope_ids(P.ANALYSIS_ADAPT, Scope.ORGANIZATION)
    partnerships = member.scope_ids(P.ANALYSIS_ADAPT, Scope.PARTNERSHIP)
    if not organizations and not partnerships:
        return frozenset()
    rows = Partnership.objects.filter(Q(convener__in=organizations) | Q(pk__in=partnerships))
    return frozenset(rows.values_list("region_id", flat=True))


def visible_to(member: Member | None) -> IndustryAnalysisQuerySet:
    """The analyses that a person may read."""
    everything: IndustryAnalysisQuerySet = IndustryAnalysis.objects.all()
    published = Q(status=AnalysisStatus.PUBLISHED)
    if member is None:
        return everything.filter(published)
    if member.can(P.ANALYSIS_SEE):
        return everything
    regions = own_regions(member)
    if not regions:
        return everything.filter(published)
    shared = Q(author_role=AuthorRole.STATE, status__in=SHOWN_TO_REGIONS)
    return everything.filter(published | shared | Q(region__in=regions, author_role=AuthorRole.REGION))


def held_over(member: Member, analysis: IndustryAnalysis) -> frozenset[P]:
    """What she may do to an analysis: over the whole state, and to the version of a region of hers."""
    held = {one for one in (P.ANALYSIS_SEE, P.ANALYSIS_EDIT, P.ANALYSIS_ADAPT, P.ANALYSIS_PUBLISH) if member.can(one)}
    if analysis.author_role == AuthorRole.REGION and analysis.region_id in own_regions(member):
        held.add(P.ANALYSIS_ADAPT)
    return frozenset(held)


def may_write(member: Member, analysis: IndustryAnalysis) -> bool:
    """The state's analysis is written by its analysts, a region's version by the region."""
    needed = P.ANALYSIS_EDIT if analysis.author_role == AuthorRole.STATE else P.ANALYSIS_ADAPT
    return needed in held_over(member, analysis)


def sees_names(member: Member, analysis: IndustryAnalysis) -> bool:
    """Whether she reads what each employer said: who writes the analysis does, and the state's analysts."""
    return may_write(member, analysis) or P.ANALYSIS_EDIT in held_over(member, analysis)


def get_analysis(request: StateRequest, pk: int) -> IndustryAnalysis:
    """An analysis that she may read; 404 for any other."""
    found = (
        visible_to(request.member)
        .select_related("region", "parent", "replaces", "made_by", "published_by")
        .filter(pk=pk)
        .first()
    )
    demand(request, may_see=found is not None, may_do=True)
    assert found is not None
    return found


def get_analysis_to_write(request: StateRequest, pk: int) -> IndustryAnalysis:
    """An analysis that she writes: 404 unless she may read it, 403 unless it is hers to write."""
    found = get_analysis(request, pk)
    demand(request, may_see=True, may_do=may_write(request.member, found))
    return found


def get_conversation(request: StateRequest, pk: int) -> EmployerConversation:
    """A talk of an analysis that she writes."""
    found = EmployerConversation.objects.filter(pk=pk).first()
    demand(request, may_see=found is not None, may_do=True)
    assert found is not None
    found.analysis = get_analysis_to_write(request, found.analysis_id)
    return found


def get_published(request: StateRequest, pk: int) -> IndustryAnalysis:
    """What everybody may read."""
    found = (
        IndustryAnalysis.objects.published().select_related("region", "parent", "published_by").filter(pk=pk).first()
    )
    demand(request, may_see=found is not None, may_do=True)
    assert found is not None
    return found


@labor_market.uses
def analyses_of(dataset: Dataset) -> str:
    """Which analyses of the state were made from a data set: it stays while they do."""
    found = IndustryAnalysis.objects.filter(datasets__contains=[{"key": dataset.key}]).order_by("-pk")
    titles = list(found.values_list("title", flat=True)[:3])
    more = found.count() - len(titles) if len(titles) == 3 else 0
    if not titles:
        return ""
    listed = ", ".join(f"“{title}”" for title in titles) + (f" and {more} more" if more > 0 else "")
    return f"It was read for the industry analysis {listed}."
