"""What an applicant can read of her application at every status: nothing that is internal or not decided yet.

Two proofs. Between the sending to review and the decision every page, export and JSON is the same, letter for letter,
whatever reviewers and staff did. And at no status does any of them carry a reviewer's name, a comment, or a reason that is
for the file.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django.test import Client
from django.utils import timezone

from core.audit import record
from core.models import Email, State
from core.permissions import Role
from grants.choices import ApplicationStatus, ReviewStatus, SlateDecision, SlateStatus
from grants.models import Application, Review, Round, Score, Slate, SlateLine
from grants.readmodels.application_timeline import TOLD_WHY as REASONS
from grants.readmodels.application_timeline import WORDS
from grants.rules.applications import FOR_APPLICANT, MOVES
from tests import factories
from tests.grants.reading import CHANGING, addresses, pages_with, read
from tests.grants.submitting import Desk

REVIEWER, REASON, COMMENT, SLATE = "Quentin Readerly", "INTERNAL-REASON", "REVIEWERS-COMMENT", "SLATES-REASON"
SECRET = [REVIEWER, REASON, COMMENT, SLATE, "77,431"]
DECIDING = (ApplicationStatus.SCORED, ApplicationStatus.RECOMMENDED)
TOLD_WHY = {
    "start",
    "return",
    "end_return",
    "end_return_in_review",
    "reinstate",
    "withdraw",
    "find_ineligible",
    "refuse_award",
    "lapse_award",
}
"""Moves whose reason the applicant reads, because it is written for her or by her."""


@pytest.fixture
def desk(pa):
    made = Desk()
    made.submit()
    Round.objects.filter(pk=made.round.pk).update(status="review")
    Application.objects.filter(pk=made.draft.pk).update(status="under_review")
    made.fresh()
    Email.objects.all().delete()
    return made


def work_inside(desk: Desk, deeds: tuple[str, ...]) -> None:
    """Everything that reviewers and staff write before the decision, and a line of the trail for each of these moves."""
    reviewer = factories.member(Role.REVIEWER, name=REVIEWER)
    review = Review.objects.create(
        application=desk.draft, reviewer=reviewer, assigned_by=desk.officer, due_at=desk.round.review_due_at,
        status=ReviewStatus.SUBMITTED, declared_at=desk.draft.submitted_at, submitted_at=desk.draft.submitted_at,
        comment=COMMENT, recommendation="fund", given=300, out_of=300,
    )  # fmt: skip
    for criterion in desk.round.criteria.all():
        Score.objects.create(review=review, criterion=criterion, points=criterion.points, comment=COMMENT)
    slate = Slate.objects.create(
        round=desk.round, status=SlateStatus.RECOMMENDED, note=SLATE, recommended_by=desk.officer,
        recommended_at=desk.draft.submitted_at,
    )  # fmt: skip
    SlateLine.objects.create(
        slate=slate, application=desk.draft,
        rank=1, raw_rank=1, mean_top=300, mean_bottom=1, reviews_counted=1, decision=SlateDecision.FUND,
        amount="77431", fund=desk.round.round_funds.get().fund, reason=SLATE,
    )  # fmt: skip
    for name in deeds:
        record(f"application.{name}", desk.draft, by=desk.officer, reason=REASON, before="x", after="y")


def client_of(desk: Desk, pa: State, role: Role) -> Client:
    who = desk.elena if role == Role.CONVENER else factories.member(role, over=desk.lead, name=f"A {role.label}")
    return factories.client(pa, who)


def tried(client: Client, desk: Desk) -> dict[str, str]:
    """What she is answered to everything that she may try to do to her application and that it refuses."""
    own = f"/my/applications/{desk.draft.pk}/"
    key = desk.draft.response.version.sections.values_list("key", flat=True)[2]
    found = {}
    for path, data in (
        ("withdraw/", {"reason": "We merged."}), ("submit/", {"name": desk.elena.name}), ("take-up/", {}),
        ("save/", {"field": "plan", "version": "1", "q-plan": "More"}), (f"sections/{key}/", {"q-evidence": "More"}),
    ):  # fmt: skip
        answer = client.post(own + path, data, follow=True)
        refused = answer.headers.get("X-Refused", "")
        found[path] = CHANGING.sub("", f"{answer.status_code} {refused} {answer.content.decode()}")
    return found


def differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """The first line of each answer that differs."""
    found = []
    for path in one:
        lines = zip(one[path].splitlines(), other[path].splitlines(), strict=False)
        if one[path] != other[path]:
            found.append(f"{path}: {next((pair for pair in lines if pair[0] != pair[1]), 'longer')}")
    return found


@pytest.mark.parametrize("role", [Role.CONVENER, Role.CERTIFIER])
def test_between_review_and_decision_every_answer_is_the_same(desk, pa, role):
    client = client_of(desk, pa, role)
    opened = [path for path, text in read(client, list(addresses(desk.draft))).items() if text.startswith("200")]
    before = read(client, opened)
    assert f"/my/applications/{desk.draft.pk}/receipt.json" in opened
    assert len(opened) > 12, opened
    work_inside(desk, ("score", "recommend", "take_back"))
    after = read(client, opened)
    assert differing(before, after) == []
    Round.objects.filter(pk=desk.round.pk).update(status="decision")
    deciding = []
    for status in DECIDING:
        Application.objects.filter(pk=desk.draft.pk).update(status=status)
        read(client, opened)  # so that no notice of an earlier page is left over
        deciding.append(read(client, opened) | tried(client, desk))
    first, second = deciding
    assert differing(first, second) == []
    assert pages_with(first, ["is scored", "is recommended", "scored now"]) == []
    assert not Email.objects.filter(to=desk.elena.email).exists()


@pytest.mark.parametrize("status", ApplicationStatus.values)
def test_at_no_status_does_an_applicant_read_what_is_internal(desk, pa, status):
    work_inside(desk, tuple(name for name in MOVES if name not in TOLD_WHY))
    Application.objects.filter(pk=desk.draft.pk).update(status=status)
    if status in {"offered", "awarded", "refused"}:
        factories.award(desk.fresh(), status={"offered": "offered", "awarded": "active"}.get(status, "refused"))
    if status == "lapsed":
        factories.award(desk.fresh(), status="lapsed", answered_at=None, lapsed_at=timezone.now())
    client = factories.client(pa, desk.elena)
    assert pages_with(read(client, list(addresses(desk.fresh()))), SECRET) == []
    own = client.get(f"/my/applications/{desk.draft.pk}/", follow=True).content.decode()
    label = FOR_APPLICANT[status].label
    assert label in own
    for internal in ("scored", "recommended"):
        assert f"rt-chip--{internal}" not in own
        assert f'data-status="{internal}"' not in own


def test_the_history_has_a_word_for_what_applicants_may_know_and_none_for_the_rest():
    """A new move is decided on here: either it is told, or it is on this list."""
    told = {deed.split(".")[1] for deed in WORDS if deed.startswith("application.")} - {"start"}
    assert set(MOVES) - told == {"score", "recommend", "take_back"}
    assert {deed.split(".")[1] for deed in REASONS if deed.startswith("application.")} == TOLD_WHY
