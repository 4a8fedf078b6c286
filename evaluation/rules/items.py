"""What each item of the employer survey counts: which answers are a yes, over whom, and how it may be said.

Definitions: metrics E1 to E6 of the catalogue. "Don't know" and "too early to tell" stay in the base and are shown;
only "does not apply" leaves it, for who has no such jobs cannot answer.
"""

from __future__ import annotations

from typing import NamedTuple

TOO_EARLY, DONT_KNOW, NOT_APPLICABLE = "too_early", "dont_know", "not_applicable"
APART = (TOO_EARLY, DONT_KNOW, NOT_APPLICABLE)
CREDIT = "credit"
"""The question that asks which changes are owed to the partnership, at least in part."""


class Item(NamedTuple):
    """One figure of the survey. `said` ends the sentence "41% of employers surveyed reported …".

    With `credited`, a yes counts only where the respondent also put it down, at least in part, to the partnership.
    """

    key: str
    code: str
    title: str
    yes: tuple[str, ...]
    said: str
    credited: bool = False


ITEMS = (
    Item("value", "E4", "Partnership valuable", ("valuable", "very_valuable"), "that the partnership is valuable"),
    Item(
        "collaboration",
        "E5",
        "Useful to work with other employers",
        ("agree", "strongly_agree"),
        "that working with other employers is useful to them",
    ),
    Item("hire_quality", "E6", "Better hires", ("better", "much_better"), "better hires than a year ago", True),
    Item("turnover", "E1", "Lower turnover", ("lower", "much_lower"), "lower turnover than a year ago", True),
    Item("rework", "E2", "Less rework", ("lower", "much_lower"), "less rework than a year ago", True),
    Item(
        "complaints",
        "E3",
        "Fewer customer complaints",
        ("lower", "much_lower"),
        "fewer customer complaints than a year ago",
        True,
    ),
    Item(
        "time_to_fill", "E8", "Faster hiring", ("shorter", "much_shorter"), "filling jobs faster than a year ago", True
    ),
    Item(
        "employers_lead",
        "S6",
        "Employers set the agenda",
        ("agree", "strongly_agree"),
        "that employers set the partnership's agenda",
    ),
    Item(
        "neutral_convener",
        "S6",
        "Convener helps without steering",
        ("agree", "strongly_agree"),
        "that the convener helps without steering",
    ),
    Item(
        "practice_changed",
        "E9",
        "Changed a practice",
        ("yes",),
        "changing a practice, and named the partnership as a reason",
    ),
)
CREDITED = tuple(item.key for item in ITEMS if item.credited)
