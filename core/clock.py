"""What happens by the clock: the sweeper every five seconds, and each registered schedule.

A schedule's firing inserts one job for each state with the key `kind:instant`, so two clocks at once are harmless. The
sweeper is the one thing that looks across states, through a database role that may read the job table and nothing else.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from typing import NamedTuple

from django.db import connections
from kombu.exceptions import OperationalError as BrokerDown

from core import jobs
from core.isolation import state_scope
from core.models import Job, State

logger = logging.getLogger(__name__)

SWEEP_EVERY = 5.0
LOCK = 727_001
"""Key of the advisory lock that lets one sweeper work at a time."""

WAITING = """
SELECT id, state_id, queue FROM core_job
WHERE (status = 'queued' AND run_after < clock_timestamp() - make_interval(secs => %(patience)s))
   OR (status = 'running' AND lease_until < clock_timestamp())
ORDER BY run_after LIMIT 500
"""


class Schedule(NamedTuple):
    """A kind of job for every state, each `every`, counted from midnight UTC."""

    kind: str
    every: dt.timedelta


SCHEDULES: list[Schedule] = []


def each(kind: str, every: dt.timedelta) -> None:
    """Let the clock ask for a job of this kind in every state, once each period."""
    SCHEDULES.append(Schedule(kind, every))


def sweep(patience: float = 10.0) -> int:
    """Wake every job that waited longer than `patience` seconds or whose lease ran out. Returns how many.

    A queue whose wake-ups nobody has read is left alone while there are as many of them as jobs: workers that fall
    behind would otherwise read one job's wake-up again and again, and never come to the jobs.
    """
    with connections["sweeper"].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        try:
            cursor.execute(WAITING, {"patience": patience})
            rows = cursor.fetchall()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    waiting = Counter(queue for _, _, queue in rows)
    try:
        told = {queue for queue, number in waiting.items() if jobs.unread(queue) >= number}
    except (BrokerDown, OSError) as error:
        logger.warning("The broker is away; %s jobs wait for it: %s", len(rows), error)
        return 0
    rows = [row for row in rows if row[2] not in told]
    for job_id, state_id, queue in rows:
        jobs.wake(job_id, state_id, queue)
    return len(rows)


def fire(now: dt.datetime) -> None:
    """Ask for every scheduled job whose period contains `now`. Asking again in the same period changes nothing.

    What was asked for is not asked for again: each asking would wake a worker that has not come to it yet.
    """
    for schedule in SCHEDULES:
        seconds = int(schedule.every.total_seconds())
        instant = dt.datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=dt.UTC)
        for state in State.objects.all():
            key = f"{schedule.kind}:{instant:%Y-%m-%dT%H:%MZ}"
            with state_scope(state):
                if not Job.objects.filter(kind=schedule.kind, key=key).exists():
                    jobs.enqueue(schedule.kind, key=key)


def run_forever() -> None:
    """Fire and sweep until stopped. A database that is away for a while is waited for."""
    while True:
        started = time.monotonic()
        try:
            fire(dt.datetime.now(dt.UTC))
            sweep()
        except Exception:  # the clock must outlive a restart of the database
            logger.exception("The clock missed a beat")
            connections.close_all()
        time.sleep(max(0.1, SWEEP_EVERY - (time.monotonic() - started)))
