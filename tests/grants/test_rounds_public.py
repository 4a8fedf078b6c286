"""What everybody sees of the rounds, and the check of a receipt."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.permissions import Role
from grants.actions import submissions
from grants.models import Round, Submission
from grants.readmodels.open_rounds import match_of, match_words, months_words, notice_of, open_rounds, time_left
from tests import factories
from tests.grants import applying

DAY = dt.timedelta(days=1)


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:600]
    return " ".join(response.content.decode().split())


@pytest.fixture
def rounds(pa) -> SimpleNamespace:
    """One of each standing."""
    now = timezone.now()
    made = {
        "open": factories.round(name="Open now"),
        "soon": factories.round(name="Opens soon", opens_at=now + DAY, closes_at=now + 9 * DAY),
        "late": factories.round(name="Just closed", opens_at=now - 9 * DAY, closes_at=now),
        "review": factories.round("review", name="In review"),
        "draft": factories.round("draft", name="Being set up"),
        "cancelled": factories.round("cancelled", name="Called off"),
    }
    return SimpleNamespace(state=pa, client=factories.client(pa), **made)


def test_rounds_stand_where_clock_and_status_put_them(rounds):
    found = open_rounds()

    assert [notice.round.name for notice in found.open] == ["Open now"]
    assert [notice.round.name for notice in found.soon] == ["Opens soon"]
    assert {notice.round.name for notice in found.closed} == {"Just closed", "In review"}


def test_the_page_shows_what_is_published_and_nothing_else(rounds):
    page = text(rounds.client.get("/rounds/"))

    assert all(name in page for name in ("Open now", "Opens soon", "Just closed", "In review"))
    assert "Being set up" not in page
    assert "Called off" not in page
    assert "$25,000 to $150,000" in page


@pytest.mark.parametrize("name", ["draft", "cancelled"])
@pytest.mark.parametrize("tail", ["", "questions/"])
def test_what_is_not_published_has_no_page(rounds, name, tail):
    assert rounds.client.get(f"/rounds/{getattr(rounds, name).slug}/{tail}").status_code == 404


def test_with_nothing_open_the_page_says_what_comes_next(rounds):
    Round.objects.filter(pk=rounds.open.pk).update(status="closed")

    page = text(rounds.client.get("/rounds/"))

    assert "No round is open" in page
    assert "Opens soon opens" in page


def test_the_list_of_rounds_takes_the_same_queries_for_one_as_for_many(pa, django_assert_max_num_queries):
    for _ in range(3):
        factories.round()
    with django_assert_max_num_queries(1):
        open_rounds()


@pytest.mark.rule("BR-01")
def test_the_notice_says_what_is_usual_nationally_beside_this_round(rounds):
    assert not notice_of(rounds.open).leaves_typical
    Round.objects.filter(pk=rounds.open.pk).update(max_award=400_000, limits_reason="Two regions apply together.")
    rounds.open.refresh_from_db()

    page = text(rounds.client.get(f"/rounds/{rounds.open.slug}/"))

    assert notice_of(rounds.open).leaves_typical
    assert "Typical nationally for planning grants: $25,000 to $150,000 for up to 6 months" in page
    assert "This round differs: Two regions apply together." in page


@pytest.mark.claim(42)
def test_the_industry_assessment_is_a_third_of_the_published_points(rounds):
    page = notice_of(rounds.open)

    (assessment,) = [one for one in page.criteria if one.title == "Industry assessment"]
    assert (assessment.points * 3, page.points) == (300, 300)
    assert "300 points in all" in text(rounds.client.get(f"/rounds/{rounds.open.slug}/"))


@pytest.mark.rule("BR-03")
@pytest.mark.parametrize(
    ("basis", "needed", "words"),
    [
        ("none", "0", "None"),
        ("of_award", "50000.00", "25% of the award: 25 cents, in cash or in kind, for each grant dollar"),
        (
            "of_total",
            "66666.67",
            "25% of the whole project: about 33.3 cents, in cash or in kind, for each grant dollar",
        ),
    ],
)
def test_the_match_says_what_it_is_a_share_of(pa, basis, needed, words):
    round = factories.round(match_percent=25, match_basis=basis)

    assert match_of(round, Decimal(200_000)) == Decimal(needed)
    assert match_words(25, basis) == words


def test_the_whole_form_can_be_read_before_anybody_signs_in(pa):
    round = applying.round()

    page = text(factories.client(pa).get(f"/rounds/{round.slug}/questions/"))

    assert "3.1 What do these employers face together?" in page
    assert "Long text, up to 350 words" in page
    assert "between $25,000 and $150,000" in page


def test_funded_partnerships_are_listed_once_they_accepted(pa):
    round = factories.round("awarded")
    for status, name in (("active", "Berks Metals"), ("offered", "Not yet"), ("refused", "Said no")):
        made = factories.application(round, status="awarded")
        partnership = factories.partnership(name=name)
        factories.award(
            made, status=status, amount="120000", partnership=partnership, fund=round.round_funds.get().fund
        )

    page = text(factories.client(pa).get(f"/rounds/{round.slug}/"))

    assert "Berks Metals" in page
    assert "1 award, $120,000 in all." in page
    assert "Not yet" not in page
    assert "Said no" not in page


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (18 * DAY, "in 18 days"),
        (DAY, "in 1 day"),
        (dt.timedelta(hours=5, minutes=59), "in 5 hours"),
        (dt.timedelta(minutes=42), "in 42 minutes"),
        (dt.timedelta(seconds=30), "in less than a minute"),
        (-DAY, "over"),
    ],
)
def test_the_time_left_is_said_in_one_unit(left, said):
    now = timezone.now()
    assert time_left(now + left, now) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(1, 6, "Up to 6 months"), (12, 36, "12 to 36 months"), (6, 6, "6 months"), (1, 1, "1 month")],
)
def test_months_in_words(low, high, said):
    assert months_words(low, high) == said


# Receipts


@pytest.fixture
def receipt(pa) -> SimpleNamespace:
    lead = factories.organization("A secret applicant")
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez")
    draft = applying.fill(applying.start(applying.round(), lead, by=elena), by=elena)
    kept = submissions.submit_application(draft, certified_name=elena.name, by=elena)
    return SimpleNamespace(client=factories.client(pa), kept=kept)


def test_a_receipts_number_and_hash_belong_together(receipt):
    spaced = " ".join(receipt.kept.sha256[n : n + 8] for n in range(0, 64, 8)).upper()

    page = text(receipt.client.post("/receipts/", {"number": "pa-27-0001-r1", "sha256": spaced}))

    assert "They match." in page
    assert "secret" not in page


def test_a_wrong_hash_and_an_unknown_number_get_the_same_answer(receipt):
    wrong = {"number": receipt.kept.number, "sha256": "0" * 64}
    unknown = {"number": "PA-27-9999-R1", "sha256": receipt.kept.sha256}

    pages = [text(receipt.client.post("/receipts/", given)) for given in (wrong, unknown)]

    assert all("They do not match." in page for page in pages)
    assert without_token(pages[0]) == without_token(pages[1])


def without_token(page: str) -> str:
    """The page without what is different in every answer."""
    return page.split("csrf_token")[0].split('X-CSRFToken"')[0] + page.split("They do not match.")[1].split("<form")[0]


def test_what_is_no_hash_is_said_so(receipt):
    page = text(receipt.client.post("/receipts/", {"number": "PA-27-0001-R1", "sha256": "abc"}), 422)

    assert "3 characters. A SHA-256 has 64" in page


def file_of(content: object, **how: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("sent.json", json.dumps(content, **how).encode(), "application/json")


def test_the_file_of_what_was_sent_is_checked_however_it_is_spaced_and_nothing_of_it_is_shown(receipt):
    number = receipt.kept.number
    whole = file_of(receipt.kept.content, indent=2)
    changed = file_of(receipt.kept.content | {"requested": "1.00"})

    same = text(receipt.client.post("/receipts/", {"number": number, "sent": whole}))
    other = text(receipt.client.post("/receipts/", {"number": number, "sent": changed}))

    assert "They match." in same
    assert "secret" not in same
    assert "They do not match." in other


def test_a_receipt_that_a_later_one_follows_names_it_only_to_whom_holds_its_hash(receipt):
    kept = receipt.kept
    later = Submission.objects.create(
        application=kept.application, number="PA-27-0001-R2", received_at=timezone.now(), by=kept.by,
        content=kept.content | {"requested": "1.00"}, sha256="b" * 64, place=2, sent_in="return",
    )  # fmt: skip

    first = text(receipt.client.post("/receipts/", {"number": kept.number, "sha256": kept.sha256}))
    second = text(receipt.client.post("/receipts/", {"number": later.number, "sha256": later.sha256}))
    wrong = text(receipt.client.post("/receipts/", {"number": kept.number, "sha256": "0" * 64}))

    assert "It is superseded by PA-27-0001-R2, which followed a return for correction." in first
    assert "They match." in second
    assert "R2" not in wrong


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Enter the SHA-256, or choose the file of what was sent."),
        ({"sent": b"no json"}, "This file is not JSON."),
        ({"sent": b'{"a": NaN}'}, "This file is not JSON."),
        ({"sent": b'"\\ud800"'}, "This file is not JSON."),
        ({"sent": b"\xff\xff\xff"}, "This file is not JSON."),
        ({"sent": b"[" * 200_000}, "This file is not JSON."),
        ({"sent": b" " * 5_000_001}, "5.0 MB. Choose a file of at most 5 MB."),
        ({"sent": b"{}", "sha256": "a" * 64}, "This file has another SHA-256 than the one you typed."),
    ],
)
def test_what_cannot_be_checked_says_why(receipt, given, said):
    sent = {"sent": SimpleUploadedFile("sent.json", given["sent"])} if "sent" in given else {}

    page = text(receipt.client.post("/receipts/", {"number": "PA-27-0001-R1"} | given | sent), 422)

    assert said in page.replace("&#x27;", "'")
