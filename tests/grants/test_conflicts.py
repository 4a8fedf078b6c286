"""Conflicts of interest: which ties are found, what they take away, who decides, and what a late one changes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Permission, Role, permissions_of
from grants.access.reviews import is_recused, recused_from
from grants.actions import applications as applying
from grants.actions import conflicts as actions
from grants.actions import decisions, panels
from grants.actions import reviewers as pool
from grants.actions import reviews as reviewing
from grants.checks.applications import Seat as Row
from grants.models import Affiliation, Application, Conflict, Finding, PanelMeeting, Review, Score
from grants.readmodels.ranking import standing_of
from grants.rules import conflicts as rules
from grants.rules.conflicts import Person, Seat, Table, Tie, found_between
from tests import factories
from tests.grants.conftest import score_all

LEAD = Seat("lead", "Lehigh Valley Workforce Board", 1, frozenset({"lvwb.example"}))


def table(*seats: Seat, pk: int = 1, round: int = 1) -> Table:
    return Table(pk, round, f"PA-27-000{pk}", seats or (LEAD,))


def hits(ties: list[Tie], *tables: Table, email: str = "rita@gmail.com") -> list[tuple[int, str, str]]:
    found = found_between([Person(7, email, tuple(ties))], tables)
    return sorted((hit.application, str(hit.kind), str(hit.severity)) for hit in found)


# The rules, on plain data


@pytest.mark.parametrize(
    ("tie", "place", "severity"),
    [
        (Tie("X", "employer", "works", 9), "lead", "hard"),
        (Tie("X", "employer", "works", 9), "subrecipient", "hard"),
        (Tie("X", "employer", "works", 9), "training", "hard"),
        (Tie("X", "employer", "works", 9), "match", "hard"),
        (Tie("X", "employer", "works", 9), "fiscal_agent", "hard"),
        (Tie("X", "employer", "works", 9), "letter", "soft"),
        (Tie("X", "employer", "worked", 9), "lead", "soft"),
        (Tie("X", "professional", "board", 9), "employer", "hard"),
        (Tie("X", "professional", "other", 9), "lead", "soft"),
        (Tie("X", "personal", "other", 9), "convener", "soft"),
        (Tie("X", "personal_fin", "other", 9), "match", "hard"),
        (Tie("X", "family", "works", 9), "lead", "hard"),
        (Tie("X", "family", "works", 9), "employer", "soft"),
        (Tie("X", "family_fin", "other", 9), "employer", "hard"),
        (Tie("X", "professional", "partnership", 9), "convener", "hard"),
    ],
)
def test_what_blocks_and_what_needs_a_decision(tie, place, severity):
    assert hits([tie], table(Seat(place, "X", 9))) == [(1, place, severity)]


def test_an_organization_known_by_name_alone_is_found_whatever_its_legal_form():
    tie = Tie("Bright Metals, Inc.", "employer", "works")
    assert hits([tie], table(Seat("match", "BRIGHT METALS LLC"))) == [(1, "match", "hard")]
    assert hits([tie], table(Seat("match", "Brighter Metals LLC"))) == []


def test_whoever_works_for_an_applicant_is_barred_from_the_whole_round_but_from_no_other():
    other, elsewhere = table(Seat("lead", "Erie", 2), pk=2), table(Seat("lead", "Mercer", 3), pk=3, round=2)
    found = hits([Tie("Board", "employer", "works", 1)], table(), other, elsewhere)
    assert found == [(1, "lead", "hard"), (2, "competing", "hard")]


def test_her_familys_work_bars_her_from_that_application_alone():
    other = table(Seat("lead", "Erie", 2), pk=2)
    assert hits([Tie("Board", "family", "works", 1)], table(), other) == [(1, "lead", "hard")]


def test_the_same_domain_needs_a_decision_and_public_providers_tie_nobody():
    assert hits([], table(), email="rita@lvwb.example") == [(1, "domain", "soft")]
    assert hits([], table(Seat("lead", "A", 1, frozenset({"gmail.com"}))), email="rita@gmail.com") == []
    assert rules.domain_of("a@Proton.ME") == ""


def test_the_same_parent_needs_a_decision():
    tie = Tie("Allentown Clinic", "employer", "works", 5, "Keystone Health System")
    found = found_between([Person(7, "", (tie,))], [table(Seat("employer", "Keystone Health System", 8))])
    assert [(str(hit.kind), str(hit.severity)) for hit in found] == [("parent", "soft")]
    assert "which belongs to Keystone Health System, an employer at the table." in found[0].evidence


def test_the_gravest_of_a_kind_is_kept():
    ties = [Tie("X", "personal", "other", 9), Tie("X", "employer", "works", 9)]
    assert hits(ties, table(Seat("lead", "X", 9))) == [(1, "lead", "hard")]


# Found, stored, and in force


@pytest.fixture
def tie(desk):
    """Rita 2 works for an employer at the table, and says so in her register."""
    rita = desk.people.reviewers[1]
    pool.add_affiliation(rita, pool.Declared("employer", "works", "Bright Metals"), by=rita)
    return Conflict.objects.get(reviewer=rita)


def test_a_tie_that_is_added_to_the_register_takes_the_application_away_at_once(desk, tie):
    assert (tie.source, tie.kind, tie.severity, tie.status) == ("rule", "employer", "hard", "confirmed")
    assert tie.evidence == "Works for Bright Metals, an employer at the table."
    review = Review.objects.get(reviewer=tie.reviewer)
    assert (review.status, review.before_recusal, review.recused_at is not None) == ("recused", "assigned", True)
    assert is_recused(tie.reviewer, desk.application.pk)
    assert AuditEvent.objects.filter(deed="conflict.scan").count() == 1
    assert Email.objects.filter(template="review_taken_away", to=tie.reviewer.email).count() == 1


def test_scanning_again_changes_nothing(desk, tie):
    assert actions.scan([desk.application]) == []
    assert Conflict.objects.count() == 1
    assert AuditEvent.objects.filter(deed="conflict.scan").count() == 1


def test_a_roster_that_changes_is_asked_about_again(desk, people):
    rita = desk.people.reviewers[0]
    pool.add_affiliation(rita, pool.Declared("employer", "works", "Steel City Forge"), by=rita)
    assert not Conflict.objects.exists()
    Application.objects.filter(pk=desk.application.pk).update(status="returned")
    held = Application.objects.get(pk=desk.application.pk)
    held.partners.create(name="Steel City Forge", role="employer")
    actions.scan_roster(held, by=people.officer)
    conflict = Conflict.objects.get()
    assert (conflict.reviewer, conflict.kind) == (rita, "employer")
    held.partners.filter(name="Steel City Forge").delete()
    actions.scan_roster(held, by=people.officer)
    conflict.refresh_from_db()
    assert conflict.status == "lapsed"
    assert not is_recused(rita, held.pk)


def test_saving_the_roster_of_a_draft_asks_nothing(pa, people):
    application = factories.application(factories.round("open"), status="draft")
    seats = [Row(name="Bright Metals", role="employer", city="", commitment="", size_band="")]
    applying.save_roster(application, seats, version=0, by=people.officer)
    assert not Conflict.objects.exists()


@pytest.mark.rule("BR-22")
def test_nobody_with_a_conflict_is_assigned(desk, people):
    round = factories.round("review")
    other = factories.application(round, status="eligible", lead=factories.organization("Erie Works"))
    rita = people.reviewers[0]
    pool.add_affiliation(rita, pool.Declared("professional", "other", "Erie Works"), by=rita)
    with pytest.raises(
        MoveRefused, match="Rita Reviewer 1 has a conflict with .* Has a professional tie to Erie Works"
    ):
        reviewing.assign_reviewers(other, [rita], by=people.officer)


def test_an_ended_register_stops_new_assignments(pa, people):
    application = factories.application(factories.round("review"), status="eligible")
    rita = people.reviewers[0]
    rita.reviewer_profiles.update(register_expires_on=dt.date(2026, 1, 1))
    with pytest.raises(MoveRefused, match="ended on January 1, 2026"):
        reviewing.assign_reviewers(application, [rita], by=people.officer)
    rita.reviewer_profiles.all().delete()
    with pytest.raises(MoveRefused, match="has not declared her register"):
        reviewing.assign_reviewers(application, [rita], by=people.officer)
    pool.declare_register(rita, by=rita)
    assert len(reviewing.assign_reviewers(application, [rita], by=people.officer)) == 1


def test_two_of_one_employer_are_not_put_on_one_application(pa, people):
    application = factories.application(factories.round("review"), status="eligible")
    for rita in people.reviewers[:2]:
        pool.add_affiliation(rita, pool.Declared("employer", "works", "Penn Research, Inc."), by=rita)
    with pytest.raises(MoveRefused, match="both work for Penn Research"):
        reviewing.assign_reviewers(application, people.reviewers[:2], by=people.officer)


# Deciding


@pytest.fixture
def soft(desk, people):
    """The officer has heard of a tie between Rita 1 and the application."""
    return actions.record_conflict(
        desk.rita, desk.application, "other", "Seen at their picnic.", severity="soft", by=people.officer
    )


def test_only_somebody_else_clears_and_then_she_is_asked_again(desk, soft, people):
    assert is_recused(desk.rita, desk.application.pk)
    with pytest.raises(MoveRefused, match="You recorded this conflict"):
        actions.decide_conflict(soft, "clear", "Nothing in it.", by=people.officer)
    with pytest.raises(MoveRefused, match="your own"):
        actions.decide_conflict(soft, "clear", "Nothing in it.", by=desk.rita)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.decide_conflict(soft, "clear", " ", by=people.director)
    done = actions.decide_conflict(soft, "clear", "A public picnic.", by=people.director)
    assert (done.status, done.decided_by, done.decision_reason) == ("cleared", people.director, "A public picnic.")
    desk.review.refresh_from_db()
    assert desk.review.status == "assigned"
    assert not is_recused(desk.rita, desk.application.pk)


def test_a_hard_one_is_cleared_by_nobody_not_even_in_the_database(desk, tie, people):
    with pytest.raises(MoveRefused, match="cannot be cleared by anybody"):
        actions.decide_conflict(tie, "clear", "Please.", by=people.director)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.filter(pk=tie.pk).update(status="cleared", decided_by=people.director, decision_reason="x")


def test_what_she_takes_out_of_her_register_frees_her_only_once_somebody_else_says_so(desk, tie, people):
    rita, review = tie.reviewer, Review.objects.get(reviewer=tie.reviewer)
    [line] = rita.affiliations.all()
    pool.remove_affiliation(line, by=rita)
    found, hers = Conflict.objects.get(source="rule"), Conflict.objects.get(source="self")
    assert (found.status, hers.status, hers.severity) == ("lapsed", "open", "soft")
    assert hers.evidence == f"{found.evidence} She has since taken out of her register what this rested on."
    assert is_recused(rita, desk.application.pk)
    pool.scan_reviewer(rita, by=rita)
    assert Conflict.objects.standing().get() == hers
    with pytest.raises(MoveRefused, match="your own"):
        actions.decide_conflict(hers, "clear", "I left.", by=rita)

    actions.decide_conflict(hers, "clear", "Her letter of resignation is on file.", by=people.officer)
    review.refresh_from_db()
    assert review.status == "assigned"


def test_the_database_refuses_that_the_recorder_clears(soft, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Conflict.objects.filter(pk=soft.pk).update(status="cleared", decided_by=people.officer, decision_reason="x")


def test_what_was_cleared_stays_cleared_when_the_rules_run_again(desk, people):
    rita = people.reviewers[0]
    pool.add_affiliation(rita, pool.Declared("personal", "other", "Bright Metals"), by=rita)
    conflict = Conflict.objects.get(source="rule")
    actions.decide_conflict(conflict, "clear", "They met once.", by=people.director)
    assert actions.scan([desk.application]) == []
    conflict.refresh_from_db()
    assert conflict.status == "cleared"
    pool.add_affiliation(rita, pool.Declared("employer", "works", "Bright Metals"), by=rita)
    conflict.refresh_from_db()
    assert (conflict.status, conflict.severity) == ("confirmed", "hard")


def test_unsure_goes_to_somebody_else_and_nothing_opens_until_then(desk, people):
    made = reviewing.declare_unsure(desk.review, "My cousin may work there.", by=desk.rita)
    assert (made.source, made.kind, made.status) == ("self", "unsure", "open")
    assert Application.objects.filter(recused_from(desk.rita)).get() == desk.application
    desk.review.refresh_from_db()
    assert desk.review.status == "assigned"
    actions.decide_conflict(made, "confirm", "Better not.", by=people.officer)
    desk.review.refresh_from_db()
    assert desk.review.status == "recused"


def test_what_she_declares_and_what_staff_determine_are_rows_apart(desk, people):
    reviewing.declare_conflict(desk.review, "I chair it.", by=desk.rita, kind="board")
    actions.record_conflict(desk.rita, desk.application, "board", "She chairs it.", severity="hard", by=people.officer)
    assert sorted(Conflict.objects.values_list("source", "severity")) == [("self", "soft"), ("staff", "hard")]


# Late


def test_scores_of_a_recused_review_are_kept_and_counted_no_more(round, three, people):
    first = three[0]
    before = {one.scored.application_id: one.scored.totals for one in standing_of(round).ranked}
    assert len(before[first.pk]) == 3
    rita = people.reviewers[0]
    pool.add_affiliation(rita, pool.Declared("employer", "works", first.organization.legal_name), by=rita)
    review = Review.objects.get(application=first, reviewer=rita)
    assert (review.status, review.before_recusal) == ("recused", "submitted")
    assert Score.objects.filter(review=review, points__isnull=False).exists()
    after = {one.scored.application_id: one.scored.totals for one in standing_of(round).ranked}
    assert len(after[first.pk]) == 2
    assert standing_of(round).short_of(3)


def test_a_late_conflict_that_is_cleared_counts_again(round, three, people):
    made = actions.record_conflict(
        people.reviewers[0], three[0], "other", "Heard so.", severity="soft", by=people.officer
    )
    assert Review.objects.counted().filter(application=three[0]).count() == 2
    actions.decide_conflict(made, "clear", "Not so.", by=people.director)
    assert Review.objects.counted().filter(application=three[0]).count() == 3


def test_a_draft_slate_is_ranked_anew(slate, three, people):
    """Without 270 … the second's 257 and 260 remain: 258.5 instead of 252⅓, still behind 270."""
    second, rita = three[1], people.reviewers[0]
    line = slate.lines.get(application=second)
    assert (line.mean * 3, line.reviews_counted) == (757, 3)
    actions.record_conflict(rita, second, "other", "Heard so.", severity="hard", by=people.officer)
    line.refresh_from_db()
    assert (line.mean * 2, line.reviews_counted, line.spread) == (517, 2, 3)
    assert AuditEvent.objects.filter(deed="slate.rank_anew").exists()


