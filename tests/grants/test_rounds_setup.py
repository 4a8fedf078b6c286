"""What a round's set-up can say, and what follows from it: presets, bands, instants, the promise, copies, ends."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from core.models import AuditEvent, Email
from grants.actions import rounds as actions
from grants.actions.rounds_copy import duplicate_round
from grants.checks.rounds import band_fault, faults_of, match_example
from grants.forms.rounds_rows import rubric_rows
from grants.jobs.rounds import close_rounds
from grants.models import Criterion, Fund, Pool, Program, Round, RoundPromise
from grants.readmodels.round_page import faults_before_opening
from grants.rules.rubrics import RUBRICS
from questions.readmodels import sha256_of
from tests import factories
from tests.grants.test_staff_rounds import NOW, filled, said, setup


@pytest.fixture
def office(pa, people) -> SimpleNamespace:
    """A draft that lacks nothing, and its officer."""
    round = factories.round(
        "draft", slug="spring", name="2027 Spring grants", closes_at=timezone.now() + dt.timedelta(days=40)
    )
    client = factories.client(pa, people.officer)
    return SimpleNamespace(state=pa, round=round, people=people, client=client, url="/staff/rounds/spring/")


# The rubric


@pytest.mark.rule("BR-20")
@pytest.mark.claim(42)
def test_the_georgia_preset_gives_the_assessment_exactly_one_third():
    points = [one.points for one in RUBRICS["georgia"].criteria]

    assert sorted(points, reverse=True) == [100, 60, 50, 50, 40]
    assert sum(points) == 300
    assert {one.tie_place: one.points for one in RUBRICS["georgia"].criteria if one.tie_place} == {1: 100, 2: 60}


@pytest.mark.rule("BR-21")
def test_the_arkansas_preset_has_the_published_bands_and_every_score_lies_in_one():
    first = RUBRICS["arkansas"].criteria[0]

    assert [list(band[:3]) for band in first.bands] == [
        [26, 30, "Exemplary"],
        [21, 25, "Superior"],
        [16, 20, "Adequate"],
        [0, 15, "Needs improvement"],
    ]
    assert [band_fault(one.title, one.points, one.bands) for one in RUBRICS["arkansas"].criteria] == [""] * 4


@pytest.mark.rule("BR-21")
@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ([[26, 30, "Strong"], [0, 26, "Weak"]], "26 lies in “Strong” and in the band below it"),
        ([[26, 30, "Strong"], [0, 24, "Weak"]], "no band takes 25"),
        ([[26, 29, "Strong"], [0, 25, "Weak"]], "its bands end at 29, its points at 30"),
        ([[26, 30, "Strong"], [1, 25, "Weak"]], "no band takes 0"),
        ([[26, 30, "Strong"], [0, 25, "Weak"]], ""),
        ([], ""),
    ],
)
def test_bands_take_every_score_once_or_the_round_stays_closed(bands, words):
    found = said(bands=[("Need", 30, bands)])

    assert [words in text for text in found] == ([True] if words else [])


@pytest.mark.rule("BR-22")
def test_a_merit_review_that_leaves_out_capacity_is_said_and_stops_nothing():
    faults = faults_of(setup(merits=["need", "quality", ""]))

    assert [(fault.stops, fault.place) for fault in faults] == [(False, "h-criteria")]
    assert "judging capacity" in faults[0].text


# Match and dates


@pytest.mark.rule("BR-03")
def test_the_match_is_shown_in_dollars_on_both_bases():
    assert match_example(25) == "25% of a $200,000 award is $50,000; of the whole project it is $66,666.67."
    assert match_example(0) == match_example(25)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"questions_due_at": NOW}, "id_questions_due_at"),
        ({"questions_due_at": NOW + dt.timedelta(days=46)}, "id_questions_due_at"),
        ({"letters_follow": True, "letters_due_at": NOW}, "id_letters_due_at"),
        ({"review_opens_at": NOW + dt.timedelta(days=44)}, "id_review_opens_at"),
        ({"review_opens_at": NOW + dt.timedelta(days=60)}, "id_review_due_at"),
        ({"panel_at": NOW + dt.timedelta(days=59)}, "id_panel_at"),
    ],
)
def test_an_instant_out_of_order_is_said_with_the_place_where_it_is_mended(changes, place):
    assert [fault.place for fault in faults_of(setup(**changes))] == [place]


def test_what_is_missing_links_to_the_box_where_it_is_mended(office):
    Criterion.objects.filter(round=office.round).delete()

    page = office.client.get(office.url).content.decode()

    assert 'href="/staff/rounds/spring/change/#h-criteria"' in page
    assert 'id="h-criteria"' in office.client.get(f"{office.url}change/").content.decode()


# The form


def test_every_term_is_set_in_the_browser(office):
    program = Program.objects.create(name="Sector partnerships", agency="L&I", purpose="Plans.")
    more = {
        "program": str(program.pk),
        "composition_preset": "ri",
        "match_from_employers_only": "on",
        "prerequisite": "required",
        "prerequisite_kind": "planning",
        "indirect_rule": "2020",
        "letters_rule": "after",
        "letters_due_at": "2030-03-10T17:00",
        "questions_due_at": "2030-02-20T17:00",
        "review_opens_at": "2030-03-04T09:00",
        "panel_at": "2030-04-20T09:00",
        "grace_minutes": "15",
        "waiver_days": "3",
        "is_sealed": "on",
    }
    office.client.post("/staff/rounds/new/", filled(**more))

    made = Round.objects.get(slug="fall-planning-grants")
    assert (made.program, made.composition["preset"], made.min_employers) == (program, "ri", 5)
    assert (made.match_from_employers_only, made.is_sealed, made.grace_minutes, made.waiver_days) == (True, True, 15, 3)
    assert (made.prerequisite, made.prerequisite_kind, made.indirect_rule) == ("required", "planning", "2020")
    assert made.questions_due_at == dt.datetime(2030, 2, 20, 22, 0, tzinfo=dt.UTC)
    page = office.client.get("/staff/rounds/fall-planning-grants/").content.decode()
    assert "5 employers and 2 strategic partners" in page
    assert "$37,500" in page  # 25% of the most that one may ask for
    again = office.client.get("/staff/rounds/fall-planning-grants/change/").context["form"]
    assert again.initial["composition_preset"] == "ri"


def test_a_states_own_numbers_come_back_as_they_were_typed(office):
    office.client.post("/staff/rounds/new/", filled(composition_preset="own", needs_employer="3", needs_government="1"))

    made = Round.objects.get(slug="fall-planning-grants")
    form = office.client.get("/staff/rounds/fall-planning-grants/change/").context["form"]
    assert made.composition["needs"][0] == {"roles": ["employer"], "least": 3, "reason": False}
    assert (form.initial["needs_employer"], form.initial["needs_government"], form.initial["needs_labor"]) == (3, 1, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"composition_preset": "own"}, "Say how many of which role"),
        ({"prerequisite": "required"}, "Say which kind of award must have come before."),
        ({"letters_rule": "after"}, "Say until when letters may follow."),
        ({"grace_minutes": "121"}, "less than or equal to 120"),
    ],
)
def test_a_rule_that_is_half_said_comes_back_with_everything_typed(office, changes, sentence):
    answer = office.client.post("/staff/rounds/new/", filled(**changes))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="Fall planning grants"' in answer.content.decode()


def test_a_preset_takes_the_place_of_the_rubric_and_nothing_typed_is_lost(office):
    answer = office.client.post("/staff/rounds/new/", filled(rubric="arkansas", min_award="not yet"))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'value="Program need"' in page
    assert 'value="The rest"' not in page
    assert "26-30 | Exemplary" in page
    assert 'value="not yet"' in page
    assert 'value="300,000"' in page
    assert "usa-error-message" not in page
    assert Round.objects.count() == 1


@pytest.mark.rule("BR-50")
@pytest.mark.claim(46)
def test_a_pool_splits_the_money_by_its_ratio_to_the_cent(office):
    pool = Pool.objects.create(name="Braid")
    for name, ratio in (("Workforce", 60), ("Economic development", 30), ("Higher education", 10)):
        pool.shares.create(fund=factories.fund("20000", name=name), ratio=ratio)
    none = {"funds-0-fund": "", "funds-0-amount": ""}
    data = filled(pool=str(pool.pk), total_available="12,345.67", max_award="12,345.67", min_award="1", **none)

    shown = office.client.post("/staff/rounds/new/", data | {"split": "pool"}).content.decode()
    office.client.post("/staff/rounds/new/", data)

    made = Round.objects.get(slug="fall-planning-grants")
    amounts = ["7407.40", "3703.70", "1234.57"]
    assert [str(one.amount) for one in made.round_funds.order_by("-amount")] == amounts
    assert all(f'value="{Decimal(amount):,}"' in shown for amount in amounts)


@pytest.mark.rule("BR-50")
def test_a_fund_gives_out_no_more_than_its_administrative_share_leaves(office):
    fund = Fund.objects.get(round_funds__round=office.round)
    Fund.objects.filter(pk=fund.pk).update(admin_percent=Decimal("5"))

    stops = [fault.text for fault in faults_before_opening(office.round) if fault.stops]

    assert stops == [f"{fund.name} has $950,000; its rounds together give out $50,000 more."]


# The promise


def test_opening_freezes_what_is_promised_under_its_hash(office):
    opened = actions.open_round(office.round, by=office.people.officer)
    Criterion.objects.filter(round=opened).update(points=1)

    promise = RoundPromise.objects.get(round=opened)
    page = office.client.get(office.url).content.decode()
    file = office.client.get(f"{office.url}promise.json").json()
    assert [one["points"] for one in promise.content["rubric"]] == [60, 100, 50, 50, 40]
    assert promise.content["terms"]["max_award"] == "150000.00"
    assert promise.content["form"]["sections"]
    assert promise.sha256 == sha256_of(promise.content) == file["sha256"]
    assert promise.sha256 in page
    assert "What was promised when it opened" in page
    assert AuditEvent.objects.get(deed="round.open").details["promise"] == promise.sha256


# Last year's round


def test_last_years_round_is_copied_in_one_deed_a_year_later(office):
    at = timezone.make_aware(dt.datetime(2027, 4, 28, 17, 0))
    Round.objects.filter(pk=office.round.pk).update(
        status="awarded",
        opens_at=at - dt.timedelta(days=40),
        closes_at=at,
        limits_reason="Coal counties.",
        min_employers=4,
    )

    office.client.post(f"{office.url}duplicate/")

    made = Round.objects.exclude(pk=office.round.pk).get()
    assert (made.name, made.status, made.min_employers) == ("2028 Spring grants", "draft", 4)
    assert timezone.localtime(made.closes_at).replace(tzinfo=None) == dt.datetime(2028, 4, 28, 17, 0)
    assert list(made.criteria.values_list("points", flat=True)) == [60, 100, 50, 50, 40]
    assert made.round_funds.count() == 1
    assert made.limits_reason == ""
    assert len(made.to_look_at) == 3
    assert [fault.text for fault in faults_before_opening(made)][:3] == made.to_look_at


def test_a_copy_opens_once_somebody_has_looked_at_it(office):
    made = duplicate_round(office.round, by=office.people.officer)
    assert made.to_look_at

    office.client.post(f"/staff/rounds/{made.slug}/change/", filled(slug=made.slug))

    made.refresh_from_db()
    assert made.to_look_at == []


def test_the_same_round_is_copied_twice_under_different_names(office):
    first = duplicate_round(office.round, by=office.people.officer)
    second = duplicate_round(office.round, by=office.people.officer)

    assert first.slug != second.slug
    assert first.number_prefix != second.number_prefix


# The end


def test_cancelling_takes_a_reason_and_tells_everybody_who_started(office):
    Round.objects.filter(pk=office.round.pk).update(status="open")
    draft = factories.application(office.round)
    sent = factories.application(office.round, status="submitted")
    factories.application(office.round, status="withdrawn")

    empty = office.client.post(f"{office.url}cancel/", {"reason": " "})
    office.client.post(f"{office.url}cancel/", {"reason": "The appropriation was vetoed."})

    assert empty.status_code == 422
    assert "Give a reason to cancel this round." in empty.content.decode()
    office.round.refresh_from_db()
    assert office.round.status == "cancelled"
    told = {mail.to: mail.text for mail in Email.objects.all()}
    assert set(told) == {draft.started_by.email, sent.started_by.email}
    assert all("The appropriation was vetoed." in text for text in told.values())


def ending(minutes: float, **fields: Any) -> Round:
    now = timezone.now()
    return factories.round(closes_at=now + dt.timedelta(minutes=minutes), opens_at=now - dt.timedelta(days=9), **fields)


@pytest.mark.rule("BR-26")
def test_the_clock_closes_a_round_after_its_closing_and_grace_and_not_before(office):
    past, coming = ending(-1), ending(1)
    in_grace, past_grace = ending(-9, grace_minutes=10), ending(-11, grace_minutes=10)

    close_rounds(state_id=office.state.pk)
    close_rounds(state_id=office.state.pk)

    stands = dict(Round.objects.values_list("pk", "status"))
    assert [stands[one.pk] for one in (past, coming, in_grace, past_grace)] == ["closed", "open", "open", "closed"]
    assert AuditEvent.objects.filter(deed="round.close", actor="the clock").count() == 2


def test_the_clock_begins_the_review_at_its_instant_and_never_of_an_open_round(office):
    ago, later = timezone.now() - dt.timedelta(minutes=1), timezone.now() + dt.timedelta(minutes=1)
    begins = factories.round("closed", review_opens_at=ago)
    waits = factories.round("closed", review_opens_at=later)
    unset = factories.round("closed")
    still_open = factories.round(review_opens_at=ago)

    close_rounds(state_id=office.state.pk)

    stands = dict(Round.objects.values_list("pk", "status"))
    assert [stands[one.pk] for one in (begins, waits, unset, still_open)] == ["review", "closed", "closed", "open"]


def test_a_decided_round_is_not_cancelled(office):
    Round.objects.filter(pk=office.round.pk).update(status="awarded")

    assert office.client.post(f"{office.url}cancel/", {"reason": "No."}).status_code == 422
    assert 'href="/staff/rounds/spring/cancel/"' not in office.client.get(office.url).content.decode()


def test_a_preset_that_is_not_there_changes_nothing():
    assert rubric_rows("nowhere") == []
