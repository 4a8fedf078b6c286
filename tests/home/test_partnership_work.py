"""Neutrality as counts with n, and what lasts beyond the awards: two pages that know awards and surveys."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.moves import MoveRefused
from core.permissions import Role
from home.readmodels.lasting import lasting_page
from home.readmodels.neutrality import neutrality_page
from partnerships.actions import lasting as actions
from partnerships.actions import meetings
from partnerships.models import Partnership, SustainabilityMilestone
from tests import factories
from tests.partnerships.working import came, coalition, decide, held, meeting, propose

ONE = "/partnerships/lehigh/"


@pytest.fixture
def scene(pa):
    return coalition()


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.claim(45)
@pytest.mark.rule("BR-61")
def test_neutrality_is_shown_as_counts_with_n_and_what_they_do_not_say(pa, scene):
    page = said(factories.client(pa, scene.convener).get(f"{ONE}neutrality/"))
    assert page.count("nothing was decided yet") == 2
    assert "no employer survey has closed" in page

    for employers, college, own, present in (
        (4, 1, 1, ("bright", "slate", "college")),
        (2, 0, 2, ("bright", "college")),
    ):
        items = [propose(scene, f"Employer item {at}", "bright") for at in range(employers)]
        items += [propose(scene, "College item", "college") for _ in range(college)]
        held(scene, *items, *(propose(scene, f"Own {at}") for at in range(own)), present=present)
    Partnership.objects.update(chair="Ada Lane, Bright Metals")
    page = said(factories.client(pa, scene.partner).get(f"{ONE}neutrality/"))
    for words in (
        "<b>60%</b> <span>6 of 10; n = 10</span>",
        "<b>0 of 2</b>",
        "<b>Yes</b> <span>Ada Lane, Bright Metals</span>",
        "<b>0 of 7</b> <span>decided items of members; n = 7.",
        "It does not say how anybody voted",
        "They are not a grade",
    ):
        assert words in page
    found = neutrality_page(scene.partnership, scene.convener)
    assert found.by_role == [("Employer", 6), ("The convener", 3), ("Education or training provider", 1)]


def test_what_is_open_or_not_held_does_not_count(scene):
    item = propose(scene, "Dues", "bright")
    one = meeting(scene)
    came(scene, one, "bright")
    decide(scene, item)
    assert neutrality_page(scene.partnership, scene.officer).counts.decided == 0
    meetings.hold_meeting(one, by=scene.convener)
    assert neutrality_page(scene.partnership, scene.officer).counts.decided == 1


def test_who_entered_the_items_of_members_is_counted(pa, scene):
    own = meetings.propose_item(scene.partnership, title="Own", about="", seat=scene.seats["bright"], by=scene.partner)
    held(scene, own, propose(scene, "For them", "slate"), propose(scene, "Ours"), present=("bright", "college"))
    found = neutrality_page(scene.partnership, scene.convener)
    assert (found.by_members, found.for_members) == (1, 2)


@pytest.mark.parametrize(
    ("chair", "is_employer"),
    [
        ("Ada Lane, Bright Metals", True),
        ("Ada Lane, BRIGHT METALS, Inc.", True),
        ("Ada Lane (Bright Metals)", True),
        ("Ada Lane of Bright Metals", True),
        ("Ada Lane, Bright Metals Community College", False),
        ("Ada Lane, Brightside", False),
        ("Ada Lane", False),
        ("", False),
    ],
)
def test_the_chair_is_an_employer_by_the_whole_name(scene, chair, is_employer):
    factories.organization("Bright Metals Community College", "college")
    scene.partnership.chair = chair
    assert neutrality_page(scene.partnership, scene.convener).chair_is_employer is is_employer


def test_the_share_of_awards_that_goes_to_the_convener(pa, scene):
    own = factories.application(factories.round("awarded"), scene.partnership.convener, status="awarded")
    factories.award(own, amount="60000", partnership=scene.partnership)
    factories.award(amount="40000", partnership=scene.partnership)
    found = neutrality_page(scene.partnership, scene.partner)
    assert (found.paid, found.awarded, found.paid_share) == (60000, 100000, 0.6)


@pytest.mark.parametrize("path", ["neutrality/", "lasting/"])
def test_who_sees_these_pages(pa, scene, path):
    for who, status in ((scene.convener, 200), (scene.partner, 200), (scene.fiscal, 200)):
        assert factories.client(pa, who).get(ONE + path).status_code == status
    for who in (factories.member(Role.REVIEWER), factories.member(Role.PARTNER, over=factories.partnership())):
        assert factories.client(pa, who).get(ONE + path).status_code == 404
    assert factories.client(pa).get(ONE + path).status_code == 302


@pytest.mark.parametrize("path", ["neutrality/", "lasting/"])
def test_another_states_pages_are_not_found(db, path):
    with state_scope(factories.state("ga")):
        coalition(slug="peach")
    here = factories.state("pa")
    with state_scope(here):
        officer = factories.client(here, factories.member(Role.OFFICER))
    assert officer.get(f"/partnerships/peach/{path}").status_code == 404


def step(scene, days: int, **fields) -> SustainabilityMilestone:
    given = {"kind": "dues", "title": "Dues", "owner": None, "yearly": 12_000, "by": scene.convener}
    due_on = timezone.localdate() + dt.timedelta(days=days)
    return actions.add_milestone(scene.partnership, **(given | fields | {"due_on": due_on}))


def test_steps_are_watched_until_two_years_after_the_last_award(scene):
    today = timezone.localdate()
    factories.award(partnership=scene.partnership, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2026, 2, 28))
    factories.award(partnership=scene.partnership, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2024, 12, 31))
    done, late = step(scene, 20), step(scene, -5, kind="policy", yearly=None)
    actions.finish_milestone(done, today, "The members voted.", by=scene.convener)
    gone = step(scene, 30, kind="fees")
    actions.drop_milestone(gone, "Nobody would pay.", by=scene.convener)
    page = lasting_page(scene.partnership, scene.partner)

    assert (page.award_ends_on, page.watched_until, page.is_over) == (
        dt.date(2026, 2, 28), dt.date(2028, 2, 28), today > dt.date(2028, 2, 28),
    )  # fmt: skip
    assert {line.one.pk: line.label for line in page.lines} == {
        done.pk: "In place",
        late.pk: "Late",
        gone.pk: "Dropped",
    }
    assert (page.in_place, page.counted, page.yearly, page.promised) == (1, 2, 12_000, 12_000)


def test_a_step_is_settled_once_and_with_words(scene):
    one = step(scene, 20)
    with pytest.raises(MoveRefused, match="still to come"):
        actions.finish_milestone(one, timezone.localdate() + dt.timedelta(days=1), "A vote.", by=scene.convener)
    with pytest.raises(MoveRefused, match="what shows it"):
        actions.finish_milestone(one, timezone.localdate(), " ", by=scene.convener)
    with pytest.raises(MoveRefused, match="Say why"):
        actions.drop_milestone(one, "", by=scene.convener)
    actions.finish_milestone(one, timezone.localdate(), "A vote.", by=scene.convener)
    with pytest.raises(MoveRefused, match="settled already"):
        actions.drop_milestone(one, "No", by=scene.convener)


def test_the_forms_of_what_lasts(pa, scene):
    web, today = factories.client(pa, scene.convener), timezone.localdate()
    assert "No step is planned yet" in said(web.get(f"{ONE}lasting/"))
    given = {"kind": "coordinator", "title": "Half a coordinator", "owner": "", "yearly": "30,000", "due_on": today}
    assert web.post(f"{ONE}lasting/new/", given | {"title": ""}).status_code == 422
    assert web.post(f"{ONE}lasting/new/", given).status_code == 302
    one = SustainabilityMilestone.objects.get()
    assert web.post(f"{ONE}lasting/{one.pk}/done/", {"done_on": today, "evidence": "A contract."}).status_code == 302
    page = said(factories.client(pa, scene.partner).get(f"{ONE}lasting/"))
    for words in ("A contract.", "$30,000", "1 <small>of 1</small>", "there is no award yet"):
        assert words in page
    assert "Add a step" not in page
    assert factories.client(pa, scene.partner).get(f"{ONE}lasting/new/").status_code == 403


@pytest.mark.parametrize("number", [1, 3, 8])
def test_the_pages_cost_the_same_for_any_number(scene, number, django_assert_num_queries):
    for at in range(number):
        step(scene, at)
        held(scene, propose(scene, f"Item {at}", "bright"), present=("bright", "union"))
    with django_assert_num_queries(4):
        lasting_page(scene.partnership, scene.convener)
    with django_assert_num_queries(7):
        neutrality_page(scene.partnership, scene.convener)