def test_after_the_decision_nothing_is_changed_and_a_finding_stands_beside_it(recommended, three, people):
    first, rita = three[0], people.reviewers[0]
    decisions.approve_slate(recommended, by=people.director)
    lines = list(recommended.lines.values_list("rank", "mean_top", "reviews_counted"))
    pool.add_affiliation(rita, pool.Declared("employer", "works", first.organization.legal_name), by=rita)
    finding = Finding.objects.get(application=first)
    assert "found after the decision" in finding.text
    assert "270 points" in finding.text
    assert "that of the other 2 is 270.00" in finding.text
    assert list(recommended.lines.values_list("rank", "mean_top", "reviews_counted")) == lines
    assert Review.objects.get(application=first, reviewer=rita).status == "submitted"
    assert is_recused(rita, first.pk)
    assert Email.objects.filter(template="finding_raised", to=people.director.email).count() == Finding.objects.count()
    actions.answer_finding(finding, "The rank does not change without her.", by=people.director)
    with pytest.raises(MoveRefused, match="answered this finding already"):
        actions.answer_finding(finding, "Again.", by=people.officer)


def test_a_reviewer_who_finds_out_late_declares_after_she_submitted(cleared):
    score_all(cleared.review, 200, by=cleared.rita)
    review = reviewing.submit_review(cleared.review, by=cleared.rita)
    reviewing.declare_conflict(review, "They hired my brother.", by=cleared.rita, kind="family")
    review.refresh_from_db()
    assert (review.status, review.before_recusal) == ("recused", "submitted")
    assert Review.objects.counted().count() == 0


