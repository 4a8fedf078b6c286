"""A member's packet: what is open to her alone, one bookmarked PDF, ended with the meeting or a conflict."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.urls import reverse

from core import files
from core.isolation import state_scope
from core.models import Job
from core.moves import MoveRefused
from grants.access.panel_packets import may_open_packet, packet_of
from grants.actions import panel_talks, panels
from grants.actions.panel_packets import ask_packet
from grants.choices import ConflictKind
from grants.models import PanelPacket, Round
from grants.readmodels.panel_packet import left_out, sheets_of
from grants.tasks.panel_packets import draw_packet, pages_of
from tests import factories
from tests.grants.pages import SECRET, freeze, text
from tests.grants.panelling import in_session


@pytest.fixture
def packed(room, pa):
    """Rita 2 has a conflict with the second application, and asks for her packet."""
    for item in room.items:
        freeze(item.application)
    panel_talks.declare_tie(room.second, ConflictKind.BOARD, "Board: I sit on its board.", by=room.members[1])
    room.packet = ask_packet(room.meeting, by=room.members[1])
    room.state = pa
    return room


def test_it_holds_what_is_open_to_her_with_her_own_scores_and_leaves_the_rest_out(packed):
    (sheet,) = sheets_of(packed.packet)
    assert sheet.application == packed.first.application
    assert [one.points for one in sheet.own] == ["60", "100", "50", "42", "0"]
    assert sheet.total == "252"
    assert left_out(packed.packet) == [packed.second.application.number]
    cover, part = pages_of(packed.packet.pk, packed.state)
    assert packed.second.application.title not in cover + part
    assert SECRET in part
    assert "240" not in part, "the scores of the others are not in it"


def test_a_member_who_did_not_declare_gets_only_what_she_declared_on(people, reviewed):
    round = factories.round("review")
    own, other = reviewed(round, 240, 250, 260), reviewed(round, 200, 210)
    room = in_session(round, people.reviewers, people.officer, [own, other])
    assert ask_packet(room.meeting, by=people.reviewers[2]).application_ids == [own.pk]
    panel_talks.declare_none(room.second, by=people.reviewers[2])
    assert ask_packet(room.meeting, by=people.reviewers[2]).application_ids == [own.pk, other.pk]
    assert PanelPacket.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_it_is_drawn_once_with_a_bookmark_for_each_application(packed):
    with state_scope(packed.state):
        for _ in range(2):
            draw_packet(state_id=packed.state.pk, packet_id=packed.packet.pk)
    packed.packet.refresh_from_db()
    stored = packed.packet.file
    with pikepdf.open(io.BytesIO(files.read(stored))) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["Agenda", f"{packed.first.application.number} {packed.first.application.title}"]
    assert may_open_packet(stored, packed.members[1])
    for other in (packed.chair, packed.officer, None):
        assert not may_open_packet(stored, other)

    panel_talks.declare_tie(packed.first, ConflictKind.BOARD, "Board: of this one too.", by=packed.members[1])
    assert not may_open_packet(stored, packed.members[1])
    assert packet_of(packed.meeting, packed.members[1]) is None


def test_it_is_withdrawn_when_the_meeting_is_closed(packed):
    with state_scope(packed.state):
        draw_packet(state_id=packed.state.pk, packet_id=packed.packet.pk)
    packed.packet.refresh_from_db()
    assert may_open_packet(packed.packet.file, packed.members[1])
    panels.close_meeting(packed.meeting, by=packed.chair)
    packed.packet.refresh_from_db()
    assert packed.packet.withdrawn_at is not None
    assert not may_open_packet(packed.packet.file, packed.members[1])
    with pytest.raises(MoveRefused, match="until the meeting is closed"):
        ask_packet(packed.meeting, by=packed.members[1])


def test_the_page_asks_for_it_and_a_second_press_makes_no_second_one(room, people, pa):
    client = factories.client(pa, room.members[1])
    home, ask = reverse("panel", args=[room.meeting.pk]), reverse("panel-packet", args=[room.meeting.pk])
    assert "Make my packet" in text(client.get(home))
    assert "Make my packet" not in text(factories.client(pa, people.officer).get(home))
    for _ in range(2):
        assert client.post(ask).status_code == 302
    assert Job.objects.filter(kind="draw_panel_packet").count() == 1
    assert "It is being made" in text(client.get(home))
    assert factories.client(pa, people.officer).post(ask).status_code == 403
    stranger = factories.member("reviewer", name="Sam Stranger")
    assert factories.client(pa, stranger).post(ask).status_code == 404


def test_a_packet_follows_the_rounds_policy(packed):
    hidden = {"panel": {"identities": "hidden", "budget": "none"}}
    Round.objects.filter(pk=packed.round.pk).update(visibility=hidden)
    packet = PanelPacket.objects.get()
    pages = "".join(pages_of(packet.pk, packed.state))
    for name in (packed.first.application.title, packed.first.application.organization.legal_name, "Bright Metals"):
        assert name not in pages
    assert "60,000" not in pages
    assert "partner 1" in pages
