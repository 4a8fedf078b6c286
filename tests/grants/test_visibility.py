"""What a round shows to its reviewers, phase by phase: decided in one place, the same on pages, in e-mails and files."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from grants.access.visibility import phase_of, policy_for
from grants.actions import panels
from grants.actions import reviews as actions
from grants.actions.visibility import set_visibility
from grants.choices.visibility import Phase
from grants.models import Application, Round
from grants.readmodels.round_promise import promise_of
from grants.rules.visibility import OPEN, changes_in, policy_in
from tests import factories
from tests.grants.pages import SECRET, freeze, review_at, text
from tests.grants.panelling import later

TITLE, PARTNER = "Lehigh Valley Metals", "Bright Metals"


def says(desk, **phases: dict[str, str]) -> None:
    Round.objects.filter(pk=desk.round.pk).update(visibility=phases)


def test_a_round_that_says_nothing_shows_as_ever_and_keeps_nothing():
    assert changes_in({phase: OPEN._asdict() for phase in Phase.values}) == {}
    for phase in Phase.values:
        assert policy_in({}, phase) == OPEN
        assert policy_in({phase: {"budget": "a word of another day"}}, phase) == OPEN
    assert OPEN.shows_others(own_is_in=True)
    assert not OPEN.shows_others(own_is_in=False)
    assert not OPEN.shows_mean(own_is_in=True)


def test_only_what_differs_is_kept():
    chosen = {"review": OPEN._asdict() | {"budget": "none"}, "panel": OPEN._asdict()}
    assert changes_in(chosen) == {"review": {"budget": "none"}}


def test_the_phase_follows_the_agenda_and_the_scoring(desk, people):
    assert phase_of(desk.application) == Phase.REVIEW
    plan = panels.Plan(later(), "Room 4", people.officer, 1, people.reviewers)
    meeting = panels.plan_meeting(desk.round, plan, by=people.officer)
    panels.set_agenda(meeting, {desk.application.pk: None}, by=people.officer)
    assert phase_of(desk.application) == Phase.PANEL
    Application.objects.filter(pk=desk.application.pk).update(status="scored")
    desk.application.refresh_from_db()
    assert phase_of(desk.application) == Phase.DECIDED


@pytest.mark.rule("BR-22")
def test_hidden_names_are_nowhere_that_a_reviewer_looks(desk, people):
    says(desk, review={"identities": "hidden"})
    lead = desk.application.organization.legal_name
    queue = text(desk.client.get("/reviews/"))
    asked = text(desk.client.get(review_at(desk.review)))
    assert PARTNER in asked, "the names of everybody in the round, to declare on"
    assert "does not show reviewers who an application is from" in asked
    actions.clear_conflict(desk.review, by=desk.review.reviewer)
    page = text(desk.client.get(review_at(desk.review)))
    assert SECRET in page
    for shown, name in ((queue, TITLE), (queue, lead), (asked, TITLE), (page, TITLE), (page, lead), (page, PARTNER)):
        assert name not in shown
    assert "partner 1" in page
    assert policy_for(people.officer, desk.application) == OPEN


def test_the_message_that_assigns_names_the_number_alone(pa, people):
    round = factories.round("review", visibility={"review": {"identities": "hidden"}})
    application = factories.application(round, status="eligible", title=TITLE)
    actions.assign_reviewers(application, people.reviewers[:1], by=people.officer)
    (message,) = Email.objects.filter(template="review_assigned")
    assert application.number in message.text
    for words in (message.text, message.html):
        assert application.organization.legal_name not in words
        assert TITLE not in words


def test_files_are_not_opened_where_names_are_hidden(desk):
    from grants.access.applications import may_read  # noqa: PLC0415

    actions.clear_conflict(desk.review, by=desk.review.reviewer)
    assert may_read(desk.review.reviewer, desk.application, was_sent=True)
    says(desk, review={"identities": "hidden"})
    fresh = Application.objects.select_related("round").get(pk=desk.application.pk)
    assert not may_read(desk.review.reviewer, fresh, was_sent=True)


@pytest.mark.parametrize(
    ("budget", "has", "has_not"),
    [
        ("full", ["One coordinator", "60,000", "62,500"], []),
        ("summary", ["60,000", "62,500"], ["One coordinator"]),
        ("none", ["does not show the budget"], ["One coordinator", "60,000", "62,500"]),
    ],
)
def test_the_budget_is_shown_as_the_round_says(desk, budget, has, has_not):
    says(desk, review={"budget": budget})
    actions.clear_conflict(desk.review, by=desk.review.reviewer)
    page = text(desk.client.get(review_at(desk.review)))
    assert [word for word in has if word not in page] == []
    assert [word for word in has_not if word in page] == []


@pytest.mark.parametrize(
    ("policy", "others", "mean"),
    [({}, True, False), ({"others": "never"}, False, False), ({"aggregates": "after_own"}, True, True)],
)
def test_the_other_reviews_and_their_mean(people, reviewed, pa, policy, others, mean):
    round = factories.round("review", visibility={"review": policy} if policy else {})
    application = reviewed(round, 240, 252, 270)
    freeze(application)
    rita = people.reviewers[0]
    page = text(factories.client(pa, rita).get(review_at(rita.reviews.get())))
    assert ("The other submitted reviews" in page) is others
    assert ("The mean of all counted reviews is 254.00." in page) is mean


def test_it_is_chosen_before_the_round_opens_and_is_part_of_its_promise(pa, people):
    draft = factories.round("draft")
    officer = factories.client(pa, people.officer)
    path, save = (reverse(name, args=[draft.slug]) for name in ("round-visibility", "round-visibility-save"))
    assert "What reviewers see" in text(officer.get(path))
    sent = {f"{phase}-{name}": value for phase in Phase.values for name, value in OPEN._asdict().items()}
    assert officer.post(save, sent | {"review-budget": "everything"}).status_code == 422
    assert officer.post(save, sent | {"review-budget": "summary"}).status_code == 302
    draft.refresh_from_db()
    assert draft.visibility == {"review": {"budget": "summary"}}
    assert promise_of(draft)["terms"]["visibility"] == {"review": {"budget": "summary"}}
    assert AuditEvent.objects.filter(deed="round.visibility").count() == 1
    assert factories.client(pa, people.director).post(save, sent).status_code == 403

    Round.objects.filter(pk=draft.pk).update(status="open")
    with pytest.raises(MoveRefused, match="does not change any more"):
        set_visibility(draft, {}, by=people.officer)
    assert "Fixed when the round opened" in text(officer.get(path))


@pytest.mark.parametrize("status", ["withdrawn", "ineligible"])
def test_what_left_the_review_stays_hidden_while_its_round_is_under_review(desk, status):
    says(desk, review={"identities": "hidden"})
    Application.objects.filter(pk=desk.application.pk).update(status=status)
    left = Application.objects.select_related("round").get(pk=desk.application.pk)
    assert phase_of(left) == Phase.REVIEW
    assert policy_for(desk.rita, left).hides_names
    Round.objects.filter(pk=desk.round.pk).update(status="decision")
    assert phase_of(Application.objects.select_related("round").get(pk=left.pk)) == Phase.DECIDED


@pytest.mark.rule("BR-22")
def test_other_names_people_addresses_and_sites_are_masked_as_whole_words(desk):
    from grants.readmodels.masking import shown_to  # noqa: PLC0415
    from grants.readmodels.review_content import content_of  # noqa: PLC0415

    lead = desk.application.organization
    type(lead).objects.filter(pk=lead.pk).update(
        aliases=["LVM", "Valley Works"], website="https://www.lehighmetals.org/about"
    )
    lead.contacts.create(name="Paula Kerr", email="pkerr@lvmetals.us")
    factories.organization("Bright Metals", aliases=["Brightco"])
    written = (
        "VALLEY WORKS and LVM (not lvm-like words, nor valley workshops) with BRIGHTCO: ask Paula Kerr, pkerr@lvmetals.us,"
        " or x@mail.lehighmetals.org, https://www.lehighmetals.org/team?x=1, lehighmetals.org. Valleys stay."
    )
    submission = desk.application.submissions.get()
    content = submission.content
    content["sections"][0]["answers"][0]["shown"] = written
    type(submission).objects.filter(pk=submission.pk).update(content=content)
    application = Application.objects.select_related("organization", "partnership", "round").get(pk=desk.application.pk)
    hidden = policy_in({"review": {"identities": "hidden"}}, Phase.REVIEW)
    shown = str(shown_to(content_of(application), application, hidden).parts)
    for gone in ("VALLEY WORKS", "LVM", "BRIGHTCO", "Kerr", "lvmetals", "lehighmetals"):
        assert gone not in shown
    for stays in ("valley workshops", "lvm-like", "Valleys stay", "partner 1", "a person of the applicant"):
        assert stays in shown
    assert "an address of the applicant" in shown
