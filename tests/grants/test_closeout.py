"""Closeout: its clocks, its steps, closing with and without the convener, reopening; records, retention, legal hold."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import files
from core.isolation import state_scope
from core.models import AuditEvent, Email, FileStatus, StoredFile
from core.moves import MoveRefused, check_move
from core.permissions import Role
from grants.access.awards import LETTER
from grants.actions import closeout as actions
from grants.actions import holds
from grants.actions.reports import submit_report
from grants.choices.closing import CloseoutStatus, Step
from grants.jobs.closeout import end_awards
from grants.models import Award, Closeout, CloseoutStep, Fund, LegalHold, Letter, Report
from grants.readmodels.closing import facts_of, files_of, kept_of, standings_of
from grants.readmodels.funds import awarded_of
from grants.rules.closeout import MOVES, Facts, clocks_of, kept_until, may_close_alone, reading_of
from tests import factories
from tests.grants.reporting import fill, opened, scene

D = Decimal
DAY = dt.timedelta(days=1)
NOTHING = Facts(True, 0, D(0), D(0), D(100), D(100), D(0), 0)

# Clocks


@pytest.mark.rule("BR-38")
def test_a_period_that_ends_on_june_30_2026_is_due_on_september_28_and_october_28():
    assert clocks_of(dt.date(2026, 6, 30)) == (dt.date(2026, 9, 28), dt.date(2026, 10, 28))


@pytest.mark.rule("BR-38")
def test_the_clocks_do_not_move_off_weekends_and_know_leap_years():
    assert clocks_of(dt.date(2026, 6, 28)) == (dt.date(2026, 9, 26), dt.date(2026, 10, 26))  # a Saturday
    assert clocks_of(dt.date(2023, 12, 31)) == (dt.date(2024, 3, 30), dt.date(2024, 4, 29))


@pytest.mark.rule("BR-38")
@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, False), (1, True)])
def test_the_state_closes_alone_only_after_the_conveners_last_day(days, may):
    due = dt.date(2026, 9, 28)
    assert may_close_alone(due + days * DAY, due) is may


# Records


@pytest.mark.rule("BR-39")
@pytest.mark.parametrize(
    ("given", "until", "why"),
    [
        ({"final_sent_on": dt.date(2026, 9, 20)}, dt.date(2029, 9, 20), "3 years after the final report was sent."),
        ({"final_sent_on": dt.date(2024, 2, 29)}, dt.date(2027, 2, 28), "3 years after the final report was sent."),
        ({"final_sent_on": dt.date(2026, 9, 20), "years": 5}, dt.date(2031, 9, 20), "5 years after the final"),
        ({"final_sent_on": dt.date(2026, 9, 20), "years": 1}, dt.date(2029, 9, 20), "3 years after the final"),
        (
            {"final_sent_on": dt.date(2026, 9, 20), "disposed_on": dt.date(2027, 1, 5)},
            dt.date(2030, 1, 5),
            "3 years after the equipment",
        ),
        (
            {"final_sent_on": dt.date(2026, 9, 20), "released_on": [dt.date(2032, 3, 1)]},
            dt.date(2032, 3, 1),
            "Until the last legal hold",
        ),
        (
            {"final_sent_on": dt.date(2026, 9, 20), "released_on": [dt.date(2027, 3, 1)]},
            dt.date(2029, 9, 20),
            "3 years",
        ),
        ({"final_sent_on": None, "closed_on": dt.date(2026, 11, 1)}, dt.date(2029, 11, 1), "3 years after the award"),
        ({"final_sent_on": None}, None, "The years count from"),
        ({"final_sent_on": dt.date(2026, 9, 20), "is_held": True}, None, "A legal hold stands"),
    ],
)
def test_records_are_kept_by_the_longest_rule(given, until, why):
    kept = kept_until(**({"closed_on": None} | given))
    assert kept.until == until
    assert kept.why.startswith(why)


# Steps


@pytest.mark.parametrize(
    ("step", "facts", "done", "words"),
    [
        (Step.FINAL_REPORT, {"final_accepted": False}, False, "The final report is not accepted yet."),
        (Step.MONEY, {"reports_open": 1}, False, "1 report is not accepted yet."),
        (Step.MONEY, {"reports_open": 2}, False, "2 reports are not accepted yet."),
        (
            Step.MATCH,
            {"required_match": D(20), "accepted_match": D("19.99")},
            False,
            "$19.99 is accepted of $20.00 required.",
        ),
        (
            Step.MATCH,
            {"required_match": D(20), "accepted_match": D(20)},
            True,
            "$20.00 is accepted of $20.00 required.",
        ),
        (Step.MATCH, {}, True, "None is required."),
        (Step.PROPERTY, {"equipment": D(9_000)}, False, "The budget has $9,000.00 of equipment."),
        (Step.PROPERTY, {}, True, "The budget has no equipment."),
        (
            Step.UNSPENT,
            {"accepted_spending": D("99.99")},
            False,
            "$0.01 of $100.00 is not spent by accepted reports.",
        ),
        (Step.UNSPENT, {}, True, "Everything is spent."),
        (Step.FINDINGS, {"findings_open": 1}, False, "1 finding is not closed."),
        (Step.FINDINGS, {}, True, "No finding is open."),
    ],
)
def test_what_the_system_knows_of_a_step(step, facts, done, words):
    assert reading_of(step, NOTHING._replace(**facts)) == (done, words)


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", CloseoutStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why") is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


# The life of a closeout


@pytest.fixture
def made(pa):
    """An award whose period ended yesterday."""
    made = scene()
    today = timezone.localdate()
    Award.objects.filter(pk=made.award.pk).update(starts_on=today - 400 * DAY, ends_on=today - DAY)
    made.award.refresh_from_db()
    made.director = factories.member(Role.DIRECTOR, name="Dora Director")
    return made


@pytest.fixture
def closing(made):
    return actions.begin_closeout(made.award, by=made.officer)


def waive_all(closing, by):
    for step in Step:
        actions.settle_step(closing, step, "Agreed with the convener.", by=by, waive=True)


def test_the_clock_ends_the_award_once_and_tells_the_convener(made, pa):
    end_awards(state_id=pa.pk)
    end_awards(state_id=pa.pk)
    made.award.refresh_from_db()
    assert made.award.status == "ended"
    closeout = Closeout.objects.get()
    assert (closeout.ends_on, closeout.due_on) == (made.award.ends_on, made.award.ends_on + 90 * DAY)
    (message,) = Email.objects.filter(template="closeout")
    assert message.to == made.convener.email
    assert AuditEvent.objects.filter(deed="closeout.begin", actor="Clock").count() == 1


def test_an_award_that_runs_is_not_ended(made, pa):
    Award.objects.update(ends_on=timezone.localdate())
    end_awards(state_id=pa.pk)
    assert not Closeout.objects.exists()
    with pytest.raises(MoveRefused, match="runs until"):
        actions.begin_closeout(made.award, by=made.officer)


def test_it_is_begun_once(made, closing):
    with pytest.raises(MoveRefused, match="begun already"):
        actions.begin_closeout(made.award, by=made.officer)


def test_steps_fill_themselves_where_the_system_knows(made, closing):
    opened(made)
    found = {one.step: one.is_settled for one in standings_of(closing, facts_of(made.award))}
    assert found == {
        Step.FINAL_REPORT: False,
        Step.MONEY: False,
        Step.MATCH: False,
        Step.PROPERTY: True,
        Step.UNSPENT: False,
        Step.FINDINGS: True,
        Step.RECORDS: False,
    }
    Report.objects.update(status="accepted", is_final=True, submitted_at=timezone.now(), submitted_by=made.convener)
    found = {one.step: one.is_settled for one in standings_of(closing, facts_of(made.award))}
    assert (found[Step.FINAL_REPORT], found[Step.MONEY]) == (True, True)


def test_closing_says_what_is_left_and_needs_words_for_each_step(made, closing):
    with pytest.raises(MoveRefused, match="Not done yet: Final report accepted, Match documented"):
        actions.close_award(closing, by=made.officer)
    with pytest.raises(MoveRefused, match="Say what was done"):
        actions.settle_step(closing, Step.RECORDS, " ", by=made.convener)
    with pytest.raises(MoveRefused, match="Say why it is waived"):
        actions.settle_step(closing, Step.MATCH, " ", by=made.officer, waive=True)
    with pytest.raises(MoveRefused, match="done when the reports are accepted"):
        actions.settle_step(closing, Step.FINAL_REPORT, "We sent it.", by=made.convener)
    with pytest.raises(MoveRefused, match="has not come yet"):
        actions.settle_step(closing, Step.PROPERTY, "Sold.", by=made.convener, on=timezone.localdate() + 2 * DAY)
    actions.settle_step(closing, Step.RECORDS, "At our office.", by=made.convener)
    for _ in range(2):
        actions.undo_step(closing, Step.RECORDS, by=made.convener)
    assert not CloseoutStep.objects.exists()
    assert AuditEvent.objects.filter(deed="closeout.undo").count() == 1


def test_closed_when_all_is_done_or_waived_and_the_unspent_money_goes_back(made, closing):
    waive_all(closing, made.officer)
    done = actions.close_award(closing, by=made.officer)
    made.award.refresh_from_db()
    assert (done.status, made.award.status, done.released) == ("closed", "closed", D(100_000))
    assert awarded_of([made.award.fund_id])[made.award.fund_id] == 0
    with pytest.raises(MoveRefused, match="is closed. Reopen it"):
        actions.settle_step(done, Step.RECORDS, "x", by=made.officer)
    with pytest.raises(MoveRefused, match="is closed"):
        actions.close_award(done, by=made.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closeout.objects.filter(pk=done.pk).update(closed_by=None)


def test_reopened_with_a_reason_and_closed_again(made, closing):
    waive_all(closing, made.officer)
    done = actions.close_award(closing, by=made.officer)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.reopen_award(done, " ", by=made.director)
    again = actions.reopen_award(done, "The audit found a double payment.", by=made.director)
    made.award.refresh_from_db()
    assert (again.status, made.award.status, again.closed_at, again.released) == ("open", "ended", None, D(0))
    assert actions.close_award(again, by=made.officer).status == "closed"


def test_without_the_convener_only_after_her_clock_and_with_a_reason(made, closing):
    with pytest.raises(MoveRefused, match="From the day after it may be closed without her"):
        actions.close_alone(closing, "No answer since May.", by=made.officer)
    Closeout.objects.update(due_on=timezone.localdate() - DAY)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.close_alone(closing, " ", by=made.officer)
    report = opened(made)
    done = actions.close_alone(closing, "No answer since May.", by=made.officer)
    assert (done.status, done.reason) == ("alone", "No answer since May.")
    fill(made, report)
    with pytest.raises(MoveRefused, match="The award is closed"):
        submit_report(Report.objects.get(), certified_as="Marcus Oyelaran", by=made.convener)


def test_more_time_is_given_with_a_reason(made, closing):
    with pytest.raises(MoveRefused, match="already. Give a later day"):
        actions.give_time(closing, closing.due_on, "A flood.", by=made.officer)
    with pytest.raises(MoveRefused, match="Give the reason"):
        actions.give_time(closing, closing.due_on + DAY, " ", by=made.officer)
    longer = actions.give_time(closing, closing.due_on + 60 * DAY, "A flood.", by=made.officer)
    assert longer.state_due_on == longer.due_on


# Legal hold


@pytest.fixture
def letter_file(made):
    stored = files.store(b"%PDF-1.4 letter", name="letter.pdf", purpose=LETTER)
    Letter.objects.create(application=made.application, kind="award", facts={}, facts_sha256="0" * 64, file=stored)
    return stored


@pytest.mark.rule("BR-39")
def test_a_hold_keeps_every_file_until_it_is_released(made, letter_file, pa):
    assert list(files_of(made.award)) == [letter_file]
    hold = holds.place_hold(made.award, "Smith v. Commonwealth", by=made.director)
    letter_file.refresh_from_db()
    assert letter_file.is_held
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=letter_file.pk).update(status=FileStatus.DELETED, deleted_at=timezone.now())
    with pytest.raises(MoveRefused, match="stands on award"):
        holds.place_hold(made.award, "Another", by=made.director)
    assert kept_of(made.award).until is None

    holds.release_hold(hold, "Settled.", by=made.director)
    letter_file.refresh_from_db()
    assert not letter_file.is_held
    with pytest.raises(MoveRefused, match="released already"):
        holds.release_hold(hold, "Settled.", by=made.director)
    with pytest.raises(IntegrityError), transaction.atomic():
        LegalHold.objects.update(release_reason="")


def test_what_nobody_needs_is_deleted_but_not_under_a_hold(made, letter_file, pa, monkeypatch):
    monkeypatch.setitem(files.UNUSED, LETTER, lambda before: StoredFile.objects.filter(pk=letter_file.pk))
    hold = holds.place_hold(made.award, "Smith v. Commonwealth", by=made.director)
    assert files.tidy(pa.pk) == 0
    holds.release_hold(hold, "Settled.", by=made.director)
    assert files.tidy(pa.pk) == 1


def test_the_clock_marks_files_that_came_under_a_hold(made, pa, letter_file):
    holds.place_hold(made.award, "Smith v. Commonwealth", by=made.director)
    StoredFile.objects.update(is_held=False)
    end_awards(state_id=pa.pk)
    with state_scope(pa):
        assert StoredFile.objects.get(pk=letter_file.pk).is_held


def test_the_funds_own_rule_lengthens_the_keeping(made, closing):
    Fund.objects.filter(pk=made.award.fund_id).update(record_years=5)
    waive_all(closing, made.officer)
    done = actions.close_award(closing, by=made.officer)
    award = Award.objects.select_related("fund").get(pk=made.award.pk)
    closed = timezone.localdate(done.closed_at)
    assert kept_of(award).until.year == closed.year + 5
