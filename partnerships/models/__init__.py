"""Who: regions, industries and the analyses that chose them, organizations, partnerships, goals; and the work they do."""

from partnerships.models.analyses import EmployerConversation, EmployerNeed, IndustryAnalysis
from partnerships.models.commitments import Commitment, SustainabilityMilestone
from partnerships.models.engagement import EngagementEvent
from partnerships.models.events import Event, EventFile, Registration
from partnerships.models.library import Resource
from partnerships.models.measures import Goal, GoalScore, Measure
from partnerships.models.meetings import AgendaItem, DecisionRecusal, Meeting, MeetingAttendance
from partnerships.models.organizations import Contact, Organization, OrganizationMerge, Site
from partnerships.models.partnerships import Partnership, PartnershipMember
from partnerships.models.places import IndustryStep, Region, TargetIndustry
from partnerships.models.policies import PolicyGoal, ReportDuty, StatePolicy
from partnerships.models.standing import ConvenerEngagement, PartnershipImport, StageChange, TableCheck, TableRule
from partnerships.models.support import (
    AssistanceRequest,
    AssistanceSession,
    AssistanceWord,
    PeerExchange,
    SupportGoal,
    SupportPlan,
)
from partnerships.models.work import Activity, Challenge, ChallengeOwner, Product, Strategy

__all__ = [
    "Activity",
    "AgendaItem",
    "AssistanceRequest",
    "AssistanceSession",
    "AssistanceWord",
    "Challenge",
    "ChallengeOwner",
    "Commitment",
    "Contact",
    "ConvenerEngagement",
    "DecisionRecusal",
    "EmployerConversation",
    "EmployerNeed",
    "EngagementEvent",
    "Event",
    "EventFile",
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
    "PeerExchange",
    "PolicyGoal",
    "Product",
    "Region",
    "Registration",
    "ReportDuty",
    "Resource",
    "Site",
    "StageChange",
    "StatePolicy",
    "Strategy",
    "SupportGoal",
    "SupportPlan",
    "SustainabilityMilestone",
    "TableCheck",
    "TableRule",
    "TargetIndustry",
]
