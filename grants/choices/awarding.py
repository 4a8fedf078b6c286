"""The closed lists of what stands between an offer and an active award."""

from django.db import models


class RiskLevel(models.TextChoices):
    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class SpecificCondition(models.TextChoices):
    """The specific conditions of 2 CFR 200.208(c)."""

    REIMBURSE = "reimburse", "Payments are reimbursements, not advances"
    PHASES = "phases", "The next phase begins only after evidence that this one was performed"
    REPORTS = "reports", "More detailed financial reports, with receipts"
    MONITORING = "monitoring", "Additional project monitoring"
    ASSISTANCE = "assistance", "Technical or management assistance is taken up"
    APPROVALS = "approvals", "Prior approval of subawards, equipment and changes of the budget"


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", "Being prepared"
    SENT = "sent", "Sent for signature"
    RETURNED = "returned", "A change is asked for"
    SIGNED = "signed", "Signed by the grantee"
    EXECUTED = "executed", "Executed"
    VOID = "void", "Void"


class SignedHow(models.TextChoices):
    TYPED = "typed", "Typed name, after confirming who she is"
    SCAN = "scan", "Signed on paper; a scan was sent"


class RevisionStatus(models.TextChoices):
    DRAFT = "draft", "Being written"
    SENT = "sent", "Sent to the state"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"


class Turn(models.TextChoices):
    """Whose turn it is with an offer, and what is to be done."""

    ACCEPT = "accept", "The applicant answers"
    REVISE = "revise", "The applicant sends the revised budget"
    READ = "read", "The state reads the revised budget"
    PREPARE = "prepare", "The state prepares and sends the agreement"
    SIGN = "sign", "The applicant signs the agreement"
    ANEW = "anew", "The state answers the change of the agreement that was asked for"
    COUNTERSIGN = "countersign", "The state countersigns the agreement"
