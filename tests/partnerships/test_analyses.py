"""An industry analysis from the state's draft to what legislators read: versions, conversations, publication, age."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.facts import sha256_of
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions import analyses as deeds
from partnerships.actions.conversations import record_conversation, remove_conversation
from partnerships.models import EmployerConversation, IndustryAnalysis
from partnerships.readmodels.voices import conversations_of, employers_in
from partnerships.rules.analyses import LEAST_CONVERSATIONS, MOVES, differences, lacks
from tests import factories
from tests.partnerships.analysing import ANSWERS, CHOSEN, saved, talked, written

pytestmark = pytest.mark.usefixtures("reference")


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.claim(37)
def test_a_states_draft_becomes_a_regions_version_that_is_computed_for_its_counties(pa, region, shared, elena):
    made = deeds.adapt_analysis(shared, region, state=pa, by=elena)

    assert (made.author_role, made.parent, made.region, made.status) == ("region", shared, region, "draft")
    assert made.county_fips == ["42077", "42095"]
    assert made.weights == shared.weights
    assert made.result["place"] == "Lehigh Valley"
    first = {line["code"]: line for line in made.lines}["21"]
    assert (first["before"], first["jobs"]) == (390, 450)
    assert made.sha256 == sha256_of(made.result) != shared.sha256


@pytest.mark.claim(37)
def test_what_differs_between_two_versions_is_said_choice_by_choice_and_rank_by_rank(pa, region, shared, elena):
    made = deeds.adapt_analysis(shared, region, state=pa, by=elena)
    deeds.write_analysis(
        made, by=elena, chosen={"21": "Quarries.", "23": "As the state says."}, changes="Quarries lead here."
    )

    page = text(factories.client(pa, elena).get(f"/analyses/{made.pk}/compare/"))

    assert "Quarries lead here." in page
    lines = differences(
        shared.lines, IndustryAnalysis.objects.get(pk=made.pk).lines, shared.chosen, {"21": "", "23": ""}
    )
    assert [(one.code, one.was_chosen, one.is_chosen) for one in lines[:2]] == [
        ("11", True, False),
        ("21", False, True),
    ]
    assert page.index("Left out") < page.index("Added")


@pytest.mark.claim(37)
def test_an_analysis_that_is_older_than_twelve_months_says_so(pa, region, nadia):
    analysis = written(saved(pa, nadia), nadia)
    talked(analysis, 5, nadia)
    deeds.publish_analysis(analysis, by=nadia)
    public = factories.client(pa)
    for days, old in ((360, False), (370, True)):
        IndustryAnalysis.objects.update(published_at=timezone.now() - dt.timedelta(days=days))
        for address in ("/why-these-industries/", f"/why-these-industries/{analysis.pk}/"):
            assert ("Older than 12 months" in text(public.get(address))) is old
        assert ("Older than 12 months" in text(factories.client(pa, nadia).get(f"/analyses/{analysis.pk}/"))) is old


@pytest.mark.claim(39)
def test_publication_is_blocked_below_five_employers_unless_a_reason_waives_it(pa, region, nadia):
    analysis = written(saved(pa, nadia), nadia)
    talked(analysis, 4, nadia)
    client = factories.client(pa, nadia)

    answer = client.post(f"/analyses/{analysis.pk}/publish/", {"waiver": " "})
    assert answer.status_code == 422
    assert "4 employers were talked with; 5 are the least." in text(answer)
    assert IndustryAnalysis.objects.get().status == "draft"

    client.post(f"/analyses/{analysis.pk}/publish/", {"waiver": "Only four employers have over ten people here."})
    published = IndustryAnalysis.objects.get()
    assert published.status == "published"
    page = text(factories.client(pa).get(f"/why-these-industries/{analysis.pk}/"))
    assert "Only four employers have over ten people here." in page
    assert AuditEvent.objects.get(deed="industryanalysis.publish").details["waiver"].startswith("Only four")


@pytest.mark.claim(39)
def test_the_same_employer_twice_is_one_employer_and_talks_of_published_versions_count_for_the_state(
    pa, region, shared, elena, nadia
):
    own = deeds.adapt_analysis(shared, region, state=pa, by=elena)
    talked(own, 4, elena)
    again = {
        "needs": [],
        "held_on": dt.date(2026, 6, 1),
        "employer": " slate  belt machining 1",
        "interviewer": "E",
        "by": elena,
    }
    record_conversation(own, **again)
    assert [employers_in(conversations_of(one)) for one in (own, shared)] == [4, 0]
    written(own, elena, changes="Quarries lead here.")
    own = deeds.move_analysis(IndustryAnalysis.objects.get(pk=own.pk), "hand_in", by=elena)
    deeds.publish_analysis(own, by=nadia, waiver="Four employers have over ten people here.")
    assert [employers_in(conversations_of(one)) for one in (own, shared)] == [4, 4]
    with pytest.raises(deeds.Lacking, match="4 employers were talked with"):
        deeds.publish_analysis(shared, by=nadia)
    talked(shared, 5, nadia)
    assert deeds.publish_analysis(shared, by=nadia).status == "published"


@pytest.mark.claim(41)
def test_the_analysis_asks_for_distinct_regions_with_evidence_and_is_not_published_without(pa, region, nadia):
    analysis = written(saved(pa, nadia), nadia, assessment={"regions": "Lehigh and Northampton."})
    talked(analysis, 5, nadia)

    answer = factories.client(pa, nadia).post(f"/analyses/{analysis.pk}/publish/")

    assert answer.status_code == 422
    assert "“How do you know that each is one labor market?” has no answer." in text(answer)
    deeds.write_analysis(analysis, by=nadia, assessment=ANSWERS)
    assert deeds.publish_analysis(analysis, by=nadia).published_by == nadia


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"rationale": " "}, "The rationale is empty."),
        ({"chosen": {}}, "No industry is chosen."),
        ({"chosen": {"11": ""}}, "Say why NAICS 11 is chosen."),
        ({"employers": 0}, "No employer was talked with; 5 are the least."),
        ({"employers": 1}, "1 employer was talked with"),
        ({"employers": 1, "waiver": "x"}, ""),
        ({}, ""),
    ],
)
def test_everything_that_is_missing_is_said_at_once(changed, sentence):
    given = {"rationale": "Why.", "chosen": CHOSEN, "assessment": ANSWERS, "employers": LEAST_CONVERSATIONS} | changed
    found = lacks(**given)
    assert sentence in " ".join(one.text for one in found)
    assert bool(found) is bool(sentence)


def test_the_database_refuses_what_is_published_without_a_rationale(pa, region, nadia):
    made = saved(pa, nadia)
    with pytest.raises(IntegrityError), transaction.atomic():
        IndustryAnalysis.objects.filter(pk=made.pk).update(status="published", published_at=timezone.now())


def test_a_region_hands_in_with_words_and_the_analyst_sends_back_or_publishes(pa, region, elena, shared, nadia):
    made = deeds.adapt_analysis(shared, region, state=pa, by=elena)
    with pytest.raises(MoveRefused, match="Say what your version changes"):
        deeds.move_analysis(made, "hand_in", by=elena)
    written(made, elena, changes="Quarries lead here.")
    talked(made, 5, elena)
    made = deeds.move_analysis(IndustryAnalysis.objects.get(pk=made.pk), "hand_in", by=elena)
    with pytest.raises(MoveRefused, match="This analysis is handed in: what it says stays"):
        deeds.write_analysis(made, by=elena, rationale="More.")
    with pytest.raises(MoveRefused, match="Give a reason"):
        deeds.move_analysis(made, "send_back", by=nadia)
    made = deeds.move_analysis(made, "send_back", by=nadia, reason="Name the year of the commuting data.")
    assert made.status == "draft"
    deeds.move_analysis(made, "hand_in", by=elena)
    assert deeds.publish_analysis(made, by=nadia).status == "published"
    told = list(Email.objects.order_by("pk").values_list("template", "to"))
    assert [(template, to) for template, to in told if to in (elena.email, nadia.email)] == [
        ("analysis_shared", elena.email),
        ("analysis_handed_in", nadia.email),
        ("analysis_sent_back", elena.email),
        ("analysis_handed_in", nadia.email),
        ("analysis_published", elena.email),
    ]
    assert "Name the year of the commuting data." in Email.objects.get(template="analysis_sent_back").text


def test_a_regions_draft_is_not_published_before_it_is_handed_in(pa, region, shared, elena, nadia):
    made = written(deeds.adapt_analysis(shared, region, state=pa, by=elena), elena)
    talked(made, 5, elena)
    with pytest.raises(MoveRefused, match="has not handed this version in"):
        deeds.publish_analysis(made, by=nadia)
    page = factories.client(pa, nadia).get(f"/analyses/{made.pk}/").content.decode()
    assert f"/analyses/{made.pk}/publish/" not in page


def test_a_new_version_replaces_the_published_one_only_when_it_is_published(pa, region, nadia):
    first = written(saved(pa, nadia), nadia)
    talked(first, 5, nadia)
    with pytest.raises(MoveRefused, match="a draft is changed"):
        deeds.renew_analysis(first, state=pa, by=nadia)
    first = deeds.publish_analysis(first, by=nadia)
    second = deeds.renew_analysis(first, state=pa, by=nadia)
    assert deeds.renew_analysis(first, state=pa, by=nadia) == second
    assert (second.rationale, second.chosen, second.replaces) == (first.rationale, first.chosen, first)
    talked(second, 5, nadia)
    deeds.publish_analysis(second, by=nadia)
    first.refresh_from_db()
    assert (first.status, first.ended_reason) == ("superseded", f"Replaced by {second.title}.")
    public = factories.client(pa)
    assert public.get(f"/why-these-industries/{first.pk}/").status_code == 404
    assert public.get(f"/why-these-industries/{second.pk}/").status_code == 200


def test_a_second_press_on_publish_is_told_that_it_is_published_and_never_to_withdraw_it(
    pa, region, shared, elena, nadia
):
    first = written(saved(pa, nadia), nadia)
    talked(first, 5, nadia)
    renewed = deeds.renew_analysis(deeds.publish_analysis(first, by=nadia), state=pa, by=nadia)
    talked(renewed, 5, nadia)
    own = written(deeds.adapt_analysis(shared, region, state=pa, by=elena), elena, changes="Quarries lead here.")
    talked(own, 5, elena)
    own = deeds.move_analysis(IndustryAnalysis.objects.get(pk=own.pk), "hand_in", by=elena)
    for one in (renewed, own):
        deeds.publish_analysis(one, by=nadia)
        with pytest.raises(MoveRefused, match=r"^You cannot publish this analysis: it is published now\.$"):
            deeds.publish_analysis(one, by=nadia)
        assert IndustryAnalysis.objects.get(pk=one.pk).status == "published"


def test_a_region_without_figures_keeps_the_states_and_says_so(pa, region, shared, elena):
    far = factories.region(["42003"])
    made = deeds.adapt_analysis(shared, far, state=pa, by=elena)
    assert made.lines == shared.lines
    assert made.result["notes"][0].endswith("The figures of Pennsylvania stand here instead.")
    with pytest.raises(MoveRefused, match="has a version of this analysis already"):
        deeds.adapt_analysis(shared, far, state=pa, by=elena)


@pytest.mark.parametrize("name", MOVES)
def test_each_move_starts_where_its_table_says(pa, region, nadia, name):
    for status in ("draft", "shared", "submitted", "superseded", "withdrawn"):
        IndustryAnalysis.objects.all().delete()
        analysis = saved(pa, nadia)
        IndustryAnalysis.objects.update(status=status)
        analysis.refresh_from_db()
        allowed = status in MOVES[name].sources and name in ("share", "withdraw")
        try:
            deeds.move_analysis(analysis, name, by=nadia, reason="Because.")
        except MoveRefused:
            assert not allowed, (name, status)
        else:
            assert allowed, (name, status)


def test_a_conversation_is_written_down_with_its_occupations(pa, region, shared, elena):
    own = deeds.adapt_analysis(shared, region, state=pa, by=elena)
    factories.organization("Slate Belt Machining", type="employer")
    client = factories.client(pa, elena)
    sent = {
        "held_on": "2026-05-04", "employer": "slate belt machining", "interviewer": "Elena", "naics": "3327",
        "county_fips": "42095", "quote": "We would hire ten tomorrow.", "may_quote": "on",
        "needs-TOTAL_FORMS": "3", "needs-INITIAL_FORMS": "0",
        "needs-0-occupation": "Machinists", "needs-0-openings": "4", "needs-0-is_hard_to_fill": "on",
        "needs-0-hourly_wage": "25.50", "needs-0-problem": "Nobody trains by night",
    }  # fmt: skip
    wrong = client.post(f"/analyses/{own.pk}/conversations/new/", sent | {"needs-1-openings": "2", "naics": "x"})
    assert wrong.status_code == 422
    assert "Name the occupation that this row is about." in text(wrong)
    assert "A NAICS code has two to six digits" in text(wrong)
    assert 'value="Machinists"' in text(wrong)

    assert client.post(f"/analyses/{own.pk}/conversations/new/", sent).status_code == 302
    talk = EmployerConversation.objects.get()
    need = talk.needs.get()
    assert (talk.organization.legal_name, talk.is_confidential, talk.recorded_by) == (
        "Slate Belt Machining",
        False,
        elena,
    )
    assert (need.soc, need.openings, str(need.hourly_wage)) == ("514041", 4, "25.50")
    assert client.get(f"/conversations/{talk.pk}/remove/").status_code == 200
    client.post(f"/conversations/{talk.pk}/remove/")
    assert not EmployerConversation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"held_on": dt.date(2999, 1, 1)}, "still to come"),
        ({"may_quote": True, "quote": " "}, "no words to quote"),
    ],
)
def test_a_talk_that_cannot_be_is_refused(pa, region, nadia, changed, sentence):
    analysis = saved(pa, nadia)
    given = {"needs": [], "held_on": dt.date(2026, 5, 1), "employer": "Acme", "interviewer": "N", "by": nadia}
    with pytest.raises(MoveRefused, match=sentence):
        record_conversation(analysis, **given | changed)


def test_whoever_spoke_in_confidence_is_named_to_nobody_outside(pa, region, nadia):
    analysis = written(saved(pa, nadia), nadia)
    talked(analysis, 5, nadia)
    deeds.publish_analysis(analysis, by=nadia)
    address, staff = f"/why-these-industries/{analysis.pk}/", f"/analyses/{analysis.pk}/"

    public = text(factories.client(pa).get(address))
    assert "5 employers in 5 conversations." in public
    assert "“We would hire ten tomorrow.”" in public
    assert "Slate Belt Machining 1" in public
    assert "Slate Belt Machining 2" not in public
    assert "Slate Belt Machining 2" not in text(factories.client(pa, factories.member(Role.OFFICER)).get(staff))
    assert "Slate Belt Machining 2" in text(factories.client(pa, nadia).get(staff))
    talk = EmployerConversation.objects.first()
    with pytest.raises(MoveRefused, match="what it says stays"):
        remove_conversation(talk, by=nadia)


def test_legislators_read_plain_words_with_source_and_what_was_not_computed(pa, region, nadia):
    analysis = written(saved(pa, nadia), nadia)
    talked(analysis, 5, nadia)
    deeds.publish_analysis(analysis, by=nadia)
    client = factories.client(pa)

    assert "Industries of Pennsylvania, 2026" in text(client.get("/why-these-industries/"))
    page = text(client.get(f"/why-these-industries/{analysis.pk}/"))
    for words in (
        "It grew twice as fast as anywhere and pays.",
        "1,000 jobs in Pennsylvania.",
        "Its share of jobs is",
        "Jobs changed by +100.0% from 2024 to 2025.",
        "Source: U.S. Bureau of Labor Statistics, Quarterly Census of Employment and Wages, 2024 and 2025",
        "Not computed: suppressed.",
        "Concentration, 20 of 100",
        analysis.sha256,
    ):
        assert words in page, words
    assert client.get(f"/why-these-industries/{analysis.pk}/candidates.csv").content.startswith(b"Rank,Score,NAICS")


def test_choices_are_ticked_with_reasons_and_a_wrong_code_keeps_what_was_typed(pa, region, nadia):
    analysis = saved(pa, nadia)
    client = factories.client(pa, nadia)
    sent = {
        "title": "T",
        "rationale": "R",
        "choose-11": "on",
        "why-11": "Grows.",
        "why-21": "Not ticked.",
        "also": "999",
    }

    wrong = client.post(f"/analyses/{analysis.pk}/write/", sent)
    assert wrong.status_code == 422
    assert "NAICS 999 is none of the candidates" in text(wrong)
    assert 'value="Grows."' in text(wrong)
    assert 'value="Not ticked."' in text(wrong)
    assert client.post(f"/analyses/{analysis.pk}/write/", sent | {"also": "62", "why-also": "Care."}).status_code == 302
    analysis.refresh_from_db()
    assert analysis.chosen == {"11": "Grows.", "62": "Care."}
