"""Conflicts with organizations that are written by another name, the fiscal agent, and panels that are planned."""

from __future__ import annotations

import pytest

from grants.actions import conflicts, panels
from grants.choices import LetterAskedKind
from grants.models import Affiliation, Application, BudgetLine, Conflict, LetterRequest
from grants.readmodels.ties import keys_of
from partnerships.models import ConvenerEngagement
from tests import factories
from tests.grants.panelling import later


@pytest.fixture
def college(desk):
    return factories.organization("Bucks Motor College", aliases=["BMC", "Bucks Motors"])


@pytest.fixture
def rita(desk, college):
    """Rita 2 works at the college; her register names it by its legal name alone."""
    member = desk.people.reviewers[1]
    Affiliation.objects.create(
        member=member, name="Bucks Motor College", kind="employer", part="works", expires_on=later().date()
    )
    return member


def found(desk, member):
    conflicts.scan([desk.application])
    return set(Conflict.objects.filter(reviewer=member).values_list("kind", "severity"))


@pytest.mark.rule("BR-24")
@pytest.mark.parametrize("name", ["BMC", "Bucks Motors", "Bucks Motor College"])
@pytest.mark.parametrize("field", ["subrecipient", "match_source"])
def test_a_subrecipient_or_match_source_written_by_an_alias_is_found(desk, rita, name, field):
    kind = {"subrecipient": "subrecipient", "match_source": "match"}[field]
    BudgetLine.objects.create(application=desk.application, category="contractual", amount=5_000, **{field: name})
    assert found(desk, rita) == {(kind, "hard")}


def test_so_is_one_by_the_name_of_a_double_that_was_merged(desk, rita, college):
    factories.organization("Bristol Machine Center", merged_into=college)
    desk.application.partners.create(name="Bristol Machine Center", role="other")
    assert found(desk, rita) == {("partner", "soft")}


def test_and_the_writer_of_a_letter(desk, rita):
    LetterRequest.objects.create(
        application=desk.application,
        kind=LetterAskedKind.values[0],
        organization="BMC",
        person="Pat Doe",
        email="pat@gmail.com",
        due_at=later(),
        requested_by=desk.application.started_by,
    )
    assert found(desk, rita) == {("letter", "soft")}


def test_her_own_register_may_say_the_alias(desk, college):
    member = desk.people.reviewers[2]
    Affiliation.objects.create(member=member, name="BMC", kind="employer", part="works", expires_on=later().date())
    BudgetLine.objects.create(
        application=desk.application, category="contractual", amount=5_000, subrecipient="Bucks Motor College"
    )
    assert found(desk, member) == {("subrecipient", "hard")}
    assert keys_of(["BMC", "Nobody at all", " "]) == {"BMC": college.pk}


def test_the_fiscal_agent_is_who_disclosed_it_and_else_who_says_so_in_words(desk, rita, college):
    lead = desk.application.organization
    partnership = factories.partnership(lead)
    Application.objects.filter(pk=desk.application.pk).update(partnership=partnership)
    desk.application.refresh_from_db()
    row = desk.application.partners.create(name="BMC", role="other", commitment="Acts as fiscal agent")
    assert found(desk, rita) == {("fiscal_agent", "hard")}
    ConvenerEngagement.objects.filter(partnership=partnership).delete()
    ConvenerEngagement.objects.create(
        partnership=partnership, organization=lead, convener_type=lead.type, disclosures=["fiscal_agent"]
    )
    conflicts.scan([desk.application])
    stands = Conflict.objects.filter(reviewer=rita).standing().values_list("kind", flat=True)
    assert list(stands) == ["partner"], "the words of a commitment are read only where nobody disclosed it"
    row.delete()
    ConvenerEngagement.objects.update(organization=college)
    conflicts.scan([desk.application])
    assert "fiscal_agent" in Conflict.objects.filter(reviewer=rita).standing().values_list("kind", flat=True)


def test_planning_a_panel_and_setting_its_agenda_run_the_rules(desk, college, people):
    member = people.reviewers[1]
    plan = panels.Plan(later(), "Room 4", people.officer, 1, people.reviewers)
    BudgetLine.objects.create(application=desk.application, category="contractual", amount=5_000, subrecipient="BMC")
    tie = Affiliation.objects.create(
        member=member, name="Bucks Motor College", kind="employer", part="works", expires_on=later().date()
    )
    meeting = panels.plan_meeting(desk.round, plan, by=people.officer)
    assert Conflict.objects.filter(reviewer=member).standing().exists()
    Conflict.objects.all().delete()
    Affiliation.objects.filter(pk=tie.pk).update(part="board")
    panels.set_agenda(meeting, {desk.application.pk: None}, by=people.officer)
    assert Conflict.objects.filter(reviewer=member).standing().exists()
