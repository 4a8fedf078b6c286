"""Less is awarded than was asked for: budget and work plan are revised, and the application stays as it was sent."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from core.isolation import state_scope
from core.models import Email
from core.moves import MoveRefused, check_move
from grants.actions import agreements, awards
from grants.actions import revisions as actions
from grants.actions.agreement_templates import use_template
from grants.actions.revisions import ActivityGiven, Given, LineGiven
from grants.checks.applications import Line
from grants.checks.indirect import Claim
from grants.checks.revisions import Months, faults_of_revision
from grants.choices.awarding import RevisionStatus
from grants.models import Activity, Application, Award, AwardRevision, BudgetLine, Round, Target
from grants.readmodels.revision_page import revision_page
from grants.readmodels.terms import baseline_of
from grants.rules.revisions import MOVES
from tests import factories
from tests.grants.agreeing import fresh, offered
from tests.grants.reporting import clients


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", RevisionStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why") is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


LINES = [Line("personnel", "Personnel", "", Decimal(100)), Line("indirect", "Indirect", "", Decimal(10))]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"award": Decimal(100)}, r"add up to \$110.00; the award is \$100.00. That is \$10.00 too much"),
        ({"award": Decimal(120)}, r"\$10.00 too little"),
        ({"match_required": Decimal(5)}, r"match adds up to \$0.00. The award requires \$5.00"),
        ({"rule": "2020", "lines": [*LINES, Line("other", "Other", "", Decimal(0))]}, ""),
        ({"rule": "none"}, "pays no indirect costs"),
        ({"activities": [Months("Meet", 5, 4)]}, "before it starts"),
        ({"activities": [Months("Meet", 5, 13)]}, "The award has 12 months"),
    ],
)
def test_what_does_not_fit_is_said_with_the_numbers(change, words):
    asked = {
        "lines": LINES,
        "activities": [Months("Meet", 1, 12)],
        "award": Decimal(110),
        "match_required": Decimal(0),
        "months": 12,
        "claim": Claim(),
        "rule": "2024",
    } | change
    found = faults_of_revision(asked.pop("lines"), asked.pop("activities"), **asked)
    if not words:
        assert found == []
    else:
        (sentence,) = found
        assert re.search(words, sentence)


@pytest.fixture
def made(pa):
    """$100,000 asked for, $90,000 awarded, with a work plan; the round asks for no agreement."""
    with state_scope(pa):
        made = offered()
        use_template(Round.objects.get(), None, by=made.officer)
        Award.objects.update(amount=Decimal(90_000))
        Activity.objects.create(
            application=made.application, title="Meet monthly", starts=1, ends=24, deliverable="Plan"
        )
        yield fresh(made)


@pytest.fixture
def who(pa, made):
    return clients(pa, made)


def given(made, *, personnel=39_000, **more):
    """Everything as it was asked for, with less for personnel and indirect costs within their limit."""
    lines = {}
    for line in BudgetLine.objects.order_by("position"):
        amount = Decimal(personnel) if line.category == "personnel" else line.amount
        amount = Decimal(9_000) if line.category == "indirect" else amount
        lines[line.pk] = LineGiven(line.description, amount, line.match_cash, line.match_in_kind)
    targets = {target.pk: target.value - 5 for target in Target.objects.all()}
    plan = {one.pk: ActivityGiven(1, 20, "Plan", False) for one in Activity.objects.all()}
    return Given(lines, targets, plan, **more)


def write(made, **how):
    return actions.save_revision(made.award, given(made, **how), version=0, by=made.convener)


def sent(made):
    write(made)
    return actions.send_revision(made.award, by=made.convener)


def test_a_smaller_award_is_accepted_after_its_budget_is_revised(made):
    def accept():
        return awards.accept_award(made.award, signature="Marcus Oyelaran", by=made.convener)

    for step in (lambda: write(made), lambda: actions.send_revision(made.award, by=made.convener)):
        with pytest.raises(MoveRefused, match=r"\$90,000.00, less than the \$100,000.00 asked for"):
            accept()
        step()
    with pytest.raises(MoveRefused, match="less than"):
        accept()
    actions.accept_revision(AwardRevision.objects.select_related("award").get(), by=made.officer)

    assert accept().status == "active"


def test_the_revision_is_the_awards_budget_and_the_application_stays(made):
    before = list(BudgetLine.objects.order_by("pk").values_list("amount", flat=True))
    assert baseline_of(made.award).grant["personnel"] == 48_000
    revision = sent(made)
    assert baseline_of(made.award).grant["personnel"] == 48_000
    actions.accept_revision(revision, by=made.officer)

    terms = baseline_of(fresh(made).award)
    assert (terms.grant["personnel"], sum(terms.grant.values())) == (39_000, 90_000)
    assert terms.targets[made.enrolled.pk] == 75
    assert list(BudgetLine.objects.order_by("pk").values_list("amount", flat=True)) == before
    assert Application.objects.get().requested == 100_000
    assert Target.objects.get(measure=made.enrolled).value == 80


def test_what_does_not_add_up_is_kept_and_not_sent(made):
    write(made, personnel=48_000)
    with pytest.raises(MoveRefused, match=r"add up to \$99,000.00; the award is \$90,000.00"):
        actions.send_revision(made.award, by=made.convener)
    assert AwardRevision.objects.get().lines.count() == 5


def test_of_two_who_write_one_is_told(made):
    write(made)
    with pytest.raises(MoveRefused, match="Somebody saved this"):
        write(made)
    actions.save_revision(made.award, given(made), version=1, by=made.convener)
    actions.send_revision(made.award, by=made.convener)
    with pytest.raises(MoveRefused, match="can no longer be changed"):
        actions.save_revision(made.award, given(made), version=2, by=made.convener)


def test_it_is_returned_with_a_reason_and_sent_again(made):
    revision = sent(made)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.return_revision(revision, " ", by=made.officer)
    actions.return_revision(revision, "Keep the travel to the councils.", by=made.officer)

    assert [m.to for m in Email.objects.filter(template="revision_sent")] == [made.officer.user.email]
    (message,) = Email.objects.filter(template="revision_decided")
    assert message.to == made.convener.user.email
    assert "Keep the travel" in message.text
    actions.save_revision(made.award, given(made), version=1, by=made.convener)
    assert actions.send_revision(made.award, by=made.convener).status == "sent"


def test_an_award_of_what_was_asked_for_has_nothing_to_revise(made):
    Award.objects.update(amount=Decimal(100_000))
    with pytest.raises(MoveRefused, match="is what was asked for"):
        write(fresh(made))


def test_an_agreement_waits_for_the_revised_budget_and_holds_it(made):
    use_template(Round.objects.get(), made.template, by=made.officer)
    award = fresh(made).award
    with pytest.raises(MoveRefused, match="less than"):
        agreements.make_agreement(award, made.certifier, by=made.officer)
    actions.accept_revision(sent(made), by=made.officer)

    facts = agreements.make_agreement(award, made.certifier, by=made.officer).facts
    tables = {block["caption"]: block["rows"] for block in facts["blocks"] if block["kind"] == "table"}
    assert tables["Budget"][0] == ["Personnel", "$39,000.00", "$0.00"]
    assert tables["Budget"][-1] == ["In all", "$90,000.00", "$22,000.00"]
    assert tables["Targets"][0][1] == "75 people"
    assert tables["Work plan"] == [["Meet monthly", "1 to 20", "–", "Plan"]]


def test_the_differences_are_marked(made):
    sent(made)
    page = revision_page(made.award)

    assert [(row.category, row.change) for row in page.lines if row.differs] == [
        ("Personnel", Decimal(-9_000)),
        ("Indirect charges", Decimal(-1_000)),
    ]
    assert page.change == -10_000
    assert all(row.differs for row in [*page.targets, *page.activities])


# The pages


def typed(made, **more):
    page = revision_page(made.award)
    data = {key: "" if value is None else str(value) for key, value in page.initial.items() if value is not False}
    for row in page.lines:
        if row.line.category in ("personnel", "indirect"):
            data[f"l{row.line.pk}-amount"] = "39,000" if row.line.category == "personnel" else "9000"
    return data | more


OWN = {"convener": 200, "certifier": 200, "neighbor": 404, "officer": 403, "stranger": 302}
STAFF = {"officer": 200, "fiscal": 200, "auditor": 200, "convener": 403, "stranger": 302}
DECIDES = {"officer": 302, "director": 302, "fiscal": 403, "auditor": 403, "convener": 403, "stranger": 401}
WRITES = {"convener": 302, "certifier": 302, "neighbor": 404, "officer": 403, "stranger": 401}


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_which_grantees_may_see(made, who, name, status):
    assert who(name).get(reverse("my-revision", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), STAFF.items())
def test_which_staff_may_see(made, who, name, status):
    sent(made)
    assert who(name).get(reverse("award-revision", args=[made.award.pk])).status_code == status


@pytest.mark.parametrize(("name", "status"), DECIDES.items())
def test_who_may_decide(made, who, name, status):
    sent(made)
    data = {"act": "accept"}
    assert who(name).post(reverse("award-revision-decide", args=[made.award.pk]), data).status_code == status


@pytest.mark.parametrize(("name", "status"), WRITES.items())
def test_who_may_write(made, who, name, status):
    url = reverse("my-revision-save", args=[made.award.pk])
    assert who(name).post(url, typed(made, act="send")).status_code == status
    assert AwardRevision.objects.filter(status="sent").exists() == (status == 302)


def test_another_states_revision_does_not_exist(committed_db):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        award = offered().award
    with state_scope(ga):
        client = factories.client(ga, factories.member("officer", "convener"))
    for view in ("award-revision", "my-revision"):
        assert client.get(reverse(view, args=[award.pk])).status_code == 404


def test_the_page_says_what_to_mend_and_keeps_what_was_typed(made, who):
    client, url = who("convener"), reverse("my-revision-save", args=[made.award.pk])
    line = BudgetLine.objects.get(category="personnel")
    key = f"l{line.pk}-amount"

    assert 'value="80"' in client.get(reverse("my-revision", args=[made.award.pk])).content.decode()
    page = client.post(url, typed(made, act="send") | {key: "forty"})
    assert page.status_code == 422
    assert 'value="forty"' in page.content.decode()
    page = client.post(url, typed(made, act="send") | {key: "40,000"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Saved, not sent." in text
    assert "That is $1,000.00 too much." in text
    assert 'value="40,000.00"' in text


def test_both_sides_see_where_it_stands(made, who):
    mine = reverse("my-award", args=[made.award.pk])
    assert "Revise the budget" in who("convener").get(mine).content.decode()
    sent(made)
    assert "What you sent" in who("convener").get(mine).content.decode()
    assert "Read what changed" in who("officer").get(reverse("award", args=[made.award.pk])).content.decode()
    page = who("officer").get(reverse("award-revision", args=[made.award.pk])).content.decode()
    assert "−$9,000" in page
    answer = who("officer").post(reverse("award-revision-decide", args=[made.award.pk]), {"act": "return"})
    assert "Give a reason." in answer.content.decode()
