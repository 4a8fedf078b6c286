"""Screening and assigning: what is computed, what a person decides, each move allowed and refused, who is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent, Email
from core.money import MatchBasis
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import conflicts, reviews
from grants.actions.screening import Answer, screen_application
from grants.checks.applications import Line, Seat, Terms
from grants.checks.screening import Sent, checks_of
from grants.choices import ApplicationStatus
from grants.models import Application, Conflict, Round, Screening
from partnerships.models import Contact
from tests import factories
from tests.grants.pages import SECRET, freeze, text

ROSTER = [
    {"name": "Bright Metals", "role": "employer"},
    {"name": "Slate Belt Machining", "role": "employer"},
    {"name": "Lehigh Carbon", "role": "education"},
    {"name": "Lodge 1288", "role": "labor"},
]
TERMS = Terms(Decimal(25_000), Decimal(150_000), 1, 6, 25, MatchBasis.AWARD, 2)
NOW = dt.datetime(2027, 4, 28, 21, 0, tzinfo=dt.UTC)


def sent(**changes: Any) -> Sent:
    """Something that passes every check of TERMS."""
    whole = Sent(
        is_whole=True,
        empty=0,
        received_at=NOW - dt.timedelta(seconds=1),
        received="before",
        closes_at=NOW,
        closes="then",
        kind="Local workforce board",
        is_eligible_kind=True,
        eligible_kinds="",
        seats=[Seat(row["name"], row["role"]) for row in ROSTER],
        no_labor_reason="",
        lines=[Line("personnel", "a. Personnel", amount=Decimal(100_000), match_cash=Decimal(25_000))],
        requested=Decimal(100_000),
        months=6,
    )
    return whole._replace(**changes)


def missed(**changes: Any) -> list[str]:
    return [check.key for check in checks_of(sent(**changes), TERMS) if not check.holds]


def test_what_is_in_order_passes_every_check():
    assert missed() == []


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, True), (1, True)])
def test_on_time_is_before_the_closing_instant(seconds, late):
    assert missed(received_at=NOW + dt.timedelta(seconds=seconds)) == (["on_time"] if late else [])


@pytest.mark.rule("BR-02")
@pytest.mark.parametrize(
    ("requested", "months", "holds"),
    [
        ("24999.99", 6, False),
        ("25000", 6, True),
        ("150000", 1, True),
        ("150000.01", 6, False),
        ("100000", 7, False),
        ("100000", None, False),
    ],
)
def test_amount_and_months_lie_within_the_limits_both_ends_included(requested, months, holds):
    found = missed(requested=Decimal(requested), months=months)

    assert ("amount" not in found) is holds


@pytest.mark.rule("BR-03")
@pytest.mark.parametrize(("match", "holds"), [("24999.99", False), ("25000", True)])
def test_the_match_is_met_to_the_cent(match, holds):
    line = Line("personnel", "a. Personnel", amount=Decimal(100_000), match_cash=Decimal(match))

    assert ("match" not in missed(lines=[line])) is holds


@pytest.mark.rule("BR-05")
def test_the_table_needs_employers_a_teacher_and_labor_or_a_reason():
    seats = [Seat(row["name"], row["role"]) for row in ROSTER]

    assert missed(seats=seats[1:]) == ["composition"]
    assert missed(seats=[seats[0], seats[1], seats[3]]) == ["composition"]
    assert missed(seats=seats[:3]) == ["composition"]
    assert missed(seats=seats[:3], no_labor_reason="No union organizes this trade here.") == []


@pytest.fixture
def desk(pa, people) -> SimpleNamespace:
    """A submitted application that passes every check, and the officer before it."""
    round = factories.round("closed", slug="spring", closes_at=timezone.now() - dt.timedelta(minutes=1))
    lead = factories.member(Role.CONVENER, name="Elena Márquez", email="elena@lehigh.example")
    application = factories.application(
        round, by=lead, status="submitted", requested=100_000, title="Lehigh Valley Metals", county_fips=["42077"]
    )
    freeze(application, roster=ROSTER)
    client = factories.client(pa, people.officer)
    return SimpleNamespace(
        state=pa,
        people=people,
        round=round,
        application=application,
        client=client,
        url=f"/applications/{application.pk}/",
    )


def answers(**changes: str) -> dict[str, str]:
    keys = ("complete", "on_time", "kind", "composition", "amount", "match")
    return {f"holds-{key}": "yes" for key in keys} | {"outcome": "eligible", "reason": ""} | changes


def test_the_page_shows_what_was_sent_and_a_checklist_that_is_filled_in(desk):
    answer = desk.client.get(desk.url)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert SECRET in page
    assert "Bright Metals" in page
    assert page.count('value="yes" id="id_holds-') == 6
    assert [check.holds for check in answer.context["page"].checks] == [True] * 6
    assert "Lehigh" in page


def test_finding_it_eligible_keeps_the_checklist_and_tells_nobody(desk):
    answer = desk.client.post(f"{desk.url}screen/", answers(), follow=True)

    desk.application.refresh_from_db()
    screening = Screening.objects.get()
    assert desk.application.status == "eligible"
    assert [check["holds"] for check in screening.checks] == [True] * 6
    assert (screening.outcome, screening.by) == ("eligible", desk.people.officer)
    assert Email.objects.count() == 0
    assert "found it eligible" in answer.content.decode()


def test_finding_it_not_eligible_tells_the_lead_why_word_for_word(desk):
    reason = "The board of record withdrew; two employers are needed."
    data = answers(outcome="ineligible", reason=reason, **{"holds-composition": "no", "note-composition": "Withdrew"})

    desk.client.post(f"{desk.url}screen/", data)

    desk.application.refresh_from_db()
    message = Email.objects.get()
    assert desk.application.status == "ineligible"
    assert (message.to, reason in message.text) == ("elena@lehigh.example", True)
    assert AuditEvent.objects.get(deed="application.find_ineligible").details["reason"] == reason


def test_taking_a_refusal_back_tells_the_lead_too(desk):
    desk.client.post(f"{desk.url}screen/", answers(outcome="ineligible", reason="Late."))
    desk.client.post(f"{desk.url}screen/", answers())

    desk.application.refresh_from_db()
    assert desk.application.status == "eligible"
    assert [e.template for e in Email.objects.order_by("pk")] == [
        "application_not_eligible",
        "application_eligible_again",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"outcome": ""}, "Choose whether the application is eligible."),
        ({"outcome": "ineligible"}, "Say why it is not eligible: the applicant reads this."),
        ({"holds-kind": "no", "note-kind": "A for-profit"}, "That and Eligible do not go together."),
        ({"holds-kind": "no", "outcome": "ineligible", "reason": "x"}, "You decided otherwise than was computed"),
        ({"holds-match": ""}, "Answer “Is the match met?”"),
    ],
)
def test_a_checklist_with_a_gap_comes_back_with_everything_typed(desk, changes, sentence):
    answer = desk.client.post(f"{desk.url}screen/", answers(**{"note-amount": "Seen with the board"} | changes))
    page = answer.content.decode()

    desk.application.refresh_from_db()
    assert answer.status_code == 422
    assert sentence in page
    assert "Seen with the board" in page
    assert desk.application.status == "submitted"


def test_the_deed_itself_refuses_an_eligible_one_that_misses_a_point(desk):
    checks = checks_of(sent(is_eligible_kind=False), TERMS)
    given = [Answer(check, check.holds) for check in checks]

    with pytest.raises(MoveRefused, match="May this applicant apply"):
        screen_application(desk.application, "eligible", given, by=desk.people.officer)
    with pytest.raises(MoveRefused, match="reason"):
        screen_application(desk.application, "ineligible", given, by=desk.people.officer)


@pytest.mark.parametrize("status", [s for s in ApplicationStatus.values if s != "draft"])
def test_screening_is_possible_from_these_statuses_and_no_others(desk, status):
    Application.objects.filter(pk=desk.application.pk).update(status=status)
    desk.application.refresh_from_db()
    given = [Answer(check, True) for check in checks_of(sent(), TERMS)]
    possible = {"eligible": ("submitted", "ineligible"), "ineligible": ("submitted", "eligible")}

    for outcome, sources in possible.items():
        Application.objects.filter(pk=desk.application.pk).update(status=status)
        desk.application.refresh_from_db()
        if status in sources:
            screen_application(desk.application, outcome, given, reason="Because.", by=desk.people.officer)
            assert desk.application.status == outcome
        else:
            with pytest.raises(MoveRefused):
                screen_application(desk.application, outcome, given, reason="Because.", by=desk.people.officer)


@pytest.mark.parametrize(
    ("role", "see", "screen", "assign"),
    [
        (Role.OFFICER, 200, 302, 200),
        (Role.DIRECTOR, 200, 403, 403),
        (Role.FISCAL, 200, 403, 403),
        (Role.AUDITOR, 200, 403, 403),
        (Role.ANALYST, 403, 403, 403),
        (Role.REVIEWER, 403, 403, 403),
        (Role.CONVENER, 403, 403, 403),
    ],
)
def test_who_may_open_screen_and_assign(desk, role, see, screen, assign):
    client = factories.client(desk.state, factories.member(role))

    assert client.get(desk.url).status_code == see
    assert client.post(f"{desk.url}screen/", answers()).status_code == screen
    assert client.get(f"{desk.url}reviewers/").status_code == assign


def test_a_stranger_signs_in_a_draft_and_a_recusal_are_not_there(desk):
    draft = factories.application(desk.round)
    both = factories.member(Role.OFFICER, Role.REVIEWER)
    Application.objects.filter(pk=desk.application.pk).update(status="eligible")
    desk.application.refresh_from_db()
    made = reviews.assign_reviewers(desk.application, [both], by=desk.people.officer)
    reviews.declare_conflict(made[0], "Board: I sit on it", by=both)
    client = factories.client(desk.state, both)

    assert factories.client(desk.state).get(desk.url).status_code == 302
    assert desk.client.get(f"/applications/{draft.pk}/").status_code == 404
    assert client.get(desk.url).status_code == 404
    assert client.get(f"{desk.url}reviewers/").status_code == 404
    assert client.post(f"{desk.url}screen/", answers()).status_code == 404


def test_the_page_takes_few_queries_however_many_reviews(desk, reviewed):
    def queries(pk: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            desk.client.get(f"/applications/{pk}/")
        return len(caught)

    one, three = reviewed(desk.round, 200), reviewed(desk.round, 200, 210, 250)
    freeze(one)
    freeze(three)

    assert queries(one.pk) == queries(three.pk) <= 22  # BEGIN, savepoints and the session included
    assert queries(desk.application.pk) <= 22


# Assigning


@pytest.fixture
def ready(desk):
    Application.objects.filter(pk=desk.application.pk).update(status="eligible")
    desk.application.refresh_from_db()
    return desk


def due(days: int = 14) -> str:
    return (timezone.localtime() + dt.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_the_least_loaded_are_ticked_and_ties_are_named(ready, pa):
    lead = ready.application.organization
    Contact.objects.create(organization=lead, name="Ann", email="ann@lehigh-board.example")
    tied = factories.member(Role.REVIEWER, over=None, name="Tied One")
    tied.role_grants.create(role="convener", scope="organization", scope_id=lead.pk, starts_on=dt.date(2020, 1, 1))
    near = factories.member(Role.REVIEWER, name="Near One", email="near@lehigh-board.example")
    other = factories.application(ready.round, status="eligible")
    reviews.assign_reviewers(other, [ready.people.reviewers[0]], by=ready.people.officer)

    answer = ready.client.get(f"{ready.url}reviewers/")
    found = {one.member.name: one for one in answer.context["candidates"]}

    assert found["Tied One"].blocked == f"Belongs to {lead.legal_name}, which is at this table."
    assert "lehigh-board.example" in found["Near One"].warning
    assert [name for name, one in found.items() if one.is_suggested] == [r.name for r in ready.people.reviewers]
    assert found["Rita Reviewer 1"].load == 1
    answer = ready.client.post(f"{ready.url}reviewers/", {"reviewers": [tied.pk], "due_at": due()})
    assert answer.status_code == 422
    assert ready.application.reviews.count() == 0
    answer = ready.client.post(f"{ready.url}reviewers/", {"reviewers": [near.pk], "due_at": due()})
    assert "Near One has a conflict with" in text(answer, 422)
    assert ready.application.reviews.count() == 0
    conflict = Conflict.objects.get(reviewer=near)
    assert (conflict.kind, conflict.status) == ("domain", "open")
    conflicts.decide_conflict(conflict, "clear", "They left in 2019.", by=ready.people.director)
    ready.client.post(f"{ready.url}reviewers/", {"reviewers": [near.pk], "due_at": due()})
    assert ready.application.reviews.get().reviewer == near


def test_three_reviewers_are_assigned_and_told(ready):
    data = {"reviewers": [one.pk for one in ready.people.reviewers], "due_at": due()}

    ready.client.post(f"{ready.url}reviewers/", data)

    ready.application.refresh_from_db()
    assert ready.application.status == "under_review"
    assert ready.application.reviews.count() == 3
    assert Email.objects.filter(template="review_assigned").count() == 3
    assert Round.objects.get(pk=ready.round.pk).status == "review"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"due_at": due()}, "Tick at least one reviewer."),
        ({"due_at": due(-1)}, "This is past."),
        ({"due_at": "soon"}, "Enter a valid date/time."),
    ],
)
def test_what_is_missing_is_said_and_the_ticks_stay(ready, data, sentence):
    ticked = [] if "Tick" in sentence else [ready.people.reviewers[2].pk]

    answer = ready.client.post(f"{ready.url}reviewers/", {"reviewers": ticked} | data)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["ticked"] == {str(pk) for pk in ticked}
    assert ready.application.reviews.count() == 0


def test_one_that_is_not_eligible_is_not_given_to_reviewers(desk):
    data = {"reviewers": [desk.people.reviewers[0].pk], "due_at": due()}

    answer = desk.client.post(f"{desk.url}reviewers/", data)

    assert answer.status_code == 422
    assert "it is submitted now" in answer.content.decode()
