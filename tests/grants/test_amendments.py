"""Amendments: what each change needs, who decides, from when it holds, and what follows."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused, check_move
from grants.actions import amendments as actions
from grants.actions import reports
from grants.actions.awards import schedule_reports
from grants.choices.amending import AmendmentStatus
from grants.models import Amendment, AmendmentItem, Award, Fund, Report
from grants.readmodels.award_list import award_list
from grants.readmodels.funds import awarded_of, free_of
from grants.readmodels.report_page import page_of
from grants.readmodels.terms import terms_history
from grants.rules.amendments import MOVES, Change, Terms, ruling_of, terms_on
from tests import factories
from tests.grants.amending import DAY, Office
from tests.grants.reporting import opened

D = Decimal
START, END = dt.date(2026, 7, 1), dt.date(2028, 6, 30)
TERMS = Terms(START, END, D(100_000), D(20_000), {"personnel": D(60_000), "travel": D(40_000)}, {}, {7: D(80)})


def budget(amount: str, **fields) -> Change:
    return Change("budget", D(amount), "personnel", "travel", **fields)


# The rule


@pytest.mark.rule("BR-35")
@pytest.mark.parametrize(
    ("moved", "amount", "level"),
    [
        ("0", "10000.00", "notify"),
        ("0", "10000.01", "prior"),
        ("6000", "4000.00", "notify"),
        ("6000", "4000.01", "prior"),
        ("9999.99", "0.01", "notify"),
        ("9999.99", "0.02", "prior"),
    ],
)
def test_transfers_are_added_up_and_need_approval_beyond_a_tenth_of_the_award(moved, amount, level):
    assert ruling_of(budget(amount), TERMS, moved=D(moved)).level == level


@pytest.mark.rule("BR-35")
def test_the_threshold_is_exact_where_a_tenth_is_no_whole_cent():
    terms = TERMS._replace(amount=D("100000.05"))  # a tenth is $10,000.005
    assert ruling_of(budget("10000.00"), terms).level == "notify"
    ruling = ruling_of(budget("10000.01"), terms)
    assert ruling.level == "prior"
    assert ruling.why == (
        "$10,000.01 is moved between categories; 10% of the award of $100,000.05 is $10,000.00,"
        " and more than that needs approval."
    )


def test_the_sentence_says_what_was_moved_before():
    why = ruling_of(budget("4000"), TERMS, moved=D(6000)).why
    assert why.startswith("With the $6,000.00 moved since the budget was last approved, $10,000.00 would be moved")


@pytest.mark.rule("BR-35")
@pytest.mark.parametrize(
    ("change", "level"),
    [
        (Change("budget", D(50_000), "travel", "travel"), "free"),
        (budget("1", for_participants=True), "prior"),
        (Change("extension", ends_on=END + DAY), "prior"),
        (Change("period", ends_on=END - DAY), "prior"),
        (Change("amount", D(1), category_to="travel"), "prior"),
        (Change("amount", D(-1), category_to="travel"), "prior"),
        (Change("match", D(-1)), "prior"),
        (Change("person", event="replaced"), "prior"),
        (Change("person", event="away", months=3), "notify"),
        (Change("person", event="away", months=4), "prior"),
        (Change("person", event="less", percent=24), "notify"),
        (Change("person", event="less", percent=25), "prior"),
        (Change("scope", event="scope"), "prior"),
        (Change("scope", event="plan"), "notify"),
        (Change("target", measure_id=7, value=D(79)), "prior"),
        (Change("target", measure_id=7, value=D(81)), "notify"),
        (Change("subrecipient", event="new"), "prior"),
        (Change("subrecipient", event="changed"), "notify"),
        (Change("subrecipient", event="ended"), "notify"),
        (Change("other"), "prior"),
    ],
)
def test_each_change_has_its_level_and_a_sentence_why(change, level):
    ruling = ruling_of(change, TERMS)
    assert ruling.level == level
    assert ruling.why.endswith(".")


def test_the_terms_of_a_day_are_the_baseline_with_what_is_in_force_by_then():
    first, second = dt.date(2026, 10, 1), dt.date(2027, 1, 1)
    changes = [
        Change("amount", D(5_000), category_to="travel", in_force_on=second),
        budget("1000", in_force_on=first),
        Change("extension", ends_on=END + DAY, in_force_on=second),
        Change("target", measure_id=7, value=D(90), in_force_on=second),
        Change("match", D(-500), in_force_on=second),
        budget("9000"),
    ]

    assert terms_on(TERMS, changes, first - DAY) == TERMS
    assert terms_on(TERMS, changes, first) == TERMS._replace(grant={"personnel": D(59_000), "travel": D(41_000)})
    assert terms_on(TERMS, changes, second) == Terms(
        START, END + DAY, D(105_000), D(19_500), {"personnel": D(59_000), "travel": D(46_000)}, {}, {7: D(90)}
    )


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", AmendmentStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why") is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


# Asking and deciding


@pytest.fixture
def office(pa):
    return Office()


def test_notice_takes_force_when_it_is_sent_and_the_baseline_stays(office):
    before = Award.objects.filter(pk=office.award.pk).values().get()
    sent = office.move(4_000)

    assert (sent.status, sent.number) == ("recorded", 1)
    history = terms_history(office.award)
    assert history.on().grant["contractual"] == D(34_000)
    assert history.on(office.today - DAY).grant["contractual"] == D(30_000)
    assert history.baseline.grant["contractual"] == D(30_000)
    assert Award.objects.filter(pk=office.award.pk).values().get() == before
    (message,) = Email.objects.filter(template="amendment_sent")
    assert message.to == office.officer.email
    assert "amended by notice" in message.subject


def test_the_tenth_counts_what_was_moved_before_and_begins_anew_after_an_approval(office):
    office.move(6_000)
    asked = office.move("4000.01")
    assert asked.status == "requested"
    office.approve(asked)
    assert office.move(10_000, to="supplies").status == "recorded"


def test_one_request_carries_both_and_each_item_takes_force_by_itself(office):
    office.add("scope", event="plan")
    office.add("extension", ends_on=office.ends_on + 100 * DAY)
    asked = office.send()

    assert asked.status == "requested"
    plan, longer = asked.items.order_by("pk")
    assert (plan.in_force_on, longer.in_force_on) == (office.today, None)
    assert terms_history(office.award).on().ends_on == office.ends_on
    office.approve(asked, day=office.today + DAY)
    history = terms_history(office.award)
    assert history.on().ends_on == office.ends_on
    assert history.on(office.today + DAY).ends_on == office.ends_on + 100 * DAY
    told = {message.to for message in Email.objects.filter(template="amendment_decided")}
    assert told == {office.convener.email}
    assert AuditEvent.objects.filter(deed="amendment.approve").count() == 1


def test_nobody_approves_what_she_asked_for_and_a_reason_is_needed(office):
    office.add("other", by=office.officer)
    asked = office.send(by=office.officer)
    with pytest.raises(MoveRefused, match="Somebody else has to decide"):
        office.approve(asked, by=office.officer)
    with pytest.raises(MoveRefused, match="Somebody else has to decide"):
        actions.deny_amendment(asked, justification="No.", by=office.officer)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.deny_amendment(asked, justification=" ", by=office.director)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.filter(pk=asked.pk).update(decided_by=office.officer)
    assert office.approve(asked).status == "approved"


def test_it_is_decided_once(office):
    asked = office.ask("other")
    office.approve(asked)
    with pytest.raises(MoveRefused, match="it is approved now"):
        actions.deny_amendment(Amendment.objects.get(), justification="No.", by=office.officer)
    with pytest.raises(MoveRefused, match="it is approved now"):
        actions.withdraw_amendment(Amendment.objects.get(), by=office.convener)


def test_denied_and_withdrawn_change_nothing(office):
    for deed in (
        lambda one: actions.deny_amendment(one, justification="Not now.", by=office.officer),
        lambda one: actions.withdraw_amendment(one, by=office.convener),
    ):
        deed(office.ask("extension", ends_on=office.ends_on + 100 * DAY))
    assert terms_history(office.award).latest == terms_history(office.award).baseline
    assert [one.number for one in Amendment.objects.order_by("number")] == [1, 2]


def test_on_behalf_needs_who_asked_and_what_was_said(office):
    office.add("other", by=office.officer)
    draft = Amendment.objects.get()
    with pytest.raises(MoveRefused, match="Say who asked you"):
        actions.send_amendment(
            draft, wanted_on=office.today, by=office.officer, told=actions.Told("Marcus", "phone", " ")
        )
    told = actions.Told("Marcus Oyelaran", "phone", "He called on Monday.")
    sent = actions.send_amendment(draft, wanted_on=office.today, by=office.officer, told=told)
    assert (sent.asked_by, sent.asked_how, sent.evidence) == told


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("budget", {"amount": 6_001, "category_from": "travel", "category_to": "supplies"}, "At most $6,000.00"),
        ("amount", {"amount": -30_001, "category_to": "contractual"}, "At most $30,000.00"),
        ("match", {"amount": -20_001}, r"Only \$20,000.00 of match"),
        ("extension", {"ends_on": dt.date(2020, 1, 1)}, "already. Give a later day"),
        ("extension", {"ends_on": dt.date(2036, 1, 1)}, "can be spent until December 31, 2035"),
        ("period", {"ends_on": dt.date(2020, 1, 1)}, "Give a day from"),
    ],
)
def test_what_does_not_fit_the_award_is_refused_with_the_figures(office, kind, fields, said):
    with pytest.raises(MoveRefused, match=said.replace("$", r"\$") if "\\" not in said else said):
        office.add(kind, **fields)
    assert not Amendment.objects.exists()


def test_the_second_change_of_a_draft_is_held_against_the_first(office):
    office.add("budget", amount=5_000, category_from="travel", category_to="supplies")
    with pytest.raises(MoveRefused, match=r"At most \$1,000.00"):
        office.add("budget", amount=1_001, category_from="travel", category_to="supplies")


def test_a_draft_without_items_goes_and_a_second_click_is_harmless(office):
    item = office.add("other")
    for _ in range(2):
        actions.remove_item(item.amendment, item.pk, by=office.convener)
    assert not Amendment.objects.exists()


def test_an_award_that_is_not_active_cannot_be_amended(office):
    Award.objects.update(status="ended")
    with pytest.raises(MoveRefused, match="Only an active award"):
        office.add("other")


def test_what_an_accepted_report_was_held_against_stays(office):
    first = office.award.reports.order_by("period_start")[0]
    Report.objects.filter(pk=first.pk).update(
        status="accepted", submitted_at="2026-01-01T00:00Z", submitted_by=office.convener
    )
    office.add("scope", event="plan")
    with pytest.raises(MoveRefused, match="or its reports are accepted"):
        office.send(day=first.period_end)
    assert office.send(day=first.period_end + DAY).status == "recorded"


# What follows


def test_more_time_adds_quarters_and_an_earlier_end_takes_them_away(office):
    before = list(office.award.reports.order_by("period_start"))
    assert before[-1].is_final
    office.approve(office.ask("extension", ends_on=office.ends_on + 184 * DAY))
    after = list(office.award.reports.order_by("period_start"))
    assert len(after) == len(before) + 2
    assert [report.is_final for report in after] == [False] * (len(after) - 1) + [True]
    office.approve(office.ask("period", ends_on=office.ends_on))
    again = list(office.award.reports.order_by("period_start"))
    assert [(r.period_start, r.is_final) for r in again] == [(r.period_start, r.is_final) for r in before]
    assert schedule_reports(office.award) == []


def test_a_report_is_held_against_the_terms_of_its_own_quarter(pa):
    office = Office()
    award = office.award
    Award.objects.filter(pk=award.pk).update(starts_on=dt.date(2025, 7, 1), ends_on=dt.date(2027, 6, 30))
    award.reports.all().delete()
    office.award = office.made.award = Award.objects.get(pk=award.pk)
    first = opened(office.made)
    second = opened(office.made, (dt.date(2025, 10, 1), dt.date(2025, 12, 31)))
    office.add("budget", amount=2_000, category_from="personnel", category_to="equipment")
    office.send(day=dt.date(2025, 10, 1))

    assert [row.line.category for row in page_of(first).money][:2] == ["personnel", "travel"]
    lines = {row.line.category: row.line.budget for row in page_of(Report.objects.get(pk=second.pk)).money}
    assert (lines["personnel"], lines["equipment"]) == (D(46_000), D(2_000))
    assert page_of(Report.objects.get(pk=first.pk)).terms.grant["personnel"] == D(48_000)
    with pytest.raises(reports.NotReady):
        reports.submit_report(first, certified_as="Marcus Oyelaran", by=office.convener)


# Money


@pytest.fixture
def small(office):
    """The award's fund has $5,000 left."""
    Fund.objects.filter(pk=office.award.fund_id).update(amount=D(105_000))
    Award.objects.filter(pk=office.award.pk).update(status="active")
    return office


