"""The filters of the list of applications: the address is the view, the export and the print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.geography import counties_of
from core.models import Member
from core.moves import MoveRefused
from grants.choices import ApplicationStatus
from grants.models import Application
from grants.readmodels.application_list import Choices
from grants.readmodels.application_query import GROUPS, NEWEST_FIRST, ORDERS, SCORE_ORDERS, Wanted, listed
from partnerships.choices import OrganizationType

SIZES = (20, 60, 100)
SELECTED = mark_safe(" selected")
VIEWS = {"mine", "short", "split", *GROUPS}
PLAIN = ("q", "round", "status", "region", "county", "kind", "industry", "officer", "fund")
NUMBERS = ("region", "industry", "fund", "officer")


MOST_AT_ONCE = 200
"""So many applications are acted on in one go; the rest in the next."""


def wanted_from(data: Any) -> Wanted:
    """What an address asks for. What it says wrongly is left out."""
    given = {name: str(data.get(name, "")).replace("\x00", "").strip()[:120] for name in PLAIN}
    for name in NUMBERS:
        if not (given[name].isascii() and given[name].isdigit() and len(given[name]) < 18) and given[name] != "none":
            given[name] = ""
    if given["status"] not in ApplicationStatus.values:
        given["status"] = ""
    if given["kind"] not in OrganizationType.values:
        given["kind"] = ""
    for name in ("region", "industry", "fund"):
        given[name] = "" if given[name] == "none" else given[name]
    view, sort, size = data.get("view", ""), data.get("sort", ""), data.get("size", "")
    known = {*ORDERS, *SCORE_ORDERS}
    return Wanted(
        **given,
        view=view if view in VIEWS else "",
        sort=sort if sort.removeprefix("-") in known else NEWEST_FIRST,
        size=int(size) if size in map(str, SIZES) else SIZES[0],
        page=data.get("page", ""),
    )


def picked_from(data: Any, wanted: Wanted, member: Member) -> list[Application]:
    """The applications that a bulk act is for: those ticked, or all that the list shows. Only what she may see."""
    if data.get("all") == "yes":
        rows = listed(wanted, member)
    else:
        ticked = [pk for pk in data.getlist("picked") if pk.isascii() and pk.isdigit() and len(pk) < 18]
        rows = listed(Wanted(), member).filter(pk__in=ticked)
    related = rows.select_related("round", "organization", "partnership", "response", "submitted_by__user")
    return list(related.order_by("pk")[:MOST_AT_ONCE])


def get_officer(given: str) -> Member:
    """The member who was chosen in the bulk bar. Raises MoveRefused for nobody."""
    pk = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else 0
    found = Member.objects.active().filter(pk=pk).first()
    if found is None:
        raise MoveRefused("Choose who should handle them.")
    return found


class QuickSelect(forms.Select):
    """A select written in one go: a template an option costs more than all the rest of the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, SELECTED if str(key) == chosen else "", label) for key, label in self.choices),
        )
        return format_html('<select name="{}" id="{}">{}</select>', name, (attrs or {}).get("id", ""), options)


def select(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, widget=QuickSelect)


class ApplicationFilter(forms.Form):
    """The boxes over the list. What they offer is read once for the page and given here."""

    q = forms.CharField(label="Name, number or applicant", required=False, widget=forms.TextInput({"type": "search"}))
    round = select("Round")
    status = select("Status")
    region = select("Region")
    county = select("County")
    industry = select("Industry")
    kind = select("Applicant")
    fund = select("Fund")
    officer = select("Officer")
    size = select("Rows")
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, wanted: Wanted, *, choices: Choices, state_fips: str) -> None:
        initial = {name: str(getattr(wanted, name)) for name in self.base_fields}
        super().__init__(initial=initial, auto_id="f-%s")
        self.fields["size"].choices = [(str(n), f"{n} a page") for n in SIZES]  # type: ignore[attr-defined]
        offers: dict[str, tuple[str, list[tuple[str, str]]]] = {
            "round": ("All rounds", choices["round"]),
            "status": ("Any status", [(v, str(label)) for v, label in ApplicationStatus.choices if v != "draft"]),
            "region": ("All regions", choices["region"]),
            "county": ("All counties", [(county.fips, county.name) for county in counties_of(state_fips)]),
            "industry": ("All industries", choices["industry"]),
            "kind": ("Any kind", [(v, str(label)) for v, label in OrganizationType.choices]),
            "fund": ("All funds", choices["fund"]),
            "officer": ("Anybody", [("none", "Nobody yet"), *choices["officer"]]),
        }
        for name, (every, pairs) in offers.items():
            self.fields[name].choices = [("", every), *pairs]  # type: ignore[attr-defined]