# Handing back


def test_she_hands_it_back_with_a_reason_and_somebody_else_is_asked(desk, people):
    reviewing.decline_review(desk.review, "capacity", "Two weeks away.", by=desk.rita)
    desk.review.refresh_from_db()
    assert (desk.review.status, desk.review.decline_reason) == ("declined", "capacity")
    assert Email.objects.filter(template="review_declined").count() == 1
    with pytest.raises(MoveRefused, match="Choose why"):
        reviewing.decline_review(desk.reviews[1], "", "", by=people.reviewers[1])


def test_the_director_and_the_officer_decide_and_nobody_else():
    deciders = [role for role in Role if Permission.CONFLICT_DECIDE in permissions_of(role)]
    assert deciders == [Role.DIRECTOR, Role.OFFICER]


def test_the_agenda_asks_whether_who_leads_the_meeting_is_tied_to_what_is_on_it(room, people):
    PanelMeeting.objects.filter(pk=room.meeting.pk).update(chair=people.officer)
    lead = room.first.application.organization
    Affiliation.objects.create(
        member=people.officer,
        kind="employer",
        part="works",
        name=lead.legal_name,
        organization=lead,
        expires_on=dt.date(2099, 1, 1),
    )

    panels.set_agenda(room.meeting, {one.application_id: None for one in room.items}, by=people.officer)

    found = Conflict.objects.get(reviewer=people.officer, application=room.first.application)
    assert (found.source, found.kind) == ("rule", "lead")
