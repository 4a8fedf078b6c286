"""Panels: a quorum for each application, reviews locked as it begins, a consensus that explains itself."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from core.facts import sha256_of
from core.models import AuditEvent, Email, Job
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import conflicts, decisions, letters, panel_talks, panels, reviews, scoring
from grants.actions.panel_talks import Typed
from grants.checks.panels import Agreed, faults_of
from grants.choices import ConflictKind, Ranking
from grants.models import Conflict, Dissent, PanelItem, PreScores, Review, Round, ScoringRun
from grants.readmodels.consensus import consensus_in
from grants.readmodels.ranking import standing_of
from grants.rules.panels import needs_reason
from tests import factories
from tests.grants.panelling import later, said


@pytest.fixture
def round(pa):
    return factories.round("review")


# Rules


@pytest.mark.parametrize(
    ("points", "mean", "asked"),
    [
        (80, Fraction(80), False),
        (84, Fraction(80), False),
        (85, Fraction(80), True),
        (75, Fraction(80), True),
        (84, Fraction(238, 3), False),
        (84, Fraction(237, 3), True),
        (75, Fraction(239, 3), False),
        (80, None, False),
    ],
)
@pytest.mark.rule("BR-24")
def test_a_reason_is_asked_for_from_exactly_five_points_either_way(points, mean, asked):
    assert needs_reason(points, mean) is asked


def test_a_total_that_moves_by_five_though_no_criterion_does_is_explained_as_a_whole():
    given = [Agreed(n, f"C{n}", 100, 82, False, "", Fraction(80)) for n in range(3)]

    assert [fault.criterion_id for fault in faults_of(given, "", Fraction(240))] == [None]
    assert faults_of(given, "All of it reads better together.", Fraction(240)) == []


def test_a_consensus_lacks_points_and_reasons_all_at_once():
    given = [
        Agreed(1, "Need", 100, None, False, "", Fraction(80)),
        Agreed(2, "Plan", 100, 60, False, " ", Fraction(80)),
    ]

    assert [(one.criterion_id, one.box) for one in faults_of(given, "", Fraction(160))] == [
        (1, "points"),
        (2, "reason"),
    ]


# The meeting


def test_members_are_reviewers_of_the_round_and_the_quorum_is_no_more_than_they_are(round, people, reviewed):
    reviewed(round, 240, 250)
    stranger = factories.member(Role.REVIEWER, name="Sam Stranger")
    two = people.reviewers[:2]
    for plan, why in (
        (panels.Plan(later(), "Room 4", two[0], 1, [*two, stranger]), "Sam Stranger reviews nothing in this round"),
        (panels.Plan(later(), "Room 4", two[0], 3, two), "A quorum of 3 is more than the 2 who sit on the panel"),
        (panels.Plan(later(-1), "Room 4", two[0], 2, two), "That hour has passed"),
        (panels.Plan(later(), "Room 4", two[0], 1, two[1:]), "leads the panel, so she sits on it too"),
        (panels.Plan(later(), "Room 4", people.officer, 1, []), "Choose who sits"),
    ):
        with pytest.raises(MoveRefused, match=why):
            panels.plan_meeting(round, plan, by=people.officer)
    made = panels.plan_meeting(round, panels.Plan(later(), "Room 4", people.officer, 2, two), by=people.officer)
    assert {one.to for one in Email.objects.filter(template="panel_called")} == {one.email for one in two}
    assert made.status == "planned"


def test_who_introduces_is_shared_out_among_those_without_a_conflict(round, people, reviewed):
    apps = [reviewed(round, 240, 250, 260) for _ in range(3)]
    conflicts.record_conflict(
        people.reviewers[0], apps[0], "employer", "She works there.", severity="hard", by=people.officer
    )
    plan = panels.Plan(later(), "Room 4", people.officer, 1, people.reviewers)
    meeting = panels.plan_meeting(round, plan, by=people.officer)

    items = panels.set_agenda(meeting, {one.pk: None for one in apps}, by=people.officer)

    assert sorted(one.introducer.name for one in items) == ["Rita Reviewer 1", "Rita Reviewer 2", "Rita Reviewer 3"]
    assert meeting.items.get(application=apps[0]).introducer != people.reviewers[0]
    with pytest.raises(MoveRefused, match="Rita Reviewer 1 cannot introduce"):
        panels.set_agenda(meeting, {apps[0].pk: people.reviewers[0].pk}, by=people.officer)


def test_an_application_is_on_one_agenda_at_a_time_and_a_later_meeting_takes_it_over(room, people):
    other = panels.plan_meeting(
        room.round, panels.Plan(later(48), "Room 5", people.officer, 1, room.members), by=people.officer
    )
    with pytest.raises(MoveRefused, match="is on the agenda of the panel of"):
        panels.set_agenda(other, {room.first.application_id: None}, by=people.officer)
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.agree(room.first, said(room, 254), by=room.chair)
    panels.close_meeting(room.meeting, by=room.chair)
    assert set(consensus_in(room.round)) == {room.first.application_id}

    panels.set_agenda(other, {room.first.application_id: None}, by=people.officer)
    assert consensus_in(room.round) == {}
    panels.set_agenda(other, {}, by=people.officer)
    assert set(consensus_in(room.round)) == {room.first.application_id}


# The discussion


@pytest.mark.rule("BR-24")
def test_beginning_locks_the_reviews_and_keeps_them_with_their_instant(room):
    third = room.members[2].reviews.get(application=room.first.application)
    reviews.reopen_review(third, "Look at the budget again.", by=room.officer)

    begun = panel_talks.begin_talk(room.first, by=room.chair)

    kept = PreScores.objects.get()
    assert [one["total"] for one in kept.content["reviews"]] == ["240", "252"]
    assert kept.at == begun.begun_at
    assert kept.by == room.chair
    third.refresh_from_db()
    for deed in (
        lambda: reviews.submit_review(third, by=room.members[2]),
        lambda: reviews.save_score(third, room.criteria[0], score_of("30"), by=room.members[2]),
        lambda: reviews.reopen_review(room.chair.reviews.first(), "Again.", by=room.officer),
    ):
        with pytest.raises(MoveRefused, match="The panel has begun to discuss|its reviews are locked"):
            deed()


def score_of(points: str) -> reviews.Typed:
    return reviews.Typed(points, "Because.", 1)


def test_a_discussion_needs_the_quorum_of_those_who_may_stay_in_the_room(room):
    panels.mark_present(room.meeting, [room.chair.pk, room.members[1].pk], by=room.chair)
    panel_talks.declare_tie(room.first, ConflictKind.BOARD, "Board: I sit on its board.", by=room.members[1])

    with pytest.raises(MoveRefused, match="1 of the 2 members that a quorum needs .* 1 left the room"):
        panel_talks.begin_talk(room.first, by=room.chair)
    assert not PreScores.objects.exists()
    assert panel_talks.begin_talk(room.second, by=room.chair).status == "discussing"


def test_the_quorum_is_counted_again_when_it_is_settled(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    panels.mark_present(room.meeting, [room.chair.pk], by=room.chair)

    with pytest.raises(MoveRefused, match="1 of the 2 members"):
        panel_talks.agree(room.first, said(room, 254), by=room.chair)
    room.first.refresh_from_db()
    assert room.first.status == "discussing"


def test_one_application_is_discussed_at_a_time(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    with pytest.raises(MoveRefused, match="is being discussed. Settle it first"):
        panel_talks.begin_talk(room.second, by=room.chair)
    with pytest.raises(MoveRefused, match="is being discussed. Settle it first"):
        panels.close_meeting(room.meeting, by=room.chair)


def test_a_consensus_that_moves_by_five_needs_its_reason_and_is_settled_with_exact_sums(room):
    panel_talks.begin_talk(room.first, by=room.chair)  # the mean of the fourth criterion is 122/3
    with pytest.raises(panel_talks.ConsensusNotReady) as refused:
        panel_talks.agree(room.first, said(room, 245, why=""), by=room.chair)
    assert [fault.criterion_id for fault in refused.value.faults] == [room.criteria[3].pk]
    room.first.refresh_from_db()
    assert (room.first.status, room.first.version) == ("discussing", 0)

    settled = panel_talks.agree(room.first, said(room, 245), by=room.chair)

    assert (settled.status, settled.given, settled.out_of) == ("agreed", 245, 300)
    assert consensus_in(room.round)[room.first.application_id].total == 245
    assert [r.given for r in Review.objects.filter(application=room.first.application).order_by("pk")] == [
        240,
        252,
        270,
    ]
    assert AuditEvent.objects.filter(deed="panelitem.agree").count() == 1


def test_of_two_people_who_write_the_consensus_the_second_is_told(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.save_consensus(room.first, said(room, 252), by=room.chair)

    with pytest.raises(panel_talks.StaleConsensus, match="Somebody saved this consensus since"):
        panel_talks.save_consensus(room.first, said(room, 250), by=room.officer)
    saved = panel_talks.save_consensus(room.first, said(room, 250, version=1), by=room.officer)
    assert saved.version == 2
    again = panel_talks.save_consensus(room.first, said(room, 250, version=1), by=room.officer)
    assert again.version == 2, "the same words twice are no conflict"


def test_points_that_are_not_possible_save_nothing(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    typed = said(room, 254)
    typed.scores[room.criteria[0].pk] = Typed("61", "")
    with pytest.raises(panel_talks.ConsensusNotReady, match="Give a whole number from 0 to 60"):
        panel_talks.save_consensus(room.first, typed, by=room.chair)
    assert not room.first.scores.exists()


def test_the_reviews_may_stand_with_a_reason(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    with pytest.raises(MoveRefused, match="Give a reason"):
        panel_talks.let_stand(room.first, " ", by=room.chair)
    settled = panel_talks.let_stand(room.first, "Two views, both sound.", by=room.chair)
    assert (settled.status, settled.reason) == ("stands", "Two views, both sound.")
    assert consensus_in(room.round) == {}


def test_a_discussion_is_opened_again_with_its_history_kept(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.agree(room.first, said(room, 249), by=room.chair)
    panel_talks.dissent(room.first, room.members[1], "Too low.", by=room.members[1])

    again = panel_talks.talk_again(room.first, "A page was missed.", by=room.officer)

    assert (again.status, again.given, again.begun_at) == ("waiting", None, None)
    assert Dissent.objects.get().ended_at is not None
    review = room.chair.reviews.get(application=room.first.application)
    assert reviews.reopen_review(review, "The page that was missed.", by=room.officer).status == "in_progress"
    panel_talks.begin_talk(room.first, by=room.chair)
    assert [len(one.content["reviews"]) for one in PreScores.objects.order_by("pk")] == [3, 2]


def test_dissent_is_by_name_of_who_took_part(room):
    panels.mark_present(room.meeting, [one.pk for one in room.members[:2]], by=room.chair)
    panel_talks.begin_talk(room.first, by=room.chair)
    with pytest.raises(MoveRefused, match="Rita Reviewer 3 does not take part"):
        panel_talks.dissent(room.first, room.members[2], "No.", by=room.members[2])
    with pytest.raises(MoveRefused, match="Say in a sentence"):
        panel_talks.dissent(room.first, room.members[1], " ", by=room.members[1])
    panel_talks.dissent(room.first, room.members[1], "The match is thin.", by=room.members[1])
    panel_talks.dissent(room.first, room.members[1], "The match is too thin.", by=room.members[1])
    assert [one.words for one in Dissent.objects.filter(ended_at__isnull=True)] == ["The match is too thin."]


# Conflicts


def test_who_leads_the_meeting_cannot_lead_what_she_is_recused_from(room):
    panel_talks.declare_tie(room.first, ConflictKind.BOARD, "Board: I sit on its board.", by=room.chair)
    with pytest.raises(MoveRefused, match="You have a conflict"):
        panel_talks.begin_talk(room.first, by=room.chair)
    assert Conflict.objects.get().source == "self"
    assert Email.objects.filter(template="panel_tie").count() == 1
    assert panel_talks.begin_talk(room.first, by=room.officer).status == "discussing"
    assert {one.member.name: one.part for one in room.first.seats.all()} == {
        "Rita Reviewer 1": "recused",
        "Rita Reviewer 2": "present",
        "Rita Reviewer 3": "present",
    }


@pytest.mark.rule("BR-24")
def test_a_consensus_with_somebody_whose_conflict_is_found_later_counts_no_more(room):
    Round.objects.filter(pk=room.round.pk).update(ranking=Ranking.PANEL)
    room.round.refresh_from_db()
    for item, total in ((room.first, 200), (room.second, 230)):
        panel_talks.begin_talk(item, by=room.chair)
        panel_talks.agree(item, said(room, total), by=room.chair)
    assert [one.scored.application_id for one in standing_of(room.round).ranked] == [
        room.second.application_id,
        room.first.application_id,
    ]

    conflicts.record_conflict(
        room.members[2], room.second.application, "employer", "She works there.", severity="hard", by=room.officer
    )

    assert set(consensus_in(room.round)) == {room.first.application_id}
    standing = standing_of(room.round)
    assert [one.number for one in standing.not_agreed(Ranking.PANEL)] == [room.second.application.number]
    assert standing.ranked[-1].scored.totals == (200, 210) or standing.ranked[0].scored.totals == (200, 210)


# The ranking


def settle_both(room: SimpleNamespace) -> None:
    """200, 210, 205 is agreed at 230; 240, 252, 270 at 200."""
    for item, total in ((room.first, 200), (room.second, 230)):
        panel_talks.begin_talk(item, by=room.chair)
        panel_talks.agree(item, said(room, total), by=room.chair)


@pytest.mark.rule("BR-24")
@pytest.mark.parametrize("ranking", [Ranking.RAW, Ranking.PANEL])
def test_what_the_panel_agreed_on_ranks_where_the_round_said_so_and_stands_beside_it_elsewhere(room, ranking):
    Round.objects.filter(pk=room.round.pk).update(ranking=ranking)
    room.round.refresh_from_db()
    settle_both(room)

    slate = decisions.start_decision(room.round, by=room.officer)

    run = ScoringRun.objects.get()
    assert run.governs == ranking
    kept = {int(pk): (one["total"], one["rank"]) for pk, one in run.result["consensus"].items()}
    ranks = (2, 1) if ranking == Ranking.PANEL else (None, None)
    assert kept == {room.first.application_id: ("200", ranks[0]), room.second.application_id: ("230", ranks[1])}
    content = {"method": run.method, "governs": run.governs, "inputs": run.inputs, "result": run.result}
    assert run.sha256 == scoring.hash_of(content)
    lines = {line.application_id: line for line in slate.lines.all()}
    first, second = lines[room.first.application_id], lines[room.second.application_id]
    assert (first.agreed, second.agreed) == (200, 230)
    assert (first.raw_rank, second.raw_rank) == (1, 2)
    assert (first.rank, second.rank) == ((2, 1) if ranking == Ranking.PANEL else (1, 2))
    how = "agreed on by the panel; the mean of 3" if ranking == Ranking.PANEL else "the mean of 3 reviews"
    assert letters.facts_of(first, by=room.officer, terms=None)["how"].startswith(how)


def test_where_the_panel_ranks_the_scoring_is_not_closed_without_it_unless_it_is_said_why(room):
    Round.objects.filter(pk=room.round.pk).update(ranking=Ranking.PANEL)
    room.round.refresh_from_db()
    panel_talks.begin_talk(room.second, by=room.chair)
    panel_talks.agree(room.second, said(room, 260), by=room.chair)
    with pytest.raises(MoveRefused, match="has agreed on nothing for 1 of 2 applications"):
        decisions.start_decision(room.round, by=room.officer)

    slate = decisions.start_decision(room.round, reason="The mean is beyond dispute.", by=room.officer)

    assert [line.application_id for line in slate.lines.order_by("rank")] == [
        room.second.application_id,
        room.first.application_id,
    ]


def test_a_round_that_closed_its_scoring_is_discussed_no_more(room):
    decisions.start_decision(room.round, by=room.officer)
    with pytest.raises(MoveRefused, match="is discussed no more"):
        panel_talks.begin_talk(room.first, by=room.chair)


# Minutes


def test_closing_freezes_the_minutes_with_who_took_part_and_who_left(room):
    panel_talks.declare_tie(room.first, ConflictKind.BOARD, "Board: I sit on its board.", by=room.members[2])
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.agree(room.first, said(room, 249), by=room.chair)
    panel_talks.dissent(room.first, room.members[1], "Too low.", by=room.members[1])

    closed = panels.close_meeting(room.meeting, by=room.chair)

    assert closed.facts_sha256 == sha256_of(closed.facts)
    first, second = closed.facts["items"]
    assert first["recused"] == ["Rita Reviewer 3"]
    assert first["present"] == ["Rita Reviewer 1", "Rita Reviewer 2"]
    assert (first["mean"], first["total"], first["dissents"]) == ("246.00", "249", [["Rita Reviewer 2", "Too low."]])
    assert (second["status"], second["begun"]) == ("not_reached", "")
    assert Job.objects.filter(kind="draw_panel_minutes").count() == 1
    with pytest.raises(MoveRefused, match="This meeting is closed now"):
        panels.close_meeting(room.meeting, by=room.chair)


def test_a_meeting_is_called_off_with_a_reason_and_its_agenda_is_free(round, people, reviewed):
    app = reviewed(round, 240, 250)
    plan = panels.Plan(later(), "Room 4", people.officer, 1, people.reviewers[:2])
    meeting = panels.plan_meeting(round, plan, by=people.officer)
    panels.set_agenda(meeting, {app.pk: None}, by=people.officer)
    with pytest.raises(MoveRefused, match="Give a reason"):
        panels.cancel_meeting(meeting, "", by=people.officer)
    panels.cancel_meeting(meeting, "Snow.", by=people.officer)
    assert Email.objects.filter(template="panel_cancelled").count() == 2
    assert not PanelItem.objects.filter(is_current=True).exists()


@pytest.mark.django_db
def test_the_database_keeps_one_agenda_for_an_application(room):
    with pytest.raises(Exception, match="panelitem_one_agenda"), transaction.atomic():
        PanelItem.objects.create(
            meeting=panels.plan_meeting(
                room.round, panels.Plan(later(9), "B", room.officer, 1, room.members), by=room.officer
            ),
            application=room.first.application,
        )
    assert connection.is_usable()
