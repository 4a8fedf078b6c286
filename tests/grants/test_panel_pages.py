"""The pages of a panel: who may open what, what is hidden from whom, nothing typed is lost, queries counted."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from core import files, jobs
from core.models import Email, StoredFile
from core.permissions import Role
from grants.access.panels import may_open_minutes
from grants.actions import panel_talks, panels, reviews
from grants.choices import ConflictKind
from grants.models import PanelItem, PanelMeeting
from tests import factories
from tests.grants.pages import queries, text
from tests.grants.panelling import boxes, in_session, later, said


@pytest.fixture
def sits(pa):
    def sign_in(member):
        return factories.client(pa, member)

    return sign_in


def at(name: str, room: SimpleNamespace, item: PanelItem | None = None) -> str:
    return reverse(name, args=[room.meeting.pk, item.pk] if item else [room.meeting.pk])


# Route × role


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("officer", (200, 200, 200)),
        ("director", (200, 403, 200)),
        ("member", (200, 403, 200)),
        ("other reviewer", (404, 403, 404)),
        ("convener", (403, 403, 403)),
        ("nobody", (302, 302, 302)),
    ],
)
def test_who_opens_the_meeting_its_agenda_and_a_discussion(room, people, pa, who, expected):
    member = {
        "officer": people.officer,
        "director": people.director,
        "member": room.members[1],
        "other reviewer": factories.member(Role.REVIEWER),
        "convener": factories.member(Role.CONVENER, over=factories.organization()),
        "nobody": None,
    }[who]
    client = factories.client(pa, member)
    pages = (at("panel", room), at("panel-agenda", room), at("panel-talk", room, room.first))
    assert tuple(client.get(path).status_code for path in pages) == expected


@pytest.mark.parametrize("name", ["panel-begin", "panel-consensus", "panel-stand", "panel-again"])
def test_only_who_leads_it_moves_a_discussion(room, people, sits, name):
    for member in (room.members[1], people.director):
        assert sits(member).post(at(name, room, room.first), {"reason": "So."}).status_code == 403
    assert sits(room.chair).post(at("panel-begin", room, room.first)).status_code == 302
    room.first.refresh_from_db()
    assert room.first.status == "discussing"


@pytest.mark.parametrize("name", ["panel-open", "panel-attendance", "panel-close"])
def test_only_who_leads_it_opens_and_closes_a_meeting(room, people, sits, name):
    for member in (room.members[1], people.director):
        assert sits(member).post(at(name, room)).status_code == 403


def test_staff_call_a_panel_and_choose_its_agenda(people, reviewed, sits):
    round = factories.round("review")
    first, second = reviewed(round, 200, 260), reviewed(round, 240, 242)
    officer = sits(people.officer)
    listed = text(officer.get(reverse("round-panels", args=[round.slug])))
    assert "No panel is called yet" in listed
    sent = {
        "starts_at": later().strftime("%Y-%m-%dT%H:%M"),
        "place": "https://video.example/room-4",
        "chair": people.officer.pk,
        "members": [one.pk for one in people.reviewers[:2]],
        "quorum": "3",
    }
    wrong = text(officer.post(reverse("panel-new", args=[round.slug]), sent), 422)
    assert "A quorum of 3 is more than the 2" in wrong
    assert "https://video.example/room-4" in wrong
    made = officer.post(reverse("panel-new", args=[round.slug]), sent | {"quorum": "2"})
    meeting = PanelMeeting.objects.get()
    assert made["Location"] == reverse("panel-agenda", args=[meeting.pk])

    agenda = text(officer.get(made["Location"]))
    assert f'value="{first.pk}" aria-label="Discuss {first.number}" checked' in agenda, "split ones are ticked"
    assert f'value="{second.pk}" aria-label="Discuss {second.number}">' in agenda
    officer.post(made["Location"], {"on": [first.pk, second.pk], f"introducer-{first.pk}": people.reviewers[1].pk})
    assert meeting.items.get(application=first).introducer == people.reviewers[1]
    again = officer.post(reverse("panel-new", args=[round.slug]), sent | {"quorum": "2"})
    assert "called for that hour and place already" in text(again, 422)


def test_an_agenda_has_an_order_of_its_own_and_what_has_no_place_comes_last(people, reviewed, sits, room):
    third = reviewed(room.meeting.round, 210, 270)
    officer, path = sits(people.officer), at("panel-agenda", room)
    on = [room.first.application_id, room.second.application_id, third.pk]
    places = {f"place-{third.pk}": "1", f"place-{room.second.application_id}": " 2 "}
    assert officer.post(path, {"on": on, **places, f"place-{room.first.application_id}": "late"}).status_code == 302
    ordered = [third.pk, room.second.application_id, room.first.application_id]
    assert list(room.meeting.items.values_list("application_id", flat=True)) == ordered
    page = text(sits(room.chair).get(at("panel", room)))
    numbers = [one.application.number for one in room.meeting.items.select_related("application")]
    assert [page.index(number) for number in numbers] == sorted(page.index(number) for number in numbers)
    stranger = factories.member(Role.REVIEWER)
    refused = {"on": on, f"place-{third.pk}": "3", f"introducer-{third.pk}": stranger.pk}
    again = text(officer.post(path, refused), 422)
    assert "cannot introduce" in again
    assert f'name="place-{third.pk}" inputmode="numeric" autocomplete="off" maxlength="3" value="3"' in again


# What is hidden


def test_a_recused_member_sees_the_name_alone_and_every_address_of_it_is_not_found(room, sits):
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.agree(room.first, said(room, 249), by=room.chair)
    tied = room.members[2]
    client = sits(tied)
    assert "Reviews and consensus" in text(client.get(at("panel-talk", room, room.first)))

    panel_talks.declare_tie(room.first, ConflictKind.BOARD, "Board: I sit on its board.", by=tied)

    page = text(client.get(at("panel", room)))
    assert "You are recused" in page
    assert "249" not in page
    names = ("talk", "begin", "consensus", "stand", "again", "dissent", "declare")
    for name in names:
        path = at(f"panel-{name}", room, room.first)
        assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}, name
    assert text(client.get(at("panel-talk", room, room.second)))
    assert "Left the room</dt><dd>Rita Reviewer 3" in text(sits(room.chair).get(at("panel-talk", room, room.first)))


def test_a_member_who_did_not_review_it_declares_on_names_alone_before_she_sees_it(people, reviewed, sits):
    round = factories.round("review")
    own, other = reviewed(round, 240, 250, 260), reviewed(round, 200, 210)
    other.partners.create(name="Bright Metals", role="employer")
    room = in_session(round, people.reviewers, people.officer, [own, other])
    late = sits(people.reviewers[2])
    assert "Any conflict?" in text(late.get(at("panel", room)))
    assert late.get(at("panel-talk", room, room.second)).status_code == 404
    asked = text(late.get(at("panel-declare", room, room.second)))
    assert "Bright Metals" in asked
    assert "200" not in asked

    opened = late.post(at("panel-declare", room, room.second), {"answer": "none"})

    assert opened["Location"] == at("panel-talk", room, room.second)
    assert late.get(opened["Location"]).status_code == 200


def test_a_tie_is_declared_with_words_and_nothing_typed_is_lost(room, people, sits):
    client = sits(room.members[1])
    path = at("panel-declare", room, room.first)
    wrong = text(client.post(path, {"answer": "tie", "words": ""}), 422)
    assert "Choose what the tie is." in wrong
    client.post(path, {"answer": "tie", "kind": "board", "words": "I sit on its board."})
    assert client.get(at("panel-talk", room, room.first)).status_code == 404
    assert Email.objects.get(template="panel_tie").to == people.officer.email


# Writing


def test_what_was_typed_stays_in_the_boxes_and_what_another_saved_stands_beside_it(room, people, sits):
    chair, officer = sits(room.chair), sits(people.officer)
    chair.post(at("panel-begin", room, room.first))
    path = at("panel-consensus", room, room.first)
    assert chair.post(path, boxes(room, 252, "save")).status_code == 302

    late = text(officer.post(path, boxes(room, 250, "save", why="My reason.")), 409)

    assert "Somebody saved this consensus since you opened the page" in late
    assert "My reason." in late
    assert "Saved now: 42. Why not." in late
    version = PanelItem.objects.get(pk=room.first.pk).version
    assert officer.post(path, boxes(room, 250, "save", version=version)).status_code == 302


def test_a_missing_reason_is_said_beside_its_box_and_a_second_press_is_harmless(room, sits):
    chair = sits(room.chair)
    chair.post(at("panel-begin", room, room.first))
    path = at("panel-consensus", room, room.first)
    refused = text(chair.post(path, boxes(room, 245, why="", reason="")), 422)
    assert "Work plan: 35 is 5 points or more from the reviews’ 40.67. Write why." in refused
    assert 'value="35" ' in refused or 'value="35">' in refused
    assert chair.post(path, boxes(room, 245)).status_code == 302
    assert chair.post(path, boxes(room, 245)).status_code == 409
    assert PanelItem.objects.get(pk=room.first.pk).given == 245


def test_a_review_says_that_the_panel_has_locked_it(room, people, sits):
    review = room.chair.reviews.get(application=room.first.application)
    reviews.reopen_review(review, "Again.", by=people.officer)
    chair = sits(room.chair)
    panel_talks.begin_talk(room.first, by=room.chair)
    saved = chair.post(reverse("review-save", args=[review.pk]), {"field": room.criteria[0].pk})
    assert saved.status_code == 403
    page = text(chair.get(reverse("review", args=[review.pk])))
    assert "Submit" not in page
    assert "The panel has begun to discuss" in page


def test_a_member_records_her_own_dissent_and_nobody_elses(room, sits):
    panel_talks.begin_talk(room.first, by=room.chair)
    client, path = sits(room.members[1]), at("panel-dissent", room, room.first)
    assert client.post(path, {"member": room.members[2].pk, "words": "No."}).status_code == 403
    client.post(path, {"words": "The match is thin."})
    sits(room.chair).post(path, {"member": room.members[2].pk, "words": "I would not fund it."})
    page = text(client.get(at("panel-talk", room, room.first)))
    assert "<b>Rita Reviewer 2.</b> The match is thin." in page
    assert "<b>Rita Reviewer 3.</b> I would not fund it." in page


# Minutes


def test_the_minutes_are_drawn_once_and_kept_from_who_left_the_room(room, sits, tmp_path, settings):
    panel_talks.declare_tie(room.first, ConflictKind.BOARD, "Board: I sit on its board.", by=room.members[2])
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.agree(room.first, said(room, 249), by=room.chair)
    panels.close_meeting(room.meeting, by=room.chair)
    for _ in range(2):
        jobs.HANDLERS["draw_panel_minutes"].run(state_id=room.meeting.state_id, meeting_id=room.meeting.pk)
    meeting = PanelMeeting.objects.get()
    stored = StoredFile.objects.get(pk=meeting.minutes_id)
    assert StoredFile.objects.filter(purpose="panel_minutes").count() == 1
    told = set(Email.objects.filter(template="panel_minutes").values_list("to", flat=True))
    assert told == {room.chair.email, room.members[1].email}
    assert may_open_minutes(stored, room.members[1])
    assert not may_open_minutes(stored, room.members[2])
    assert not may_open_minutes(stored, factories.member(Role.REVIEWER))
    assert "Ask the program officer for an extract" in text(sits(room.members[2]).get(at("panel", room)))
    assert files.PURPOSES["panel_minutes"].is_ours


# Queries


def test_the_pages_need_the_same_queries_for_one_application_and_for_three(people, reviewed, sits):
    counts = []
    for number in (1, 3):
        round = factories.round("review")
        room = in_session(
            round, people.reviewers, people.officer, [reviewed(round, 240, 250, 260) for _ in range(number)]
        )
        panel_talks.begin_talk(room.first, by=room.chair)
        chair, officer = sits(room.chair), sits(people.officer)
        counts.append(
            (
                queries(chair, at("panel", room)),
                queries(officer, at("panel-agenda", room)),
                queries(chair, at("panel-talk", room, room.first)),
                queries(officer, reverse("round-panels", args=[round.slug])),
            )
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 32
