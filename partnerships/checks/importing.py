"""What each row of a spreadsheet means, and what is wrong with it, in sentences that name the column and what was there."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import TextChoices

from partnerships.checks.workbook import Row
from partnerships.choices import OrganizationType, PartnerRole, Stage
from partnerships.choices.standing import Tier

YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})
NAICS = re.compile(r"^\d{2,6}$|^(31-33|44-45|48-49)$")
SHORT = {"name": 160, "chair": 160, "convener": 200, "organization": 200, "website": 200}


class Read(NamedTuple):
    """A row that was read: its values by key, and a sentence for each fault."""

    line: int
    values: dict[str, Any]
    faults: list[str]


class Reader:
    """Reads the cells of one row, and collects what is wrong."""

    def __init__(self, row: Row, today: dt.date) -> None:
        self.row, self.today = row, today
        self.faults: list[str] = []

    def text(self, key: str, head: str, *, needed: bool = False) -> str:
        text = self.row.cells.get(key, "")
        if needed and not text:
            self.faults.append(f"{head} is empty.")
        most = SHORT.get(key)
        if most and len(text) > most:
            self.faults.append(f"{head} has {len(text)} characters; the most is {most}.")
        return text

    def choice(self, key: str, head: str, choices: type[TextChoices], *, needed: bool = False, usual: str = "") -> str:
        text = self.text(key, head, needed=needed)
        if not text:
            return usual
        found = {label.casefold(): value for value, label in choices.choices} | {
            v.casefold(): v for v in choices.values
        }
        if text.casefold() not in found:
            known = ", ".join(str(label) for label in choices.labels)
            self.faults.append(f"{head} is “{text}”. Write one of: {known}.")
        return found.get(text.casefold(), usual)

    def day(self, key: str, head: str) -> dt.date | None:
        text = self.text(key, head)
        if not text:
            return None
        try:
            found = dt.date.fromisoformat(text)
        except ValueError:
            self.faults.append(f"{head} is “{text}”, which is no date. Write it as 2019-06-30.")
            return None
        if found > self.today:
            self.faults.append(f"{head} is {found.isoformat()}, a day that is still to come.")
        return found

    def flag(self, key: str, head: str) -> bool | None:
        text = self.text(key, head).casefold()
        if text and text not in YES | NO:
            self.faults.append(f"{head} is “{text}”. Write yes or no.")
        return None if not text else text in YES


def read_partnership(row: Row, today: dt.date, counties: Mapping[str, str]) -> Read:
    """A row of the first sheet. `counties` maps names in lower case, and codes, to codes."""
    read = Reader(row, today)
    values: dict[str, Any] = {
        "name": read.text("name", "Name", needed=True),
        "industry": read.text("industry", "Industry", needed=True),
        "naics": _codes(read),
        "region": read.text("region", "Region", needed=True),
        "counties": _counties(read, counties),
        "stage": read.choice("stage", "Stage", Stage, needed=True),
        "convener": read.text("convener", "Convener", needed=True),
        "convener_kind": read.choice("convener_kind", "Kind of convener", OrganizationType),
        "founded": read.day("founded", "Founded"),
        "chair": read.text("chair", "Chair"),
        "summary": read.text("summary", "Summary"),
        "website": read.text("website", "Website"),
        "public": read.flag("public", "Public"),
    }
    if values["website"] and not values["website"].lower().startswith(("https://", "http://")):
        read.faults.append(f"Website is “{values['website']}”. Write the whole address, with https:// before it.")
    if values["stage"] == Stage.MERGED:
        read.faults.append("Stage is “Merged”. Import the partnership that goes on, and merge on its page.")
    return Read(row.line, values, read.faults)


def read_member(row: Row, today: dt.date) -> Read:
    """A row of the second sheet. What an empty cell leaves open is None, or an empty text."""
    read = Reader(row, today)
    values: dict[str, Any] = {
        "partnership": read.text("partnership", "Partnership", needed=True),
        "organization": read.text("organization", "Organization", needed=True),
        "kind": read.choice("kind", "Kind", OrganizationType),
        "role": read.choice("role", "Role", PartnerRole, needed=True),
        "tier": read.choice("tier", "How close", Tier),
        "champion": read.flag("champion", "Champion"),
        "since": read.day("since", "Since"),
        "left": read.day("left", "Left"),
    }
    if values["since"] and values["left"] and values["left"] < values["since"]:
        read.faults.append(f"Left is {values['left']}, before {values['since']}, the day of Since.")
    if values["left"] and not values["since"]:
        read.faults.append("Left is given without Since. Give both days.")
    return Read(row.line, values, read.faults)


def _codes(read: Reader) -> list[str]:
    codes = [code for code in re.split(r"[;, ]+", read.text("naics", "NAICS")) if code]
    wrong = [code for code in codes if not NAICS.match(code)]
    if wrong:
        read.faults.append(f"NAICS holds “{', '.join(wrong)}”. Write codes of two to six digits.")
    return codes


def _counties(read: Reader, known: Mapping[str, str]) -> list[str]:
    names = [name.strip() for name in re.split(r"[;,]", read.text("counties", "Counties")) if name.strip()]
    found: list[str] = []
    wrong: list[str] = []
    for name in names:
        code = known.get(name.casefold().removesuffix(" county"))
        (found if code else wrong).append(code or name)
    if wrong:
        read.faults.append(f"Counties holds “{', '.join(wrong)}”, which the state does not have.")
    return sorted(dict.fromkeys(found))
