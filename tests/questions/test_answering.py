"""Saving answers: as typed, with versions, and not after they were sent."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from core.isolation import state_scope
from core.models import Member
from core.permissions import Role
from questions.actions import answers as actions
from questions.actions.answers import NotOpen, StaleAnswer
from questions.forms import typed_in, with_conflicts
from questions.models import Answer, Question, Response
from questions.readmodels import canonical, filling_of, sha256_of
from tests import factories

FORM = {
    "case": [
        {"key": "story", "type": "long_text", "label": "What do they face?", "options": {"words": 3}},
        {"key": "union", "type": "yes_no", "label": "Is a union at the table?"},
        {
            "key": "why",
            "type": "text",
            "label": "Why not?",
            "show_if": {"question": "union", "is": "equal", "value": False},
        },
    ],
    "people": [{"key": "served", "type": "number", "label": "How many people?", "required": False}],
}


@pytest.fixture
def elena(pa) -> Member:
    return factories.member(Role.CONVENER, name="Elena Márquez")


@pytest.fixture
def response(pa) -> Response:
    return actions.start_response(factories.form_version(sections=FORM))


def question(response: Response, key: str) -> Question:
    return Question.objects.select_related("section").get(section__version=response.version, key=key)


def save(response, key, raw, version=0, by=None) -> Answer:
    return actions.save_answer(response, question(response, key), raw, version=version, by=by)


def test_an_answer_is_kept_as_typed_and_as_a_value(response, elena):
    answer = save(response, "served", "1,200", by=elena)
    assert (answer.raw, answer.value, answer.error, answer.version) == ("1,200", 1200, "", 1)
    assert answer.saved_by == elena


def test_what_cannot_be_read_is_kept_with_what_is_wrong(response, elena):
    answer = save(response, "story", "one two three four", by=elena)
    assert answer.raw == "one two three four"
    assert answer.value is None
    assert answer.error == "4 words. Take out 1 to reach 3."
    assert filling_of(response).section("case").status == "attention"


def test_a_stale_save_never_overwrites(response, elena):
    nadia = factories.member(Role.CONVENER, name="Nadia Farouk")
    save(response, "story", "first", by=elena)
    save(response, "story", "second", version=1, by=nadia)
    with pytest.raises(StaleAnswer) as late:
        save(response, "story", "third", version=1, by=elena)
    assert late.value.answer.raw == "second"
    assert late.value.answer.saved_by == nadia
    assert late.value.raw == "third"
    assert filling_of(response).field("story").raw == "second"


def test_the_same_text_again_is_no_conflict(response, elena):
    save(response, "story", "first", by=elena)
    assert save(response, "story", "first", version=0, by=elena).version == 1


def test_her_own_autosave_a_moment_ago_is_no_conflict_but_her_other_window_is(response, elena):
    save(response, "story", "fir", by=elena)
    assert save(response, "story", "first", version=0, by=elena).raw == "first"
    Answer.objects.update(saved_at=timezone.now() - dt.timedelta(minutes=1))
    with pytest.raises(StaleAnswer):
        save(response, "story", "other window", version=0, by=elena)


def test_conditional_questions_show_when_their_answer_is_there_and_hidden_answers_do_not_count(response, elena):
    assert [f.key for f in filling_of(response).section("case").fields] == ["story", "union"]
    save(response, "union", "no", by=elena)
    save(response, "why", "Not yet asked", by=elena)
    assert filling_of(response).answers == {"union": False, "why": "Not yet asked"}
    save(response, "union", "yes", version=1, by=elena)
    assert filling_of(response).answers == {"union": True}
    assert Answer.objects.filter(question__key="why").exists()


def test_sections_go_from_not_started_to_complete(response, elena):
    def status():
        return [section.status for section in filling_of(response).sections]

    assert status() == ["not_started", "complete"]
    save(response, "story", "we wait", by=elena)
    assert status() == ["in_progress", "complete"]
    save(response, "union", "yes", by=elena)
    assert status() == ["complete", "complete"]
    assert filling_of(response).section("case").saved_by == "Elena Márquez"


def test_filling_costs_three_queries_whatever_its_length(response, elena, django_assert_num_queries):
    save(response, "story", "we wait", by=elena)
    with django_assert_num_queries(3):
        filling_of(response)


def test_an_explicit_save_saves_what_it_can_and_gives_back_the_conflicts(response, elena):
    nadia = factories.member(Role.CONVENER)
    save(response, "story", "Nadia's text", by=nadia)
    section = filling_of(response).section("case")
    data = QueryDict("q-story=mine&v-story=0&q-union=yes&v-union=0")
    stale = actions.save_section(
        response, [f.question for f in section.fields], typed_in(data, section.fields), by=elena
    )
    assert [late.raw for late in stale] == ["mine"]
    shown = with_conflicts(filling_of(response).section("case"), stale)
    assert (shown.fields[0].raw, shown.fields[0].theirs) == ("mine", "Nadia's text")
    assert shown.fields[1].value is True


def test_nothing_can_be_saved_once_it_was_sent_but_in_sections_sent_back(response, elena):
    save(response, "story", "we wait", by=elena)
    snapshot = actions.submit_response(response, by=elena, extra={"number": "PA-1"})
    assert snapshot.sha256 == sha256_of(snapshot.content)
    assert snapshot.content["number"] == "PA-1"
    with pytest.raises(NotOpen, match="can no longer be changed"):
        save(response, "story", "late", version=1, by=elena)
    with pytest.raises(NotOpen, match="sent already"):
        actions.submit_response(response, by=elena)
    actions.return_response(response, ["people"])
    save(response, "served", "12", by=elena)
    with pytest.raises(NotOpen, match="sent back"):
        save(response, "story", "late", version=1, by=elena)
    assert actions.submit_response(response, by=elena).number == 2


def test_the_canonical_bytes_do_not_depend_on_the_order_of_keys():
    assert canonical({"b": 1, "a": ["é", 1.0]}) == '{"a":["é",1],"b":1}'.encode()


def test_of_many_who_save_at_once_one_is_saved(committed_db):
    pa = factories.state("pa")
    with state_scope(pa):
        response = actions.start_response(factories.form_version(sections=FORM))
        asked = question(response, "story")
        people = [factories.member(Role.CONVENER) for _ in range(5)]
    results: list[str] = []

    def write(who):
        try:
            with state_scope(pa):
                actions.save_answer(response, asked, f"by {who.pk}", version=0, by=who)
            results.append("saved")
        except StaleAnswer:
            results.append("stale")
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["saved", "stale", "stale", "stale", "stale"]
