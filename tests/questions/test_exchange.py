"""Forms as JSON: out and in again without loss, hostile files refused; copies; drafts moved to a newer version."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from core.permissions import Role
from questions.actions import composing, copying
from questions.actions.answers import save_answer, start_response
from questions.actions.composing import CannotCompose
from questions.checks.exchange import NotAForm
from questions.models import Form, Question
from questions.readmodels import exported, filling_of, sha256_of
from questions.readmodels.versions import fates
from tests import factories

WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
COLUMNS = [{"key": "title", "label": "Title", "type": "text"}, {"key": "seats", "label": "Seats", "type": "number"}]
OPTIONS = {
    "text": st.just({}),
    "long_text": st.fixed_dictionaries({"words": st.integers(1, 900)}),
    "number": st.fixed_dictionaries({}, optional={"unit": WORDS, "min": st.integers(0, 5)}),
    "yes_no": st.just({}),
    "choice": st.just({"choices": [["a", "First"], ["b", "Zweite ñ"]]}),
    "table": st.just({"columns": COLUMNS}),
    "date": st.just({}),
}


@st.composite
def forms(draw):
    """A form as a file holds it, conditions and rules over earlier questions included."""
    sections, earlier = [], []
    for place in range(draw(st.integers(1, 3))):
        questions = []
        for number in range(draw(st.integers(1, 4))):
            kind = draw(st.sampled_from(sorted(OPTIONS)))
            show = draw(st.sampled_from(earlier)) if earlier and draw(st.booleans()) else None
            question = {
                "key": f"q{place}-{number}", "type": kind, "label": draw(WORDS), "help": "",
                "required": draw(st.booleans()), "options": draw(OPTIONS[kind]),
                "show_if": {"any": [{"question": show, "is": "answered"}]} if show else {}, "validations": [],
            }  # fmt: skip
            if kind == "number":
                rule = {"question": question["key"], "is": "at_least", "value": draw(st.integers(0, 9))}
                question["validations"] = [{"expression": rule, "message": draw(WORDS)}]
            questions.append(question)
            earlier.append(question["key"])
        sections.append({"key": f"s{place}", "title": draw(WORDS), "intro": draw(WORDS), "panel": "", "show_if": {},
                         "questions": questions})  # fmt: skip
    return {"schema": "roundtable.form/1", "title": draw(WORDS), "kind": "application", "sections": sections}


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=forms())
def test_forms_come_out_as_they_went_in(pa, officer, data):
    there_and_back(data, by=officer)


@pytest.mark.drill
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=forms())
def test_a_thousand_forms_come_out_as_they_went_in(pa, officer, data):
    there_and_back(data, by=officer)


def there_and_back(data, *, by):
    with transaction.atomic():
        version = copying.import_form(json.dumps(data), title="Imported", by=by)
        assert exported(version) == data | {"title": "Imported"}
        assert not [fault for fault in composing.faults_of(version) if "with the panel" not in fault]
        transaction.set_rollback(True)


def form(**changes):
    question = {"key": "a", "type": "text", "label": "A?"}
    section = {"key": "s", "title": "S", "questions": [question | changes.pop("question", {})]}
    return {"schema": "roundtable.form/1", "title": "T", "kind": "report", "sections": [section]} | changes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "nested deeper than any form"),
        ("x" * 1_000_001, "has 1,000,001 bytes"),
        ("[]", "is not a form"),
        ('{"schema": "roundtable.form/1", "schema": "x"}', "stands twice"),
        (form(kind="spell"), "The form is for “spell”"),
        (form(sections=[]), "needs 1 to 40 sections"),
        (form(evil=1), "says “evil”, which we do not know"),
        (form(title=" "), "The form has no title"),
        (form(question={"type": "macro"}), "of the type “macro”"),
        (form(question={"key": "../x"}), "has no usable key"),
        (form(question={"label": "a\x00b"}), "no control characters"),
        (form(question={"label": "x" * 401}), "has 401 characters"),
        (form(question={"type": "choice"}), "at least two answers"),
        (form(question={"type": "table"}), "a table needs 1 to 12 columns"),
        (form(question={"show_if": {"question": "b", "is": "answered"}}), "“b”, which no earlier question has"),
        (form(question={"show_if": {"question": "a", "is": "answered"}}), "“a”, which no earlier question has"),
        (form(question={"validations": [{"expression": {}}]}), "an expression and a message"),
        (form(question={"options": {"words": "many"}}), "“words” has to be a whole number"),
        (form(question={"required": "yes"}), "“required” true or false"),
    ],
)
def test_a_hostile_or_broken_file_is_refused_in_words_and_leaves_nothing(officer, text, said):
    with pytest.raises(NotAForm) as refused:
        copying.import_form(text if isinstance(text, str) else json.dumps(text), by=officer)
    assert said in str(refused.value)
    assert not Form.objects.exists()


def test_a_title_that_is_taken_is_refused(officer):
    copying.import_form(json.dumps(form()), by=officer)
    with pytest.raises(CannotCompose, match="There is a form “T” already"):
        copying.import_form(json.dumps(form()), by=officer)


# Copies


@pytest.fixture
def draft(officer):
    wage = {"key": "wage", "type": "money", "label": "Wage?"}
    rule = {"expression": {"question": "wage", "is": "at_least", "value": 15}, "message": "Below the floor."}
    hours = {"key": "hours", "type": "number", "label": "Hours?", "show_if": {"question": "wage", "is": "answered"}}
    data = form(sections=[{"key": "s", "title": "Pay", "questions": [wage | {"validations": [rule]}, hours]}])
    return copying.import_form(json.dumps(data), by=officer)


def test_a_copied_question_stands_behind_the_original_and_its_rule_looks_at_itself(draft, officer):
    wage = Question.objects.get(key="wage")
    made = copying.copy_question(wage, wage.section, by=officer)
    rows = Question.objects.filter(section=wage.section).order_by("position").values_list("key", flat=True)
    assert list(rows) == ["wage", made.key, "hours"]
    assert made.validations[0]["expression"]["question"] == made.key
    assert composing.faults_of(draft) == []


def test_a_copied_section_keeps_its_conditions_among_its_own_questions(draft, officer):
    other = composing.create_form("Another", "report", by=officer)
    copying.copy_section(draft.sections.get(), draft, by=officer)
    made = copying.copy_section(draft.sections.order_by("position").first(), other, by=officer)
    assert [one.show_if.get("question") for one in made.questions.order_by("position")] == [None, "wage"]
    twice = draft.sections.order_by("position").last().questions.order_by("position")
    assert [one.key for one in twice] == ["wage-2", "hours-2"]
    assert twice[1].show_if["question"] == "wage-2"
    assert composing.faults_of(draft) == composing.faults_of(other) == []


# Drafts that move to a newer version


def test_drafts_move_with_every_answer_that_fits_and_the_rest_is_listed(draft, officer):
    composing.freeze_version(draft, by=officer)
    response, sent = start_response(draft), start_response(draft)
    sent.status = "submitted"
    sent.save()
    for key, text in (("wage", "21.50"), ("hours", "40")):
        save_answer(response, Question.objects.get(key=key, section__version=draft), text, version=0, by=officer)
    newer = composing.new_version(draft, by=officer)
    hours = Question.objects.get(key="hours", section__version=newer)
    composing.save_question(newer, hours, section=hours.section, type="text", by=officer)
    with pytest.raises(CannotCompose, match="still a draft"):
        copying.move_responses([response], newer, by=officer, reason="A mistake")
    composing.freeze_version(newer, by=officer)

    [told] = fates([response], newer)
    assert (told.stays, told.again, told.not_needed) == (("Wage?",), ("Hours?",), ())
    assert filling_of(response).answers["hours"] == 40
    with pytest.raises(CannotCompose, match="Write why"):
        copying.move_responses([response], newer, by=officer, reason=" ")
    [moved] = copying.move_responses([response, sent], newer, by=officer, reason="Hours are asked in words now")

    assert moved.again == ("Hours?",)
    response.refresh_from_db()
    sent.refresh_from_db()
    assert (response.version, sent.version) == (newer, draft)
    assert filling_of(response).answers == {"wage": "21.50"}
    assert filling_of(response).field("wage").version == 2, "a page that was open before is told"
    assert AuditEvent.objects.get(deed="response.move").details["again"] == ["Hours?"]


def test_a_frozen_hash_covers_rules_and_conditions(draft, officer):
    before = sha256_of(exported(draft))
    Question.objects.filter(key="wage").update(validations=[])
    assert sha256_of(exported(draft)) != before
