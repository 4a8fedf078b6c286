"""Links without an account, and the one way to make a move."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Q
from django.utils import timezone

from core import links
from core.isolation import state_scope
from core.models import AccessLink, AuditEvent
from core.moves import Move, MoveRefused, check_move, make_move, moves_open_to
from core.permissions import Permission, Role
from grants.rules.rounds import MOVES
from tests import factories

SOON = dt.timedelta(hours=1)


def issue(**fields):
    return links.issue("survey", {"invite": 1}, **({"expires_at": timezone.now() + SOON} | fields))


def test_a_link_opens_its_purpose_and_the_token_is_not_kept(pa):
    link, token = issue()
    assert links.find(token, "survey") == link
    assert len(token) >= 43  # 256 bits
    assert token not in str(AccessLink.objects.values().get())


def test_every_bad_link_is_none(pa, ga):
    _, good = issue()
    _, late = issue(expires_at=timezone.now() - SOON)
    used, once = issue(max_uses=1)
    withdrawn, gone = issue()
    assert links.consume(used)
    assert links.revoke(withdrawn, by=factories.member(Role.OFFICER))
    assert [links.find(token, "survey") for token in (late, once, gone, "nonsense")] == [None] * 4
    assert links.find(good, "edition") is None


def test_another_states_link_is_unknown_here(committed_db):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        _, token = issue()
    with state_scope(ga):
        assert links.find(token, "survey") is None


def test_a_single_use_is_counted_once(pa):
    link, _ = issue(max_uses=1)
    assert [links.consume(link), links.consume(link)] == [True, False]


def test_withdrawing_twice_is_one_deed(pa):
    link, _ = issue()
    officer = factories.member(Role.OFFICER)
    assert [links.revoke(link, by=officer), links.revoke(link, by=officer)] == [True, False]
    assert AuditEvent.objects.filter(deed="link.revoke").count() == 1


def test_a_move_changes_the_status_and_writes_its_line(pa):
    officer = factories.member(Role.OFFICER)
    round = make_move(factories.round("open"), MOVES, "close", by=officer)
    assert round.status == "closed"
    line = AuditEvent.objects.get(deed="round.close")
    assert (line.details["before"], line.details["after"]) == ("open", "closed")


def test_a_move_from_elsewhere_is_refused_in_a_sentence(pa):
    with pytest.raises(MoveRefused, match="You cannot close this round: it is draft now."):
        make_move(factories.round("draft"), MOVES, "close", by=factories.member(Role.OFFICER))


def test_of_two_who_move_at_once_the_second_is_told(pa):
    officer = factories.member(Role.OFFICER)
    first = factories.round("open")
    second = type(first).objects.get(pk=first.pk)
    make_move(first, MOVES, "close", by=officer)
    with pytest.raises(MoveRefused, match="it is closed now"):
        make_move(second, MOVES, "close", by=officer)


def test_a_condition_that_fails_says_its_own_sentence(pa):
    with pytest.raises(MoveRefused, match="Too late by a second"):
        make_move(
            factories.round("open"),
            MOVES,
            "close",
            by=factories.member(Role.OFFICER),
            only_if=Q(pk=0),
            refused="Too late by a second.",
        )


def test_a_move_that_needs_a_reason_asks_for_it(pa):
    with pytest.raises(MoveRefused, match="Give a reason"):
        make_move(factories.round("open"), MOVES, "cancel", by=factories.member(Role.OFFICER), reason="  ")


def test_the_buttons_are_what_the_table_and_the_permissions_allow():
    moves = {
        "a": Move("Do", ("draft",), "open", Permission.ROUND_OPEN),
        "b": Move("Undo", ("open",), "draft", Permission.ROUND_EDIT),
    }
    assert moves_open_to(moves, "draft", {Permission.ROUND_OPEN, Permission.ROUND_EDIT}) == ["a"]
    assert moves_open_to(moves, "open", {Permission.ROUND_OPEN}) == []
    with pytest.raises(KeyError):
        check_move(moves, "c", "draft")
