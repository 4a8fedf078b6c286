"""Tables with rows, organizations and rules of a form: read, kept as typed, shown, and edited without script."""

from __future__ import annotations

import json

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from core.permissions import Role
from questions.actions.answers import StaleAnswer, save_answer, start_response
from questions.checks import parse
from questions.forms import raw_of
from questions.models import Question
from questions.readmodels import filling_of, typed_filling
from tests import factories

JOBS = {
    "columns": [
        {"key": "title", "label": "Job title", "type": "text", "required": True},
        {"key": "seats", "label": "Seats", "type": "number", "required": True},
        {"key": "wage", "label": "Wage", "type": "money"},
        {"key": "shift", "label": "Shift", "type": "choice", "choices": [["day", "Day"], ["night", "Night"]]},
    ],
    "max_rows": 3,
}
TYPED = [
    {"title": "Machinist", "seats": "4", "wage": "$21.50", "shift": "day"},
    {"title": "Welder", "seats": "1,200", "wage": "", "shift": ""},
]
RULE = {"question": "jobs", "of": "sum", "column": "seats", "is": "at_most", "value": {"question": "staff"}}


@pytest.fixture
def response(pa):
    rule = {"expression": RULE, "message": "The seats are more than the people you have. Check both."}
    questions = [
        {"key": "staff", "type": "number", "label": "How many people?"},
        {"key": "jobs", "type": "table", "label": "Jobs", "options": JOBS, "validations": [rule]},
        {"key": "lead", "type": "organization", "label": "Who leads?", "required": False},
        {"key": "why", "type": "text", "label": "Why?",
         "show_if": {"question": "jobs", "of": "rows", "is": "at_least", "value": 2}},
    ]  # fmt: skip
    return start_response(factories.form_version(sections={"people": questions}))


def ask(response, key):
    return filling_of(response).field(key)


def post(key, rows, **more):
    data = QueryDict(mutable=True)
    for row in rows:
        for column, cell in row.items():
            data.appendlist(f"q-{key}.{column}", cell)
    data.update(more)
    return data


def test_a_table_is_read_cell_by_cell():
    value, error = parse("table", json.dumps(TYPED), JOBS)
    assert not error
    assert value == [
        {"title": "Machinist", "seats": 4, "wage": "21.50", "shift": "day"},
        {"title": "Welder", "seats": 1200, "wage": None, "shift": None},
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"title": "Machinist", "seats": "some"}], "Row 1, Seats: “some” is not a number. Write digits, such as 12."),
        ([{"title": "", "seats": "3"}], "Row 1 has no Job title. Fill it in, or empty the row."),
        ([{"title": "A", "seats": "1", "shift": "dawn"}], "Row 1, Shift: “dawn” is not one of the answers."),
        ([{"title": "A", "seats": "1"}] * 4, "4 rows. Take out 1: at most 3 fit."),
    ],
)
def test_a_wrong_cell_is_said_with_its_row_and_column(rows, said):
    value, error = parse("table", json.dumps(rows), JOBS)
    assert value is None
    assert said in error


@pytest.mark.parametrize("raw", ["nonsense", '{"a": 1}', "[1, 2]", "[" * 500, '[{"seats": {"deep": [1]}}]'])
def test_text_that_is_no_table_never_raises(raw):
    assert parse("table", raw, JOBS).value in (None, [])


@pytest.mark.rule("BR-30")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "", "city": "Reading"}, "legal name"),
        ({"name": "A", "uei": "ABC"}, "has 3 characters; a UEI has 12"),
        ({"name": "A", "uei": "ABCDEFGHIJ12"}, "letter I or O"),
        ({"name": "A", "uei": "0BCDEFGHJK12"}, "is not shaped like a UEI"),
        ({"name": "A", "uei": "A123456789BC"}, "is not shaped like a UEI"),
        ({"name": "A", "ein": "12"}, "nine digits"),
    ],
)
def test_an_organization_says_what_is_wrong(given, said):
    assert said in parse("organization", json.dumps(given)).error


