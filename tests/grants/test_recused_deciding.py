"""Who has a conflict takes no part in deciding: scoring, slate, waiting list and panel go on without her."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import awards, conflicts, decisions, panel_talks
from grants.actions import waiting as actions
from grants.models import Award, Round, Slate
from grants.readmodels.waiting import waiting_lines, waiting_of
from tests import factories
from tests.grants.deciding import send_all
from tests.grants.pages import text


def tied(person, application, by):
    """A conflict that somebody else determined."""
    return conflicts.record_conflict(person, application, "family", "Her brother leads it.", severity="hard", by=by)


# The slate


def test_the_scoring_is_closed_by_somebody_without_a_conflict(round, three, people):
    tied(people.officer, three[1], people.director)
    with pytest.raises(MoveRefused, match=f"conflict with {three[1].number}, so somebody else must close the scoring"):
        decisions.start_decision(round, by=people.officer)
    assert decisions.start_decision(round, by=factories.member(Role.OFFICER)).status == "draft"


def test_a_slate_is_recommended_by_somebody_without_a_conflict(slate, three, people, officer):
    tied(people.officer, three[2], people.director)
    with pytest.raises(
        MoveRefused, match="somebody else must recommend this slate. If everybody who may has a conflict"
    ):
        decisions.recommend_slate(slate, by=people.officer)
    page = text(officer.get(reverse("slate", args=[slate.round.slug])))
    assert "You may save the draft; somebody without a conflict recommends it." in page
    assert reverse("slate-recommend", args=[slate.round.slug]) not in page
    officer.post(reverse("slate-recommend", args=[slate.round.slug]))
    assert Slate.objects.get(pk=slate.pk).status == "draft"
    second = factories.member(Role.OFFICER)
    assert decisions.recommend_slate(slate, by=second).recommended_by == second


def test_where_everybody_has_a_conflict_the_role_is_given_for_the_time_to_somebody_without(slate, three, people):
    tied(people.officer, three[0], people.director)
    stands_in = factories.member(Role.AUDITOR)
    stands_in.role_grants.create(role=Role.OFFICER, scope="state")
    assert decisions.recommend_slate(slate, by=type(stands_in).objects.get(pk=stands_in.pk)).status == "recommended"


def test_changes_are_asked_for_by_somebody_without_a_conflict(recommended, three, people):
    tied(people.director, three[0], people.officer)
    with pytest.raises(MoveRefused, match="somebody else must ask for changes"):
        decisions.send_back_slate(recommended, "Less for Erie.", by=people.director)
    other = factories.member(Role.DIRECTOR)
    assert decisions.send_back_slate(recommended, "Less for Erie.", by=other).status == "draft"


# The waiting list


@pytest.fixture
def freed(slate, three, people):
    """Two were funded and told; the third waits, and the first refused."""
    third = slate.lines.get(rank=3)
    decisions.save_lines(slate, {third.pk: decisions.Choice("waitlist")}, by=people.officer)
    decisions.approve_slate(decisions.recommend_slate(slate, by=people.officer), by=people.director)
    send_all(slate, by=people.officer)
    award = Award.objects.order_by("pk").first()
    awards.refuse_award(award, "Our match fell through.", by=award.application.submitted_by)
    slate.refresh_from_db()
    return slate


def test_of_what_she_is_recused_from_the_waiting_list_shows_nothing(freed, three, people, director):
    address = reverse("waiting", args=[freed.round.slug])
    assert three[2].number in text(director.get(address))
    tied(people.director, three[2], people.officer)
    tied(people.director, three[0], people.officer)
    page, shown = waiting_of(freed, people.director), text(director.get(address))
    assert (page.lines, page.refused, page.hidden, page.next) == ([], [], 1, None)
    for words in (three[2].number, three[2].title, three[0].number):
        assert words not in shown
    assert "1 of those who wait is left out: you have a conflict" in shown


def test_neither_does_it_show_an_offer_or_a_late_answer(freed, three, people, director):
    line = waiting_lines(freed)[0]
    fund = line.slate.round.round_funds.get().fund_id
    offer = actions.propose_offer(line, Decimal(90_000), fund, "", by=people.officer)
    Award.objects.filter(application=three[1]).update(answer_by="2026-01-02")
    page = waiting_of(freed, people.director)
    assert (len(page.offers), len(page.late)) == (1, 1)
    tied(people.director, three[2], people.officer)
    tied(people.director, three[1], people.officer)
    page = waiting_of(freed, people.director)
    assert (page.offers, page.late) == ([], [])
    with pytest.raises(MoveRefused, match="somebody else drops the offer"):
        actions.drop_offer(offer, "No.", by=people.director)
    assert actions.drop_offer(offer, "No.", by=people.officer).status == "dropped"


# The panel


def at_the_panel(room, member):
    page = factories.client(room.meeting.state, member).get(
        reverse("panel-talk", args=[room.meeting.pk, room.first.pk])
    )
    return text(page)


@pytest.mark.parametrize(
    ("others", "shown"), [("always", ["240", "252", "270"]), ("after_own", ["240", "252", "270"]), ("never", ["270"])]
)
def test_the_panel_shows_the_other_reviews_as_the_round_says_and_without_names(room, others, shown):
    panel_talks.begin_talk(room.first, by=room.chair)
    Round.objects.filter(pk=room.round.pk).update(visibility={"panel": {"others": others}})
    page = at_the_panel(room, room.members[2])
    table = page.split('class="rt-table')[1].split("</table>")[0]
    assert [total for total in ("240", "252", "270") if f"<b>{total}</b>" in table] == shown
    assert "You" in table
    for one in room.members[:2]:
        assert one.name not in table
    assert ("does not show the other reviews" in page) == (others == "never")
    assert ("<b>254" in table) == (others != "never"), "the mean of the three"


def test_who_leads_the_panel_sees_all_without_names_and_staff_see_who_gave_what(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    Round.objects.filter(pk=room.round.pk).update(visibility={"panel": {"others": "never"}})
    led, staff = at_the_panel(room, room.chair), at_the_panel(room, room.officer)
    for total in ("240", "252", "270"):
        assert f"<b>{total}</b>" in led
        assert f"<b>{total}</b>" in staff
    head = led.split("<thead>")[1].split("</thead>")[0]
    assert "Reviewer 2" in head
    assert room.members[1].name not in head
    assert room.members[1].name in staff.split("<thead>")[1].split("</thead>")[0]
