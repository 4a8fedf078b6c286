"""Who: regions, industries and the analyses that chose them, organizations, partnerships, goals; and the work they do."""

from partnerships.models.analyses import EmployerConversation, EmployerNeed, IndustryAnalysis
from partnerships.models.commitments import Commitment, SustainabilityMilestone
from partnerships.models.engagement import EngagementEvent
from partnerships.models.measures import Goal, GoalScore, Measure
from partnerships.models.meetings import AgendaItem, DecisionRecusal, Meeting, MeetingAttendance
from partnerships.models.organizations import Contact, Organization, OrganizationMerge, Site
from partnerships.models.partnerships import Partnership, PartnershipMember
from partnerships.models.places import IndustryStep, Region, TargetIndustry
from partnerships.models.standing import ConvenerEngagement, PartnershipImport, StageChange, TableCheck, TableRule
from partnerships.models.work import Activity, Challenge, ChallengeOwner, Product, Strategy

__all__ = [
    "Activity",
    "AgendaItem",
    "Challenge",
    "ChallengeOwner",
    "Commitment",
    "Contact",
    "ConvenerEngagement",
    "DecisionRecusal",
    "EmployerConversation",
    "EmployerNeed",
    "EngagementEvent",
    "Goal",
    "GoalScore",
    "IndustryAnalysis",
    "IndustryStep",
    "Measure",
    "Meeting",
    "MeetingAttendance",
    "Organization",
    "OrganizationMerge",
    "Partnership",
    "PartnershipImport",
    "PartnershipMember",
    "Product",
    "Region",
    "Site",
    "StageChange",
    "Strategy",
    "SustainabilityMilestone",
    "TableCheck",
    "TableRule",
    "TargetIndustry",
]
