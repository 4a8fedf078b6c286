"""A screening's facts as they are printed: rows of words, two charts, the file. Reads no table: frozen facts print too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from core.charts import Candidate, Chart, Parts, candidates, number, shift_bars
from labor_market.rules.screening import INDICATORS, rounded_parts
from labor_market.rules.wording import percent_text, quotient_text

Facts = dict[str, Any]
NAMED, BARS = 8, 10
NOT_COMPUTED, MINUS = "not computed", "\u2212"


@dataclass(frozen=True)
class Row:
    """One candidate as it stands in the table."""

    code: str
    title: str
    rank: str
    score: str
    jobs: str
    growth: str
    growth_yearly: str
    quotient: str
    quotient_change: str
    national: str
    mix: str
    competitive: str
    change: str
    pay: str
    relative_pay: str
    openings: str
    openings_rate: str
    shows_openings: bool
    partial: str
    warning: str
    why: str
    is_ranked: bool
    is_empty: bool
    is_chosen: bool


def rows_of(facts: Facts, chosen: Collection[str] = ()) -> list[Row]:
    projected, span = has_openings(facts), span_of(facts)
    return [row_of(line, chosen, projected, span) for line in facts.get("candidates", [])]


def span_of(facts: Facts) -> int:
    """How many years lie between the two."""
    years = facts.get("years") or [0, 1]
    return int(years[-1]) - int(years[0])


def span_text(facts: Facts) -> str:
    """In a year, or in 3 years."""
    span = span_of(facts)
    return "in a year" if span == 1 else f"in {span} years"


def has_openings(facts: Facts) -> bool:
    """Whether openings are projected for any candidate; what was frozen before there were any has none."""
    return any(line.get("openings_rate") is not None for line in facts.get("candidates", []))


def row_of(line: Facts, chosen: Collection[str] = (), projected: bool = False, span: int = 1) -> Row:
    rank, rate = line["rank"], line.get("openings_rate")
    parts, change = _parts(line)
    return Row(
        code=line["code"],
        title=line["title"],
        rank="" if rank is None else f"{rank:g}",
        score="" if line["score"] is None else f"{line['score']:.1f}",
        jobs=NOT_COMPUTED if line["jobs"] is None else f"{'at least ' if line['partial'] else ''}{line['jobs']:,.0f}",
        growth=signed_percent(line["growth"]),
        growth_yearly=signed_percent(line["growth_yearly"])
        if span > 1 and line.get("growth_yearly") is not None
        else "",
        quotient=NOT_COMPUTED if line["quotient"] is None else quotient_text(line["quotient"]),
        quotient_change=signed_number(line["quotient_change"], 2),
        national=parts[0],
        mix=parts[1],
        competitive=parts[2],
        change=change,
        pay=NOT_COMPUTED if line["pay"] is None else f"${line['pay']:,.0f}",
        relative_pay=NOT_COMPUTED if line["relative_pay"] is None else percent_text(line["relative_pay"], 0),
        openings=NOT_COMPUTED if rate is None else f"{line['openings']:,.0f}",
        openings_rate="" if rate is None else f"{100 * rate:.1f}",
        shows_openings=projected,
        partial=line["partial"],
        warning=line["warning"],
        why=why_not(line["missing"]),
        is_ranked=rank is not None,
        is_empty=line["jobs"] is None and line["quotient"] is None,
        is_chosen=line["code"] in chosen,
    )


def _parts(line: Facts) -> tuple[list[str], str]:
    """The three parts of the change and the change, rounded so that they add up as printed."""
    exact = [line[name] for name in ("national", "mix", "competitive")]
    if any(part is None for part in exact):
        change = None if line["jobs"] is None or line["before"] is None else line["jobs"] - line["before"]
        return [NOT_COMPUTED] * 3, signed_number(change, 1)
    parts = [float(part) for part in rounded_parts(exact)]
    return [signed_number(part, 1) for part in parts], signed_number(sum(parts), 1)


def why_not(missing: dict[str, str]) -> str:
    """Not computed: suppressed. Or which indicators are missing, and why."""
    if not missing:
        return ""
    reasons = dict.fromkeys(missing.values())
    if "size" in missing and len(reasons) == 1:  # without its jobs nothing is known of an industry
        return f"Not computed: {next(iter(reasons))}."
    said = [
        f"{', '.join(INDICATORS[name][0].lower() for name, why in missing.items() if why == reason)}: {reason}"
        for reason in reasons
    ]
    return f"Not computed: {'; '.join(said)}."


def signed_number(value: float | None, digits: int) -> str:
    """+12.5, or −3.0 with a true minus sign."""
    if value is None:
        return NOT_COMPUTED
    text = f"{value:+,.{digits}f}".replace("-", MINUS)
    return text.lstrip(f"+{MINUS}") if not any(c in "123456789" for c in text) else text


def signed_percent(value: float | None) -> str:
    return NOT_COMPUTED if value is None else f"{signed_number(value * 100, 1)}%"


def years_text(facts: Facts) -> str:
    """2024 to 2025."""
    return " to ".join(str(year) for year in facts.get("years", []))


def bubble_chart(facts: Facts, chosen: Collection[str] = ()) -> Chart | None:
    """Concentration, growth and pay of every candidate that has all; the first ones, or those chosen, by name."""
    shown = [line for line in facts["candidates"] if line["quotient"] and line["growth"] is not None and line["jobs"]]
    if not shown:
        return None
    named = set(chosen) or {line["code"] for line in shown[:NAMED]}
    first = shown[0]
    pay = "" if first["relative_pay"] is None else f" and pay at {first['relative_pay']:.0%} of the region’s"
    return candidates(
        "candidates",
        [
            Candidate(
                line["title"],
                line["quotient"],
                line["growth"] * 100,
                line["jobs"],
                line["relative_pay"],
                line["code"] in named,
            )
            for line in shown
        ],
        finding=f"{first['title']} stands first, with {first['quotient']:.2f} times the share of jobs of"
        f" {facts['reference']['name']}, {signed_percent(first['growth'])} jobs {span_text(facts)}{pay}",
        caption=f"Concentration, growth and pay of {len(shown)} {'industry' if len(shown) == 1 else 'industries'} in"
        f" {facts['place']}",
        place=facts["place"],
        reference=facts["reference"]["name"],
        years=years_text(facts),
    )


def shift_chart(facts: Facts, chosen: Collection[str] = ()) -> Chart | None:
    """Why jobs changed in the industries that stand first, or that were chosen."""
    whole = [line for line in facts["candidates"] if line["competitive"] is not None]
    shown = [line for line in whole if line["code"] in chosen] or whole[:BARS]
    if not shown:
        return None
    best = max(shown, key=lambda line: line["competitive"])
    return shift_bars(
        "shift",
        [Parts(line["title"], line["national"], line["mix"], line["competitive"]) for line in shown[:BARS]],
        finding=f"{best['title']} gained {signed_number(best['competitive'], 0)} jobs beyond what"
        f" {facts['reference']['name']} and its industry explain, the most of those shown",
        caption=f"Why jobs changed, {years_text(facts)}: three parts that sum to the change",
        names=(f"Growth of {facts['reference']['name']}", "The industry’s own growth there", "Gained or lost here"),
    )


HEAD = [
    "Rank",
    "Score",
    "NAICS",
    "Industry",
    "Jobs",
    "Jobs in the first year",
    "Growth",
    "Growth a year",
    "Location quotient",
]
HEAD += [
    "Change of the quotient",
    "Reference growth",
    "Industry mix",
    "Competitive share",
    "Average pay",
    "Relative pay",
]
HEAD += ["Projected openings a year", "Openings for each job a year", "Share of jobs with projections"]
HEAD += ["Establishments", "Partly withheld", "Not computed", "Region", "Reference", "Years", "Method", "Sources"]


def csv_rows(facts: Facts) -> Iterator[list[Any]]:
    """The whole table with plain numbers; an empty cell is a figure that is not known, and the last columns say why."""
    yield HEAD
    keys = [
        "rank",
        "score",
        "code",
        "title",
        "jobs",
        "before",
        "growth",
        "growth_yearly",
        "quotient",
        "quotient_change",
        "national",
    ]
    keys += [
        "mix",
        "competitive",
        "pay",
        "relative_pay",
        "openings",
        "openings_rate",
        "openings_covered",
        "firms",
        "partial",
    ]
    about = [
        facts["place"],
        facts["reference"]["name"],
        years_text(facts),
        facts["method"],
        "; ".join(source_lines(facts)),
    ]
    for line in facts["candidates"]:
        yield ["" if line.get(key) is None else line[key] for key in keys] + [why_not(line["missing"]), *about]


def openings_text(facts: Facts) -> str:
    """Where projected openings come from, as a sentence; nothing where there are none."""
    about = facts.get("projection")
    if not about or not has_openings(facts):
        return ""
    first, last = about["years"]
    return (
        f"Openings are those that the state’s projections for {about['area']}, {first} to {last}, expect a year from"
        " growth, exits and transfers, by the nation’s mix of occupations in each industry; occupations without"
        " projections are left out, and where these hold more than half of the jobs nothing is computed."
    )


def source_lines(facts: Facts) -> list[str]:
    """U.S. Bureau of Labor Statistics, Quarterly Census of Employment and Wages, 2025, released June 3, 2026."""
    return [source_line(one) for one in facts.get("sources", [])]


def source_line(one: Facts) -> str:
    said = f"{one['source']}, {one['title']}, {one['vintage']}"
    if one["released"]:
        day = dt.date.fromisoformat(one["released"])
        said += f", released {day:%B} {day.day}, {day.year}"
    return said


def figures_of(facts: Facts) -> list[dict[str, str]]:
    """The totals over the table, for `components/figures.html`."""
    totals = facts.get("totals") or {}
    lines = facts.get("candidates", [])
    jobs, before = totals.get("jobs"), totals.get("before")
    change = None if not jobs or not before else jobs / before - 1
    ranked = sum(line["rank"] is not None for line in lines)
    return [
        {
            "label": "Private jobs",
            "value": NOT_COMPUTED if jobs is None else number(round(jobs)),
            "note": facts["place"],
        },
        {"label": f"Change {span_text(facts)}", "value": signed_percent(change), "note": years_text(facts)},
        {
            "label": "Average pay",
            "value": NOT_COMPUTED if not totals.get("pay") else f"${totals['pay']:,.0f}",
            "note": "of all private jobs, a year",
        },
        {"label": "Industries ranked", "value": f"{ranked} of {len(lines)}", "note": "the others lack a figure"},
    ]
