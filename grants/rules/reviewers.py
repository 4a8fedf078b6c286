"""What a reviewer must have in order before an application is given to her."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from core.templatetags.rt import long_day

MONTHS = 12
"""How long a declared register of affiliations holds."""
REMIND_DAYS = 30
"""How many days before its end she is reminded."""

FIRST = (
    "I keep confidential what I read in applications, my scores, my reasons and what is said in the panel, during the"
    " review and after it.\n\n"
    "I do not copy applications, pass them on, put them into any tool that is not the state's own, or use them for"
    " anything but this review.\n\n"
    "I judge each application by the round's criteria alone. I speak with no applicant about it, and tell the program"
    " officer of anybody who speaks with me.\n\n"
    "I declare every tie to an organization in an application as soon as I know of it, before the review or after, and"
    " keep my register of affiliations complete."
)
"""The first version of the confidentiality agreement, until the state issues one of its own."""


class Wording(NamedTuple):
    """The agreement as it stands: its version and its text."""

    version: int
    text: str


def expires_after(day: dt.date) -> dt.date:
    """The last day on which a register that is declared on `day` holds: twelve months on, the day before."""
    try:
        year_on = day.replace(year=day.year + MONTHS // 12)
    except ValueError:  # February 29
        year_on = dt.date(day.year + MONTHS // 12, 3, 1)
    return year_on - dt.timedelta(days=1)


def not_ready(name: str, expires_on: dt.date | None, today: dt.date) -> str:
    """Why nothing new can be assigned to her, in a sentence; empty where it can."""
    if expires_on is None:
        return f"{name} has not declared her register of affiliations yet. Ask her to, under My profile."
    if expires_on < today:
        return (
            f"The register of affiliations of {name} ended on {long_day(expires_on)}."
            " Nothing new can be assigned until it is declared again."
        )
    return ""
