"""Corrected during its review: what changed, for which version scores stand, and who waits for whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.access.visibility import phase_of
from grants.actions import applications, decisions, panel_talks, submissions
from grants.actions import reviews as actions
from grants.checks.applications import Seat
from grants.choices.visibility import Phase
from grants.models import Application, ApplicationReturn, Criterion, Review, Round, Submission
from grants.readmodels.application_case import Told, plan_of
from grants.readmodels.corrections import newest_of, parts_changed
from grants.readmodels.review_content import Answer, Budget, Content, Part
from grants.rules.comparing import rows_of, words_of
from tests import factories
from tests.grants import applying
from tests.grants.conftest import score_all
from tests.grants.pages import review_at, text
from tests.grants.panelling import in_session
from tests.grants.submitting import HOUR, Desk

# Comparing


def marked(pieces):
    return [piece.text for piece in pieces if piece.is_changed]


def test_the_words_that_differ_are_marked_and_both_texts_stay_whole():
    pair = words_of("We plan two cohorts in spring.", "We plan three cohorts in spring.")
    assert (marked(pair.before), marked(pair.after)) == (["two "], ["three "])
    assert "".join(piece.text for piece in pair.after) == "We plan three cohorts in spring."


def test_rows_are_held_against_the_row_of_their_name():
    before = [("Personnel", "$1"), ("Travel", "$2"), ("Travel", "$3")]
    after = [("Personnel", "$1"), ("Travel", "$2"), ("Travel", "$4"), ("Supplies", "$5")]
    assert [name for name, _ in rows_of(before, after)] == ["Travel", "Supplies"]
    assert [(name, pair.after) for name, pair in rows_of(before, [])][0] == ("Personnel", [])
    assert rows_of(after, after) == []


def section(*files: tuple[str, str]) -> Content:
    """A content with one section, which answers one question with these files: name and digest."""
    kept = tuple({"file": place, "name": name, "sha256": mark} for place, (name, mark) in enumerate(files, start=7))
    answer = Answer("Plan", ", ".join(one["name"] for one in kept), False, kept)
    part, nothing = Part("plan", 1, "Work plan", (answer,), "", 0), Decimal(0)
    return Content([part], [], Budget([], nothing, nothing, nothing), [], {}, True, Told([], plan_of([], 12), []))


def told(before: Content, now: Content) -> list[str]:
    """What the newer version says of the rows that differ."""
    return ["".join(piece.text for piece in pair.after) for part in parts_changed(before, now) for _, pair in part[3]]


def test_another_file_of_the_same_name_is_a_change():
    sent = section(("plan.pdf", "aa"), ("terms.pdf", "bb"))
    now = section(("plan.pdf", "cc"), ("terms.pdf", "bb"))
    assert told(sent, now) == ["plan.pdf (another file of the same name), terms.pdf"]
    assert told(sent, section(("plan.pdf", "aa"), ("budget.pdf", "dd"))) == ["plan.pdf, budget.pdf"]
    assert told(sent, section(("plan.pdf", "aa"), ("terms.pdf", "bb"))) == []


# Corrected


@pytest.fixture
def case(pa):
    """An application that was really sent, under review by two; the first is writing, the second has submitted."""
    desk = Desk()
    first = desk.submit()
    Round.objects.filter(pk=desk.round.pk).update(status="closed", reviewers_each=1)
    Application.objects.filter(pk=desk.draft.pk).update(status="eligible")
    readers = [factories.member(Role.REVIEWER, name=f"Rita Reviewer {n}") for n in (1, 2)]
    reviews = actions.assign_reviewers(desk.fresh(), readers, by=desk.officer)
    for review in reviews:
        actions.clear_conflict(review, by=review.reviewer)
        score_all(review, 250, by=review.reviewer)
    actions.submit_review(reviews[1], by=readers[1])
    return SimpleNamespace(
        desk=desk,
        first=first,
        mine=reviews[0],
        theirs=reviews[1],
        rita=readers[0],
        client=factories.client(pa, readers[0]),
        other=factories.client(pa, readers[1]),
        officer=factories.client(pa, desk.officer),
    )


def give_back(case, due=HOUR):
    return submissions.return_application(
        case.desk.fresh(),
        ["budget"],
        reason="The months do not fit.",
        due_at=timezone.now() + due,
        by=case.desk.officer,
    )


def correct(case) -> Submission:
    give_back(case)
    desk = case.desk
    applications.save_budget(desk.fresh(), [applying.line("60000", "15000")], version=1, by=desk.elena)
    made = desk.submit()
    for review in (case.mine, case.theirs):
        review.refresh_from_db()
        review.application.refresh_from_db()
    return made


def test_a_review_keeps_the_version_that_it_judges(case):
    assert {review.version_read for review in Review.objects.all()} == {case.first}
    page = text(case.client.get(review_at(case.mine)))
    assert "Corrected on" not in page
    assert "Compare with" not in page


def test_it_goes_back_and_comes_back_to_its_reviewers(case):
    give_back(case)
    assert case.desk.fresh().status == "returned"
    assert phase_of(case.desk.draft) == Phase.REVIEW, "no more is shown than while it is reviewed"
    waits = text(case.client.get(review_at(case.mine)))
    assert "Its applicant corrects the application" in waits
    with pytest.raises(MoveRefused, match="is being corrected by its applicant. Wait until it is back"):
        actions.save_recommendation(case.mine, recommendation="fund", comment="x", by=case.rita)
    applications.save_budget(case.desk.draft, [applying.line("60000", "15000")], version=1, by=case.desk.elena)
    second = case.desk.submit()
    assert (case.desk.fresh().status, second.place, second.sent_in) == ("under_review", 2, "return")
    told = Email.objects.filter(template="review_corrected")
    assert {one.to for one in told} == {case.rita.email, case.theirs.reviewer.email}
    assert all(case.desk.lead.legal_name not in one.text for one in told)


def test_the_reviewer_sees_what_changed_by_section_and_confirms_before_she_submits(case):
    second = correct(case)
    page = text(case.client.get(review_at(case.mine)))
    assert "Corrected on" in page
    assert "1 section changed" in page
    assert "<del>$80,000" in page
    assert "<ins>$60,000" in page
    assert "Twenty-four plants" not in page.split('id="application"')[0], "what is the same is not listed"
    with pytest.raises(MoveRefused, match="was corrected since you began"):
        actions.submit_review(case.mine, by=case.rita)
    sent = rubric_of(case)
    refused = text(case.client.post(review_at(case.mine, "submit/"), sent), 422)
    assert 'href="#correction"' in refused

    stale = case.client.post(review_at(case.mine, "confirm/"), sent | {"newest": str(case.first.pk)})
    assert stale.status_code == 302
    assert Review.objects.get(pk=case.mine.pk).version_read == case.first
    case.client.post(review_at(case.mine, "confirm/"), sent | {"newest": str(second.pk)})
    confirmed = Review.objects.get(pk=case.mine.pk)
    assert confirmed.version_read == second
    assert AuditEvent.objects.get(deed="review.confirm_version").details == {"receipt": second.number}
    after = text(case.client.get(review_at(case.mine)))
    assert "My scores stand" not in after
    assert "Compare with the version of" in after
    case.client.post(review_at(case.mine, "submit/"), sent)
    assert Review.objects.get(pk=case.mine.pk).status == "submitted"


def rubric_of(case) -> dict[str, str]:
    """Everything that the page posts, with one score changed."""
    sent = {"recommendation": "fund", "comment": ""}
    scores = {score.criterion_id: score for score in case.mine.scores.all()}
    for criterion in Criterion.objects.filter(round=case.desk.round):
        score = scores[criterion.pk]
        sent |= {f"points-{criterion.pk}": str(score.points), f"reason-{criterion.pk}": "Because."}
        sent[f"version-{criterion.pk}"] = str(score.version)
    return sent


def test_staff_see_which_reviews_were_written_on_an_earlier_version(case):
    correct(case)
    path = f"/decisions/{case.desk.round.slug}/applications/{case.desk.draft.pk}/"
    for address in (path, f"/applications/{case.desk.draft.pk}/"):
        assert "Written on an earlier version" in text(case.officer.get(address))
    page = text(case.other.get(review_at(case.theirs)))
    assert "ask the program officer to give the review back" in page
    case.other.post(review_at(case.theirs, "confirm/"), {"newest": str(newest_of(case.desk.draft).pk)})
    assert "Written on an earlier version" not in text(case.officer.get(path))


def test_nobody_confirms_for_another(case):
    second = correct(case)
    for client in (case.other, case.officer):
        assert client.post(review_at(case.mine, "confirm/"), {"newest": str(second.pk)}).status_code in (403, 404)
    assert Review.objects.get(pk=case.mine.pk).version_read == case.first


def test_what_the_round_hides_is_not_in_the_comparison(case):
    Round.objects.filter(pk=case.desk.round.pk).update(visibility={"review": {"budget": "none"}})
    correct(case)
    page = text(case.client.get(review_at(case.mine)))
    assert "Nothing that you are shown changed" in page
    assert "60,000" not in page
    assert "My scores stand" in page


def test_without_the_corrections_the_review_goes_on_with_what_was_sent(case):
    give_back(case)
    submissions.end_return(case.desk.fresh(), reason="Nothing came.", by=case.desk.officer)
    assert case.desk.fresh().status == "under_review"
    assert "Corrected on" not in text(case.client.get(review_at(case.mine)))


def as_it_was_screened(case) -> Application:
    """The application as somebody read it before its review began."""
    read = case.desk.fresh()
    read.status = "eligible"
    return read


def give_back_what_was_read(case, read):
    return submissions.return_application(
        read, ["budget"], reason="Months.", due_at=timezone.now() + HOUR, by=case.desk.officer
    )


def test_whether_it_is_under_review_is_asked_once_it_is_held(case):
    made = give_back_what_was_read(case, as_it_was_screened(case))
    assert made.in_review
    case.desk.submit()
    assert case.desk.fresh().status == "under_review"


def test_once_the_panel_discusses_it_it_is_not_sent_back(case):
    read = as_it_was_screened(case)
    room = in_session(case.desk.round, [case.rita, case.theirs.reviewer], case.desk.officer, [case.desk.draft])
    panel_talks.begin_talk(room.first, by=room.chair)
    for one in (read, case.desk.fresh()):
        with pytest.raises(MoveRefused, match="panel has begun to discuss"):
            give_back_what_was_read(case, one)
    assert case.desk.fresh().status == "under_review"


def test_what_is_corrected_is_not_discussed_and_its_ranking_is_not_called_fixed(case):
    room = in_session(case.desk.round, [case.rita, case.theirs.reviewer], case.desk.officer, [case.desk.draft])
    give_back(case)
    with pytest.raises(MoveRefused, match="is being corrected by its applicant. Wait until it is back"):
        panel_talks.begin_talk(room.first, by=room.chair)


def test_the_ranking_waits_for_a_correction(case):
    give_back(case, due=dt.timedelta(days=2))
    with pytest.raises(MoveRefused, match="is being corrected during its review. Wait until it is back"):
        decisions.start_decision(Round.objects.get(pk=case.desk.round.pk), by=case.desk.officer)
    other = factories.application(case.desk.round, status="returned")
    ApplicationReturn.objects.create(
        application=other, section_keys=["x"], reason="x", due_at=timezone.now(), by=case.desk.officer, in_review=True
    )
    with pytest.raises(MoveRefused, match="are being corrected during their review. Wait until they are back"):
        decisions.start_decision(Round.objects.get(pk=case.desk.round.pk), by=case.desk.officer)


@pytest.mark.parametrize("deed", ["budget", "roster"])
def test_a_table_that_is_corrected_holds_the_round_before_the_application(case, deed):
    submissions.return_application(
        case.desk.fresh(), sections_with(case), reason="x", due_at=timezone.now() + HOUR, by=case.desk.officer
    )
    draft = case.desk.fresh()
    with CaptureQueriesContext(connection) as said:
        if deed == "budget":
            applications.save_budget(draft, [applying.line("60000", "15000")], version=1, by=case.desk.elena)
        else:
            applications.save_roster(draft, [Seat("Acme Tool", "employer")], version=1, by=case.desk.elena)
    held = [one["sql"] for one in said if "FOR NO KEY UPDATE" in one["sql"]]
    assert 'FROM "grants_round"' in held[0]
    assert any('FROM "grants_application"' in one for one in held[1:])


def sections_with(case) -> list[str]:
    """The sections that the budget and the roster stand in."""
    sections = case.desk.round.form_version.sections.filter(panel__in=["budget", "roster"])
    return list(sections.values_list("key", flat=True))


def test_before_its_review_a_return_goes_back_to_the_screening(pa):
    desk = Desk()
    desk.submit()
    submissions.return_application(
        desk.fresh(), ["budget"], reason="Months.", due_at=timezone.now() + HOUR, by=desk.officer
    )
    applications.save_budget(desk.fresh(), [applying.line("60000", "15000")], version=1, by=desk.elena)
    desk.submit()
    assert desk.fresh().status == "submitted"
    Round.objects.filter(pk=desk.round.pk).update(status="closed")
    Application.objects.filter(pk=desk.draft.pk).update(status="eligible")
    rita = factories.member(Role.REVIEWER, name="Rita Reviewer")
    (review,) = actions.assign_reviewers(desk.fresh(), [rita], by=desk.officer)
    actions.clear_conflict(review, by=rita)
    page = text(factories.client(pa, rita).get(review_at(review)))
    assert "Compare with the version of" in page
    assert "My scores stand" not in page


def test_an_earlier_version_can_be_chosen(case):
    correct(case)
    case.desk.fresh()
    give_back(case)
    applications.save_budget(case.desk.fresh(), [applying.line("55000", "15000")], version=2, by=case.desk.elena)
    case.desk.submit()
    chosen = text(case.client.get(review_at(case.mine), {"with": "2"}))
    assert "<del>$60,000" in chosen
    first = text(case.client.get(review_at(case.mine)))
    assert "<del>$80,000" in first
    assert "?with=2#correction" in first
