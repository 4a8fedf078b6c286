"""The largest files of the state's analyst: two annual QCEW singlefiles of five million lines, by the operator's command.

Each is loaded by a process of its own, of which the kernel says how much memory it took at most. Then the read that a
screening makes: 90 industries in 77 counties and in the state, two years, with both vintages in the table.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from django.db import connection

from benchmarks import qcew_file
from benchmarks.ground import ROOT
from benchmarks.results import Line
from labor_market.models import County, Dataset, Industry, IndustryFigure

YEARS = (2023, 2024)
TIMES = 20
TARGET_RATE, MOST_MB, TARGET_MS = 15_000.0, 300, 150.0
STATE = "40"


class Loaded(NamedTuple):
    """How long a loading took, and the most memory that its process had."""

    seconds: float
    peak_mb: float


def measure(lines: int) -> list[Line]:
    """Write, load and read; everything that was made is taken away again."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for year in YEARS:
            path = Path(folder) / f"{year}.annual.singlefile.csv"
            qcew_file.write(path, lines, year)
            done, size = load(path, year), path.stat().st_size // 1024**2
            path.unlink()
            more = {"rows": lines, "mb": size, "minutes": round(done.seconds / 60, 2), "peak_mb": round(done.peak_mb)}
            rate = lines / done.seconds
            found.append(Line(f"QCEW {year}, lines loaded a second", rate=rate, target_rate=TARGET_RATE, more=more))
            print(f"  {found[-1].row()}", flush=True)
            if done.peak_mb > MOST_MB:
                print(f"  The process took {done.peak_mb:,.0f} MB; the target is {MOST_MB} MB.")
    found.append(screening())
    print(f"  {found[-1].row()}", flush=True)
    return found


def load(path: Path, year: int) -> Loaded:
    """By the command, in a process of its own."""
    command = [sys.executable, "manage.py", "import_labor_market", str(path), "--kind", "qcew", "--vintage", str(year)]
    started = time.monotonic()
    process = subprocess.Popen([*command, "--skip-checks"], cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{path.name} was not loaded.")
    return Loaded(time.monotonic() - started, used.ru_maxrss / 1024)


def screening() -> Line:
    """The figures of one screening: by county, and the state's beside them."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("ANALYZE labor_market_industryfigure")
    datasets = list(Dataset.objects.filter(kind="qcew", last_year__in=YEARS, first_year__in=YEARS))
    counties = list(County.objects.filter(state_fips=STATE).values_list("pk", flat=True))
    industries = [*Industry.objects.filter(level=3).values_list("pk", flat=True)[:89], "10"]
    rows = IndustryFigure.objects.yearly_private().filter(
        dataset__in=[one.pk for one in datasets],
        area_fips__in=[*counties, f"{STATE}000"],
        industry_code__in=industries,
        year__in=YEARS,
    )
    wanted = rows.values_list("area_fips", "industry_code", "year", "employment", "total_wages", "disclosed")
    times = []
    for _ in range(TIMES):
        started = time.perf_counter()
        count = len(list(wanted.all()))  # a copy: the figures are read anew
        times.append((time.perf_counter() - started) * 1000)
    print(wanted.explain(analyze=True, buffers=True), flush=True)
    more = {"rows_read": count, "rows_in_table": IndustryFigure.objects.count()}
    name = f"figures of {len(industries)} industries, {len(counties)} counties, {len(YEARS)} years"
    return Line(name, times, queries=1, target_ms=TARGET_MS, more=more)
