"""The closed lists of the money's path."""

from django.db import models


class FundOrigin(models.TextChoices):
    STATE_GENERAL = "state_general", "State general fund"
    STATE_DEDICATED = "state_dedicated", "Dedicated state fund"
    FEDERAL = "federal", "Federal"
    PRIVATE = "private", "Private"
    LOCAL = "local", "Local"


class RoundKind(models.TextChoices):
    SEED = "seed", "Seed"
    PLANNING = "planning", "Planning"
    IMPLEMENTATION = "implementation", "Implementation"


class RoundStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    REVIEW = "review", "In review"
    DECISION = "decision", "Decision"
    AWARDED = "awarded", "Awarded"
    CANCELLED = "cancelled", "Cancelled"


class PoolMode(models.TextChoices):
    """Whether the dollars of a pool keep their source (BR-50)."""

    BRAIDED = "braided", "Braided: every dollar keeps its source"
    BLENDED = "blended", "Blended: dollars lose their source"


class Merit(models.TextChoices):
    """The parts of a merit review (BR-22); the first three must be covered."""

    NEED = "need", "Need"
    CAPACITY = "capacity", "Capacity"
    QUALITY = "quality", "Quality"
    IMPACT = "impact", "Economic impact"
    COST = "cost", "Cost-effectiveness"
    SUSTAINABILITY = "sustainability", "Sustainability"


class MatchBasis(models.TextChoices):
    NONE = "none", "No match"
    OF_AWARD = "of_award", "Share of the award"
    OF_TOTAL = "of_total", "Share of the whole project"


class LettersRule(models.TextChoices):
    """Whether an application may be sent before its letters of commitment and support are in."""

    NONE = "none", "No letters are asked for"
    BEFORE = "before", "Letters must be in before the application is sent"
    AFTER = "after", "Letters may follow until their own date"


class LetterAskedKind(models.TextChoices):
    """What an application asks others for."""

    COMMITMENT = "commitment", "Commitment of an employer"
    SUPPORT = "support", "Support of a labor organization"
    RESOLUTION = "resolution", "Resolution of a board"
    OTHER = "other", "Another letter of support"


class LetterAskedStatus(models.TextChoices):
    REQUESTED = "requested", "Asked for"
    SIGNED = "signed", "Signed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Prerequisite(models.TextChoices):
    """Whether an applicant must have held an award of an earlier kind."""

    NONE = "none", "No earlier award is needed"
    PREFERRED = "preferred", "An earlier award counts in favor"
    REQUIRED = "required", "An earlier award is required"


class IndirectRule(models.TextChoices):
    """The de minimis rule for indirect costs that the round applies (BR-33)."""

    NONE = "none", "Indirect costs are not paid"
    GUIDANCE_2024 = "2024", "15% of modified total direct costs, first $50,000 of each subaward"
    GUIDANCE_2020 = "2020", "10% of modified total direct costs, first $25,000 of each subaward"


class ApplicationStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned for correction"
    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Not eligible"
    UNDER_REVIEW = "under_review", "Under review"
    SCORED = "scored", "Scored"
    RECOMMENDED = "recommended", "Recommended"
    WAITLISTED = "waitlisted", "Waiting list"
    DECLINED = "declined", "Declined"
    OFFERED = "offered", "Award offered"
    AWARDED = "awarded", "Awarded"
    REFUSED = "refused", "Award refused"
    LAPSED = "lapsed", "Offer lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SentIn(models.TextChoices):
    """Under which deadline a submission was received."""

    TIME = "time", "In time"
    GRACE = "grace", "In the grace period"
    WAIVER = "waiver", "Under a waiver"
    RETURN = "return", "After a return for correction"


class EligibilityResult(models.TextChoices):
    """What a check before an application comes to."""

    ELIGIBLE = "eligible", "You may apply"
    TALK = "talk", "Talk to us first"
    NOT_ELIGIBLE = "not_eligible", "You may not apply in this round"


