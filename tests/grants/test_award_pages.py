"""The pages of awards: the state's list and cockpit, the convener's offer and award."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core import files
from core.isolation import state_scope
from core.permissions import Role
from grants.access.awards import LETTER
from grants.actions import report_drafts as drafts
from grants.actions import reports as actions
from grants.models import Award, Letter
from grants.readmodels.award_history import history_of
from grants.readmodels.award_list import award_list
from grants.readmodels.award_page import cockpit_of
from tests import factories
from tests.grants.reporting import FIRST, NAME, SECOND, clients, fill, opened, scene


@pytest.fixture
def made(pa):
    return scene()


@pytest.fixture
def who(pa, made):
    """A client for each part."""
    return clients(pa, made)


@pytest.fixture
def offer(made):
    """The award as it was before anybody answered."""
    Award.objects.filter(pk=made.award.pk).update(status="offered", answered_at=None)
    made.application.status = "offered"
    made.application.save(update_fields=["status"])
    made.award.refresh_from_db()
    return made.award


STAFF = {
    "officer": 200,
    "fiscal": 200,
    "director": 200,
    "auditor": 200,
    "convener": 403,
    "reviewer": 403,
    "stranger": 302,
}
OWN = {
    "convener": 200,
    "certifier": 200,
    "partner": 200,
    "neighbor": 404,
    "officer": 403,
    "reviewer": 403,
    "stranger": 302,
}


@pytest.mark.parametrize(("name", "status"), STAFF.items())
@pytest.mark.parametrize("view", ["awards", "award"])
def test_who_may_see_awards(made, who, view, name, status):
    url = reverse(view, args=[made.award.pk] if view == "award" else [])
    assert who(name).get(url).status_code == status


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_who_may_see_her_award(made, who, name, status):
    assert who(name).get(reverse("my-award", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize("view", ["award", "my-award", "my-award-answer"])
def test_another_states_award_does_not_exist(committed_db, view):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        award = scene().award
    with state_scope(ga):
        client = factories.client(ga, factories.member(Role.OFFICER, Role.CONVENER))
    url = reverse(view, args=[award.pk])

    assert (client.post(url) if view == "my-award-answer" else client.get(url)).status_code == 404


# The offer


@pytest.mark.parametrize(
    ("name", "status"), [("convener", 302), ("certifier", 302), ("neighbor", 404), ("officer", 403), ("stranger", 401)]
)
def test_who_may_answer_an_offer(offer, who, name, status):
    data = {"answer": "accept", "signature": NAME}
    answer = who(name).post(reverse("my-award-answer", args=[offer.pk]), data)

    assert answer.status_code == status
    offer.refresh_from_db()
    assert offer.status == ("active" if name in ("convener", "certifier") else "offered")


def test_an_accepted_offer_shows_its_reports_with_the_due_instant_and_zone(offer, who):
    client = who("convener")
    client.post(reverse("my-award-answer", args=[offer.pk]), {"answer": "accept", "signature": NAME})

    page = client.get(reverse("my-award", args=[offer.pk])).content.decode()

    assert "Jul–Sep 2025" in page
    assert "Thu Oct 30, 2025, 11:59:59 PM EDT" in page
    assert "Mon Feb 2, 2026" not in page
    assert "Fri Jan 30, 2026, 11:59:59 PM EST" in page
    assert offer.reports.count() == 8


@pytest.mark.rule("BR-44")
def test_a_due_date_on_a_weekend_moves_to_the_next_business_day_where_the_state_says_so(pa, offer, who):
    """October 30, 2026 is a Friday; January 30, 2027 is a Saturday."""
    client = who("convener")
    client.post(reverse("my-award-answer", args=[offer.pk]), {"answer": "accept", "signature": NAME})

    due = dict(offer.reports.values_list("period_start", "due_at"))

    assert due[dt.date(2026, 7, 1)].astimezone(pa.zone).date() == dt.date(2026, 10, 30)
    assert due[dt.date(2026, 10, 1)].astimezone(pa.zone).date() == dt.date(2027, 2, 1)


def test_a_refusal_needs_a_reason_and_what_was_typed_stays(offer, who):
    client, url = who("convener"), reverse("my-award-answer", args=[offer.pk])

    answer = client.post(url, {"answer": "refuse", "signature": "Marcus"})

    assert answer.status_code == 422
    assert "Give a reason" in answer.content.decode()
    assert 'value="Marcus"' in answer.content.decode()
    assert client.post(url, {"answer": "refuse", "reason": "Our match fell through."}).status_code == 302
    assert "The money went back to its fund" in client.get(reverse("my-award", args=[offer.pk])).content.decode()


def test_an_offer_is_answered_once_and_the_second_is_told(offer, who):
    url = reverse("my-award-answer", args=[offer.pk])
    who("convener").post(url, {"answer": "accept", "signature": NAME})

    answer = who("certifier").post(url, {"answer": "accept", "signature": "Yolanda Kerr"})

    assert answer.status_code == 422
    offer.refresh_from_db()
    assert offer.signature == NAME


@pytest.mark.parametrize(
    ("name", "status"), [("convener", 200), ("officer", 200), ("neighbor", 404), ("reviewer", 404), ("stranger", 404)]
)
def test_the_letter_opens_for_those_who_may_read_it(offer, who, name, status):
    stored = files.store(b"%PDF-1.7 letter", name="letter.pdf", purpose=LETTER)
    went = {"looked_at": offer.offered_at, "sent_at": offer.offered_at, "file": stored}
    Letter.objects.create(application=offer.application, kind="award", facts={}, facts_sha256="0" * 64, **went)
    if name == "convener":
        assert f"/files/{stored.pk}/" in who(name).get(reverse("my-award", args=[offer.pk])).content.decode()

    assert who(name).get(reverse("file", args=[stored.pk])).status_code == status


# The cockpit


@pytest.fixture
def reported(made):
    """A first quarter accepted, a second sent."""
    first = fill(made, opened(made, FIRST))
    actions.submit_report(first, certified_as=NAME, by=made.convener)
    actions.accept_report(first, by=made.officer)
    second = fill(made, opened(made, SECOND, due_at=timezone.now() - dt.timedelta(days=3)))
    actions.submit_report(second, certified_as=NAME, by=made.convener)
    return made


def test_the_cockpit_adds_up_what_was_sent(pa, reported):
    cockpit = cockpit_of(reported.award, pa)

    personnel = cockpit.budget_rows[0]
    assert (personnel.before, personnel.latest, personnel.dollars.to_date) == (6000, 6000, 12000)
    assert (cockpit.total.to_date, cockpit.total.left) == (24_900, 75_100)
    assert (cockpit.match_reported, cockpit.match_due, cockpit.match_behind) == (5_500, 5_000, 0)
    assert [(row.so_far, row.plan, row.reading) for row in cockpit.target_rows] == [
        ("20", "20", "On plan"),
        ("16", "16", "On plan"),
        ("12 of 16 (75%)", "75%", "On plan"),
    ]
    assert "not yet accepted" in cockpit.as_of


def test_the_cockpit_says_what_waits_and_how_late(pa, reported):
    cockpit = cockpit_of(reported.award, pa)

    ((words, url, more),) = cockpit.waiting
    assert words == "October–December 2025 report"
    assert more == "with you for 0 days"
    assert [row.cell.days_late for row in cockpit.report_rows] == [0, 3]
    assert "3 days late" in cockpit.report_rows[1].note


def test_an_award_that_has_not_begun_says_so(pa, made):
    cockpit = cockpit_of(made.award, pa)

    assert cockpit.as_of == "nothing reported yet"
    assert cockpit.total.to_date == 0
    assert cockpit.waiting == []


def test_a_behind_target_and_match_are_said_with_their_numbers(pa, made):
    report = fill(made, opened(made), match__contractual="0")
    key = f"measures.pace.{made.completed.pk}"
    typed = {f"figure.{made.completed.pk}": ("3", 1), f"why.{key}": ("Late start.", 0)}
    from_drafts(report, typed, made.convener)
    actions.submit_report(report, certified_as=NAME, by=made.convener)

    cockpit = cockpit_of(made.award, pa)

    assert cockpit.target_rows[1].reading == "5 short"
    assert cockpit.match_behind == Decimal(2_250)


def from_drafts(report, typed, by):
    assert drafts.save_boxes(report, typed, by=by) == []


def test_history_reads_as_sentences_latest_first(reported):
    lines = [(line.who, line.what) for line in history_of(reported.award)]

    assert lines == [
        (NAME, "sent the Oct–Dec 2025 report"),
        ("Clock", "opened the Oct–Dec 2025 report"),
        ("Dana Kowalczyk", "accepted the Jul–Sep 2025 report"),
        (NAME, "sent the Jul–Sep 2025 report"),
        ("Clock", "opened the Jul–Sep 2025 report"),
    ]


# The list


def test_the_list_totals_what_was_found_and_leaves_refused_awards_out(pa, made, reported):
    factories.award(amount="50000", status="refused")
    factories.award(amount="25000", status="offered", answered_at=None)

    figures = {figure["label"]: figure["value"] for figure in award_list({}, made.officer).figures}

    assert figures == {
        "Active awards": 1,
        "Awarded": "$125,000",
        "Spent, as reported": "$24,900",
        "Match, as reported": "$5,500",
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2),
        ({"q": "capital region"}, 1),
        ({"q": "0014"}, 1),
        ({"q": "nobody"}, 0),
        ({"status": "active"}, 2),
        ({"status": "closed"}, 0),
    ],
)
def test_the_list_finds_by_words_and_status(pa, made, who, asked, found):
    factories.award(partnership=factories.partnership(name="Laurel Highlands Energy"))

    assert award_list(asked, made.officer).found == found
    page = who("auditor").get(reverse("awards"), asked).content.decode()
    assert ("No award fits" in page) == (found == 0)


def test_the_list_sorts(pa, made):
    small = factories.award(amount="100")
    rows = award_list({"sort": "amount"}, made.officer).page.object_list
    assert [row.award.pk for row in rows] == [small.pk, made.award.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_awards_read_as_much_for_three_as_for_one(pa, made, who, rows, django_assert_max_num_queries):
    for number in range(rows):
        other = scene(number=f"PA-2025-1{number}") if number else made
        report = fill(other, opened(other))
        actions.submit_report(report, certified_as=NAME, by=other.convener)
    staff, own = who("officer"), who("convener")

    with django_assert_max_num_queries(15):
        assert staff.get(reverse("awards")).status_code == 200
    with django_assert_max_num_queries(28):
        assert staff.get(reverse("award", args=[made.award.pk])).status_code == 200
    with django_assert_max_num_queries(8):
        assert own.get(reverse("my-awards")).status_code == 200
    with django_assert_max_num_queries(25):
        assert own.get(reverse("my-award", args=[made.award.pk])).status_code == 200
