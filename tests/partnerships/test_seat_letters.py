"""The letter of a seat: who keeps it, who opens it, what becomes of one that is replaced, and whose seat it is."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, FileStatus, StoredFile
from core.permissions import Role
from partnerships.models import PartnershipMember
from partnerships.readmodels.records import record_of
from partnerships.readmodels.room import room_of
from partnerships.readmodels.standing import standing_of
from tests import factories
from tests.partnerships import working
from tests.uploads import pdf


@pytest.fixture
def scene(pa):
    made = working.coalition(is_public=True)
    made.pa = pa
    return made


def client(scene, member=None):
    return factories.client(scene.pa, member)


def at(seat, slug: str = "lehigh") -> str:
    return f"/partnerships/{slug}/seats/{seat.pk}/letter/"


def sent(name: str = "letter.pdf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, pdf(extra=b"\n%" + name.encode()), "application/pdf")}


def test_the_convener_keeps_it_and_those_who_see_the_seat_open_it(scene):
    seat = scene.seats["slate"]
    convener = client(scene, scene.convener)
    assert f'href="{at(seat)}"' in convener.get("/partnerships/lehigh/edit/").content.decode()
    form = convener.get(at(seat)).content.decode()
    assert "Slate Belt Machining, employer" in form
    assert convener.post(at(seat), sent()).status_code == 302
    seat.refresh_from_db()
    file = f"/files/{seat.commitment_file_id}/"
    pages = {"convener": ("edit/", "room/"), "partner": ("room/",), "officer": ("record/", "edit/")}
    for who, ways in pages.items():
        web = client(scene, getattr(scene, who))
        assert web.get(file).status_code == 200
        for way in ways:
            assert f'href="{file}"' in web.get(f"/partnerships/lehigh/{way}").content.decode()
    page = convener.get("/partnerships/lehigh/edit/").content.decode()
    assert "Replace its letter" in page
    assert (
        "kept the letter of Slate Belt Machining: letter.pdf"
        in client(scene, scene.officer).get("/partnerships/lehigh/record/").content.decode()
    )


def test_nobody_else_opens_it_though_the_partnership_is_public(scene):
    seat = scene.seats["slate"]
    client(scene, scene.officer).post(at(seat), sent())
    seat.refresh_from_db()
    file = f"/files/{seat.commitment_file_id}/"
    stranger = factories.member(Role.CONVENER, over=factories.organization())
    assert client(scene, stranger).get(file).status_code == 404
    assert client(scene, factories.member(Role.REVIEWER)).get(file).status_code == 404
    assert client(scene).get(file).status_code in (302, 404)
    assert "letter.pdf" not in client(scene).get("/partnerships/lehigh/").content.decode()


def test_a_replaced_one_is_opened_by_nobody_and_stays_in_the_trail(scene):
    seat, convener = scene.seats["slate"], client(scene, scene.convener)
    convener.post(at(seat), sent("first.pdf"))
    first = StoredFile.objects.get(name="first.pdf")
    convener.post(at(seat), sent("second.pdf"))
    assert convener.get(f"/files/{first.pk}/").status_code == 404
    one, two = AuditEvent.objects.filter(deed="partnership.letter").order_by("seq")
    assert (one.details["file"], one.details["sha256"]) == ("first.pdf", first.sha256)
    assert "replaced" not in one.details
    assert (two.details["replaced"], two.details["replaced_sha256"]) == ("first.pdf", first.sha256)
    assert two.details["organization"] == "Slate Belt Machining"


def test_one_that_is_not_checked_yet_is_named_and_not_linked(scene):
    seat, convener = scene.seats["slate"], client(scene, scene.convener)
    convener.post(at(seat), sent())
    seat.refresh_from_db()
    StoredFile.objects.update(status=FileStatus.QUARANTINED)
    page = convener.get("/partnerships/lehigh/room/").content.decode()
    assert "letter.pdf, " in page
    assert f"/files/{seat.commitment_file_id}/" not in page


def test_what_is_no_document_and_who_may_not_are_told_so(scene):
    seat, convener = scene.seats["slate"], client(scene, scene.convener)
    wrong = convener.post(at(seat), {"file": SimpleUploadedFile("letter.exe", b"MZ", "application/pdf")})
    assert wrong.status_code == 422
    assert "Choose the file." in convener.post(at(seat), {"any": "thing"}).content.decode()
    assert client(scene, scene.partner).post(at(seat), sent()).status_code == 403
    assert client(scene, scene.fiscal).post(at(seat), sent()).status_code == 403
    assert client(scene, factories.member(Role.REVIEWER)).post(at(seat), sent()).status_code in (403, 404)
    seat.refresh_from_db()
    assert seat.commitment_file is None


def test_a_seat_that_was_left_or_is_anothers_has_no_such_page(scene):
    convener = client(scene, scene.convener)
    left = scene.seats["forge"]
    left.left_on = timezone.localdate()
    left.save()
    other = factories.partnership(slug="other")
    theirs = PartnershipMember.objects.create(partnership=other, organization=other.convener, role="employer")
    for path in (at(left), at(theirs), at(theirs, "other"), "/partnerships/lehigh/seats/987654/letter/"):
        assert convener.get(path).status_code == 404
        assert convener.post(path, sent()).status_code == 404


def test_another_states_seat_and_letter_are_not_found(db):
    ga, pa = factories.state("ga"), factories.state("pa")
    with state_scope(ga):
        theirs = working.coalition(slug="peach")
        seat = theirs.seats["slate"]
        factories.client(ga, theirs.convener).post(at(seat, "peach"), sent())
        seat.refresh_from_db()
        assert seat.commitment_file_id
    with state_scope(pa):
        here = working.coalition()
        officer = factories.client(pa, here.officer)
        assert officer.get(f"/files/{seat.commitment_file_id}/").status_code == 404
        for path in (at(seat, "peach"), at(seat)):
            assert officer.get(path).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_letters_cost_no_queries_of_their_own(scene, number, django_assert_num_queries):
    for seat in list(scene.seats.values())[:number]:
        client(scene, scene.convener).post(at(seat), sent(f"letter-{seat.pk}.pdf"))
    with django_assert_num_queries(3):
        record = record_of(scene.partnership)
        assert sum(one.commitment_file is not None for one in record.members) == number
    roster = standing_of(scene.partnership).roster
    tiers = room_of(scene.partnership, scene.convener).tiers
    with django_assert_num_queries(0):
        assert sum(one.commitment_file is not None for one in roster) == number
        assert sum(one.commitment_file is not None for group in tiers for one in group.seats) == number