class WaiverKind(models.TextChoices):
    """What a waiver sets aside for one applicant in one round."""

    DEADLINE = "deadline", "Deadline"
    MATCH = "match", "Match"
    PREREQUISITE = "prerequisite", "Earlier award"
    COMPOSITION = "composition", "Who must sit at the table"
    DOCUMENT = "document", "Required document"
    ELIGIBILITY = "eligibility", "Who may apply"


class WaiverStatus(models.TextChoices):
    REQUESTED = "requested", "Requested"
    APPROVED = "approved", "Approved"
    DENIED = "denied", "Denied"
    WITHDRAWN = "withdrawn", "Withdrawn"
    USED = "used", "Used"
    EXPIRED = "expired", "Ended unused"
    REVOKED = "revoked", "Revoked"


class AskedHow(models.TextChoices):
    """How an applicant asked staff for something."""

    EMAIL = "email", "By e-mail"
    PHONE = "phone", "By telephone"
    LETTER = "letter", "By letter"
    PERSON = "person", "In person"


LAST_MONTH = 120
"""The latest month of an award that a work plan or a target can name; a round pays for fewer."""


class Interest(models.TextChoices):
    """What may tie a convener to one side of the table (BR-60)."""

    MONEY = "money", "Receives money from members"
    TRAINING = "training", "Sells or delivers training"
    HIRES = "hires", "Employs or hires in this industry"
    MEMBER = "member", "Represents one member"
    BOARD = "board", "Shares board members with a partner"


class TeamPart(models.TextChoices):
    """What somebody is on the team that prepares an application; `grants/rules/teams.py` says what each may do."""

    LEAD = "lead", "Lead"
    EDITOR = "editor", "Editor"
    FINANCE = "finance", "Finance"
    COMMENTER = "commenter", "Commenter"
    VIEWER = "viewer", "Viewer"
    CERTIFIER = "certifier", "Certifier"


class TeamInvitationStatus(models.TextChoices):
    """Where an invitation to a team stands. One whose time is over is still `pending` here, and reads as expired."""

    PENDING = "pending", "Waiting"
    CLAIMED = "claimed", "Asked for with another address"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    REVOKED = "revoked", "Taken back"


class CertificationStatus(models.TextChoices):
    """Where a request to certify an application stands."""

    WAITING = "waiting", "Waits to be certified"
    CERTIFIED = "certified", "Certified"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "No longer asked"


class MatchKind(models.TextChoices):
    """What a contributor gives. Cash alone counts as match in cash; the rest is in kind."""

    CASH = "cash", "Cash"
    WAGES = "wages", "Wages of people while they train"
    TIME = "time", "Time of its own people"
    EQUIPMENT = "equipment", "Use or gift of equipment"
    SPACE = "space", "Space"
    MATERIALS = "materials", "Materials"
    OTHER = "other", "Other, in kind"


class MatchTest(models.TextChoices):
    """What must be true of a match for it to count (2 CFR 200.306(b), BR-04)."""

    VERIFIABLE = "verifiable", "Our records will show it"
    ONCE = "once", "It is match for no other federal award"
    NECESSARY = "necessary", "The project needs it, and its value is reasonable"
    ALLOWABLE = "allowable", "It is a cost that a grant may have"
    NOT_FEDERAL = "not_federal", "No other federal award pays for it"
    BUDGETED = "budgeted", "It stands in the budget of this application"
    CONFORMS = "conforms", "It keeps the other rules of 2 CFR part 200"


class BudgetCategory(models.TextChoices):
    """Object classes 6a to 6j of form SF-424A."""

    PERSONNEL = "personnel", "a. Personnel"
    FRINGE = "fringe", "b. Fringe benefits"
    TRAVEL = "travel", "c. Travel"
    EQUIPMENT = "equipment", "d. Equipment"
    SUPPLIES = "supplies", "e. Supplies"
    CONTRACTUAL = "contractual", "f. Contractual"
    CONSTRUCTION = "construction", "g. Construction"
    OTHER = "other", "h. Other"
    INDIRECT = "indirect", "j. Indirect charges"


