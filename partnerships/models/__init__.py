"""Who: regions, target industries and the analyses that chose them, organizations, partnerships and their life."""

from partnerships.models.analyses import EmployerConversation, EmployerNeed, IndustryAnalysis
from partnerships.models.measures import Goal, Measure
from partnerships.models.organizations import Contact, Organization, OrganizationMerge, Site
from partnerships.models.partnerships import Partnership, PartnershipMember
from partnerships.models.places import IndustryStep, Region, TargetIndustry
from partnerships.models.standing import (
    ConvenerEngagement,
    PartnershipImport,
    StageChange,
    TableCheck,
    TableRule,
)

__all__ = [
    "Contact",
    "ConvenerEngagement",
    "EmployerConversation",
    "EmployerNeed",
    "Goal",
    "IndustryAnalysis",
    "IndustryStep",
    "Measure",
    "Organization",
    "OrganizationMerge",
    "Partnership",
    "PartnershipImport",
    "PartnershipMember",
    "Region",
    "Site",
    "StageChange",
    "TableCheck",
    "TableRule",
    "TargetIndustry",
]
