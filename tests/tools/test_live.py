"""The fixtures that drive the product from outside do what they say."""

from __future__ import annotations

import urllib.request

import pytest
from django.core.mail import EmailMessage

from core import jobs, mail
from core.isolation import state_scope
from core.models import Email, EmailStatus
from tests import factories
from tests.live import Live, text_of


def fetch(live: Live, path: str) -> tuple[int, str]:
    """Ask for a page with Pennsylvania's host name, which not every machine's resolver knows."""
    request = urllib.request.Request(f"http://127.0.0.1:{live.port}{path}", headers={"Host": "pa.localhost"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.status, answer.read().decode()


def test_the_product_answers_under_a_states_host(live):
    factories.state("pa")

    status, body = fetch(live, "/accounts/login/")

    assert status == 200
    assert "Pennsylvania" in body


def test_ready_means_database_broker_migrations_and_isolation(live):
    factories.state("pa")

    assert fetch(live, "/health/ready") == (
        200,
        '{"status": "ok", "checks": {"database": "ok", "isolation": "ok", "migrations": "ok", "broker": "ok"}}',
    )


def test_a_worker_sends_what_a_page_committed(live, workers):
    state = factories.state("pa")
    with state_scope(state):
        mail.queue(to="ann@pa.example", subject="Round open", text="Come in.\n", template="test", key="1")

    [message] = live.mail.to("ann@pa.example", count=1, within=60)

    assert message["Subject"] == "Round open"
    assert text_of(message) == "Come in.\n"


def test_jobs_can_be_done_in_this_process(pa, mailbox, run_jobs):
    mail.queue(to="ann@pa.example", subject="Round open", text="Come in.\n", template="test", key="1")

    assert run_jobs(pa) == 1
    assert run_jobs(pa) == 0

    assert [str(message["To"]) for message in mailbox.messages()] == ["ann@pa.example"]
    assert Email.objects.get().status == EmailStatus.SENT


@pytest.mark.browser
def test_a_browser_finds_the_states_host(live, browser):
    factories.state("pa")
    page = browser.new_page()

    page.goto(live.url("/accounts/login/"))

    assert "Pennsylvania" in page.content()
    page.close()


def test_the_mail_server_is_the_one_that_the_settings_name(mailbox):
    EmailMessage("Hello", "There.", "a@pa.example", ["b@pa.example"]).send()

    assert [message["Subject"] for message in mailbox.to("b@pa.example", count=1)] == ["Hello"]


def test_the_broker_is_this_tests_own(valkey, pa):
    jobs.wake(1, pa.pk, "default")

    assert valkey.llen("default") == 1
