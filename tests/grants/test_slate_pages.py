"""The pages of a decision: the ranking, the draft, the second person."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import decisions as actions
from grants.models import Slate
from tests import factories
from tests.grants.pages import draft, lines, queries, slate_at, text

# Who may enter


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.OFFICER, 200),
        (Role.DIRECTOR, 200),
        (Role.FISCAL, 200),
        (Role.AUDITOR, 200),
        (Role.REVIEWER, 403),
        (Role.CONVENER, 403),
        (Role.ANALYST, 403),
        (Role.EVALUATOR, 403),
    ],
)
def test_staff_see_decisions_and_nobody_else(pa, slate, round, role, sees):
    client = factories.client(pa, factories.member(role))
    pk = lines(slate)[0].application_id
    for path in ("/decisions/", slate_at(round), slate_at(round, f"applications/{pk}/")):
        assert client.get(path).status_code == sees
        assert factories.client(pa).get(path).status_code == 302


DEEDS = ["start/", "save/", "recommend/", "send-back/", "approve/"]


@pytest.mark.parametrize("tail", DEEDS)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REVIEWER, Role.CONVENER])
def test_only_those_who_decide_do_deeds(pa, recommended, round, role, tail):
    client = factories.client(pa, factories.member(role))
    assert client.post(slate_at(round, tail), {"reason": "x"}).status_code == 403
    assert client.get(slate_at(round, tail)).status_code in (403, 405)
    recommended.refresh_from_db()
    assert recommended.status == "recommended"


def test_an_officer_does_not_approve_and_a_director_does_not_recommend(officer, director, recommended, round):
    assert officer.post(slate_at(round, "approve/")).status_code == 403
    assert officer.post(slate_at(round, "send-back/"), {"reason": "x"}).status_code == 403
    assert director.post(slate_at(round, "recommend/")).status_code == 403
    assert director.post(slate_at(round, "save/")).status_code == 403


def test_another_states_slate_is_not_there(db):
    georgia, pennsylvania = factories.state("ga"), factories.state("pa")
    with state_scope(georgia):
        stranger = factories.member(Role.OFFICER, Role.DIRECTOR)
    with state_scope(pennsylvania):
        round = factories.round("decision")
        application = factories.application(round, status="scored")
        Slate.objects.create(round=round)
    client = factories.client(georgia, stranger)
    for tail in ("", f"applications/{application.pk}/"):
        assert client.get(slate_at(round, tail)).status_code == 404
    for tail in DEEDS:
        assert client.post(slate_at(round, tail), {"reason": "x"}).status_code == 404


# Before the scoring is closed


@pytest.mark.rule("BR-24")
def test_before_closing_the_page_shows_the_ranking_so_far(officer, round, three):
    page = text(officer.get(slate_at(round)))
    assert "9 of 9 reviews in" in page
    assert page.index("Scranton Health") < page.index("Erie Rail") < page.index("Mercer Steel")
    assert "252.33" in page
    assert "Split: 60" in page
    assert 'aria-label="Reviews: 170, 200, 230; range 60"' in page


def test_closing_with_too_few_reviews_asks_why_and_keeps_what_was_typed(officer, round, reviewed):
    reviewed(round, 250, 260)
    page = text(officer.get(slate_at(round)))
    assert "1 application has fewer than 3 reviews" in page
    page = text(officer.post(slate_at(round, "start/"), {"reason": "  "}), 422)
    assert "have fewer than 3 submitted reviews" in page
    assert officer.post(slate_at(round, "start/"), {"reason": "The third fell ill."}).status_code == 302
    assert Slate.objects.get().lines.get().reviews_counted == 2


def test_an_application_without_a_review_stops_the_closing(officer, round, three):
    factories.application(round, status="under_review")
    page = text(officer.get(slate_at(round)))
    assert "1 application has no submitted review" in page
    assert text(officer.post(slate_at(round, "start/"), {"reason": "Hurry."}), 422).count("has been submitted") == 1
    assert not Slate.objects.exists()


def test_a_round_without_applications_says_so(officer, round):
    assert "No application is under review" in text(officer.get(slate_at(round)))


# The draft


def test_the_draft_shows_money_ranking_and_where_the_money_stops(officer, slate, round):
    page = text(officer.get(slate_at(round)))
    assert "<b>$200,000</b> recommended" in page
    assert "2 in full" in page
    assert "<b>252.33</b>" in page
    assert page.index("Erie Rail") < page.index("Funding line</b>") < page.index("Mercer Steel")
    assert "2 in full" in page
    assert "Awards reach 2 of 67 counties" in page
    assert page.index("Region</h3>") < page.index("New partnerships")
    assert "Ranked by the exact mean of 300 points, ties by Industry assessment" in page
    assert "Save draft" in page
    assert "Approve slate" not in page


def test_the_draft_follows_what_is_typed_and_saves_nothing(officer, slate, round):
    first, second, third = lines(slate)
    typed = draft(
        slate, {1: {"amount": "50,000"}, 2: {"decision": "fund", "amount": "40000", "fund": str(first.fund_id)}}
    )
    page = text(officer.post(slate_at(round, "live/"), typed))
    assert "<b>$190,000</b> recommended" in page
    assert "2 in full" not in page
    assert "Not saved yet" in page
    assert f'id="run-{third.pk}" class="rt-run" hx-swap-oob="true"><span>$190,000</span>' in page
    assert page.index("Funding line") > page.index(f"run-{third.pk}")
    assert lines(slate) == [first, second, third]
    assert [line.amount for line in lines(slate)] == [first.amount, second.amount, third.amount]

    odd = text(officer.post(slate_at(round, "live/"), draft(slate, {1: {"amount": "a lot"}})))
    assert "1 thing stands between it and a recommendation" in odd


def test_ties_share_a_rank(officer, round, reviewed, people):
    for _ in range(2):
        reviewed(round, 250, 250, 250)
    actions.start_decision(round, by=people.officer)
    assert text(officer.get(slate_at(round))).count(">1=</span></td>") == 2


def test_saving_a_draft_keeps_amounts_funds_and_reasons(officer, slate, round):
    sent = draft(slate, {1: {"amount": "$80,000", "reason": "Travel is over the limit."}})
    assert officer.post(slate_at(round, "save/"), sent)["Location"] == slate_at(round)
    line = lines(slate)[1]
    assert (line.amount, line.reason) == (Decimal(80_000), "Travel is over the limit.")
    page = text(officer.get(slate_at(round)))
    assert 'value="80,000.00"' in page
    assert "1 in full, 1 in part" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "eighty"}, "eighty is not an amount."),
        ({"amount": ""}, "give the amount to fund it with"),
        ({"amount": "80,000", "fund": ""}, "choose the fund that the money comes from"),
        ({"amount": "80,000", "fund": "987654"}, "choose the fund that the money comes from"),
        ({"decision": "perhaps"}, "choose fund, waiting list or decline"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_line_and_everything_typed_stays(officer, slate, round, typed, said):
    sent = draft(slate, {1: typed | {"reason": "My long reason."}, 2: {"reason": "Another."}}) | {"note": "A note."}
    page = text(officer.post(slate_at(round, "save/"), sent), 422)
    assert said in page
    assert "My long reason." in page
    assert "Another." in page
    assert "A note." in page
    assert f'value="{typed.get("amount", "100,000.00")}"' in page
    assert f'-{lines(slate)[1].pk}">' in page
    assert [line.reason for line in lines(slate)] == ["", "", ""]


def test_two_officers_at_once_do_not_undo_each_other(officer, slate, round, pa):
    opened = text(officer.get(slate_at(round)))
    other = factories.client(pa, factories.member(Role.OFFICER))
    other.post(slate_at(round, "save/"), draft(slate, {0: {"amount": "90,000", "reason": "Rent."}}, opened))

    mine = draft(slate, {0: {"amount": "100,000.00", "reason": ""}, 1: {"amount": "70,000", "reason": "Food."}}, opened)
    assert officer.post(slate_at(round, "save/"), mine).status_code == 302
    assert [line.amount for line in lines(slate)] == [90_000, 70_000, 0]

    clash = draft(slate, {0: {"amount": "60,000", "reason": "Less."}, 1: {"amount": "70,000"}}, opened)
    page = text(officer.post(slate_at(round, "save/"), clash), 409)
    assert f"Somebody else changed {lines(slate)[0].application.number}" in page
    assert "Saved now: Fund in part, $90,000.00. Rent." in page
    assert 'value="60,000"' in page
    again = draft(slate, {0: {"amount": "60,000", "reason": "Less."}}, page)
    assert officer.post(slate_at(round, "save/"), again).status_code == 302
    assert lines(slate)[0].amount == 60_000


@pytest.mark.rule("BR-25")
def test_leaving_the_rank_order_needs_its_reason_before_it_is_recommended(officer, slate, round):
    fund = str(lines(slate)[0].fund_id)
    swap = {1: {"decision": "waitlist"}, 2: {"decision": "fund", "amount": "100,000", "fund": fund}}
    page = text(officer.post(slate_at(round, "recommend/"), draft(slate, swap)), 422)
    assert "rank 2 is on the waiting list while rank 3 is funded" in page
    assert f'href="#reason-{lines(slate)[1].pk}"' in page
    assert lines(slate)[1].decision == "waitlist"

    why = draft(slate, {2: {"reason": "The only one in the Northern Tier."}})
    assert officer.post(slate_at(round, "recommend/"), why).status_code == 302
    page = text(officer.get(slate_at(round)))
    assert "Out of rank order.</b> The only one in the Northern Tier." in page
    assert "Waiting list 1" in page


def test_too_much_money_is_said_with_the_numbers(officer, slate, round):
    fund = str(lines(slate)[0].fund_id)
    more = draft(slate, {2: {"decision": "fund", "amount": "100,000", "fund": fund}})
    assert officer.post(slate_at(round, "save/"), more).status_code == 302
    page = text(officer.get(slate_at(round)))
    assert "$100,000.00 too much. $300,000.00 is recommended and $200,000.00 is available." in page
    assert "$100,000 too much: $200,000 is there" in page
    assert "rt-over" in page
    assert 'href="#money"' in page


# What it costs


def test_the_list_of_rounds_costs_the_same_for_one_and_three(officer, round, three):
    one = queries(officer, "/decisions/")
    for _ in range(2):
        factories.round("review")
    assert queries(officer, "/decisions/") == one <= 10
    page = text(officer.get("/decisions/"))
    assert "9 of 9 in" in page
    assert "closing the scoring" in page


def test_an_empty_list_of_rounds_says_so(pa):
    page = text(factories.client(pa, factories.member(Role.OFFICER)).get("/decisions/"))
    assert "Nothing to decide" in page


def test_a_slate_costs_the_same_for_1_3_and_30_applications(officer, director, pa, people, reviewed):
    costs: dict[str, list[int]] = {"before": [], "draft": [], "recommended": [], "approved": []}
    for number in (1, 3, 30):
        round = factories.round("review", money="300000", reviewers_each=1)
        for place in range(number):
            reviewed(round, 200 + place % 7)
        costs["before"].append(queries(officer, slate_at(round)))
        slate = actions.start_decision(round, by=people.officer)
        costs["draft"].append(queries(officer, slate_at(round)))
        slate = actions.recommend_slate(slate, by=people.officer)
        costs["recommended"].append(queries(director, slate_at(round)))
        actions.approve_slate(slate, by=people.director)
        costs["approved"].append(queries(director, slate_at(round)))
    for step, counted in costs.items():
        assert len(set(counted)) == 1, (step, counted)
        assert counted[0] <= 22, (step, counted)
