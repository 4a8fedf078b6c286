"""A conflicted reviewer who tries every address that she could guess: nothing of the application comes out anywhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from core import files
from core.models import Email, Member
from core.permissions import Role
from grants.access.applications import RECEIPT
from grants.actions import conflicts
from grants.actions import reviewers as pool
from grants.actions import reviews as reviewing
from grants.models import Conflict, Score
from tests import factories
from tests.grants.pages import SECRET, text
from tests.house.test_doors import OURS

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
TEXT_OF_HERS = "The regions follow from the data of the second quarter."


@pytest.fixture
def scene(cleared, people):
    """Rita 1 began her review; then an employer at the table turned out to be hers. She is an officer too."""
    score = Score.objects.create(
        review=cleared.review, criterion=cleared.criteria[0], points=50, comment=TEXT_OF_HERS, version=1
    )
    submission = cleared.application.submissions.get()
    submission.receipt = files.store(b"%PDF-1.7 receipt", name="receipt.pdf", purpose=RECEIPT)
    submission.save()
    factories.application(cleared.round, status="under_review", requested=1_000)  # so that no sum is this one's amount
    pool.add_affiliation(cleared.rita, pool.Declared("employer", "works", "Bright Metals"), by=cleared.rita)
    cleared.conflict = Conflict.objects.get(reviewer=cleared.rita)
    cleared.file, cleared.score = submission.receipt, score
    return cleared


def ids(scene) -> list[object]:
    """Every id of hers and the application's that an address could take."""
    application = scene.application
    return [
        application.pk,
        application.round.slug,
        scene.review.pk,
        scene.reviews[1].pk,
        scene.file.pk,
        scene.conflict.pk,
        application.response_id,
        application.organization_id,
        application.number,
        scene.criteria[0].pk,
    ]


def likely(scene, path: str) -> list[object]:
    """The ids that an address of this kind most likely takes: numbers for a number, names for a name."""
    if path.startswith(("files/", "conflicts/")):
        return [scene.file.pk if path.startswith("files/") else scene.conflict.pk]
    if path.split("<", 1)[1].startswith("int:"):
        return [scene.application.pk, scene.review.pk]
    return [scene.application.round.slug, scene.application.number]


def filled(path: str, value: object) -> str:
    return "/" + PARAMETER.sub(str(value), path)


def tried(client: Client, scene, *, every: bool) -> list[str]:
    """The addresses that show something of the application's content, with `every` id in every place or the likely ones."""
    secrets = (SECRET, TEXT_OF_HERS, "One coordinator", "62,500", "Site visits")
    leaks = []
    for path, _, name in OURS:
        for value in (ids(scene) if every else likely(scene, path)) if "<" in path else [""]:
            for send in (client.get, client.post):
                data = {"q": scene.application.number, "field": str(scene.criteria[0].pk), "then": "next"}
                answer = send(filled(path, value), data)
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                shown = body.decode("utf-8", "replace")
                if any(secret in shown for secret in secrets) or b"%PDF-1.7 receipt" in body:
                    leaks.append(f"{send.__name__.upper()} {filled(path, value)} ({name}): {answer.status_code}")
    return leaks


EVERY = pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.drill)])


@EVERY
def test_every_address_is_tried_as_a_reviewer(scene, capsys, every):
    leaks = tried(scene.client, scene, every=every)
    with capsys.disabled():
        print(f"\nconflicted reviewer: {len(OURS)} addresses, {len(leaks)} that showed something")
    assert leaks == []
    assert SECRET not in text(scene.client.get(f"/reviews/{scene.review.pk}/"))


@EVERY
def test_every_address_is_tried_as_a_reviewer_who_is_an_officer_too(scene, every):
    scene.rita.role_grants.create(role=Role.OFFICER, scope="state")
    scene.rita.role_grants.create(role=Role.DIRECTOR, scope="state")
    assert tried(factories.client(scene.state, Member.objects.get(pk=scene.rita.pk)), scene, every=every) == []


@pytest.mark.parametrize(
    "tail", ["declare/", "recuse/", "save/", "keep/", "submit/", "decline/", "unsure/", "progress/"]
)
def test_no_deed_on_her_review_is_hers_any_more(scene, tail):
    address = f"/reviews/{scene.review.pk}/{tail}"
    given = {"statement": "on", "kind": "other", "words": "x", "field": "recommendation", "recommendation": "fund"}
    assert scene.client.post(address, given).status_code in (404, 405)
    assert scene.client.get(address).status_code in (404, 405)
    scene.review.refresh_from_db()
    assert scene.review.status == "recused"


def test_the_file_the_search_the_list_and_the_export_know_nothing(scene):
    assert scene.client.get(f"/files/{scene.file.pk}/").status_code == 404
    scene.rita.role_grants.create(role=Role.OFFICER, scope="state")
    client = factories.client(scene.state, Member.objects.get(pk=scene.rita.pk))
    number = scene.application.number
    assert client.get(f"/applications/{scene.application.pk}/").status_code == 404
    assert number not in text(client.get("/applications/"))
    assert number not in b"".join(client.get("/applications.csv").streaming_content).decode()
    assert "62,500" not in text(client.get("/search/", {"q": number}))
    assert client.get(f"/files/{scene.file.pk}/").status_code == 404
    assert client.get(f"/conflicts/{scene.conflict.pk}/").status_code == 404
    assert "Bright Metals, an employer" not in text(client.get("/conflicts/?status=confirmed"))


def test_no_mail_to_her_says_anything_of_the_content(scene, people):
    for mail in Email.objects.filter(to=scene.rita.email):
        assert SECRET not in mail.text
        assert "62,500" not in mail.text


def test_while_somebody_has_to_decide_she_sees_the_names_alone(desk, people):
    reviewing.declare_unsure(desk.review, "My cousin may work there.", by=desk.rita)
    page = text(desk.client.get(f"/reviews/{desk.review.pk}/"))
    assert "Somebody decides for you" in page
    assert SECRET not in page
    assert desk.client.post(f"/reviews/{desk.review.pk}/declare/", {"statement": "on"}).status_code == 404
    conflict = Conflict.objects.get()
    conflicts.decide_conflict(conflict, "clear", "The cousin left.", by=people.officer)
    assert "I have no conflict" in text(desk.client.get(f"/reviews/{desk.review.pk}/"))
