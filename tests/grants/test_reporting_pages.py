"""The pages of reports: who may open them in which state, what they show, and what a save answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import report_drafts as drafts
from grants.actions import reports as actions
from grants.models import Report
from tests import factories
from tests.grants.reporting import NAME, clients, fill, opened, scene


@pytest.fixture
def made(pa):
    return scene()


@pytest.fixture
def report(made):
    return fill(made, opened(made))


@pytest.fixture
def sent(made, report):
    actions.submit_report(report, certified_as=NAME, by=made.convener)
    report.refresh_from_db()
    return report


@pytest.fixture
def who(pa, made):
    """A client for each part."""
    return clients(pa, made)


OWN = {
    "convener": 200,
    "certifier": 200,
    "partner": 200,
    "neighbor": 404,
    "officer": 403,
    "reviewer": 403,
    "stranger": 302,
}
STAFF = {
    "officer": 200,
    "fiscal": 200,
    "director": 200,
    "auditor": 200,
    "convener": 403,
    "reviewer": 403,
    "stranger": 302,
}


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_who_may_prepare_a_report(who, report, name, status):
    assert who(name).get(reverse("my-report", args=[report.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), STAFF.items())
@pytest.mark.parametrize("view", ["reports", "report"])
def test_who_may_read_reports(who, sent, view, name, status):
    url = reverse(view, args=[sent.pk] if view == "report" else [])
    assert who(name).get(url).status_code == status


@pytest.mark.parametrize(
    ("name", "status"), [("convener", 302), ("partner", 302), ("neighbor", 404), ("officer", 403), ("stranger", 401)]
)
def test_who_may_send_a_report(who, report, name, status):
    answer = who(name).post(reverse("my-report-submit", args=[report.pk]), {"certified_as": NAME})

    assert answer.status_code == status
    went = name in ("convener", "partner")
    assert Report.objects.get(pk=report.pk).status == ("submitted" if went else "open")


@pytest.mark.parametrize("view", ["report-return", "report-accept"])
@pytest.mark.parametrize(
    ("name", "status"),
    [("officer", 302), ("fiscal", 302), ("director", 403), ("auditor", 403), ("convener", 403), ("stranger", 401)],
)
def test_who_may_decide(who, sent, view, name, status):
    data = {"comment-money": "Travel?"} if view == "report-return" else {}
    answer = who(name).post(reverse(view, args=[sent.pk]), data)

    assert answer.status_code == status
    decided = {"report-return": "returned", "report-accept": "accepted"}[view] if name in ("officer", "fiscal") else ""
    assert Report.objects.get(pk=sent.pk).status == (decided or "submitted")


@pytest.mark.parametrize(
    "view", ["report", "my-report", "my-report-save", "my-report-submit", "report-return", "report-accept"]
)
def test_another_states_report_does_not_exist(committed_db, view):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        made = scene()
        report = fill(made, opened(made))
        actions.submit_report(report, certified_as=NAME, by=made.convener)
    with state_scope(ga):
        client = factories.client(ga, factories.member(Role.OFFICER, Role.CONVENER))
    url = reverse(view, args=[report.pk])
    answer = client.get(url) if view in ("report", "my-report") else client.post(url, {"field": "grant.travel"})

    assert answer.status_code == 404


@pytest.mark.parametrize("status", ["scheduled", "open", "submitted", "returned", "accepted"])
def test_the_conveners_page_in_every_state(made, who, status):
    report = factories.report(made.award, status="scheduled") if status == "scheduled" else fill(made, opened(made))
    if status in ("submitted", "returned", "accepted"):
        actions.submit_report(report, certified_as=NAME, by=made.convener)
    if status == "returned":
        actions.return_report(report, {"money": "Travel?"}, by=made.officer)
    if status == "accepted":
        actions.accept_report(report, by=made.officer)

    page = who("convener").get(reverse("my-report", args=[report.pk])).content.decode()

    assert ('name="grant.travel"' in page) == (status in ("open", "returned"))
    assert (f'name="figure.{made.enrolled.pk}"' in page) == (status == "open")
    assert ("Certify and send</button>" in page) == (status in ("open", "returned"))
    assert {
        "scheduled": "It opens on October 1, 2025",
        "open": "We filled in what we know",
        "submitted": "Dana Kowalczyk reads it now",
        "returned": "Dana Kowalczyk sent this back on",
        "accepted": "Its figures count in the state",
    }[status] in page


def test_a_report_that_is_being_prepared_is_the_conveners_alone(who, report):
    page = who("officer").get(reverse("report", args=[report.pk])).content.decode()

    assert "Nothing was sent yet" in page
    assert "6,000" not in page


# Saving


def save(client, report, field, text, version=0):
    data = {"field": field, "version": str(version), field: text}
    return client.post(reverse("my-report-save", args=[report.pk]), data)


def test_autosave_answers_with_the_new_version_and_calls_for_what_follows(who, report):
    answer = save(who("convener"), report, "grant.travel", "710", version=1)

    assert (answer.status_code, answer["X-Version"]) == (200, "2")
    assert f'hx-get="/my/reports/{report.pk}/?part=money"' in answer.content.decode()
    assert Report.objects.get(pk=report.pk).spending.get(category="travel").amount == 710


def test_what_cannot_be_read_is_saved_and_said(who, report):
    answer = save(who("convener"), report, "grant.travel", "lots", version=1)

    assert answer.status_code == 422
    assert "lots is not an amount" in answer.content.decode()
    assert Report.objects.get(pk=report.pk).typed["grant.travel"]["raw"] == "lots"


def test_of_two_who_type_the_second_sees_both_texts(who, made, report):
    drafts.save_box(report, "grant.travel", "800", version=1, by=factories.member(name="Elena Márquez"))

    answer = save(who("convener"), report, "grant.travel", "900", version=1)

    assert (answer.status_code, answer["X-Version"]) == (409, "2")
    words = answer.content.decode()
    assert "Elena Márquez saved 800" in words
    assert "Yours, 900, is not saved" in words


def test_autosave_saves_an_answer_of_the_narrative_too(who, report):
    data = {"field": "barriers", "version": "0", "q-barriers": "No classroom."}
    answer = who("convener").post(reverse("my-report-save", args=[report.pk]), data)

    assert answer.status_code == 200
    assert report.response.answers.get(question__key="barriers").value == "No classroom."


@pytest.mark.parametrize(("field", "status"), [("grant.yachts", 404), ("no-such-question", 404), ("x.y", 404)])
def test_autosave_refuses_what_is_not_there(who, report, field, status):
    assert save(who("convener"), report, field, "1").status_code == status


def test_autosave_refuses_a_locked_report(who, sent):
    assert save(who("convener"), sent, "grant.travel", "1", version=1).status_code == 403


def test_the_plain_save_keeps_everything_and_leaves_out_nothing(who, made, report):
    data = {"grant.travel": "710", "v-grant.travel": "1", "q-barriers": "No classroom.", "v-barriers": "0"}
    answer = who("convener").post(reverse("my-report", args=[report.pk]), data)

    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.typed["grant.travel"]["raw"] == "710"
    answers = dict(report.response.answers.values_list("question__key", "raw"))
    assert answers["barriers"] == "No classroom."
    assert answers["decisions"].startswith("Nine employers")


def test_a_plain_save_that_was_overtaken_shows_both_texts_and_saves_the_rest(who, made, report):
    drafts.save_box(report, "grant.travel", "800", version=1, by=factories.member(name="Elena Márquez"))
    data = {"grant.travel": "900", "v-grant.travel": "1", "grant.supplies": "740", "v-grant.supplies": "1"}

    answer = who("convener").post(reverse("my-report", args=[report.pk]), data)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Elena Márquez saved another text" in page
    assert 'value="900"' in page
    report.refresh_from_db()
    assert (report.typed["grant.travel"]["raw"], report.typed["grant.supplies"]["raw"]) == ("800", "740")


def test_a_refused_submission_keeps_what_was_typed_and_lists_what_is_wrong(who, made, report):
    data = {f"figure.{made.enrolled.pk}": "", f"v-figure.{made.enrolled.pk}": "1", "certified_as": NAME}
    answer = who("convener").post(reverse("my-report-submit", args=[report.pk]), data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_figure-{made.enrolled.pk}"' in page
    assert "Workers enrolled in training: no number for this quarter." in page
    assert f'value="{NAME}"' in page
    assert Report.objects.get(pk=report.pk).status == "open"


def test_a_submission_without_a_name_says_so_at_the_box(who, report):
    answer = who("convener").post(reverse("my-report-submit", args=[report.pk]), {"certified_as": "Marcus"})

    assert answer.status_code == 422
    assert 'id="id_certified_as_error"' in answer.content.decode()


def test_the_live_part_shows_what_follows_from_a_figure(who, report):
    client = who("convener")
    url = reverse("my-report", args=[report.pk])
    answer = client.get(f"{url}?part=money", headers={"HX-Request": "true"}).content.decode()

    assert '<span id="id_grant-travel_to" hx-swap-oob="true">$700.00</span>' in answer
    assert "<html" not in answer
    assert "<html" in client.get(f"{url}?part=money").content.decode()


# Deciding


def test_a_return_without_a_comment_is_refused_on_the_page(who, sent):
    answer = who("officer").post(reverse("report-return", args=[sent.pk]), {})

    assert answer.status_code == 422
    assert "Write at least one comment" in answer.content.decode()


def test_accepting_with_a_comment_written_asks_which_is_meant(who, sent):
    answer = who("officer").post(reverse("report-accept", args=[sent.pk]), {"comment-money": "Travel?"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "You wrote a comment" in page
    assert "Travel?" in page


def test_the_second_version_marks_what_changed_and_cannot_be_returned(who, made, sent):
    actions.return_report(sent, {"money": "Travel looks low."}, by=made.officer)
    drafts.save_box(sent, "grant.travel", "750", version=1, by=made.convener)
    actions.submit_report(sent, certified_as=NAME, by=made.convener)
    client, url = who("officer"), reverse("report", args=[sent.pk])

    page = client.get(url).content.decode()

    assert "was $700" in page
    assert "Travel looks low." in page
    assert "Return with comments" not in page
    assert "This is version 1." in client.get(f"{url}?version=1").content.decode()
    assert client.post(reverse("report-return", args=[sent.pk]), {"comment-money": "Again."}).status_code == 422


def test_the_convener_sees_the_comment_above_its_part(who, made, sent):
    actions.return_report(sent, {"what-happened": "Who decided, and when?"}, by=made.officer)

    page = who("convener").get(reverse("my-report", args=[sent.pk])).content.decode()

    assert "Who decided, and when?" in page
    assert 'name="q-decisions"' in page
    assert 'name="q-barriers"' not in page
