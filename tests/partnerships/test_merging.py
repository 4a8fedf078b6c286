"""Doubles are found and merged: whatever points to the double points to the kept record, and nothing is lost."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.files import store
from core.models import AuditEvent, RoleGrant
from core.permissions import Role
from grants.models.applications import Partner
from partnerships.access.charters import LETTER
from partnerships.actions.merging import merge_organizations
from partnerships.actions.records import Refused
from partnerships.choices.work import StrategyKind
from partnerships.models import (
    Activity,
    Challenge,
    ChallengeOwner,
    Contact,
    Organization,
    OrganizationMerge,
    PartnershipMember,
    Strategy,
)
from partnerships.readmodels.merging import likely_doubles, merge_preview, moving_keys
from tests import factories
from tests.partnerships import standing


@pytest.fixture
def kept(pa):
    return factories.organization("Blue Mountain Bakery", "employer", website="https://blue.example")


@pytest.fixture
def double(pa):
    return factories.organization("Blue Mountain Bakery, Inc.", "employer", city="Easton", uei="ZQGGHJH74DW7")


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Dana Kowalczyk")


def test_every_table_that_points_to_an_organization_is_known(pa):
    known = {f"{key.model._meta.label}.{key.name}" for key in moving_keys()}
    assert {
        "grants.Application.organization",
        "grants.Award.organization",
        "grants.Partner.organization",
        "evaluation.Story.organization",
        "evaluation.SurveyInvite.organization",
        "partnerships.Partnership.convener",
        "partnerships.PartnershipMember.organization",
        "partnerships.ConvenerEngagement.organization",
        "partnerships.Contact.organization",
        "partnerships.Site.organization",
        "partnerships.Organization.merged_into",
    } <= known
    assert not {name for name in known if name.startswith("partnerships.OrganizationMerge")}


def test_likely_doubles_by_name_uei_ein_and_website_each_pair_once(pa, kept, double):
    factories.organization("Alpha", "employer", ein="111111111", website="https://www.alpha.example/a")
    factories.organization("Alpha Holdings", "employer", ein="111111111", website="https://alpha.example")
    factories.organization("Beta", "college")
    factories.organization("Blue Mountain Bakery LLC", "employer", is_test=True)
    standing.seat(factories.partnership(), organization=double)

    found = likely_doubles()
    assert [(group.why, [one.legal_name for one in group.organizations]) for group in found.groups] == [
        (
            "The same name, but for its legal form or punctuation",
            ["Blue Mountain Bakery, Inc.", "Blue Mountain Bakery"],
        ),
        ("The same EIN", ["Alpha", "Alpha Holdings"]),
    ]


def test_a_merge_moves_everything_and_keeps_its_history(pa, kept, double, officer):
    table = factories.partnership()
    application = factories.application(factories.round("review"), double, status="under_review")
    award = factories.award(factories.application(factories.round("awarded"), double, status="awarded"))
    roster = Partner.objects.create(application=application, organization=double, name="BMB", role="employer")
    convened = factories.partnership(double)
    seat = standing.seat(table, organization=double)
    ana = Contact.objects.create(organization=double, name="Ana", email="ana@blue.example")
    convener = factories.member(Role.CONVENER, over=double)
    older = factories.organization("BMB", "employer", merged_into=double)

    made = merge_organizations(kept, double, by=officer, reason="One company, by telephone.")
    for row in (application, award, roster, seat, ana):
        row.refresh_from_db()
        assert row.organization_id == kept.pk
    for row in (convened, older, double, kept):
        row.refresh_from_db()
    assert convened.convener == kept
    assert older.merged_into == double.merged_into == kept
    assert (kept.city, kept.uei, kept.aliases) == ("Easton", "ZQGGHJH74DW7", ["Blue Mountain Bakery, Inc."])
    assert RoleGrant.objects.get(member=convener, role=Role.CONVENER).scope_id == kept.pk
    assert made.moved["applications"] == 2
    assert made.moved["partnership member"] == 1
    line = AuditEvent.objects.get(deed="organization.merge")
    assert line.details["double"] == "Blue Mountain Bakery, Inc."
    assert Organization.objects.named("blue mountain bakery inc") == kept
    assert Organization.objects.named("BMB") == kept


def test_the_same_seat_and_the_same_contact_stay_with_the_double_closed(pa, kept, double, officer):
    table = factories.partnership()
    mine, twice = standing.seat(table, organization=kept), standing.seat(table, organization=double)
    Contact.objects.create(organization=kept, name="Ana", email="ana@blue.example")
    again = Contact.objects.create(organization=double, name="Ana R.", email="ana@blue.example")
    ben = Contact.objects.create(organization=double, name="Ben", email="ben@blue.example")
    both = factories.member(Role.CONVENER, over=kept)
    second = RoleGrant.objects.create(member=both, role=Role.CONVENER, scope="organization", scope_id=double.pk)

    preview = merge_preview(kept, double, may_see_ein=True)
    assert [one.pk for one in preview.closing] == [twice.pk]
    made = merge_organizations(kept, double, by=officer, reason="One company.")
    for row in (mine, twice, again, ben, second):
        row.refresh_from_db()
    assert PartnershipMember.objects.filter(organization=kept, left_on__isnull=True).count() == 1
    assert (twice.organization, twice.left_on, mine.left_on) == (kept, timezone.localdate(), None)
    assert (again.organization, again.is_active, ben.organization) == (double, False, kept)
    assert made.moved["contacts that stay with the double"] == 1
    assert second.ends_on == timezone.localdate()


def test_what_the_doubles_seat_owned_goes_on_with_the_kept_seat(pa, kept, double, officer):
    table, day = factories.partnership(), timezone.localdate()
    mine = standing.seat(table, organization=kept)
    twice = standing.seat(table, organization=double, is_champion=True, joined_on=day.replace(year=2020, day=1))
    problems = [
        Challenge.objects.create(partnership=table, statement=words, employer_need="Welders", made_by=officer)
        for words in ("Too few welders", "Night buses")
    ]
    for problem, seat in ((problems[0], mine), (problems[0], twice), (problems[1], twice)):
        ChallengeOwner.objects.create(challenge=problem, seat=seat)
    strategy = Strategy.objects.create(challenge=problems[0], kind=StrategyKind.values[0], title="A course")
    task = Activity.objects.create(strategy=strategy, title="Write it", owner=twice, due_on=day, first_due_on=day)
    lasting = standing.funded(table)
    type(lasting).objects.filter(pk=lasting.pk).update(owner=twice)

    merge_organizations(kept, double, by=officer, reason="One company.")
    for row in (mine, twice, task, lasting):
        row.refresh_from_db()
    owners = ChallengeOwner.objects.order_by("challenge_id").values_list("challenge_id", "seat_id")
    assert list(owners) == [(problems[0].pk, mine.pk), (problems[1].pk, mine.pk)]
    assert (task.owner, lasting.owner) == (mine, mine)
    assert (mine.is_champion, mine.joined_on.year, mine.left_on, twice.left_on) == (True, 2020, None, day)


@pytest.mark.parametrize("has_own", [True, False])
def test_what_the_doubles_seat_committed_to_goes_on_where_the_kept_seat_says_nothing(
    pa, kept, double, officer, has_own
):
    table = factories.partnership()
    mine, twice = (standing.seat(table, organization=one) for one in (kept, double))
    letters = [store(name.encode(), name=f"{name}.txt", purpose=LETTER, by=officer) for name in ("mine", "theirs")]
    twice.commitment, twice.commitment_file = "Ten interviews", letters[1]
    twice.save()
    if has_own:
        mine.commitment, mine.commitment_file = "Two trainers", letters[0]
        mine.save()

    merge_organizations(kept, double, by=officer, reason="One company.")
    for row in (mine, twice):
        row.refresh_from_db()
    expected = ("Two trainers", letters[0], letters[1]) if has_own else ("Ten interviews", letters[1], None)
    assert (mine.commitment, mine.commitment_file, twice.commitment_file) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ({"uei": "ZQGGHJH74DW7"}, {"uei": "ABCDEFGHJKL2"}, "have different UEIs"),
        ({"ein": "111111111"}, {"ein": "222222222"}, "have different EINs"),
        ({}, {"is_test": True}, "for rehearsals"),
    ],
)
def test_two_that_cannot_be_one_are_not_merged(pa, officer, ours, theirs, said):
    one, other = factories.organization("One", **ours), factories.organization("Other", **theirs)
    with pytest.raises(Refused, match=said):
        merge_organizations(one, other, by=officer, reason="They look alike.")
    with pytest.raises(Refused, match="the same record"):
        merge_organizations(one, one, by=officer, reason="They look alike.")


def test_a_double_is_not_merged_twice_and_a_reason_is_needed(kept, double, officer):
    with pytest.raises(Refused, match="Give the reason"):
        merge_organizations(kept, double, by=officer, reason=" ")
    merge_organizations(kept, double, by=officer, reason="One company.")
    with pytest.raises(Refused, match="was merged into another already"):
        merge_organizations(factories.organization("Third"), double, by=officer, reason="Again.")


def test_the_pages_of_a_merge(pa, kept, double, officer):
    client = factories.client(pa, officer)
    standing.seat(factories.partnership(), organization=double)
    assert "Blue Mountain Bakery, Inc." in client.get("/organizations/doubles/").content.decode()
    page = client.get(f"/organizations/{double.pk}/merge/?into={kept.pk}").content.decode()
    assert "<li>1 partnership member</li>" in page
    assert "Keep the other one instead" in page
    assert "Blue Mountain Bakery" in client.get(f"/organizations/{double.pk}/merge/?q=blue").content.decode()

    sent = {"into": kept.pk, "reason": ""}
    refused = client.post(f"/organizations/{double.pk}/merge/", sent)
    assert refused.status_code == 422
    assert not OrganizationMerge.objects.exists()
    answer = client.post(f"/organizations/{double.pk}/merge/", sent | {"reason": "One company, by telephone."})
    assert answer.url == f"/organizations/{kept.pk}/"
    led = client.get(f"/organizations/{double.pk}/", follow=True)
    assert led.redirect_chain[0][0] == f"/organizations/{kept.pk}/?from={double.pk}"
    page = " ".join(led.content.decode().split())
    assert "Blue Mountain Bakery, Inc. is this organization." in page
    assert "A merge is not taken back" in page
    assert client.get(f"/organizations/{double.pk}/edit/").status_code == 404
    assert "Blue Mountain Bakery, Inc." not in client.get("/organizations/").content.decode()
    assert client.get("/organizations/doubles/").content.decode().count("No likely double") == 1
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert auditor.get("/organizations/doubles/").status_code == 403
    assert auditor.post(f"/organizations/{kept.pk}/merge/").status_code == 403
