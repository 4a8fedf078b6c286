"""The list of partnerships and the page on which a record is kept: who sees what, who changes what, and the trail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent
from core.permissions import Role
from partnerships.models import Contact, Organization, PartnershipMember
from tests import factories


@pytest.fixture
def lehigh(pa):
    board = factories.organization("Lehigh Valley Workforce Collaborative")
    return factories.partnership(
        board, name="Lehigh Manufacturing", slug="lehigh", county_fips=["42077", "42095"], summary="Machines."
    )


@pytest.fixture
def convener(pa, lehigh):
    return factories.client(pa, factories.member(Role.CONVENER, over=lehigh.convener, name="Elena Márquez"))


def listed(client, query: str = "") -> str:
    answer = client.get(f"/partnerships/{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_everybody_sees_the_public_ones_and_staff_see_all(pa, lehigh):
    factories.partnership(name="Not yet public", is_public=False)

    for client in (factories.client(pa), factories.client(pa, factories.member(Role.REVIEWER))):
        page = listed(client)
        assert "Lehigh Manufacturing" in page
        assert "Not yet public" not in page
        assert "1 found" in page
    assert "Not yet public" in listed(factories.client(pa, factories.member(Role.OFFICER)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=lehigh", True),
        ("?q=workforce+collab", True),
        ("?q=nothing-like-it", False),
        ("?county=42077", True),
        ("?county=42003", False),
        ("?stage=implementing", True),
        ("?stage=planning", False),
        ("?convener=workforce_board", True),
        ("?convener=college", False),
        ("?industry=999999", True),
        ("?county=not-a-county&page=77", True),
    ],
)
def test_filters_are_the_address_and_what_is_not_understood_is_left_out(pa, lehigh, query, found):
    page = listed(factories.client(pa), query)

    assert ("Lehigh Manufacturing" in page) is found
    assert ("None found" in page) is not found


def test_the_industry_filters(pa, lehigh):
    other = factories.partnership(name="Health Careers")

    page = listed(factories.client(pa), f"?industry={other.industry_id}")
    assert "Health Careers" in page
    assert "Lehigh Manufacturing" not in page


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_for_one_three_and_thirty(pa, number):
    for _ in range(number):
        one = factories.partnership()
        PartnershipMember.objects.create(partnership=one, organization=one.convener, role="workforce_board")
    client = factories.client(pa)

    with CaptureQueriesContext(connection) as queries:
        listed(client)
    assert len(queries) <= 7, [q["sql"][:90] for q in queries]


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICER, 200), (Role.DIRECTOR, 403), (Role.AUDITOR, 403), (Role.REVIEWER, 403), (Role.CERTIFIER, 403)],
)
def test_who_may_open_the_record(pa, lehigh, role, status):
    assert factories.client(pa, factories.member(role)).get("/partnerships/lehigh/edit/").status_code == status


def test_a_convener_keeps_her_own_record_and_no_other(pa, lehigh, convener):
    factories.partnership(name="Somebody else's", slug="theirs")
    factories.partnership(name="Hidden", slug="hidden", is_public=False)

    assert convener.get("/partnerships/lehigh/edit/").status_code == 200
    assert convener.get("/partnerships/theirs/edit/").status_code == 403
    assert convener.get("/partnerships/hidden/edit/").status_code == 404
    assert convener.get("/partnerships/no-such/edit/").status_code == 404
    assert factories.client(pa).get("/partnerships/lehigh/edit/").status_code == 302


def test_another_states_record_is_not_found(db):
    with state_scope(factories.state("ga")):
        factories.partnership(slug="peach")
    here = factories.state("pa")
    with state_scope(here):
        officer = factories.client(here, factories.member(Role.OFFICER))

    assert officer.get("/partnerships/peach/edit/").status_code == 404
    assert officer.get("/partnerships/peach/").status_code == 404


@pytest.mark.rule("BR-60")
def test_the_words_and_the_disclosure_are_saved_with_a_line_in_the_trail(lehigh, convener):
    words = {"summary": "Machines.", "challenge": "Retirements", "chair": "", "disclosure": "We sell no training."}

    answer = convener.post("/partnerships/lehigh/edit/", {"act": "words", **words})
    assert answer.status_code == 302
    lehigh.refresh_from_db()
    assert (lehigh.challenge, lehigh.disclosure) == ("Retirements", "We sell no training.")
    line = AuditEvent.objects.get(deed="partnership.edit")
    assert (line.actor, line.details) == ("Elena Márquez", {"changed": ["challenge", "disclosure"]})
    convener.post("/partnerships/lehigh/edit/", {"act": "words", **words})
    assert AuditEvent.objects.filter(deed="partnership.edit").count() == 1
    assert "We sell no training." in convener.get("/partnerships/lehigh/").content.decode()


def test_somebody_joins_once_and_leaves_with_dates(lehigh, convener):
    seat = {"act": "seat", "organization": "  Bright   Metals ", "type": "employer", "role": "employer"}

    assert convener.post("/partnerships/lehigh/edit/", seat | {"joined_on": "2026-01-15"}).status_code == 302
    made = PartnershipMember.objects.get()
    assert (made.organization.legal_name, made.joined_on) == ("Bright Metals", dt.date(2026, 1, 15))
    again = convener.post("/partnerships/lehigh/edit/", seat)
    assert again.status_code == 422
    assert "sits at this table in that role already" in again.content.decode()
    assert Organization.objects.filter(legal_name="Bright Metals").count() == 1

    before = {"act": "end-seat", "id": made.pk, "left_on": "2026-01-01"}
    assert convener.post("/partnerships/lehigh/edit/", before).status_code == 422
    assert convener.post("/partnerships/lehigh/edit/", before | {"left_on": "2026-06-30"}).status_code == 302
    made.refresh_from_db()
    assert made.left_on == dt.date(2026, 6, 30)
    assert list(AuditEvent.objects.order_by("seq").values_list("deed", flat=True)) == [
        "partnership.join",
        "partnership.leave",
    ]


def test_a_person_is_written_to_only_at_a_member_and_taken_out_again(lehigh, convener):
    stranger = factories.organization("Not a member")
    member = factories.organization("Slate Belt Machining", type="employer")
    PartnershipMember.objects.create(partnership=lehigh, organization=member, role="employer")
    person = {"act": "contact", "name": "Ana Ruiz", "email": "Ana@slate.example", "organization": stranger.pk}

    refused = convener.post("/partnerships/lehigh/edit/", person)
    assert refused.status_code == 422
    assert "Ana@slate.example" in refused.content.decode()
    assert convener.post("/partnerships/lehigh/edit/", person | {"organization": member.pk}).status_code == 302
    contact = Contact.objects.get()
    assert (contact.email, contact.organization) == ("ana@slate.example", member)
    convener.post("/partnerships/lehigh/edit/", {"act": "end-contact", "id": contact.pk})
    contact.refresh_from_db()
    assert not contact.is_active


def test_the_record_shows_its_goals_and_leads_to_the_page_where_they_are_set(lehigh, convener):
    empty = convener.get("/partnerships/lehigh/edit/").content.decode()
    assert "No goal is set yet." in empty
    assert 'href="/partnerships/lehigh/goals/"' in empty
    measure = factories.measure("W4", title="Completed training")
    lehigh.goals.create(measure=measure, text="Train 340 workers", target=340, due_on=timezone.localdate())
    page = convener.get("/partnerships/lehigh/edit/").content.decode()
    assert "Train 340 workers" in page
    assert "Completed training: 340 by" in page
    goal = {"act": "goal", "text": "Train 2", "measure": measure.pk, "target": "2", "due_on": "2030-06-30"}
    assert convener.post("/partnerships/lehigh/edit/", goal).status_code == 404
    assert lehigh.goals.count() == 1


def test_an_act_that_is_none_and_a_seat_of_another_are_not_found(lehigh, convener):
    other = factories.partnership()
    seat = PartnershipMember.objects.create(partnership=other, organization=other.convener, role="employer")

    for sent in ({"act": "drop"}, {}, {"act": "end-seat", "id": seat.pk}, {"act": "end-seat", "id": "x"}):
        assert convener.post("/partnerships/lehigh/edit/", sent).status_code == 404


def test_a_seat_changes_its_tier_its_champion_and_its_commitment(lehigh, convener):
    bakery = factories.organization("Blue Mountain Bakery", "employer")
    made = PartnershipMember.objects.create(partnership=lehigh, organization=bakery, role="employer")
    sent = {"act": "change-seat", "id": made.pk, "tier": "core", "is_champion": "on", "commitment": " Ten interviews "}

    assert convener.post("/partnerships/lehigh/edit/", sent | {"tier": "boss"}).status_code == 422
    assert convener.post("/partnerships/lehigh/edit/", sent).status_code == 302
    made.refresh_from_db()
    assert (made.tier, made.is_champion, made.commitment) == ("core", True, "Ten interviews")
    assert AuditEvent.objects.get(deed="partnership.seat").details["organization"] == "Blue Mountain Bakery"
    convener.post("/partnerships/lehigh/edit/", sent)
    assert AuditEvent.objects.filter(deed="partnership.seat").count() == 1
    other = PartnershipMember.objects.create(partnership=factories.partnership(), organization=bakery, role="employer")
    assert convener.post("/partnerships/lehigh/edit/", sent | {"id": other.pk}).status_code == 404


def test_the_reason_why_labor_has_no_seat_is_on_record(lehigh, convener):
    words = {"act": "words", "summary": "Machines.", "no_labor_reason": "Workers elected two speakers."}
    assert convener.post("/partnerships/lehigh/edit/", words | {"website": "lehigh.example"}).status_code == 302
    lehigh.refresh_from_db()
    assert (lehigh.no_labor_reason, lehigh.website) == ("Workers elected two speakers.", "https://lehigh.example")
