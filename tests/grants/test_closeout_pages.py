"""The pages of closeout: who sees and does what, step by step, and what is said of it on the first pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.isolation import state_scope
from grants.actions import closeout as actions
from grants.choices.closing import Step
from grants.models import Award, Closeout, CloseoutStep, LegalHold
from tests import factories
from tests.grants.pages import text
from tests.grants.reporting import clients, scene

DAY = dt.timedelta(days=1)


@pytest.fixture
def made(pa):
    made = scene()
    today = timezone.localdate()
    Award.objects.filter(pk=made.award.pk).update(starts_on=today - 400 * DAY, ends_on=today - DAY)
    made.award.refresh_from_db()
    return made


@pytest.fixture
def closing(made):
    return actions.begin_closeout(made.award, by=made.officer)


@pytest.fixture
def who(pa, made):
    return clients(pa, made)


STAFF = {"officer": 200, "fiscal": 200, "auditor": 200, "convener": 403, "reviewer": 403, "stranger": 302}
OWN = {"convener": 200, "certifier": 200, "partner": 200, "neighbor": 404, "officer": 403, "stranger": 302}
MANAGE = {"officer": True, "director": True, "fiscal": False, "auditor": False, "convener": False}


@pytest.mark.parametrize(("name", "status"), STAFF.items())
def test_who_may_see_a_closeout(made, closing, who, name, status):
    assert who(name).get(reverse("closeout", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_who_may_see_her_closeout(made, closing, who, name, status):
    assert who(name).get(reverse("my-closeout", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "may"), MANAGE.items())
@pytest.mark.parametrize(
    ("view", "more", "data"),
    [
        ("closeout-step", [Step.RECORDS], {"act": "do", "do-records-note": "At the office."}),
        ("closeout-time", [], {"time-due_on": "2099-01-01", "time-reason": "A flood."}),
        ("closeout-close", [], {}),
        ("closeout-alone", [], {"alone-reason": "No answer."}),
        ("closeout-reopen", [], {"reopen-reason": "An audit."}),
    ],
)
def test_who_may_manage_a_closeout(made, closing, who, name, may, view, more, data):
    answer = who(name).post(reverse(view, args=[made.award.pk, *more]), data)
    assert (answer.status_code != 403) is may


@pytest.mark.parametrize(("name", "status"), [("director", 302), ("officer", 403), ("auditor", 403), ("convener", 403)])
def test_who_may_place_a_hold(made, who, name, status):
    answer = who(name).post(reverse("hold-place", args=[made.award.pk]), {"hold-reason": "Smith v. Commonwealth"})
    assert answer.status_code == status
    assert LegalHold.objects.exists() is (status == 302)


@pytest.mark.parametrize(
    ("view", "more"),
    [
        ("closeout", []),
        ("my-closeout", []),
        ("closeout-begin", []),
        ("closeout-step", ["records"]),
        ("my-closeout-step", ["records"]),
        ("closeout-time", []),
        ("closeout-close", []),
        ("closeout-alone", []),
        ("closeout-reopen", []),
        ("hold-place", []),
        ("hold-release", []),
    ],
)
def test_another_states_award_does_not_exist(committed_db, view, more):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        award = scene().award
    with state_scope(ga):
        client = factories.client(ga, factories.member("officer", "director", "convener"))
    url = reverse(view, args=[award.pk, *more])
    assert (client.get(url) if view in ("closeout", "my-closeout") else client.post(url)).status_code == 404


def test_begun_by_hand_done_step_by_step_and_closed(made, who):
    officer, convener, at = who("officer"), who("convener"), [made.award.pk]
    assert "Begin the closeout" in text(officer.get(reverse("closeout", args=at)))
    assert "Begin the closeout" not in text(who("auditor").get(reverse("closeout", args=at)))
    for _ in range(2):  # a second click is told
        officer.post(reverse("closeout-begin", args=at))
    assert Closeout.objects.count() == 1
    assert "begun already" in text(officer.get(reverse("closeout", args=at)))

    assert "Close out an award" in text(officer.get("/home/"))
    assert "Close out your award" in text(convener.get("/home/"))
    step = reverse("my-closeout-step", args=[made.award.pk, "records"])
    refused = convener.post(step, {"act": "do", "do-records-note": " "})
    assert refused.status_code == 422
    assert "Say what was done" in text(refused, 422)
    convener.post(step, {"act": "do", "do-records-note": "At our office, with Ms. Kerr."})
    assert "At our office, with Ms. Kerr." in text(officer.get(reverse("closeout", args=at)))
    waived = convener.post(reverse("my-closeout-step", args=[made.award.pk, "match"]), {"act": "waive"})
    assert waived.status_code == 404
    answer = convener.post(
        reverse("my-closeout-step", args=[made.award.pk, "final_report"]),
        {"act": "waive", "waive-final_report-note": "x"},
    )
    assert answer.status_code == 422
    assert not CloseoutStep.objects.filter(is_waived=True).exists()

    officer.post(reverse("closeout-close", args=at))
    assert "Not done yet: Final report accepted" in text(officer.get(reverse("closeout", args=at)))
    for key in ("final_report", "match", "unspent"):
        officer.post(
            reverse("closeout-step", args=[made.award.pk, key]), {"act": "waive", f"waive-{key}-note": "Agreed."}
        )
    page = text(officer.get(reverse("closeout", args=at)))
    assert "Every step is done or waived." in page
    assert page.count("Waived") >= 3
    officer.post(reverse("closeout-close", args=at))
    page = text(officer.get(reverse("closeout", args=at)))
    assert "Reopen the award" in page
    assert "3 years after the award was closed." in page
    assert "Close out an award" not in text(officer.get("/home/"))
    assert f"closed {timezone.localdate():%B} " in text(officer.get(reverse("award", args=at)))


def test_the_hold_is_seen_and_released_with_a_reason(made, closing, who):
    director, at = who("director"), [made.award.pk]
    refused = director.post(reverse("hold-place", args=at), {"hold-reason": ""})
    assert "Give the reason" in text(refused, 422)
    director.post(reverse("hold-place", args=at), {"hold-reason": "Smith v. Commonwealth"})
    page = text(director.get(reverse("closeout", args=at)))
    assert "A legal hold stands." in page
    assert "as long as the hold stands" in page
    assert "Legal hold" in text(who("officer").get(reverse("award", args=at)))
    again = director.post(reverse("hold-place", args=at), {"hold-reason": "Another & more"})
    assert "stands on award" in text(again, 422)
    director.post(reverse("hold-release", args=at), {"release-reason": "Settled."})
    assert LegalHold.objects.get().release_reason == "Settled."
    assert director.post(reverse("hold-release", args=at), {"release-reason": "Settled."}).status_code == 422


def test_more_time_typed_wrongly_keeps_the_reason(made, closing, who):
    url = reverse("closeout-time", args=[made.award.pk])
    answer = who("officer").post(url, {"time-due_on": "2020-01-01", "time-reason": "A flood & a fire"})
    page = text(answer, 422)
    assert "Give a later day" in page
    assert "A flood &amp; a fire" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_with_one_step_done_and_three(made, closing, who, rows, django_assert_max_num_queries):
    for step in (Step.MATCH, Step.UNSPENT, Step.RECORDS)[:rows]:
        actions.settle_step(closing, step, "Done.", by=made.officer)
    client = who("officer")
    with django_assert_max_num_queries(27):
        assert client.get(reverse("closeout", args=[made.award.pk])).status_code == 200
