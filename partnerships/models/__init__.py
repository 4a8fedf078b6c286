"""Who: regions, target industries and the analyses that chose them, organizations, partnerships, measures and goals."""

from partnerships.models.analyses import EmployerConversation, EmployerNeed, IndustryAnalysis
from partnerships.models.measures import Goal, Measure
from partnerships.models.organizations import Contact, Organization
from partnerships.models.partnerships import Partnership, PartnershipMember
from partnerships.models.places import IndustryStep, Region, TargetIndustry

__all__ = [
    "Contact",
    "EmployerConversation",
    "EmployerNeed",
    "Goal",
    "IndustryAnalysis",
    "IndustryStep",
    "Measure",
    "Organization",
    "Partnership",
    "PartnershipMember",
    "Region",
    "TargetIndustry",
]
