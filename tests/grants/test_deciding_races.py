"""What is found at the instant of a decision counts before it or is found beside it; it is never lost between the two."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connections, transaction
from django.utils import timezone

from core.isolation import state_scope
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import conflicts, decisions, panel_talks
from grants.actions import reviews as actions
from grants.models import Finding, PanelItem, Review
from grants.readmodels.consensus import consensus_in
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.panelling import said


@pytest.mark.parametrize("declares", [True, False])
def test_a_conflict_found_while_the_slate_is_recommended_becomes_a_finding(committed_db, declares):
    state = factories.state("pa")
    with state_scope(state):
        officer, rita = factories.member(Role.OFFICER), factories.member(Role.REVIEWER, name="Rita")
        factories.member(Role.DIRECTOR)
        round = factories.round("review", money="200000", reviewers_each=1)
        application = factories.application(round, status="eligible", requested=100_000)
        (review,) = actions.assign_reviewers(application, [rita], by=officer)
        review = actions.clear_conflict(review, by=rita)
        score_all(review, 250, by=rita)
        actions.submit_review(review, by=rita)
        slate = decisions.start_decision(round, by=officer)
        late = Review.objects.select_related("application").get(pk=review.pk)
    over = []

    def declare() -> None:
        try:
            with state_scope(state):
                if declares:
                    actions.declare_conflict(late, "My brother leads it.", by=rita)
                else:
                    words = "Her brother leads it."
                    conflicts.record_conflict(rita, late.application, "family", words, severity="hard", by=officer)
            over.append(True)
        finally:
            connections.close_all()

    thread = threading.Thread(target=declare)
    with state_scope(state), transaction.atomic():
        decisions.recommend_slate(slate, by=officer)
        thread.start()
        time.sleep(1)
        assert not over, "it waits for the decision"
    thread.join()

    assert over
    with state_scope(state):
        assert Finding.objects.get().application_id == application.pk
        review.refresh_from_db()
        assert review.status == "submitted", "its scores stay as they counted"


def test_scoring_is_not_closed_while_one_is_discussed(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    with pytest.raises(MoveRefused, match=f"discussing {room.first.application.number}. Let it agree"):
        decisions.start_decision(room.round, by=room.officer, reason="Time is up.")
    panel_talks.let_stand(room.first, "Two views, both sound.", by=room.chair)
    assert decisions.start_decision(room.round, by=room.officer, reason="Time is up.").status == "draft"


def test_nothing_is_agreed_on_once_scoring_is_closed(room):
    panel_talks.begin_talk(room.first, by=room.chair)
    panel_talks.agree(room.first, said(room, 249), by=room.chair)
    decisions.start_decision(room.round, by=room.officer, reason="Time is up.")
    PanelItem.objects.filter(pk=room.second.pk).update(status="discussing", begun_at=timezone.now(), is_current=True)
    deeds = [
        lambda: panel_talks.save_consensus(room.second, said(room, 250), by=room.chair),
        lambda: panel_talks.agree(room.second, said(room, 250), by=room.chair),
        lambda: panel_talks.let_stand(room.second, "Both sound.", by=room.chair),
        lambda: panel_talks.talk_again(room.first, "Anew.", by=room.chair),
    ]
    for deed in deeds:
        with pytest.raises(MoveRefused, match="its ranking is fixed"):
            deed()
    assert set(consensus_in(room.round)) == {room.first.application_id}
