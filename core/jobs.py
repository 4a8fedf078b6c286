"""The job ledger: work that follows a commit is a row first; the Celery message only wakes a worker.

`enqueue` inserts in the caller's transaction, so a job exists exactly when the deed that asked for it does. A worker
claims the row with a lease by one conditional UPDATE, runs the handler outside any transaction, and marks it done. The
sweeper wakes what was not claimed and what a killed worker left behind. A job that failed or killed its worker
`max_attempt` times is dead: it waits for an operator.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from celery import current_app
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerDown

from core import audit
from core.isolation import current_state_id, state_scope
from core.models import Job, JobStatus, Member, State

logger = logging.getLogger(__name__)

LEASE = 60
"""Seconds for which a claim may be believed without a heartbeat."""
BACKOFF = (5, 30, 120, 600, 1800)
"""Seconds to wait after the first, second … failure."""
MINUTES = {"import": 120}
"""Queues whose jobs may run longer than a task may otherwise."""
KILLED = "The worker died while running this job."


class Handler(NamedTuple):
    run: Callable[..., None]
    queue: str
    max_attempt: int


HANDLERS: dict[str, Handler] = {}


class JobFailed(Exception):
    """The handler cannot do the job and trying again will not help. The message is for the operator."""


def handler(
    kind: str, *, queue: str = "default", max_attempt: int = 5
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as what does jobs of a kind. It is called with `state_id` and the job's arguments, outside
    any transaction, on the state's clock, opens `state_scope` itself and may safely run twice."""

    def register(run: Callable[..., None]) -> Callable[..., None]:
        HANDLERS[kind] = Handler(run, queue, max_attempt)
        return run

    return register


def enqueue(kind: str, *, key: str | None = None, run_after: dt.datetime | None = None, **args: Any) -> Job | None:
    """Ask for a job in the current transaction and state.

    `key` makes asking twice harmless: the second makes none, and wakes a worker once more while the first still waits.
    Without one the arguments are the key. Returns the job that waits, None where it was begun already.
    """
    found = HANDLERS[kind]
    key = key or ",".join(f"{name}={value}" for name, value in sorted(args.items()))
    job = Job(kind=kind, key=key, queue=found.queue, max_attempt=found.max_attempt, args=args)
    if run_after is not None:
        job.run_after = run_after
    Job.objects.bulk_create([job], ignore_conflicts=True)
    made = Job.objects.filter(kind=kind, key=key, attempt=0, status=JobStatus.QUEUED).first()
    if made is not None and run_after is None:
        transaction.on_commit(partial(wake, made.pk, made.state_id, made.queue))
    return made


def wake(job_id: int, state_id: int, queue: str) -> None:
    """Tell a worker that a job waits. With the broker down nothing is lost: the sweeper tells again."""
    try:
        seconds = MINUTES.get(queue, 0) * 60
        limits: dict[str, Any] = {"time_limit": seconds, "soft_time_limit": seconds - 30} if seconds else {}
        current_app.send_task("run_job", args=[job_id, state_id], queue=queue, **limits)
    except (BrokerDown, OSError) as error:
        logger.warning("The broker did not take the wake-up of job %s: %s", job_id, error)


def unread(queue: str) -> int:
    """How many wake-ups of a queue no worker has read yet. Raises BrokerDown or OSError when the broker is away."""
    with current_app.connection_for_read() as broker:
        channel: Any = broker.default_channel  # what kombu's types promise of a channel lacks its deeds
        try:
            return int(channel.queue_declare(queue, passive=True).message_count)
        except broker.channel_errors:  # nobody has sent to it since the broker was made
            return 0


CLAIM = """
UPDATE core_job SET status = 'running', attempt = attempt + 1,
    lease_until = clock_timestamp() + make_interval(secs => %(lease)s),
    last_error = CASE WHEN status = 'running' THEN %(killed)s ELSE last_error END
WHERE id = %(id)s AND run_after <= clock_timestamp() AND attempt <= max_attempt
  AND (status = 'queued' OR (status = 'running' AND lease_until < clock_timestamp()))
RETURNING kind, args, attempt, max_attempt, last_error
"""


