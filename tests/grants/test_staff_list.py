"""The list of applications: who sees what, its figures, views, filters, order, pages, queries, and its export."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.permissions import Role
from grants.actions import reviews
from grants.choices import ApplicationStatus
from grants.models import Application, Round, RoundFund
from grants.readmodels.application_query import GROUPS
from grants.readmodels.application_rows import moment
from tests import factories
from tests.grants.pages import freeze


@pytest.fixture
def office(pa, people) -> SimpleNamespace:
    """A round in review, its officer at the list."""
    round = factories.round("review", slug="spring", name="Spring grants")
    return SimpleNamespace(state=pa, round=round, people=people, client=factories.client(pa, people.officer))


def listing(office: Any, query: str = "") -> Any:
    answer = office.client.get(f"/applications/{query}")
    assert answer.status_code == 200
    return answer.context["found"]


def titles(office: Any, query: str = "") -> list[str]:
    return [row.title for row in listing(office, query).rows]


def lines(office: Any, query: str = "") -> list[list[str]]:
    answer = office.client.get(f"/applications.csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("path", ["/applications/", "/applications.csv"])
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OFFICER, 200),
        (Role.DIRECTOR, 200),
        (Role.FISCAL, 200),
        (Role.AUDITOR, 200),
        (Role.ANALYST, 403),
        (Role.REVIEWER, 403),
        (Role.CONVENER, 403),
    ],
)
def test_only_staff_see_the_list_and_its_export(pa, role, expected, path):
    client = factories.client(pa, factories.member(role))

    assert client.get(path).status_code == expected


def test_a_stranger_is_sent_to_sign_in(pa):
    assert factories.client(pa).get("/applications/").status_code == 302


def test_every_status_belongs_to_exactly_one_stage():
    grouped = [status for statuses in GROUPS.values() for status in statuses]

    assert sorted(grouped) == sorted(s for s in ApplicationStatus.values if s != "draft")


def test_the_figures_add_up_and_drafts_are_counted_but_not_listed(office):
    statuses = ["submitted", "submitted", "eligible", "under_review", "scored", "awarded", "ineligible"]
    for status in statuses:
        factories.application(office.round, status=status, requested=50_000)
    factories.application(office.round)
    factories.application(office.round, status="withdrawn", submitted_at=None, submitted_by=None)

    found = listing(office)

    assert found.tally.received == len(statuses) == sum(found.tally.of(group) for group in GROUPS)
    assert found.tally.drafts == 1
    assert found.tally.requested == 7 * 50_000
    assert len(found.rows) == 7


def test_views_show_what_their_counts_say(office):
    mine = factories.application(office.round, status="submitted", title="Mine", officer=office.people.officer)
    factories.application(office.round, status="eligible", title="Ready")
    full = factories.application(office.round, status="eligible", title="Full")
    reviews.assign_reviewers(full, office.people.reviewers, by=office.people.officer)
    short = factories.application(office.round, status="eligible", title="Short")
    made = reviews.assign_reviewers(short, office.people.reviewers, by=office.people.officer)
    reviews.declare_conflict(made[0], "Other: a tie", by=made[0].reviewer)
    factories.application(office.round, status="declined", title="Over")

    answer = office.client.get("/applications/")
    counts = {tab["label"]: tab["count"] for tab in answer.context["tabs"]}

    assert counts == {
        "All": 5,
        "Mine": 1,
        "To screen": 1,
        "Needs a reviewer": 2,
        "Under review": 2,
        "Split scores": 0,
        "Scored": 0,
        "Decided": 1,
    }
    assert titles(office, "?view=mine") == [mine.title]
    assert set(titles(office, "?view=short")) == {"Ready", "Short"}
    assert listing(office, "?view=short").page.paginator.count == 2
    assert titles(office, "?view=decided") == ["Over"]
    row = next(row for row in listing(office).rows if row.title == "Short")
    assert (row.status_label, row.blocks[-1], row.reviews_note) == ("Needs a reviewer", "out", "1 recused")


@pytest.mark.rule("BR-24")
def test_means_are_exact_and_split_scores_are_marked(office, reviewed):
    reviewed(office.round, 231, 258, 276, title="Split")
    reviewed(office.round, 260, 262, 266, title="Close")

    rows = {row.title: row for row in listing(office, "?sort=-mean").rows}

    assert list(rows) == ["Close", "Split"]
    assert (rows["Split"].mean, rows["Split"].split) == ("255.00", "45")
    assert (rows["Close"].mean, rows["Close"].split) == ("262.67", "")
    assert titles(office, "?view=split") == ["Split"]
    assert titles(office, "?sort=-spread") == ["Split", "Close"]


def test_filters_narrow_the_list_and_say_so(office):
    north = factories.region(["42049", "42039"])
    lead = factories.organization("Lake Erie Council", type="chamber")
    partnership = factories.partnership(lead, region=north, industry=factories.industry("Plastics"))
    erie = factories.application(
        office.round,
        lead,
        status="submitted",
        title="Erie Plastics",
        partnership=partnership,
        county_fips=["42049"],
        officer=office.people.officer,
    )
    factories.application(office.round, status="eligible", title="Other", county_fips=["42003"])
    other = factories.round("review", slug="fall")
    factories.application(other, status="submitted", title="Fall")

    for query in (
        "round=spring&status=submitted",
        f"region={north.pk}",
        "county=42049",
        "kind=chamber",
        f"industry={partnership.industry_id}",
        f"officer={office.people.officer.pk}",
        "q=erie",
        "q=lake+erie+cou",
        f"q={erie.number}",
    ):
        assert titles(office, f"?{query}") == ["Erie Plastics"], query
    assert set(titles(office, "?officer=none")) == {"Other", "Fall"}
    tags = office.client.get("/applications/?round=spring&county=42049&sort=title").context["tags"]
    assert [(tag["name"], tag["value"]) for tag in tags] == [("Round", "Spring grants"), ("County", "Erie")]
    assert tags[0]["url"] == "?county=42049&sort=title"


def test_a_fund_shows_its_awards_and_what_may_still_be_paid_from_it(office):
    first = office.round.round_funds.get().fund
    second = factories.fund(name="Second")
    by_first = factories.application(office.round, status="awarded", title="By the first")
    by_second = factories.application(office.round, status="awarded", title="By the second")
    factories.award(by_first, fund=first)
    factories.award(by_second, fund=second)
    RoundFund.objects.create(round=office.round, fund=second, amount=1)
    factories.application(office.round, status="scored", title="Open")
    factories.application(factories.round("review"), status="scored", title="Elsewhere")

    assert set(titles(office, f"?fund={first.pk}")) == {"By the first", "Open"}
    assert set(titles(office, f"?fund={second.pk}")) == {"By the second", "Open"}


@pytest.mark.parametrize(
    "query",
    [
        "?round=none-such",
        "?status=nonsense",
        "?region=x",
        "?officer=%00",
        "?page=99999",
        "?sort=nothing",
        "?size=7",
        "?fund=99999999999999999",
        "?county=' OR 1=1",
        "?industry=none",
    ],
)
def test_an_address_that_asks_nonsense_gets_a_page(office, query):
    factories.application(office.round, status="submitted")

    assert office.client.get(f"/applications/{query}").status_code == 200


def test_pages_are_whole_in_both_halves_and_in_both_orders(office):
    now = timezone.now()
    for number in range(47):
        factories.application(office.round, status="submitted", title=f"T{number:02}", changed_at=now)

    for sort in ("", "&sort=title", "&sort=-requested"):
        seen = [title for page in (1, 2, 3) for title in titles(office, f"?page={page}{sort}")]
        assert len(seen) == len(set(seen)) == 47, sort
    assert titles(office, "?sort=title&page=3") == [f"T{number:02}" for number in range(40, 47)]
    assert titles(office, "?sort=-title&page=3") == [f"T{number:02}" for number in range(6, -1, -1)]


def test_the_number_of_queries_does_not_grow_with_the_rows(office, reviewed):
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            office.client.get(f"/applications/?size=60{query}")
        return len(caught)

    counts: dict[str, set[int]] = {"": set(), "&round=spring": set(), "&view=short": set(), "&view=review": set()}
    for rows in (1, 3, 60):
        while Application.objects.count() < rows:
            if Application.objects.count() < 3:
                reviewed(office.round, 200, 250)
            else:
                factories.application(office.round, status="submitted")
        for query, numbers in counts.items():
            numbers.add(queries(query))

    assert all(len(numbers) == 1 for numbers in counts.values()), counts
    assert max(max(numbers) for numbers in counts.values()) <= 17  # two of them are the test's savepoints


def test_who_is_recused_does_not_see_the_row_nor_its_number(pa, office):
    both = factories.member(Role.OFFICER, Role.REVIEWER)
    secret = factories.application(office.round, status="eligible", title="Secret")
    made = reviews.assign_reviewers(secret, [both], by=office.people.officer)
    reviews.declare_conflict(made[0], "Board: I sit on it", by=both)
    office.client = factories.client(pa, both)

    assert titles(office) == []
    assert listing(office).tally.received == 0
    assert len(lines(office)) == 1


def test_another_states_applications_are_neither_listed_nor_acted_on(db):
    georgia, pennsylvania = factories.state("ga"), factories.state("pa")
    with state_scope(georgia):
        stranger = factories.member(Role.OFFICER, email="officer@ga.example")
    with state_scope(pennsylvania):
        ours = factories.application(factories.round("review", slug="spring"), status="submitted")
    client = factories.client(georgia, stranger)

    assert client.get("/applications/?round=spring").context["found"].rows == []
    assert len(b"".join(client.get("/applications.csv").streaming_content).splitlines()) == 1
    client.post("/applications/give/", {"picked": [ours.pk], "officer": stranger.pk})
    for path in ("", "reviewers/"):
        assert client.get(f"/applications/{ours.pk}/{path}").status_code == 404
    assert client.post(f"/applications/{ours.pk}/screen/", {"outcome": "eligible"}).status_code == 404
    with state_scope(pennsylvania):
        ours.refresh_from_db()
        assert (ours.officer_id, ours.status) == (None, "submitted")


def test_the_export_has_every_row_of_the_filter_and_no_formula(office):
    factories.application(
        office.round, status="submitted", title="=HYPERLINK(1)", requested=25_000, county_fips=["42003"]
    )
    factories.application(office.round, status="submitted", title="-2+3", requested=25_000)
    factories.application(office.round, status="eligible", title="Plain, with a comma")

    rows = lines(office, "?status=submitted")

    assert [row[1] for row in rows[1:]] == ["'-2+3", "'=HYPERLINK(1)"]
    assert rows[2][8] == "Allegheny"
    assert rows[2][10] == "25000.00"
    assert len(lines(office)) == 4


def test_the_export_brings_scores_and_crosses_pieces(office, reviewed, monkeypatch):
    monkeypatch.setattr("grants.readmodels.application_export.CHUNK", 2)
    for _ in range(4):
        factories.application(office.round, status="submitted")
    scored = reviewed(office.round, 9, 10, 9)

    rows = lines(office)

    numbers = [row[0] for row in rows[1:]]
    assert len(numbers) == len(set(numbers)) == 5
    assert next(row[-5:] for row in rows if row[0] == scored.number) == ["3", "3", "9.33", "9", "10"]


def test_moments_are_said_as_short_as_they_are_plain(pa):
    now = timezone.localtime().replace(year=2026, month=11, day=24, hour=12, minute=0, second=0, microsecond=0)

    assert moment(now.replace(hour=9, minute=4), now) == "9:04 AM"
    assert moment(now.replace(day=22, hour=19, minute=15), now) == "Sun 7:15 PM"
    assert moment(now.replace(day=6), now) == "Nov 6"
    assert moment(now.replace(year=2025), now) == "Nov 24, 2025"


# Several at once


def act(office: Any, path: str, **data: Any) -> str:
    answer = office.client.post(f"/applications/{path}/", data, follow=True)
    assert answer.status_code == 200
    return " ".join(str(message) for message in answer.context["messages"])


def test_ticked_applications_are_given_to_an_officer_with_a_line_each(office):
    two = [factories.application(office.round, status="submitted") for _ in range(2)]

    said = act(office, "give", picked=[one.pk for one in two], officer=office.people.officer.pk)

    assert said == "Olive Officer has 2 more applications now."
    assert Application.objects.filter(officer=office.people.officer).count() == 2
    assert AuditEvent.objects.filter(deed="application.give").count() == 2


def test_applications_are_not_given_to_who_may_not_screen(office):
    one = factories.application(office.round, status="submitted")

    said = act(office, "give", picked=[one.pk], officer=office.people.fiscal.pk)

    assert said == "Fay Fiscal does not screen applications here. Choose a program officer."
    assert Application.objects.get(pk=one.pk).officer is None
    assert act(office, "give", picked=[one.pk], officer="x") == "Choose who should handle them."
    assert act(office, "give", officer=office.people.officer.pk) == "Tick at least one application first."


def test_all_of_the_filter_can_be_found_eligible_and_the_rest_is_named(office):
    good = factories.application(
        office.round, status="submitted", requested=30_000, submitted_at=timezone.now(), title="Good"
    )
    roster = [
        {"name": n, "role": r} for n, r in (("A", "employer"), ("B", "employer"), ("C", "education"), ("D", "labor"))
    ]
    freeze(good, roster=roster)
    bad = factories.application(office.round, status="submitted", requested=10, title="Bad")
    freeze(bad, roster=roster)

    said = act(office, "find-eligible", all="yes", query="status=submitted")

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.status, bad.status) == ("eligible", "submitted")
    assert said.startswith("1 of 2 applications found eligible.")
    assert f"{bad.number} needs a look: are amount and length within the limits?" in said


def test_sharing_out_keeps_loads_even_and_writes_one_message_a_reviewer(office):
    for _ in range(4):
        factories.application(office.round, status="eligible")
    Round.objects.filter(pk=office.round.pk).update(reviewers_each=2)
    emails = Email.objects.count()

    said = act(office, "share", all="yes")

    loads = [one.reviews.count() for one in office.people.reviewers]
    assert said == "4 of 4 applications given to reviewers."
    assert sum(loads) == 8
    assert max(loads) - min(loads) <= 1
    assert Email.objects.count() == emails + 3


@pytest.mark.parametrize("path", ["give", "find-eligible", "share"])
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR, Role.CONVENER, Role.REVIEWER])
def test_only_officers_act_on_several(pa, path, role):
    assert factories.client(pa, factories.member(role)).post(f"/applications/{path}/").status_code == 403
