"""Files of every kind through the real upload page: nothing served before the scanner, no error of ours, little memory.

Every good and every hostile kind is always sent; the drill sends 520 files, the rest of them damaged at random.
"""

from __future__ import annotations

import io
import random
import resource
from collections import Counter
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import files, uploads
from core.models import FileStatus, StoredFile
from core.permissions import Role
from questions.models import Answer, Question
from tests import factories
from tests import uploads as sent
from tests.core.test_mail_and_files import infected, members, scanner  # noqa: F401  # the scanner is a fixture
from tests.grants import applying

SEED = 20261125


@pytest.fixture
def desk(pa):
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
    round = applying.round()
    section = round.form_version.sections.get(key="work-plan")
    question = Question.objects.create(
        section=section, position=9, key="proof", type="file", label="Proof", required=False
    )
    draft = applying.start(round, lead, by=elena)
    at = f"/my/applications/{draft.pk}/sections/work-plan/"
    return SimpleNamespace(client=factories.client(pa, elena), draft=draft, question=question, at=at)


def upload(desk, one):
    file = SimpleUploadedFile("x", one.content)
    file._name = one.name  # Django's own cleaning of the name happens on the way in
    return desk.client.post(desk.at, {"q-proof": file, "then": "stay"})


def battery(number):
    rng = random.Random(SEED)
    made = [*sent.good(), *sent.hostile(), *sent.wrapped(sent.EICAR)]
    return [*made, *sent.damaged(rng, number - len(made))]


@pytest.mark.parametrize("number", [110, pytest.param(520, marks=pytest.mark.drill)])
def test_files_of_every_kind(pa, desk, scanner, run_jobs, number):  # noqa: F811  # the fixture imported above
    outcomes: Counter[str] = Counter()
    for one in battery(number):
        before = StoredFile.objects.count()
        answer = upload(desk, one)
        assert answer.status_code in (302, 422), (one.name, answer.status_code)
        taken = StoredFile.objects.count() > before
        assert taken or answer.status_code == 422, f"{one.name!r} is neither taken nor refused"
        outcomes["taken" if taken else "refused"] += 1
        if one.is_good:
            assert taken, one.name
        if taken:
            kept = StoredFile.objects.latest("pk")
            assert kept.status == FileStatus.QUARANTINED
            refusal = desk.client.get(f"/files/{kept.pk}/")
            assert refusal.status_code == 409, f"{one.name!r} was served before it was found clean"
            assert not any(c in kept.name for c in '/\\\u202e"')
    run_jobs(pa)
    for kept in StoredFile.objects.filter(status=FileStatus.CLEAN):
        content = files.read(kept)
        assert not any(map(infected, [content, *members(content)])), kept.name
    outcomes["found by the scanner"] = StoredFile.objects.filter(status=FileStatus.REFUSED).count()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{number} files: {dict(outcomes)}; 0 served before they were clean, 0 errors, peak {peak} MB")
    assert outcomes["found by the scanner"] >= 3
    assert peak < 512
    assert not StoredFile.objects.filter(status=FileStatus.QUARANTINED).exists()


@pytest.mark.parametrize("one", [*sent.hostile()], ids=lambda one: one.name[:12])
def test_each_kind_of_hostile_file_is_refused_in_a_sentence_and_the_answer_stays(desk, one):
    upload(desk, sent.Sent("good.pdf", sent.pdf()))
    before = Answer.objects.get(question=desk.question).value
    answer = upload(desk, one)
    assert answer.status_code == 422
    assert Answer.objects.get(question=desk.question).value == before


def test_a_picture_keeps_no_place_and_no_second_file(pa):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = sent.picture("JPEG", exif=exif) + b"PK\x03\x04 another file"
    kept = uploads.inspected(content, ".jpg")
    assert b"taken at home" not in kept
    assert b"another file" not in kept
    with Image.open(io.BytesIO(kept)) as again:
        assert again.size == (8, 8)
