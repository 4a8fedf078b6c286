"""What first pages say at scale and over time: counts that stay right, nothing stale, results from published reports."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Email, Job
from core.permissions import Role
from evaluation.models import Story, Survey, SurveyInvite
from grants.models import Report, ReportVersion
from home.readmodels.after_tasks import award_tasks
from home.readmodels.members import member_home
from home.readmodels.staff import staff_home
from home.readmodels.tasks import EACH, staff_tasks
from home.readmodels.under_way import rounds_now
from legislature.models import Edition
from partnerships.models import Goal, PartnershipMember
from tests import factories
from tests.legislature.specimen import pennsylvania


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Dana Kowalczyk")


def words(pa, who, path: str = "/home/") -> str:
    answer = factories.client(pa, who).get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def reports(number: int, by, **fields) -> None:
    """Reports of one award, a quarter each, back in time."""
    award = factories.award()
    for back in range(number):
        day = dt.date(2025 - back // 4, 1 + 3 * (back % 4), 1)
        end = (day + dt.timedelta(93)).replace(day=1) - dt.timedelta(1)
        factories.report(award, period_start=day, period_end=end, **fields)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_late_reports_are_named_a_few_and_counted_all(pa, officer, number):
    reports(number, officer, due_at=timezone.now() - dt.timedelta(3))

    page = staff_home(officer, pa)
    assert page.counts == (number, 0, 0)
    assert len(page.overdue.rows) == min(number, EACH + 1)
    if number > EACH:
        last = page.overdue.rows[-1]
        assert (last.what, last.act) == (
            f"{number - EACH} more quarterly reports that have not come",
            f"Show all {number}",
        )
        assert last.url == "/reports/?status=late"


def test_many_reports_to_decide_do_not_hide_the_applications(pa, officer):
    sent = {"status": "submitted", "submitted_by": officer, "submitted_at": timezone.now() - dt.timedelta(40)}
    reports(30, officer, **sent)
    factories.application(factories.round("closed"), status="submitted")

    page = staff_home(officer, pa)
    assert page.counts == (0, 31, 0)
    shown = [row.what for group in page.week for row in group.rows]
    assert "Screen 1 application" in shown
    assert f"{30 - EACH} more quarterly reports to decide on" in shown


def test_what_soon_comes_and_what_was_returned_waits_on_others(pa, officer):
    now = timezone.now()
    factories.report(due_at=now + dt.timedelta(2))
    factories.report(
        status="returned",
        due_at=now + dt.timedelta(30),
        submitted_by=officer,
        submitted_at=now - dt.timedelta(9),
        decided_at=now - dt.timedelta(4),
    )
    factories.report(due_at=now + dt.timedelta(60))

    waiting = {row.what: row.when for row in staff_home(officer, pa).waiting.rows}
    assert set(waiting) == {"Quarterly report is due", "Corrected quarterly report"}
    assert waiting["Corrected quarterly report"] == "4 days"


SOURCES = [
    ("Screen 1 application", {Role.OFFICER}),
    ("Assign reviewers to 1 application", {Role.OFFICER}),
    ("Quarterly report has not come", {Role.OFFICER, Role.FISCAL}),
    ("Answer to an award", {Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR}),
    ("A job failed: draw document", {Role.OFFICER, Role.DIRECTOR, Role.AUDITOR}),
    ("Say whether a message went out", {Role.OFFICER, Role.DIRECTOR, Role.AUDITOR}),
    ("Survey closes", {Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR}),
    ("Approve the impact report", {Role.DIRECTOR}),
]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR, Role.ANALYST])
def test_each_role_is_shown_the_tasks_that_it_may_do_or_see(pa, role):
    builder, now = factories.member(Role.OFFICER), timezone.now()
    closed = factories.round("closed")
    for status in ("submitted", "eligible"):
        factories.application(closed, status=status)
    factories.report(due_at=now - dt.timedelta(2))
    factories.award(status="offered", answered_at=None)
    Job.objects.create(kind="draw_document", key="one", status="dead")
    Email.objects.create(template="x", to="a@pa.example", subject="Hello", text="x", message_id="<1@x>", status="held")
    survey(builder, closes_at=now + dt.timedelta(2))
    edition(builder, "frozen")

    who = factories.member(role)
    shown = {task.what for task in [*staff_tasks(who, rounds_now()), *award_tasks(who, now)]}
    assert {what for what, roles in SOURCES if role in roles} == shown & {what for what, _ in SOURCES}


def test_whoever_froze_an_edition_does_not_approve_it(pa):
    director = factories.member(Role.DIRECTOR)
    edition(director, "frozen")

    assert "Approve the impact report" not in words(pa, director)
    assert "Approve the impact report" in words(pa, factories.member(Role.DIRECTOR))


def survey(by, **fields) -> Survey:
    fields = {"status": "open", "opens_at": timezone.now() - dt.timedelta(9), "title": "Employer survey 2026"} | fields
    period = {"period_start": dt.date(2026, 1, 1), "period_end": dt.date(2026, 6, 30)}
    version = factories.form_version("survey")
    return Survey.objects.create(audience="employer", form_version=version, created_by=by, **period, **fields)


def edition(by, status: str, **fields) -> Edition:
    facts = pennsylvania()
    return Edition.objects.create(
        title="Impact report, July 2025 to June 2026",
        period_start=dt.date(2025, 7, 1),
        period_end=dt.date(2026, 6, 30),
        status=status,
        requested_by="Act 901 of 2025",
        facts=facts,
        facts_sha256="0" * 64,
        built_by=by,
        frozen_at=timezone.now(),
        **fields,
    )


def test_a_convener_sees_how_many_answered_and_nobody_elses_survey(pa, officer):
    board = factories.organization()
    mine, theirs = factories.partnership(board, name="Lehigh", slug="lehigh"), factories.partnership(name="Theirs")
    asked = survey(officer, closes_at=timezone.now() + dt.timedelta(5))
    for one in (mine, mine, theirs):
        SurveyInvite.objects.create(survey=asked, partnership=one)

    rows = member_home(factories.member(Role.CONVENER, over=board)).waiting
    assert [(row.what, row.note) for row in rows] == [("Employer survey 2026", "Lehigh · 0 of 2 asked have answered")]
    assert rows[0].url == "/partnerships/lehigh/edit/"


def test_a_place_on_an_old_waiting_list_goes_and_past_decisions_are_not_promised(pa):
    board = factories.organization()
    convener = factories.member(Role.CONVENER, over=board)
    today = timezone.localdate()
    for title, back in (("Old list", 500), ("New list", 30)):
        one = factories.round("awarded", award_by=today - dt.timedelta(back))
        factories.application(one, board, by=convener, status="waitlisted", title=title)
    one = factories.round("review", award_by=today + dt.timedelta(30))
    factories.application(one, board, by=convener, status="under_review", title="Under review")

    waiting = {row.what: row.note for row in member_home(convener).waiting}
    assert set(waiting) == {"New list", "Under review"}
    assert "decisions by" in waiting["Under review"]
    assert "decisions by" not in waiting["New list"]


@pytest.mark.parametrize("status", ["frozen", "approved", "published"])
def test_the_front_page_shows_results_of_published_reports_alone(pa, officer, status):
    published = {"published_at": timezone.now()} if status == "published" else {}
    edition(officer, status, **published)

    page = words(pa, None, "/")
    assert ("Results at a glance" in page) is (status == "published")
    if published:
        assert "n = " in page


def test_the_front_page_may_be_kept_by_a_shared_cache_for_those_not_signed_in(pa, officer):
    answer = factories.client(pa).get("/")
    assert answer["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Cookie" in answer["Vary"]
    assert factories.client(pa, officer).get("/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_partnerships_page_costs_the_same_for_one_three_and_thirty(pa, number):
    one = factories.partnership(slug="one")
    measure = factories.measure("P2", title="Employers")
    for at in range(number):
        PartnershipMember.objects.create(partnership=one, organization=factories.organization(), role="employer")
        due = timezone.localdate() + dt.timedelta(100 + at)
        Goal.objects.create(partnership=one, measure=measure, text=f"Goal {at}", target=10, due_on=due)

    with CaptureQueriesContext(connection) as queries:
        assert factories.client(pa).get("/partnerships/one/").status_code == 200
    assert len(queries) <= 10, [q["sql"][:90] for q in queries]


def test_a_goal_counts_accepted_reports_of_its_own_partnership_alone(pa, officer):
    measure = factories.measure("P2", title="Employers")
    own = factories.award()
    for award, value in ((own, 30), (factories.award(), 500)):
        report = factories.report(award, status="accepted", submitted_by=officer, submitted_at=timezone.now())
        content = {"figures": [{"measure": measure.pk, "value": str(value), "denominator": None}]}
        version(report, content, officer)
    due = timezone.localdate() + dt.timedelta(300)
    Goal.objects.create(partnership=own.partnership, measure=measure, text="More employers", target=60, due_on=due)

    assert "30 of 60 (50%)" in words(pa, None, f"/partnerships/{own.partnership.slug}/")


def version(report: Report, content: dict, by) -> None:
    ReportVersion.objects.create(
        report=report,
        number=1,
        content=content,
        sha256="0" * 64,
        by=by,
        at=timezone.now(),
        accepted_at=timezone.now(),
    )


def test_a_story_stands_only_while_its_consent_holds(pa):
    one = factories.partnership(slug="one")
    today = timezone.localdate()
    for text, fields in (
        ("Agreed", {"consent_on": today}),
        ("Never asked", {}),
        ("Ran out", {"consent_on": today - dt.timedelta(9), "consent_until": today - dt.timedelta(3)}),
        ("Taken back", {"consent_on": today, "revoked_at": timezone.now()}),
    ):
        Story.objects.create(partnership=one, kind="worker", text=text, speaker="Marisol V.", **fields)

    page = words(pa, None, "/partnerships/one/")
    assert [text in page for text in ("Agreed", "Never asked", "Ran out", "Taken back")] == [True, False, False, False]


def test_people_who_finished_training_are_counted_from_accepted_reports(pa, officer):
    award = factories.award()
    measure = factories.measure("W4")
    for status, value in (("accepted", 40), ("submitted", 7)):
        report = factories.report(
            award,
            status=status,
            submitted_by=officer,
            submitted_at=timezone.now(),
            period_start=dt.date(2025, 7 if status == "accepted" else 10, 1),
            period_end=dt.date(2025, 9, 30) if status == "accepted" else dt.date(2025, 12, 31),
        )
        report.figures.create(measure=measure, value=Decimal(value))

    figures = {one["label"]: one["value"] for one in staff_home(officer, pa).figures}
    assert figures["People trained"] == "40"


@pytest.mark.parametrize("path", ["/search/?q=steel", "/partnerships/one/edit/", "/home/", "/people/"])
def test_no_page_loses_the_states_own_words(pa, officer, path):
    pa.words = {"program": "crew grants of the commonwealth"}
    pa.save()
    factories.partnership(slug="one")

    page = words(pa, officer, path)
    assert "crew grants of the commonwealth" in page.lower()
