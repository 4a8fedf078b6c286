"""The closed lists of evaluation."""

from django.db import models


class Audience(models.TextChoices):
    EMPLOYER = "employer", "Employers"
    WORKER = "worker", "Workers"


class SurveyStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class InviteStatus(models.TextChoices):
    INVITED = "invited", "Invited"
    STARTED = "started", "Started"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined"


class WorkerType(models.TextChoices):
    ENTRY = "entry", "Entry-level"
    INCUMBENT = "incumbent", "Incumbent worker"


class StoryKind(models.TextChoices):
    EMPLOYER = "employer", "Employer testimonial"
    WORKER = "worker", "Worker's story"


class ChangeType(models.TextChoices):
    HR_PRACTICE = "hr_practice", "Changed HR practice"
    COLLEGE_PROGRAM = "college_program", "New college program"
    CURRICULUM = "curriculum", "Revised curriculum"
    CREDENTIAL = "credential", "Credential adopted"
    APPRENTICESHIP = "apprenticeship", "Apprenticeship"
    POLICY = "policy", "Policy change"
    FUNDING = "funding", "Funding change"
    SHARED_DATA = "shared_data", "Shared data"
    AGREEMENT = "agreement", "Inter-agency agreement"
    PATHWAY = "pathway", "Career pathway"


class ChangeStatus(models.TextChoices):
    CLAIMED = "claimed", "Claimed"
    EVIDENCED = "evidenced", "Evidenced"
    VERIFIED = "verified", "Verified"


class EvidenceLevel(models.IntegerChoices):
    """What a figure can carry (BR-70)."""

    COUNT = 0, "A count"
    SELF_REPORT = 1, "What people reported"
    BEFORE_AFTER = 2, "Before and after, without comparison"
    COMPARISON = 3, "With a comparison group"
    RANDOMIZED = 4, "Randomized"
