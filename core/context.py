"""What every page needs: the state's words and look, and the member's way around."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from core.models import Member, State
from core.models.states import WORDS
from core.permissions import Permission as P


class Item(NamedTuple):
    """One entry of the navigation, for those who hold the permission (None: for everybody)."""

    label: str
    url_name: str
    permission: P | None


STAFF_NAV = (
    Item("Home", "home", P.HOME_SEE),
    Item("Rounds", "rounds-staff", P.ROUND_SEE),
    Item("Applications", "applications", P.APPLICATION_SEE),
    Item("Decisions", "decisions", P.DECISION_SEE),
    Item("Awards", "awards", P.AWARD_SEE),
    Item("Reports", "reports", P.REPORT_SEE),
    Item("Money", "money", P.FUND_SEE),
    Item("Partnerships", "partnerships", P.PARTNERSHIP_SEE),
    Item("Support", "support", P.SUPPORT_SEE),
    Item("Labor market", "labor-market", P.LABOR_MARKET_SEE),
    Item("Industries", "target-industries", P.ANALYSIS_SEE),
    Item("Surveys", "surveys", P.SURVEY_SEE),
    Item("Impact report", "editions", P.EDITION_SEE),
    Item("People", "people", P.MEMBER_SEE),
    Item("Audit", "audit", P.AUDIT_SEE),
    Item("Operations", "operations", P.OPERATIONS_SEE),
)
MEMBER_NAV = (
    Item("Home", "home", P.HOME_SEE),
    Item("Open rounds", "rounds", None),
    Item("My applications", "my-applications", P.APPLICATION_EDIT),
    Item("My awards", "my-awards", P.AWARD_ACCEPT),
    Item("My reports", "my-reports", P.REPORT_EDIT),
    Item("My reviews", "reviews", P.REVIEW_DO),
    Item("My profile", "reviewer-profile", P.REVIEW_DO),
    Item("Partnerships", "partnerships", None),
    Item("Industries", "analyses", P.ANALYSIS_ADAPT),
    Item("Support", "support", P.EVENT_ATTEND),
    Item("My shares", "shares", P.SHARE_SEE),
)
PUBLIC_NAV = (
    Item("Home", "front", None),
    Item("Open rounds", "rounds", None),
    Item("Partnerships", "partnerships", None),
    Item("Industries", "why-industries", None),
    Item("Impact reports", "impact", None),
)


CLOCKS = {
    "EST": "Eastern Time (ET)",
    "CST": "Central Time (CT)",
    "MST": "Mountain Time (MT)",
    "PST": "Pacific Time (PT)",
    "AKST": "Alaska Time (AKT)",
    "HST": "Hawaii Time (HST)",
    "AST": "Atlantic Time (AST)",
    "ChST": "Chamorro Time (ChST)",
    "SST": "Samoa Time (SST)",
}
"""A zone's winter abbreviation, and what people call it all year. Arizona's MST never changes, so it is said apart."""


def clock_words(zone: ZoneInfo) -> str:
    """How a state's zone is called on a page: Eastern Time (ET)."""
    if zone.key == "America/Phoenix":
        return "Mountain Standard Time (MST)"
    winter = dt.datetime(2026, 1, 15, tzinfo=zone).tzname() or zone.key
    return CLOCKS.get(winter, zone.key)


def page(request: HttpRequest) -> dict[str, Any]:
    """The state with its words, the member, and her navigation with the current entry marked."""
    state = getattr(request, "state", None)
    member: Member | None = getattr(request, "member", None)
    return {
        "state": state,
        "words": WORDS | state.words if state else WORDS,
        "clock_words": clock_words(state.zone) if state else "",
        "member": member,
        "nav": navigation(member, request.path),
        "is_demo": settings.DEMO,
        "demo_people": demo_people(state) if settings.DEMO and state and member is None else [],
    }


def demo_people(state: State) -> list[dict[str, str]]:
    """Whom the sign-in page offers in demonstration mode."""
    names: tuple[str, ...] = (
        "director",
        "officer",
        "fiscal",
        "analyst",
        "reviewer",
        "reviewer2",
        "convener",
        "convener2",
        "partner",
    )
    names += ("provider", "steward", "auditor")
    return [{"label": name.replace("2", " 2").capitalize(), "email": f"{name}@{state.code}.example"} for name in names]


def navigation(member: Member | None, path: str) -> list[dict[str, Any]]:
    """The entries that the member may open; the one that the path lies under is current."""
    items = PUBLIC_NAV if member is None else STAFF_NAV if member.is_staff_member else MEMBER_NAV
    shown: list[dict[str, Any]] = [
        {"label": item.label, "url": address(item.url_name)}
        for item in items
        if item.permission is None or (member is not None and member.can_somewhere(item.permission))
    ]
    shown = [item for item in shown if item["url"]]
    under = [
        item for item in shown if path == item["url"] or (item["url"] != "/" and path.startswith(item["url"] or ""))
    ]
    for item in under:
        item["current"] = item is max(under, key=lambda found: len(found["url"] or ""))
    return shown


def address(name: str, *args: object) -> str | None:
    """The path of that name; None where there is no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def base_of(member: Member | None) -> str:
    """The frame of a page that staff and others share: the denser one for staff, else the one that is a step larger."""
    return "base.html" if member is not None and member.is_staff_member else "base_work.html"