def test_more_money_comes_from_what_is_free_in_the_fund_and_counts_at_once(small):
    fund = Fund.objects.get(pk=small.award.fund_id)
    assert free_of(fund) == D(5_000)
    asked = small.ask("amount", amount=5_000, category_to="travel")
    with pytest.raises(MoveRefused, match="approved by the program director"):
        small.approve(asked, by=small.officer)
    small.approve(asked)
    assert (free_of(fund), awarded_of([fund.pk])[fund.pk]) == (D(0), D(105_000))
    assert terms_history(small.award).on().amount == D(105_000)
    found = award_list({}, small.officer)
    assert found.page.object_list[0].terms.amount == D(105_000)
    again = small.ask("amount", amount="0.01", category_to="travel")
    with pytest.raises(MoveRefused, match=r"\$0.01 more cannot be given"):
        small.approve(again)


def test_what_a_round_was_promised_is_not_given_away(small):
    other = factories.round("open", money="4000")
    other.round_funds.update(fund=small.award.fund)
    asked = small.ask("amount", amount=1_001, category_to="travel")
    with pytest.raises(MoveRefused, match=r"\$1,000.00 that is neither awarded nor promised"):
        small.approve(asked)


def test_less_money_goes_back_to_the_fund(small):
    small.approve(small.ask("amount", amount=-10_000, category_to="contractual"))
    assert free_of(Fund.objects.get(pk=small.award.fund_id)) == D(15_000)


def test_two_increases_at_once_never_pass_the_funds_money(committed_db):
    pa = factories.state("pa")
    with state_scope(pa):
        one, two = Office(), Office(number="PA-2025-0015")
        Award.objects.filter(pk=two.award.pk).update(fund=one.award.fund)
        two.award.refresh_from_db()
        Fund.objects.filter(pk=one.award.fund_id).update(amount=D(205_000))
        asked = [(office, office.ask("amount", amount=4_000, category_to="travel")) for office in (one, two)]
    start, said = threading.Barrier(2), []

    def press(office: Office, amendment: Amendment) -> None:
        start.wait()
        try:
            with state_scope(pa):
                office.approve(amendment)
            said.append("approved")
        except MoveRefused as refusal:
            said.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=pair) for pair in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(one == "approved" for one in said) == [False, True]
    assert any("$4,000.00 more cannot be given from it" in one for one in said)
    with state_scope(pa):
        assert AmendmentItem.objects.filter(in_force_on__isnull=False).count() == 1
