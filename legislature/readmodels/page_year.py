"""The year on one page: seven figures, each with n, period, source and level of evidence. What is not known is said."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.charts import Chart
from legislature.readmodels.page_employers import interval, year_bar
from legislature.readmodels.page_workers import change_of, enrolled_note, signed_dollars
from legislature.readmodels.saying import NOT_KNOWN, count, dollars, number_word, of, percent, plural, theme_from

TRAINING = ("Implementing", "Sustaining")


class Figure(NamedTuple):
    """One figure as it is printed, and as it goes into the file of figures."""

    key: str
    label: str
    value: str
    unit: str
    note: str
    source: str
    level: int
    n: str
    interval: str = ""
    chart: Chart | None = None
    benchmark: str = ""

    @property
    def is_known(self) -> bool:
        return self.value != NOT_KNOWN


def figures(facts: dict[str, Any]) -> list[Figure]:
    """The seven, in the order of the page: three counts, two of employers, two of workers."""
    items = {item["key"]: item for item in facts["employers"]["items"]}
    return [
        _active(facts),
        _enrolled(facts),
        _spent(facts),
        _share(
            facts,
            items.get("value"),
            "Employers who call the partnership valuable or very valuable",
            "iv1",
        ),
        _share(
            facts,
            items.get("turnover"),
            "Employers who report lower turnover and put some of it down to the partnership",
            "iv2",
        ),
        _poverty(facts),
        _wage(facts),
    ]


def title(found: list[Figure]) -> str:
    """How many of the figures are known."""
    known = sum(figure.is_known for figure in found)
    if known == len(found):
        return f"{number_word(known, capital=True)} numbers, and what did not work"
    missing = len(found) - known
    verb = "is" if missing == 1 else "are"
    numbers = "number" if known == 1 else "numbers"
    return f"{number_word(known, capital=True)} {numbers}; {number_word(missing)} more {verb} not known yet"


def _active(facts: dict[str, Any]) -> Figure:
    portfolio, words = facts["portfolio"], facts["state"]["words"]
    regions, industries = len(portfolio["matrix"]["rows"]), {one["industry"] for one in facts["partnerships"]}
    training = sum(value for name, value in portfolio["stages"] if name in TRAINING)
    note = f"in {plural(regions, 'region')} and {plural(len(industries), 'industry', 'industries')}; "
    note += f"{training:,} of them past planning."
    label = f"Active {words['partnerships']}"
    return Figure("partnerships", label, f"{portfolio['active']:,}", "", note, "register", 0, f"{portfolio['active']}")


def _enrolled(facts: dict[str, Any]) -> Figure:
    people, minimum = facts["people"], facts["state"]["minimum"]
    label = "People enrolled in training"
    if people["enrolled"] == 0:
        note = "No worker’s record has been received for this year."
        return Figure("enrolled", label, NOT_KNOWN, "", note, "workers", 0, "")
    note = f"each counted once: {enrolled_note(facts['workers'], minimum)}."
    value = count(people["enrolled"], minimum)
    return Figure("enrolled", label, value, "", note, "workers", 0, value)


def _spent(facts: dict[str, Any]) -> Figure:
    given, label = facts["money"], f"Spent in the year to {facts['edition']['last_day']}"
    if not given["reports"]:
        note = f"No report on spending is accepted yet. {dollars(given['awarded'])} was awarded."
        return Figure("spent", label, NOT_KNOWN, "", note, "reports", 0, "")
    value, _, unit = dollars(given["spent"]).partition(" ")
    note = f"of {dollars(given['awarded'])} awarded so far. Match reported in the year: {dollars(given['match'])}."
    return Figure("spent", label, value, unit, note, "reports", 0, plural(given["reports"], "report"))


def _share(facts: dict[str, Any], item: dict[str, Any] | None, label: str, key: str) -> Figure:
    given = facts["employers"]
    if item is None or item["share"] is None or item["gate"] != "headline":
        return Figure(key, label, NOT_KNOWN, "", _why(given, item), "employers", 1, f"{item['n']}" if item else "")
    apart = item["apart"]["too_early"] + item["apart"]["dont_know"]
    note = f"{of(item['yes'], item['n'])} who answered (95% interval {interval(item)})"
    note += f"; {apart:,} of them could not tell." if apart else "."
    note += f" {given['invited']:,} were asked."
    benchmark = ""
    if item["benchmark"] and item["benchmark"]["share"]:
        elsewhere = item["benchmark"]
        asked = f"n = {elsewhere['n']:,}" if elsewhere["n"] else "the number asked is not known"
        benchmark = f"Diamond: {percent(elsewhere['share'])}, {elsewhere['source']}; {asked}."
    chart = year_bar(item, key, label, theme_from(facts["state"]))
    n, value = f"{item['n']}", percent(item["share"])
    return Figure(key, label, value, "", note, "employers", 1, n, interval(item), chart, benchmark)


def _why(given: dict[str, Any], item: dict[str, Any] | None) -> str:
    """Why a share is not printed."""
    if not given["wave"]:
        return str(given["reason"])
    if item is None:
        return "The survey of this year did not ask it."
    if item["share"] is None:
        return f"{plural(item['n'], 'answer')}: too few to report (fewer than {given['minimum']})."
    few = of(given["answered"], given["invited"])
    return f"{few} answered: too few for a headline. The answers are on the page of employers."


def _poverty(facts: dict[str, Any]) -> Figure:
    label = "Households below the poverty line"
    pair = next((p for p in facts["workers"]["pairs"] if p["key"] == "poverty" and p["before"] is not None), None)
    if pair is None:
        note = "Too few people have been asked at entry and again at follow-up."
        return Figure("poverty", label, NOT_KNOWN, "", note, "workers", 2, "")
    value = f"{percent(pair['before'])} → {percent(pair['after'])}"
    note = f"{pair['n']:,} people, at entry and at follow-up. Change: {change_of(pair)}."
    note += "" if pair["is_change"] else " The interval takes in 0, so this is no change to report."
    return Figure("poverty", label, value, "", note, "workers", 2, f"{pair['n']}", change_of(pair))


def _wage(facts: dict[str, Any]) -> Figure:
    label, given = "Middle hourly wage", facts["workers"]["wage"]
    if given is None:
        note = "Too few people have told their wage at entry and again at follow-up."
        return Figure("wage", label, NOT_KNOWN, "", note, "workers", 2, "")
    value = f"${given['before']} → ${given['after']}"
    ends = f"{signed_dollars(given['low'])} to {signed_dollars(given['high'])}"
    note = (
        f"{given['n']:,} people, at entry and at follow-up. Half of them gained {signed_dollars(given['gain'])} or more"
    )
    note += f" (95% interval {ends})."
    return Figure("wage", label, value, "", note, "workers", 2, f"{given['n']}", ends)


def csv_rows(facts: dict[str, Any], found: list[Figure], sources: dict[str, str]) -> list[list[str]]:
    """The figures as rows of a file: what, how much, n, interval, period, source and level of evidence."""
    period = facts["edition"]["period"]
    rows = [["Figure", "Value", "n", "95% interval", "Note", "Period", "Source", "Evidence level (0 to 4)"]]
    for one in found:
        value = f"{one.value} {one.unit}".strip()
        rows.append([one.label, value, one.n, one.interval, one.note, period, sources[one.source], str(one.level)])
    return rows
