"""The plan: challenges owned by employers, activities with a challenge, milestones on time; goals on their own scales."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions import goals, plan
from partnerships.models import Activity, Challenge, GoalScore
from partnerships.readmodels.plan import goals_page, plan_page
from partnerships.rules.plan import Milestone, Told, attainment_of, level_faults, milestones_on_time, plan_warnings
from tests import factories
from tests.partnerships.working import coalition

LEVELS = ["Ten or fewer", "Eleven to twenty", "Twenty-one to thirty", "Thirty-one to forty", "More than forty"]
PLAN = "/partnerships/lehigh/plan/"


@pytest.fixture
def scene(pa):
    return coalition()


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def challenge(scene, *owners: str, worker_need: str = "A class at night.") -> Challenge:
    return plan.save_challenge(
        scene.partnership,
        None,
        statement="Too few machinists",
        employer_need="Sixty machinists by 2028.",
        worker_need=worker_need,
        owners=[scene.seats[key].pk for key in owners or ("bright", "slate")],
        by=scene.convener,
    )


def strategy(scene):
    return plan.add_strategy(challenge(scene), kind="training", title="A night class", text="", by=scene.convener)


def activity(scene, due_on, **fields):
    given = {"title": "Hire a teacher", "owner": scene.seats["college"], "due_on": due_on, "by": scene.convener}
    return plan.add_activity(strategy(scene), **(given | fields))


def goal(scene):
    return goals.set_goal(
        scene.partnership,
        text="Train thirty people",
        measure=factories.measure("P2"),
        baseline=None,
        target=30,
        due_on=timezone.localdate() + dt.timedelta(days=300),
        by=scene.convener,
    )


def client(scene, who="convener"):
    return factories.client(scene.partnership.state, getattr(scene, who))


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.claim(12)
@pytest.mark.parametrize("owners", [("bright",), ("college", "union"), ("bright", "college")])
def test_a_challenge_needs_two_employers(scene, owners):
    with pytest.raises(MoveRefused, match="at least two employers"):
        challenge(scene, *owners)
    assert not Challenge.objects.exists()
    assert [o.seat for o in challenge(scene, "bright", "slate", "union").owners.all()] == [
        scene.seats["bright"],
        scene.seats["slate"],
    ]


@pytest.mark.claim(12)
def test_an_activity_without_a_challenge_is_rejected(scene, today):
    given = {"title": "Hire a teacher", "owner": scene.seats["college"], "due_on": today}
    with pytest.raises(MoveRefused, match="An activity needs a challenge"):
        plan.add_activity(None, by=scene.convener, **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(strategy=None, first_due_on=today, **given)
    made = strategy(scene)
    plan.end_challenge(made.challenge, "It was met.", by=scene.convener)
    made.challenge.refresh_from_db()
    with pytest.raises(MoveRefused, match="was ended"):
        plan.add_activity(made, by=scene.convener, **given)


@pytest.mark.claim(5)
def test_a_plan_without_a_workers_need_warns(scene):
    challenge(scene, worker_need=" ")
    page = said(client(scene).get(PLAN))
    assert "not what workers need" in page
    assert "Not said yet" in page
    whole = Told("Too few machinists", "A class at night.", 2, 1, 1)
    assert plan_warnings([whole]) == []
    assert len(plan_warnings([whole._replace(worker_need=""), whole._replace(owners=1)])) == 2
    assert "no strategy" in plan_warnings([whole._replace(strategies=0, activities=0)])[0]
    assert "no activity" in plan_warnings([whole._replace(activities=0)])[0]


def test_an_employer_that_left_the_table_is_missed_as_an_owner(scene, today):
    challenge(scene)
    seat = scene.seats["slate"]
    seat.left_on = today
    seat.save()
    assert "1 employer that owns it" in plan_page(scene.partnership).warnings[0]


@pytest.mark.parametrize(("done", "moved", "on_time"), [(0, 0, 1), (1, 0, 0), (1, 5, 0), (None, 0, 0)])
def test_on_time_means_by_the_day_that_was_set_first(done, moved, on_time):
    first = dt.date(2026, 3, 1)
    one = Milestone(first, first + dt.timedelta(moved), first + dt.timedelta(done) if done is not None else None)
    found = milestones_on_time([one], dt.date(2026, 4, 1))
    assert (found.due, found.on_time, found.moved) == (1, on_time, int(moved > 0))
    assert milestones_on_time([one], dt.date(2026, 2, 1)).share is None


def test_an_activity_is_changed_done_and_dropped(scene, today):
    one = activity(scene, today + dt.timedelta(days=10), is_milestone=True)
    later = today + dt.timedelta(days=20)
    changed = plan.change_activity(one, owner=scene.seats["union"], due_on=later, by=scene.convener)
    assert (changed.due_on, changed.first_due_on) == (later, today + dt.timedelta(days=10))
    with pytest.raises(MoveRefused, match="still to come"):
        plan.finish_activity(one, later, "", by=scene.convener)
    plan.finish_activity(one, today, "Hired.", by=scene.convener)
    with pytest.raises(MoveRefused, match="done already"):
        plan.drop_activity(one, "Why not", by=scene.convener)
    plan.add_product(one, kind="curriculum", title="Night class", url="", made_on=today, by=scene.convener)
    line = plan_page(scene.partnership).challenges[0].strategies[0].activities[0]
    assert (line.label, line.was_moved, line.products[0].title) == ("Done on time", True, "Night class")


def test_an_owner_sits_at_this_table(scene, today):
    other = factories.partnership()
    stranger = other.members.create(organization=other.convener, role="other")
    with pytest.raises(MoveRefused, match="has to sit at this table"):
        activity(scene, today, owner=stranger)


@pytest.mark.parametrize("number", [1, 3, 8])
def test_the_plan_costs_the_same_for_any_size(scene, today, number, django_assert_num_queries):
    for _ in range(number):
        activity(scene, today)
    with django_assert_num_queries(9):
        plan_page(scene.partnership)


def test_the_forms_of_the_plan(scene, today):
    web = client(scene)
    bright, slate = scene.seats["bright"].pk, scene.seats["slate"].pk
    words = {"statement": "Too few machinists", "employer_need": "Sixty.", "worker_need": "A class at night."}
    refused = web.post(f"{PLAN}challenges/new/", words | {"owners": [bright]})
    assert refused.status_code == 422
    assert "one employer is named" in said(refused)
    assert "A class at night." in said(refused)
    assert web.post(f"{PLAN}challenges/new/", words | {"owners": [bright, slate]}).status_code == 302
    one = Challenge.objects.get()
    web.post(f"{PLAN}challenges/{one.pk}/strategy/", {"kind": "training", "title": "A night class", "text": ""})
    made = one.strategies.get()
    owner = {"title": "Hire a teacher", "owner": scene.seats["college"].pk, "due_on": today, "is_milestone": "on"}
    web.post(f"{PLAN}strategies/{made.pk}/activity/", owner)
    work = made.activities.get()
    web.post(f"{PLAN}activities/{work.pk}/", {"owner": bright, "due_on": today + dt.timedelta(days=9)})
    web.post(f"{PLAN}activities/{work.pk}/product/", {"kind": "curriculum", "title": "Outline", "made_on": today})
    web.post(f"{PLAN}activities/{work.pk}/done/", {"done_on": today, "note": "Hired."})
    page = said(client(scene, "partner").get(PLAN))
    for word in ("Done on time", "1 of 1", "Curriculum: Outline", "Owned by", "Bright Metals, Slate Belt Machining"):
        assert word in page
    assert "Add a challenge" not in page
    assert client(scene, "partner").get(f"{PLAN}challenges/new/").status_code == 403
    web.post(f"{PLAN}challenges/{one.pk}/end/", {"reason": "It was met."})
    assert "It was met." in said(web.get(PLAN))


def test_goals_have_levels_before_they_have_scores(scene, today):
    one = goal(scene)
    score = {"level": 1, "value": 34, "scored_on": today, "evidence": "The list of the class.", "by": scene.convener}
    with pytest.raises(MoveRefused, match="five levels in words first"):
        goals.score_goal(one, **score)
    goals.set_levels(one, LEVELS, by=scene.convener)
    goals.score_goal(one, **score)
    goals.score_goal(one, **(score | {"level": -1, "evidence": "Four left."}))
    with pytest.raises(MoveRefused, match="scored on its levels already"):
        goals.set_levels(one, LEVELS, by=scene.convener)
    page = goals_page(scene.partnership)
    assert [s.level for s in page.lines[0].scores] == [-1, 1]
    assert page.finding == "0 of 1 goals at or above expected"
    assert GoalScore.objects.count() == 2


@pytest.mark.parametrize(
    ("levels", "fault"),
    [(LEVELS, False), (LEVELS[:4], True), ([*LEVELS[:4], " "], True), ([*LEVELS[:4], LEVELS[0].upper()], True)],
)
def test_five_levels_each_said_once(levels, fault):
    assert bool(level_faults(levels)) is fault


@pytest.mark.parametrize("change", [{"level": 3}, {"evidence": " "}, {"scored_on": dt.date(2999, 1, 1)}])
def test_a_score_that_is_not_good_is_refused(scene, today, change):
    one = goals.set_levels(goal(scene), LEVELS, by=scene.convener)
    score = {"level": 1, "value": None, "scored_on": today, "evidence": "A list.", "by": scene.convener}
    with pytest.raises(MoveRefused):
        goals.score_goal(one, **(score | change))


@pytest.mark.parametrize(
    ("levels", "at_or_above", "mean", "t_score"),
    [([], 0, None, None), ([0, 0], 2, 0.0, 50.0), ([1, -1, 2], 2, 2 / 3, 59.13), ([-2], 0, -2.0, 30.0)],
)
def test_attainment_is_counted_and_scaled(levels, at_or_above, mean, t_score):
    found = attainment_of(levels)
    assert found.at_or_above == at_or_above
    assert found.mean == pytest.approx(mean)
    assert found.t_score == pytest.approx(t_score, abs=0.01)
    assert sum(found.distribution.values()) == len(levels)


def test_the_forms_of_goals(scene, today):
    web, measure = client(scene), factories.measure("C1", comparability="D", tier="custom", title="Visits")
    assert "No goal is set yet" in said(web.get("/partnerships/lehigh/goals/"))
    given = {"text": "Thirty visits", "measure": measure.pk, "baseline": "4", "target": "30", "due_on": today}
    refused = web.post("/partnerships/lehigh/goals/new/", given | {"target": "many"})
    assert refused.status_code == 422
    assert "Thirty visits" in said(refused)
    assert web.post("/partnerships/lehigh/goals/new/", given).status_code == 302
    assert AuditEvent.objects.get(deed="goal.set").details["goal"] == "Thirty visits"
    one = scene.partnership.goals.get()
    path = f"/partnerships/lehigh/goals/{one.pk}/"
    levels = {f"level_{at}": text for at, text in enumerate(LEVELS)}
    answer = web.post(f"{path}levels/", levels | {"level_4": LEVELS[0]})
    assert answer.status_code == 422
    assert "Two levels say the same" in said(answer)
    assert web.post(f"{path}levels/", levels).status_code == 302
    score = {"level": "0", "value": "25", "scored_on": today, "evidence": "A list."}
    assert web.post(f"{path}score/", score).status_code == 302
    page = said(web.get("/partnerships/lehigh/goals/"))
    for words in (
        "1 of 1",
        "T-score 50.0",
        "Twenty-one to thirty <strong>(now)</strong>",
        "never added to a state total",
    ):
        assert words in page


def test_another_partnerships_plan_is_not_reached(scene, today):
    one, aim = activity(scene, today), goal(scene)
    other = factories.partnership(slug="other")
    web = factories.client(scene.partnership.state, factories.member(Role.CONVENER, over=other.convener))
    for path in (
        f"plan/activities/{one.pk}/done/",
        f"plan/challenges/{one.strategy.challenge_id}/",
        f"plan/strategies/{one.strategy_id}/activity/",
        f"goals/{aim.pk}/score/",
    ):
        assert web.get(f"/partnerships/other/{path}").status_code == 404
        assert web.get(f"/partnerships/lehigh/{path}").status_code == 404
    assert web.get("/partnerships/other/plan/").status_code == 200


def test_another_states_goals_are_not_found(db):
    with state_scope(factories.state("ga")):
        aim = goal(coalition(slug="peach"))
    here = factories.state("pa")
    with state_scope(here):
        web = factories.client(here, factories.member(Role.OFFICER))
        factories.partnership(slug="lehigh")
    assert web.get(f"/partnerships/lehigh/goals/{aim.pk}/score/").status_code == 404
    assert web.get("/partnerships/peach/goals/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_goals_cost_the_same_for_any_number(scene, number, django_assert_num_queries):
    measure = factories.measure("P9")
    for at in range(number):
        one = scene.partnership.goals.create(
            measure=measure, text=f"Goal {at}", target=1, due_on=timezone.localdate(), levels=LEVELS,
            levels_set_on=timezone.localdate(),
        )  # fmt: skip
        GoalScore.objects.create(
            goal=one, level=0, scored_on=timezone.localdate(), evidence="A list.", scored_by=scene.convener
        )
    with django_assert_num_queries(3):
        goals_page(scene.partnership)
