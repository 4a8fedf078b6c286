"""Grace, waivers, returns, withdrawals and reinstatements: what each allows to the second, and what it refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import AuditEvent
from core.moves import MoveRefused, make_move
from core.permissions import Role
from grants.actions import applications as actions
from grants.actions import rounds, submissions
from grants.models import Application, Review, Round, Submission
from grants.readmodels.application_content import problems_of
from grants.readmodels.application_timeline import timeline_of
from grants.readmodels.deadlines import deadline_of
from grants.readmodels.receipt import changed_since
from grants.rules.applications import MOVES
from questions.actions.answers import NotOpen
from tests import factories
from tests.grants import applying
from tests.grants import pages as page
from tests.grants.submitting import HOUR, Desk, texts


@pytest.fixture
def desk(pa):
    return Desk()


# Grace


def test_a_draft_started_before_the_closing_may_be_sent_in_the_grace_period(desk):
    desk.close(ago=dt.timedelta(minutes=10), grace_minutes=30)
    assert deadline_of(desk.draft).sent_in == "grace"
    assert desk.submit().sent_in == "grace"


@pytest.mark.parametrize(("minutes", "created_after"), [(5, False), (30, True)])
def test_grace_helps_neither_after_it_nor_a_draft_that_was_started_late(desk, minutes, created_after):
    desk.close(ago=dt.timedelta(minutes=10), grace_minutes=minutes)
    if created_after:
        Application.objects.update(created_at=timezone.now() - dt.timedelta(minutes=9))
    with pytest.raises(MoveRefused, match="closed on"):
        desk.submit()
    assert not Submission.objects.exists()


def test_a_round_that_was_closed_early_has_no_grace(desk):
    Round.objects.update(status="closed", grace_minutes=60)
    with pytest.raises(MoveRefused):
        desk.submit()


# Returned for correction


def give_back(desk, keys=("budget",), due=HOUR, **given):
    return submissions.return_application(
        desk.fresh(),
        keys,
        **{"reason": "The months do not fit.", "due_at": timezone.now() + due, "by": desk.officer} | given,
    )


def test_only_the_sections_that_were_sent_back_open_and_a_second_receipt_follows(desk):
    first = desk.submit()
    received = desk.fresh().submitted_at
    give_back(desk)
    assert desk.fresh().status == "returned"
    with pytest.raises(NotOpen, match="sent back"):
        actions.save_roster(desk.draft, applying.SEATS, version=1, by=desk.elena)
    question = desk.draft.response.version.sections.get(key="work-plan").questions.get()
    with pytest.raises(NotOpen):
        actions.answer_saver(desk.draft)(desk.draft.response, question, "Other", version=1, by=desk.elena)
    actions.save_budget(desk.draft, [applying.line("60000", "15000")], version=1, by=desk.elena)
    desk.close()
    second = desk.submit()

    assert (first.number, second.number) == (f"{desk.draft.number}-R1", f"{desk.draft.number}-R2")
    assert second.sent_in == "return"
    assert desk.fresh().status == "submitted"
    assert desk.draft.submitted_at == received, "when it came first is what counts"
    assert desk.draft.submissions.first() == second
    assert first.content["requested"] == "80000.00"
    assert second.content["requested"] == "60000.00"


def test_the_page_before_the_corrections_go_shows_the_corrections(desk):
    desk.submit()
    give_back(desk)
    client = factories.client(desk.officer.state, desk.elena)
    assert "80,000" in page.text(client.get(f"/my/applications/{desk.draft.pk}/check/"))
    actions.save_budget(desk.draft, [applying.line("61234", "15000")], version=1, by=desk.elena)
    shown = page.text(client.get(f"/my/applications/{desk.draft.pk}/check/"))
    assert "61,234" in shown
    assert "80,000" not in shown


def test_corrections_after_their_instant_are_refused_and_staff_go_on_with_what_came_first(desk):
    desk.submit()
    returned = give_back(desk)
    type(returned).objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(MoveRefused, match="corrections were due"):
        desk.submit()
    ended = submissions.end_return(desk.fresh(), reason="Nothing came.", by=desk.officer)
    assert ended.status == "submitted"
    with pytest.raises(NotOpen):
        actions.save_budget(ended, [applying.line()], version=1, by=desk.elena)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"keys": ()}, "Tick the sections"),
        ({"keys": ("nowhere",)}, "Tick the sections"),
        ({"due": -HOUR}, "has passed"),
        ({"reason": " "}, "Give a reason"),
    ],
)
def test_a_return_says_what_and_why_and_until_when(desk, given, said):
    desk.submit()
    with pytest.raises(MoveRefused, match=said):
        give_back(desk, **given)
    assert desk.fresh().status == "submitted"


def test_a_draft_cannot_be_returned(desk):
    with pytest.raises(MoveRefused):
        give_back(desk)


# Withdrawn, and back


def test_a_withdrawal_voids_the_reviews_that_are_not_done(desk):
    desk.submit()
    Application.objects.update(status="under_review")
    done, begun, assigned = (factories.member(Role.REVIEWER) for _ in range(3))
    for who, status in ((done, "submitted"), (begun, "in_progress"), (assigned, "assigned")):
        given = {} if status == "assigned" else {"declared_at": timezone.now()}
        given |= {"submitted_at": timezone.now(), "given": 10, "out_of": 20} if status == "submitted" else {}
        Review.objects.create(
            application=desk.draft,
            reviewer=who,
            status=status,
            due_at=timezone.now() + HOUR,
            assigned_by=desk.officer,
            **given,
        )
    submissions.withdraw_application(desk.fresh(), reason="We merged.", by=desk.elena)
    assert dict(Review.objects.values_list("reviewer", "status")) == {
        done.pk: "submitted", begun.pk: "void", assigned.pk: "void"
    }  # fmt: skip


def test_what_was_sent_is_reinstated_by_staff_with_a_reason(desk):
    desk.submit()
    submissions.withdraw_application(desk.fresh(), reason="A mistake.", by=desk.elena)
    with pytest.raises(MoveRefused, match="Give a reason"):
        submissions.reinstate_application(desk.fresh(), reason="", by=desk.director)
    back = submissions.reinstate_application(desk.fresh(), reason="Pressed by mistake.", by=desk.director)
    assert back.status == "submitted"
    assert "reinstated it: Pressed by mistake." in [step.what for step in timeline_of(back)]


def test_a_draft_that_was_withdrawn_is_taken_up_again_only_while_the_round_is_open(desk):
    submissions.withdraw_application(desk.draft, reason="Not yet.", by=desk.elena)
    with pytest.raises(MoveRefused, match="never sent"):
        submissions.reinstate_application(desk.fresh(), reason="Why not", by=desk.director)
    assert submissions.take_up_draft(desk.fresh(), by=desk.elena).status == "draft"
    submissions.withdraw_application(desk.fresh(), reason="Not yet.", by=desk.elena)
    desk.close()
    with pytest.raises(MoveRefused, match="takes no applications"):
        submissions.take_up_draft(desk.fresh(), by=desk.elena)


# What the applicant reads


@pytest.mark.parametrize("status", ["scored", "recommended"])
def test_nobody_learns_from_a_label_what_is_not_decided(desk, status):
    desk.submit()
    Application.objects.update(status=status)
    page = factories.client(desk.draft.state, desk.elena).get("/my/applications/").content.decode()
    assert "In review" in page
    assert status.capitalize() not in page


def test_an_internal_reason_stays_internal(desk):
    desk.submit()
    Application.objects.update(status="scored")
    make_move(desk.fresh(), MOVES, "decline", by=desk.director, reason="Weakest of all.")
    assert "decided not to fund it" in [step.what for step in timeline_of(desk.draft)]
    assert AuditEvent.objects.filter(deed="application.decline", details__reason="Weakest of all.").exists()


# Sealed rounds


def test_of_a_sealed_round_staff_read_nothing_before_it_closes(desk):
    Round.objects.update(is_sealed=True)
    desk.submit()
    client = factories.client(desk.draft.state, desk.officer)
    at = f"/applications/{desk.draft.pk}/"
    for path in ("/applications/", "/applications.csv", "/home/", "/search/?q=Lehigh"):
        answer = client.get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert desk.draft.number not in text.decode(), path
    assert client.get(at).status_code == 404
    assert (
        factories.client(desk.draft.state, desk.elena).get(f"/my/applications/{desk.draft.pk}/receipt/").status_code
        == 200
    )

    desk.close()
    assert client.get(at).status_code == 200
    assert desk.draft.number in client.get("/applications/").content.decode()


def test_a_sealed_round_stays_sealed_through_its_grace_and_unsealing_is_an_event(desk):
    Round.objects.update(is_sealed=True)
    desk.submit()
    desk.close(ago=dt.timedelta(minutes=5), grace_minutes=30)
    client = factories.client(desk.draft.state, desk.officer)
    assert client.get(f"/applications/{desk.draft.pk}/").status_code == 404
    rounds.close_round(desk.fresh().round, by=desk.officer)
    assert client.get(f"/applications/{desk.draft.pk}/").status_code == 200
    assert AuditEvent.objects.get(deed="round.close").details["unsealed"] is True


# Whose match counts


@pytest.mark.rule("BR-03")
def test_where_employers_alone_give_match_another_giver_is_refused(desk):
    Round.objects.update(match_from_employers_only=True)
    assert problems_of(desk.fresh()) == []
    line = applying.line("80000", "20000", match_source="Lehigh Carbon Community College")
    actions.save_budget(desk.draft, [line], version=1, by=desk.elena)
    assert "“Lehigh Carbon Community College” is not one of them" in texts(desk.fresh())


def test_the_second_receipt_says_what_changed(desk):
    first = desk.submit()
    give_back(desk)
    actions.save_budget(desk.draft, [applying.line("60000", "15000")], version=1, by=desk.elena)
    second = desk.submit()
    assert changed_since(first, second) == ["Budget"]
    page = (
        factories.client(desk.draft.state, desk.elena)
        .get(f"/my/applications/{desk.draft.pk}/receipt/")
        .content.decode()
    )
    assert "Changed since the one before: Budget." in page
