"""Core's Celery task, which runs any job of the ledger, and core's own jobs: sending mail and scanning files."""

from __future__ import annotations

import datetime as dt

from celery import shared_task

from core import clock, files, jobs, mail

TIDY_FILES = "tidy_files"

clock.each(TIDY_FILES, dt.timedelta(days=1))


@shared_task(name="run_job")
def run_job(job_id: int, state_id: int) -> None:
    """Run one job of the ledger. Waking twice is harmless: the second finds nothing to claim."""
    jobs.run(job_id, state_id)


@jobs.handler("send_email", queue="mail", max_attempt=8)
def send_email(*, state_id: int, email_id: int) -> None:
    mail.deliver(state_id, email_id)


@jobs.handler("scan_file", queue="scan")
def scan_file(*, state_id: int, file_id: int) -> None:
    files.scan(state_id, file_id)


@jobs.handler(TIDY_FILES)
def tidy_files(*, state_id: int) -> None:
    files.tidy(state_id)
