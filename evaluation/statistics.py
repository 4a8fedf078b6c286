"""The arithmetic of evidence: shares with intervals, change in pairs, bounds, pooling, suppression. Pure
functions.

Shares, changes and their ends are in percent (or percentage points), unrounded. Sources: Wilson (1927), McNemar (1947),
Newcombe (1998); small cells as in Washington's guideline on working with small numbers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from math import ceil, floor, sqrt
from statistics import median
from typing import Generic, NamedTuple, TypeVar

Z95 = 1.959964
SUPPRESSION_MINIMUM = 10
HEADLINE_ANSWERS = 10
HEADLINE_RESPONSE = 30.0

Key = TypeVar("Key", bound=Hashable)


class Interval(NamedTuple):
    """Two ends, in percent."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """`yes` of `n` answers."""

    yes: int
    n: int

    def __post_init__(self) -> None:
        if not 0 <= self.yes <= self.n:
            raise ValueError(f"{self.yes} of {self.n} is not a share.")

    @property
    def percent(self) -> float | None:
        """Percent, or None when nobody answered: nothing is not 0 %."""
        return 100 * self.yes / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Its 95 % Wilson interval."""
        return wilson(self.yes, self.n) if self.n else None


def wilson(yes: int, n: int) -> Interval:
    """95 % Wilson interval of yes/n: right for small n and at the ends (22 of 22 is 85.1 to 100, never
    ±0)."""
    share, z2 = Share(yes, n).yes / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Interval(max(0.0, 100 * (middle - half)), min(100.0, 100 * (middle + half)))


def sampling_margin(yes: int, n: int, population: int | None = None) -> float:
    """Half-width of the usual (Wald) interval in points; with the finite-population correction if
    `population` is given.

    Only for a random sample. A census with silent members wants `nonresponse_bounds`.
    """
    share = Share(yes, n).yes / n
    correction = sqrt((population - n) / (population - 1)) if population and population > 1 else 1.0
    return 100 * Z95 * sqrt(share * (1 - share) / n) * correction


def nonresponse_bounds(yes: int, answered: int, invited: int) -> Interval:
    """Between which shares of all invited the truth lies, whatever the silent ones think."""
    if not 0 <= yes <= answered <= invited or not invited:
        raise ValueError(f"{yes} yes, {answered} answered, {invited} invited: each must be within the next.")
    return Interval(100 * yes / invited, 100 * (yes + invited - answered) / invited)


@dataclass(frozen=True)
class PairedChange:
    """The same people asked twice: shares before and after, and the change with its 95 % interval, in
    points."""

    n: int
    before: float
    after: float
    points: float
    low: float
    high: float

    @property
    def is_change(self) -> bool:
        """Only a change whose interval leaves out 0 may be called one."""
        return self.low > 0 or self.high < 0


def paired_change(n: int, before: int, gained: int, lost: int) -> PairedChange:
    """McNemar: of `n` pairs `before` said yes at first; `gained` came to it, `lost` left it.

    Golden: 100 pairs, 64 poor at first, 4 into poverty, 33 out of it: 64 % → 35 %, −29 points, −39.5 to
    −18.5.
    """
    if not (0 <= before <= n and 0 <= lost <= before and 0 <= gained <= n - before) or not n:
        raise ValueError(f"{n} pairs, {before} before, {gained} gained, {lost} lost do not fit together.")
    net = gained - lost
    half = Z95 * sqrt(gained + lost - net**2 / n) / n
    return PairedChange(
        n=n,
        before=100 * before / n,
        after=100 * (before + net) / n,
        points=100 * net / n,
        low=100 * (net / n - half),
        high=100 * (net / n + half),
    )


def pooled(shares: Iterable[Share]) -> Share:
    """One share of everybody: numerators and denominators added. Never the average of rates."""
    found = list(shares)
    return Share(sum(share.yes for share in found), sum(share.n for share in found))


class Gap(NamedTuple):
    """How far a group's share lies from everybody's, with its 95 % interval, in points."""

    points: float
    low: float
    high: float

    @property
    def is_gap(self) -> bool:
        """Only a distance whose interval leaves out 0 may be called a gap."""
        return self.low > 0 or self.high < 0


def equity_gap(group: Share, everybody: Share) -> Gap | None:
    """The group's share less everybody's, the group among them (measure W16); None where there is no other to compare.

    Two samples that share people are not independent: the interval is that of the group against the rest (Newcombe's
    hybrid of two Wilson intervals), made as much shorter as the rest is of everybody.
    """
    rest = Share(everybody.yes - group.yes, everybody.n - group.n)
    if group.percent is None or rest.percent is None or group.interval is None or rest.interval is None:
        return None
    apart = group.percent - rest.percent
    down = sqrt((group.percent - group.interval.low) ** 2 + (rest.interval.high - rest.percent) ** 2)
    up = sqrt((group.interval.high - group.percent) ** 2 + (rest.percent - rest.interval.low) ** 2)
    part = rest.n / everybody.n
    return Gap(part * apart, part * (apart - down), part * (apart + up))


class Gate(Enum):
    """How loudly a survey figure may be said."""

    HEADLINE = "headline"
    INDICATIVE = "indicative"
    TOO_FEW = "too few answers to report"


