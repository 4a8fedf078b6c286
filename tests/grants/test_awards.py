"""Answering an award, and the reports that follow from it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pikepdf
import pytest
from django.template.loader import render_to_string

from core import pdf
from core.isolation import state_scope
from core.models import AuditEvent, Email, StoredFile
from core.moves import MoveRefused, check_move
from grants.actions import awards as actions
from grants.actions import decisions
from grants.choices import AwardStatus
from grants.models import Award, Letter, Report
from grants.rules.awards import MOVES
from grants.tasks.letters import draw_letter
from tests import factories
from tests.grants.deciding import send_all


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", AwardStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why") is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


@pytest.fixture
def round(pa):
    return factories.round(
        "review", money="100000", period_starts_on=dt.date(2027, 1, 1), match_percent=25, match_basis="of_award"
    )


@pytest.fixture
def award(round, reviewed, people):
    reviewed(round, 250, 260, 270, county_fips=["42077"], title="Lehigh Valley Manufacturing")
    slate = decisions.recommend_slate(decisions.start_decision(round, by=people.officer), by=people.officer)
    decisions.approve_slate(slate, by=people.director)
    (made,) = send_all(slate, by=people.officer)
    return made


def convener(award):
    return award.application.submitted_by


def test_the_award_has_its_period_match_and_officer(award, people):
    assert (award.starts_on, award.ends_on) == (dt.date(2027, 1, 1), dt.date(2027, 6, 30))
    assert award.match_required == Decimal("25000.00")
    assert award.officer == people.officer


def test_a_partnership_without_a_record_gets_one(award):
    assert award.partnership.name == "Lehigh Valley Manufacturing"
    assert award.partnership.county_fips == ["42077"]
    assert award.partnership.convener == award.organization
    assert award.application.partnership == award.partnership


@pytest.mark.rule("BR-41")
def test_accepting_makes_the_award_active_and_schedules_its_reports(award):
    award = actions.accept_award(award, signature="Carla Convener", by=convener(award))

    assert award.status == "active"
    assert award.signature == "Carla Convener"
    award.application.refresh_from_db()
    assert award.application.status == "awarded"
    reports = list(Report.objects.order_by("period_start"))
    assert [(report.period_start, report.is_final) for report in reports] == [
        (dt.date(2027, 1, 1), False),
        (dt.date(2027, 4, 1), True),
    ]
    assert {report.status for report in reports} == {"scheduled"}
    assert actions.schedule_reports(award) == []


@pytest.mark.parametrize("signature", ["", "  ", "Carla"])
def test_accepting_needs_a_typed_name(award, signature):
    with pytest.raises(MoveRefused, match="first and last name"):
        actions.accept_award(award, signature=signature, by=convener(award))


def test_an_award_is_answered_once(award):
    actions.accept_award(award, signature="Carla Convener", by=convener(award))
    with pytest.raises(MoveRefused, match="it is active now"):
        actions.refuse_award(award, "We changed our mind.", by=convener(award))


def test_refusing_says_why_and_gives_the_money_back(award, people):
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.refuse_award(award, " ", by=convener(award))
    award = actions.refuse_award(award, "Our match fell through.", by=convener(award))

    assert award.status == "refused"
    assert Report.objects.count() == 0
    (message,) = Email.objects.filter(template="award_answered")
    assert message.to == people.officer.email
    assert "Our match fell through." in message.text
    assert AuditEvent.objects.filter(deed="award.refuse").count() == 1


def test_the_letter_is_drawn_once_from_its_facts_and_the_applicant_is_told(award, pa):
    letter = Letter.objects.get()
    with state_scope(pa):
        for _ in range(2):
            draw_letter(state_id=pa.pk, letter_id=letter.pk)

    letter.refresh_from_db()
    assert letter.file is not None
    assert StoredFile.objects.filter(purpose="letter").count() == 1
    (message,) = Email.objects.filter(template="decision_letter")
    assert message.to == convener(award).email
    assert f"/my/letters/{letter.pk}/" in message.text


def test_the_award_number_comes_from_the_application(award):
    assert award.number == f"{award.application.number}-A"
    assert Award.objects.count() == 1


@pytest.mark.parametrize("is_partial", [False, True])
def test_an_award_letter_is_one_page_with_long_names_too(pa, is_partial):
    facts = {
        "state": "Pennsylvania",
        "agency": "Department of Labor & Industry",
        "person": "Elena Márquez",
        "person_title": "Director of partnerships",
        "organization": "North Central Workforce Development Board and Community College Alliance",
        "date": "November 17, 2026",
        "title": "Poconos Regional Care Workers, Nursing Assistants and Home Health Aides Partnership",
        "round": "2026 Implementation grants",
        "number": "PA-I26-0123",
        "award_number": "PA-I26-0123-A",
        "amount": "$1,234,567.00",
        "starts_on": "September 1, 2026",
        "ends_on": "December 31, 2028",
        "fund": "Governor’s reserve, Workforce Innovation and Opportunity Act, Title I",
        "requested": "$1,500,000.00",
        "match_required": "$308,641.75",
        "mean": "264.00",
        "points": 300,
        "reviews": 3,
        "rank": 1,
        "applications": 11,
        "reason": "Equipment is not allowed in this round; the line is taken out." if is_partial else "",
        "is_partial": is_partial,
        "by_agreement": True,
        "answer_by": "December 17, 2026",
        "signed_by": "Maria Alvarez",
        "signed_title": "Program director",
    }
    letter = Letter(kind="award", facts=facts, facts_sha256="9d4a1ed0" * 8)
    html = render_to_string("grants/letter_pdf.html", {"letter": letter, "facts": facts})
    with pikepdf.open(io.BytesIO(pdf.draw(html, stylesheet="letter"))) as drawn:
        assert len(drawn.pages) == 1
