"""A chart of every kind, and documents made of them, for the tests of charts and PDFs."""

from __future__ import annotations

from django.template.loader import render_to_string

from core.charts import (
    Answers,
    Bar,
    Bubble,
    Chart,
    Dot,
    Site,
    Slope,
    Step,
    bubbles,
    choropleth,
    coverage,
    district_map,
    diverging,
    dot_plot,
    hbar,
    interval_bar,
    line_chart,
    slope,
    small_bars,
    sparkline,
    stacked,
    waterfall,
)
from core.geography import geography

TABLE = "components/chart_table.html"


def pennsylvania(prefix: str = "") -> list[Chart]:
    """The two maps."""
    shapes = geography("pa")
    assert shapes is not None
    counts = {fips: (7 * i) % 900 for i, fips in enumerate(shapes.counties)} | {
        "42023": 0,
        "42057": None,
        "42101": 1004,
    }
    return [
        choropleth(
            f"{prefix}map",
            shapes,
            counts,
            finding="People from most counties enrolled",
            caption="People enrolled",
            callouts={"42101": (14, 13)},
        ),
        district_map(
            f"{prefix}district",
            shapes,
            ["42081", "42035"],
            sites=[Site("42081", -14, 3), Site("42035")],
            finding="The district touches two counties, each with a training site",
            caption="Where training takes place",
        ),
    ]


def bars(prefix: str = "") -> list[Chart]:
    """Bars of every kind."""
    return [
        hbar(
            f"{prefix}hbar",
            [Bar("Enrolled", 412, 500), Bar("Credentials", 640, 500), Bar("Placed", None, 40), Bar("Raises", 36)],
            finding="Enrollment stands at 412 of 500",
            caption="Targets",
        ),
        small_bars(
            f"{prefix}stages",
            {"Planning": 14, "Implementing": 43, "Closing": None},
            finding="Forty-three partnerships are implementing",
            caption="By stage",
        ),
        stacked(
            f"{prefix}uses",
            {"Training": [3_060_000, 1_350_000], "Supports": [360_000, 0]},
            sources=["Workforce", "Education"],
            finding="Training took most of the money",
            caption="Money by use",
        ),
        diverging(
            f"{prefix}answers",
            [
                Answers("Turnover", (58, 187, 291, 54, 17), 91, (31.7, 38.7)),
                Answers("Rework", (29, 121, 338, 33, 8), 126),
            ],
            finding="Thirty-five percent report lower turnover",
            caption="Compared with a year ago",
        ),
        coverage(
            f"{prefix}coverage",
            {"Wages": [31, 10, 17, 23], "Survey": [66, 6, 9, 0]},
            finding="Thirty-one of 81 partnerships reported wages",
            caption="Who has reported",
        ),
        waterfall(
            f"{prefix}waterfall",
            [Step("Available", 24_000_000, True), Step("Not yet awarded", -870_000), Step("Awarded", 23_130_000, True)],
            finding="Nearly all that was available was awarded",
            caption="From money available to money awarded",
        ),
    ]


def points(prefix: str = "") -> list[Chart]:
    """Dots and lines of every kind."""
    return [
        interval_bar(
            f"{prefix}share",
            28.5,
            25.3,
            32.0,
            of="199 of 698",
            benchmark=41,
            finding="Employers who report lower turnover",
            caption="Lower turnover",
        ),
        dot_plot(
            f"{prefix}dots",
            [Dot("Turnover", "199 of 698", 28.5, 25.3, 32.0, 41), Dot("Vacancies", "7 answers", None)],
            finding="Twenty-nine percent report lower turnover",
            caption="Shares of employers",
        ),
        dot_plot(
            f"{prefix}changes",
            [Dot("Insurance", "1,538 people", 13.3, 10.8, 15.8), Dot("Poverty", "1,402 people", -10.6, -13, -8.2)],
            change=True,
            finding="Insurance rose and poverty fell",
            caption="Change in points",
        ),
        slope(
            f"{prefix}slope",
            [Slope("Insurance", 53, 66), Slope("Poverty", 44, 33)],
            finding="More have insurance and fewer are poor",
            caption="The same people, asked twice",
        ),
        line_chart(
            f"{prefix}line",
            ["Q1", "Q2", "Q3", "Q4"],
            {"Enrolled": [40, 80, None, 190], "Completed": [0, 10, 40, 90]},
            target=200,
            finding="Enrollment nears its target",
            caption="Enrollment by quarter",
        ),
        sparkline(f"{prefix}spark", [1, 4, None, 6, 8], finding="Spending rose", caption="Spending"),
        bubbles(
            f"{prefix}bubbles",
            [Bubble("Manufacturing", 1.23, 2.4, 564_000, True), Bubble("Retail", 0.97, -3.4, 588_000, False)],
            state="Pennsylvania",
            years="2020\u201325",
            finding="One of two industries was chosen",
            caption="Industries screened",
        ),
    ]


def every_chart(prefix: str = "") -> list[Chart]:
    """One of each."""
    return [*pennsylvania(prefix), *bars(prefix), *points(prefix)]


def report(charts: list[Chart], title: str = "Impact report", anchor: str = "first") -> str:
    """A document with a heading, a link, charts and tables."""
    figures = "".join(
        f"<figure><figcaption>{c.caption}</figcaption>{c.svg}</figure>{render_to_string(TABLE, {'chart': c})}"
        for c in charts
    )
    return (
        f'<html lang="en-US"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body data-title="{title}" data-aside="" data-edition="As of today" data-total="9"><section class="page">'
        f'<p class="kicker"><b>1</b>Part</p><h1>{title}</h1><p><a href="#{anchor}">Down to the end</a></p>{figures}'
        f'<h2 id="{anchor}" data-label="The end of {title}">The end of it</h2><p>Some last words.</p>'
        "</section></body></html>"
    )
