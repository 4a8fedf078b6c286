"""The charter: who keeps it, who opens it, and what becomes of one that is replaced."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEvent, StoredFile
from core.permissions import Role
from tests import factories
from tests.partnerships import working
from tests.uploads import pdf

AT = "/partnerships/lehigh/charter/"


@pytest.fixture
def scene(pa):
    made = working.coalition(is_public=False)
    made.pa = pa
    return made


def client(scene, member=None):
    return factories.client(scene.pa, member)


def sent(name: str = "charter.pdf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, pdf(extra=b"\n%" + name.encode()), "application/pdf")}


def test_the_convener_keeps_it_and_those_at_the_table_open_it(scene):
    assert client(scene, scene.convener).post(AT, sent()).status_code == 302
    scene.partnership.refresh_from_db()
    file = f"/files/{scene.partnership.charter_id}/"
    for member in (scene.convener, scene.partner, scene.officer):
        assert client(scene, member).get(file).status_code == 200
        page = {scene.officer: "record/"}.get(member, "room/")
        assert f'href="{file}"' in client(scene, member).get(f"/partnerships/lehigh/{page}").content.decode()
    assert AuditEvent.objects.filter(deed="partnership.charter").count() == 1


def test_it_is_public_when_the_partnership_is(scene):
    client(scene, scene.convener).post(AT, sent())
    scene.partnership.refresh_from_db()
    file, page = f"/files/{scene.partnership.charter_id}/", "/partnerships/lehigh/"
    assert client(scene).get(file).status_code in (302, 404)
    stranger = factories.member(Role.CONVENER, over=factories.organization())
    assert client(scene, stranger).get(file).status_code == 404
    scene.partnership.is_public = True
    scene.partnership.save()
    assert client(scene).get(file).status_code == 200
    assert "charter.pdf" in client(scene).get(page).content.decode()


def test_a_replaced_one_is_opened_by_nobody_any_more(scene):
    convener = client(scene, scene.convener)
    convener.post(AT, sent("first.pdf"))
    first = StoredFile.objects.get(name="first.pdf")
    convener.post(AT, sent("second.pdf"))
    assert convener.get(f"/files/{first.pk}/").status_code == 404
    assert AuditEvent.objects.filter(deed="partnership.charter").count() == 2


def test_what_is_no_document_and_who_may_not_are_told_so(scene):
    convener = client(scene, scene.convener)
    wrong = convener.post(AT, {"file": SimpleUploadedFile("charter.exe", b"MZ", "application/pdf")})
    assert wrong.status_code == 422
    assert convener.post(AT, {"any": "thing"}).status_code == 422
    assert "Choose the file." in convener.post(AT, {"any": "thing"}).content.decode()
    assert client(scene, scene.partner).post(AT, sent()).status_code == 403
    assert client(scene, factories.member(Role.REVIEWER)).post(AT, sent()).status_code in (403, 404)
    scene.partnership.refresh_from_db()
    assert scene.partnership.charter is None