class Mtdc(models.TextChoices):
    """How a budget line counts toward modified total direct costs (BR-33)."""

    BY_CATEGORY = "", "By its category"
    COUNTED = "counted", "Counts in full"
    SUBAWARD = "subaward", "Subaward: counts up to the limit"
    LEFT_OUT = "left_out", "Does not count: rent, tuition, participant support"


class IndirectBasis(models.TextChoices):
    """By what right indirect costs are asked for."""

    DE_MINIMIS = "de_minimis", "De minimis rate"
    NEGOTIATED = "negotiated", "Negotiated rate"


class IndirectBase(models.TextChoices):
    """What a negotiated rate is a rate of."""

    MTDC = "mtdc", "Modified total direct costs"
    DIRECT = "direct", "All direct costs"
    SALARIES = "salaries", "Salaries and fringe benefits"


class ScreeningOutcome(models.TextChoices):
    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Not eligible"


class ReviewStatus(models.TextChoices):
    ASSIGNED = "assigned", "Assigned"
    RECUSED = "recused", "Recused"
    IN_PROGRESS = "in_progress", "In progress"
    SUBMITTED = "submitted", "Submitted"
    DECLINED = "declined", "Declined"
    VOID = "void", "Application withdrawn"


OUT_OF_REVIEW = (ReviewStatus.RECUSED, ReviewStatus.DECLINED, ReviewStatus.VOID)
"""Reviews that nobody waits for."""


class ConflictKind(models.TextChoices):
    """What ties a reviewer to an organization, in the kinds of the states' conflict-of-interest forms."""

    EMPLOYMENT = "employment", "I work or worked for one of them in the last three years"
    BOARD = "board", "I sit on a board or committee of one of them"
    FAMILY = "family", "A member of my family or household does"
    FINANCIAL = "financial", "I, or my family, have a financial interest in one of them"
    COMPETING = "competing", "I am tied to another application in this round"
    OTHER = "other", "Something else"


class Ranking(models.TextChoices):
    """Which score makes the ranking. A round says so before it opens."""

    RAW = "raw", "The mean of the reviews"
    ADJUSTED = "adjusted", "The mean, adjusted for how severe each reviewer is"
    PANEL = "panel", "What the panel agreed on, and the mean where it agreed on nothing"


class ReasonRule(models.TextChoices):
    """Where a reviewer must write why she gave the points."""

    ALWAYS = "always", "Always"
    BELOW_HALF = "below_half", "Below half of the points"
    NEVER = "never", "Nowhere"


UNSURE = "unsure"
"""What a reviewer answers who does not know whether a tie is a conflict: somebody else decides."""


class Recommendation(models.TextChoices):
    FUND = "fund", "Fund"
    CONDITIONS = "conditions", "Fund with conditions"
    DO_NOT_FUND = "do_not_fund", "Do not fund"


class SlateStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    RECOMMENDED = "recommended", "Recommended"
    APPROVED = "approved", "Approved"


class ApprovalBasis(models.TextChoices):
    """What of a slate is held against an approval level."""

    TOTAL = "total", "Total of the slate"
    LARGEST = "largest", "Largest award"


class SlateDecision(models.TextChoices):
    FUND = "fund", "Fund"
    WAITLIST = "waitlist", "Waiting list"
    DECLINE = "decline", "Decline"


class AwardStatus(models.TextChoices):
    OFFERED = "offered", "Offered"
    ACTIVE = "active", "Active"
    REFUSED = "refused", "Refused"
    LAPSED = "lapsed", "Lapsed"
    ENDED = "ended", "Period ended"
    CLOSED = "closed", "Closed"


class LetterKind(models.TextChoices):
    AWARD = "award", "Award letter"
    WAITLIST = "waitlist", "Waiting-list letter"
    DECLINE = "decline", "Decline letter"


class ReportStatus(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"
