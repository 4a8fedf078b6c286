"""Monitoring: visits are planned and held, findings answered by the convener and closed by the state, and shown."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.isolation import state_scope
from core.models import Email
from core.moves import MoveRefused, check_move
from grants.actions import monitoring as actions
from grants.choices.closing import Step
from grants.choices.monitoring import FindingStatus, VisitStatus
from grants.models import Award, MonitoringFinding, MonitoringVisit
from grants.readmodels.closing import facts_of
from grants.rules.closeout import reading_of
from grants.rules.monitoring import CHECKLIST, FINDINGS, VISITS, faults_of
from tests import factories
from tests.grants.pages import text
from tests.grants.reporting import clients, scene

DAY = dt.timedelta(days=1)
GOOD = dict.fromkeys(CHECKLIST, "yes")


@pytest.mark.parametrize(
    ("moves", "statuses"), [(VISITS, VisitStatus.values), (FINDINGS, FindingStatus.values)], ids=["visits", "findings"]
)
def test_every_move_starts_only_where_the_table_says(moves, statuses):
    for name, move in moves.items():
        for status in statuses:
            if status in move.sources:
                assert check_move(moves, name, status, reason="why") is move
            else:
                with pytest.raises(MoveRefused, match="You cannot"):
                    check_move(moves, name, status, reason="why")


def test_each_point_has_an_answer_and_a_fault_has_words():
    assert faults_of(GOOD, {}) == {}
    assert faults_of(GOOD | {"match": ""}, {}) == {"match": "Say whether this is in order, or was not looked at."}
    assert faults_of(GOOD | {"match": "no"}, {"match": " "}) == {"match": "Say what is not in order."}
    assert faults_of(GOOD | {"match": "no"}, {"match": "No time sheets."}) == {}


@pytest.fixture
def made(pa):
    return scene()


@pytest.fixture
def who(pa, made):
    return clients(pa, made)


@pytest.fixture
def visit(made):
    return actions.plan_visit(made.award, "site", timezone.localdate(), "Match and time.", by=made.officer)


@pytest.fixture
def held(made, visit):
    return hold(made, visit)


def hold(made, visit, answers=GOOD, **comments):
    return actions.hold_visit(
        visit,
        held_on=timezone.localdate(),
        participants="Marcus Oyelaran",
        answers=answers,
        comments=comments,
        notes="",
        by=made.officer,
    )


def facts(**other):
    given = {
        "severity": "finding",
        "text": "No time sheets for March.",
        "action": "Keep time sheets.",
        "owner": "Marcus Oyelaran",
        "due_on": timezone.localdate() + 30 * DAY,
    }
    return given | other


@pytest.fixture
def finding(made, held):
    return actions.add_finding(held, facts(), by=made.officer)


def test_a_visit_is_planned_ahead_and_held_once_with_a_whole_checklist(made, visit):
    with pytest.raises(MoveRefused, match="has passed"):
        actions.plan_visit(made.award, "desk", timezone.localdate() - DAY, "", by=made.officer)
    with pytest.raises(MoveRefused, match="Say what is not in order"):
        hold(made, visit, GOOD | {"match": "no"})
    done = hold(made, visit, GOOD | {"match": "no"}, match="No letters.")
    assert done.answers["match"] == {"answer": "no", "comment": "No letters."}
    with pytest.raises(MoveRefused, match="it is held now"):
        hold(made, done)
    with pytest.raises(MoveRefused, match="You cannot cancel"):
        actions.cancel_visit(done, "Snow.", by=made.officer)
    (message,) = Email.objects.filter(template="visit_planned")
    assert message.to == made.convener.email


def test_a_visit_is_cancelled_with_a_reason(made, visit):
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.cancel_visit(visit, " ", by=made.officer)
    assert actions.cancel_visit(visit, "Snow.", by=made.officer).notes == "Snow."


def test_a_finding_needs_a_visit_that_was_held_and_time_to_act(made, visit):
    with pytest.raises(MoveRefused, match="Record the visit first"):
        actions.add_finding(visit, facts(), by=made.officer)
    done = hold(made, visit)
    with pytest.raises(MoveRefused, match="a day that lies ahead"):
        actions.add_finding(done, facts(due_on=timezone.localdate()), by=made.officer)
    Award.objects.update(status="closed")
    with pytest.raises(MoveRefused, match="The award is closed"):
        actions.add_finding(done, facts(), by=made.officer)


def test_answered_sent_back_answered_anew_and_closed_with_reasons(made, finding):
    with pytest.raises(MoveRefused, match="Say what was done"):
        actions.answer_finding(finding, " ", by=made.convener)
    with pytest.raises(MoveRefused, match="You cannot send back"):
        actions.send_back_finding(finding, "More.", by=made.officer)
    answered = actions.answer_finding(finding, "Time sheets since April.", by=made.convener)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.send_back_finding(answered, " ", by=made.officer)
    back = actions.send_back_finding(answered, "Show April's.", by=made.officer)
    assert (back.status, back.reason, back.answer) == ("open", "Show April's.", "Time sheets since April.")
    again = actions.answer_finding(back, "They are attached to the report.", by=made.convener)
    assert facts_of(made.award).findings_open == 1
    closed = actions.close_finding(again, "Seen.", by=made.officer)
    assert (closed.status, closed.closed_by) == ("closed", made.officer)
    assert reading_of(Step.FINDINGS, facts_of(made.award)).is_done
    with pytest.raises(MoveRefused, match="it is closed now"):
        actions.answer_finding(closed, "More.", by=made.convener)
    with pytest.raises(IntegrityError), transaction.atomic():
        MonitoringFinding.objects.update(reason="")
    templates = list(Email.objects.order_by("pk").values_list("template", "to"))
    assert templates == [
        ("visit_planned", made.convener.email),
        ("finding_told", made.convener.email),
        ("finding_answered", made.officer.email),
        ("finding_told", made.convener.email),
        ("finding_answered", made.officer.email),
        ("finding_told", made.convener.email),
    ]


def test_only_an_award_that_runs_or_ended_is_monitored(made):
    Award.objects.update(status="closed")
    made.award.refresh_from_db()
    with pytest.raises(MoveRefused, match="nothing to monitor"):
        actions.plan_visit(made.award, "desk", timezone.localdate(), "", by=made.officer)


# The pages

STAFF = {"officer": 200, "fiscal": 200, "auditor": 200, "convener": 403, "reviewer": 403, "stranger": 302}
OWN = {"convener": 200, "certifier": 200, "partner": 200, "neighbor": 404, "officer": 403, "stranger": 302}


@pytest.mark.parametrize(("name", "status"), STAFF.items())
def test_who_may_see_monitoring(made, finding, who, name, status):
    assert who(name).get(reverse("monitoring", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_who_may_see_her_monitoring(made, finding, who, name, status):
    assert who(name).get(reverse("my-monitoring", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(
    ("name", "may"), [("officer", True), ("director", True), ("fiscal", False), ("auditor", False)]
)
def test_who_may_manage_it(made, visit, who, name, may):
    client, at = who(name), made.award.pk
    assert (client.post(reverse("visit-plan", args=[at])).status_code != 403) is may
    for view in ("visit-hold", "visit-cancel", "finding-add"):
        assert (client.get(reverse(view, args=[at, visit.pk])).status_code == 200) is may


@pytest.mark.parametrize(
    ("view", "more", "is_post"),
    [
        ("monitoring", [], False),
        ("my-monitoring", [], False),
        ("visit-plan", [], True),
        ("visit-hold", [1], True),
        ("visit-cancel", [1], True),
        ("finding-add", [1], True),
        ("my-finding-respond", [1], True),
        ("finding-decide", [1], True),
    ],
)
def test_another_states_award_does_not_exist(committed_db, view, more, is_post):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        award = scene().award
    with state_scope(ga):
        client = factories.client(ga, factories.member("officer", "convener"))
    url = reverse(view, args=[award.pk, *more])
    assert (client.post(url) if is_post else client.get(url)).status_code == 404


def test_an_award_answers_for_its_own_findings_alone(made, finding, who):
    other = scene(number="PA-2025-0099")
    url = reverse("finding-decide", args=[other.award.pk, finding.pk])
    assert who("officer").post(url, {f"decide-{finding.pk}-words": "Seen."}).status_code == 404


def test_from_the_plan_to_a_closed_finding(made, who):
    officer, convener, at = who("officer"), who("convener"), [made.award.pk]
    today = timezone.localdate().isoformat()
    late = officer.post(reverse("visit-plan", args=at), {"plan-kind": "desk", "plan-planned_on": "2020-01-01"})
    assert "has passed" in text(late, 422)
    officer.post(
        reverse("visit-plan", args=at), {"plan-kind": "site", "plan-planned_on": today, "plan-about": "Match."}
    )
    visit = MonitoringVisit.objects.get()
    assert "Match." in text(convener.get(reverse("my-monitoring", args=at)))
    recording = reverse("visit-hold", args=[made.award.pk, visit.pk])
    given = GOOD | {"held_on": (timezone.localdate() - DAY).isoformat(), "participants": "Marcus & Dana", "match": "no"}
    refused = text(officer.post(recording, given), 422)
    assert "Say what is not in order." in refused
    assert "Marcus &amp; Dana" in refused
    officer.post(recording, given | {"match_comment": "No letters from two firms."})
    assert officer.get(recording).status_code == 404
    page = text(officer.get(reverse("monitoring", args=at)))
    assert "No letters from two firms." in page
    officer.post(
        reverse("finding-add", args=[made.award.pk, visit.pk]),
        facts(due_on=(timezone.localdate() + 9 * DAY).isoformat()),
    )
    finding = MonitoringFinding.objects.get()
    assert "Answer a finding" in text(convener.get("/home/"))
    assert "1 open" in text(officer.get(reverse("award", args=at)))
    answering = reverse("my-finding-respond", args=[made.award.pk, finding.pk])
    assert "Write what is to be kept." in text(convener.post(answering, {}), 422)
    convener.post(answering, {f"answer-{finding.pk}-words": "Time sheets since April."})
    assert "Look at the answer to a finding" in text(officer.get("/home/"))
    deciding = reverse("finding-decide", args=[made.award.pk, finding.pk])
    officer.post(deciding, {f"decide-{finding.pk}-words": "Show April's.", "act": "send_back"})
    assert "Show April" in text(convener.get(reverse("my-monitoring", args=at)))
    officer.post(deciding, {f"decide-{finding.pk}-words": "Seen.", "act": "close"})
    assert "Closed findings" in text(officer.get(reverse("monitoring", args=at)))
    assert "Answer a finding" not in text(convener.get("/home/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_for_one_finding_and_three(made, held, who, rows, django_assert_max_num_queries):
    for _ in range(rows):
        actions.add_finding(held, facts(), by=made.officer)
    client = who("officer")
    with django_assert_max_num_queries(12):
        assert client.get(reverse("monitoring", args=[made.award.pk])).status_code == 200
