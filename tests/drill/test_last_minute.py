"""Forty applicants in the last minute, four saves each and then Submit, on real web servers: nothing lost, nothing late."""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import statistics
import subprocess
import sys
import threading
import time
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import Member
from core.permissions import Role
from grants.models import Application, Round, Submission
from questions.models import Answer
from tests import factories
from tests.grants import applying
from tests.live import ROOT
from tools import demo, servers

pytestmark = pytest.mark.drill
APPLICANTS, SECONDS = 40, 20
FIELDS = ("evidence", "interviews", "plan")


class Reply(NamedTuple):
    status: int
    seconds: float
    version: str
    location: str


class Browser:
    """A signed-in applicant who posts as the page's script and its button do."""

    def __init__(self, port: int, state, member: Member) -> None:
        client = factories.client(state, member)
        cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
        cookies["csrf"] = "c" * 32
        self.port = port
        self.headers = {
            "Host": f"pa.localhost:{port}",
            "Cookie": "; ".join(f"{name}={one.value}" for name, one in cookies.items()),
            "X-CSRFToken": "c" * 32,
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def post(self, path: str, data: dict[str, str]) -> Reply:
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", path, urlencode(data), self.headers)
            answer = connection.getresponse()
            answer.read()
            heads = answer.headers
            took = time.perf_counter() - started
            return Reply(answer.status, took, heads.get("X-Version", ""), heads.get("Location", ""))
        finally:
            connection.close()


class Applicant(threading.Thread):
    """Saves her four sections again and again until her moment, then submits once, twice if she is impatient."""

    def __init__(self, number: int, browser: Browser, draft: Application, name: str, moment: float) -> None:
        super().__init__()
        self.number, self.browser, self.draft, self.certified = number, browser, draft, name
        self.moment = moment
        self.versions = dict.fromkeys(FIELDS, 1)
        self.panel = 1
        self.kept: dict[str, str] = {}
        self.saves: list[Reply] = []
        self.submits: list[Reply] = []

    def run(self) -> None:
        base, turn = f"/my/applications/{self.draft.pk}/", 0
        while time.time() < self.moment:
            turn += 1
            for field in FIELDS:
                text = str(turn) if field == "interviews" else f"Turn {turn} of applicant {self.number}, {field}."
                data = {"field": field, "version": str(self.versions[field]), f"q-{field}": text}
                self.note(self.browser.post(f"{base}save/", data), field, text)
            self.save_budget(base, turn)
        for _ in range(1 + self.number % 2):
            self.submits.append(self.browser.post(f"{base}submit/", {"name": self.certified}))

    def note(self, reply: Reply, field: str, text: str) -> None:
        self.saves.append(reply)
        if reply.status in (200, 422):
            self.kept[field] = text
            self.versions[field] = int(reply.version)

    def save_budget(self, base: str, turn: int) -> None:
        line = {"b0-category": "personnel", "b0-description": f"Turn {turn}", "b0-amount": "80000",
                "b0-match_cash": "20000", "b0-match_source": "Keystone Snack Works"}  # fmt: skip
        data = {"field": "panel", "section": "budget", "panel_version": str(self.panel), "b_rows": "1"} | line
        reply = self.browser.post(f"{base}save/", data)
        self.saves.append(reply)
        if reply.status == 200:
            self.panel, self.kept["budget"] = int(reply.version), f"Turn {turn}"


def serve(live) -> tuple[subprocess.Popen[bytes], int]:
    """Two web workers of four threads, as in production."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    process = subprocess.Popen(
        [sys.executable, *web, "--worker-class", "gthread", "--log-level", "warning"],
        cwd=ROOT, env=live.environment(), process_group=0, preexec_fn=servers.die_with_parent,
    )  # fmt: skip
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.1)
    raise AssertionError("the web server did not start")


def test_forty_applicants_in_the_last_minute(live):
    state = factories.state("pa")
    process, port = serve(live)
    try:
        with state_scope(state):
            round = applying.round()
            made = []
            for number in range(APPLICANTS):
                lead = factories.organization(f"Alliance {number}")
                who = factories.member(Role.CONVENER, over=lead, name=f"Convener Number{number}")
                draft = applying.fill(applying.start(round, lead, by=who, title=f"Table {number}"), by=who)
                made.append((who, draft))
            browsers = [Browser(port, state, who) for who, _ in made]
            closes = timezone.now() + dt.timedelta(seconds=SECONDS)
            Round.objects.filter(pk=round.pk).update(closes_at=closes)
        end = closes.timestamp()
        crowd = [
            Applicant(number, browser, draft, who.name, end - 6 + 6.6 * number / APPLICANTS)
            for number, (browser, (who, draft)) in enumerate(zip(browsers, made, strict=True))
        ]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
        judge(state, crowd, closes)
    finally:
        demo.stop([process])


def judge(state, crowd: list[Applicant], closes: dt.datetime) -> None:
    """No error of ours, no acknowledged text lost, a receipt for each submission, none after the instant."""
    replies = [reply for one in crowd for reply in (*one.saves, *one.submits)]
    assert not [reply for reply in replies if reply.status >= 500]
    received = 0
    with state_scope(state):
        for one in crowd:
            sent = Submission.objects.filter(application_id=one.draft.pk)
            told = any(reply.location.endswith("/receipt/") for reply in one.submits)
            assert sent.count() == told, f"applicant {one.number} was told {told}"
            received += sent.count()
            answers = Answer.objects.filter(response_id=one.draft.response_id, question__key__in=FIELDS)
            now = dict(answers.values_list("question__key", "raw"))
            assert {key: now[key] for key in FIELDS} == {key: one.kept[key] for key in FIELDS}
            assert Application.objects.get(pk=one.draft.pk).budget.get().description == one.kept["budget"]
        assert not Submission.objects.filter(received_at__gte=closes).exists()
        assert Application.objects.filter(status="submitted").count() == received
    saves, submits = ([r.seconds * 1000 for r in kind] for kind in (
        [r for one in crowd for r in one.saves], [r for one in crowd for r in one.submits]))  # fmt: skip
    print(
        f"\n{APPLICANTS} applicants, {len(saves)} saves: median {statistics.median(saves):.0f} ms, p95 {p95(saves):.0f} ms;"
        f" {len(submits)} times Submit: median {statistics.median(submits):.0f} ms, p95 {p95(submits):.0f} ms;"
        f" {received} received, {APPLICANTS - received} too late, 0 errors, 0 lost"
    )
    assert 0 < received < APPLICANTS, "some were in time and some were not"


def p95(times: list[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]
