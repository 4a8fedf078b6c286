"""The closed lists of a partnership that stands for years: its people's tiers, its convener's interests, its moves."""

from django.db import models


class Tier(models.TextChoices):
    """How close a member is to the work."""

    CORE = "core", "Core"
    ACTIVE = "active", "Active"
    INFORMED = "informed", "Kept informed"


class Disclosure(models.TextChoices):
    """What may tie a convener to one side of the table (BR-60), beside convening."""

    TRAINS = "trains", "Also trains people in this industry"
    EMPLOYS = "employs", "Also employs people in this industry"
    FISCAL_AGENT = "fiscal_agent", "Is the fiscal agent of the partnership's grants"
    SELLS = "sells", "Sells services to members"
    LOBBIES = "lobbies", "Lobbies for the industry or for members"
    FUNDS = "funds", "Funds the partnership or its members"


class Competency(models.TextChoices):
    """What the Sector Strategies FAQ asks of a convener."""

    LISTENING = "listening", "Listening to employers and workers"
    FACILITATION = "facilitation", "Facilitation"
    COORDINATION = "coordination", "Coordination of partners"
    EMPLOYER_ENGAGEMENT = "employer_engagement", "Employer engagement"
    MEETING_DESIGN = "meeting_design", "Design of meetings"
    STRATEGIC_PLANNING = "strategic_planning", "Strategic planning"
    EVALUATION = "evaluation", "Evaluation"


class Strength(models.IntegerChoices):
    """How a convener rates itself in one competency."""

    NEEDS_HELP = 1, "We need help with this"
    LEARNING = 2, "We are learning"
    SURE = 3, "We do this well"
    TEACHES = 4, "We can teach others"


class Ownership(models.TextChoices):
    """Who owns an employer, as it says itself."""

    MINORITY = "minority", "Minority-owned"
    WOMEN = "women", "Women-owned"
    VETERAN = "veteran", "Veteran-owned"


class ConsentHow(models.TextChoices):
    """How somebody agreed to be written to."""

    EMAIL = "email", "By e-mail"
    PHONE = "phone", "By telephone"
    IN_PERSON = "in_person", "In person"
    FORM = "form", "On a form"


class StageOutcome(models.TextChoices):
    """What became of a change of stage that somebody proposed."""

    PROPOSED = "proposed", "Waits for the state"
    CONFIRMED = "confirmed", "Confirmed"
    REFUSED = "refused", "Not confirmed"
    WITHDRAWN = "withdrawn", "Taken back"


class ImportStatus(models.TextChoices):
    """A spreadsheet of partnerships on its way in."""

    CHECKED = "checked", "Checked, nothing is changed"
    APPLIED = "applied", "Applied"
    DROPPED = "dropped", "Not applied"
