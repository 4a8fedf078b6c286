"""What one agency reads of its own money: one fund's share, by the agency's fiscal year, and nothing of other funds.

Dollars are those of the fund's own page: what stands in awards with amendments and without what was given back, and what
accepted reports spent. Reports are by calendar quarter; a quarter that lies in two fiscal years of the agency stands in a
line of its own, so that no dollar is put into a year by guess.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Q, Sum
from django.utils import timezone

from core.calendars import FiscalCalendar, Naming, Quarter, state_fiscal_year
from core.choices import YearNamedBy
from core.geography import all_counties
from core.models import State
from grants.choices import BudgetCategory, ReportStatus
from grants.models import Award, Fund, PoolShare, Report, ReportSpending
from grants.readmodels.funds import FundRow, awarded_of, promised_of
from grants.readmodels.traces import NOTHING, AwardMoney, Figures, figures_of, money_of, pooled
from partnerships.choices import Comparability
from partnerships.models import Measure

Years = tuple[int, ...]
ACCEPTED = Q(status=ReportStatus.ACCEPTED)


class YearLine(NamedTuple):
    """A fiscal year of the agency, or two that share a quarter: what awards hold that start in it, what was spent in it."""

    years: Years
    label: str
    awarded: Decimal
    spent: Decimal
    accepted: int
    missing: int


class CategoryLine(NamedTuple):
    """What accepted reports spent in a cost category."""

    label: str
    spent: Decimal


class Outcome(NamedTuple):
    """A measure with what the accepted reports of all awards say on it; no value where it is never added up."""

    measure: Measure
    value: Decimal | None
    basis: str
    reporting: int

    @property
    def unit(self) -> str:
        return "percent" if self.measure.comparability == Comparability.RATE else self.measure.get_unit_display()


@dataclass(frozen=True)
class AwardLine:
    """An award that the fund pays: where, how much of it, and what its accepted reports say (measure, value, of)."""

    money: AwardMoney
    counties: list[str]
    accepted: int
    missing: int
    achieved: list[tuple[Measure, Decimal, Decimal]]


@dataclass(frozen=True)
class ShareReport:
    """One fund's share."""

    row: FundRow
    calendar: FiscalCalendar
    pools: list[tuple[str, str]]
    years: list[YearLine]
    categories: list[CategoryLine]
    outcomes: list[Outcome]
    awards: list[AwardLine]

    @property
    def year_words(self) -> str:
        """From October, named by the year in which it ends."""
        ends = self.calendar.naming is Naming.LAST_YEAR
        named = "ends" if ends else "starts"
        return f"from {calendar.month_name[self.calendar.start_month]}, named by the year in which it {named}"

    @property
    def straddles(self) -> bool:
        """Whether some quarter lies in two of its fiscal years."""
        return any(len(year.years) > 1 for year in self.years)

    @property
    def awarded(self) -> Decimal:
        return sum((line.money.amount for line in self.awards), NOTHING)

    @property
    def spent(self) -> Decimal:
        return sum((line.money.spent for line in self.awards), NOTHING)

    @property
    def accepted(self) -> int:
        return sum(line.accepted for line in self.awards)

    @property
    def missing(self) -> int:
        return sum(line.missing for line in self.awards)

    @property
    def silent(self) -> int:
        """How many awards have no accepted report yet."""
        return sum(not line.accepted for line in self.awards)


def calendar_of(fund: Fund, state: State) -> FiscalCalendar:
    """The fiscal year of the fund's agency; the state's where it has none of its own."""
    own = fund.fiscal_year_start_month
    named = fund.fiscal_year_named_by if own else state.fiscal_year_named_by
    naming = Naming.FIRST_YEAR if named == YearNamedBy.START else Naming.LAST_YEAR
    return FiscalCalendar("FY", own, naming) if own else state_fiscal_year(state.fiscal_year_start_month, naming)


def share_report(fund: Fund, state: State) -> ShareReport:
    """Thirteen queries, whatever the number of awards."""
    key = [fund.pk]
    row = FundRow(fund, promised_of(key).get(fund.pk, NOTHING), awarded_of(key).get(fund.pk, NOTHING))
    money = money_of(Award.objects.standing().filter(fund=fund))
    keys = [one.award.pk for one in money]
    figures = figures_of(keys)
    measures = _measures(figures)
    reports = _reports(keys)
    spending = _spending(keys)
    by_fiscal_year = calendar_of(fund, state)
    return ShareReport(
        row,
        by_fiscal_year,
        _pools(fund),
        _years(by_fiscal_year, money, reports, spending),
        _categories(spending),
        [_outcome(measure, figures) for measure in measures],
        [_line(one, measures, figures, reports) for one in money],
    )


