"""The money of a slate and what it reaches: a bar a fund, dollars by kind, a map of the counties."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from core.charts import PLAIN, Chart
from core.charts.marks import EDGE, INK, WHITE, chart, outline, text
from core.geography import geography
from core.models import State
from grants.checks.slates import Line, Purse, given_from
from grants.choices import SlateDecision
from grants.models import Application

TONES = ("rt-s1", "rt-s3", "rt-s2")


class FundBar(NamedTuple):
    """A fund with what is recommended from it."""

    id: int
    name: str
    given: Decimal
    available: Decimal
    tone: str
    start: float
    width: float
    percent: float

    @property
    def key(self) -> str:
        """The id as a form sends it."""
        return str(self.id)

    @property
    def left(self) -> Decimal:
        return self.available - self.given

    @property
    def over(self) -> Decimal:
        return max(-self.left, Decimal(0))


class Money(NamedTuple):
    """All that can be given, and what is recommended of it."""

    funds: list[FundBar]
    available: Decimal
    given: Decimal
    in_full: int
    in_part: int
    waiting: int
    declined: int

    @property
    def left(self) -> Decimal:
        return self.available - self.given

    @property
    def awards(self) -> int:
        return self.in_full + self.in_part

    @property
    def words(self) -> str:
        """The bar in words."""
        parts = [f"{fund.name} ${fund.given:,.0f}" for fund in self.funds]
        return f"Of ${self.available:,.0f}: {', '.join(parts)}, left ${self.left:,.0f}"


class Share(NamedTuple):
    """Dollars of one kind, with the length of its bar."""

    label: str
    amount: Decimal
    percent: float


class Coverage(NamedTuple):
    """What recommended awards reach: counties on a map, dollars by industry, type of applicant and region."""

    map: Chart | None
    industries: list[Share]
    conveners: list[Share]
    regions: list[Share]


def percent_of(part: Decimal, whole: Decimal) -> float:
    return min(float(part / whole * 100), 100.0) if whole else 0.0


def money_of(lines: list[Line], purses: Mapping[int, Purse]) -> Money:
    """One bar for all, one a fund."""
    given = given_from(lines)
    available = sum((purse.available for purse in purses.values()), Decimal(0))
    bars, start = [], 0.0
    for place, purse in enumerate(purses.values()):
        amount = given.get(purse.fund_id, Decimal(0))
        width = min(percent_of(amount, available), 100 - start)
        tone = TONES[place % len(TONES)]
        share = percent_of(amount, purse.available)
        bars.append(FundBar(purse.fund_id, purse.name, amount, purse.available, tone, start, width, share))
        start += width
    decisions = [line.decision for line in lines]
    part = sum(line.is_funded and line.amount < line.requested for line in lines)
    return Money(
        bars,
        available,
        sum(given.values(), Decimal(0)),
        decisions.count(SlateDecision.FUND) - part,
        part,
        decisions.count(SlateDecision.WAITLIST),
        decisions.count(SlateDecision.DECLINE),
    )


def shares(pairs: Iterable[tuple[str, Decimal]]) -> list[Share]:
    """Dollars by kind, most first."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for label, amount in pairs:
        if amount:
            sums[label] += amount
    most = max(sums.values(), default=Decimal(1))
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return [Share(label, amount, float(amount / most * 100)) for label, amount in ordered]


def coverage_map(awards: Sequence[Sequence[str]], state: State, *, key: str = "coverage") -> Chart | None:
    """How many recommended awards, each given by its counties, reach each county; None where no outlines are kept.

    A county that none reaches stays white; the number stands in the others where it fits, and in the table.
    `key` is the id of the picture.
    """
    shapes = geography(state.usps)
    if shapes is None:
        return None
    reached = Counter(fips for counties in awards for fips in set(counties))
    inside = {fips: number for fips, number in reached.items() if fips in shapes.counties}
    most = max(inside.values(), default=1)
    finding = f"Awards reach {len(inside)} of {len(shapes.counties)} counties"
    if len(inside) < len(reached):
        finding += f", and {len(reached) - len(inside)} beyond the state"
    parts, numbers = [], []
    for fips, county in shapes.counties.items():
        number = inside.get(fips, 0)
        tint = PLAIN.tint(0.3 + 0.5 * number / most) if number else WHITE
        parts.append(outline(county.path, tint, EDGE, 0.7))
        if number and county.room >= 8:
            dark = number / most > 0.5
            numbers.append(text(county.x, county.y + 4, str(number), "middle", 11, True, WHITE if dark else INK))
    rows = [[county.name, str(inside.get(fips, 0))] for fips, county in shapes.counties.items()]
    size = (shapes.width, shapes.height)
    words = (finding, f"{finding}; white: none.")
    return chart(key, size, words, ["County", "Awards"], sorted(rows), parts + numbers)


def coverage_of(funded: Sequence[tuple[Application, Decimal]], state: State) -> Coverage:
    """Of these applications and their amounts."""
    return Coverage(
        coverage_map([one.county_fips for one, _ in funded], state),
        shares((one.industry_title or "Not named", amount) for one, amount in funded),
        shares((one.organization.get_type_display(), amount) for one, amount in funded),
        shares(
            (one.partnership.region.name if one.partnership else "New partnerships", amount) for one, amount in funded
        ),
    )
