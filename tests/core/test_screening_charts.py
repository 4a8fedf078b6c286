"""The charts of the workbench: what they say in words, their tables, and figures that are not known."""

from __future__ import annotations

import re

from core.charts import Candidate, Parts, candidates, shift_bars

GIVEN = [
    Candidate("Hospitals", 1.07, 2.5, 49_859.8, 1.06, True),
    Candidate("Mining <oil & gas>", 3.08, -160.0, 4_647, 2.43, True),
    Candidate("Retail", 0.5, 0.0, 100, None, False),
]


def drawn():
    return candidates(
        "c", GIVEN, finding="Mining stands first", place="Tulsa", reference="United States", years="2015 to 2016"
    )


def test_circles_have_their_finding_as_title_and_every_figure_in_the_table():
    chart = drawn()
    assert '<title id="c-t">Mining stands first</title>' in chart.svg
    assert chart.svg.count("<circle") == 3
    assert chart.rows == [
        ["Hospitals", "1.07", "+2.5%", "49,860", "106%"],
        ["Mining <oil & gas>", "3.08", "\u2212160.0%", "4,647", "243%"],
        ["Retail", "0.50", "+0.0%", "100", "not published"],
    ]
    assert "Mining &lt;oil &amp; gas&gt;" in chart.svg
    assert ">Retail</text>" not in chart.svg


def test_pay_is_told_by_tone_and_pattern():
    svg = drawn().svg
    fills = re.findall(r'<circle [^>]*fill="([^"]+)"', svg)
    assert len(set(fills)) == 3
    assert "Not published" in svg


def test_a_growth_beyond_the_scale_stands_at_its_edge():
    heights = [float(y) for y in re.findall(r'<circle cx="[^"]+" cy="([^"]+)"', drawn().svg)]
    assert all(0 <= y <= 320 for y in heights)


def test_three_bars_sum_to_the_change_beside_them():
    chart = shift_bars("s", [Parts("Mining", -76.4, -927.8, 91.0)], finding="Mining lost by its industry")
    assert chart.rows == [["Mining", "\u221276", "\u2212928", "+91", "\u2212913"]]
    assert chart.svg.count("<rect") >= 3
    assert "Mining lost by its industry" in chart.svg