def test_an_organization_is_put_right():
    value, error = parse(
        "organization", json.dumps({"name": " Bakery  Union ", "uei": "abcdefghjk12", "ein": "231234567"})
    )
    assert (value, error) == ({"name": "Bakery Union", "uei": "ABCDEFGHJK12", "ein": "23-1234567", "city": ""}, "")


def test_what_was_typed_is_kept_row_by_row_even_where_it_cannot_be_read(response):
    field = ask(response, "jobs")
    rows = [TYPED[0], {"title": "", "seats": "", "wage": "", "shift": ""}, TYPED[1] | {"seats": "many"}]
    save_answer(response, field.question, raw_of(post("jobs", rows), field), version=0, by=None)

    field = ask(response, "jobs")
    assert [[cell.typed for cell in row] for row in field.table][:2] == [
        ["Machinist", "4", "$21.50", "day"],
        ["Welder", "many", "", ""],
    ]
    assert field.table[1][1].error.startswith("“many” is not a number")
    page = render_to_string("questions/_question.html", {"field": field})
    assert 'aria-label="Seats, row 2"' in page
    assert 'value="many"' in page
    assert "Row 2, Seats" in page


def test_the_button_of_a_row_takes_it_out_without_script(response):
    field = ask(response, "jobs")
    kept = json.loads(raw_of(post("jobs", TYPED, drop="jobs.0"), field))
    assert [row["title"] for row in kept] == ["Welder"]
    assert raw_of(post("jobs", TYPED[:1], drop="jobs.0"), field) == ""


def test_a_stale_save_of_a_table_overwrites_nothing(response):
    officer, other = factories.member(Role.CONVENER), factories.member(Role.CONVENER)
    question = ask(response, "jobs").question
    save_answer(response, question, json.dumps(TYPED), version=0, by=officer)
    with pytest.raises(StaleAnswer) as late:
        save_answer(response, question, json.dumps(TYPED[:1]), version=0, by=other)
    assert json.loads(late.value.answer.raw) == TYPED
    assert json.loads(late.value.raw) == TYPED[:1]


def test_a_rule_is_broken_only_when_it_is_known_to_be(response):
    jobs, staff = ask(response, "jobs").question, ask(response, "staff").question
    save_answer(response, jobs, json.dumps(TYPED), version=0, by=None)
    assert ask(response, "jobs").problem == ""
    save_answer(response, staff, "100", version=0, by=None)
    assert ask(response, "jobs").problem == "The seats are more than the people you have. Check both."
    assert filling_of(response).section("people").status == "attention"
    save_answer(response, staff, "1,204", version=1, by=None)
    assert ask(response, "jobs").problem == ""


def test_an_answer_that_no_longer_shows_is_kept_and_listed_as_not_needed(response):
    jobs = ask(response, "jobs").question
    save_answer(response, jobs, json.dumps(TYPED), version=0, by=None)
    save_answer(response, ask(response, "why").question, "Two trades", version=0, by=None)
    save_answer(response, jobs, json.dumps(TYPED[:1]), version=1, by=None)

    found = filling_of(response)
    assert found.field("why") is None
    assert [one.raw for one in found.not_needed] == ["Two trades"]
    assert "why" not in found.answers


def test_a_section_shows_only_when_its_condition_holds(response):
    first = Question.objects.get(key="staff").section
    version = first.version
    later = factories.form_version(
        sections={"more": [{"key": "more", "type": "text", "label": "More?"}]}
    ).sections.get()
    later.version, later.position = version, 2
    later.show_if = {"question": "staff", "is": "more_than", "value": 50}
    later.save()

    assert [one.key for one in typed_filling(version, {"staff": "10"}).sections] == ["people"]
    assert [one.key for one in typed_filling(version, {"staff": "51"}).sections] == ["people", "more"]
    hidden = typed_filling(version, {"staff": "10", "more": "Yes"})
    assert [one.key for one in hidden.not_needed] == ["more"]


def test_a_table_reads_as_words(response):
    save_answer(response, ask(response, "jobs").question, json.dumps(TYPED), version=0, by=None)
    assert ask(response, "jobs").shown == (
        "Job title: Machinist; Seats: 4; Wage: $21.50; Shift: Day\nJob title: Welder; Seats: 1,200"
    )
