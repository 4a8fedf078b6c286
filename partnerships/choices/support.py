"""The closed lists of support beside money: the FAQ's topics, sessions, events, resources and exchange between peers."""

from django.db import models


class Topic(models.TextChoices):
    """What technical assistance is about: the topics that the FAQ names, and no others."""

    EMPLOYER_ENGAGEMENT = "employer_engagement", "Employer engagement"
    DESIGNING_MEETINGS = "designing_meetings", "Designing meetings"
    STRATEGIC_PLANNING = "strategic_planning", "Strategic planning"
    EVALUATION = "evaluation", "Evaluation"
    INDUSTRY_ANALYSIS = "industry_analysis", "Industry analysis"
    COORDINATION = "coordination", "Coordination"
    EMPLOYER_DRIVEN = "employer_driven", "Employer-driven strategies"


class RequestStatus(models.TextChoices):
    ASKED = "asked", "Asked"
    ASSIGNED = "assigned", "Assigned"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DECLINED = "declined", "Declined"


class Format(models.TextChoices):
    """How a session was given."""

    ONE_ON_ONE = "one_on_one", "One-on-one"
    WORKSHOP = "workshop", "Workshop"
    SUMMIT = "summit", "Summit"
    WEBINAR = "webinar", "Webinar"
    LEARNING_NETWORK = "learning_network", "Learning network"


class EventKind(models.TextChoices):
    SUMMIT = "summit", "Summit"
    WORKSHOP = "workshop", "Workshop"
    WEBINAR = "webinar", "Webinar"
    LEARNING_NETWORK = "learning_network", "Learning network"


class EventStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    OPEN = "open", "Open for registration"
    CLOSED = "closed", "Registration closed"
    HELD = "held", "Held"
    CANCELED = "canceled", "Canceled"


class RegistrationStatus(models.TextChoices):
    REGISTERED = "registered", "Registered"
    WAITING = "waiting", "On the waiting list"
    CANCELED = "canceled", "Canceled"


class CheckedBy(models.TextChoices):
    """How attendance was recorded."""

    CODE = "code", "QR code"
    LIST = "list", "List"


class ResourceKind(models.TextChoices):
    GUIDE = "guide", "Guide"
    TEMPLATE = "template", "Template"
    EXAMPLE = "example", "Example"
    REPORT = "report", "Report"
    RECORDING = "recording", "Recording"
    DATA = "data", "Data"


class Module(models.IntegerChoices):
    """The modules of the sector strategies toolkit (www.sectorstrategies.org)."""

    ONE = 1, "Module 1"
    TWO = 2, "Module 2: System and state leadership"
    THREE = 3, "Module 3: Industry leadership"
    FOUR = 4, "Module 4: Public partners"
    FIVE = 5, "Module 5"
    SIX = 6, "Module 6"


class LinkState(models.TextChoices):
    """What the last look at a resource's link found."""

    NONE = "none", "No link"
    UNCHECKED = "unchecked", "Not checked yet"
    WORKS = "works", "Works"
    UNREACHED = "unreached", "Could not be reached"
    DEAD = "dead", "Dead link"


class Side(models.TextChoices):
    """What a convener puts up for her peers."""

    OFFERS = "offers", "Offers"
    ASKS = "asks", "Asks"


class ExchangeStatus(models.TextChoices):
    OPEN = "open", "Open"
    MATCHED = "matched", "Matched"
    DONE = "done", "Done"
    WITHDRAWN = "withdrawn", "Withdrawn"
