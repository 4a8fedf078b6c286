"""The list, the public page and the record of a partnership."""

from __future__ import annotations

import pytest

from core.models import AuditEvent
from core.permissions import Role
from partnerships.models import Contact, PartnershipMember
from tests import factories


@pytest.fixture
def board(pa):
    return factories.organization("Lehigh Valley Workforce Board")


def test_everybody_lists_the_public_ones_and_staff_all(pa):
    factories.partnership(name="Open One", slug="open-one")
    factories.partnership(name="Hidden One", slug="hidden-one", is_public=False)
    public = factories.client(pa).get("/partnerships/").content.decode()
    staff = factories.client(pa, factories.member(Role.OFFICER)).get("/partnerships/").content.decode()
    assert ("Open One" in public, "Hidden One" in public) == (True, False)
    assert ("Open One" in staff, "Hidden One" in staff) == (True, True)


@pytest.mark.parametrize("query", ["q=steel", "county=42077", "stage=planning", "convener=college"])
def test_the_list_is_filtered(pa, query):
    college = factories.organization("Steel College", type="college")
    region = factories.region(["42077"])
    factories.partnership(college, name="Steel Table", slug="steel", stage="planning", region=region)
    factories.partnership(name="Other Table", slug="other")
    page = factories.client(pa).get(f"/partnerships/?{query}").content.decode()
    assert "Steel Table" in page
    assert "Other Table" not in page


def test_the_list_asks_the_same_number_of_questions_for_one_and_thirty(pa, django_assert_num_queries):
    client = factories.client(pa)
    for number in (1, 30):
        for _ in range(number):
            factories.partnership()
        with django_assert_num_queries(7):
            client.get("/partnerships/")


def test_nothing_found_says_so(pa):
    assert "None found" in factories.client(pa).get("/partnerships/?q=zzz").content.decode()


@pytest.mark.claim(51)
def test_the_public_page_shows_everybody_at_the_table(pa, board):
    table = factories.partnership(board, name="Steel Table", slug="steel", disclosure="It sells no training.")
    for name, role in (
        ("Forge Inc", "employer"),
        ("Mill LLC", "employer"),
        ("Local 1188", "labor"),
        ("Steel College", "education"),
    ):
        PartnershipMember.objects.create(partnership=table, organization=factories.organization(name), role=role)
    page = factories.client(pa).get("/partnerships/steel/").content.decode()
    for words in (
        "Forge Inc",
        "Mill LLC",
        "Local 1188",
        "Steel College",
        "2 of them employers",
        "It sells no training.",
    ):
        assert words in page


def test_a_page_that_is_not_public_opens_for_staff_and_its_convener_only(pa, board):
    factories.partnership(board, slug="hidden", is_public=False)
    convener = factories.member(Role.CONVENER, over=board)
    other = factories.member(Role.CONVENER, over=factories.organization())
    statuses = [
        factories.client(pa, who).get("/partnerships/hidden/").status_code
        for who in (None, other, convener, factories.member(Role.OFFICER))
    ]
    assert statuses == [404, 404, 200, 200]


def test_who_may_keep_the_record(pa, board):
    factories.partnership(board, slug="steel")
    statuses = {
        role: factories.client(pa, factories.member(role, over=over)).get("/partnerships/steel/edit/").status_code
        for role, over in ((Role.CONVENER, board), (Role.OFFICER, None), (Role.AUDITOR, None))
    }
    other = factories.member(Role.CONVENER, over=factories.organization())
    assert statuses == {Role.CONVENER: 200, Role.OFFICER: 200, Role.AUDITOR: 403}
    assert factories.client(pa, other).get("/partnerships/steel/edit/").status_code == 403
    assert factories.client(pa).get("/partnerships/steel/edit/").status_code == 302


@pytest.mark.rule("BR-60")
def test_the_convener_keeps_words_members_and_contacts(pa, board):
    table = factories.partnership(board, slug="steel")
    client = factories.client(pa, factories.member(Role.CONVENER, over=board))
    page = "/partnerships/steel/edit/"
    words = {"summary": "Mills train together.", "challenge": "", "chair": "", "disclosure": "It is no employer."}
    assert client.post(page, {"act": "words", **words}).status_code == 302
    seat = {"organization": "Forge Inc", "type": "employer", "role": "employer", "is_champion": "on"}
    assert client.post(page, {"act": "seat", **seat}).status_code == 302
    member = PartnershipMember.objects.get()
    contact = {"organization": str(member.organization_id), "name": "Flo", "email": "Flo@forge.example", "title": ""}
    assert client.post(page, {"act": "contact", **contact}).status_code == 302
    table.refresh_from_db()
    assert (table.summary, table.disclosure) == ("Mills train together.", "It is no employer.")
    assert Contact.objects.get().email == "flo@forge.example"
    assert client.post(page, {"act": "end-contact", "id": Contact.objects.get().pk}).status_code == 302
    assert client.post(page, {"act": "end-seat", "id": member.pk}).status_code == 302
    assert not PartnershipMember.objects.filter(left_on__isnull=True).exists()
    deeds = list(AuditEvent.objects.order_by("seq").values_list("deed", flat=True))
    kinds = ("edit", "join", "contact", "contact_end", "leave")
    assert deeds == [f"partnership.{kind}" for kind in kinds]


def test_nobody_joins_twice_in_one_role_and_what_was_typed_stays(pa, board):
    table = factories.partnership(board, slug="steel")
    PartnershipMember.objects.create(
        partnership=table, organization=factories.organization("Forge Inc"), role="employer"
    )
    client = factories.client(pa, factories.member(Role.OFFICER))
    seat = {"act": "seat", "organization": "forge inc", "type": "employer", "role": "employer"}
    answer = client.post("/partnerships/steel/edit/", seat)
    assert answer.status_code == 422
    assert "sits at this table in that role already" in answer.content.decode()
    assert 'value="forge inc"' in answer.content.decode()


def test_another_partnerships_seat_cannot_be_ended_here(pa, board):
    factories.partnership(board, slug="steel")
    seat = PartnershipMember.objects.create(partnership=factories.partnership(), organization=board, role="other")
    client = factories.client(pa, factories.member(Role.CONVENER, over=board))
    assert client.post("/partnerships/steel/edit/", {"act": "end-seat", "id": seat.pk}).status_code == 404
