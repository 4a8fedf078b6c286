"""Stories: offered in a report, taken up once, kept with consent, taken back for good; each keeps her own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.moves import MoveRefused
from core.permissions import Role
from evaluation.actions.stories import revoke, save_story, take_up
from evaluation.models import Story
from evaluation.readmodels import voices
from grants.models import Conflict
from tests import factories

TOLD = {
    "title": "Six who stayed",
    "text": "We hired six and six are still here.",
    "speaker": "Penny Hollow",
    "role": "Administrator",
    "consent": "Signed: print and web.",
    "until": "2030-12-31",
}


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER)


@pytest.fixture
def report(pa):
    by = factories.member(Role.CONVENER)
    return factories.report(status="submitted", story=TOLD, submitted_at=timezone.now(), submitted_by=by)


@pytest.fixture
def story(report, officer) -> Story:
    return take_up(report, by=officer)


def test_a_reports_story_is_taken_up_once_with_its_consent(story, report, officer):
    assert (story.text, story.speaker, story.speaker_role) == (TOLD["text"], "Penny Hollow", "Administrator")
    assert story.partnership == report.award.partnership
    assert (story.consent_until, story.consent_note) == (dt.date(2030, 12, 31), TOLD["consent"])
    assert Story.objects.printable().get() == story
    with pytest.raises(MoveRefused, match="already"):
        take_up(report, by=officer)


def test_without_words_of_consent_nothing_may_be_printed(report, officer):
    report.story = TOLD | {"consent": ""}
    report.save()

    take_up(report, by=officer)

    assert not Story.objects.printable().exists()


@pytest.mark.claim(50)
def test_a_story_taken_back_is_in_no_new_report_and_cannot_come_back(story, officer):
    start, end = dt.date(2025, 7, 1), dt.date(2026, 6, 30)
    assert voices(start, end)["pot"] == 1
    with pytest.raises(MoveRefused, match="Write how"):
        revoke(story, by=officer, reason=" ")

    revoke(story, by=officer, reason="By phone on May 4.")

    assert voices(start, end)["pot"] == 0
    for deed in (lambda: revoke(story, by=officer, reason="again"), lambda: save_story(story, by=officer, title="x")):
        with pytest.raises(MoveRefused):
            deed()


@pytest.mark.parametrize("status", ["open", "returned"])
def test_an_unfinished_report_offers_nothing(pa, officer, report, status):
    report.status = status
    report.save()
    client = factories.client(pa, officer)

    assert "Six who stayed" not in client.get("/stories/").content.decode()
    assert client.post(f"/stories/offered/{report.pk}/").status_code == 404


def test_the_officers_way(pa, officer, report):
    measure = factories.measure("E1", title="Lower turnover")
    client = factories.client(pa, officer)
    assert "Six who stayed" in client.get("/stories/").content.decode()

    answer = client.post(f"/stories/offered/{report.pk}/")

    story = Story.objects.get()
    assert answer["Location"] == f"/stories/{story.pk}/"
    data = {
        "kind": "employer",
        "title": "Six stayed",
        "text": story.text,
        "speaker": story.speaker,
        "speaker_role": "",
        "measure": measure.pk,
        "consent_on": "2026-05-01",
        "consent_until": "2026-04-01",
        "consent_note": "",
    }
    wrong = client.post(answer["Location"], data)
    assert wrong.status_code == 422
    assert "04/01/2026 is before 05/01/2026" in wrong.content.decode()
    assert "Write what the teller agreed to" in wrong.content.decode()
    client.post(answer["Location"], data | {"consent_until": "2031-05-01", "consent_note": "Signed."})
    story.refresh_from_db()
    assert (story.title, story.measure, story.consent_until) == ("Six stayed", measure, dt.date(2031, 5, 1))
    client.post(f"/stories/{story.pk}/revoke/", {"reason": "By letter."})
    story.refresh_from_db()
    assert story.revoked_at is not None
    assert "The teller took these words back" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("role", "expected"),
    [(Role.OFFICER, 200), (Role.CONVENER, 200), (Role.DIRECTOR, 403), (Role.REVIEWER, 403), (Role.EVALUATOR, 403)],
)
def test_who_keeps_stories(pa, role, expected):
    assert factories.client(pa, factories.member(role)).get("/stories/").status_code == expected


def test_a_convener_keeps_her_own_alone(pa, story, report, officer):
    hers = factories.client(pa, factories.member(Role.CONVENER, over=story.partnership.convener))
    other = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization()))

    assert hers.get(f"/stories/{story.pk}/").status_code == 200
    assert other.get(f"/stories/{story.pk}/").status_code == 404
    assert other.post(f"/stories/{story.pk}/revoke/", {"reason": "x"}).status_code == 404
    assert "Six who stayed" not in other.get("/stories/").content.decode()


def test_a_conflict_keeps_a_story_from_staff_but_not_a_conveners_own_from_her(pa, story, officer):
    convener = factories.member(Role.CONVENER, over=story.partnership.convener)
    for person in (convener, officer):
        Conflict.objects.create(
            reviewer=person,
            application=story.report.award.application,
            source="staff",
            kind="family",
            severity="hard",
            status="confirmed",
            evidence="Her brother directs it.",
        )

    assert factories.client(pa, convener).get(f"/stories/{story.pk}/").status_code == 200
    assert factories.client(pa, officer).get(f"/stories/{story.pk}/").status_code == 404
    story.delete()
    assert "Six who stayed" in factories.client(pa, convener).get("/stories/").content.decode()
    assert "Six who stayed" not in factories.client(pa, officer).get("/stories/").content.decode()


def test_a_stranger_signs_in(pa, story):
    assert factories.client(pa).get("/stories/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(pa, officer, count, django_assert_max_num_queries):
    for number in range(count):
        Story.objects.create(partnership=factories.partnership(), kind="employer", text=f"Story {number}", speaker="A")
    client = factories.client(pa, officer)
    with django_assert_max_num_queries(14):
        assert client.get("/stories/").status_code == 200
