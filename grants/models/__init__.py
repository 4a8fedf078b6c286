"""The money's path: funds, rounds, applications, reviews, decisions, awards, quarterly reports."""

from grants.models.agreements import AgreementTemplate, AgreementText, AwardAgreement
from grants.models.amendments import Amendment, AmendmentItem, AmendmentQuestion
from grants.models.appeals import Appeal, ApplicantComment
from grants.models.application_case import Activity, AssessmentRegion, Disclosure
from grants.models.applications import Application, BudgetLine, Partner, Screening, SubawardLine, Submission, Target
from grants.models.approvals import Approval, ApprovalLevel
from grants.models.awards import Award, Letter
from grants.models.citations import Citation
from grants.models.closeout import Closeout, CloseoutStep, LegalHold
from grants.models.conflicts import Conflict, Finding
from grants.models.decisions import ScoringRun, Slate, SlateLine, WhatIf
from grants.models.eligibility import EligibilityCheck
from grants.models.form_changes import DraftMove, FormChange
from grants.models.letters_asked import LetterRequest
from grants.models.monitoring import MonitoringFinding, MonitoringVisit
from grants.models.notices import Addendum, RoundQuestion, Subscriber
from grants.models.panel_packets import PanelPacket
from grants.models.panels import Dissent, PanelItem, PanelMeeting, PanelMember, PanelScore, PanelSeat, PreScores
from grants.models.programs import Pool, PoolShare, Program
from grants.models.proposals import Proposal, ProposalLine
from grants.models.reports import Report, ReportFigure, ReportReturn, ReportSpending, ReportVersion
from grants.models.reviewers import Affiliation, Agreement, AgreementSignature, ReviewerProfile
from grants.models.reviews import Review, ReviewNote, Score
from grants.models.revisions import AwardRevision, RevisedActivity, RevisedLine, RevisedTarget
from grants.models.round_versions import RoundDocument, RoundVersion
from grants.models.rounds import Criterion, Fund, Round, RoundFund, RoundPromise
from grants.models.subawards import RiskAssessment, SheetVersion, SubawardSheet
from grants.models.teams import (
    CertificationRequest,
    Comment,
    ReadyMark,
    SectionLease,
    TeamInvitation,
    Teammate,
    Thread,
)
from grants.models.waiting import WaitingOffer
from grants.models.waivers import ApplicationReturn, Waiver

__all__ = [
    "Activity",
    "Addendum",
    "Affiliation",
    "Agreement",
    "AgreementSignature",
    "AgreementTemplate",
    "AgreementText",
    "Amendment",
    "AmendmentItem",
    "AmendmentQuestion",
    "Appeal",
    "ApplicantComment",
    "Application",
    "ApplicationReturn",
    "Approval",
    "ApprovalLevel",
    "AssessmentRegion",
    "Award",
    "AwardAgreement",
    "AwardRevision",
    "BudgetLine",
    "CertificationRequest",
    "Citation",
    "Closeout",
    "CloseoutStep",
    "Comment",
    "Conflict",
    "Criterion",
    "Disclosure",
    "Dissent",
    "DraftMove",
    "EligibilityCheck",
    "Finding",
    "FormChange",
    "Fund",
    "LegalHold",
    "Letter",
    "LetterRequest",
    "MonitoringFinding",
    "MonitoringVisit",
    "PanelItem",
    "PanelMeeting",
    "PanelMember",
    "PanelPacket",
    "PanelScore",
    "PanelSeat",
    "Partner",
    "Pool",
    "PoolShare",
    "PreScores",
    "Program",
    "Proposal",
    "ProposalLine",
    "ReadyMark",
    "Report",
    "ReportFigure",
    "ReportReturn",
    "ReportSpending",
    "ReportVersion",
    "Review",
    "ReviewNote",
    "ReviewerProfile",
    "RevisedActivity",
    "RevisedLine",
    "RevisedTarget",
    "RiskAssessment",
    "Round",
    "RoundDocument",
    "RoundFund",
    "RoundPromise",
    "RoundQuestion",
    "RoundVersion",
    "Score",
    "ScoringRun",
    "Screening",
    "SectionLease",
    "SheetVersion",
    "Slate",
    "SlateLine",
    "SubawardLine",
    "SubawardSheet",
    "Submission",
    "Subscriber",
    "Target",
    "TeamInvitation",
    "Teammate",
    "Thread",
    "WaitingOffer",
    "Waiver",
    "WhatIf",
]
