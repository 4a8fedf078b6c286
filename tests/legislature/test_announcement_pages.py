"""What the public sees of awards that are held back, who may announce them, and the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core import files
from core.moves import MoveRefused
from core.permissions import ROLE_PERMISSIONS, Permission, Role
from grants.models import Award
from legislature.access.editions import DOCUMENT
from legislature.actions import announcements as actions
from legislature.actions import editions
from legislature.models import Announcement, Document, Edition
from tests import factories
from tests.legislature import scene
from tests.legislature.announcing import (
    SENTENCE,
    approved,
    awarded,
    in_two_days,
    passes,
    proposed,
    public_pages,
    told,
    written,
)

# Held back


def test_until_the_release_nothing_public_names_an_award_of_such_a_round(pa, here, round, awards):
    before = public_pages(pa)
    assert not any("$100,000" in page for page in before.values())
    announcement = told(approved(here, round))
    assert not any("$100,000" in page for page in public_pages(pa).values())
    passes(announcement, hours=24)
    after = public_pages(pa)
    assert "$100,000" in after["/"]
    assert "Lathe Board" in after["/rounds/spring/"]
    assert "$100,000" in after[f"/partnerships/{awards[0].partnership.slug}/"]
    assert "Nursing" not in after["/rounds/spring/"], "it is not accepted yet"


def test_the_convener_reads_that_her_award_is_not_public_yet_and_until_when(pa, here, round, awards):
    own = factories.client(pa, factories.member(Role.CONVENER, over=awards[0].organization))

    def page() -> str:
        return own.get(f"/my/awards/{awards[0].pk}/").content.decode()

    assert "tells the legislators of your districts first" in page()
    announcement = told(approved(here, round))
    assert "The state announces it" in page()
    passes(announcement, hours=24)
    assert "Not public yet" not in page()


def test_a_round_without_a_head_start_shows_its_awards_once_accepted(pa, here):
    plain = factories.round("awarded", slug="plain")
    awarded(plain, "Weld", scene.ERIE)
    assert "Weld" in factories.client(pa).get("/rounds/plain/").content.decode()
    with pytest.raises(MoveRefused, match="public already"):
        actions.change_head_start(plain, 24, by=here.officer)


def test_a_report_that_counts_held_awards_is_not_published_before_their_release(here, round, awards):
    edition = editions.freeze(scene.start_edition(here.officer), by=here.officer)
    Award.objects.filter(pk=awards[0].pk).update(answered_at=edition.frozen_at)
    file = {"sha256": "0" * 64, "pages": 3}
    Document.objects.create(edition=edition, kind="statewide", file=stored(), **file)
    Edition.objects.filter(pk=edition.pk).update(status="approved", approved_by=here.director)
    with pytest.raises(MoveRefused, match="counts 1 award that legislators are told of before the public"):
        editions.publish(Edition.objects.get(pk=edition.pk), by=here.director)
    passes(approved(here, round), hours=49)
    assert editions.publish(Edition.objects.get(pk=edition.pk), by=here.director).status == "published"


def stored():
    return files.store(b"%PDF", name="all.pdf", purpose=DOCUMENT)


def test_the_head_start_stays_while_an_announcement_is_under_way(here, round, awards):
    draft = actions.draft(round, release_at=in_two_days(), by=here.officer)
    with pytest.raises(MoveRefused, match="under way"):
        actions.change_head_start(round, 0, by=here.officer)
    with pytest.raises(MoveRefused, match="under way already"):
        actions.draft(round, release_at=in_two_days(), by=here.officer)
    actions.cancel(draft, reason="Not now.", by=here.officer)
    assert actions.change_head_start(round, 48, by=here.officer).head_start_hours == 48


# Who may


STAFF = (Role.OFFICER, Role.DIRECTOR, Role.FISCAL, Role.AUDITOR)


@pytest.mark.parametrize("role", [*STAFF, Role.REVIEWER, Role.CONVENER, Role.ANALYST, Role.EVALUATOR])
def test_staff_who_see_awards_see_announcements_and_nobody_else_does(pa, here, round, awards, role):
    announcement = proposed(here, round)
    client = factories.client(pa, factories.member(role))
    expected = 200 if role in STAFF else 403
    for path in ("/decisions/spring/announcements/", f"/announcements/{announcement.pk}/"):
        assert client.get(path).status_code == expected, path
    assert client.get(f"/announcements/{announcement.pk}/press/").status_code == expected


@pytest.mark.parametrize(
    ("deed", "permission"),
    [
        ("edit", Permission.ANNOUNCEMENT_DRAFT),
        ("propose", Permission.ANNOUNCEMENT_DRAFT),
        ("correct", Permission.ANNOUNCEMENT_DRAFT),
        ("approve", Permission.ANNOUNCEMENT_APPROVE),
        ("take-back", Permission.ANNOUNCEMENT_STOP),
        ("cancel", Permission.ANNOUNCEMENT_STOP),
    ],
)
def test_deeds_are_for_those_who_may_alone(pa, here, round, awards, deed, permission):
    announcement = proposed(here, round)
    for role in STAFF:
        member = factories.member(role)
        answer = factories.client(pa, member).post(f"/announcements/{announcement.pk}/{deed}/", {"reason": ""})
        assert (answer.status_code == 403) is not member.can(permission), role
        assert factories.client(pa, member).get(f"/announcements/{announcement.pk}/{deed}/").status_code in (403, 405)


def test_nobody_drafts_and_approves_by_role():
    both = {Permission.ANNOUNCEMENT_DRAFT, Permission.ANNOUNCEMENT_APPROVE}
    assert not [role for role, held in ROLE_PERMISSIONS.items() if both <= held]


def test_from_a_draft_to_approval_in_the_browser(pa, here, round, awards):
    officer, director = factories.client(pa, here.officer), factories.client(pa, here.director)
    page = officer.post("/decisions/spring/announcements/new/", follow=True)
    announcement = Announcement.objects.get()
    at = f"{timezone.localtime() + dt.timedelta(days=3):%Y-%m-%dT%H:%M}"
    data = {"release_at": at, "hours": "24", "press": "desk@paper.example\nnot an address", "words": "Hello."}
    data |= {f"award-{awards[0].pk}": "on", f"sentence-{awards[0].pk}": SENTENCE}
    answer = officer.post(f"/announcements/{announcement.pk}/edit/", data)
    assert answer.status_code == 422
    assert "is no e-mail address" in answer.content.decode()
    data["press"] = "desk@paper.example"
    officer.post(f"/announcements/{announcement.pk}/edit/", data)
    officer.post(f"/announcements/{announcement.pk}/propose/")
    announcement.refresh_from_db()
    page = director.get(f"/announcements/{announcement.pk}/").content.decode()
    assert announcement.facts_sha256 in page
    assert "Lathe" in page
    assert "Nursing" not in page
    director.post(f"/announcements/{announcement.pk}/approve/", {"was": announcement.facts_sha256})
    announcement.refresh_from_db()
    assert announcement.status == "approved"
    assert "The clock tells" in officer.get(f"/announcements/{announcement.pk}/").content.decode()


def test_lists_ask_the_same_with_one_row_and_with_three(pa, here, round, awards, django_assert_max_num_queries):
    client = factories.client(pa, here.officer)
    actions.cancel(proposed(here, round), reason="Not now.", by=here.officer)
    path = "/decisions/spring/announcements/"
    with django_assert_max_num_queries(14) as one:
        assert client.get(path).status_code == 200
    for _ in range(2):
        actions.cancel(proposed(here, round), reason="Not now.", by=here.officer)
    with django_assert_max_num_queries(14) as three:
        assert client.get(path).status_code == 200
    assert len(one) == len(three)


def test_the_first_page_says_what_waits(pa, here, round, awards):
    def home(who):
        return factories.client(pa, who).get("/home/").content.decode()

    assert "Announce awards: legislators first" in home(here.officer)
    draft = written(here, round)
    assert "Finish the announcement of awards" in home(here.officer)
    assert "Approve the announcement" not in home(here.director)
    announcement = actions.propose(draft, by=here.officer)
    assert "Approve the announcement of awards" in home(here.director)
    assert "Approval of the announcement of awards" in home(here.officer)
    actions.approve(announcement, was=announcement.facts_sha256, by=here.director)
    assert "announcement of awards" not in home(here.director) + home(here.officer)
