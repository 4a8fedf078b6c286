"""The ledger: asked for with the deed, done once, given up after its attempts, woken by the sweeper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from core import clock, jobs
from core.isolation import state_scope
from core.models import AuditEvent, Job, JobStatus, State
from core.permissions import Role
from tests import factories


class Broken(Exception):
    """What the work of these tests raises."""


@pytest.fixture
def done() -> Iterator[list[int]]:
    """What the kinds "note", "break" and "refuse" of work did."""
    did: list[int] = []

    @jobs.handler("note")
    def note(*, state_id: int, number: int) -> None:
        did.append(number)

    @jobs.handler("break", max_attempt=2)
    def broken(*, state_id: int, number: int) -> None:
        did.append(number)
        raise Broken("no luck")

    @jobs.handler("refuse")
    def refuse(*, state_id: int, number: int) -> None:
        raise jobs.JobFailed("This can never be done.")

    @jobs.handler("day")
    def day(*, state_id: int) -> None:
        did.append(timezone.localtime(dt.datetime(2026, 7, 1, 2, tzinfo=dt.UTC)).day)

    yield did
    for kind in ("note", "break", "refuse", "day"):
        jobs.HANDLERS.pop(kind)


def run_now(job: Job) -> Job:
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - dt.timedelta(seconds=1))
    jobs.run(job.pk, job.state_id)
    job.refresh_from_db()
    return job


def test_a_job_is_done_once(pa, done):
    job = jobs.enqueue("note", number=7)
    assert run_now(job).status == JobStatus.DONE
    run_now(job)
    assert done == [7]
    assert job.finished_at is not None


def test_asking_twice_asks_once(pa, done):
    assert jobs.enqueue("note", number=7) is not None
    jobs.enqueue("note", number=7)
    assert Job.objects.filter(kind="note").count() == 1


def test_a_job_is_there_exactly_when_its_deed_is(pa, done):
    def deed() -> None:
        with transaction.atomic():
            jobs.enqueue("note", number=1)
            raise Broken

    with pytest.raises(Broken):
        deed()
    assert not Job.objects.exists()


def test_a_failure_is_tried_again_after_a_pause_and_given_up_after_its_attempts(pa, done):
    job = run_now(jobs.enqueue("break", number=1))
    assert (job.status, job.attempt, job.last_error) == (JobStatus.QUEUED, 1, "Broken: no luck")
    assert job.run_after > timezone.now()
    job = run_now(job)
    assert (job.status, job.attempt) == (JobStatus.DEAD, 2)
    run_now(job)
    assert done == [1, 1]


def test_what_cannot_be_done_is_not_tried_again(pa, done):
    job = run_now(jobs.enqueue("refuse", number=1))
    assert (job.status, job.last_error) == (JobStatus.DEAD, "This can never be done.")


def test_a_job_that_is_not_due_waits(pa, done):
    job = jobs.enqueue("note", number=1, run_after=timezone.now() + dt.timedelta(hours=1))
    jobs.run(job.pk, pa.pk)
    assert done == []


def test_two_workers_claim_a_job_once(pa, done):
    job = jobs.enqueue("note", number=1)
    assert jobs.claim(job.pk, pa.pk) is not None
    assert jobs.claim(job.pk, pa.pk) is None


def test_a_job_whose_worker_died_is_taken_over_when_its_lease_ends(pa, done):
    job = jobs.enqueue("note", number=1)
    jobs.claim(job.pk, pa.pk)
    Job.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    taken = jobs.claim(job.pk, pa.pk)
    assert taken is not None
    assert (taken.attempt, taken.last_error) == (2, jobs.KILLED)


def test_a_worker_that_lost_its_lease_cannot_end_the_job(pa, done):
    job = jobs.enqueue("note", number=1)
    late = jobs.claim(job.pk, pa.pk)
    Job.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    jobs.claim(job.pk, pa.pk)
    jobs.finish(late, JobStatus.DONE)
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING


def test_a_job_runs_on_the_states_own_day(pa, done):
    run_now(jobs.enqueue("day", key="day"))
    assert done == [30]  # 2 AM UTC on July 1 is June 30 in Pennsylvania


def test_an_operator_retries_or_drops_a_dead_job_and_the_trail_says_so(pa, done):
    officer = factories.member(Role.OFFICER)
    job = run_now(jobs.enqueue("refuse", number=1))
    assert jobs.retry(job, by=officer)
    job.refresh_from_db()
    assert (job.status, job.attempt) == (JobStatus.QUEUED, 0)
    assert not jobs.drop(job, by=officer, reason="not dead")
    assert jobs.drop(run_now(job), by=officer, reason="The address was wrong.")
    assert list(AuditEvent.objects.values_list("deed", flat=True)) == ["job.drop", "job.retry"]


def test_another_states_job_cannot_be_claimed(pa, ga, done):
    job = jobs.enqueue("note", number=1)
    connection.check_constraints()
    with pytest.raises(Exception, match="open"):
        jobs.claim(job.pk, ga.pk)


def test_the_sweeper_finds_what_waits_in_every_state(committed_db, done, valkey):
    for code in ("pa", "ga"):
        state = factories.state(code)
        with state_scope(state):
            jobs.enqueue("note", number=1)
            jobs.claim(jobs.enqueue("note", number=2).pk, state.pk)
    valkey.flushdb()  # as if the broker had lost its memory
    assert clock.sweep(patience=0) == 2
    for state in State.objects.all():
        with state_scope(state):
            Job.objects.filter(status=JobStatus.RUNNING).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert clock.sweep(patience=0) == 4


def test_workers_that_fall_behind_are_not_told_the_same_again_and_again(committed_db, done, valkey):
    state = factories.state("pa")
    with state_scope(state):
        for number in range(5):
            jobs.enqueue("note", number=number)
    assert jobs.unread("default") == 5
    assert [clock.sweep(patience=0) for _ in range(3)] == [0, 0, 0]
    assert jobs.unread("default") == 5
    valkey.rpop("default")  # one of them is lost on its way
    assert clock.sweep(patience=0) == 5
    assert [clock.sweep(patience=0) for _ in range(3)] == [0, 0, 0]


def test_a_schedule_wakes_nobody_twice_in_a_period(committed_db, done, valkey, monkeypatch):
    monkeypatch.setattr(clock, "SCHEDULES", [clock.Schedule("note", dt.timedelta(hours=1))])
    for code in ("pa", "ga"):
        factories.state(code)
    now = dt.datetime(2026, 11, 25, 14, 5, tzinfo=dt.UTC)
    for minutes in (0, 0, 20, 54):
        clock.fire(now + dt.timedelta(minutes=minutes))
    assert jobs.unread("default") == 2


def test_the_sweeper_waits_for_a_broker_that_is_away(committed_db, done, valkey, monkeypatch, caplog):
    with state_scope(factories.state("pa")):
        jobs.enqueue("note", number=1)
    valkey.flushdb()
    with monkeypatch.context() as away:
        away.setattr(current_app.conf, "broker_read_url", "redis://127.0.0.1:1/0")
        assert clock.sweep(patience=0) == 0
    assert "The broker is away; 1 jobs wait for it" in caplog.text
    assert clock.sweep(patience=0) == 1


def test_a_schedule_asks_once_a_period_in_each_state(pa, done, monkeypatch):
    monkeypatch.setattr(clock, "SCHEDULES", [clock.Schedule("note", dt.timedelta(hours=1))])
    now = dt.datetime(2026, 11, 25, 14, 5, tzinfo=dt.UTC)
    for minutes in (0, 20, 54):
        clock.fire(now + dt.timedelta(minutes=minutes))
    assert Job.objects.filter(kind="note").count() == 1
    clock.fire(now + dt.timedelta(minutes=56))
    assert Job.objects.filter(kind="note").count() == 2
