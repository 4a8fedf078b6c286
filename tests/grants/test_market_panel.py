"""How often employers were talked with, beside an application's industry assessment and kept with it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.permissions import Role
from grants.readmodels.application_content import content_to_freeze
from grants.readmodels.market_panel import talks_about
from partnerships.models import EmployerConversation, IndustryAnalysis
from tests import factories

LEHIGH, BERKS = "42077", "42011"


def analysis(**fields) -> IndustryAnalysis:
    """Published, where nothing else is said."""
    by = fields.pop("by", None) or factories.member(Role.ANALYST)
    published = {"status": "published", "published_at": timezone.now(), "published_by": by, "rationale": "They pay."}
    given = {"title": "Industries", "method": "1", "sha256": "0" * 64, "made_by": by} | published | fields
    return IndustryAnalysis.objects.create(**given)


def talk(of: IndustryAnalysis, employer: str, days_ago: int = 10, **fields) -> None:
    held_on = timezone.localdate() - dt.timedelta(days=days_ago)
    EmployerConversation.objects.create(
        analysis=of, employer=employer, held_on=held_on, interviewer="Elena", recorded_by=of.made_by, **fields
    )


@pytest.mark.claim(8)
def test_talks_of_the_industry_in_the_counties_are_counted_each_employer_once(pa):
    region = analysis(county_fips=[LEHIGH, "42095"])
    talk(region, "Slate Belt Machining", 400, naics="332710", county_fips=LEHIGH)
    talk(region, "Slate Belt Machining, Inc.", 30, naics="3327")
    talk(region, "Bright Metals", 20, naics="33")
    talk(region, "Forge Works", 5, naics="31-33")
    talk(region, "A hospital", naics="62")
    talk(region, "Far away", naics="3327", county_fips=BERKS)
    talk(region, "Long ago", 800, naics="3327")
    talk(analysis(county_fips=[LEHIGH], status="withdrawn"), "Withdrawn", naics="3327")
    talk(analysis(), "For all the state, of no industry")
    talk(analysis(county_fips=[LEHIGH], status="draft"), "Of a draft", naics="3327")

    found = talks_about([LEHIGH], ["3327"])

    assert (found["number"], found["employers"]) == (5, 4)
    assert found["sentence"].startswith("Employers of this industry here were talked with 5 times (4 employers, ")
    assert talks_about([LEHIGH], ["31-33"])["number"] == 5
    assert talks_about([BERKS], ["3327"])["number"] == 2
    assert talks_about([LEHIGH], [])["number"] == 1


@pytest.mark.claim(8)
def test_the_application_keeps_what_was_published_when_it_was_sent_and_names_nobody(pa, round):
    application = factories.application(round, county_fips=[LEHIGH], naics=["3327"])
    of = analysis(county_fips=[LEHIGH])
    talk(of, "Bright Metals", naics="3327")
    by = application.submitted_by or factories.member(Role.CONVENER, over=application.organization)
    frozen = content_to_freeze(application, certified_by=by, state=pa)
    talk(of, "Forge Works", naics="3327")

    assert frozen["labor_market"]["talks"]["number"] == 1
    assert "talked with once (fewer than three employers, " in frozen["labor_market"]["talks"]["sentence"]
    assert "Bright Metals" not in str(frozen["labor_market"])
    assert talks_about([LEHIGH], ["3327"])["number"] == 2


def test_nothing_on_the_record_is_said_so_and_another_states_talks_count_nowhere(db):
    with state_scope(factories.state("ga")):
        talk(analysis(), "Peach Works")
    with state_scope(factories.state("pa")):
        found = talks_about([LEHIGH], ["3327"])
    assert found["number"] == 0
    assert found["sentence"] == (
        "No talk with an employer of this industry here stands in a published analysis of the last 24 months."
    )
