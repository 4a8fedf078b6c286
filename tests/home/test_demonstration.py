"""The demonstration: refused outside its mode, loaded once, and true to the rules that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as product
from django.core.management import CommandError, call_command
from django.db.models import F, Sum

from core import audit
from core.isolation import state_scope
from core.models import Job, Member, State, User
from core.permissions import Permission
from evaluation.access.surveys import get_invite
from evaluation.models import Story, Survey, Worker
from evaluation.readmodels.employers import employers_of
from grants.checks.slates import faults_of
from grants.choices import ApplicationStatus, AwardStatus, ReportStatus, RoundStatus
from grants.models import (
    Application,
    Award,
    Criterion,
    ReportSpending,
    ReportVersion,
    Review,
    Round,
    Slate,
    Submission,
)
from grants.readmodels.accepted import accepted_figures
from grants.readmodels.purses import lines_of, purses_of
from grants.rules.ranking import share_of_total
from home.management.demonstration.people import KNOWN
from home.management.demonstration.profiles import PROFILES
from home.management.demonstration.surveys import known_token
from legislature.models import District, Edition, Legislator
from partnerships.models import Measure, Partnership
from questions.readmodels import sha256_of
from tests.conftest import clone

pytestmark = pytest.mark.xdist_group("demonstration")
PA, MI = PROFILES[0], PROFILES[3]
HASHERS = product.PASSWORD_HASHERS
"""Those of the product, before the tests put a cheap one in their place."""


def ratio(one: str, other: str) -> float:
    """Contrast of two colors by WCAG 2.2, from 1 to 21."""

    def light(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def loaded(demonstration_template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, State]]:
    """The demonstration's states by their code, in a clone of the database that is thrown away after this file."""
    with clone(demonstration_template, django_db_blocker):
        yield {state.code: state for state in State.objects.all()}


@pytest.fixture
def mi(loaded: dict[str, State]) -> Iterator[State]:
    """The smaller of the two, its scope open."""
    with state_scope(loaded["mi"]):
        yield loaded["mi"]


@pytest.fixture
def pa(loaded: dict[str, State]) -> Iterator[State]:
    with state_scope(loaded["pa"]):
        yield loaded["pa"]


def test_it_is_refused_outside_demonstration_mode(db: None, settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="only with DEMO=1"):
        call_command("load_demonstration")
    assert not State.objects.exists()


def test_a_state_that_is_there_is_left_alone(loaded: dict[str, State], settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    people = User.objects.count()
    call_command("load_demonstration", states=["mi", "pa"])
    assert User.objects.count() == people


def test_everybody_of_the_sign_in_page_is_there_and_invented(mi: State, settings: object) -> None:
    settings.PASSWORD_HASHERS = HASHERS  # type: ignore[attr-defined]
    members = {member.email.partition("@")[0]: member for member in Member.objects.select_related("user")}
    assert set(KNOWN) <= set(members)
    assert all(email.endswith(".example") for email in User.objects.values_list("email", flat=True))
    assert members["officer"].can(Permission.DECISION_RECOMMEND)
    assert not members["officer"].can(Permission.DECISION_APPROVE)
    assert members["director"].can(Permission.DECISION_APPROVE)
    assert members["reviewer"].can(Permission.REVIEW_DO)
    assert not members["convener"].can(Permission.APPLICATION_EDIT)
    assert members["convener"].can_somewhere(Permission.APPLICATION_EDIT)
    assert members["officer"].user.check_password("roundtable-demo")


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.code)
def test_colors_can_be_read(profile: object) -> None:
    theme = profile.theme  # type: ignore[attr-defined]
    for name in ("--sp-primary", "--sp-primary-dark", "--sp-primary-darkest"):
        assert ratio(theme[name], "#ffffff") >= 4.5
        assert ratio(theme[name], theme["--sp-primary-lighter"]) >= 4.5


@pytest.mark.rule("BR-20")
@pytest.mark.claim(42)
def test_the_industry_assessment_is_one_third(mi: State) -> None:
    for round in Round.objects.all():
        criteria = list(Criterion.objects.filter(round=round))
        worth = next(criterion for criterion in criteria if criterion.tie_place == 1)
        assert worth.title == "Industry assessment"
        assert share_of_total(worth.points, [criterion.points for criterion in criteria]) * 3 == 1


def test_every_round_of_the_year_is_there(mi: State) -> None:
    assert set(Round.objects.values_list("status", flat=True)) == {
        RoundStatus.DRAFT,
        RoundStatus.OPEN,
        RoundStatus.REVIEW,
        RoundStatus.DECISION,
        RoundStatus.AWARDED,
    }
    assert Round.objects.open_now().count() == 1