def _pools(fund: Fund) -> list[tuple[str, str]]:
    """The pools into which it pays, each with its part, such as 60 of 100; who else pays is not said. One query."""
    rows = PoolShare.objects.filter(fund=fund).annotate(whole=Sum("pool__shares__ratio")).order_by("pool__name")
    return [
        (name, f"{ratio:,} of {whole:,}") for name, ratio, whole in rows.values_list("pool__name", "ratio", "whole")
    ]


def _measures(figures: Figures) -> list[Measure]:
    """What the figures are of; another version of a definition is another measure. One query."""
    return list(Measure.objects.filter(pk__in={pk for _, pk in figures}).order_by("position", "code", "version"))


Reports = list[tuple[int, Quarter, int, int]]
"""(award, quarter, accepted reports, reports of a quarter that is over and that nobody accepted)."""


def _reports(keys: list[int]) -> Reports:
    """One query."""
    over = Q(period_end__lt=timezone.localdate()) & ~ACCEPTED
    rows = Report.objects.filter(award__in=keys).order_by().values_list("award_id", "period_start")
    counted = rows.annotate(accepted=Count("pk", filter=ACCEPTED), missing=Count("pk", filter=over))
    return [(award, Quarter.of(start), accepted, missing) for award, start, accepted, missing in counted]


def _spending(keys: list[int]) -> list[tuple[Quarter, str, Decimal]]:
    """Dollars of the grant by quarter and cost category, as accepted reports say. One query."""
    rows = ReportSpending.objects.filter(report__award__in=keys, report__status=ReportStatus.ACCEPTED)
    grouped = rows.order_by().values_list("report__period_start", "category").annotate(spent=Sum("amount"))
    return [(Quarter.of(start), category, spent) for start, category, spent in grouped]


def _years(
    by_year: FiscalCalendar,
    money: Iterable[AwardMoney],
    reports: Reports,
    spending: Iterable[tuple[Quarter, str, Decimal]],
) -> list[YearLine]:
    """Every fiscal year in which an award starts, a report was accepted, or one is missing."""
    awarded: dict[Years, Decimal] = defaultdict(Decimal)
    spent: dict[Years, Decimal] = defaultdict(Decimal)
    accepted: Counter[Years] = Counter()
    missing: Counter[Years] = Counter()
    for one in money:
        awarded[(by_year.year_of(one.award.starts_on),)] += one.amount
    for quarter, _, amount in spending:
        spent[_years_of(by_year, quarter)] += amount
    for _, quarter, taken, lacking in reports:
        accepted[_years_of(by_year, quarter)] += taken
        missing[_years_of(by_year, quarter)] += lacking
    shown = {years for found in (awarded, spent, +accepted, +missing) for years in found}
    return [
        YearLine(years, _name(by_year, years), awarded[years], spent[years], accepted[years], missing[years])
        for years in sorted(shown)
    ]


def _years_of(by_year: FiscalCalendar, quarter: Quarter) -> Years:
    return tuple(dict.fromkeys(view.year for view in by_year.views(quarter)))


def _name(by_year: FiscalCalendar, years: Years) -> str:
    return " and ".join(f"{by_year.prefix}{year}" for year in years)


def _categories(spending: Iterable[tuple[Quarter, str, Decimal]]) -> list[CategoryLine]:
    """In the order of the federal form, without its letters; what nobody reported is left out."""
    spent: dict[str, Decimal] = defaultdict(Decimal)
    for _, category, amount in spending:
        spent[category] += amount
    named = [(one, str(one.label).partition(". ")[2]) for one in BudgetCategory]
    return [CategoryLine(label, spent[one]) for one, label in named if one in spent]


def _outcome(measure: Measure, figures: Figures) -> Outcome:
    found = [value for (_, pk), value in figures.items() if pk == measure.pk]
    return Outcome(measure, *pooled(measure, found), len(found))


def _line(one: AwardMoney, measures: list[Measure], figures: Figures, reports: Reports) -> AwardLine:
    names = all_counties()
    key = one.award.pk
    return AwardLine(
        one,
        [names[fips].name if fips in names else fips for fips in one.award.partnership.county_fips],
        sum(accepted for award, _, accepted, _ in reports if award == key),
        sum(missing for award, _, _, missing in reports if award == key),
        [(each, *figures[key, each.pk]) for each in measures if (key, each.pk) in figures],
    )
