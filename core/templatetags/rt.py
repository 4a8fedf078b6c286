"""Filters and tags that every template may use without loading them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.paginator import Page
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core import text
from core.sheets import MARK, csv_text

register = template.Library()
MINUS = "\u2212"
"""As tables print it; a spreadsheet reads a hyphen."""
NUMBER = re.compile(r"^[+-]?(?!0\d)\d+(\.\d+)?$")

TONES = {
    "draft": "calm",
    "checking": "info",
    "loading": "info",
    "loaded": "done",
    "failed": "bad",
    "discarded": "calm",
    "scheduled": "calm",
    "planned": "hold",
    "discussing": "info",
    "agreed": "ok",
    "stands": "ok",
    "not_reached": "calm",
    "assigned": "calm",
    "invited": "calm",
    "open": "info",
    "in_progress": "info",
    "started": "info",
    "review": "info",
    "under_review": "info",
    "submitted": "info",
    "eligible": "info",
    "scored": "info",
    "recommended": "hold",
    "decision": "hold",
    "offered": "hold",
    "frozen": "hold",
    "waitlisted": "hold",
    "waiting": "hold",
    "returned": "warn",
    "recused": "warn",
    "requested": "hold",
    "pending": "hold",
    "claimed": "warn",
    "ready": "ok",
    "confirmed": "warn",
    "cleared": "ok",
    "lapsed": "calm",
    "late": "bad",
    "low": "ok",
    "medium": "warn",
    "high": "bad",
    "denied": "calm",
    "recorded": "ok",
    "ended": "hold",
    "used": "ok",
    "signed": "ok",
    "revoked": "warn",
    "expired": "calm",
    "void": "calm",
    "ineligible": "bad",
    "declined": "calm",
    "refused": "bad",
    "quarantined": "info",
    "unscanned": "calm",
    "clean": "ok",
    "deleted": "calm",
    "cancelled": "bad",
    "withdrawn": "calm",
    "closed": "calm",
    "accepted": "done",
    "approved": "ok",
    "active": "ok",
    "awarded": "ok",
    "answered": "ok",
    "told": "info",
    "released": "done",
    "canceled": "bad",
    "no_address": "warn",
    "stopped": "calm",
    "published": "done",
    "sent": "ok",
    "opened": "done",
    "complete": "ok",
    "executed": "done",
    "attention": "warn",
    "not_started": "calm",
    "error": "bad",
    "proposed": "calm",
    "assessing": "info",
    "convening": "info",
    "planning": "info",
    "implementing": "ok",
    "sustaining": "done",
    "dormant": "calm",
    "merged": "calm",
    "sunset": "calm",
    "asked": "hold",
    "done": "done",
    "registered": "ok",
    "matched": "ok",
    "works": "ok",
    "unreached": "warn",
    "dead": "bad",
    "held": "info",
    "adopted": "done",
    "on_agenda": "hold",
    "decided": "ok",
    "discussed": "done",
    "carried": "hold",
    "taken_back": "calm",
    "pledged": "calm",
    "committed": "hold",
    "documented": "info",
    "verified": "ok",
    "corrected": "calm",
}
"""Which tone and shape a status has; its word stands beside, so color never speaks alone."""


@register.filter
def money(value: Any) -> str:
    """Dollars: whole when there are no cents. None is a dash."""
    if value is None or value == "":
        return "–"
    amount = Decimal(str(value))
    sign = "−" if amount < 0 else ""
    amount = abs(amount)
    text = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"{sign}${text}"


@register.filter
def count(value: Any) -> str:
    """A whole number with commas, without needless decimals. None is a dash."""
    if value is None or value == "":
        return "–"
    number = Decimal(str(value))
    return intcomma(int(number)) if number == number.to_integral_value() else f"{number:,.2f}".rstrip("0")


def _plain(cell: Any) -> Any:
    """A cell as a spreadsheet reads it: −1,200 is a number; what has a sign and a unit stays as it is printed,
    and so does a code that begins with a zero."""
    words = "" if cell is None else str(cell)
    bare = words.replace(MINUS, "-").replace(",", "")
    return Decimal(bare) if NUMBER.match(bare) else words.removeprefix("+")


@register.simple_tag
def csv_link(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    """The table under a chart as the address of a file: what is downloaded is what is shown."""
    lines = ([_plain(cell) for cell in row] for row in (head, *rows))
    return f"data:text/csv;charset=utf-8,{quote(MARK + csv_text(lines), safe='')}"


@register.filter
def share(value: Any) -> str:
    """A fraction as a whole percent. None is a dash."""
    return "–" if value is None else f"{float(value) * 100:.0f}%"


@register.filter
def bounded(percent: Any) -> str:
    """A percent held between 0 and 100, for the width of a bar."""
    return f"{min(max(float(percent or 0), 0), 100):.1f}"


@register.filter
def plural(number: Any, noun: str) -> str:
    """A count with its noun: 1 report, 3 reports. An irregular plural follows a comma: `n|plural:"county,counties"`."""
    one, _, many = noun.partition(",")
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


@register.filter
def article(noun: str) -> str:
    """The indefinite article before a noun: a sector partnership, an employer-led collaborative."""
    return "an" if noun[:1].lower() in set("aeiou") else "a"


@register.filter
def due(value: dt.datetime | None) -> SafeString | str:
    """An instant in the state's zone, to the minute, with the zone's name: Fri Dec 11, 2026, 5:00 PM EST."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        f"{local:%a %b} {local.day}, {local.year}, {clock(local)} {local.tzname()}",
    )


