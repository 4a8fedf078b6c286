"""Waivers: who asks, who decides, what each sets aside and how far it goes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import applications as actions
from grants.actions import submissions, waivers
from grants.models import Round, Waiver
from grants.readmodels.application_content import problems_of
from grants.readmodels.application_page import listed
from grants.readmodels.application_timeline import timeline_of
from grants.readmodels.deadlines import deadline_of
from tests import factories
from tests.grants import applying
from tests.grants.submitting import HOUR, Desk, texts


@pytest.fixture
def desk(pa):
    return Desk()


# Waivers of the deadline


def test_a_waiver_opens_a_closed_round_for_one_applicant_alone_and_is_used_up(desk):
    other = factories.organization("Berks Chamber")
    maria = factories.member(Role.CONVENER, over=other, name="Maria Lopez")
    theirs = applying.fill(applying.start(desk.round, other, by=maria, title="Berks Metals"), by=maria)
    desk.close()
    waiver = desk.allow(desk.ask())

    deadline = deadline_of(desk.fresh())
    assert (deadline.at, deadline.sent_in, deadline.waiver) == (waiver.until, "waiver", waiver)
    assert listed([desk.draft])[0].note.startswith("Open for you")
    with pytest.raises(MoveRefused, match="closed on"):
        submissions.submit_application(theirs, certified_name=maria.name, by=maria)
    made = desk.submit()

    assert made.sent_in == "waiver"
    waiver.refresh_from_db()
    assert waiver.status == "used"
    assert [step.what.split(" ")[0] for step in timeline_of(desk.draft)][:4] == [
        "used",
        "submitted",
        "approved",
        "asked",
    ]


def test_an_ended_waiver_helps_no_more(desk):
    desk.close()
    waiver = desk.allow(desk.ask())
    Waiver.objects.filter(pk=waiver.pk).update(until=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(MoveRefused, match="ask for a waiver"):
        desk.submit()
    waiver.refresh_from_db()
    assert waiver.has_ended


def test_a_waiver_is_not_used_up_while_the_round_is_open_or_in_grace(desk):
    waiver = desk.allow(desk.ask(), until=desk.round.closes_at + HOUR)
    assert desk.submit().sent_in == "time"
    waiver.refresh_from_db()
    assert waiver.status == "approved"


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ({"until": None}, "until when"),
        ({"until": "past"}, "has passed"),
        ({"until": "far"}, "more than 5 days"),
        ({"until": "reviews"}, "Reviews begin on"),
    ],
)
def test_a_waiver_has_limits(desk, effect, said):
    desk.close(review_opens_at=timezone.now() + 2 * HOUR)
    ends = {"past": -HOUR, "far": dt.timedelta(days=6), "reviews": 3 * HOUR}
    until = timezone.now() + ends[effect["until"]] if effect["until"] else None
    with pytest.raises(MoveRefused, match=said):
        desk.allow(desk.ask(), until=until)
    assert Waiver.objects.get().status == "requested"


def test_reviews_may_have_begun_where_whoever_approves_says_so(desk):
    desk.close(review_opens_at=timezone.now() + 2 * HOUR)
    waiver = desk.allow(desk.ask(), until=timezone.now() + 3 * HOUR, review_may_have_begun=True)
    assert waiver.status == "approved"


def test_nobody_decides_on_what_she_asked_for_herself(desk):
    desk.close()
    own = waivers.request_waiver(desk.round, desk.lead, "deadline", reason="For them", by=desk.officer)
    for deed in (lambda: desk.allow(own), lambda: waivers.deny_waiver(own, justification="No", by=desk.officer)):
        with pytest.raises(MoveRefused, match="Somebody else has to decide"):
            deed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.filter(pk=own.pk).update(decided_by=desk.officer)


def test_a_second_waiver_of_the_deadline_needs_the_director(desk):
    desk.close()
    waivers.revoke_waiver(desk.allow(desk.ask()), justification="Given in error.", by=desk.director)
    again = desk.ask()
    with pytest.raises(MoveRefused, match="director decides on a second"):
        desk.allow(again)
    assert desk.allow(again, by=desk.director).status == "approved"


def test_the_same_is_asked_for_once(desk):
    desk.close()
    first = desk.ask()
    with pytest.raises(MoveRefused, match="was asked for already"):
        desk.ask()
    waivers.withdraw_request(first, by=desk.elena)
    assert desk.ask().number == "W-0002"


def test_a_decided_round_has_nothing_left_to_waive(desk):
    desk.close(status="decision")
    with pytest.raises(MoveRefused, match="Nothing can be waived"):
        desk.ask()


def test_mails_go_to_who_decides_and_to_who_asked(desk):
    desk.close()
    waiver = desk.ask()
    waivers.deny_waiver(waiver, justification="No outage is known.", by=desk.officer)
    sent = list(Email.objects.order_by("pk").values_list("to", "subject"))
    assert sent == [
        (desk.officer.email, f"{desk.lead.legal_name} asks for a waiver (W-0001)"),
        (desk.elena.email, "Your waiver W-0001 is denied"),
    ]


# Other waivers


@pytest.mark.rule("BR-03")
def test_a_waived_match_asks_for_less(desk):
    actions.save_budget(desk.draft, [applying.line("80000", "12000")], version=1, by=desk.elena)
    assert "20,000" in texts(desk.fresh())
    desk.allow(desk.ask("match"), match_percent=15)
    assert problems_of(desk.fresh()) == []
    assert desk.submit().content["match"]["needed"] == "12000.00"


def test_an_earlier_award_is_required_known_or_waived(desk):
    Round.objects.update(prerequisite="required", prerequisite_kind="seed")
    assert "seed award" in texts(desk.fresh())
    seed = factories.round("awarded", kind="seed", slug="seed", number_prefix="S", name="Seed")
    award = factories.award(factories.application(seed, desk.lead, status="awarded", by=desk.elena), status="refused")
    assert "seed award" in texts(desk.fresh())
    type(award).objects.update(status="ended")
    assert problems_of(desk.fresh()) == []
    type(award).objects.update(status="refused")
    desk.allow(desk.ask("prerequisite"))
    assert problems_of(desk.fresh()) == []


@pytest.mark.rule("BR-05")
def test_a_waived_composition_asks_for_nobody(desk):
    actions.save_roster(desk.draft, applying.SEATS[:1], version=1, by=desk.elena)
    assert problems_of(desk.fresh())
    desk.allow(desk.ask("composition"))
    assert problems_of(desk.fresh()) == []
