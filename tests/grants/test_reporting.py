"""A quarterly report from the clock's opening to its acceptance: what each deed does and refuses."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, Email, Job
from core.moves import MoveRefused, check_move
from core.permissions import Role
from grants.actions import report_drafts as drafts
from grants.actions import reports as actions
from grants.choices import ReportStatus
from grants.models import Report, ReportReturn, ReportVersion
from grants.readmodels.accepted import accepted_figures, accepted_spending, missing_reports
from grants.readmodels.report_page import page_of
from grants.rules.reports import MOVES, days_late
from questions.readmodels import sha256_of
from tests import factories
from tests.grants.reporting import FIRST, SECOND, answer, fill, opened, scene

NAME = "Marcus Oyelaran"


@pytest.fixture
def made(pa):
    return scene()


@pytest.fixture
def report(made):
    return fill(made, opened(made))


def sent(made, report):
    version = actions.submit_report(report, certified_as=NAME, by=made.convener)
    report.refresh_from_db()
    return version


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", ReportStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status) is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status)


# Saving


def test_what_is_typed_is_kept_and_read(made, report):
    kept = drafts.save_box(report, f"figure.{made.enrolled.pk}", "1,012", version=1, by=made.convener)

    assert (kept["raw"], kept["version"], kept["by"]) == ("1,012", 2, NAME)
    assert report.figures.get(measure=made.enrolled).value == 1012


def test_an_unreadable_figure_is_kept_as_typed_and_counts_nothing(made, report):
    drafts.save_box(report, f"figure.{made.enrolled.pk}", "ten", version=1, by=made.convener)

    report.refresh_from_db()
    page = page_of(report)
    assert page.measures[0].box.raw == "ten"
    assert "“ten” is not a number" in page.measures[0].box.error
    assert report.figures.get(measure=made.enrolled).value is None


def test_two_who_write_the_same_box_both_keep_their_text(made, report):
    other = factories.member(Role.CONVENER, over=made.lead, name="Elena Márquez")
    drafts.save_box(report, "grant.travel", "800", version=1, by=other)

    with pytest.raises(drafts.StaleBox) as late:
        drafts.save_box(report, "grant.travel", "900", version=1, by=made.convener)

    assert (late.value.raw, late.value.kept["raw"], late.value.kept["by"]) == ("900", "800", "Elena Márquez")
    assert report.spending.get(category="travel").amount == 800


def test_the_button_that_overtakes_ones_own_autosave_is_no_conflict(made, report):
    drafts.save_box(report, "grant.travel", "80", version=1, by=made.convener)

    assert drafts.save_box(report, "grant.travel", "800", version=1, by=made.convener)["version"] == 3


def test_the_same_text_again_changes_nothing(made, report):
    before = Report.objects.get(pk=report.pk).version
    assert drafts.save_box(report, "grant.travel", "700", version=0, by=made.convener)["version"] == 1
    assert Report.objects.get(pk=report.pk).version == before


@pytest.mark.parametrize(
    "key", ["figure.0", "figure.x", "grant.yachts", "story.price", "nothing", "why.other.x", "of."]
)
def test_a_box_that_the_report_does_not_have_is_refused(made, report, key):
    with pytest.raises(drafts.NoSuchBox):
        drafts.save_box(report, key, "1", version=0, by=made.convener)


def test_a_sent_report_cannot_be_written(made, report):
    sent(made, report)
    with pytest.raises(drafts.NotWritable, match="submitted and can no longer be changed"):
        drafts.save_box(report, "grant.travel", "1", version=1, by=made.convener)


# Sending


@pytest.mark.rule("BR-40")
def test_sending_freezes_a_version_with_its_hash(made, report):
    version = sent(made, report)

    assert (report.status, report.certified_as, report.submitted_by) == ("submitted", NAME, made.convener)
    assert (version.number, version.sha256) == (1, sha256_of(version.content))
    figures = {figure["code"]: (figure["value"], figure["denominator"]) for figure in version.content["figures"]}
    assert figures == {"W4E": ("10", None), "W4C": ("8", None), "W5": ("6", "8")}
    assert version.content["spending"][0]["amount"] == "6000.00"
    assert version.content["narrative"][0]["answers"][0]["shown"] == "Nine employers agreed on one skills checklist."
    assert AuditEvent.objects.get(deed="report.submit").details["sha256"] == version.sha256
    (message,) = Email.objects.filter(template="report_submitted")
    assert message.to == made.officer.email


@pytest.mark.parametrize("name", ["", "Marcus", "   "])
def test_sending_needs_a_typed_name(made, report, name):
    with pytest.raises(MoveRefused, match="first and last name"):
        actions.submit_report(report, certified_as=name, by=made.convener)


def test_what_must_be_fixed_stops_it_and_says_where(made, report):
    drafts.save_box(report, f"figure.{made.enrolled.pk}", "", version=1, by=made.convener)

    with pytest.raises(actions.NotReady) as refusal:
        actions.submit_report(report, certified_as=NAME, by=made.convener)

    (reason,) = refusal.value.page.reasons
    assert reason["url"] == f"#id_figure-{made.enrolled.pk}"
    assert Report.objects.get(pk=report.pk).status == "open"


@pytest.mark.rule("BR-42")
def test_slippage_needs_a_reason_which_travels_to_the_officer(made, report):
    drafts.save_box(report, f"figure.{made.enrolled.pk}", "9", version=1, by=made.convener)
    drafts.save_box(report, f"figure.{made.completed.pk}", "3", version=1, by=made.convener)
    with pytest.raises(actions.NotReady, match="0 to fix and 1 to explain"):
        actions.submit_report(report, certified_as=NAME, by=made.convener)

    key = f"measures.pace.{made.completed.pk}"
    drafts.save_box(report, f"why.{key}", "The first class ends in October.", version=0, by=made.convener)
    version = sent(made, report)

    (flag,) = version.content["flags"]
    assert (flag["key"], flag["note"]) == (key, "The first class ends in October.")
    assert "explains 1 flag" in Email.objects.get(template="report_submitted").text


def test_late_is_said_and_stops_nobody(pa, made):
    report = fill(made, opened(made, due_at=timezone.now() - dt.timedelta(days=4)))

    sent(made, report)

    assert report.status == "submitted"
    assert "4 days late" in Email.objects.get(template="report_submitted").text


@pytest.mark.parametrize(("seconds", "late"), [(-1, 0), (0, 0), (1, 1), (86_400 * 4, 4)])
def test_days_late_by_the_states_calendar(pa, ga, seconds, late):
    for zone in (pa.zone, factories.state("ok").zone):
        due = dt.datetime(2025, 10, 30, 23, 59, 59, tzinfo=zone)
        sent_at = due + dt.timedelta(seconds=seconds)
        assert days_late(due, sent_at, timezone.now(), zone) == late
        assert days_late(due, None, sent_at, zone) == late


def test_of_two_who_send_at_once_one_is_told_and_there_is_one_version(committed_db):
    state = factories.state("pa")
    with state_scope(state):
        made = scene()
        report = fill(made, opened(made))
    outcomes, together = [], threading.Barrier(2)

    def send() -> None:
        try:
            with state_scope(state):
                mine = Report.objects.get(pk=report.pk)
                together.wait()
                actions.submit_report(mine, certified_as=NAME, by=made.convener)
            outcomes.append("sent")
        except MoveRefused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["You cannot submit this report: it is submitted now.", "sent"]
    with state_scope(state):
        assert ReportVersion.objects.count() == 1
        assert Job.objects.filter(kind="send_email").count() == 2


# Returning


def test_a_return_brings_every_comment_at_once_and_opens_only_these_parts(made, report):
    sent(made, report)

    actions.return_report(
        report, {"money": "Travel looks low.", "what-happened": "Who decided?", "story": " "}, by=made.officer
    )

    report.refresh_from_db()
    page = page_of(report)
    assert report.status == "returned"
    assert page.open_parts == {"money", "what-happened"}
    assert page.comments == {"money": "Travel looks low.", "what-happened": "Who decided?"}
    assert [section.is_open for section in page.sections] == [True, False]
    (message,) = Email.objects.filter(template="report_returned")
    assert message.to == made.convener.email
    assert "Travel looks low." in message.text
    assert "Who decided?" in message.text


def test_only_what_was_sent_back_can_be_written(made, report):
    sent(made, report)
    actions.return_report(report, {"money": "Travel looks low."}, by=made.officer)

    drafts.save_box(report, "grant.travel", "750", version=1, by=made.convener)
    with pytest.raises(drafts.NotWritable, match="Only the parts that were sent back"):
        drafts.save_box(report, f"figure.{made.enrolled.pk}", "12", version=1, by=made.convener)
    report.response.refresh_from_db()
    assert report.response.status == "submitted"


@pytest.mark.parametrize("comments", [{}, {"money": "  "}])
def test_a_return_needs_a_comment(made, report, comments):
    sent(made, report)
    with pytest.raises(MoveRefused, match="at least one comment"):
        actions.return_report(report, comments, by=made.officer)


def test_a_comment_on_a_part_that_does_not_exist_is_refused(made, report):
    sent(made, report)
    with pytest.raises(MoveRefused, match="no part “weather”"):
        actions.return_report(report, {"weather": "Rain?"}, by=made.officer)


def test_a_report_is_returned_once(made, report):
    sent(made, report)
    actions.return_report(report, {"money": "Travel looks low."}, by=made.officer)
    sent(made, report)

    with pytest.raises(MoveRefused, match="returned once already"):
        actions.return_report(report, {"money": "Still low."}, by=made.officer)
    assert ReportReturn.objects.count() == 1


def test_the_second_version_keeps_the_first(made, report):
    sent(made, report)
    actions.return_report(report, {"money": "Travel?", "what-happened": "Who?"}, by=made.officer)
    drafts.save_box(report, "grant.travel", "750", version=1, by=made.convener)
    report.response.refresh_from_db()
    answer(report, "decisions", "Nine employers, on September 17.", by=made.convener, version=1)

    second = sent(made, report)

    assert second.number == 2
    travel = [v.content["spending"][1]["amount"] for v in ReportVersion.objects.order_by("number")]
    assert travel == ["700.00", "750.00"]
    assert second.content["narrative"][0]["answers"][0]["shown"] == "Nine employers, on September 17."


# Accepting


def test_accepting_stamps_the_last_version_and_locks_the_report(made, report):
    sent(made, report)
    actions.return_report(report, {"money": "Travel?"}, by=made.officer)
    drafts.save_box(report, "grant.travel", "750", version=1, by=made.convener)
    sent(made, report)

    report = actions.accept_report(report, note="Thank you.", by=made.officer)

    first, second = ReportVersion.objects.order_by("number")
    assert (first.accepted_at, second.accepted_at) == (None, report.decided_at)
    with pytest.raises(drafts.NotWritable, match="accepted"):
        drafts.save_box(report, "grant.travel", "1", version=2, by=made.convener)
    for move in (
        lambda: actions.return_report(report, {"money": "No."}, by=made.officer),
        lambda: actions.accept_report(report, by=made.officer),
        lambda: actions.submit_report(report, certified_as=NAME, by=made.convener),
    ):
        with pytest.raises(MoveRefused, match="it is accepted now"):
            move()
    assert "Thank you." in Email.objects.get(template="report_accepted").text


def test_only_accepted_figures_count_and_the_rest_is_listed(made, report):
    sent(made, report)
    assert accepted_figures(*FIRST) == []
    assert [row.standing for row in missing_reports(*FIRST)] == ["waiting"]

    actions.accept_report(report, by=made.officer)

    assert {(row.measure_id, row.value, row.denominator) for row in accepted_figures(*FIRST)} == {
        (made.enrolled.pk, 10, None),
        (made.completed.pk, 8, None),
        (made.placed.pk, 6, 8),
    }
    assert sum(row.amount for row in accepted_spending(*FIRST)) == Decimal(12_450)
    assert sum(row.match for row in accepted_spending(*FIRST)) == Decimal(2_750)
    assert missing_reports(*FIRST) == []


def test_the_next_quarter_starts_from_what_was_accepted(made, report):
    sent(made, report)
    actions.accept_report(report, by=made.officer)

    page = page_of(opened(made, SECOND))

    assert [row.prior for row in page.measures] == ["10", "8", "6 of 8"]
    assert page.grant_total.prior == Decimal(12_450)
    assert page.last.answers == {"decisions": "Nine employers agreed on one skills checklist."}
    assert page.last.was_accepted


def test_what_was_sent_but_not_accepted_is_not_prior(made, report):
    sent(made, report)

    assert [row.prior for row in page_of(opened(made, SECOND)).measures] == ["0", "0", "–"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_reads_as_much_for_three_reports_as_for_one(made, rows, django_assert_num_queries):
    report = fill(made, opened(made))
    for number in range(rows):
        other = scene(number=f"PA-2025-1{number}") if number else None
        if other:
            fill(other, opened(other))
    report = Report.objects.select_related("award__application", "response").get(pk=report.pk)

    with django_assert_num_queries(12):
        page_of(report)
