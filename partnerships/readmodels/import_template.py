"""The spreadsheet that staff fill in: heads, hints, and lists of what the state has to choose from."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from partnerships.checks.workbook import SHEETS
from partnerships.choices import OrganizationType, PartnerRole, Stage
from partnerships.choices.standing import Tier
from partnerships.models import Region, TargetIndustry

ROWS = 2000
"""Rows in which the lists are offered."""
YES_NO = ("Yes", "No")


def template() -> bytes:
    """An empty workbook with the state's own regions and industries to choose from. Two queries."""
    lists: dict[str, Sequence[str]] = {
        "region": list(Region.objects.values_list("name", flat=True)),
        "industry": list(TargetIndustry.objects.values_list("title", flat=True)),
        "stage": [label for value, label in Stage.choices if value != Stage.MERGED],
        "convener_kind": OrganizationType.labels,
        "kind": OrganizationType.labels,
        "role": PartnerRole.labels,
        "tier": Tier.labels,
        "public": YES_NO,
        "champion": YES_NO,
    }
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        head, needed = book.add_format({"bold": True}), book.add_format({"bold": True, "bg_color": "#DCE6F2"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, columns in SHEETS.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.head, needed if column.needed else head)
                sheet.set_column(place, place, 24, day if column.key in ("founded", "since", "left") else None)
                sheet.write_comment(0, place, column.hint)
        _offer(book, lists)
    return out.getvalue()


def _offer(book: xlsxwriter.Workbook, lists: dict[str, Sequence[str]]) -> None:
    """The lists stand on a third sheet; the cells of their columns take from there."""
    choices = book.add_worksheet("Lists")
    for at, (key, values) in enumerate(lists.items()):
        choices.write_string(0, at, key)
        for line, value in enumerate(values, start=1):
            choices.write_string(line, at, str(value))
        if not values:
            continue
        letter = chr(ord("A") + at)
        rule = {
            "validate": "list",
            "source": f"=Lists!${letter}$2:${letter}${len(values) + 1}",
            "error_type": "warning",
        }
        for title, columns in SHEETS.items():
            for place, column in enumerate(columns):
                if column.key == key:
                    book.get_worksheet_by_name(title).data_validation(1, place, ROWS, place, rule)