class Claim(NamedTuple):
    """A job that this worker holds."""

    id: int
    state_id: int
    kind: str
    args: dict[str, Any]
    attempt: int
    max_attempt: int
    last_error: str


def claim(job_id: int, state_id: int) -> Claim | None:
    """Take the job, or None when it is done, not due yet, or somebody else holds it."""
    with state_scope(state_id), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"id": job_id, "lease": LEASE, "killed": KILLED})
        row = cursor.fetchone()
        if row is None:
            return None
        kind, args, attempt, max_attempt, last_error = row
        return Claim(job_id, state_id, kind, _json(args), attempt, max_attempt, last_error)


def _json(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else json.loads(value)


def run(job_id: int, state_id: int) -> None:
    """Claim a job and do it. Every outcome is written to the row."""
    held = claim(job_id, state_id)
    if held is None:
        return
    if held.attempt > held.max_attempt:
        finish(held, JobStatus.DEAD, error=held.last_error)
        return
    try:
        with heartbeat(held), timezone.override(State.objects.get(pk=state_id).zone):
            HANDLERS[held.kind].run(state_id=held.state_id, **held.args)
    except JobFailed as error:
        finish(held, JobStatus.DEAD, error=str(error))
    except Exception as error:  # every failure becomes a row that somebody sees
        logger.exception("Job %s of kind %s failed", held.id, held.kind)
        fail(held, f"{type(error).__name__}: {error}")
    else:
        finish(held, JobStatus.DONE)


@contextmanager
def heartbeat(held: Claim) -> Iterator[None]:
    """Extend the lease every third of its length while the handler runs."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(LEASE / 3):
            with state_scope(held.state_id), connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE core_job SET lease_until = clock_timestamp() + make_interval(secs => %s)"
                    " WHERE id = %s AND status = 'running' AND attempt = %s",
                    [LEASE, held.id, held.attempt],
                )
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def finish(held: Claim, status: JobStatus, *, error: str = "") -> None:
    """Write the end of an attempt, unless the lease was lost to another worker meanwhile."""
    with state_scope(held.state_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_job SET status = %s, last_error = %s, lease_until = NULL, finished_at = clock_timestamp()"
            " WHERE id = %s AND status = 'running' AND attempt = %s",
            [status, error[:2000], held.id, held.attempt],
        )


def fail(held: Claim, error: str) -> None:
    """Queue the job again after a pause, or give it up."""
    if held.attempt >= held.max_attempt:
        finish(held, JobStatus.DEAD, error=error)
        return
    pause = BACKOFF[min(held.attempt, len(BACKOFF)) - 1]
    with state_scope(held.state_id), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_job SET status = 'queued', last_error = %s, lease_until = NULL,"
            " run_after = clock_timestamp() + make_interval(secs => %s)"
            " WHERE id = %s AND status = 'running' AND attempt = %s",
            [error[:2000], pause, held.id, held.attempt],
        )


@transaction.atomic
def retry(job: Job, *, by: Member) -> bool:
    """An operator gives a dead job another full set of attempts. False when it is no longer dead."""
    changed = Job.objects.filter(pk=job.pk, status=JobStatus.DEAD).update(
        status=JobStatus.QUEUED, attempt=0, finished_at=None
    )
    if changed:
        audit.record("job.retry", job, by=by, error=job.last_error)
        transaction.on_commit(partial(wake, job.pk, current_state_id(), job.queue))
    return bool(changed)


@transaction.atomic
def drop(job: Job, *, by: Member, reason: str) -> bool:
    """An operator gives a dead job up, with the reason. False when it is no longer dead."""
    changed = Job.objects.filter(pk=job.pk, status=JobStatus.DEAD).update(status=JobStatus.DROPPED)
    if changed:
        audit.record("job.drop", job, by=by, reason=reason, error=job.last_error)
    return bool(changed)
