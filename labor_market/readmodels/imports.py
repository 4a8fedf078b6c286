"""What the pages of imports show: the list with the data sets in use, one import as it stands, and its preview."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from core.models import State
from labor_market.choices import DatasetKind, ImportKind, ImportStatus, Ownership
from labor_market.models import Area, County, DataImport, Dataset
from labor_market.rules.imports import UNDER_WAY

FIGURES = {DatasetKind.QCEW, DatasetKind.OEWS, DatasetKind.STAFFING, DatasetKind.PROJECTION}
LABELS = {
    "area_fips": "Area",
    "area": "Area",
    "own_code": "Owners",
    "industry_code": "NAICS",
    "industry": "NAICS",
    "year": "Year",
    "quarter": "Quarter",
    "occupation": "SOC",
    "soc": "SOC",
    "title": "Title",
    "establishments": "Establishments",
    "employment": "Jobs",
    "total_wages": "Wages, $",
    "average_pay": "Pay a year, $",
    "location_quotient": "Location quotient",
    "employment_change": "Jobs over the year",
    "rse": "Error, %",
    "hourly_median": "Median an hour, $",
    "annual_median": "Median a year, $",
    "industry_employment": "Jobs of the industry",
    "base_year": "Base year",
    "projected_year": "Projected year",
    "base_employment": "Jobs then",
    "projected_employment": "Jobs projected",
    "change": "Change",
    "percent": "Change, %",
    "openings": "Openings a year",
}
"""The columns that a preview shows, of all that are read."""
NAMES = {"area_fips", "area", "own_code", "industry_code", "industry", "occupation", "soc", "title"}
PLAIN = NAMES | {"year", "quarter", "base_year", "projected_year"}


class Cell(NamedTuple):
    """A cell of a preview; `is_missing`: withheld, or not in the file."""

    label: str
    text: str
    is_number: bool
    is_missing: bool


class Page(NamedTuple):
    """One import as its page shows it."""

    figures: list[dict[str, Any]]
    facts: list[tuple[str, str]]
    columns: list[tuple[str, bool]]
    rows: list[list[Cell]]
    notes: list[str]
    beyond: int


def imports() -> QuerySet[DataImport]:
    """Every file that analysts of the state brought, the last one first."""
    return DataImport.objects.select_related("created_by", "dataset").order_by("-created_at", "-pk")


def datasets_in_use(state: State) -> list[Dataset]:
    """The data sets that the state reads, its own and those that everybody shares, by kind, newest first."""
    found = Dataset.objects.for_state(state).filter(kind__in=FIGURES)
    return list(found.order_by("kind", "-last_year", "-released", "-pk"))


def percent_done(held: DataImport) -> int:
    return min(100, held.bytes_done * 100 // held.bytes_all) if held.bytes_all else 0


def progress_text(held: DataImport) -> str:
    """How far a reading or loading is, in a sentence."""
    if held.status == ImportStatus.WAITING or not held.rows_read:
        return "It waits for a worker; this page looks again by itself."
    what = "loaded" if held.status == ImportStatus.LOADING else "read"
    return f"{held.rows_read:,} lines {what}, {percent_done(held)}% of the file."


def page_of(held: DataImport) -> Page:
    """Everything that the page of an import needs. At most two queries, for the names of areas."""
    found = held.found or {}
    return Page(
        figures=_figures(held),
        facts=_facts(held, found),
        columns=_columns(found),
        rows=_rows(held, found),
        notes=_notes(found),
        beyond=max(0, held.rows_refused - len(held.errors)),
    )


def _figures(held: DataImport) -> list[dict[str, Any]]:
    share = 100 * held.withheld / held.rows_good if held.rows_good else 0
    verb = "loaded" if held.status == ImportStatus.LOADED else "can be loaded"
    return [
        {"label": "Lines in the file", "value": f"{held.rows_read:,}", "note": f"{held.rows_good:,} {verb}"},
        {
            "label": "Withheld by the Bureau",
            "value": f"{held.withheld:,}",
            "note": f"{share:.1f}% of the rows: their figures are missing, not 0",
            "percent": share,
        },
        {
            "label": "Lines not understood",
            "value": f"{held.rows_refused:,}",
            "note": "left out, each with its reason below" if held.rows_refused else "every line was understood",
        },
    ]


def _facts(held: DataImport, found: dict[str, Any]) -> list[tuple[str, str]]:
    years = found.get("years") or []
    span = "" if not years else str(years[0]) if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    released = f"{held.released:%B} {held.released.day}, {held.released.year}" if held.released else "not given"
    areas = found.get("areas")
    brought = timezone.localtime(held.created_at)
    return [
        ("Kind", held.get_kind_display()),
        ("Describes", held.vintage),
        ("Years in the file", f"{span}{', by quarter' if found.get('is_quarterly') else ''}"),
        ("Areas", f"{areas:,}" if areas and held.kind != ImportKind.STAFFING else ""),
        *([("Files in the archive", f"{found['files']:,} CSV files")] if found.get("files", 1) > 1 else []),
        ("Published", released),
        ("File", f"{held.file_name}, {filesizeformat(held.size)}"),
        ("SHA-256", held.sha256),
        ("Brought by", f"{held.created_by.name}, {brought:%b} {brought.day}, {brought.year}"),
    ]


def _columns(found: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(LABELS[name], name not in PLAIN) for name in found.get("columns", []) if name in LABELS]


def _rows(held: DataImport, found: dict[str, Any]) -> list[list[Cell]]:
    """The first rows as they will be read, areas and owners by name."""
    columns, sample = found.get("columns", []), found.get("sample", [])
    names = _area_names(held, [row[0] for row in sample]) if sample else {}
    owners = dict(Ownership.choices)
    made = []
    for row in sample:
        cells = []
        for name, text in zip(columns, row, strict=True):
            if name in LABELS:
                shown = names.get(text, text) if name in {"area", "area_fips"} else _shown(name, text, owners)
                cells.append(Cell(LABELS[name], shown, name not in PLAIN, not text))
        made.append(cells)
    return made


def _shown(name: str, text: str, owners: dict[str, str]) -> str:
    """A cell as people read it."""
    if name == "own_code":
        return owners.get(text, text)
    if name == "quarter":
        return "year" if text == "0" else text
    if name in PLAIN or not text:
        return text
    whole, point, rest = text.removesuffix(".0").partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.lstrip("-").isdigit() else text


def _area_names(held: DataImport, codes: list[str]) -> dict[str, str]:
    if held.kind == ImportKind.QCEW:
        found = County.objects.filter(pk__in=codes).values_list("pk", "name")
        states = Area.objects.filter(pk__in=[f"{code}00" for code in codes if code.endswith("000")])
        named = [*found, *((code[:5], name) for code, name in states.values_list("pk", "name"))]
        return {code: f"{name} ({code})" for code, name in named} | {"US000": "The nation (US000)"}
    if held.kind == ImportKind.OEWS:
        return dict(Area.objects.filter(pk__in=codes).values_list("pk", "name"))
    return {}


def _notes(found: dict[str, Any]) -> list[str]:
    """What of the file is not loaded, and what cannot be done with it, a sentence each."""
    notes = []
    if unknown := found.get("unknown"):
        listed = ", ".join(unknown[:12]) + (f" and {len(unknown) - 12} more" if len(unknown) > 12 else "")
        notes.append(f"Headings that are not read: {listed}.")
    for what, count in sorted((found.get("passed") or {}).items(), key=lambda pair: -pair[1]):
        notes.append(f"{count:,} {'line is' if count == 1 else 'lines are'} left out: {what}.")
    if count := found.get("ignored_count"):
        more = f" and {count - len(found['ignored']):,} more" if count > len(found["ignored"]) else ""
        notes.append(f"Beside the tables the archive holds what is not read: {', '.join(found['ignored'])}{more}.")
    for area, first, second in found.get("again") or []:
        others = found["again_count"] - 1
        also = f"; {others:,} other {'areas have' if others > 1 else 'area has'} two as well" if others else ""
        notes.append(
            f"The area {area} has two files in the archive, “{first}” and “{second}”{also}. Where both have the same"
            " line, nothing is loaded."
        )
    if found.get("break"):
        notes.append(found["break"])
    return notes


def is_under_way(held: DataImport) -> bool:
    return held.status in UNDER_WAY
