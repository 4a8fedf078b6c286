"""A thousand edits of the same score, the same line of a slate and the same answer at once: each is kept or refused, none
is lost."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from core.isolation import state_scope
from core.models import AuditEvent, State
from core.permissions import Role
from grants.actions import applications, decisions
from grants.actions import reviews as reviewing
from grants.actions.leases import Leased
from grants.checks.slates import digest
from grants.models import Application, Score, Slate, SlateLine
from questions.actions.answers import StaleAnswer
from questions.models import Answer, Question
from tests import factories
from tests.grants import applying
from tests.grants.conftest import score_all

pytestmark = pytest.mark.drill
PEOPLE, EDITS = 8, 1000


def scene(state: State) -> SimpleNamespace:
    """A review that is being written, a draft slate, and a draft application."""
    officer, rita = factories.member(Role.OFFICER), factories.member(Role.REVIEWER)
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    preparers = [factories.member(Role.CONVENER, over=lead) for _ in range(PEOPLE)]
    elena = preparers[0]
    draft = applying.fill(applying.start(applying.round(), lead, by=elena), by=elena)
    reviews = [
        reviewing.clear_conflict(
            reviewing.assign_reviewers(factories.application(round, status="eligible"), [rita], by=officer)[0], by=rita
        )
        for round in (factories.round("review"), factories.round("review"))
    ]
    score_all(reviews[1], 250, by=rita)
    reviewing.submit_review(reviews[1], by=rita)
    slate = decisions.start_decision(reviews[1].application.round, by=officer, reason="One is enough.")
    criterion = reviews[0].application.round.criteria.order_by("position")[0]
    reviewing.save_score(reviews[0], criterion, reviewing.Typed("1", "0", 0), by=rita)
    return SimpleNamespace(
        officer=officer,
        rita=rita,
        preparers=preparers,
        draft=draft,
        review=reviews[0],
        criterion=criterion,
        slate=slate,
    )


def number_in(text: str) -> int:
    first = text.split(" ")[0]
    return int(first) if first.isdecimal() else 0


def more(text: str) -> str:
    """The number in the text and one, in words that no other edit has: two that say the same would be one."""
    return f"{number_in(text) + 1} {uuid.uuid4()}"


def add_to_score(made: SimpleNamespace, who: int) -> bool:
    score = Score.objects.get(review=made.review, criterion=made.criterion)
    typed = reviewing.Typed("1", more(score.comment), score.version)
    try:
        reviewing.save_score(made.review, made.criterion, typed, by=made.rita)
    except reviewing.StaleScore:
        return False
    return True


def add_to_line(made: SimpleNamespace, who: int) -> bool:
    line = SlateLine.objects.get(slate=made.slate)
    mark = digest(line.decision, line.amount, line.fund_id, line.reason)
    choice = decisions.Choice("decline", Decimal(0), None, more(line.reason), mark)
    try:
        decisions.save_lines(Slate.objects.get(pk=made.slate.pk), {line.pk: choice}, by=made.officer)
    except decisions.SlateChanged:
        return False
    return True


def add_to_answer(made: SimpleNamespace, who: int) -> bool:
    draft = Application.objects.select_related("response", "round").get(pk=made.draft.pk)
    question = Question.objects.get(section__version=draft.response.version_id, key="evidence")
    answer = Answer.objects.get(response=draft.response, question=question)
    try:
        applications.answer_saver(draft)(
            draft.response, question, more(answer.raw), version=answer.version, by=made.preparers[who]
        )
    except (StaleAnswer, Leased):  # somebody else wrote it, or is writing in the section
        return False
    return True


def work(
    state: State, made: SimpleNamespace, edit: Callable[[Any, int], bool], who: int, left: list[int], told: list[bool]
) -> None:
    """Edit until all are done; `told` takes whether each was kept."""
    try:
        while left:
            try:
                left.pop()
            except IndexError:
                return
            with state_scope(state):
                told.append(edit(made, who))
    finally:
        connections.close_all()


@pytest.mark.parametrize("edit", [add_to_score, add_to_line, add_to_answer])
def test_a_thousand_edits_at_once_are_kept_or_refused(committed_db, edit, capsys):
    state = factories.state("pa")
    with state_scope(state):
        made = scene(state)
        events = AuditEvent.objects.count()
    left, told = list(range(EDITS)), []
    threads = [threading.Thread(target=work, args=(state, made, edit, who, left, told)) for who in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    kept = told.count(True)
    with capsys.disabled():
        print(
            f"\n{edit.__name__}: {len(told)} edits by {PEOPLE} at once, {kept} kept, {EDITS - kept} told to look again"
        )
    assert len(told) == EDITS, "an edit ended with an error"
    with state_scope(state):
        counted = {
            add_to_score: lambda: Score.objects.get(review=made.review, criterion=made.criterion).comment,
            add_to_line: lambda: SlateLine.objects.get(slate=made.slate).reason,
            add_to_answer: lambda: Answer.objects.get(response=made.draft.response, question__key="evidence").raw,
        }[edit]()
        assert number_in(counted) == kept, "every edit that was kept is in the number"
        assert kept > EDITS // 20, "they do get somewhere"
        if edit is not add_to_answer:
            assert AuditEvent.objects.count() - events == kept
