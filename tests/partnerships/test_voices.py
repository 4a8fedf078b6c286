"""What is told of talks with employers outside the circle that writes an analysis, and how employers are counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from core.permissions import Role
from partnerships.actions import analyses as deeds
from partnerships.actions.conversations import record_conversation
from partnerships.actions.merging import merge_organizations
from partnerships.models import EmployerConversation, IndustryAnalysis
from partnerships.readmodels.voices import conversations_of, employers_in, voices_of
from tests import factories
from tests.partnerships.analysing import saved, talked, written

pytestmark = pytest.mark.usefixtures("reference")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def talk(analysis, employer: str, by, *, day: int = 1, needs=(), **more) -> EmployerConversation:
    given = {"held_on": dt.date(2026, 5, day), "interviewer": "Elena", "needs": list(needs)} | more
    return record_conversation(analysis, employer=employer, by=by, **given)


def need(occupation: str, openings=None, wage=None, problem: str = "", *, hard: bool = False) -> dict:
    pay = None if wage is None else Decimal(wage)
    words = {"problem": problem, "is_hard_to_fill": hard}
    return {"occupation": occupation, "openings": openings, "hourly_wage": pay} | words


@pytest.fixture
def told(pa, region, nadia):
    """A published analysis: five employers, of whom one agreed to be quoted."""
    analysis = written(saved(pa, nadia), nadia)
    machinists = [
        need("Machinists", n, "25.00", "Our night shift at the Easton plant is closed", hard=True) for n in (1, 2)
    ]
    talk(analysis, "One", nadia, needs=[machinists[0], need("Welders", 41, "33.75")], is_confidential=True)
    talk(analysis, "Two", nadia, needs=[machinists[1], need("Welders", 52)], is_confidential=False)
    agreed = {"quote": "We would hire ten tomorrow.", "may_quote": True, "is_confidential": True}
    talk(analysis, "Three", nadia, needs=[need("Machinists", 4, "31.50", "Nobody trains by night")], **agreed)
    talk(analysis, "Four", nadia, needs=[need("Machinists", 3), need("Millwrights", 61, "44.44")])
    talk(analysis, "Five", nadia)
    return deeds.publish_analysis(analysis, by=nadia)


@pytest.mark.claim(39)
def test_words_are_printed_only_of_those_who_agreed(pa, told, nadia):
    page = text(factories.client(pa).get(f"/why-these-industries/{told.pk}/"))
    assert "Easton plant" not in page
    assert "Nobody trains by night" in page
    assert "“We would hire ten tomorrow.”" in page
    officer = factories.client(pa, factories.member(Role.OFFICER))
    assert "Easton plant" not in text(officer.get(f"/analyses/{told.pk}/"))
    assert "Easton plant" in str(voices_of(conversations_of(told)).problems)


@pytest.mark.claim(39)
def test_openings_and_pay_are_printed_where_three_employers_stand_behind_them(pa, told, nadia):
    page = text(factories.client(pa).get(f"/why-these-industries/{told.pk}/"))
    csv = factories.client(pa).get(f"/why-these-industries/{told.pk}/candidates.csv").content.decode()

    rows = {one.occupation: one for one in voices_of(conversations_of(told), outside=True).asked}
    few = "fewer than three employers"
    assert (rows["Machinists"].employers, rows["Machinists"].openings, rows["Machinists"].wages) == (
        "4", "10", "$25.00 to $31.50",
    )  # fmt: skip
    assert rows["Machinists"].hard == few
    for name in ("Welders", "Millwrights"):
        assert [getattr(rows[name], part) for part in ("employers", "openings", "hard", "wages")] == [few] * 4
    for secret in ("33.75", "44.44", "93", "61"):
        assert f">{secret}<" not in page
        assert f"${secret}" not in page + csv
    staff = text(factories.client(pa, nadia).get(f"/analyses/{told.pk}/"))
    assert "$44.44" in staff
    assert "$44.44" not in text(factories.client(pa, factories.member(Role.OFFICER)).get(f"/analyses/{told.pk}/"))


def test_an_employer_that_was_talked_with_twice_counts_once_with_its_newest_figures(pa, region, nadia):
    analysis = saved(pa, nadia)
    for day, openings in ((1, 5), (9, 7)):
        talk(analysis, "Acme", nadia, day=day, needs=[need("Welders", openings, "20.00", hard=True)])
    for name in ("Best", "Core"):
        talk(analysis, name, nadia, needs=[need("Welders", 1, "21.00")])
    row = voices_of(conversations_of(analysis), outside=True).asked[0]
    assert (row.employers, row.openings, row.wages) == ("3", "9", "$20.00 to $21.00")


@pytest.mark.claim(37)
def test_the_states_page_shows_talks_of_versions_that_were_published_by_then(pa, region, shared, elena, nadia):
    own = written(deeds.adapt_analysis(shared, region, state=pa, by=elena), elena, changes="Quarries lead here.")
    talked(own, 5, elena)
    other = deeds.adapt_analysis(shared, factories.region(["42003"]), state=pa, by=nadia)
    talk(other, "Still being written", nadia, is_confidential=False)
    reader = factories.member(Role.CONVENER, over=factories.partnership(region=region).convener)
    assert "Still being written" not in text(factories.client(pa, reader).get(f"/analyses/{shared.pk}/"))
    own = deeds.move_analysis(IndustryAnalysis.objects.get(pk=own.pk), "hand_in", by=elena)
    deeds.publish_analysis(own, by=nadia)
    deeds.publish_analysis(shared, by=nadia)
    address = f"/why-these-industries/{shared.pk}/"
    assert "5 employers in 5 conversations." in (before := text(factories.client(pa).get(address)))
    assert "what regions heard later stands in their own versions" in before

    talked(other, 6, nadia)
    written(other, nadia, changes="Nothing, because nobody said so.")
    deeds.move_analysis(IndustryAnalysis.objects.get(pk=other.pk), "hand_in", by=nadia)
    deeds.publish_analysis(other, by=nadia)
    assert text(factories.client(pa).get(address)).split("<main", 1)[1] == before.split("<main", 1)[1]
    deeds.move_analysis(IndustryAnalysis.objects.get(pk=own.pk), "withdraw", by=nadia, reason="A wrong county.")
    assert "No employer was talked with." in text(factories.client(pa).get(address))


@pytest.mark.claim(39)
def test_one_employer_under_five_names_is_one_employer(pa, region, nadia):
    analysis = written(saved(pa, nadia), nadia)
    for name in ("Acme Inc.", "Acme, Inc.", "ACME", "The Acme Company", "acme  inc"):
        talk(analysis, name, nadia)
    assert employers_in(conversations_of(analysis)) == 1
    with pytest.raises(deeds.Lacking, match="1 employer was talked with"):
        deeds.publish_analysis(analysis, by=nadia)


@pytest.mark.claim(39)
def test_a_double_an_alias_and_a_name_typed_before_it_was_known_are_the_organization(pa, region, nadia):
    analysis = saved(pa, nadia)
    early = talk(analysis, "Lehigh Forge, LLC", nadia)
    kept = factories.organization("Lehigh Forge", type="employer", aliases=["The Old Forge Works"])
    double = factories.organization("Forge of Lehigh", type="employer")
    linked = talk(analysis, "forge of lehigh", nadia)
    aliased = talk(analysis, "The Old Forge Works", nadia)
    assert (early.organization, linked.organization, aliased.organization) == (None, double, kept)
    assert employers_in(conversations_of(analysis)) == 2
    merge_organizations(kept, double, by=nadia, reason="The same works.")
    assert talk(analysis, "Forge of Lehigh Inc.", nadia).organization == kept
    assert employers_in(conversations_of(analysis)) == 1


def test_counting_employers_costs_the_same_for_any_number(pa, region, nadia, django_assert_num_queries):
    analysis = saved(pa, nadia)
    for number in (1, 3):
        talked(analysis, number, nadia)
        with django_assert_num_queries(3):
            voices_of(conversations_of(analysis), outside=True)


def test_a_second_press_gets_the_version_that_is_being_written(pa, region, nadia):
    first = written(saved(pa, nadia), nadia)
    talked(first, 5, nadia)
    deeds.publish_analysis(first, by=nadia)
    client = factories.client(pa, nadia)
    answers = [client.post(f"/analyses/{first.pk}/renew/") for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert IndustryAnalysis.objects.filter(replaces=first).count() == 1


def test_what_was_replaced_by_another_is_not_replaced_again(pa, region, nadia):
    first = written(saved(pa, nadia), nadia)
    talked(first, 5, nadia)
    first = deeds.publish_analysis(first, by=nadia)
    second = deeds.renew_analysis(first, state=pa, by=nadia)
    with transaction.atomic():
        twin = IndustryAnalysis.objects.get(pk=second.pk)
        twin.pk = None
        twin.save(force_insert=True)
    for one in (second, twin):
        talked(one, 5, nadia)
    deeds.publish_analysis(second, by=nadia)
    with pytest.raises(deeds.MoveRefused, match="Another version has replaced"):
        deeds.publish_analysis(twin, by=nadia)
