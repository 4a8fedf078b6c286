"""Every component and every template of the form pack draws, with the ids that assistive technology follows."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Context, Template

from core.context import clock_words
from core.forms import MoneyField
from tests.core import gallery

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ELSEWHERE = {
    "chart_table.html",
    "field_status.html",
    "form_page.html",
    "messages.html",
    "mark.html",
    "memorable_date.html",
}
"""Drawn by pages, widgets and PDFs, not by the gallery."""


@pytest.fixture
def drawn(rf, pa):
    return {bound: gallery.draw(rf.get("/"), pa, bound=bound) for bound in (False, True)}


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("components/*.html")), ids=lambda path: path.name)
def test_a_component_says_what_it_takes(path):
    assert re.match(r"\{# .+ Takes: .+ #\}", path.read_text().splitlines()[0])


def test_the_gallery_shows_every_component():
    shown = set(re.findall(r'include "components/([a-z_]+\.html)"', gallery.PAGE.read_text()))

    assert {path.name for path in TEMPLATES.glob("components/*.html")} - ELSEWHERE == shown


def test_what_describes_a_field_is_on_the_page(drawn):
    for html in drawn.values():
        ids = set(re.findall(r'\bid="([^"]+)"', html))
        for names in re.findall(r'aria-describedby="([^"]+)"', html):
            assert set(names.split()) <= ids


def test_every_error_of_the_summary_leads_to_its_field(drawn):
    html = drawn[True]
    links = re.findall(r'<a href="#([^"]+)">', html.split('id="error-summary"')[2])

    assert {"id_tiles", "id_amount", "id_born"} <= set(links)
    assert set(links) <= set(re.findall(r'\bid="([^"]+)"', html))


def test_no_id_stands_twice(drawn):
    ids = re.findall(r'\bid="([^"]+)"', drawn[False])

    assert len(ids) == len(set(ids))


def test_nothing_on_a_page_is_styled_or_scripted_inline(drawn):
    for html in drawn.values():
        assert not re.search(r"\s(style|on[a-z]+)=", html)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 1|plural:'report' }}, {{ 3|plural:'county,counties' }}", "1 report, 3 counties"),
        ("{{ 1234.5|money }} {{ none|money }}", "$1,234.50 –"),
        ("{{ 140|bounded }} {{ -3|bounded }}", "100.0 0.0"),
    ],
)
def test_filters(source, shown):
    assert Template(source).render(Context({"none": None})) == shown


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Detroit", "Eastern Time (ET)"),
        ("America/Chicago", "Central Time (CT)"),
        ("America/Phoenix", "Mountain Standard Time (MST)"),
        ("Pacific/Guam", "Chamorro Time (ChST)"),
    ],
)
def test_the_clock_is_called_as_people_call_it(zone, words):
    assert clock_words(ZoneInfo(zone)) == words


def test_an_amount_is_read_as_people_type_it():
    assert str(MoneyField().clean("$1,200.50")) == "1200.50"


def test_a_hint_that_staff_wrote_cannot_run(rf, pa):
    html = gallery.draw(rf.get("/"), pa, bound=False, hint="<script>alert(1)</script>")

    assert "<script>alert(1)" not in html


def test_every_static_file_is_found_when_collected_for_production(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
    assert finders.find("icons.svg")
