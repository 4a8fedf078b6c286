"""300 messages, 20 workers killed with -9 while they work, the broker wiped: none lost, none sent twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from core import mail
from core.isolation import state_scope
from core.models import Email, EmailStatus, Job, JobStatus
from tests import factories
from tests.live import ROOT, Live
from tools import demo, servers

MESSAGES, KILLS, WITHIN = 300, 20, 900.0

pytestmark = pytest.mark.drill


class Crew:
    """Two Celery workers and the clock; a killed worker is replaced at once."""

    def __init__(self, live: Live, log: Path) -> None:
        self.live, self.log = live, log
        self.clock = self.start([sys.executable, "manage.py", "clock"])
        self.workers = [self.start(demo.worker(concurrency=2)) for _ in range(2)]

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.live.environment(),
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=servers.die_with_parent,
            )

    def kill_one(self) -> None:
        """Kill a worker's whole process group, as the kernel's out-of-memory killer would."""
        place = random.randrange(2)
        os.killpg(self.workers[place].pid, signal.SIGKILL)
        self.workers[place].wait()
        self.workers[place] = self.start(demo.worker(concurrency=2))

    def mend(self) -> None:
        """Start again what ended by itself, as any supervisor does."""
        if self.clock.poll() is not None:
            self.clock = self.start([sys.executable, "manage.py", "clock"])
        for place, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[place] = self.start(demo.worker(concurrency=2))

    def stop(self) -> None:
        demo.stop([*self.workers, self.clock])


def left(state) -> int:
    with state_scope(state):
        return Job.objects.filter(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).count()


def test_no_message_is_lost_and_none_is_sent_twice(live, valkey, tmp_path, capsys):
    random.seed(20261125)
    state = factories.state("pa")
    crew = Crew(live, tmp_path / "workers.log")
    try:
        started = time.monotonic()
        for batch in range(KILLS):
            with state_scope(state):
                for number in range(MESSAGES // KILLS):
                    key = f"{batch}-{number}"
                    mail.queue(to=f"p{key}@pa.example", subject=f"Message {key}", text="…\n", template="drill", key=key)
            time.sleep(random.uniform(0.5, 2.5))
            crew.kill_one()
            if batch == KILLS // 2:
                valkey.flushdb()
        while left(state) and time.monotonic() - started < WITHIN:
            crew.mend()
            time.sleep(1)
    finally:
        crew.stop()
    took = time.monotonic() - started
    received = Counter(str(message["Message-ID"]) for message in live.mail.messages())
    with state_scope(state):
        statuses = Counter(Email.objects.values_list("status", flat=True))
        jobs = Counter(Job.objects.filter(kind="send_email").values_list("status", flat=True))
    twice = sum(1 for count in received.values() if count > 1)
    with capsys.disabled():
        print(
            f"\n{MESSAGES} messages, {KILLS} kills, broker wiped: {len(received)} received, {twice} twice, {took:.0f} s",
            f"jobs {dict(jobs)}, mail {dict(statuses)}",
        )
    assert (len(received), twice) == (MESSAGES, 0)
    assert statuses == {EmailStatus.SENT: MESSAGES}
    assert jobs == {JobStatus.DONE: MESSAGES}
