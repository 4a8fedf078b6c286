"""A convener founds a partnership: she proposes it, the state confirms it."""

from __future__ import annotations

import pytest

from core.models import AuditEvent
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions.founding import found_partnership
from partnerships.actions.stages import confirm_change, propose_change
from partnerships.models import ConvenerEngagement, Partnership, Region, StageChange
from tests import factories

PAGE = "/my/partnerships/new/"


@pytest.fixture
def board(pa):
    return factories.organization("Lehigh Valley Board")


@pytest.fixture
def elena(pa, board):
    return factories.member(Role.CONVENER, over=board, name="Elena Márquez")


@pytest.fixture
def sent(pa, board):
    region = Region.objects.create(name="Lehigh Valley", county_fips=["42077", "42095"])
    return {
        "name": "Lehigh  Manufacturing",
        "convener": board.pk,
        "industry": factories.industry("Manufacturing").pk,
        "region": region.pk,
        "challenge": "Employers compete for the same few welders.",
        "summary": "Shops of two counties train together.",
        "reason": "Nine shops asked for it in May.",
    }


def test_she_proposes_and_the_state_confirms(pa, board, elena, sent):
    client, officer = factories.client(pa, elena), factories.member(Role.OFFICER)
    answer = client.post(PAGE, sent)
    assert answer.url == "/partnerships/lehigh-manufacturing/edit/"
    made = Partnership.objects.get()
    assert (made.name, made.stage, made.is_public, made.county_fips) == (
        "Lehigh Manufacturing",
        "proposed",
        False,
        ["42077", "42095"],
    )
    assert ConvenerEngagement.objects.get(partnership=made).organization == board
    assert client.get(answer.url).status_code == 200
    assert factories.client(pa).get("/partnerships/lehigh-manufacturing/").status_code == 404
    change = StageChange.objects.get()
    assert (change.move, change.reason) == ("assess", "Nine shops asked for it in May.")
    with pytest.raises(MoveRefused, match="You proposed this change"):
        confirm_change(change, by=elena)
    confirm_change(change, by=officer)
    made.refresh_from_db()
    assert made.stage == "assessing"
    deeds = AuditEvent.objects.order_by("seq").values_list("deed", flat=True)
    assert list(deeds) == ["partnership.found", "partnership.stage_propose", "partnership.stage_confirm"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"counties": ["42101"]}, "Philadelphia lies outside Lehigh Valley."),
        ({"name": "lehigh HEALTH"}, "There is a partnership named lehigh HEALTH already."),
        ({"reason": ""}, "This field is required."),
        ({"convener": "999999"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_founded_so_is_said_and_nothing_typed_is_lost(pa, elena, sent, change, sentence):
    factories.partnership(name="Lehigh Health")
    answer = factories.client(pa, elena).post(PAGE, sent | change)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "Employers compete for the same few welders." in page
    assert Partnership.objects.count() == 1


def test_for_whom_one_may_found(pa, elena, sent):
    other = factories.organization("Somebody else's board")
    employer = factories.organization("Alpha", "employer")
    officer = factories.client(pa, factories.member(Role.OFFICER))
    assert factories.client(pa, elena).post(PAGE, sent | {"convener": other.pk}).status_code == 422
    assert officer.post(PAGE, sent | {"convener": employer.pk}).status_code == 422
    assert officer.post(PAGE, sent | {"convener": other.pk}).status_code == 302
    member = factories.member(Role.PARTNER, over=factories.partnership())
    assert factories.client(pa, member).get(PAGE).status_code == 403


def test_one_that_begins_with_an_award_has_its_convener_on_record(pa, board):
    officer = factories.member(Role.OFFICER)
    elena = factories.member(Role.CONVENER, over=board)
    facts = {"industry_title": "Film", "naics": ["512"], "county_fips": ["42077"], "award": "G-7-A", "asked_by": elena}
    first = found_partnership(name="Film Crew", convener=board, by=officer, **facts)
    second = found_partnership(name="Film Crew", convener=board, by=officer, **facts)
    assert (first.slug, second.slug) == ("film-crew", "film-crew-2")
    assert ConvenerEngagement.objects.count() == 2
    begun = StageChange.objects.get(partnership=first)
    assert (begun.to_stage, begun.reason, begun.proposed_by, begun.decided_by) == (
        "planning",
        "Founded by award G-7-A.",
        elena,
        officer,
    )
    undone = propose_change(first, "undo", by=officer, reason="The award was refused.")
    confirm_change(undone, by=factories.member(Role.DIRECTOR))
    first.refresh_from_db()
    assert first.stage == "proposed"