def headline_gate(answers: int, *, completed: int, invited: int) -> Gate:
    """A headline needs 10 answers to the item and a response of 30 %; below 10 answers nothing is printed."""
    if answers < HEADLINE_ANSWERS:
        return Gate.TOO_FEW
    response = 100 * completed / invited if invited else 0.0
    return Gate.HEADLINE if response >= HEADLINE_RESPONSE else Gate.INDICATIVE


class Middle(NamedTuple):
    """A median with its 95 % interval, in the unit of the values."""

    n: int
    median: Decimal
    low: Decimal
    high: Decimal


def median_interval(values: Iterable[Decimal]) -> Middle | None:
    """The median and the order statistics that enclose it in 95 of 100 samples, whatever the values' shape.

    Ranks by the normal approximation to the sign test; None without values.
    """
    found = sorted(values)
    n = len(found)
    if not n:
        return None
    half = Z95 * sqrt(n) / 2
    low, high = max(0, floor(n / 2 - half)), min(n - 1, ceil(n / 2 + half) - 1)
    return Middle(n, median(found), found[low], found[max(low, high)])


# Suppression ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Suppressed(Generic[Key]):
    """Counts fit to print: None is "fewer than 10" or hidden to protect such a cell; `total` may have to go,
    too."""

    cells: dict[Key, int | None]
    total: int | None

    @property
    def hidden(self) -> list[Key]:
        """The keys that are not shown."""
        return [key for key, count in self.cells.items() if count is None]


def suppress(counts: Mapping[Key, int], minimum: int = SUPPRESSION_MINIMUM) -> Suppressed[Key]:
    """Hide counts of people from 1 to `minimum` − 1, and a second cell where the total would give the first
    away.

    What is hidden has at least two cells and together at least `minimum` people; if no second cell can be
    found, the total is hidden instead. Zeros are shown: they are nobody's secret.
    """
    hidden = _hide({key: count for key, count in counts.items() if count}, set(), minimum)
    safe = not hidden or _is_safe([counts[key] for key in hidden], minimum)
    cells = {key: None if key in hidden else count for key, count in counts.items()}
    return Suppressed(cells, sum(counts.values()) if safe else None)


def suppress_table(
    rows: Mapping[Key, Mapping[Hashable, int]], minimum: int = SUPPRESSION_MINIMUM
) -> dict[Key, dict[Hashable, int | None]]:
    """The same over a table whose row and column totals are printed: repeated until every line is safe.

    A line that cannot be made safe ends with all its non-zero cells hidden; do not print that line's total
    (`line_is_safe`).
    """
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    lines = [[(key, column) for column in row] for key, row in rows.items()]
    lines += [[(key, column) for key, row in rows.items() if column in row] for column in columns]
    hidden: set[tuple[Key, Hashable]] = set()
    size = -1
    while size != len(hidden):
        size = len(hidden)
        for line in lines:
            counts = {cell: rows[cell[0]][cell[1]] for cell in line if rows[cell[0]][cell[1]]}
            hidden |= _hide(counts, hidden & counts.keys(), minimum)
    return {
        key: {column: None if (key, column) in hidden else count for column, count in row.items()}
        for key, row in rows.items()
    }


def line_is_safe(counts: Sequence[int], shown: Sequence[int | None], minimum: int = SUPPRESSION_MINIMUM) -> bool:
    """Whether a row's or column's total may stand beside its cells."""
    hidden = [count for count, printed in zip(counts, shown, strict=True) if printed is None]
    return not hidden or _is_safe(hidden, minimum)


def _is_safe(hidden: Sequence[int], minimum: int) -> bool:
    return len(hidden) > 1 and sum(hidden) >= minimum


def _hide(counts: dict[Key, int], already: Iterable[Key], minimum: int) -> set[Key]:
    """Small cells, and then the smallest others until the hidden ones cannot be told from a total."""
    hidden = set(already) | {key for key, count in counts.items() if count < minimum}
    others = sorted(counts.keys() - hidden, key=lambda key: (counts[key], str(key)))
    while hidden and others and not _is_safe([counts[key] for key in hidden], minimum):
        hidden.add(others.pop(0))
    return hidden


def employers_hidden(amounts: Sequence[float], fewest: int = 3, dominant: float = 80.0) -> bool:
    """Whether money or headcount of employers must be hidden: fewer than three, or one with over 80 % of the
    total."""
    given = [amount for amount in amounts if amount]
    if not given:
        return False
    return len(given) < fewest or 100 * max(given) / sum(given) > dominant


def shown_percent(share: Share, minimum: int = SUPPRESSION_MINIMUM) -> str:
    """A share in words fit to print: whole percent; hidden below `minimum` answers; blunt where a side is
    small.

    Near the ends, "under 5%" and "over 95%" keep a handful of people from being counted back.
    """
    if share.percent is None or share.n < minimum:
        return f"fewer than {minimum} answers"
    if 0 < share.yes < minimum and share.percent < 5:
        return "under 5%"
    if 0 < share.n - share.yes < minimum and share.percent > 95:
        return "over 95%"
    return f"{floor(share.percent + 0.5)}%"
