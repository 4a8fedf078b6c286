"""State policies and from any dollar to a goal and back: what cites a policy, what its goals reach, money that adds up."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from core.moves import MoveRefused
from core.permissions import Role
from grants.actions.citations import cite, take_back
from grants.models import Award, Citation, Program, Report, ReportFigure, ReportSpending, Round
from grants.readmodels.funds import awarded_of
from grants.readmodels.traces import award_trace, fund_trace, policy_trace
from partnerships.actions.policies import add_goal, delete_policy, remove_goal, save_policy
from partnerships.models import Goal, PolicyGoal, StatePolicy
from tests import factories

NOW = dt.datetime(2026, 1, 20, tzinfo=dt.UTC)
DUE = dt.date(2030, 12, 31)


def policy(officer: Any, title: str = "Sector partnership act") -> StatePolicy:
    given = {
        "title": title,
        "kind": "statute",
        "citation": "Act 67",
        "support_types": ["funding", "technical_assistance"],
    }
    return save_policy(None, given, by=officer)


def accepted(award: Award) -> Report:
    """Its first report, sent and accepted."""
    by = award.application.started_by
    stamps = {"submitted_at": NOW, "submitted_by": by, "decided_at": NOW, "decided_by": by}
    return factories.report(award, status="accepted", **stamps)


@pytest.fixture
def here(pa: Any, people: SimpleNamespace) -> SimpleNamespace:
    """A policy with a goal on people who began and one on a share; two awards of one round with accepted reports."""
    law = policy(people.officer)
    began = factories.measure("P2", comparability="A")
    share = factories.measure("W6", comparability="B", unit="percent", numerator="with one", denominator="who finished")
    goals = [
        add_goal(
            law, {"text": "People begin", "measure": began, "target": Decimal(200), "due_on": DUE}, by=people.officer
        ),
        add_goal(
            law, {"text": "A credential", "measure": share, "target": Decimal(85), "due_on": DUE}, by=people.officer
        ),
    ]
    program = Program.objects.create(name="Grants", agency="Labor", purpose="Training")
    round = factories.round("awarded", program=program)
    awards = []
    for amount, spent, people_in, with_one, finished in ((60_000, 20_000, 30, 9, 10), (40_000, 5_000, 12, 3, 10)):
        made = factories.award(factories.application(round, status="awarded"), amount=str(amount))
        report = accepted(made)
        ReportFigure.objects.create(report=report, measure=began, value=people_in)
        ReportFigure.objects.create(report=report, measure=share, value=with_one, denominator=finished)
        ReportSpending.objects.create(report=report, category="personnel", amount=spent)
        awards.append(made)
    return SimpleNamespace(
        state=pa, officer=people.officer, fiscal=people.fiscal, law=law, goals=goals, program=program, round=round,
        fund=awards[0].fund, awards=awards, began=began,
    )  # fmt: skip


@pytest.mark.claim(2)
def test_a_policy_that_a_round_cites_cannot_be_deleted(here):
    cite(here.law, None, here.round, by=here.officer)
    with pytest.raises(
        MoveRefused, match=rf"You cannot delete Sector partnership act: the round {here.round.name} cites it"
    ):
        delete_policy(here.law, by=here.officer)
    page = factories.client(here.state, here.officer).post(f"/policies/{here.law.pk}/delete/")
    assert (page.status_code, StatePolicy.objects.count()) == (422, 1)
    assert f"the round {here.round.name} cites it" in page.content.decode()
    take_back(Citation.objects.get(), by=here.officer)
    delete_policy(here.law, by=here.officer)
    assert not StatePolicy.objects.exists()
    assert not PolicyGoal.objects.exists()


@pytest.mark.claim(2)
def test_from_a_policy_to_its_rounds_and_partnerships(here):
    cite(here.law, here.goals[0], here.program, by=here.officer)
    page = factories.client(here.state, here.officer).get(f"/policies/{here.law.pk}/trace/").content.decode()
    assert here.round.name in page
    assert all(one.partnership.name in page for one in here.awards)


@pytest.mark.claim(11)
@pytest.mark.parametrize("by_what", ["fund", "program", "round"])
def test_from_a_goal_back_to_each_dollar(here, by_what):
    """60,000 + 40,000 awarded, 20,000 + 5,000 spent; 42 people of 200; 12 of 20 with a credential, pooled: 60 percent."""
    cite(here.law, None, getattr(here, by_what), by=here.officer)
    trace = policy_trace(here.law)
    assert (trace.traced.amount, trace.traced.spent, trace.traced.left) == (100_000, 25_000, 75_000)
    began, share = trace.traced.goals
    assert (began.value, began.percent, began.reporting) == (42, 21, 2)
    assert (share.value, share.basis) == (60, "12 of 20, pooled")


@pytest.mark.claim(11)
def test_from_a_dollar_of_a_fund_to_a_goal_at_each_step_the_money_adds_up(here):
    cite(here.law, None, here.round, by=here.officer)
    trace = fund_trace(here.fund)
    row = trace.row
    assert row.admin + row.awarded + row.promised + row.free == here.fund.amount
    assert trace.traced.amount == row.awarded == awarded_of([here.fund.pk])[here.fund.pk]
    assert [one.goal.text for one in trace.traced.goals] == ["People begin", "A credential"]
    page = factories.client(here.state, here.fiscal).get(f"/staff/funds/{here.fund.pk}/trace/").content.decode()
    assert "$100,000" in page
    assert "$75,000" in page


@pytest.mark.claim(11)
def test_from_an_award_to_its_partnerships_goal_and_the_states(here):
    award = here.awards[0]
    Goal.objects.create(partnership=award.partnership, measure=here.began, text="Thirty begin", target=40, due_on=DUE)
    cite(here.law, here.goals[0], here.fund, by=here.officer)
    trace = award_trace(award)
    goal, line, value, _ = trace.own_goals[0]
    assert (goal.text, line.goal.text, value) == ("Thirty begin", "People begin", 30)
    assert (trace.money.amount, trace.money.spent, trace.money.left) == (60_000, 20_000, 40_000)
    page = factories.client(here.state, here.officer).get(f"/awards/{award.pk}/trace/").content.decode()
    assert all(words in page for words in (here.fund.name, here.round.name, award.partnership.name, "People begin"))


def test_an_award_that_nothing_cites_counts_for_no_goal(here):
    other = factories.award(amount="5000")
    ReportFigure.objects.create(report=accepted(other), measure=here.began, value=999)
    cite(here.law, here.goals[0], here.round, by=here.officer)
    began, share = policy_trace(here.law).traced.goals
    assert (began.value, share.value, share.basis) == (42, None, "nothing is reported yet")


def test_what_is_not_accepted_and_what_is_custom_is_not_added_up(here):
    own = factories.measure("C1", comparability="D")
    goal = add_goal(here.law, {"text": "Visits", "measure": own, "target": Decimal(10), "due_on": DUE}, by=here.officer)
    report = here.awards[0].reports.get()
    ReportFigure.objects.create(report=report, measure=own, value=7)
    cite(here.law, None, here.round, by=here.officer)
    line = next(one for one in policy_trace(here.law).traced.goals if one.goal == goal)
    assert (line.value, line.basis) == (None, "each partnership counts in its own way: never added up")
    report.status = "returned"
    report.save(update_fields=["status"])
    assert policy_trace(here.law).traced.goals[0].value == 12


def test_citing_on_the_page_once(here):
    client = factories.client(here.state, here.officer)
    form = {"thing": f"round-{here.round.pk}", "goal": str(here.goals[0].pk)}
    assert client.post(f"/policies/{here.law.pk}/trace/cite/", form).status_code == 302
    again = client.post(f"/policies/{here.law.pk}/trace/cite/", form)
    assert again.status_code == 422
    assert "cites this already" in again.content.decode()
    with pytest.raises(MoveRefused, match="You cannot remove this goal"):
        remove_goal(here.goals[0], by=here.officer)
    cited = Citation.objects.get()
    assert client.post(f"/policies/{here.law.pk}/trace/citations/{cited.pk}/").status_code == 302
    assert not Citation.objects.exists()


def test_who_may_see_and_keep_policies(here):
    for who, seen, kept in (
        (here.officer, 200, 200),
        (here.fiscal, 200, 403),
        (factories.member(Role.AUDITOR), 200, 403),
        (factories.member(Role.CONVENER, over=factories.organization()), 403, 403),
        (factories.member(Role.PROVIDER), 403, 403),
    ):
        client = factories.client(here.state, who)
        assert client.get("/policies/").status_code == seen
        assert client.get(f"/policies/{here.law.pk}/trace/").status_code == seen
        assert client.get("/policies/new/").status_code == kept
    assert factories.client(here.state, here.officer).get(f"/policies/{here.law.pk + 1000}/").status_code == 404


def test_a_policy_is_entered_with_goals_and_the_report_that_it_asks_for(here):
    client = factories.client(here.state, here.officer)
    form = {"title": "Plan", "kind": "plan", "support_types": ["program_initiative"], "effective_on": "2026-07-01"}
    assert client.post("/policies/new/", form | {"support_types": []}).status_code == 422
    assert "in the register already" in client.post("/policies/new/", form | {"title": here.law.title}).content.decode()
    assert client.post("/policies/new/", form).status_code == 302
    made = StatePolicy.objects.get(title="Plan")
    duty = {
        "duty-month": "2",
        "duty-day": "30",
        "duty-recipients": "Governor",
        "duty-required_items": "Needs\n\nPeople",
    }
    assert "no such day" in client.post(f"/policies/{made.pk}/duties/", duty).content.decode()
    assert client.post(f"/policies/{made.pk}/duties/", duty | {"duty-day": "28"}).status_code == 302
    assert made.duties.get().required_items == ["Needs", "People"]
    goal = {"goal-text": "More", "goal-measure": here.began.pk, "goal-target": "50", "goal-due_on": "2030-06-30"}
    assert client.post(f"/policies/{made.pk}/goals/", goal).status_code == 302
    page = client.get(f"/policies/{made.pk}/").content.decode()
    assert "Each year by February 28" in page
    client.post(f"/policies/{made.pk}/goals/{made.goals.get().pk}/remove/")
    client.post(f"/policies/{made.pk}/duties/{made.duties.get().pk}/remove/")
    assert not made.goals.exists()


def test_the_pages_ask_the_same_number_of_questions_for_two_awards_and_ten(here, django_assert_num_queries):
    cite(here.law, None, here.round, by=here.officer)
    client = factories.client(here.state, here.officer)
    for more in (0, 8):
        for number in range(more):
            factories.award(factories.application(here.round, status="awarded"), amount="1000")
            policy(here.officer, f"Policy {number}")
        with django_assert_num_queries(19):
            client.get(f"/policies/{here.law.pk}/trace/")
        with django_assert_num_queries(20):
            client.get(f"/staff/funds/{here.fund.pk}/trace/")
        with django_assert_num_queries(8):
            client.get("/policies/")
    assert Round.objects.count() == 1
