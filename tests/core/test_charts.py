"""Charts say what they show, to eyes, to screen readers and to a photocopier."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from core.charts import Bar, Chart, Theme, choropleth, hbar, line_chart, sparkline
from core.charts.maps import pick_breaks
from core.charts.marks import percent, signed, ticks, wrapped
from core.geography import counties_of, county_name, geography
from tests.core.specimens import every_chart

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = every_chart()
NAMES = [chart.caption for chart in CHARTS]


def words_of(chart: Chart) -> list[str]:
    """Everything printed on the chart."""
    return [element.text or "" for element in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_a_chart_reads_its_finding_aloud(chart: Chart) -> None:
    root = ElementTree.fromstring(chart.svg)
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert title.text.startswith(chart.finding)
    assert all(row[0] in description.text for row in chart.rows)


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_a_chart_needs_neither_styles_nor_scripts(chart: Chart) -> None:
    assert not re.search(r"style=|class=|<script|<style|\son\w+=|href|var\(|currentColor", chart.svg)
    assert not re.search(r"nan|inf\b|None", re.sub(r"<(title|desc).*?</\1>", "", chart.svg))


def test_ids_are_unique_on_a_page_of_charts() -> None:
    ids = [found for chart in [*CHARTS, *every_chart("second-")] for found in re.findall(r'\bid="([^"]+)"', chart.svg)]
    assert len(ids) == len(set(ids))
    used = {found for chart in CHARTS for found in re.findall(r"url\(#([^)]+)\)", chart.svg)}
    assert used <= set(ids)


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_patterns_stand_before_their_first_use(chart: Chart) -> None:
    for key in set(re.findall(r"url\(#([^)]+)\)", chart.svg)):
        assert chart.svg.index(f'id="{key}"') < chart.svg.index(f"url(#{key})")


@pytest.mark.parametrize("chart", CHARTS, ids=NAMES)
def test_the_table_has_every_row_and_column(chart: Chart) -> None:
    assert chart.rows
    assert all(len(row) == len(chart.header) and all(row) for row in chart.rows)


def test_numbers_stand_on_their_bars() -> None:
    by_name = dict(zip(NAMES, CHARTS, strict=True))
    assert {"412 of 500", "640 of 500", "fewer than 10 of 40", "36"} <= set(words_of(by_name["Targets"]))
    assert {"14", "43", "fewer than 10"} <= set(words_of(by_name["By stage"]))
    assert {"$4.41M", "$0.36M"} <= set(words_of(by_name["Money by use"]))
    assert {"$24.00M", "−$0.87M", "$23.13M"} <= set(words_of(by_name["From money available to money awarded"]))
    assert {"n = 698", "13%", "35% (32 to 39)"} <= set(words_of(by_name["Compared with a year ago"]))
    assert {"+13", "+11 to +16", "−11", "−13 to −8"} <= set(words_of(by_name["Change in points"]))
    assert "too few answers to report" in words_of(by_name["Shares of employers"])


def test_a_county_with_few_people_is_hatched_and_an_empty_one_says_zero() -> None:
    shapes = geography("pa")
    few, none = "42057", "42023"
    chart = choropleth("m", shapes, {few: None, none: 0, "42003": 938}, finding="Most live in Allegheny")
    few_path, none_path = (re.escape(shapes.counties[fips].path) for fips in (few, none))
    assert re.search(f'd="{few_path}" fill="url', chart.svg)
    assert re.search(f'd="{none_path}" fill="#ffffff"', chart.svg)
    assert "938" in words_of(chart)
    assert ["Fulton", "fewer than 10"] in chart.rows


@pytest.mark.parametrize("state", ["pa", "ga", "ok", "mi"])
def test_every_county_of_a_kept_state_has_an_outline_and_a_name(state: str) -> None:
    shapes = geography(state)
    fips = next(iter(shapes.counties))[:2]
    assert set(shapes.counties) == {county.fips for county in counties_of(fips)}
    assert all(shape.path.startswith("M") and shape.path.endswith("Z") for shape in shapes.counties.values())
    assert all(0 <= shape.x <= shapes.width and 0 <= shape.y <= shapes.height for shape in shapes.counties.values())


def test_a_state_without_outlines_says_so() -> None:
    assert geography("wy") is None
    assert county_name("42081") == "Lycoming"
    assert len(counties_of("56")) == 23
    with pytest.raises(ValueError, match="two letters"):
        geography("../x")


def test_words_from_outside_are_escaped() -> None:
    chart = hbar("x", [Bar("<script>alert(1)</script> & co", 3)], finding='<b>"5" > 3</b>')
    assert "<script" not in chart.svg
    assert "<b>" not in chart.svg
    ElementTree.fromstring(chart.svg)


@pytest.mark.parametrize(("key", "finding"), [("a b", "x"), ("1", "x"), ('"', "x"), ("a", " ")])
def test_a_chart_without_key_or_finding_is_refused(key: str, finding: str) -> None:
    with pytest.raises(ValueError, match="key|finding"):
        hbar(key, [Bar("a", 1)], finding=finding)


def test_a_color_that_is_none_is_refused() -> None:
    assert Theme("#000000", "#123456", "#ffffff").tint(0) == "#ffffff"
    with pytest.raises(ValueError, match="#rrggbb"):
        Theme("#000000", 'red" onload="x', "#ffffff")


def test_nothing_known_yet_still_draws() -> None:
    for chart in (
        hbar("a", [], finding="Nothing yet"),
        hbar("b", [Bar("x", 0)], finding="Nothing yet"),
        line_chart("c", ["Q1"], {"x": [None]}, finding="Nothing yet"),
        sparkline("d", [None], finding="Nothing yet"),
        choropleth("e", geography("ok"), {}, finding="Nothing yet"),
    ):
        ElementTree.fromstring(chart.svg)


def test_scales_and_words() -> None:
    assert ticks(43, 4) == [0, 20, 40, 60]
    assert ticks(0) == [0, 1]
    assert [percent(value) for value in (12.5, 28.5, 0.4, 99.5)] == ["13%", "29%", "0%", "100%"]
    assert [signed(value) for value in (13.2, -0.2, -10.6)] == ["+13", "0", "−11"]
    assert wrapped("Administration and support of partnerships", 80) == ["Administration and", "support of…"]
    assert pick_breaks([12, 15, 45, 70, 120, 310, 1250]) == [10, 15, 30, 100, 300]


def test_the_component_shows_chart_and_table() -> None:
    chart = CHARTS[2]
    given = {"svg": chart.svg, "caption": chart.caption, "head": chart.header, "rows": chart.rows, "note": "n = 4"}
    html = render_to_string("components/chart.html", given)
    assert html.count("<svg") == 1
    assert html.count("<tr>") == 5
    assert "n = 4" in html
    assert "style=" not in html


def test_the_table_under_a_chart_is_a_file_of_what_is_shown():
    given = {
        "svg": "",
        "caption": "Jobs, by county",
        "head": ["County", "Jobs"],
        "rows": [["Lehigh, PA", "\u22121,200"], ["=1+1", None], ["York", "+2.5%"], ["09110", "0.5"]],
    }
    html = render_to_string("components/chart.html", given)
    name, address = re.search(r'download="([^"]+)"', html)[1], re.search(r'href="([^"]+)" download', html)[1]
    assert name == "jobs-by-county.csv"
    kind, _, content = unquote(address).partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    assert content == '\ufeffCounty,Jobs\r\n"Lehigh, PA",-1200\r\n\'=1+1,\r\nYork,2.5%\r\n09110,0.5\r\n'
    assert "csv" not in render_to_string("components/chart.html", given | {"rows": []})