@register.filter
def clock(value: dt.datetime) -> str:
    """The time of day: 5:00 PM; with seconds where they are not zero, for 11:59:59 PM is not 11:59 PM."""
    local = timezone.localtime(value)
    seconds = f":{local:%S}" if local.second else ""
    return f"{local.hour % 12 or 12}:{local:%M}{seconds} {local:%p}"


@register.filter
def day(value: dt.date | None) -> str:
    """A date: Dec 11, 2026. An instant is taken in the state's zone."""
    if value is None:
        return "–"
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return f"{value:%b} {value.day}, {value.year}"


def long_day(value: dt.date) -> str:
    """A date in a sentence: October 30, 2026. An instant is taken in the state's zone."""
    local = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    return f"{local:%B} {local.day}, {local.year}"


def long_instant(value: dt.datetime, zone: dt.tzinfo | None = None) -> str:
    """An instant in a document: October 30, 2026, 2:05 PM EDT; in a zone, else in the state's."""
    local = timezone.localtime(value, zone)
    return f"{long_day(local.date())}, {local.hour % 12 or 12}:{local:%M %p %Z}"


@register.filter
def tone(status: str) -> str:
    """The tone of a status for its chip."""
    return TONES.get(str(status), "calm")


@register.filter
def blocks(given: Iterable[str]) -> SafeString:
    """Progress in blocks, one a thing: "on", "half", "out" (recused) or "" for what is still to do."""
    return _blocks(tuple(given))


@lru_cache(maxsize=2048)
def _blocks(given: tuple[str, ...]) -> SafeString:
    return format_html_join("", "<i{}></i>", ((format_html(' class="{}"', one) if one else "",) for one in given))


@register.filter
def rich(value: str) -> SafeString:
    """Limited Markdown that somebody wrote, as clean HTML."""
    return text.rich(value or "")


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """The value under a key; None when there is none."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The pages worth a link: the first, the last, those beside this one, and ellipses between."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A picture of static/icons.svg: decoration, unless it has a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="rt-icon" {} focusable="false"><use href="{}#{}"/></svg>', spoken, static("icons.svg"), name
    )


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """This page's address with some of the query changed: a value of None takes the key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def in_a_sentence(area: str) -> str:
    """An area as a sentence names it: the United States."""
    return f"the {area}" if area == "United States" else area
