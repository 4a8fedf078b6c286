"""Conveners over time, with what they disclose; and the look at every table once a quarter."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.permissions import Role
from partnerships.actions import convening
from partnerships.actions.records import Refused
from partnerships.actions.tables import check_tables
from partnerships.choices import OrganizationType
from partnerships.choices.standing import Competency
from partnerships.forms.records import PartnershipFilter
from partnerships.jobs.tables import check
from partnerships.models import ConvenerEngagement, TableCheck
from partnerships.readmodels.records import list_of
from tests import factories
from tests.partnerships import standing


@pytest.fixture
def lehigh(pa):
    board = factories.organization("Lehigh Valley Workforce Collaborative")
    return factories.partnership(board, name="Lehigh Manufacturing", slug="lehigh", founded_on=dt.date(2024, 1, 1))


@pytest.fixture
def elena(pa, lehigh):
    return factories.member(Role.CONVENER, over=lehigh.convener, name="Elena Márquez")


GUARD = "Members choose trainers by vote, and we leave the room."


@pytest.mark.rule("BR-60")
@pytest.mark.claim(43)
def test_a_convener_that_also_trains_says_what_guards_against_it(pa, lehigh, elena):
    client = factories.client(pa, elena)
    sent = {"act": "disclose", "disclosures": ["trains", "fiscal_agent"], "mitigation": " ", "strength_listening": "3"}

    refused = client.post("/partnerships/lehigh/convener/", sent)
    assert refused.status_code == 422
    assert "You say that the convener also trains people in this industry." in refused.content.decode()
    assert not ConvenerEngagement.objects.filter(disclosed_at__isnull=False).exists()
    assert client.post("/partnerships/lehigh/convener/", sent | {"mitigation": GUARD}).status_code == 302
    made = ConvenerEngagement.objects.get()
    assert (made.disclosures, made.mitigation) == (["fiscal_agent", "trains"], GUARD)
    assert (made.convener_type, made.started_on) == ("workforce_board", dt.date(2024, 1, 1))
    assert made.competencies == {"listening": 3}
    page = factories.client(pa).get("/partnerships/lehigh/").content.decode()
    assert "Also trains people in this industry" in page
    assert GUARD in page


@pytest.mark.rule("BR-60")
def test_the_database_refuses_a_trainer_without_a_guard(lehigh):
    with pytest.raises(IntegrityError), transaction.atomic():
        standing.disclosure(lehigh, disclosures=["trains"])


@pytest.mark.claim(43)
def test_the_seven_topics_of_a_convener(pa, lehigh, elena):
    assert Competency.values == [
        "listening",
        "facilitation",
        "coordination",
        "employer_engagement",
        "meeting_design",
        "strategic_planning",
        "evaluation",
    ]
    page = factories.client(pa, elena).get("/partnerships/lehigh/convener/").content.decode()
    assert all(label in page for label in Competency.labels)


def test_the_state_accepts_and_a_change_is_looked_at_again(pa, lehigh, elena):
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
    said = {"other_interest": "", "mitigation": GUARD, "competencies": {}}
    made = convening.disclose(lehigh, by=elena, disclosures=["trains"], **said)
    client = factories.client(pa, officer)
    assert "Accept the disclosure" in client.get("/partnerships/lehigh/record/").content.decode()

    read = {"read": made.disclosed_at.isoformat()}
    assert f'name="read" value="{read["read"]}"' in client.get("/partnerships/lehigh/record/").content.decode()
    client.post("/partnerships/lehigh/convener/accept/", {"read": "2020-01-01T00:00:00+00:00"})
    made.refresh_from_db()
    assert made.accepted_by is None, "it is another disclosure than the one that was read"
    assert client.post("/partnerships/lehigh/convener/accept/", read).status_code == 302
    made.refresh_from_db()
    assert made.accepted_by == officer
    with pytest.raises(Refused, match="nothing new to accept"):
        convening.accept_disclosure(made, by=officer, **read)
    convening.disclose(lehigh, by=elena, disclosures=["trains"], **said | {"competencies": {"evaluation": 1}})
    made.refresh_from_db()
    assert made.accepted_by == officer, "how sure it is of its work is no interest"
    convening.disclose(lehigh, by=elena, disclosures=["trains", "funds"], **said)
    made.refresh_from_db()
    assert made.accepted_by is None


@pytest.mark.claim(43)
def test_another_organization_convenes_and_the_record_keeps_both(pa, lehigh, elena):
    officer = factories.member(Role.OFFICER)
    college = factories.organization("Northampton Community College, Inc.", type="college")
    standing.disclosure(lehigh)
    client = factories.client(pa, officer)
    sent = {"act": "hand-over", "organization": "northampton community college", "on": "2026-03-01", "reason": "Moved."}

    unknown = client.post("/partnerships/lehigh/convener/", sent | {"organization": "Nobody we know"})
    assert unknown.status_code == 422
    assert "The state has no organization of this name" in unknown.content.decode()
    early = client.post("/partnerships/lehigh/convener/", sent | {"on": "2023-01-01"})
    assert "has convened since January 1, 2024" in early.content.decode()
    assert client.post("/partnerships/lehigh/convener/", sent).status_code == 302
    lehigh.refresh_from_db()
    assert lehigh.convener == college
    rows = ConvenerEngagement.objects.order_by("started_on").values_list("organization", "convener_type", "ended_on")
    assert list(rows) == [
        (elena.grants[0].scope_id, "workforce_board", dt.date(2026, 3, 1)),
        (college.pk, "college", None),
    ]
    again = client.post("/partnerships/lehigh/convener/", sent)
    assert "convenes Lehigh Manufacturing already" in again.content.decode()
    assert AuditEvent.objects.get(deed="partnership.convener").details["reason"] == "Moved."
    assert factories.client(pa, elena).get("/partnerships/lehigh/edit/").status_code == 403, "her organization left"


def test_a_convener_may_not_hand_over_herself(pa, lehigh, elena):
    factories.organization("Northampton Community College")
    client = factories.client(pa, elena)
    assert "Another organization convenes" not in client.get("/partnerships/lehigh/convener/").content.decode()
    sent = {"act": "hand-over", "organization": "Northampton Community College", "reason": "Moved."}
    assert client.post("/partnerships/lehigh/convener/", sent).status_code == 422
    lehigh.refresh_from_db()
    assert lehigh.convener_id == elena.grants[0].scope_id


@pytest.mark.claim(44)
def test_conveners_are_charted_by_type_in_the_order_of_their_number(pa):
    for kind, many in {"college": 2, "workforce_board": 3, "labor": 1}.items():
        for _ in range(many):
            factories.partnership(factories.organization(type=kind))
    factories.partnership(factories.organization(type="chamber"), stage="dormant")

    chart = list_of(None, pa, PartnershipFilter({}, state=pa).wanted(), None).conveners
    assert chart is not None
    assert chart.rows == [["Local workforce board", "3"], ["College or university", "2"], ["Labor organization", "1"]]
    assert chart.finding == "Local workforce board is the most common convener: 3 of 6 active partnerships"


@pytest.mark.claim(7)
@pytest.mark.parametrize("kind", OrganizationType.values)
def test_any_kind_of_organization_convenes(pa, kind):
    made = convening.open_engagement(factories.partnership(factories.organization(type=kind)))
    assert made.convener_type == kind


@pytest.mark.claim(4)
def test_every_active_table_is_looked_at_once_a_quarter_and_the_convener_told(pa, lehigh, elena):
    standing.table(lehigh, employer=2, education=1)
    whole = factories.partnership(stage="convening")
    standing.table(whole, employer=2, education=1, labor=1)
    factories.partnership(stage="dormant")
    factories.partnership(stage="proposed")

    check(state_id=pa.pk)
    with state_scope(pa):
        assert dict(TableCheck.objects.values_list("partnership", "is_met")) == {lehigh.pk: False, whole.pk: True}
        row = TableCheck.objects.get(partnership=lehigh)
        assert [line["sentence"] for line in row.lines if not line["met"]] == [
            "Add a labor organization or worker representative, or write why there is none."
        ]
        assert check_tables() == 0
        mail = Email.objects.get()
        assert (mail.template, mail.to) == ("table_falls_short", elena.email)
        assert "Add a labor organization" in mail.text
    staff = factories.client(pa, factories.member(Role.OFFICER))
    assert "Falls short" in staff.get("/partnerships/lehigh/record/").content.decode()
    row.quarter_start -= dt.timedelta(days=92)
    row.save()
    assert check_tables() == 1


@pytest.mark.claim(4)
def test_a_table_that_is_mended_within_the_quarter_holds_and_the_first_look_stays(pa, lehigh, elena):
    standing.table(lehigh, employer=2, education=1)
    assert check_tables() == 1
    union = standing.seat(lehigh, "labor")
    assert check_tables() == 1
    row = TableCheck.objects.get()
    assert (row.is_met, row.first["is_met"]) == (True, False)
    officer = factories.client(pa, factories.member(Role.OFFICER))
    page = " ".join(officer.get("/partnerships/lehigh/record/").content.decode().split())
    assert "At the first look of the quarter it fell short" in page
    assert Email.objects.count() == 1

    union.left_on = timezone.localdate()
    union.save()
    assert (check_tables(), check_tables()) == (1, 0)
    row.refresh_from_db()
    assert (row.is_met, row.first["is_met"]) == (False, False)
    assert Email.objects.filter(template="table_falls_short").count() == 2
    assert AuditEvent.objects.filter(deed="partnership.table_short").count() == 2


def test_the_states_own_rule_of_the_table(pa, lehigh):
    director = factories.client(pa, factories.member(Role.DIRECTOR))
    assert "2 employers, 1 education" in director.get("/staff/table-rule/").content.decode()
    empty = director.post("/staff/table-rule/", {"preset": "own"})
    assert empty.status_code == 422
    assert "Say in at least one role how many" in empty.content.decode()
    assert director.post("/staff/table-rule/", {"preset": "ri", "reason": "Real Jobs"}).status_code == 302
    assert "5 employers and 2 strategic partners" in director.get("/staff/table-rule/").content.decode()
    assert director.post("/staff/table-rule/", {"preset": "own", "needs_employer": "3"}).status_code == 302
    standing.table(lehigh, employer=3)
    check_tables()
    assert TableCheck.objects.get().is_met
    assert timezone.localdate() >= TableCheck.objects.get().quarter_start
    assert factories.client(pa, factories.member(Role.AUDITOR)).get("/staff/table-rule/").status_code == 403


def test_an_interest_in_its_own_words_is_no_nothing(pa, lehigh, elena):
    said = {"disclosures": [], "mitigation": "", "competencies": {}}
    convening.disclose(lehigh, by=elena, other_interest="Our director's brother owns Bright Metals.", **said)
    pages = ["/partnerships/lehigh/", "/partnerships/lehigh/record/"]
    officer = factories.client(pa, factories.member(Role.OFFICER))
    for page in pages:
        text = officer.get(page).content.decode()
        assert "brother owns Bright Metals" in text
        assert "to one side of the table" not in text
    convening.disclose(lehigh, by=elena, other_interest="", **said)
    for page in pages:
        assert "to one side of the table" in officer.get(page).content.decode()
