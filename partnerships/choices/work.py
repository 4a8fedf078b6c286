"""The closed lists of a partnership's work: meetings, plan, engagement of employers, commitments, what lasts."""

from django.db import models


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    ADOPTED = "adopted", "Minutes adopted"
    CANCELLED = "cancelled", "Called off"


class ItemStatus(models.TextChoices):
    """How far an item of an agenda is. What was carried is on a later agenda, or waits for one, as an item of its own."""

    WAITING = "waiting", "Waiting for a meeting"
    ON_AGENDA = "on_agenda", "On the agenda"
    DECIDED = "decided", "Decided"
    DISCUSSED = "discussed", "Discussed"
    CARRIED = "carried", "Carried forward"
    TAKEN_BACK = "taken_back", "Taken back"


class Adopts(models.TextChoices):
    """What a decision puts in force, where a stage asks for it."""

    NOTHING = "", "Nothing of these"
    PLAN = "plan", "The partnership's plan of work"
    FUNDING = "funding", "The plan to pay for the work without the state's grant"


class DecidedHow(models.TextChoices):
    CONSENSUS = "consensus", "Consensus"
    VOTE = "vote", "Vote"


class Seniority(models.TextChoices):
    EXECUTIVE = "executive", "Owner or chief officer"
    SENIOR = "senior", "Vice president or director"
    MANAGER = "manager", "Manager or supervisor"
    STAFF = "staff", "Staff"
    UNKNOWN = "unknown", "Not recorded"


class StrategyKind(models.TextChoices):
    TRAINING = "training", "Training"
    CURRICULUM = "curriculum", "Curriculum or skill standards"
    CAREERS = "careers", "Career awareness"
    RECRUITMENT = "recruitment", "Recruitment"
    HR_PRACTICE = "hr_practice", "Human-resources practice"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    SUPPORTS = "supports", "Wrap-around support for workers"
    OTHER = "other", "Other"


class ProductKind(models.TextChoices):
    CURRICULUM = "curriculum", "Curriculum"
    STANDARDS = "standards", "Skill standards"
    CREDENTIAL = "credential", "Credential"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship standards"
    CAREERS = "careers", "Career map or outreach material"
    HR_TOOL = "hr_tool", "Hiring or personnel tool"
    STUDY = "study", "Study or survey"
    OTHER = "other", "Other"


class EngagementKind(models.TextChoices):
    """What an employer did. `partnerships.rules.engagement` says which rung of the ladder each reaches."""

    FAIR = "fair", "Came to a job fair or an event"
    VISIT = "visit", "Was visited or talked with"
    ADVICE = "advice", "Advised on skills or curriculum"
    TALK = "talk", "Spoke to a class or held mock interviews"
    HOSTED = "hosted", "Hosted learners at work"
    HIRED = "hired", "Interviewed or hired graduates"
    TAUGHT = "taught", "Lent people who teach, or equipment"
    DESIGNED = "designed", "Designed training with a school"
    RECRUITED = "recruited", "Brought another employer to the table"
    SPOKE_UP = "spoke_up", "Spoke for the partnership in public"
    LED = "led", "Led a work group"


class CommitmentKind(models.TextChoices):
    CASH = "cash", "Cash"
    IN_KIND = "in_kind", "In kind"
    HOURS = "hours", "Hours of its own people"
    EQUIPMENT = "equipment", "Equipment"
    SEATS = "seats", "Seats to hire"
    INTERVIEWS = "interviews", "Interviews guaranteed"
    WAGE_FLOOR = "wage_floor", "Wage floor"


IN_DOLLARS = (CommitmentKind.CASH, CommitmentKind.IN_KIND, CommitmentKind.HOURS, CommitmentKind.EQUIPMENT)
"""Kinds with a value in dollars. The others are counted in their own unit, and never added to money."""


class CommitmentStatus(models.TextChoices):
    PLEDGED = "pledged", "Pledged"
    COMMITTED = "committed", "Committed in writing"
    DOCUMENTED = "documented", "Delivered, documented"
    VERIFIED = "verified", "Verified"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CORRECTED = "corrected", "Corrected by a later entry"


LIVING = (
    CommitmentStatus.PLEDGED,
    CommitmentStatus.COMMITTED,
    CommitmentStatus.DOCUMENTED,
    CommitmentStatus.VERIFIED,
)
"""Statuses that count in the ledger."""


class CountsAs(models.TextChoices):
    MATCH = "match", "Match of an award"
    LEVERAGE = "leverage", "Leverage beyond match"


class Source(models.TextChoices):
    """Whose money or goods it is."""

    EMPLOYERS = "employers", "Employers"
    LABOR = "labor", "Labor organizations"
    EDUCATION = "education", "Colleges and schools"
    WORKFORCE = "workforce", "Workforce system"
    ECONOMIC_DEVELOPMENT = "economic_development", "Economic development"
    LOCAL_GOVERNMENT = "local_government", "Local government"
    PHILANTHROPY = "philanthropy", "Philanthropy"
    OTHER = "other", "Other"


class LastingKind(models.TextChoices):
    """What makes a partnership outlive its grants."""

    DUES = "dues", "Dues of its members"
    COORDINATOR = "coordinator", "A coordinator whom employers pay"
    FEES = "fees", "Fees for services"
    LOCAL_FUNDING = "local_funding", "Public money other than the grant"
    PHILANTHROPY = "philanthropy", "Money of foundations"
    POLICY = "policy", "A policy that was adopted"
    PROGRAM = "program", "A program that a school keeps up"
    LEADERSHIP = "leadership", "Employers who lead without the convener"
    OTHER = "other", "Other"


FUNDING_KINDS = (
    LastingKind.DUES,
    LastingKind.COORDINATOR,
    LastingKind.FEES,
    LastingKind.LOCAL_FUNDING,
    LastingKind.PHILANTHROPY,
)
"""Kinds that pay for the work without the state's grant."""
