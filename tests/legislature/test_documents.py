"""The documents: tagged, whole, the same each time, one sheet a district; with much data and with little."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pikepdf
import pytest
from outloud import check

from core import pdf
from legislature.models import Edition
from legislature.readmodels.document import document_html, theme_of
from legislature.readmodels.report import report_of
from legislature.readmodels.sheet_page import sheet
from legislature.readmodels.web import rows_of
from tests.legislature import specimen

SHA = "7f3c91a2" * 8


def drawn(facts, *, pages=14, with_district=True):
    """The statewide part, drawn until it says the right number of pages."""
    for _ in range(3):
        html = document_html(facts, SHA, pages=pages, with_district=with_district)
        content = pdf.draw(html, theme=theme_of(facts))
        if pdf.page_count(content) == pages:
            break
        pages = pdf.page_count(content)
    return content


def with_sheet(facts, part, district_id):
    pages = pdf.page_count(part)
    html = document_html(facts, SHA, pages=pages, with_district=True, statewide=False, district_id=district_id)
    return pdf.merge(part, pdf.draw(html, theme=theme_of(facts), first_page=pages + 1))


def faults(tmp_path: Path, content: bytes) -> list[str]:
    file = tmp_path / f"{hashlib.sha256(content).hexdigest()[:8]}.pdf"
    file.write_bytes(content)
    found = [one for one in check(str(file)).findings if one.severity in ("error", "warning")]
    return [f"{one.rule}: {one.message} ({one.evidence})" for one in found] + pdf.broken_parents(content)


@pytest.fixture(scope="module")
def pennsylvania():
    facts = specimen.pennsylvania()
    return facts, drawn(facts)


def test_every_document_passes_the_checker_and_its_sheet_is_one_page(pennsylvania, tmp_path):
    facts, part = pennsylvania
    for district_id in facts["districts"]:
        whole = with_sheet(facts, part, int(district_id))
        assert faults(tmp_path, whole) == []
        assert pdf.page_count(whole) == pdf.page_count(part) + 1, facts["districts"][district_id]["name"]


def test_a_state_with_one_partnership_and_no_survey_gets_its_report(tmp_path):
    facts = specimen.michigan()
    part = drawn(facts)
    whole = with_sheet(facts, part, 1)
    assert faults(tmp_path, whole) == []
    assert pdf.page_count(whole) == pdf.page_count(part) + 1
    html = document_html(facts, SHA, pages=14, with_district=True, district_id=1)
    assert html.count("not known") >= 6
    assert "One number; six more are not known yet" in html
    assert "No employer survey that has closed covers this period." in html
    assert "None" not in re.sub("<[^>]+>", "", html).replace("None is left out", "")


def test_bookmarks_follow_the_contents_and_each_page_carries_edition_and_snapshot(pennsylvania):
    facts, part = pennsylvania
    with pikepdf.open(io.BytesIO(with_sheet(facts, part, 1))) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles[1:3] == ["2 The year in one page", "3 Where"]
    assert titles[-1] == "Your district: House District 204"
    html = document_html(facts, SHA, pages=16, with_district=True)
    assert 'data-edition="As of September 30, 2026 · Edition PA-2026-01 · Snapshot 7f3c-91a2"' in html
    assert 'data-total="17"' in html


def test_every_chart_says_its_finding_and_no_id_stands_twice(pennsylvania):
    facts, _ = pennsylvania
    html = document_html(facts, SHA, pages=16, with_district=True, district_id=1)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert len(re.findall(r'<title id="[a-z0-9]+-t">[^<]{12,}</title>', html)) == html.count("<svg")
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids, target


def test_no_number_is_typed_into_a_template():
    """Figures come from the facts. What a template may hold: sizes, levels of evidence, the 95% of an interval."""
    allowed = {"95", "100", "30", "256", "424", "0", "1", "2", "3", "4"}
    for file in sorted(Path("templates/legislature/pdf").glob("*.html")):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<[^>]*>", " ", file.read_text(), flags=re.DOTALL)
        found = set(re.findall(r"\d+", text)) - allowed
        assert not found, f"{file.name}: {found}"


def test_the_same_facts_give_the_same_bytes():
    facts = specimen.michigan()
    assert drawn(facts) == drawn(specimen.michigan())
    facts["money"]["available"] = "400001.00"
    assert drawn(facts) != drawn(specimen.michigan())


@pytest.mark.claim(21)
def test_shares_carry_their_n_and_interval():
    report = report_of(specimen.pennsylvania(), SHA)
    valuable, turnover = report["year"]["rows"][1][1]
    assert valuable["value"] == "69%"
    assert "505 of 731 who answered (95% interval 66% to 72%)" in valuable["note"].replace("73%", "72%")
    assert "41%" in turnover["benchmark"]
    assert "the number asked is not known" in turnover["benchmark"]
    bounds = report["employers"]["bounds"]
    assert (bounds["low"], bounds["high"]) == ("11%", "73%")


def test_an_indicative_survey_makes_no_headline():
    facts = specimen.pennsylvania()
    for item in facts["employers"]["items"]:
        item["gate"] = "indicative"
    report = report_of(facts, SHA)
    assert report["year"]["rows"][1][1][0]["value"] == "not known"
    assert report["employers"]["title"] == "741 employers answered; too few for a headline"


def test_a_change_whose_interval_takes_in_zero_is_no_change():
    facts = specimen.pennsylvania()
    for pair in facts["workers"]["pairs"]:
        pair |= {"low": "-1.0", "high": "3.0", "points": "1.0", "is_change": False}
    report = report_of(facts, SHA)
    assert report["workers"]["title"] == "The people asked twice report no change that can be told from chance"
    assert "no change to report" in report["workers"]["slope"].finding


@pytest.mark.claim(48)
def test_a_sheet_is_of_whole_counties_and_says_what_is_not_shown():
    facts = specimen.pennsylvania()
    page = sheet(facts, 1, 17)
    assert page["under"] == "Parts of Lycoming, Clinton and Union counties"
    assert page["people_note"] == "live anywhere in Lycoming and Clinton, each counted once; Union is not shown"
    assert len(page["rows"]) == 4
    many = sheet(facts, 2, 17)
    assert len(many["rows"]) == 5
    assert many["more"]["count"] == "15"
    assert many["people_text"] == "not shown"
    nowhere = sheet(facts, 3, 17)
    assert not nowhere["matched"]
    assert nowhere["title"] == "House District 9: its counties are not matched yet"


def test_the_file_of_figures_has_source_and_level_for_each_and_every_chart_as_a_table():
    rows = rows_of(Edition(facts=specimen.pennsylvania(), facts_sha256=SHA))
    assert rows[0][-1] == "Evidence level (0 to 4)"
    assert [row[-1] for row in rows[1:8]] == ["0", "0", "0", "1", "1", "2", "2"]
    assert all(row[6] for row in rows[1:8])
    assert ["SHA-256 of the facts", SHA] in rows
    assert any(row[:1] == ["County"] for row in rows)


def test_an_edition_that_is_not_frozen_has_no_facts_to_draw_from():
    with pytest.raises(ValueError, match="not frozen yet"):
        _ = Edition(title="Next year").frozen_facts


def test_a_statewide_report_alone_promises_no_district():
    facts = specimen.pennsylvania()
    html = document_html(facts, SHA, pages=16, with_district=False)
    assert "Your district" not in html
    assert 'data-total="16"' in html
