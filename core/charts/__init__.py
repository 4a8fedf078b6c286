"""Charts as one string of SVG each, for the web page and the PDF alike, with the same figures as a table
beside.

A chart's <title> is its finding in words (in a PDF the alternative text), labels stand at the data, and
categories differ by tone *and* pattern, so that a black-and-white copy loses nothing. Use
`templates/components/chart.html`.
"""

from core.charts.bars import Answers, Bar, Step, coverage, diverging, hbar, small_bars, stacked, waterfall
from core.charts.dots import Dot, Slope, dot_plot, interval_bar, slope
from core.charts.lines import Bubble, bubbles, line_chart, sparkline
from core.charts.maps import Site, choropleth, district_map
from core.charts.marks import PLAIN, Chart, Theme, dollars, millions, number, percent, signed
from core.charts.screening import Candidate, Parts, candidates, shift_bars

__all__ = [
    "PLAIN",
    "Answers",
    "Bar",
    "Bubble",
    "Candidate",
    "Chart",
    "Dot",
    "Parts",
    "Site",
    "Slope",
    "Step",
    "Theme",
    "bubbles",
    "candidates",
    "choropleth",
    "coverage",
    "district_map",
    "diverging",
    "dollars",
    "dot_plot",
    "hbar",
    "interval_bar",
    "line_chart",
    "millions",
    "number",
    "percent",
    "shift_bars",
    "signed",
    "slope",
    "small_bars",
    "sparkline",
    "stacked",
    "waterfall",
]
