"""The list of applications as CSV, written while it is read: a few hundred rows at a time, whatever their number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F
from django.utils import timezone

from core.geography import all_counties
from core.isolation import state_scope
from core.models import Member, State
from core.sheets import MARK, csv_text
from grants.choices import ApplicationStatus
from grants.readmodels.application_query import Wanted, listed
from grants.readmodels.application_rows import Reviewed, reviews_of
from grants.rules.ranking import mean_of, shown, two_places
from partnerships.choices import OrganizationType

CHUNK = 1000
HEAD = [
    "Number",
    "Title",
    "Applicant",
    "Kind of applicant",
    "Partnership",
    "Region",
    "Industry",
    "Industry codes (NAICS)",
    "Counties",
    "Months",
    "Requested (USD)",
    "Status",
    "Round",
    "Program officer",
    "Received",
    "Last changed",
]
SCORES = ["Reviewers", "Reviews submitted", "Mean", "Lowest", "Highest"]
COLUMNS = {
    "applicant": F("organization__legal_name"),
    "type": F("organization__type"),
    "partnership_name": F("partnership__name"),
    "region": F("partnership__region__name"),
    "industry": F("partnership__industry__title"),
    "round_name": F("round__name"),
    "officer_name": F("officer__name"),
}
PLAIN = (
    "pk", "number", "title", "status", "industry_title", "naics", "county_fips", "months", "requested",
    "submitted_at", "changed_at",
)  # fmt: skip


def lines_of(state: State, member: Member, wanted: Wanted, *, split: tuple[int, ...], scores: bool) -> Iterator[str]:
    """The lines of the file, newest application first.

    It runs after the request's transaction has ended, so each piece opens the state's scope itself; a piece starts
    after the id where the last one ended, so that no application is left out or written twice while others change.
    """
    yield MARK + csv_text([[*HEAD, *(SCORES if scores else [])]])
    below: int | None = None
    while True:
        with timezone.override(state.zone), state_scope(state):
            rows = listed(wanted, member, split).order_by("-pk").values(*PLAIN, **COLUMNS)
            piece = list((rows if below is None else rows.filter(pk__lt=below))[:CHUNK])
            reviewed = reviews_of([row["pk"] for row in piece]) if scores and piece else {}
            text = csv_text(cells_of(row, reviewed.get(row["pk"]) if scores else None, scores) for row in piece)
        if text:
            yield text
        if len(piece) < CHUNK:
            return
        below = piece[-1]["pk"]


def cells_of(row: dict[str, Any], reviewed: Reviewed | None, scores: bool) -> list[Any]:
    names = all_counties()
    cells = [
        row["number"],
        row["title"],
        row["applicant"],
        OrganizationType(row["type"]).label,
        row["partnership_name"] or "",
        row["region"] or "",
        row["industry"] or row["industry_title"],
        " ".join(row["naics"]),
        "; ".join(names[code].name if code in names else code for code in row["county_fips"]),
        row["months"],
        row["requested"],
        ApplicationStatus(row["status"]).label,
        row["round_name"],
        row["officer_name"] or "",
        timezone.localtime(row["submitted_at"]).isoformat(timespec="seconds"),
        timezone.localtime(row["changed_at"]).isoformat(timespec="seconds"),
    ]
    if not scores:
        return cells
    totals = reviewed.totals if reviewed else ()
    if not totals:
        return [*cells, reviewed.at_work if reviewed else 0, 0, "", "", ""]
    assert reviewed is not None
    return [*cells, reviewed.at_work, len(totals), two_places(mean_of(totals)), shown(totals[0]), shown(totals[-1])]
