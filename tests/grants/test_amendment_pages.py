"""The pages of an award's terms and amendments: who sees what, asking step by step, deciding, and what is shown after."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.isolation import state_scope
from grants.models import Amendment
from tests import factories
from tests.grants.amending import Office
from tests.grants.pages import text
from tests.grants.reporting import clients

STAFF = {
    "officer": 200,
    "director": 200,
    "fiscal": 200,
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
ASKING = {"officer": 200, "director": 200, "fiscal": 403, "auditor": 403, "convener": 403, "stranger": 302}


@pytest.fixture
def office(pa):
    return Office()


@pytest.fixture
def who(pa, office):
    return clients(pa, office.made)


@pytest.mark.parametrize(("name", "status"), STAFF.items())
def test_who_may_see_the_terms(office, who, name, status):
    assert who(name).get(reverse("award-terms", args=[office.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_who_may_see_her_terms_and_ask(office, who, name, status):
    client = who(name)
    assert client.get(reverse("my-award-terms", args=[office.award.pk])).status_code == status
    assert client.get(reverse("my-award-change-add", args=[office.award.pk, "budget"])).status_code == status


@pytest.mark.parametrize(("name", "status"), ASKING.items())
def test_who_may_ask_on_behalf(office, who, name, status):
    assert who(name).get(reverse("award-change-add", args=[office.award.pk, "other"])).status_code == status


@pytest.mark.parametrize(
    ("name", "status"), [("director", 302), ("fiscal", 403), ("auditor", 403), ("convener", 403), ("stranger", 401)]
)
def test_who_may_decide(office, who, name, status):
    asked = office.ask("other")
    data = {f"a{asked.pk}-from_day": office.today, f"a{asked.pk}-reason": "It fits.", "act": "approve"}
    answer = who(name).post(reverse("amendment-decide", args=[office.award.pk, asked.pk]), data)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("view", "more"),
    [
        ("award-terms", []),
        ("my-award-terms", []),
        ("award-change-add", ["other"]),
        ("my-award-change-add", ["other"]),
        ("award-change-remove", [1, 1]),
        ("my-award-change-remove", [1, 1]),
        ("amendment-send", [1]),
        ("my-amendment-send", [1]),
        ("amendment-withdraw", [1]),
        ("my-amendment-withdraw", [1]),
        ("amendment-decide", [1]),
    ],
)
def test_another_states_award_does_not_exist(committed_db, view, more):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        office = Office()
        amendment = office.ask("other")
    with state_scope(ga):
        client = factories.client(ga, factories.member("officer", "convener"))
    url = reverse(view, args=[office.award.pk, *[amendment.pk if one == 1 else one for one in more]])

    is_post = any(word in view for word in ("remove", "send", "withdraw", "decide"))
    assert (client.post(url) if is_post else client.get(url)).status_code == 404


def test_an_award_answers_for_its_own_amendments_alone(pa, office, who):
    other = Office(number="PA-2025-0099")
    asked = other.ask("other")
    url = reverse("amendment-decide", args=[office.award.pk, asked.pk])
    assert who("director").post(url, {"act": "deny", f"a{asked.pk}-reason": "No."}).status_code == 404


def test_a_draft_is_its_makers_alone(office, who):
    item = office.add("other")
    certifier = who("certifier")
    page = text(certifier.get(reverse("my-award-terms", args=[office.award.pk])))
    assert "Because it is needed." not in page
    url = reverse("my-award-change-remove", args=[office.award.pk, item.amendment_id, item.pk])
    assert certifier.post(url).status_code == 404


def test_the_convener_asks_step_by_step_and_the_director_decides(office, who):
    client, award = who("convener"), office.award
    url = reverse("my-award-change-add", args=[award.pk, "budget"])
    refused = client.post(
        url, {"category_from": "travel", "category_to": "supplies", "amount": "$9,000", "what": "We drive less."}
    )
    assert refused.status_code == 422
    assert "Travel has $6,000.00. At most $6,000.00 can be taken from it." in text(refused, 422)
    assert "We drive less." in text(refused, 422)
    client.post(
        url, {"category_from": "travel", "category_to": "supplies", "amount": "$4,000", "what": "We drive less."}
    )
    longer = (office.ends_on + dt.timedelta(days=90)).isoformat()
    client.post(
        reverse("my-award-change-add", args=[award.pk, "extension"]), {"ends_on": longer, "what": "The lab was late."}
    )
    page = text(client.get(reverse("my-award-terms", args=[award.pk])))
    assert "$4,000.00 from Travel to Supplies" in page
    assert "$4,000.00 is moved between categories; 10% of the award of $100,000.00 is $10,000.00" in page
    assert "Prior approval" in page
    assert "waits until somebody decides" in page

    draft = Amendment.objects.get()
    sending = reverse("my-amendment-send", args=[award.pk, draft.pk])
    assert client.post(sending, {"wanted_on": ""}).status_code == 422
    assert client.post(sending, {"wanted_on": office.today.isoformat()}).status_code == 302
    assert client.post(sending, {"wanted_on": office.today.isoformat()}).status_code == 422  # a second click

    director = who("director")
    home = text(director.get("/home/"))
    assert "Decide on an amendment" in home
    page = text(director.get(reverse("award-terms", args=[award.pk])))
    assert "Waits for a decision" in page
    deciding = reverse("amendment-decide", args=[award.pk, draft.pk])
    bare = director.post(deciding, {"act": "approve", f"a{draft.pk}-from_day": office.today.isoformat()})
    assert bare.status_code == 422
    assert "Give the reason for the decision" in text(bare, 422)
    given = {f"a{draft.pk}-from_day": office.today.isoformat(), f"a{draft.pk}-reason": "The lab is open now."}
    assert director.post(deciding, given | {"act": "approve"}).status_code == 302
    late = director.post(deciding, given | {"act": "deny"})
    assert late.status_code == 422
    assert "it is approved now" in text(late, 422)

    own = text(client.get(reverse("my-award-terms", args=[award.pk])))
    assert "The lab is open now." in own
    assert '<td class="rt-num" data-label="Today"><b>$2,000.00</b></td>' in own
    assert "amended 1 time" in text(client.get(reverse("my-award", args=[award.pk])))
    detail = text(director.get(reverse("award", args=[award.pk])))
    assert "approved an amendment" in detail


def test_the_officer_who_asked_is_told_why_she_cannot_decide(office, who):
    client = who("officer")
    client.post(reverse("award-change-add", args=[office.award.pk, "other"]), {"what": "A new name for the award."})
    draft = Amendment.objects.get()
    sending = reverse("amendment-send", args=[office.award.pk, draft.pk])
    refused = client.post(sending, {"wanted_on": office.today.isoformat()})
    assert refused.status_code == 422
    assert "Say who of the convener asked you." in text(refused, 422)
    told = {"asked_by": "Marcus Oyelaran", "asked_how": "phone", "evidence": "He called on Monday."}
    client.post(sending, {"wanted_on": office.today.isoformat()} | told)
    page = text(client.get(reverse("award-terms", args=[office.award.pk])))
    assert "You asked for it. Somebody else decides." in page
    assert "He called on Monday." in page
    assert "Decision on an amendment that you asked for" in text(client.get("/home/"))
    client.post(reverse("amendment-withdraw", args=[office.award.pk, draft.pk]))
    draft.refresh_from_db()
    assert draft.status == "withdrawn"


def test_another_officer_cannot_take_back_what_she_did_not_ask(office, who):
    asked = office.ask("other")
    assert who("officer").post(reverse("amendment-withdraw", args=[office.award.pk, asked.pk])).status_code == 404


@pytest.mark.parametrize("kind", ["nothing", "BUDGET"])
def test_a_kind_that_there_is_not_does_not_exist(office, who, kind):
    assert who("convener").get(reverse("my-award-change-add", args=[office.award.pk, kind])).status_code == 404


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("person", {"event": "away"}, "Say for how many months."),
        ("person", {"event": "less"}, "Say how much less, in percent."),
        ("person", {}, "Choose what happens."),
        ("amount", {"direction": "more", "amount": "lots", "category_to": "travel"}, "Enter an amount in dollars"),
        ("extension", {"ends_on": "soon"}, "Enter a valid date"),
        ("target", {"measure_id": "999999", "value": "5"}, "Select a valid choice"),
    ],
)
def test_bad_input_says_how_to_mend_it_and_keeps_what_was_typed(office, who, kind, data, said):
    url = reverse("my-award-change-add", args=[office.award.pk, kind])
    answer = who("convener").post(url, data | {"what": "My reasons & more"})
    assert answer.status_code == 422
    assert said in text(answer, 422)
    assert "My reasons &amp; more" in text(answer, 422)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_amendment_and_three(office, who, rows, django_assert_max_num_queries):
    for _ in range(rows):
        office.move(100)
    office.ask("extension", ends_on=office.ends_on + dt.timedelta(days=30))
    client = who("officer")
    with django_assert_max_num_queries(24):
        assert client.get(reverse("award-terms", args=[office.award.pk])).status_code == 200
