"""An applicant's deeds: start once, fill, submit once and in time, withdraw."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.models import AuditEvent, Email, Job, StoredFile
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import applications as actions
from grants.actions import submissions
from grants.actions.applications import PartnershipFacts, StalePanel
from grants.actions.submissions import Incomplete, NotCertified
from grants.models import Application, Round, Submission
from grants.readmodels.application_content import problems_of
from questions.actions.answers import NotOpen
from questions.models import Question
from questions.readmodels import canonical
from tests import factories
from tests.grants import applying


@pytest.fixture
def desk(pa):
    """An open round and a convener with an organization of her own; an officer who is told."""
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    return SimpleNamespace(
        state=pa,
        lead=lead,
        round=applying.round(),
        elena=factories.member(Role.CONVENER, over=lead, name="Elena Márquez", email="elena@pa.example"),
        nadia=factories.member(Role.CONVENER, over=lead, name="Nadia Farouk"),
        officer=factories.member(Role.OFFICER, name="Olive Officer", email="olive@pa.example"),
    )


@pytest.fixture
def draft(desk) -> Application:
    return applying.start(desk.round, desk.lead, by=desk.elena)


@pytest.fixture
def ready(desk, draft) -> Application:
    return applying.shared(applying.fill(draft, by=desk.elena), by=desk.nadia)


def submit(application: Application, desk: SimpleNamespace, **given: object) -> Submission:
    return submissions.submit_application(application, **{"certified_name": "Elena Marquez", "by": desk.elena} | given)


# Starting


def test_drafts_are_numbered_in_their_round(desk):
    titles = ["Food", "Metals", "Health care"]
    made = [applying.start(desk.round, desk.lead, by=desk.elena, title=title) for title in titles]

    assert [one.number for one in made] == ["PA-27-0001", "PA-27-0002", "PA-27-0003"]


def test_numbers_go_on_after_9999(desk):
    factories.application(desk.round, number="PA-27-9999")
    factories.application(desk.round, number="PA-27-10000")

    assert applying.start(desk.round, desk.lead, by=desk.elena).number == "PA-27-10001"


def test_a_second_click_and_a_colleague_come_to_the_same_draft(desk, draft):
    again, is_new = actions.start_application(desk.round, desk.lead, title="lehigh valley food ", by=desk.nadia)

    assert (again.pk, is_new) == (draft.pk, False)
    assert Application.objects.count() == 1


def test_an_existing_partnership_brings_its_industry_region_and_members(desk):
    partnership = factories.partnership(
        desk.lead, name="Food Partnership", industry=factories.industry("Food", ["311"])
    )
    bakery = factories.organization("Bakery", type="employer", city="Reading")
    partnership.members.create(organization=bakery, role="employer")
    partnership.members.create(
        organization=factories.organization(), role="labor", left_on=timezone.localdate() - dt.timedelta(days=1)
    )

    made, _ = actions.start_application(desk.round, desk.lead, title="", by=desk.elena, partnership=partnership)

    assert (made.title, made.industry_title, made.naics) == ("Food Partnership", "Food", ["311"])
    assert made.county_fips == partnership.county_fips
    assert list(made.partners.values_list("name", "role", "city", "organization")) == [
        ("Bakery", "employer", "Reading", bakery.pk)
    ]


@pytest.mark.parametrize("status", ["draft", "closed", "review", "awarded", "cancelled"])
def test_no_draft_in_a_round_that_is_not_open(desk, status):
    Round.objects.filter(pk=desk.round.pk).update(status=status)

    with pytest.raises(MoveRefused, match="takes no applications now"):
        applying.start(desk.round, desk.lead, by=desk.elena)


# Filling


def test_the_sum_of_the_grant_column_is_what_is_asked_for(desk, draft):
    lines = [applying.line("50000.10", "1000"), applying.line("0.15", "0", category="travel", label="c. Travel")]

    saved = actions.save_budget(draft, lines, version=0, by=desk.elena)

    assert saved.requested == Decimal("50000.25")
    assert list(saved.budget.values_list("category", flat=True)) == ["personnel", "travel"]


def test_of_two_who_write_one_table_the_second_is_told_by_whom(desk, draft):
    actions.save_roster(draft, applying.SEATS[:1], version=0, by=desk.nadia)

    with pytest.raises(StalePanel) as late:
        actions.save_roster(draft, applying.SEATS[1:], version=0, by=desk.elena)

    assert late.value.saved["by"] == "Nadia Farouk"
    assert [p.name for p in draft.partners.all()] == ["Blue Mountain Bakery"]
    applying.leave(draft)
    actions.save_roster(draft, applying.SEATS[1:], version=late.value.saved["version"], by=desk.elena)
    assert draft.partners.count() == 3


def test_a_partner_whom_the_state_knows_is_tied_to_its_record(desk, draft):
    known = factories.organization("Blue Mountain Bakery", type="employer")

    actions.save_roster(draft, applying.SEATS, version=0, by=desk.elena)

    assert [p.organization_id for p in draft.partners.all()] == [known.pk, None, None, None]


@pytest.mark.rule("BR-30")
def test_the_applicants_uei_is_kept_with_a_line_in_the_trail(desk, draft):
    facts = PartnershipFacts("Food", "Food", ["311"], ["42077"], 6, "ZQGGHJH74DW7")

    actions.save_partnership(draft, facts, version=0, by=desk.elena)

    desk.lead.refresh_from_db()
    assert desk.lead.uei == "ZQGGHJH74DW7"
    assert AuditEvent.objects.filter(deed="organization.uei").count() == 1


def late_answer(ready: Application, desk: SimpleNamespace) -> None:
    question = Question.objects.get(key="plan")
    actions.answer_saver(ready)(ready.response, question, "More", version=1, by=desk.elena)


LATE = {
    "answer": late_answer,
    "budget": lambda ready, desk: actions.save_budget(ready, [], version=1, by=desk.elena),
    "roster": lambda ready, desk: actions.save_roster(ready, [], version=1, by=desk.elena),
    "targets": lambda ready, desk: actions.save_targets(ready, [], version=1, by=desk.elena),
}


@pytest.mark.parametrize("deed", LATE)
def test_nothing_is_written_after_it_was_sent(desk, ready, deed):
    submit(ready, desk)

    with pytest.raises(NotOpen, match="can no longer be changed"):
        LATE[deed](ready, desk)

    assert ready.budget.count() == 1


# Submitting


def test_what_is_sent_is_frozen_under_its_hash_and_the_response_closed(desk, ready):
    made = submit(ready, desk)

    ready.refresh_from_db()
    assert (made.number, ready.status, ready.response.status) == ("PA-27-0001-R1", "submitted", "submitted")
    assert (ready.submitted_by, ready.submitted_at) == (desk.elena, made.received_at)
    assert made.sha256 == hashlib.sha256(canonical(made.content)).hexdigest()
    kept = json.loads(canonical(made.content))
    assert [row["name"] for row in kept["roster"]] == [seat.name for seat in applying.SEATS]
    assert kept["budget"][0]["amount"] == "80000.00"
    assert kept["match"] == {"needed": "20000.00", "cash": "20000.00", "in_kind": "0.00"}
    (target,) = kept["targets"]
    told = {"code": "W4", "title": "Completed training", "unit": "people", "value": "120"}
    assert target == told | {"baseline": "", "by_month": None, "source": "Rosters of the college", "remark": ""}
    assert kept["counties"] == [{"fips": "42077", "name": "Lehigh, PA"}, {"fips": "42011", "name": "Berks, PA"}]
    assert kept["sections"][2]["answers"][1] | {} == {
        "key": "interviews",
        "type": "number",
        "question": "How many employers did you ask?",
        "value": 31,
        "shown": "31",
    }
    assert kept["certification"]["name"] == "Elena Márquez"


def test_later_changes_do_not_touch_what_was_sent(desk, ready):
    made = submit(ready, desk)
    desk.lead.legal_name = "Renamed"
    desk.lead.save()

    made.refresh_from_db()
    assert made.content["organization"]["name"] == "Lehigh and Berks Workforce Alliance"
    assert made.sha256 == hashlib.sha256(canonical(made.content)).hexdigest()


def test_one_line_in_the_trail_names_receipt_and_hash(desk, ready):
    made = submit(ready, desk)

    (line,) = AuditEvent.objects.filter(deed="application.submit")
    assert line.actor == "Elena Márquez"
    assert line.details["sha256"] == made.sha256
    assert line.details["receipt"] == made.number


def test_the_applicant_gets_the_receipt_and_the_officers_are_told(desk, ready, run_jobs):
    made = submit(ready, desk)

    mine, theirs = Email.objects.get(to="elena@pa.example"), Email.objects.get(to="olive@pa.example")
    assert made.sha256 in mine.text
    assert re.search(r"Received: \w+day, \w+ \d+, \d{4}, \d+:\d\d:\d\d [AP]M E[SD]T", mine.text)
    assert "80,000" in theirs.text
    assert Job.objects.filter(kind="draw_receipt").count() == 1


@pytest.mark.parametrize("name", ["", "Elena", "Nadia Farouk"])
def test_only_her_own_name_certifies(desk, ready, name):
    with pytest.raises(NotCertified, match="Elena Márquez"):
        submit(ready, desk, certified_name=name)
    assert not Submission.objects.exists()


def test_all_that_is_missing_is_said_at_once(desk, draft):
    with pytest.raises(Incomplete) as left:
        submit(draft, desk)

    assert [(p.section, p.anchor) for p in left.value.problems] == [
        ("partnership", "id_industry_title"),
        ("partnership", "id_naics"),
        ("partnership", "id_counties"),
        ("partnership", "id_months"),
        ("partners", "id_roster"),
        ("partners", "id_roster"),
        ("partners", "id_no_labor_reason"),
        ("industry-assessment", "id_q-evidence"),
        ("industry-assessment", "id_q-interviews"),
        ("work-plan", "id_q-plan"),
        ("budget", "id_budget"),
        ("targets", "id_targets"),
        ("", "h-certify"),
    ]
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.claim(41)
@pytest.mark.parametrize(("naics", "counties"), [(["3118"], []), ([], ["42077"])])
def test_without_a_region_or_an_industry_nothing_is_submitted(desk, ready, naics, counties):
    facts = PartnershipFacts("Food", "Food", naics, counties, 6)
    actions.save_partnership(ready, facts, version=1, by=desk.elena)

    with pytest.raises(Incomplete):
        submit(ready, desk)


@pytest.mark.rule("BR-02")
@pytest.mark.claim(28)
@pytest.mark.parametrize(
    ("asked", "fits"),
    [("24999.99", False), ("25000", True), ("150000", True), ("150000.01", False), ("24999", False), ("150001", False)],
)
def test_what_is_asked_for_lies_within_the_rounds_limits_both_included(desk, draft, asked, fits):
    applying.shared(applying.fill(draft, by=desk.elena, lines=[applying.line(asked, "50000")]), by=desk.nadia)

    if fits:
        assert submit(draft, desk).content["requested"] == str(Decimal(asked).quantize(Decimal("0.01")))
    else:
        with pytest.raises(Incomplete, match="not complete"):
            submit(draft, desk)


@pytest.mark.rule("BR-02")
@pytest.mark.claim(29)
@pytest.mark.parametrize(
    ("asked", "months", "fits"),
    [
        ("49999.99", 12, False),
        ("50000", 12, True),
        ("500000", 36, True),
        ("500000.01", 36, False),
        ("50000", 11, False),
        ("50000", 37, False),
    ],
)
def test_an_implementation_round_has_limits_of_its_own(desk, asked, months, fits):
    limits = {"min_award": 50_000, "max_award": 500_000, "min_months": 12, "max_months": 36}
    large = applying.round(kind="implementation", slug="large", number_prefix="PA-28", **limits)
    draft = applying.start(large, desk.lead, by=desk.elena)
    applying.fill(draft, by=desk.elena, lines=[applying.line(asked, "200000")], months=months)

    assert (not problems_of(draft)) is fits


def test_a_file_that_is_being_checked_holds_the_submission(desk, ready):
    section = ready.round.form_version.sections.get(key="work-plan")
    question = Question.objects.create(section=section, position=2, key="letter", type="file", label="A letter")
    stored = StoredFile.objects.create(
        key="k", name="letter.pdf", purpose="application_file", content_type="application/pdf", size=1, sha256="0" * 64
    )
    value = {"file": stored.pk, "name": "letter.pdf", "size": 1, "sha256": "0" * 64}
    ready.response.answers.create(question=question, value=value, raw="letter.pdf")

    with pytest.raises(Incomplete) as held:
        submit(ready, desk)
    assert held.value.problems[0].text == "4.2 letter.pdf is still being checked for viruses. Wait a minute."

    StoredFile.objects.filter(pk=stored.pk).update(status="clean")
    assert submit(ready, desk).number == "PA-27-0001-R1"


# Withdrawing


@pytest.mark.parametrize("status", ["draft", "submitted", "eligible", "under_review"])
def test_it_can_be_withdrawn_with_a_reason_until_it_is_scored(desk, ready, status):
    if status != "draft":
        submit(ready, desk)
        Application.objects.filter(pk=ready.pk).update(status=status)
        ready.refresh_from_db()
    with pytest.raises(MoveRefused, match="Give a reason"):
        submissions.withdraw_application(ready, reason=" ", by=desk.elena)

    withdrawn = submissions.withdraw_application(ready, reason="We merged with another partnership.", by=desk.elena)

    assert withdrawn.status == "withdrawn"
    assert withdrawn.partners.count() == 4
    told = Email.objects.filter(template="application_withdrawn").count()
    assert told == (0 if status == "draft" else 1)


@pytest.mark.parametrize("status", ["scored", "recommended", "offered", "awarded", "declined", "withdrawn"])
def test_it_cannot_be_withdrawn_later(desk, status):
    application = factories.application(desk.round, desk.lead, status=status)

    with pytest.raises(MoveRefused):
        submissions.withdraw_application(application, reason="Too late", by=desk.elena)