def test_slates_hold_what_their_rules_ask(mi: State) -> None:
    slates = list(Slate.objects.select_related("round"))
    assert {slate.status for slate in slates} == {"recommended", "approved"}
    for slate in slates:
        round = slate.round
        purses = purses_of(round)
        assert faults_of(lines_of(slate), purses, least=round.min_award, most=round.max_award) == []


def test_no_award_is_overspent_and_figures_count_accepted_reports_alone(mi: State) -> None:
    spent = ReportSpending.objects.values("report__award").annotate(
        total=Sum("amount"), award=F("report__award__amount")
    )
    assert spent
    assert all(row["total"] <= row["award"] for row in spent)
    versions = ReportVersion.objects.filter(accepted_at__isnull=False)
    assert versions.count() == Award.objects.filter(reports__status=ReportStatus.ACCEPTED).count()
    first = min(versions.values_list("report__period_start", flat=True))
    last = max(versions.values_list("report__period_end", flat=True))
    figures = accepted_figures(first, last)
    assert all(figure.denominator is None or figure.value <= figure.denominator for figure in figures)
    counted = Measure.objects.get(code="P2").pk
    entered = sum((figure.value for figure in figures if figure.measure_id == counted), Decimal(0))
    assert 0 < entered <= Worker.objects.count()


def test_what_was_sent_is_frozen_under_its_hash(mi: State) -> None:
    sent = Application.objects.sent()
    assert set(Submission.objects.values_list("application", flat=True)) == set(sent.values_list("pk", flat=True))
    for submission in Submission.objects.all()[:5]:
        assert sha256_of(submission.content) == submission.sha256
    for version in ReportVersion.objects.all()[:5]:
        assert sha256_of(version.content) == version.sha256


def test_the_known_people_have_something_waiting(mi: State) -> None:
    def waiting(name: str) -> Counter[str]:
        rows = Review.objects.filter(reviewer__user__email=f"{name}@mi.example", application__round__status="review")
        return Counter(rows.values_list("status", flat=True))

    assert {"assigned", "in_progress", "submitted"} <= set(waiting("reviewer"))
    assert "recused" in waiting("reviewer2")
    convener = Member.objects.get(user__email="convener@mi.example")
    mine = {grant.scope_id for grant in convener.grants}
    assert Award.objects.filter(organization__in=mine, status=AwardStatus.OFFERED).exists()
    assert Application.objects.filter(organization__in=mine, status=ApplicationStatus.DRAFT).exists()
    assert Award.objects.filter(organization__in=mine, reports__status=ReportStatus.OPEN).exists()


def test_stories_without_consent_are_not_printable(mi: State) -> None:
    printable = set(Story.objects.printable().values_list("pk", flat=True))
    assert printable
    assert not printable & set(Story.objects.filter(revoked_at__isnull=False).values_list("pk", flat=True))
    assert Story.objects.filter(revoked_at__isnull=False).exists()


def test_every_district_has_a_member_and_counties(mi: State) -> None:
    assert District.objects.count() == Legislator.objects.count() == 148
    assert not District.objects.filter(county_fips=[]).exists()


def test_the_trail_is_whole_and_says_when(mi: State) -> None:
    assert audit.faults() == []


def test_employers_answered_enough_to_print_and_can_answer_again(mi: State) -> None:
    closed, running = Survey.objects.get(status="closed"), Survey.objects.get(status="open")
    items = {item["code"]: item for item in employers_of(closed)["items"]}
    assert items["E1"]["n"] >= mi.suppression_min_n
    assert items["E1"]["gate"] == "headline"
    invite = get_invite(known_token("mi", 1))
    assert invite.survey == running


@pytest.mark.claim(26)
def test_pennsylvania_has_81_active_partnerships(pa: State) -> None:
    assert Partnership.objects.active().count() == 81
    assert Partnership.objects.count() > 81
    conveners = Counter(Partnership.objects.active().values_list("convener__type", flat=True))
    assert conveners.most_common(1)[0][0] == "workforce_board"


def test_pennsylvania_has_an_application_in_every_status_and_its_report_is_asked_for(pa: State) -> None:
    assert set(Application.objects.values_list("status", flat=True)) == set(ApplicationStatus.values)
    assert (District.objects.count(), Edition.objects.get().status) == (253, "approved")
    assert Job.objects.filter(kind="draw_edition").count() == 1
