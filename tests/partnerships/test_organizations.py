"""The state's organizations: who sees what, finding them, keeping a record, and what a restricted number is shown to."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent
from core.permissions import Role
from partnerships.models import Contact, Organization, Site
from tests import factories
from tests.partnerships import standing


@pytest.fixture
def bakery(pa):
    return factories.organization(
        "Blue Mountain Bakery, Inc.",
        "employer",
        city="Easton",
        county_fips="42095",
        size_band="up_to_50",
        is_union=True,
        ein="231234567",
        uei="ZQGGHJH74DW7",
    )


@pytest.fixture
def officer(pa):
    return factories.client(pa, factories.member(Role.OFFICER))


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OFFICER, 200), (Role.AUDITOR, 200), (Role.ANALYST, 403), (Role.CONVENER, 403), (Role.REVIEWER, 403)],
)
def test_who_sees_organizations(pa, bakery, role, status):
    client = factories.client(pa, factories.member(role, over=bakery if role == Role.CONVENER else None))
    assert client.get("/organizations/").status_code == status
    assert client.get(f"/organizations/{bakery.pk}/").status_code == status
    assert client.get(f"/organizations/{bakery.pk}/edit/").status_code == (200 if role == Role.OFFICER else 403)


def test_an_ein_is_shown_to_those_alone_who_keep_records(pa, bakery, officer):
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    page = f"/organizations/{bakery.pk}/"

    assert "23-1234567" in officer.get(page).content.decode()
    assert "1234567" not in auditor.get(page).content.decode()
    assert "Blue Mountain" in officer.get("/organizations/?q=23-1234567").content.decode()
    assert "Blue Mountain" not in auditor.get("/organizations/?q=23-1234567").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=blue+mountain", True),
        ("q=BLUE+MOUNTAIN+BAKERY+LLC", True),
        ("q=easton", True),
        ("q=ZQGGHJH74DW7", True),
        ("q=nothing", False),
        ("type=employer", True),
        ("type=college", False),
        ("county_fips=42095", True),
        ("county_fips=42101", False),
        ("size_band=over_100", False),
        ("union=yes", True),
        ("union=no", False),
        ("does=nowhere", True),
        ("does=sits", False),
        ("does=convenes", False),
        ("does=anything&type=77", True),
    ],
)
def test_filters(bakery, officer, query, found):
    assert ("Blue Mountain" in officer.get(f"/organizations/?{query}").content.decode()) is found


@pytest.mark.parametrize("many", [1, 3, 60])
def test_the_list_costs_the_same(pa, officer, many, django_assert_max_num_queries):
    table = factories.partnership()
    for _ in range(many):
        standing.seat(table)
    with django_assert_max_num_queries(9):
        assert "found" in officer.get("/organizations/").content.decode()


def test_a_record_is_added_once(officer, bakery):
    sent = {"legal_name": "Blue Mountain Bakery LLC", "type": "employer", "ein": "23-7654321", "website": ""}
    refused = officer.post("/organizations/new/", sent)
    assert refused.status_code == 422
    assert "The state has Blue Mountain Bakery, Inc. on record already" in refused.content.decode()
    assert officer.post("/organizations/new/", sent | {"legal_name": "Slate Belt Bakery"}).status_code == 302
    made = Organization.objects.get(legal_name="Slate Belt Bakery")
    assert made.ein == "237654321"
    wrong = officer.post("/organizations/new/", sent | {"legal_name": "Third", "ein": "12", "uei": "short"})
    assert wrong.status_code == 422
    assert "An EIN has 9 digits." in wrong.content.decode()


def test_a_record_is_kept_with_its_sites_and_what_changed_is_in_the_trail(officer, bakery):
    page = f"/organizations/{bakery.pk}/edit/"
    sent = {
        "act": "record",
        "legal_name": "Blue Mountain Bakery, Inc.",
        "type": "employer",
        "aliases": "BMB\n  Blue  Mountain Bread \nBMB",
        "ownership": ["women", "veteran"],
        "is_union": "no",
        "city": "Easton",
        "county_fips": "42095",
        "size_band": "51_100",
        "ein": "231234568",
        "uei": "ZQGGHJH74DW7",
    }
    assert officer.post(page, sent).status_code == 302
    bakery.refresh_from_db()
    assert bakery.aliases == ["BMB", "Blue Mountain Bread"]
    assert (bakery.ownership, bakery.is_union) == (["women", "veteran"], False)
    line = AuditEvent.objects.get(deed="organization.edit")
    assert "ein" in line.details["changed"]
    assert "231234568" not in str(line.details)

    site = {"act": "site", "name": "Plant 2", "city": "Bath", "county_fips": "42095", "headcount": "48"}
    assert officer.post(page, site | {"county_fips": "99999"}).status_code == 422
    assert officer.post(page, site).status_code == 302
    made = Site.objects.get()
    assert (made.headcount, made.counted_on) == (48, timezone.localdate())
    assert "48 people at its sites" in officer.get(f"/organizations/{bakery.pk}/").content.decode()
    assert officer.post(page, {"act": "close-site", "id": made.pk}).status_code == 302
    made.refresh_from_db()
    assert made.closed_on is not None
    assert "people at its sites" not in officer.get(f"/organizations/{bakery.pk}/").content.decode()


def test_consent_is_recorded_with_its_day_and_taken_back(pa, officer, bakery):
    ana = Contact.objects.create(organization=bakery, name="Ana Ruiz", email="ana@blue.example")
    page = f"/organizations/{bakery.pk}/edit/"
    future = (timezone.localdate() + dt.timedelta(3)).isoformat()
    assert officer.post(page, {"act": "consent", "id": ana.pk, "how": "phone", "on": future}).status_code == 422
    assert officer.post(page, {"act": "consent", "id": ana.pk, "how": "phone", "on": "2026-02-03"}).status_code == 302
    ana.refresh_from_db()
    assert (ana.consent_how, ana.consented_on) == ("phone", dt.date(2026, 2, 3))
    assert officer.post(page, {"act": "withdraw", "id": ana.pk}).status_code == 302
    ana.refresh_from_db()
    assert (ana.is_active, ana.withdrawn_on) == (False, timezone.localdate())

    table = factories.partnership(slug="lehigh")
    standing.seat(table, organization=bakery)
    convener = factories.client(pa, factories.member(Role.CONVENER, over=table.convener))
    again = {"act": "contact", "organization": bakery.pk, "name": "Ana Ruiz", "email": "ana@blue.example"}
    refused = convener.post("/partnerships/lehigh/edit/", again)
    assert refused.status_code == 422
    assert "not to be written to. Say how and when she agreed again" in refused.content.decode()
    assert convener.post("/partnerships/lehigh/edit/", again | {"consent_how": "email"}).status_code == 302
    ana.refresh_from_db()
    assert (ana.is_active, ana.withdrawn_on, ana.consent_how) == (True, None, "email")


def test_somebody_who_joins_by_another_form_of_the_name_is_the_same_organization(pa, bakery):
    table = factories.partnership(slug="lehigh")
    convener = factories.client(pa, factories.member(Role.CONVENER, over=table.convener))
    seat = {"act": "seat", "organization": "blue mountain bakery", "type": "employer", "role": "employer"}
    assert convener.post("/partnerships/lehigh/edit/", seat).status_code == 302
    assert table.members.get().organization == bakery


def test_what_it_applied_for_stands_on_its_page(bakery, officer):
    application = factories.application(factories.round("review"), bakery, status="under_review", title="Ovens")
    draft = factories.application(factories.round(), bakery, title="Not sent yet")
    page = officer.get(f"/organizations/{bakery.pk}/").content.decode()
    assert application.title in page
    assert draft.title not in page


def test_another_states_organization_is_not_found(db):
    with state_scope(factories.state("ga")):
        peach = factories.organization("Peach").pk
    here = factories.state("pa")
    with state_scope(here):
        client = factories.client(here, factories.member(Role.OFFICER))
        own = factories.organization("Ours").pk
    for path in ("", "edit/", "merge/"):
        assert client.get(f"/organizations/{peach}/{path}").status_code == 404
    assert client.get(f"/organizations/{own}/merge/?into={peach}").status_code == 404
