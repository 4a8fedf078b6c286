"""After the letter: the debrief as the round allows, and appeals against the process with their clocks (BR-23)."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused, check_move
from core.permissions import Role
from grants.actions import appeals as actions
from grants.actions import conflicts, decisions
from grants.choices.deciding import AppealStatus
from grants.models import Appeal, Letter, Round
from grants.readmodels.debrief import appeal_until, debrief_of
from grants.rules.appeals import MOVES, end_of_day_after
from tests import factories
from tests.grants.deciding import send_all
from tests.grants.pages import slate_at, text

NEW_YORK = ZoneInfo("America/New_York")
WORDS = "The notice says three reviewers; we were read by two."


@pytest.mark.parametrize("status", AppealStatus.values)
@pytest.mark.parametrize("name", MOVES)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why") is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


@pytest.mark.parametrize(
    ("sent", "days", "until"),
    [
        ("2026-10-20T09:00-04:00", 14, "2026-11-03T23:59:59.999999-05:00"),
        ("2026-10-20T23:59:59-04:00", 14, "2026-11-03T23:59:59.999999-05:00"),
        ("2026-10-21T03:30+00:00", 14, "2026-11-03T23:59:59.999999-05:00"),
        ("2027-03-01T09:00-05:00", 14, "2027-03-15T23:59:59.999999-04:00"),
        ("2026-11-02T09:00-05:00", 60, "2027-01-01T23:59:59.999999-05:00"),
    ],
)
def test_days_are_the_states_calendar_days_over_both_changes_of_the_clock(sent, days, until):
    assert end_of_day_after(dt.datetime.fromisoformat(sent), days, NEW_YORK) == dt.datetime.fromisoformat(until)


@pytest.fixture
def sent(recommended, people):
    """The letters went out; a decline is the third."""
    decisions.approve_slate(recommended, by=people.director)
    send_all(recommended, by=people.officer)
    Email.objects.all().delete()
    return Letter.objects.get(kind="decline")


@pytest.fixture
def elena(sent):
    return factories.member(Role.CONVENER, over=sent.application.organization, name="Elena Ek")


@pytest.fixture
def other(pa):
    """An officer who took no part."""
    return factories.member(Role.OFFICER, name="Nora New")


@pytest.fixture
def appeal(sent, elena):
    return actions.file_appeal(sent, "rule", WORDS, by=elena)


# The debrief


@pytest.mark.parametrize(
    ("shows", "means", "comments"),
    [
        ("none", None, None),
        ("scores", ["60.00", "100.00", "33.33", "6.67", "0.00"], []),
        ("comments", 5, ["Well done."]),
    ],
)
def test_a_debrief_shows_what_the_round_allows(sent, people, shows, means, comments):
    Round.objects.update(debrief=shows)
    actions.comment_for_applicant(sent.application, " Well done. ", by=people.officer)
    sent.application.round.refresh_from_db()
    told = debrief_of(sent.application)
    if shows == "none":
        assert told is None
        return
    assert told.reviews == 3
    assert [line.mean for line in told.lines] == means or len(told.lines) == means
    assert [comment.text for comment in told.comments] == comments


def test_nothing_is_shown_before_the_letter(recommended, people, three):
    decisions.approve_slate(recommended, by=people.director)
    assert debrief_of(three[2]) is None


def test_no_page_of_the_applicants_names_a_reviewer_or_quotes_one(pa, sent, elena, people):
    Round.objects.update(debrief="comments")
    actions.comment_for_applicant(sent.application, "Your plan for wages was thin.", by=people.officer)
    page = text(factories.client(pa, elena).get(f"/my/letters/{sent.pk}/"))
    assert "Mean of 3 reviews" in page
    assert "Your plan for wages was thin." in page
    assert "Rita" not in page
    assert "Because." not in page


def test_comments_are_written_beside_the_reviews_by_who_recommends(pa, sent, people):
    Round.objects.update(debrief="comments")
    path = slate_at(sent.application.round, f"applications/{sent.application_id}/")
    officer, fiscal = (factories.client(pa, who) for who in (people.officer, people.fiscal))
    assert fiscal.post(path + "comment/", {"text": "No."}).status_code == 403
    officer.post(path + "comment/", {"text": "Your plan for wages was thin."})
    assert "Your plan for wages was thin." in text(officer.get(path))
    officer.post(path + "comment/", {"text": "  "})
    assert "Write the comment" in text(officer.get(path))


def test_a_comment_that_is_refused_is_not_lost(pa, sent, people):
    path = slate_at(sent.application.round, f"applications/{sent.application_id}/")
    officer = factories.client(pa, people.officer)
    officer.post(path + "comment/", {"text": "Thin on wages. " * 500})
    page = text(officer.get(path))
    assert "Write the comment, in at most 6,000 characters. You typed: “Thin on wages. Thin on wages." in page
    officer.post(path + "comment/", {"text": "Thin on wages. " * 5000})
    page = text(officer.get(path))
    assert "Go back one page: what you typed is still in its box." in page
    assert "Thin on wages. Thin" not in page


# Filing


@pytest.mark.rule("BR-23")
def test_an_appeal_has_its_clocks(appeal, elena, pa):
    zone = pa.zone
    filed = appeal.filed_at.astimezone(zone).date()
    assert appeal.acknowledge_by.astimezone(zone).date() == filed + dt.timedelta(days=14)
    assert appeal.answer_by.astimezone(zone).date() == filed + dt.timedelta(days=60)
    assert set(Email.objects.filter(template="appeal_news").values_list("to", flat=True)) == {elena.email}
    assert Email.objects.filter(template="appeal_filed").count() == 2


@pytest.mark.rule("BR-23")
def test_after_the_days_of_the_round_it_is_too_late(sent, elena):
    Letter.objects.filter(pk=sent.pk).update(sent_at=timezone.now() - dt.timedelta(days=15))
    sent.refresh_from_db()
    with pytest.raises(MoveRefused, match="The time to appeal ended"):
        actions.file_appeal(sent, "rule", WORDS, by=elena)
    assert not Appeal.objects.exists()


@pytest.mark.rule("BR-23")
def test_scores_are_no_ground(sent, elena):
    with pytest.raises(MoveRefused, match="cannot be about the scores"):
        actions.file_appeal(sent, "scores", WORDS, by=elena)
    appeal = actions.file_appeal(sent, "sum", WORDS, by=elena)
    with pytest.raises(IntegrityError, match="appeal_about_the_process"), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(ground="scores")


def test_two_at_once_are_one(appeal, sent, elena):
    with pytest.raises(MoveRefused, match="open appeal on this application already"):
        actions.file_appeal(sent, "term", "Again.", by=elena)
    actions.withdraw_appeal(appeal, by=elena)
    assert actions.file_appeal(sent, "term", "Again.", by=elena).status == "filed"


def test_a_round_without_appeals_and_an_offer_take_none(sent, elena):
    offer = Letter.objects.filter(kind="award").first()
    assert appeal_until(offer) is None
    with pytest.raises(MoveRefused, match="does not offer an award"):
        actions.file_appeal(offer, "rule", WORDS, by=elena)
    Round.objects.update(appeal_days=0)
    sent.application.round.refresh_from_db()
    with pytest.raises(MoveRefused, match="takes no appeals"):
        actions.file_appeal(sent, "rule", WORDS, by=elena)


# Deciding


@pytest.mark.rule("BR-23")
def test_nobody_who_took_part_decides(appeal, people, other, pa):
    for member, part in ((people.officer, "saw to the letter"), (people.director, "approved the slate")):
        with pytest.raises(MoveRefused, match=f"You {part}, so somebody who took no part"):
            actions.decide_appeal(appeal, "deny", "Three read it.", by=member)
    reviewer = people.reviewers[0]
    with pytest.raises(MoveRefused, match="You reviewed the application"):
        actions.decide_appeal(appeal, "deny", "Three read it.", by=reviewer)
    conflicts.record_conflict(other, appeal.application, "other", "A sister.", severity="hard", by=people.officer)
    with pytest.raises(MoveRefused, match="You have a conflict"):
        actions.decide_appeal(appeal, "deny", "Three read it.", by=other)
    assert factories.client(pa, other).get(f"/appeals/{appeal.pk}/").status_code == 404


@pytest.mark.parametrize(("name", "status"), [("uphold", "upheld"), ("deny", "denied"), ("remand", "remanded")])
def test_it_is_decided_once_with_a_reason_that_the_applicant_reads(appeal, other, elena, name, status):
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.decide_appeal(appeal, name, " ", by=other)
    done = actions.decide_appeal(appeal, name, "Three read it.", by=other)
    assert (done.status, done.decided_by) == (status, other)
    assert "Three read it." in Email.objects.filter(template="appeal_news", to=elena.email).latest("pk").text
    assert AuditEvent.objects.get(deed=f"appeal.{name}").details["late"] is False
    with pytest.raises(MoveRefused, match="You cannot"):
        actions.decide_appeal(appeal, "deny", "No.", by=other)


def test_the_way_of_an_appeal_on_the_pages(pa, sent, elena, people, other):
    applicant, officer, nora = (factories.client(pa, who) for who in (elena, people.officer, other))
    letter = f"/my/letters/{sent.pk}/"
    assert "File an appeal" in text(applicant.get(letter))
    wrong = applicant.post(letter + "appeal/", {"ground": "", "words": WORDS})
    assert "Choose what of the process was wrong." in text(wrong, 422)
    assert WORDS in wrong.content.decode()
    assert officer.get(letter + "appeal/").status_code == 404
    applicant.post(letter + "appeal/", {"ground": "rule", "words": WORDS})
    assert "It is answered by" in text(applicant.get(letter))
    path = f"/appeals/{Appeal.objects.get().pk}/"
    assert "Acknowledge an appeal" in text(nora.get("/home/"))
    assert "You took part in this decision" in text(officer.get(path))
    officer.post(path + "acknowledge/")
    assert "Answer an appeal" in text(nora.get("/home/"))
    officer.post(path + "delay/", {"reason": "We wait for the archive."})
    assert "We wait for the archive." in text(applicant.get(letter))
    assert "Choose what the appeal comes to." in text(nora.post(path + "decide/", {"outcome": "Yes."}), 422)
    nora.post(path + "decide/", {"name": "remand", "outcome": "A third reviewer reads it."})
    assert "A third reviewer reads it." in text(applicant.get(letter))
    assert sent.application.number in text(officer.get("/appeals/"))
    stranger = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization("Other")))
    assert stranger.post(f"/my{path}withdraw/").status_code == 404
