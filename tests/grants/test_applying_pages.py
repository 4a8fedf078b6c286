"""An applicant's pages: who may open them, what they save without script, what they say when something is wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from grants.actions import applications as actions
from grants.models import Application, Round, Submission
from questions.models import Answer
from tests import factories
from tests.grants import applying


@pytest.fixture
def desk(pa):
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    round = applying.round()
    elena = factories.member(Role.CONVENER, over=lead, name="Elena Márquez", email="elena@pa.example")
    draft = applying.start(round, lead, by=elena)
    return SimpleNamespace(
        state=pa, lead=lead, round=round, elena=elena, draft=draft, client=factories.client(pa, elena)
    )


@pytest.fixture
def ready(desk) -> Application:
    return applying.fill(desk.draft, by=desk.elena)


def at(application: Application, tail: str = "") -> str:
    return f"/my/applications/{application.pk}/{tail}"


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:600]
    return " ".join(response.content.decode().split())


ROUTES = {
    "tasks": ("get", ""),
    "section": ("get", "sections/budget/"),
    "save": ("post", "save/"),
    "sums": ("post", "sums/"),
    "check": ("get", "check/"),
    "submit": ("post", "submit/"),
    "withdraw": ("get", "withdraw/"),
    "receipt": ("get", "receipt/"),
    "json": ("get", "receipt.json"),
}


# Who may enter


@pytest.mark.parametrize("role", [Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR, Role.REVIEWER, Role.ANALYST])
@pytest.mark.parametrize("route", ROUTES)
def test_only_those_who_prepare_may_enter(desk, role, route):
    method, tail = ROUTES[route]
    client = factories.client(desk.state, factories.member(role))

    assert getattr(client, method)(at(desk.draft, tail)).status_code == 403


@pytest.mark.parametrize("route", ROUTES)
def test_a_convener_of_another_organization_finds_nothing(desk, route):
    method, tail = ROUTES[route]
    other = factories.member(Role.CONVENER, over=factories.organization())

    assert getattr(factories.client(desk.state, other), method)(at(desk.draft, tail)).status_code == 404
    assert desk.client.get("/my/applications/999999/").status_code == 404


def test_another_state_finds_nothing(db):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        lead = factories.organization()
        draft = applying.start(applying.round(), lead, by=factories.member(Role.CONVENER, over=lead))
    with state_scope(ga):
        client = factories.client(ga, factories.member(Role.CONVENER, over=factories.organization()))

    answers = [getattr(client, method)(at(draft, tail)).status_code for method, tail in ROUTES.values()]

    assert answers == [404] * len(ROUTES)


@pytest.mark.parametrize("path", ["/my/applications/", "/rounds/2027-planning/apply/", "/my/applications/1/"])
def test_a_stranger_is_asked_to_sign_in(desk, path):
    answer = factories.client(desk.state).get(path)

    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_one_with_a_role_over_the_partnership_prepares_its_application(desk):
    partnership = factories.partnership(desk.lead)
    Application.objects.filter(pk=desk.draft.pk).update(partnership=partnership)
    nadia = factories.member(Role.CONVENER, over=partnership)

    assert factories.client(desk.state, nadia).get(at(desk.draft)).status_code == 200


# Starting


def test_the_post_makes_one_draft_however_often_it_is_pressed(desk):
    given = {"organization": desk.lead.pk, "partnership": "new", "title": "Schuylkill Metals"}

    first = desk.client.post("/rounds/2027-planning/apply/", given)
    second = desk.client.post("/rounds/2027-planning/apply/", given)

    made = Application.objects.get(title="Schuylkill Metals")
    assert first.headers["Location"] == second.headers["Location"] == at(made)
    assert made.number == "PA-27-0002"


def test_an_organization_of_another_kind_is_told_whom_the_round_is_for(desk):
    Round.objects.filter(pk=desk.round.pk).update(eligible_types=["college"])
    given = {"organization": desk.lead.pk, "partnership": "new", "title": "Metals"}

    page = text(desk.client.post("/rounds/2027-planning/apply/", given), 422)

    assert "is a local workforce board in our records. This round is for: college or university." in page
    assert 'value="Metals"' in page


def test_nobody_starts_for_an_organization_that_is_not_hers(desk):
    given = {"organization": factories.organization().pk, "partnership": "new", "title": "Metals"}

    assert desk.client.post("/rounds/2027-planning/apply/", given).status_code == 422
    assert Application.objects.count() == 1


# The list and the home of a draft


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_row_as_for_three(desk, rows):
    for number in range(rows - 1):
        applying.start(desk.round, desk.lead, by=desk.elena, title=f"Another {number}")

    with CaptureQueriesContext(connection) as made:
        page = text(desk.client.get("/my/applications/"))

    assert page.count("PA-27-000") == rows
    assert len(made) <= 14, [query["sql"][:80] for query in made]


def test_an_empty_list_says_where_to_begin(pa):
    newcomer = factories.member(Role.CONVENER, over=factories.organization())

    assert "No application yet" in text(factories.client(pa, newcomer).get("/my/applications/"))


def test_the_home_says_what_is_missing_and_links_there(desk):
    page = text(desk.client.get(at(desk.draft)))

    assert "0 of 6 sections complete" in page
    assert "Twelve things are left" in page or "12 things are left" in page
    assert f'href="{at(desk.draft, "sections/work-plan/")}"' in page
    assert "No employers. This round asks for 2: add 2 more." in page


def test_the_home_of_a_whole_draft_leads_to_the_check(desk, ready):
    page = text(desk.client.get(at(ready)))

    assert "Ready to submit" in page
    assert "Elena Márquez (you)" in page


def test_after_the_deadline_the_home_says_so(desk):
    Round.objects.filter(pk=desk.round.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))

    assert "Closed. Not submitted." in text(desk.client.get(at(desk.draft)))


# Sections


def test_answers_and_a_table_are_saved_by_a_plain_button_which_goes_on(desk):
    sent = {
        "title": "Lehigh Valley Food", "industry_title": "Food", "months": "6", "uei": "", "panel_version": "0",
        "counties": ["42077"], "counties_add": "Berks, PA", "naics": [], "naics_add": "3118 Bakeries",
    }  # fmt: skip

    answer = desk.client.post(at(desk.draft, "sections/partnership/"), sent | {"then": "next"})

    assert answer.headers["Location"] == at(desk.draft, "sections/partners/")
    desk.draft.refresh_from_db()
    assert (desk.draft.county_fips, desk.draft.naics, desk.draft.months) == (["42077", "42011"], ["3118"], 6)


def test_a_county_that_does_not_exist_goes_back_into_its_box(desk):
    sent = {"title": "Kept title", "counties_add": "Atlantis, PA", "panel_version": "0", "add": "counties"}

    page = text(desk.client.post(at(desk.draft, "sections/partnership/"), sent), 422)

    assert "No county is called “Atlantis, PA”" in page
    assert 'value="Atlantis, PA"' in page
    assert 'value="Kept title"' in page


def budget(**boxes: str) -> dict[str, str]:
    categories = ["personnel", "fringe", "travel"]
    sent = {f"b{n}-category": name for n, name in enumerate(categories)}
    return (
        sent
        | {"b_rows": "3", "panel_version": "0", "then": "stay"}
        | {k.replace("_", "-", 1): v for k, v in boxes.items()}
    )


def test_the_budget_is_added_up_by_the_server(desk):
    sent = budget(
        b0_amount="$80,000.50", b0_description="A coordinator", b0_match_cash="1,000", b0_match_source="Bakery"
    )

    assert desk.client.post(at(desk.draft, "sections/budget/"), sent).status_code == 302
    page = text(desk.client.get(at(desk.draft, "sections/budget/")))

    assert "$80,000.50" in page
    assert "Find $19,000.13 more match." in page  # 25 % of 80,000.50 is 20,000.125, rounded up


def test_an_amount_that_cannot_be_read_loses_nothing(desk):
    sent = budget(b0_amount="eighty", b0_description="A coordinator", b2_amount="500")

    page = text(desk.client.post(at(desk.draft, "sections/budget/"), sent), 422)

    assert "Grant: enter dollars and cents, such as 1,200.50." in page
    assert all(f'value="{typed}"' in page for typed in ("eighty", "A coordinator", "500"))
    assert desk.draft.budget.count() == 0


def test_a_line_is_added_and_taken_out_without_script(desk, ready):
    wanted = {"panel_version": "1", "then": "more", "more_in": "personnel"}
    more = desk.client.post(at(ready, "sections/budget/"), budget(b0_amount="1") | wanted)
    page = text(desk.client.get(more.headers["Location"]))
    assert page.count('value="personnel"') - page.count('<option value="personnel"') == 2

    version = re.search(r'name="panel_version" value="(\d+)"', page)
    assert version
    sent = budget(b0_amount="1", b2_amount="2") | {"panel_version": version[1], "remove": "0"}
    desk.client.post(at(ready, "sections/budget/"), sent)
    assert [(line.category, line.amount) for line in ready.budget.all()] == [("travel", 2)]


def test_partners_come_row_by_row_with_the_reason_for_no_labor(desk):
    sent = {
        "p_rows": "2",
        "panel_version": "0",
        "no_labor_reason": "No union here.",
        "p0-name": "Bakery",
        "p0-role": "employer",
    }

    desk.client.post(at(desk.draft, "sections/partners/"), sent)

    desk.draft.refresh_from_db()
    assert [p.name for p in desk.draft.partners.all()] == ["Bakery"]
    assert desk.draft.no_labor_reason == "No union here."


def test_somebody_saved_the_table_meanwhile_and_both_are_shown(desk, ready):
    nadia = factories.member(Role.CONVENER, over=desk.lead, name="Nadia Farouk")
    actions.save_roster(ready, applying.SEATS[:1], version=1, by=nadia)
    sent = {"p_rows": "1", "panel_version": "1", "p0-name": "My bakery", "p0-role": "employer"}

    page = text(desk.client.post(at(ready, "sections/partners/"), sent), 409)

    assert "Nadia Farouk saved this table while you were writing." in page
    assert "<li>Blue Mountain Bakery, employer</li>" in page
    assert 'value="My bakery"' in page
    assert 'name="panel_version" value="2"' in page
    applying.leave(ready)
    desk.client.post(at(ready, "sections/partners/"), sent | {"panel_version": "2"})
    assert [p.name for p in ready.partners.all()] == ["My bakery"]


def test_targets_are_set_by_measure(desk):
    measure = factories.measure("W4", title="Completed training")
    sent = {f"t{measure.pk}": "1,200", "panel_version": "0", "then": "list"}

    answer = desk.client.post(at(desk.draft, "sections/targets/"), sent)

    assert answer.headers["Location"] == at(desk.draft)
    assert [target.value for target in desk.draft.targets.all()] == [1200]


# Autosave


def test_an_answer_is_saved_as_it_is_typed_and_a_stale_one_shows_both(desk):
    save = at(desk.draft, "save/")
    sent = {"field": "evidence", "version": "0", "q-evidence": "Thirty-one plants."}
    assert desk.client.post(save, sent).headers["X-Version"] == "1"
    nadia = factories.client(desk.state, factories.member(Role.CONVENER, over=desk.lead, name="Nadia"))

    answer = nadia.post(save, sent | {"q-evidence": "Twelve plants."})

    assert "Thirty-one plants." in text(answer, 409)
    assert Answer.objects.get(question__key="evidence").raw == "Thirty-one plants."


def test_too_many_words_are_kept_and_said(desk):
    sent = {"field": "plan", "version": "0", "q-plan": "word " * 239}

    assert "239 words. Take out 39 to reach 200." in text(desk.client.post(at(desk.draft, "save/"), sent), 422)
    page = text(desk.client.get(at(desk.draft, "sections/work-plan/")))
    assert page.count("239 words. Take out 39 to reach 200.") == 2
    assert "One thing to fix before this section is complete" in page


def test_a_table_is_saved_as_it_is_typed_whole_or_not_yet(desk):
    sent = budget(b0_amount="100") | {"field": "panel", "section": "budget", "version": "0"}
    answer = desk.client.post(at(desk.draft, "save/"), sent)
    assert (answer.status_code, answer.headers["X-Version"]) == (200, "1")

    answer = desk.client.post(at(desk.draft, "save/"), sent | {"b0-amount": "x", "panel_version": "1"})

    assert (answer.status_code, answer.headers["X-Saved"]) == (422, "no")
    assert [line.amount for line in desk.draft.budget.all()] == [100]


def test_the_sums_are_read_while_one_types_and_nothing_is_saved(desk):
    page = text(desk.client.post(at(desk.draft, "sums/"), budget(b0_amount="40000", b2_amount="10000")))

    assert "$50,000" in page
    assert "Find $12,500 more match." in page
    assert desk.draft.budget.count() == 0


def test_suggestions_begin_with_the_states_own(desk):
    found = json.loads(desk.client.get("/suggest/counties/?q=berk").content)

    assert found[0] == ["Berks, PA", "Berks, PA"]


# Check, submit, receipt


def test_the_check_names_everything_that_is_missing_each_a_link(desk):
    page = text(desk.client.get(at(desk.draft, "check/")))

    assert f'href="{at(desk.draft, "sections/partners/")}#id_roster"' in page
    assert "Submit application" not in page


def test_it_is_submitted_with_a_typed_name_and_a_second_click_comes_to_the_receipt(desk, ready):
    wrong = desk.client.post(at(ready, "submit/"), {"name": "Somebody Else"})
    assert "Type your name as it stands on your account, Elena Márquez, to certify." in text(wrong, 422)

    first = desk.client.post(at(ready, "submit/"), {"name": "elena marquez"})
    second = desk.client.post(at(ready, "submit/"), {"name": "elena marquez"})

    assert first.headers["Location"] == second.headers["Location"] == at(ready, "receipt/")
    kept = Submission.objects.get()
    page = text(desk.client.get(at(ready, "receipt/")))
    assert kept.sha256 in page
    assert "What we keep still has this hash." in page
    assert "Lehigh Carbon Community College" in page
    assert json.loads(desk.client.get(at(ready, "receipt.json")).content) == kept.content


def test_a_submission_with_gaps_says_all_of_them_and_sends_nothing(desk):
    page = text(desk.client.post(at(desk.draft, "submit/"), {"name": "Elena Márquez"}), 422)

    assert "12 things are left before you can submit" in page
    assert not Submission.objects.exists()


def test_a_late_submission_is_told_when_the_round_closed(desk, ready):
    Round.objects.filter(pk=desk.round.pk).update(closes_at=timezone.now() - dt.timedelta(seconds=1))

    answer = desk.client.post(at(ready, "submit/"), {"name": "Elena Márquez"}, follow=True)

    assert "This application reached us after that, so it was not submitted." in text(answer)
    ready.refresh_from_db()
    assert ready.status == "draft"


def test_withdrawing_asks_for_the_reason(desk, ready):
    assert "Give a reason." in text(desk.client.post(at(ready, "withdraw/"), {"reason": " "}), 422)

    desk.client.post(at(ready, "withdraw/"), {"reason": "We merged."})

    ready.refresh_from_db()
    assert ready.status == "withdrawn"
    assert "Withdrawn." in text(desk.client.get(at(ready)))
    assert desk.client.get(at(ready, "sections/budget/")).status_code == 302
