"""The analyst's workbench: 77 counties screened over the subsectors, in a table of three million figures.

The figures are made by one statement: two years of every subsector in every county of Oklahoma, the state and the nation,
and many others beside them, as a national file brings them.
"""

from __future__ import annotations

import hashlib

from django.db import connection

from benchmarks.client import Person
from benchmarks.results import Line
from core import geography
from core.choices import Scope
from core.isolation import state_scope
from core.models import HostName, Member, RoleGrant, State, User
from core.permissions import Role
from labor_market.choices import DatasetKind
from labor_market.models import Dataset, Industry
from partnerships.models import Region

CODE, EMAIL = "screening", "analyst@screening.example"
YEARS = (2024, 2025)
OTHERS = 3_000_000
WARM, TIMES, TARGET_MS, TARGET_QUERIES = 4, 40, 150.0, 20

FILL = """
INSERT INTO labor_market_industryfigure
  (dataset_id, area_fips, own_code, industry_code, year, quarter, employment, establishments, total_wages, average_pay,
   disclosed)
SELECT %s, area, '5', code, year, 0, CASE WHEN shown THEN jobs END, 12, CASE WHEN shown THEN jobs * 52000 END,
  CASE WHEN shown THEN 52000 END, shown
FROM (
  SELECT area, code, year, code = '10' OR right(area, 3) = '000' OR (hashtext(area || code) & 31) > 0 AS shown,
    (CASE code WHEN '10' THEN 90000 ELSE 40 + (hashtext(area || code || year) & 1023) END
      * CASE WHEN right(area, 3) = '000' THEN 80 ELSE 1 END)::numeric AS jobs
  FROM unnest(%s::text[]) AS area, unnest(%s::text[]) AS code, unnest(%s::int[]) AS year
) cells
"""
MORE = """
INSERT INTO labor_market_industryfigure
  (dataset_id, area_fips, own_code, industry_code, year, quarter, employment, establishments, disclosed)
SELECT %s, lpad((50000 + n / 1200)::text, 5, '0'), '5', lpad((n %% 600 + 100000)::text, 6, '0'),
  2024 + (n / 600) %% 2, 0, n %% 900, 5, true
FROM generate_series(0, %s) AS n
"""


def measure(others: int = OTHERS) -> list[Line]:
    """The page of a region of 77 counties, and of the whole state; the figures beside them are in the file too."""
    state = prepare(others)
    with state_scope(state):
        region = Region.objects.get()
    person = Person(state, EMAIL)
    lines = []
    for name, query in (("77 counties", f"region={region.pk}&depth=3"), ("whole state", "depth=3")):
        answers = [person.get(f"/labor-market/workbench/?{query}") for _ in range(WARM + TIMES)][WARM:]
        wrong = {one.status for one in answers} - {200}
        if wrong:
            print(f"  screening of {name} answers {sorted(wrong)}")
            continue
        lines.append(
            Line(
                f"screening page, {Industry.objects.filter(level=3).count()} industries, {name}",
                [one.ms for one in answers],
                queries=max(one.queries for one in answers),
                target_ms=TARGET_MS,
                target_queries=TARGET_QUERIES,
                more={"figures": others},
            )
        )
    return lines


def prepare(others: int) -> State:
    """The state with its analyst, its region and the figures; a second run finds them."""
    known = State.objects.filter(code=CODE).first()
    if known:
        return known
    state = State.objects.create(code=CODE, usps="OK", fips="40", name="Oklahoma", time_zone="America/Chicago")
    HostName.objects.create(state=state, host=f"{CODE}.localhost")
    counties = [one.fips for one in geography.counties_of("40")]
    with state_scope(state):
        member = Member.objects.create(user=User.objects.create_user(EMAIL, "a long enough password"), name="Analyst")
        RoleGrant.objects.create(member=member, role=Role.ANALYST, scope=Scope.STATE, starts_on="2020-01-01")
        Region.objects.create(name="Every county", county_fips=counties)
    held = Dataset.objects.create(
        key="qcew-bench",
        kind=DatasetKind.QCEW,
        title="Made for measuring",
        source="Roundtable",
        vintage="2024 and 2025",
        licence="Made",
        rows=0,
        first_year=YEARS[0],
        last_year=YEARS[1],
        sha256=hashlib.sha256(b"qcew-bench").hexdigest(),
    )
    codes = ["10", *Industry.objects.filter(level=3).values_list("code", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(FILL, [held.pk, [*counties, "40000", "US000"], codes, list(YEARS)])
        cursor.execute(MORE, [held.pk, others])
        cursor.execute("ANALYZE labor_market_industryfigure")
        cursor.execute("RESET statement_timeout")
    return state
