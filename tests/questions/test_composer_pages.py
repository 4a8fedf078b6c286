"""The composer's pages: tables, conditions and rules as sentences, trying out, export, import, borrowing."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.permissions import Role
from questions.actions import composing
from questions.models import Answer, FormVersion, Question, Response
from tests import factories


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER)


@pytest.fixture
def browser(pa, officer):
    return factories.client(pa, officer)


@pytest.fixture
def draft(officer) -> FormVersion:
    version = composing.create_form("Planning application", "report", by=officer)
    section = composing.save_section(version, None, title="People", intro="", panel="", by=officer)
    given = {"section": section, "by": officer}
    composing.save_question(version, None, label="How many people?", type="number", **given)
    composing.save_question(version, None, label="When does it start?", type="date", **given)
    pairs = [["college", "A college"], ["union", "A union"]]
    composing.save_question(version, None, label="What are you?", type="choice", options={"choices": pairs}, **given)
    return version


def address(draft, question=None):
    tail = f"{question.pk}/" if question else "new/"
    return f"/forms/versions/{draft.pk}/sections/{draft.sections.get().pk}/questions/{tail}"


JOBS = {"label": "Jobs", "type": "table", "columns": "Job title*\nSeats*: number\nShift: Day, Night", "max_rows": "5",
        "required": "on"}  # fmt: skip


def test_a_table_is_composed_from_plain_lines_and_shown_so_again(browser, draft):
    assert browser.post(address(draft), JOBS).status_code == 302
    jobs = Question.objects.get(type="table")
    assert jobs.options == {
        "max_rows": 5,
        "columns": [
            {"key": "job-title", "label": "Job title", "required": True, "type": "text"},
            {"key": "seats", "label": "Seats", "required": True, "type": "number"},
            {"key": "shift", "label": "Shift", "required": False, "type": "choice",
             "choices": [["Day", "Day"], ["Night", "Night"]]},
        ],
    }  # fmt: skip
    assert "Job title*\nSeats*: number\nShift: Day, Night" in browser.get(address(draft, jobs)).content.decode()


@pytest.mark.parametrize(
    ("columns", "said"),
    [("", "needs at least one column"), ("Seats\nSeats", "same name"), (": number", "names no column")],
)
def test_a_table_without_usable_columns_is_refused_and_nothing_typed_is_lost(browser, draft, columns, said):
    answer = browser.post(address(draft), JOBS | {"columns": columns})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Jobs</textarea>" in answer.content.decode()


def test_a_condition_and_a_rule_are_edited_as_sentences(browser, draft):
    browser.post(address(draft), JOBS)
    jobs = Question.objects.get(type="table")
    typed = JOBS | {
        "c-join": "any",
        "c0-question": "how-many-people", "c0-how": "at_least", "c0-value": "1,200",
        "c1-question": "what-are-you", "c1-how": "any_of", "c1-value": "A union, college",
        "r0-join": "all", "r0-message": "More seats than people.",
        "r0" "0-question": "jobs#sum#seats", "r00-how": "at_most", "r00-other": "how-many-people",
    }  # fmt: skip
    assert browser.post(address(draft, jobs), typed).status_code == 302

    jobs.refresh_from_db()
    assert jobs.show_if == {
        "any": [
            {"question": "how-many-people", "is": "at_least", "value": 1200},
            {"question": "what-are-you", "is": "any_of", "value": ["union", "college"]},
        ]
    }
    assert jobs.validations == [
        {
            "expression": {"question": "jobs", "of": "sum", "column": "seats", "is": "at_most",
                           "value": {"question": "how-many-people"}},
            "message": "More seats than people.",
        }
    ]  # fmt: skip
    page = browser.get(f"/forms/versions/{draft.pk}/").content.decode()
    assert "“How many people?” is at least 1,200 or “What are you?” is one of A union or A college" in page
    assert "the sum of “Seats” in “Jobs” is at most “How many people?”" in page
    again = browser.get(address(draft, jobs)).content.decode()
    assert 'value="union, college"' in again
    assert "More seats than people." in again


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"c0-question": "how-many-people", "c0-how": "before", "c0-value": "3"}, "cannot be compared by “before”"),
        ({"c0-question": "how-many-people", "c0-how": "equal", "c0-value": "some"}, "“some” is not a number"),
        ({"c0-question": "what-are-you", "c0-how": "equal", "c0-value": "bank"}, "“bank” is not one of the answers"),
        ({"c0-question": "when-does-it-start", "c0-how": "after", "c0-value": "soon"}, "“soon” is not a date"),
        ({"c0-question": "later", "c0-how": "answered"}, "later"),
    ],
)
def test_a_refused_condition_says_why_and_keeps_what_was_typed(browser, draft, typed, said):
    answer = browser.post(address(draft), {"label": "Why?", "type": "text", "c-join": "all"} | typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Why?</textarea>" in answer.content.decode()
    assert not Question.objects.filter(label="Why?").exists()


def test_a_condition_offers_earlier_questions_alone(browser, draft):
    first = Question.objects.get(key="how-many-people")
    page = browser.get(address(draft, first)).content.decode()
    assert '<option value="when-does-it-start">' not in page.partition("What must hold")[0]


def test_a_rule_without_a_message_is_refused(browser, draft):
    staff = Question.objects.get(key="how-many-people")
    typed = {"label": "How many people?", "type": "number", "r00-question": "how-many-people", "r00-how": "at_least",
             "r00-value": "2", "c-join": "all", "r0-join": "all", "r0-message": ""}  # fmt: skip
    answer = browser.post(address(draft, staff), typed)
    assert answer.status_code == 422
    assert "Write what is said where the rule is not kept." in answer.content.decode()


def test_trying_out_shows_conditions_and_rules_at_work_and_keeps_nothing(browser, draft):
    staff = Question.objects.get(key="how-many-people")
    staff.validations = [
        {"expression": {"question": staff.key, "is": "at_least", "value": 2}, "message": "Two at least."}
    ]
    staff.save()
    kind = Question.objects.get(key="what-are-you")
    kind.show_if = {"question": staff.key, "is": "more_than", "value": 10}
    kind.save()
    at = f"/forms/versions/{draft.pk}/preview/"
    assert "What are you?" in browser.get(at).content.decode(), "unfilled, every question shows"

    page = browser.post(at, {"q-how-many-people": "1", "q-what-are-you": "union"}).content.decode()
    assert "Two at least." in page
    assert "no longer asked for: What are you?" in page
    page = browser.post(
        at, {"q-how-many-people": "11", "q-when-does-it-start": "01/04/2027", "q-what-are-you": "union"}
    )
    assert "the form could be sent" in page.content.decode()
    assert 'class="rt-phone"' in browser.get(f"{at}?width=phone").content.decode()
    assert not Answer.objects.exists()
    assert not Response.objects.exists()


def test_a_form_goes_out_and_comes_in_again(browser, draft):
    out = browser.get(f"/forms/versions/{draft.pk}/export.json")
    assert "planning-application-v1.json" in out["Content-Disposition"]
    upload = SimpleUploadedFile("form.json", out.content, content_type="application/json")
    taken = browser.post("/forms/import/", {"file": upload, "title": "From Georgia"}, follow=True)
    assert "From Georgia was imported as a draft." in taken.content.decode()
    assert Question.objects.filter(section__version__form__title="From Georgia").count() == 3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "not text"),
        (b"{}", "not a form"),
        (b'{"schema": "roundtable.form/1"}', "The form has no title"),
    ],
)
def test_a_broken_file_is_refused_with_everything_that_is_wrong(browser, content, said):
    answer = browser.post("/forms/import/", {"file": SimpleUploadedFile("form.json", content)})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_section_is_borrowed_and_duplicated(browser, draft, officer):
    other = composing.create_form("Another", "report", by=officer)
    page = browser.get(f"/forms/versions/{other.pk}/borrow/").content.decode()
    assert "People" in page
    browser.post(f"/forms/versions/{other.pk}/borrow/", {"section": draft.sections.get().pk})
    assert other.sections.get().questions.count() == 3
    browser.post(f"/forms/versions/{other.pk}/act/", {"act": f"copy:section-{other.sections.get().pk}"})
    assert other.sections.count() == 2
    first = other.sections.order_by("position").first().questions.first()
    browser.post(f"/forms/versions/{other.pk}/act/", {"act": f"copy:question-{first.pk}"})
    assert Question.objects.filter(section__version=other).count() == 7


@pytest.mark.parametrize("path", ["forms/import/", "forms/versions/{}/borrow/"])
def test_only_those_who_compose_may_import_and_borrow(pa, draft, path):
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert auditor.get("/" + path.format(draft.pk)).status_code == 403


def test_the_composer_asks_the_same_number_of_questions_however_many_the_form_has(
    browser, draft, officer, django_assert_max_num_queries
):
    section = draft.sections.get()
    for number in range(60):
        composing.save_question(draft, None, section=section, label=f"Question {number}", type="text", by=officer)
    with django_assert_max_num_queries(12):
        assert browser.get(f"/forms/versions/{draft.pk}/").status_code == 200
    assert json.loads(browser.get(f"/forms/versions/{draft.pk}/export.json").content)["schema"] == "roundtable.form/1"


# Placing, asking once more, sections that show only if


def act(browser, draft, what, **more):
    return browser.post(f"/forms/versions/{draft.pk}/act/", {"act": what} | more)


def order(section):
    return list(section.questions.order_by("position").values_list("label", flat=True))


@pytest.fixture
def two(draft, officer):
    """The draft with a second section that holds one question."""
    other = composing.save_section(draft, None, title="Plans", intro="", panel="", by=officer)
    composing.save_question(draft, None, section=other, by=officer, label="What next?", type="text")
    return draft, draft.sections.get(title="People"), other


def test_a_question_is_dragged_before_another_or_into_another_section(browser, two):
    draft, people, plans = two
    many, start, what = people.questions.order_by("position")
    [following] = plans.questions.all()
    answer = act(browser, draft, f"place:question-{what.pk}:question-{many.pk}")
    assert answer["Location"].endswith(f"#question-{what.pk}")
    assert order(people) == ["What are you?", "How many people?", "When does it start?"]
    act(browser, draft, f"place:question-{start.pk}:question-{following.pk}")
    act(browser, draft, f"place:question-{many.pk}:section-{plans.pk}")
    assert order(people) == ["What are you?"]
    assert order(plans) == ["When does it start?", "What next?", "How many people?"]
    assert list(people.questions.values_list("position", flat=True)) == [1]
    act(browser, draft, f"place:question-{many.pk}:question-{many.pk}")
    assert act(browser, draft, f"place:question-{many.pk}:question-999999").status_code == 404


def test_a_question_changes_its_section_without_a_pointer(browser, two):
    draft, people, plans = two
    many = people.questions.get(label="How many people?")
    path = f"/forms/versions/{draft.pk}/sections/{people.pk}/questions/{many.pk}/"
    browser.post(path, {"label": many.label, "type": "number", "section": str(plans.pk), "required": "on"})
    assert order(plans) == ["What next?", "How many people?"]
    assert order(people) == ["When does it start?", "What are you?"]


def test_moving_leads_back_to_what_was_moved(browser, two):
    draft, people, _ = two
    second = people.questions.order_by("position")[1]
    assert act(browser, draft, f"up:question-{second.pk}")["Location"].endswith(f"#question-{second.pk}")
    page = browser.get(f"/forms/versions/{draft.pk}/").content.decode()
    assert f'id="question-{second.pk}" tabindex="-1"' in page


def test_a_section_with_questions_is_deleted_only_after_asking_once_more(browser, two):
    draft, people, _ = two
    page = act(browser, draft, f"delete:section-{people.pk}").content.decode()
    assert "3 questions" in page
    assert "When does it start?" in page
    assert draft.sections.count() == 2
    act(browser, draft, f"delete:section-{people.pk}", confirmed="yes")
    assert draft.sections.count() == 1


def test_a_section_shows_only_if_an_earlier_answer_says_so(browser, two):
    draft, people, plans = two
    path = f"/forms/versions/{draft.pk}/sections/{plans.pk}/"
    page = browser.get(path).content.decode()
    assert "How many people?" in page
    assert "What next?" not in page, "its own questions come later"
    given = {"title": "Plans", "intro": "", "panel": "", "c0-question": "how-many-people", "c0-how": "at_least"}
    assert browser.post(path, given | {"c0-value": "many"}).status_code == 422
    assert browser.post(path, given | {"c0-value": "12"}).status_code == 302
    plans.refresh_from_db()
    assert plans.show_if == {"question": "how-many-people", "is": "at_least", "value": 12}
    assert "Only if" in browser.get(f"/forms/versions/{draft.pk}/").content.decode()
    refused = browser.post(path, given | {"c0-value": "12", "panel": "targets"})
    assert "A section with a table always shows" in refused.content.decode()
    first = f"/forms/versions/{draft.pk}/sections/{people.pk}/"
    assert "How many people?" not in browser.get(first).content.decode(), "nothing stands before the first section"


def test_a_frozen_version_takes_no_dragged_question(browser, two, officer):
    draft, people, plans = two
    composing.freeze_version(draft, by=officer)
    many = people.questions.get(label="How many people?")
    answer = act(browser, draft, f"place:question-{many.pk}:section-{plans.pk}")
    assert "is frozen" in browser.get(answer["Location"]).content.decode()
    assert order(plans) == ["What next?"]
    assert "data-drag" not in browser.get(f"/forms/versions/{draft.pk}/").content.decode()


def test_the_rounds_page_leads_to_the_forms(browser):
    assert 'href="/forms/"' in browser.get("/staff/rounds/").content.decode()
