"""What a spreadsheet would do, as a page shows it: the figures, what is wrong, and each row in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from core.models import State
from partnerships.choices.standing import ImportStatus
from partnerships.models import PartnershipImport
from partnerships.readmodels.importing import CHANGE, DOUBLE, NEW, SAME, Planned, from_rows, plan_of

WORDS = {NEW: "New", CHANGE: "Changed", SAME: "As it is", DOUBLE: "Likely a double", "wrong": "Wrong"}
FIELDS = {
    "region": "region",
    "industry": "industry",
    "county_fips": "counties",
    "founded_on": "founded",
    "chair": "chair",
    "summary": "summary",
    "website": "website",
    "is_public": "public",
    "tier": "how close",
    "is_champion": "champion",
    "joined_on": "since",
    "left_on": "left",
}
FIRST = 200
"""Rows of a kind that are listed; the others are counted."""


class Line(NamedTuple):
    """A row of the sheet in words. `status` is that of its chip."""

    line: int
    title: str
    status: str
    label: str
    said: list[str]
    slug: str


class Figure(NamedTuple):
    label: str
    value: int
    note: str = ""
    unit: str = ""
    percent: None = None


@dataclass(frozen=True)
class ImportPage:
    sheet: PartnershipImport
    figures: list[Figure]
    wrong: list[Line]
    partnerships: list[Line]
    members: list[Line]
    more: int
    """Rows that are not listed."""
    digest: str = ""
    """Of the plan as it is shown, to be sent back with the decision to apply it."""

    @property
    def is_open(self) -> bool:
        return self.sheet.status == ImportStatus.CHECKED

    @property
    def may_apply(self) -> bool:
        return self.is_open and not self.wrong


def import_page(sheet: PartnershipImport, state: State) -> ImportPage:
    """Once it was applied or dropped only the figures are shown: the records have gone on since."""
    counts = sheet.plan.get("counts", {})
    if sheet.status != ImportStatus.CHECKED:
        return ImportPage(sheet, _figures(counts), [], [], [], 0)
    plan = plan_of(from_rows(sheet.plan["rows"]), state)
    sheets = (("Partnerships", plan.partnerships), ("Members", plan.members))
    wrong = [_line(row, title) for title, rows in sheets for row in rows if row.faults]
    good = [[_line(row) for row in rows if not row.faults] for _, rows in sheets]
    more = sum(max(len(rows) - FIRST, 0) for rows in good)
    return ImportPage(sheet, _figures(plan.counts()), wrong, good[0][:FIRST], good[1][:FIRST], more, plan.digest())


def _figures(counts: dict[str, Any]) -> list[Figure]:
    def number(*names: str) -> int:
        return sum(int(counts.get(name, 0)) for name in names)

    doubles = number("partnerships_double")
    return [
        Figure("New partnerships", number("partnerships_new", "partnerships_double"), f"{doubles} likely doubles"),
        Figure("Changed", number("partnerships_change"), f"{number('partnerships_same')} as they are"),
        Figure(
            "New seats",
            number("members_new"),
            f"{number('members_change')} changed, {number('members_same')} as they are",
        ),
        Figure("New organizations", number("organizations_new")),
        Figure("Wrong rows", number("faults")),
    ]


STATUS = {NEW: "active", CHANGE: "open", SAME: "draft", DOUBLE: "attention", "wrong": "error"}


def _line(row: Planned, sheet: str = "") -> Line:
    said = [f"{sheet}: {fault}" if sheet else fault for fault in row.faults] + row.notes
    if row.changes and row.deed == CHANGE:
        said.insert(0, f"Changes: {', '.join(FIELDS[name] for name in row.changes)}.")
    title = row.title if "partnership" not in row.values else f"{row.title} at {row.values['partnership']}"
    slug = row.found.slug if row.found is not None and row.deed in (CHANGE, SAME) else ""
    return Line(row.line, title, STATUS[row.deed], WORDS[row.deed], said, slug)
