"""Meetings: agenda from proposals, who came, decisions with who was present, minutes that are frozen, what is carried."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from core.facts import sha256_of
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from partnerships.actions import meetings as actions
from partnerships.actions.meetings import Came, Plan
from partnerships.models import AgendaItem, Meeting, SustainabilityMilestone
from partnerships.readmodels.adoption import funding_plan, plan_adopted
from partnerships.rules.meetings import MEETINGS, Decided, count_present, is_employer_majority, neutrality_of
from tests import factories
from tests.partnerships.working import came, coalition, decide, held, meeting, propose


@pytest.fixture
def scene(pa):
    return coalition()


def test_a_meeting_takes_what_was_proposed_and_tells_the_members(scene):
    propose(scene, "A second cohort", "bright")
    propose(scene, "Dues")
    one = meeting(scene)

    assert [(i.title, i.proposer_role, i.status) for i in one.items.all()] == [
        ("A second cohort", "employer", "on_agenda"),
        ("Dues", "", "on_agenda"),
    ]
    told = set(Email.objects.filter(template="meeting_called").values_list("to", flat=True))
    assert told == {scene.convener.email, scene.partner.email}
    assert AuditEvent.objects.filter(deed="meeting.plan").count() == 1


def test_the_agenda_has_the_order_that_was_chosen_and_what_is_left_out_waits(scene):
    items = [propose(scene, title) for title in ("A", "B", "C")]
    one = meeting(scene)

    actions.set_agenda(one, [items[2].pk, items[0].pk, 999_999], by=scene.convener)
    assert [i.title for i in one.items.order_by("position")] == ["C", "A"]
    left = AgendaItem.objects.get(pk=items[1].pk)
    assert (left.status, left.meeting) == ("waiting", None)


def test_attendance_is_the_last_that_was_ticked_and_only_members_can_be(scene):
    one = meeting(scene)
    came(scene, one, "bright", "college")
    rows = [Came(scene.seats["bright"].pk, " Ada   Bright "), Came(scene.seats["bright"].pk, "Bo Bright", "manager")]
    assert actions.mark_attendance(one, rows, by=scene.convener) == 1
    assert set(one.attendance.values_list("person", "seniority")) == {
        ("Ada Bright", "unknown"),
        ("Bo Bright", "manager"),
    }
    stranger = factories.partnership()
    theirs = stranger.members.create(organization=stranger.convener, role="other")
    with pytest.raises(MoveRefused, match="left the table"):
        actions.mark_attendance(one, [Came(theirs.pk)], by=scene.convener)


def test_nobody_came_to_a_meeting_that_has_not_begun(scene):
    one = meeting(scene, days_ago=-3)
    with pytest.raises(MoveRefused, match="when it takes place"):
        came(scene, one, "bright")
    with pytest.raises(MoveRefused, match="when it takes place"):
        actions.hold_meeting(one, by=scene.convener)


def test_closing_fixes_who_was_present_and_carries_what_was_not_reached(scene):
    first, second = propose(scene, "A plan", "bright"), propose(scene, "Dues", "college")
    one = meeting(scene)
    came(scene, one, "bright", "slate", "college", "board")
    left = {scene.seats["college"].pk: "It would teach the class."}
    decide(scene, first, how="vote", votes=(3, 0, 0), recused=left)
    done = actions.hold_meeting(one, by=scene.convener)

    assert (done.status, done.present, done.employers) == ("held", 4, 2)
    first.refresh_from_db()
    assert (first.present, first.employers) == (3, 2)
    assert first.present_roles == {"employer": 2, "workforce_board": 1}
    second.refresh_from_db()
    copy = second.carried_to.get()
    assert (second.status, copy.status, copy.meeting) == ("carried", "waiting", None)
    assert (copy.title, copy.proposer_role) == ("Dues", "education")
    following = meeting(scene)
    assert [i.carried_from for i in following.items.all()] == [second]


def test_a_meeting_that_was_closed_is_opened_again_with_a_reason(scene):
    item = propose(scene, "Dues")
    one = meeting(scene)
    came(scene, one, "bright")
    actions.hold_meeting(one, by=scene.convener)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.reopen_meeting(one, " ", by=scene.convener)
    again = actions.reopen_meeting(one, "Slate Belt was there too.", by=scene.convener)

    assert (again.status, again.present, again.reason) == ("planned", None, "Slate Belt was there too.")
    assert AgendaItem.objects.get().pk == item.pk
    assert AgendaItem.objects.get().status == "on_agenda"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"words": "  "}, "Write what was decided"),
        ({"how": "vote", "votes": (0, 0, 0)}, "Give the votes"),
        ({"how": "vote", "votes": (2, 2, 0), "adopts": "plan"}, "2 for and 2 against adopts nothing"),
    ],
)
def test_a_decision_says_what_and_how(scene, fields, said):
    item = propose(scene, "A plan", "bright")
    meeting(scene)
    with pytest.raises(MoveRefused, match=said):
        decide(scene, item, **fields)


def test_minutes_are_frozen_when_they_are_adopted(scene, run_jobs):
    item = propose(scene, "A second cohort", "bright")
    one = held(scene, item, present=("bright", "slate", "union"), days_ago=2)
    with pytest.raises(MoveRefused, match="The minutes are empty"):
        actions.adopt_minutes(one, timezone.localdate(), by=scene.convener)
    actions.keep_minutes(one, minutes="We met.", guests="A guest", chair=scene.seats["bright"], by=scene.convener)
    with pytest.raises(MoveRefused, match="Give the day"):
        actions.adopt_minutes(one, timezone.localdate() + dt.timedelta(days=1), by=scene.convener)
    done = actions.adopt_minutes(one, timezone.localdate(), by=scene.convener)

    assert done.status == "adopted"
    assert done.facts["items"][0]["proposer"] == "Bright Metals (employer)"
    assert done.facts["items"][0]["how"] == ("Decided by consensus. 3 organizations were present, 2 of them employers.")
    assert sha256_of(done.facts) == done.facts_sha256
    for deed in (
        lambda: actions.keep_minutes(one, minutes="Other.", guests="", chair=None, by=scene.convener),
        lambda: came(scene, one, "forge"),
        lambda: decide(scene, item, words="Other."),
        lambda: actions.reopen_meeting(one, "Why not", by=scene.convener),
    ):
        with pytest.raises(MoveRefused):
            deed()


def test_the_minutes_are_drawn_and_sent(scene, run_jobs):
    one = held(scene, propose(scene, "Dues", "slate"), present=("bright",))
    actions.keep_minutes(one, minutes="We met.", guests="", chair=None, by=scene.convener)
    actions.adopt_minutes(one, timezone.localdate(), by=scene.convener)
    run_jobs(scene.partnership.state)

    one.refresh_from_db()
    client = factories.client(scene.partnership.state, scene.partner)
    answer = client.get(f"/files/{one.file_id}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert Email.objects.filter(template="meeting_minutes").count() == 2
    outsider = factories.client(scene.partnership.state, factories.member())
    assert outsider.get(f"/files/{one.file_id}/").status_code == 404


def test_a_meeting_is_called_off_with_a_reason_and_its_agenda_waits(scene):
    item = propose(scene, "Dues")
    one = meeting(scene, days_ago=-3)
    off = actions.cancel_meeting(one, "Snow.", by=scene.convener)

    assert (off.status, off.reason) == ("cancelled", "Snow.")
    assert AgendaItem.objects.get(pk=item.pk).status == "waiting"
    assert Email.objects.filter(template="meeting_cancelled").count() == 2
    with pytest.raises(MoveRefused):
        actions.change_meeting(one, Plan("Other", timezone.now(), 60, "There"), by=scene.convener)


def test_a_meeting_that_decided_something_took_place(scene):
    item = propose(scene, "Dues", "bright")
    one = meeting(scene)
    decide(scene, item)
    with pytest.raises(MoveRefused, match="took place"):
        actions.cancel_meeting(one, "Snow.", by=scene.convener)


@pytest.mark.parametrize(("name", "move"), MEETINGS.items())
def test_a_move_starts_only_where_the_table_says(scene, name, move):
    one = held(scene, propose(scene, "Dues", "bright"), present=("bright",))
    deeds = {
        "hold": lambda: actions.hold_meeting(one, by=scene.convener),
        "reopen": lambda: actions.reopen_meeting(one, "A fault", by=scene.convener),
        "adopt": lambda: actions.adopt_minutes(one, timezone.localdate(), by=scene.convener),
        "cancel": lambda: actions.cancel_meeting(one, "Snow", by=scene.convener),
    }
    whole = {"adopted_on": timezone.localdate(), "adopted_by": scene.convener, "facts": {}, "facts_sha256": "0" * 64}
    for status in ("planned", "held", "adopted", "cancelled"):
        if status not in move.sources:
            Meeting.objects.filter(pk=one.pk).update(status=status, **whole)
            with pytest.raises(MoveRefused):
                deeds[name]()


@pytest.mark.parametrize(
    ("employers", "present", "is_majority"), [(0, 0, False), (1, 2, False), (2, 3, True), (3, 6, False), (1, 1, True)]
)
def test_half_is_no_majority(employers, present, is_majority):
    assert is_employer_majority(employers, present) is is_majority


def test_an_organization_counts_once_and_as_an_employer_where_it_is_one():
    there = count_present([(1, "other"), (1, "employer"), (2, "labor"), (3, "employer"), (3, "employer")], absent=[3])
    assert there == (2, 1, {"employer": 1, "labor": 1})


@pytest.mark.claim(45)
@pytest.mark.rule("BR-61")
def test_six_of_ten_decided_items_proposed_by_employers_are_60_percent():
    rows = [Decided("employer", 3, 5)] * 6 + [Decided("education", 2, 5)] * 3 + [Decided("", 1, 5)]
    found = neutrality_of(rows)

    assert (found.decided, found.by_employers, found.share_by_employers) == (10, 6, 0.6)
    assert (found.with_majority, found.share_with_majority) == (6, 0.6)
    assert neutrality_of([]).share_by_employers is None


def test_a_plan_is_adopted_by_a_decision_with_more_employers_present_than_others(scene):
    assert not plan_adopted(scene.partnership)
    for present, is_met in ((("bright", "college"), False), (("bright", "slate", "college"), True)):
        item = propose(scene, "The plan", "bright")
        one = meeting(scene)
        came(scene, one, *present)
        decide(scene, item, adopts="plan")
        assert not plan_adopted(scene.partnership)
        actions.hold_meeting(one, by=scene.convener)
        assert bool(plan_adopted(scene.partnership)) is is_met
        item.refresh_from_db()
        assert f"{item.employers} of {item.present}" in plan_adopted(scene.partnership).sentence


def test_a_funding_plan_is_a_decision_and_a_named_source(scene):
    assert "No meeting" in funding_plan(scene.partnership).sentence
    item = propose(scene, "Money", "bright")
    one = meeting(scene)
    came(scene, one, "bright")
    decide(scene, item, adopts="funding")
    actions.hold_meeting(one, by=scene.convener)
    assert "no source of money is named" in funding_plan(scene.partnership).sentence
    SustainabilityMilestone.objects.create(
        partnership=scene.partnership, kind="dues", title="Dues", due_on=timezone.localdate(), made_by=scene.convener
    )
    assert funding_plan(scene.partnership)


def test_the_calendar_file_of_a_meeting_that_moves_has_a_higher_sequence(pa, scene):
    pa.contact_email = "grants@pa.example"
    pa.save()
    one = meeting(scene, -9)
    web = factories.client(pa, scene.convener)

    def entry():
        content = web.get(f"/partnerships/lehigh/meetings/{one.pk}/calendar.ics").content
        return Calendar.from_ical(content).walk("VEVENT")[0]

    first = entry()
    assert (first["sequence"], first["status"], first["organizer"]) == (0, "CONFIRMED", "mailto:grants@pa.example")
    assert first["organizer"].params["cn"] == scene.partnership.convener.legal_name
    actions.change_meeting(one, Plan(one.title, one.starts_at, 60, "Room 2"), by=scene.convener)
    assert entry()["sequence"] == 1
    actions.cancel_meeting(one, "Snow.", by=scene.convener)
    assert (entry()["sequence"], entry()["status"]) == (2, "CANCELLED")
