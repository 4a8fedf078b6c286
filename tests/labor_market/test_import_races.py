"""Two people at once and a worker killed in the middle: a data set is there whole, once, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import connection

from core.isolation import state_scope
from core.permissions import Role
from labor_market.actions import imports
from labor_market.models import DataImport, Dataset, IndustryFigure
from labor_market.tasks.imports import check_import, load_import
from tests import factories
from tests.labor_market.bringing import annual, bring, csv_of
from tests.live import ROOT
from tests.plugin import BASE
from tools import servers

LINES = 60_000
WORK = (
    "import django; django.setup(); import sys; from labor_market.tasks.imports import load_import;"
    " load_import(state_id=int(sys.argv[1]), import_id=int(sys.argv[2]))"
)


def long_file(lines: int) -> bytes:
    """So many different lines of counties."""
    return csv_of(
        *(annual(area=f"{10000 + n // 90:05d}", industry=f"{1000 + n % 90}", jobs=n + 1) for n in range(lines))
    )


@pytest.fixture
def ready(committed_db):
    """Two analysts' imports of the same file, both ready to be loaded."""
    state = factories.state("pa")
    with state_scope(state):
        people = [factories.member(Role.ANALYST, name=name) for name in ("Ada", "Ben")]
    content = long_file(LINES)
    found = []
    for person in people:
        with state_scope(state):
            found.append(bring(content, person))
    return state, people, found


def test_a_worker_reads_the_file_outside_of_any_scope(ready):
    state, people, (held, _) = ready
    with state_scope(state):
        held = imports.reread(held, vintage="2024", released=None, options={}, by=people[0])
    check_import(state_id=state.pk, import_id=held.pk)
    with state_scope(state):
        held = DataImport.objects.get(pk=held.pk)
    assert (held.status, held.rows_good, held.vintage) == ("ready", LINES, "2024")


def test_of_two_workers_with_the_same_file_one_loads_it_and_the_other_says_so(ready):
    state, people, held = ready
    with state_scope(state):
        imports.load(held[0], by=people[0])
        DataImport.objects.filter(pk=held[1].pk).update(status="loading")

    def work(pk: int) -> None:
        load_import(state_id=state.pk, import_id=pk)
        connection.close()

    threads = [threading.Thread(target=work, args=(one.pk,)) for one in held]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with state_scope(state):
        statuses = sorted(DataImport.objects.values_list("status", flat=True))
        failure = DataImport.objects.get(status="failed").failure
    assert statuses == ["failed", "loaded"]
    assert "loaded already" in failure
    assert Dataset.objects.count() == 1
    assert IndustryFigure.objects.count() == LINES


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_loads_it(ready):
    state, people, (held, _) = ready
    with state_scope(state):
        imports.load(held, by=people[0])
    places = servers.addresses(BASE, connection.settings_dict["NAME"]) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    child = subprocess.Popen(
        [sys.executable, "-c", SLOW + WORK, str(state.pk), str(held.pk)], cwd=ROOT, env=os.environ | places
    )
    deadline = time.monotonic() + 60
    while not read_so_far(state, held):
        assert child.poll() is None, "the worker ended before it could be killed"
        assert time.monotonic() < deadline, "no progress was written within a minute"
        time.sleep(0.05)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert 0 < read_so_far(state, held) < LINES
    assert not Dataset.objects.exists()
    assert not IndustryFigure.objects.exists()
    load_import(state_id=state.pk, import_id=held.pk)
    with state_scope(state):
        held = DataImport.objects.select_related("dataset").get(pk=held.pk)
    assert (held.status, held.dataset.rows) == ("loaded", LINES)
    assert IndustryFigure.objects.count() == LINES


SLOW = (
    "import time; from labor_market.checks import qcew; was = qcew.QcewReader.__call__;"
    " qcew.QcewReader.__call__ = lambda self, cells: (time.sleep(0.0002), was(self, cells))[1];"
)
"""A disk that is slow enough to be killed on."""


def read_so_far(state, held: DataImport) -> int:
    with state_scope(state):
        return DataImport.objects.get(pk=held.pk).rows_read


def test_a_gigabyte_is_read_in_little_memory(tmp_path):
    """A file twenty times as long takes no more: lines, errors and progress are all bounded."""
    path = tmp_path / "long.csv"
    path.write_bytes(long_file(2_000))
    small = peak_of(path)
    with path.open("ab") as out:
        for _ in range(120):
            out.write(long_file(2_000).partition(b"\n")[2])
    assert peak_of(path) - small < 8_000


def peak_of(path) -> int:
    """The most kilobytes that a process takes which reads the file."""
    code = (
        "import resource, sys; from labor_market.checks.kinds import Known, open_file;"
        "file = open(sys.argv[1], 'rb'); found = open_file(file, 'qcew', {}, Known());"
        "assert sum(1 for row in found.rows) == found.tally.good > 0;"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=True, capture_output=True)
    return int(done.stdout)
