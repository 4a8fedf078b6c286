"""The reviewer's own page, the pool, the agreement, the conflicts, and what the clock does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import Email
from core.permissions import Role
from grants.actions import conflicts as actions
from grants.actions import reviewers as pool
from grants.actions.proposals import make_proposal
from grants.jobs.reviewers import remind_registers, scan_conflicts
from grants.models import Affiliation, AgreementSignature, Conflict, ReviewerProfile
from tests import factories
from tests.grants.pages import SECRET, queries, text


def test_she_keeps_her_profile_her_register_and_her_signature(pa):
    rita = factories.member(Role.REVIEWER, name="Rita")
    ReviewerProfile.objects.all().delete()
    AgreementSignature.objects.all().delete()
    industry, region = factories.industry("Metals"), factories.region()
    client = factories.client(pa, rita)
    page = text(client.get("/reviews/profile/"))
    assert "You have not said yet that it is complete." in page
    given = {
        "most": "7",
        "county": "42077",
        "industries": [industry.pk],
        "regions": [region.pk],
        "expertise": ["labor"],
    }
    client.post("/reviews/profile/save/", given)
    client.post("/reviews/register/add/", {"name": "Penn Research", "kind": "employer", "part": "works"})
    client.post("/reviews/register/declare/")
    client.post("/reviews/agreement/sign/", {"name": "Rita Reviewer", "version": "1"})
    profile = ReviewerProfile.objects.get(member=rita)
    assert (profile.most, profile.county_fips, profile.industry_ids) == (7, "42077", [industry.pk])
    assert profile.has_register()
    line = Affiliation.objects.get()
    assert (line.name, line.expires_on) == ("Penn Research", profile.register_expires_on)
    assert AgreementSignature.objects.get().name == "Rita Reviewer"
    page = text(client.get("/reviews/profile/"))
    assert "Version 1, signed by Rita Reviewer" in page
    client.post(f"/reviews/register/{line.pk}/remove/")
    line.refresh_from_db()
    assert line.removed_at is not None


def test_what_is_missing_is_said_and_what_was_typed_stays(pa):
    client = factories.client(pa, factories.member(Role.REVIEWER))
    page = text(client.post("/reviews/register/add/", {"name": "Old Works", "kind": "employer", "part": "worked"}), 422)
    assert "Say until when you worked there" in page
    assert "Old Works" in page
    assert "Say how many applications you take" in text(client.post("/reviews/profile/save/", {}), 422)
    assert "Type your full name to sign." in text(client.post("/reviews/agreement/sign/", {"version": "1"}), 422)


def test_anothers_line_is_not_hers_to_take_out(pa):
    rita, olga = factories.member(Role.REVIEWER), factories.member(Role.REVIEWER)
    line = pool.add_affiliation(rita, pool.Declared("personal", "other", "Erie Rail"), by=rita)
    assert factories.client(pa, olga).post(f"/reviews/register/{line.pk}/remove/").status_code == 404


def test_a_new_version_is_signed_before_anything_opens_again(cleared, people):
    client = factories.client(cleared.state, people.officer)
    same = text(client.get("/reviewers/agreement/"))
    assert "Version 1 holds now" in same
    client.post("/reviewers/agreement/", {"text": "I keep everything to myself."})
    answer = cleared.client.get(f"/reviews/{cleared.review.pk}/")
    assert answer["Location"].startswith("/reviews/profile/?next=/reviews/")
    given = {"name": "Rita", "version": "1", "next": f"/reviews/{cleared.review.pk}/"}
    assert cleared.client.post("/reviews/agreement/sign/", given)["Location"] == "/reviews/profile/"
    answer = cleared.client.post("/reviews/agreement/sign/", given | {"version": "2"})
    assert answer["Location"] == f"/reviews/{cleared.review.pk}/"
    assert SECRET in text(cleared.client.get(answer["Location"]))
    evil = given | {"version": "2", "next": "https://evil.example/"}
    assert cleared.client.post("/reviews/agreement/sign/", evil)["Location"] == "/reviews/profile/"


def test_staff_see_the_pool_with_one_and_with_many_in_as_many_queries(pa, people):
    client = factories.client(pa, people.officer)
    few = queries(client, "/reviewers/")
    assert "Rita Reviewer 1" in text(client.get("/reviewers/"))
    for _ in range(4):
        factories.member(Role.REVIEWER)
    assert queries(client, "/reviewers/") == few
    for path in ("/reviewers/", f"/reviewers/{people.reviewers[0].pk}/", "/conflicts/"):
        assert factories.client(pa, people.reviewers[0]).get(path).status_code == 403
        assert client.get(path).status_code == 200
    assert client.get(f"/reviewers/{people.fiscal.pk}/").status_code == 404


def test_conflicts_and_proposals_are_read_in_as_many_queries_for_one_application_as_for_three(pa, people):
    client, counts = factories.client(pa, people.officer), []
    for number in (1, 3):
        round = factories.round("review")
        made = [factories.application(round, status="eligible") for _ in range(number)]
        for one in made:
            actions.record_conflict(people.reviewers[0], one, "other", "Seen.", severity="soft", by=people.officer)
        proposal = make_proposal(round, each=2, most=9, by=people.officer)
        pages = ("/conflicts/", f"/staff/rounds/{round.slug}/conflicts/", f"/proposals/{proposal.pk}/")
        counts.append([queries(client, path) for path in (*pages, f"/staff/rounds/{round.slug}/propose/")])
    assert counts[0] == counts[1]


def test_staff_record_and_somebody_else_decides_on_the_pages(desk, people):
    officer, director = (factories.client(desk.state, one) for one in (people.officer, people.director))
    number = desk.application.number
    given = {"application": number, "kind": "other", "severity": "soft", "words": "Seen at their picnic."}
    page = text(officer.post(f"/reviewers/{desk.rita.pk}/conflict/", given | {"application": "X-1"}), 422)
    assert "No application that you may see has this number." in page
    officer.post(f"/reviewers/{desk.rita.pk}/conflict/", given)
    conflict = Conflict.objects.get()
    page = text(officer.get(f"/conflicts/{conflict.pk}/"))
    assert "You recorded it, so somebody else must clear it." in page
    address = f"/conflicts/{conflict.pk}/decide/"
    assert "somebody else must clear it" in text(officer.post(address, {"act": "clear", "reason": "No."}), 422)
    assert "Give the reason" in text(director.post(address, {"act": "clear"}), 422)
    director.post(address, {"act": "clear", "reason": "A public picnic."})
    conflict.refresh_from_db()
    assert conflict.status == "cleared"
    assert "A public picnic." in text(officer.get(f"/conflicts/{conflict.pk}/"))
    assert number in text(officer.get("/conflicts/?status=cleared"))
    assert Email.objects.filter(template="conflict_decided", to=desk.rita.email).count() == 1


def test_the_round_counts_conflicts_by_kind_without_a_name(desk, people):
    pool.add_affiliation(desk.rita, pool.Declared("employer", "works", "Bright Metals"), by=desk.rita)
    actions.record_conflict(
        people.reviewers[1], desk.application, "family", "His sister.", severity="soft", by=people.officer
    )
    client = factories.client(desk.state, people.fiscal)
    page = text(client.get(f"/staff/rounds/{desk.round.slug}/conflicts/"))
    assert "Tied to an employer at the table" in page
    assert "Needs another reviewer" in page
    assert desk.application.number in page
    assert "2 reviewers short of 3" in page
    assert not any(one.name in page for one in people.reviewers)


@pytest.mark.parametrize(("days", "mails"), [(31, 0), (30, 1), (1, 1), (0, 1), (-1, 0)])
def test_a_month_before_her_register_ends_she_is_reminded_once(pa, days, mails):
    rita = factories.member(Role.REVIEWER)
    until = timezone.localdate() + dt.timedelta(days=days)
    rita.reviewer_profiles.update(register_expires_on=until)
    for _ in range(2):
        remind_registers(state_id=pa.pk)
    assert Email.objects.filter(template="register_expiring", to=rita.email).count() == mails


def test_the_clock_finds_what_no_deed_noticed(desk):
    Affiliation.objects.create(
        member=desk.rita, kind="employer", part="works", name="Bright Metals", expires_on=dt.date(2030, 1, 1)
    )
    for _ in range(2):
        scan_conflicts(state_id=desk.state.pk)
    assert Conflict.objects.get().reviewer == desk.rita
    desk.review.refresh_from_db()
    assert desk.review.status == "recused"


def test_an_officer_or_an_approver_declares_her_own_and_somebody_else_decides(desk, people):
    client = factories.client(desk.state, people.fiscal)
    address = f"/applications/{desk.application.pk}/conflict/"
    assert "I have a conflict with it" in text(client.get(f"/applications/{desk.application.pk}/"))
    assert "Choose what the tie is." in text(client.post(address, {"words": "My sister chairs it."}), 422)
    client.post(address, {"kind": "family", "words": "My sister chairs it."})
    conflict = Conflict.objects.get()
    assert (conflict.source, conflict.reviewer, conflict.status) == ("self", people.fiscal, "open")
    assert client.get(f"/applications/{desk.application.pk}/").status_code == 404
    actions.decide_conflict(conflict, "clear", "Another sister.", by=people.officer)
    assert client.get(f"/applications/{desk.application.pk}/").status_code == 200
