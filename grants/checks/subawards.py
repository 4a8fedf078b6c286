"""What a risk assessment and a subaward's data sheet must hold. On plain data."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

from grants.choices import FundOrigin
from grants.choices.awarding import RiskLevel
from partnerships.models.organizations import UEI

MAY_FOLLOW = ("fain", "federal_award_on", "aln", "aln_title", "indirect")
"""Elements that may be sent as the best available information, with the rest to follow (2 CFR 200.332(b)(1))."""


def is_subaward(origin: str) -> bool:
    """Whether an award from money of this origin is a subaward of a federal award."""
    return origin == FundOrigin.FEDERAL


def fault_of_assessment(level: str, conditions: Collection[str], *, lifting: str, reason: str) -> str:
    """What is missing in an assessment; empty when nothing is."""
    if level == RiskLevel.HIGH and not conditions and not reason.strip():
        return "The risk is high. Choose at least one specific condition, or say why none is needed."
    if conditions and not lifting.strip():
        return (
            "Say what has to be done for the specific conditions to be lifted: the grantee is told (2 CFR 200.208(d))."
        )
    return ""


class Sheet(NamedTuple):
    """The elements of BR-31 as they stand, from the records or as staff gave them."""

    recipient: str = ""
    uei: str = ""
    fain: str = ""
    federal_award_on: dt.date | None = None
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    budget_from: dt.date | None = None
    budget_to: dt.date | None = None
    this_action: Decimal = Decimal(0)
    obligated: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    description: str = ""
    federal_agency: str = ""
    pass_through: str = ""
    contact: str = ""
    aln: str = ""
    aln_title: str = ""
    is_research: bool | None = None
    indirect: str = ""
    excluded_checked_on: dt.date | None = None


MISSING = {
    "recipient": "The name of the subrecipient is missing: give it in the organization's record.",
    "uei": "The Unique Entity ID is missing: ask the grantee for it, as SAM.gov shows it.",
    "fain": "The Federal Award Identification Number is missing: it stands on the federal notice of award.",
    "federal_award_on": "The federal award date is missing: the day on which the federal agency signed.",
    "starts_on": "The start of the subaward's period is missing.",
    "ends_on": "The end of the subaward's period is missing.",
    "budget_from": "The start of the budget period is missing.",
    "budget_to": "The end of the budget period is missing.",
    "this_action": "The amount that this action obligates is missing.",
    "obligated": "The total obligated to the subrecipient is missing.",
    "committed": "The total committed to the subrecipient is missing.",
    "description": "The description of the project is missing: what the money is for, in words that the public reads.",
    "federal_agency": "The federal awarding agency is missing, such as U.S. Department of Labor.",
    "pass_through": "The name of the pass-through entity is missing.",
    "contact": "The contact of the awarding official is missing: name and e-mail address.",
    "aln": "The Assistance Listings Number is missing: two digits, a point, three digits, such as 17.258.",
    "aln_title": "The title of the Assistance Listing is missing, such as WIOA Adult Program.",
    "is_research": "Say whether the award is research and development; a sector partnership's seldom is.",
    "indirect": "The indirect cost rate is missing: negotiated, de minimis, or none.",
    "excluded_checked_on": "Look whether SAM.gov lists the subrecipient as excluded, and give the day on which you looked.",
}
"""In one sentence what is missing, by element."""


def faults_of_sheet(sheet: Sheet, *, to_follow: Collection[str] = (), today: dt.date) -> dict[str, str]:
    """What stands against sending the sheet, by element. One that is to follow may be empty."""
    values: Mapping[str, object] = sheet._asdict()
    found = {
        key: sentence
        for key, sentence in MISSING.items()
        if _is_empty(values[key]) and not (key in to_follow and key in MAY_FOLLOW)
    }
    if sheet.uei and not re.fullmatch(UEI, sheet.uei.upper()):
        found["uei"] = f"{sheet.uei} is no Unique Entity ID: it has 12 letters and digits, without O and I."
    if sheet.aln and not re.fullmatch(r"\d{2}\.\d{3}", sheet.aln):
        found["aln"] = f"{sheet.aln} is no Assistance Listings Number: it is written like 17.258."
    if sheet.excluded_checked_on and sheet.excluded_checked_on > today:
        found["excluded_checked_on"] = "The day on which SAM.gov was looked at lies ahead. Give the day of the look-up."
    return found | _periods(sheet)


def _is_empty(value: object) -> bool:
    """A "no" is an answer; no dollars are none."""
    return value is None or value == "" or (isinstance(value, Decimal) and not value)


def _periods(sheet: Sheet) -> dict[str, str]:
    if sheet.budget_from is None or sheet.budget_to is None or sheet.starts_on is None or sheet.ends_on is None:
        return {}
    if sheet.budget_to <= sheet.budget_from:
        return {"budget_to": "The budget period ends before it begins."}
    if sheet.budget_from < sheet.starts_on or sheet.budget_to > sheet.ends_on:
        return {"budget_to": "The budget period leaves the period of the award. It lies within it."}
    return {}
