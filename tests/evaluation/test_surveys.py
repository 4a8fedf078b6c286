"""Staff run a wave: who may, who is invited, when reminded, results only from enough answers, raw for the evaluator."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import Email, Job
from core.moves import MoveRefused
from core.permissions import Role
from evaluation.actions.surveys import close_survey, create_survey, open_survey, remind
from evaluation.models import Survey, SurveyInvite
from evaluation.rules import INVITE_MOVES, SURVEY_MOVES
from tests import factories
from tests.evaluation import scene
from tests.evaluation.scene import END, START


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, email="dana@pa.example")


@pytest.fixture
def table(pa):
    return factories.partnership()


def draft(officer, *tables) -> Survey:
    return create_survey(
        title="Employer survey 2026",
        period_start=START,
        period_end=END,
        closes_at=timezone.now() + dt.timedelta(days=28),
        partnerships=tables,
        by=officer,
    )


def test_every_active_contact_of_an_employer_is_invited_once(officer, table):
    firm = scene.employer(table).organization
    firm.contacts.create(name="Bo", email="bo@firm.example")
    firm.contacts.create(name="Gone", email="gone@firm.example", is_active=False)
    college = factories.organization(type="college")
    table.members.create(organization=college, role="education")
    college.contacts.create(name="Dean", email="dean@college.example")
    scene.employer(factories.partnership())

    survey = draft(officer, table)

    assert survey.invites.count() == 2
    assert set(survey.invites.values_list("organization_id", flat=True)) == {firm.pk}


def test_opening_writes_to_each_once_with_his_own_link(officer, table, pa, run_jobs):
    for _ in range(3):
        scene.employer(table)
    survey = open_survey(draft(officer, table), by=officer)

    from_jobs = Job.objects.filter(kind="survey_invitations").count()

    assert from_jobs == 1
    assert survey.status == "open"
    assert survey.opens_at is not None
    assert survey.form_version.is_frozen
    with pytest.raises(MoveRefused):
        open_survey(survey, by=officer)


def test_nobody_to_invite_and_a_past_end_are_refused(officer, table):
    with pytest.raises(MoveRefused, match="Nobody would be invited"):
        open_survey(draft(officer, table), by=officer)
    scene.employer(table)
    Survey.objects.all().delete()
    survey = draft(officer, table)
    Survey.objects.update(closes_at=timezone.now())
    survey.refresh_from_db()
    with pytest.raises(MoveRefused, match="past"):
        open_survey(survey, by=officer)


def test_reminders_go_once_a_week_to_those_who_are_silent(officer, table):
    for _ in range(4):
        scene.employer(table)
    survey = open_survey(draft(officer, table), by=officer)
    with pytest.raises(MoveRefused, match="less than a week ago"):
        remind(survey, by=officer)
    Survey.objects.update(opens_at=timezone.now() - dt.timedelta(days=8))
    survey.invites.filter(pk=survey.invites.first().pk).update(status="declined")

    assert remind(survey, by=officer) == 3
    with pytest.raises(MoveRefused, match="less than a week ago"):
        remind(survey, by=officer)


def test_closing_is_for_good(officer, table):
    survey = close_survey(scene.wave(officer), by=officer)

    assert survey.status == "closed"
    assert survey.closes_at <= timezone.now()
    with pytest.raises(MoveRefused):
        close_survey(survey, by=officer)
    with pytest.raises(MoveRefused):
        open_survey(survey, by=officer)


@pytest.mark.parametrize("table", [SURVEY_MOVES, INVITE_MOVES])
def test_no_move_leads_back(table):
    assert all(move.target not in move.sources for move in table.values())


ROLES = {
    Role.DIRECTOR: (200, 403, 403),
    Role.OFFICER: (200, 200, 403),
    Role.FISCAL: (200, 403, 403),
    Role.AUDITOR: (200, 403, 403),
    Role.EVALUATOR: (200, 200, 200),
    Role.ANALYST: (403, 403, 403),
    Role.REVIEWER: (403, 403, 403),
}


@pytest.mark.claim(22)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", ["draft", "open", "closed"])
def test_who_sees_runs_and_reads_single_answers(pa, officer, role, status):
    survey = scene.wave(officer, status)
    client = factories.client(pa, factories.member(role))

    see, run, raw = ROLES[role]

    assert client.get("/surveys/").status_code == see
    assert client.get(f"/surveys/{survey.pk}/").status_code == see
    assert client.get("/surveys/new/").status_code == run
    assert client.get(f"/surveys/{survey.pk}/answers/").status_code == raw
    assert client.post(f"/surveys/{survey.pk}/close/").status_code == (302 if run == 200 else run)
    survey.refresh_from_db()
    assert survey.status == ("closed" if run == 200 and status == "open" else status)


@pytest.mark.claim(22)
def test_a_convener_opens_no_answer_about_herself(pa, officer):
    board = factories.organization()
    table = factories.partnership(board)
    survey = scene.wave(officer)
    scene.answered(survey, table, *[{"comment": "The convener steers."}] * 12)
    for over in (board, table):
        client = factories.client(pa, factories.member(Role.CONVENER, over=over))
        for path in ("", f"{survey.pk}/", f"{survey.pk}/answers/"):
            page = client.get(f"/surveys/{path}")
            assert page.status_code == 403
            assert "steers" not in page.content.decode()


def test_a_stranger_signs_in_and_another_state_finds_nothing(pa, ga, officer):
    survey = scene.wave(officer)
    assert factories.client(pa).get("/surveys/")["Location"].startswith("/accounts/login/")
    assert factories.client(pa, officer).get(f"/surveys/{survey.pk + 1000}/").status_code == 404


def test_single_answers_name_nobody(pa, officer, table):
    survey = scene.wave(officer)
    scene.answered(survey, table, {"comment": "More classes.", "turnover": "lower"})
    invite = SurveyInvite.objects.get(status="answered")
    page = factories.client(pa, factories.member(Role.EVALUATOR)).get(f"/surveys/{survey.pk}/answers/").content.decode()

    assert "More classes." in page
    assert "Fewer leave" in page
    assert invite.contact.email not in page
    assert str(invite.organization) not in page


def test_nine_answers_show_no_result_and_ten_do(pa, officer, table):
    survey = scene.wave(officer)
    scene.answered(survey, table, *[{"value": "valuable"}] * 9)
    client = factories.client(pa, officer)
    page = client.get(f"/surveys/{survey.pk}/").content.decode()
    assert "Too few answers to report (n under 10)" in page
    assert "rt-chart" not in page

    scene.answered(survey, table, {"value": "valuable"})
    page = client.get(f"/surveys/{survey.pk}/").content.decode()
    assert "10 of 10" in page
    assert "72.2% to 100.0%" in page


def test_a_new_wave_is_set_up_on_one_page(pa, officer, table):
    scene.employer(table)
    client = factories.client(pa, officer)
    closes = timezone.localtime() + dt.timedelta(days=20)
    data = {
        "title": "Employer survey 2027",
        "period_start": "2026-07-01",
        "period_end": "2026-06-30",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
        "partnerships": [table.pk],
    }
    wrong = client.post("/surveys/new/", data)
    assert wrong.status_code == 422
    assert "06/30/2026 is before 07/01/2026" in wrong.content.decode()

    answer = client.post("/surveys/new/", data | {"period_end": "2027-06-30"})

    survey = Survey.objects.get()
    assert answer["Location"] == f"/surveys/{survey.pk}/"
    assert (survey.status, survey.invites.count()) == ("draft", 1)
    assert "Open and invite 1 person" in client.get(answer["Location"]).content.decode()
    client.post(f"/surveys/{survey.pk}/open/")
    survey.refresh_from_db()
    assert survey.status == "open"
    assert not Email.objects.exists()


@pytest.mark.parametrize("tables", [1, 3])
def test_pages_cost_the_same_for_one_partnership_and_three(pa, officer, tables, django_assert_max_num_queries):
    survey = scene.wave(officer)
    for _ in range(tables):
        scene.answered(survey, factories.partnership(), *[{"value": "valuable"}] * 5)
    client = factories.client(pa, officer)
    client.get("/surveys/")
    with django_assert_max_num_queries(14):
        client.get("/surveys/")
    with django_assert_max_num_queries(24):
        client.get(f"/surveys/{survey.pk}/")
