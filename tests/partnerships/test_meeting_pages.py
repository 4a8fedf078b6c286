"""Pages of meetings: who sees and who keeps them, the whole way through the forms, refusals, the number of queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from partnerships.models import AgendaItem, Meeting
from tests import factories
from tests.partnerships.working import came, coalition, held, meeting, propose

LIST = "/partnerships/lehigh/meetings/"


@pytest.fixture
def scene(pa):
    return coalition()


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("who", "list_status", "edit_status"),
    [
        ("convener", 200, 200),
        ("partner", 200, 403),
        ("officer", 200, 200),
        ("fiscal", 200, 403),
        (Role.DIRECTOR, 200, 403),
        (Role.AUDITOR, 200, 403),
        (Role.REVIEWER, 404, 403),
        (Role.PROVIDER, 404, 403),
    ],
)
def test_who_sees_the_meetings_and_who_keeps_them(pa, scene, who, list_status, edit_status):
    one = held(scene, propose(scene, "Dues", "bright"), present=("bright",))
    person = getattr(scene, who) if who in ("convener", "partner", "officer", "fiscal") else factories.member(who)
    client = factories.client(pa, person)

    for path in (LIST, f"{LIST}{one.pk}/", f"{LIST}{one.pk}/calendar.ics"):
        assert client.get(path).status_code == list_status, path
    for path in (f"{LIST}new/", f"{LIST}{one.pk}/attendance/", f"{LIST}{one.pk}/agenda/", f"{LIST}{one.pk}/change/"):
        assert client.get(path).status_code == edit_status, path
    assert factories.client(pa).get(LIST).status_code == 302


def test_a_member_proposes_for_no_other_and_without_a_seat_of_her_own_is_told_how(pa, scene):
    client = factories.client(pa, scene.partner)
    page = client.get(LIST).content.decode()
    assert "Bright Metals" in page.split('id="id_proposed_by"')[1].split("</select>")[0]
    assert "Forge Works" not in page.split('id="id_proposed_by"')[1].split("</select>")[0]
    forged = {"title": "Ours", "proposed_by": str(scene.seats["forge"].pk)}
    assert client.post(LIST, forged).status_code == 422
    unknown = factories.client(pa, factories.member(Role.PARTNER, over=scene.partnership))
    assert "Ask the convener to add you as a contact of your organization" in said(unknown.get(LIST))
    assert unknown.post(LIST, forged).status_code == 422
    assert not AgendaItem.objects.exists()


def test_the_convener_of_another_partnership_sees_nothing(pa, scene):
    other = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization()))
    assert other.get(LIST).status_code == 404
    assert other.get(f"{LIST}new/").status_code == 404
    theirs = factories.partnership()
    one = meeting(scene)
    keeper = factories.client(pa, factories.member(Role.CONVENER, over=theirs.convener))
    assert keeper.get(f"/partnerships/{theirs.slug}/meetings/{one.pk}/").status_code == 404


def test_another_states_meetings_are_not_found(db):
    with state_scope(factories.state("ga")):
        theirs = coalition(slug="peach")
        one = meeting(theirs)
    here = factories.state("pa")
    with state_scope(here):
        client = factories.client(here, factories.member(Role.OFFICER))
        factories.partnership(slug="lehigh")
    for path in ("/partnerships/peach/meetings/", f"/partnerships/lehigh/meetings/{one.pk}/"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [0, 1, 3, 12])
def test_the_list_costs_the_same_for_any_number(pa, scene, number, django_assert_num_queries):
    for at in range(number):
        held(scene, propose(scene, f"Item {at}", "bright"), present=("bright",), days_ago=at)
        propose(scene, f"Waiting {at}", "slate")
    client = factories.client(pa, scene.convener)
    with django_assert_num_queries(11):
        page = said(client.get(LIST))
    assert ("No meeting was held yet" in page) is (number == 0)
    assert page.count("Minutes adopted") == 0


@pytest.mark.claim(43)
def test_the_whole_way_through_the_forms(pa, scene):
    partner, convener = factories.client(pa, scene.partner), factories.client(pa, scene.convener)
    page = said(partner.get(LIST))
    assert "Bright Metals (employer)" in page
    assert "Slate Belt" not in page
    given = {"title": "A second cohort", "about": "At night.", "proposed_by": scene.seats["bright"].pk}
    assert partner.post(LIST, given).status_code == 302
    item = AgendaItem.objects.get()
    assert (item.proposer_role, item.entered_by) == ("employer", scene.partner)

    when = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    plan = {"title": "First meeting", "starts_at": when, "minutes_long": 60, "place": "The library"}
    assert convener.post(f"{LIST}new/", plan).status_code == 302
    one = Meeting.objects.get()
    home = f"{LIST}{one.pk}/"
    bright, college = scene.seats["bright"].pk, scene.seats["college"].pk
    here = {f"here-{bright}": "on", f"person-{bright}": "Ruth", f"rank-{bright}": "executive", f"here-{college}": "on"}
    assert convener.post(f"{home}attendance/", here | {f"person2-{bright}": "Bo"}).status_code == 302
    assert one.attendance.count() == 3
    decision = {
        "outcome": "decided", "words": "Start in March.", "how": "vote", "votes_for": 2, "votes_against": 0,
        "votes_abstained": 0, "adopts": "", "recused": [college], "recused_why": "It teaches.",
    }  # fmt: skip
    assert convener.post(f"/partnerships/lehigh/agenda-items/{item.pk}/", decision).status_code == 302
    assert convener.post(f"{home}close/").status_code == 302
    typed = {"minutes": "We met.", "guests": "", "chair": bright}
    assert convener.post(f"{home}minutes/", typed).status_code == 302
    assert convener.post(f"{home}adopt/", {"adopted_on": timezone.localdate()}).status_code == 302

    page = said(partner.get(home))
    for words in (
        "Minutes adopted", "Start in March.", "2 for, 0 against", "1 organization was present, 1 of them employers",
        "Left the room: Lehigh Carbon College", "Ruth, owner or chief officer; Bo", "Being drawn",
    ):  # fmt: skip
        assert words in page
    assert "Save the minutes" not in page


@pytest.mark.parametrize("title", ["", "A" * 201])
def test_a_proposal_that_is_not_good_keeps_what_was_typed(pa, scene, title):
    client = factories.client(pa, scene.partner)
    answer = client.post(LIST, {"title": title, "about": "Nights.", "proposed_by": scene.seats["bright"].pk})
    assert answer.status_code == 422
    assert "Nights." in said(answer)
    assert not AgendaItem.objects.exists()


def test_staff_who_only_read_cannot_propose(pa, scene):
    client = factories.client(pa, scene.fiscal)
    given = {"title": "Mine", "proposed_by": scene.seats["bright"].pk}
    assert client.post(LIST, given).status_code == 403
    assert "Propose an item" not in said(client.get(LIST))


def test_minutes_that_cannot_be_kept_are_shown_again(pa, scene):
    one = held(scene, propose(scene, "Dues", "bright"), present=("bright",))
    Meeting.objects.filter(pk=one.pk).update(
        status="adopted", adopted_on=timezone.localdate(), adopted_by=scene.convener, facts={}, facts_sha256="0" * 64
    )
    client = factories.client(pa, scene.convener)
    answer = client.post(f"{LIST}{one.pk}/minutes/", {"minutes": "A long text.", "guests": "", "chair": ""})
    assert answer.status_code == 422
    assert "Its record stays as it is" in said(answer)


def test_a_proposal_is_taken_back_by_who_entered_it_or_by_the_convener(pa, scene):
    item = propose(scene, "Dues", "slate")
    path = f"/partnerships/lehigh/agenda-items/{item.pk}/take-back/"
    assert factories.client(pa, scene.partner).post(path).status_code == 403
    assert factories.client(pa, scene.convener).post(path).status_code == 302
    item.refresh_from_db()
    assert item.status == "taken_back"


def test_the_attendance_list_has_everybody_with_who_came_last_time(pa, scene):
    earlier = meeting(scene, days_ago=30)
    came(scene, earlier, "union", rank="manager")
    left = scene.seats["forge"]
    left.left_on = timezone.localdate() - dt.timedelta(days=10)
    left.save()
    page = said(factories.client(pa, scene.convener).get(f"{LIST}{meeting(scene).pk}/attendance/"))
    assert 'value="Union Person"' in page
    assert "Forge Works" not in page
    assert 'value="Ruth Castellanos"' in page


def test_the_calendar_file_has_the_meeting(pa, scene):
    one = meeting(scene, days_ago=-3, place="Room 7")
    answer = factories.client(pa, scene.partner).get(f"{LIST}{one.pk}/calendar.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    for words in ("BEGIN:VEVENT", f"UID:meeting-{one.pk}@pa.localhost", "LOCATION:Room 7", "STATUS:CONFIRMED"):
        assert words in text


@pytest.mark.parametrize("number", [1, 3, 15])
def test_a_meeting_costs_the_same_for_any_agenda(pa, scene, number, django_assert_num_queries):
    one = held(scene, *(propose(scene, f"Item {at}", "bright") for at in range(number)), present=("bright", "union"))
    client = factories.client(pa, scene.partner)
    with django_assert_num_queries(12):
        assert f"Item {number - 1}" in said(client.get(f"{LIST}{one.pk}/"))
