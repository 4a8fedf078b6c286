"""Who: regions, target industries, organizations, partnerships, measures and goals."""

from partnerships.models.measures import Goal, Measure
from partnerships.models.organizations import Contact, Organization
from partnerships.models.partnerships import Partnership, PartnershipMember, Region, TargetIndustry

__all__ = [
    "Contact",
    "Goal",
    "Measure",
    "Organization",
    "Partnership",
    "PartnershipMember",
    "Region",
    "TargetIndustry",
]
