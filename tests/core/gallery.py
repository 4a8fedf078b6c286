"""Every component and every kind of field with made-up content, on one page: what the tests render and look at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, ButtonHolder, Column, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.utils import timezone

from core.charts import Bar, hbar
from core.forms import InstantField, MemorableDateField, MoneyField
from core.models import Member, State

PAGE = Path(__file__).with_name("gallery.html")
WHEN = dt.datetime(2026, 12, 11, 17, 0, tzinfo=ZoneInfo("America/New_York"))
TILES = {"class": "usa-radio__input--tile"}
LANGUAGES = [
    {"code": "en", "label": "English", "url": "?", "current": True},
    {"code": "es", "label": "Español", "url": "?l=es"},
]
KINDS = [("plan", "Planning"), ("do", "Implementation"), ("new", "Innovation")]


class Specimen(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Name of the partnership", help_text="As it should be printed.")
    email = forms.EmailField(label="E-mail")
    story = forms.CharField(
        label="What do these employers face together?",
        widget=forms.Textarea({"data-words": "5", "rows": 4}),
        required=False,
    )
    kind = forms.ChoiceField(label="Kind of grant", choices=KINDS)
    tiles = forms.ChoiceField(label="Which fits best?", choices=KINDS, widget=forms.RadioSelect(TILES))
    many = forms.MultipleChoiceField(
        label="What the money is for",
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose all that apply.",
    )
    amount = MoneyField(label="Amount asked for", help_text="Dollars for all years.")
    born = MemorableDateField(label="When did it start?", help_text="For example: 4 28 2027", required=False)
    closes = InstantField(label="Closes", help_text="Eastern Time.", required=False)
    agree = forms.BooleanField(label="Every employer has read this")
    file = forms.FileField(label="Budget workbook", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Fieldset("Who you are", "name", Row(Column("email"), Column("kind"))),
            Div("story", "tiles", "many"),
            Row("amount", "closes"),
            "born",
            "file",
            "agree",
            "token",
            ButtonHolder(Submit("save", "Save"), HTML('<a href="/">Go back</a>')),
        )


class Line(forms.Form):
    what = forms.CharField(label="What it shows")
    figure = forms.IntegerField(label="Figure")
    source = forms.CharField(label="Source")


class Filters(forms.Form):
    q = forms.CharField(label="Name or number", required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Any status")], required=False)


def lines(bound: bool) -> forms.BaseFormSet[Line]:
    kind = forms.formset_factory(Line, extra=2)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-what": "Jobs", "form-0-figure": "many"}
    return kind(data) if bound else kind()


def content(bound: bool = False) -> dict[str, Any]:
    """What the gallery page shows; `bound` with every field wrong."""
    wrong = {"amount": "much", "email": "no", "born_month": "2", "born_day": "31", "born_year": "2027"}
    return {
        "form": Specimen(wrong) if bound else Specimen(),
        "formset": lines(bound),
        "filters": Filters(auto_id="filter_%s"),
        "page": Paginator(range(212), 20).page(5),
        "when": WHEN,
        "statuses": [("draft", "Draft"), ("open", "Open"), ("complete", "Complete"), ("accepted", "Accepted")]
        + [("returned", "Returned"), ("error", "Must fix"), ("waiting", "With director")],
        "figures": [
            {"label": "Received", "value": "212", "note": "2 under a late waiver"},
            {"label": "Reviews", "value": "389", "unit": "of 561", "percent": 69, "note": "69%, by 41 reviewers"},
            {"label": "Asked for", "value": "$43.6", "unit": "million"},
        ],
        "tabs": [{"label": "All", "url": "?", "count": 212, "current": True}, {"label": "Mine", "url": "?v=1"}],
        "pairs": [("Convener", "Capital Region Workforce Council"), ("Members", 0), ("Chair", None)],
        "steps": [
            {"label": "Drafted", "status": "complete", "note": "Dana Kowalczyk, Nov 18"},
            {"label": "You: program director", "status": "open", "note": "due Nov 24", "current": True},
        ],
        "tasks": [
            {
                "when": "5 days late",
                "when_note": "due Wed Nov 18",
                "late": True,
                "what": "Confirm a conflict",
                "note": "PA-27-0093",
                "url": "/",
                "act": "Decide",
                "primary": True,
            },
            {"when": "5:00 PM", "what": "Approve a payment", "url": "/", "act": "Open payment"},
        ],
        "rows": [
            {
                "title": "Industry assessment",
                "url": "/",
                "status": "open",
                "status_label": "In progress",
                "missing": ["Evidence row 3 has no source."],
                "editing": "Nadia Farouk",
                "note": "2:41 PM",
            },
            {"title": "Certification", "status": "not_started", "status_label": "Cannot start yet"},
        ],
        "reasons": [{"link": "Work plan", "url": "/", "text": "2 end dates"}, {"text": "Then you submit"}],
        "files": [
            {
                "name": "budget.xlsx",
                "size": 38000,
                "status": "complete",
                "status_label": "Ready",
                "url": "/",
                "remove_url": "/",
            },
            {"name": "letter.pdf", "size": 910000, "status": "error", "status_label": "Refused", "note": "Not a PDF."},
        ],
        "acts": [{"label": "Assign", "name": "do", "value": "assign"}],
        "errors": [("id_name", "Name: say what it is called"), ("", "The budget does not add up")] if bound else [],
        "head": ["Year", "Jobs"],
        "cells": [["2024", "10,256"], ["2025", "10,310"]],
        "feed": [{"at": WHEN, "who": "Rosa Delgado", "what": "submitted 3 reviews"}],
        "title_facts": ["41 applications", "3 reviews each"],
        "title_acts": [{"url": "/", "label": "Export"}, {"url": "/", "label": "Approve slate", "primary": True}],
    }


def draw(
    request: HttpRequest,
    state: State,
    *,
    bound: bool,
    base: str = "base.html",
    member: Member | None = None,
    hint: str = "",
) -> str:
    """The whole gallery in the frame of `base`, for the member."""
    request.state = state  # type: ignore[attr-defined]
    request.member = member  # type: ignore[attr-defined]
    request.user = member.user if member else AnonymousUser()  # type: ignore[attr-defined]
    given = content(bound)
    if hint:
        given["form"].fields["name"].help_text = hint
    extra = {
        "base": base,
        "trail": [("Rounds", "/"), ("2027 Implementation grants", "/")],
        "blocks": ["on", "half", ""],
        "upload_error": "Choose a file under 10 MB." if bound else "",
        "svg": hbar("jobs", [Bar("2024", 10256), Bar("2025", 10310)], finding="Jobs by year").svg,
        "messages": [],
    }
    with timezone.override(state.zone):
        return Template(PAGE.read_text()).render(RequestContext(request, given | extra))


def frame(request: HttpRequest, state: State, source: str, **context: Any) -> str:
    """Any template in the frame of the state, for a stranger."""
    request.state, request.member, request.user = state, None, AnonymousUser()  # type: ignore[attr-defined]
    return Template(source).render(RequestContext(request, context))
