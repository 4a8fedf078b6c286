"""The expression language: against a straightforward reference, what is refused and why, and how it reads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.rules import Asked, faults, holds, operators_for, questions_named, sentence

NEEDS = {"choices": [["cnc", "CNC"], ["weld", "Welding"]], "apart": ["dont_know"]}
ROWS = st.fixed_dictionaries({"title": st.text(max_size=3), "seats": st.none() | st.integers(0, 9)})
ASKED = {
    "staff": Asked("number", "How many people?"),
    "wage": Asked("money", "What wage?"),
    "start": Asked("date", "When does it start?"),
    "trains": Asked("yes_no", "Do you train apprentices?"),
    "kind": Asked("choice", "What are you?", {"choices": [["college", "A college"], ["union", "A union"]]}),
    "needs": Asked("choices", "What is needed?", NEEDS),
    "jobs": Asked(
        "table", "Jobs", {"columns": [{"key": "title", "label": "Title", "type": "text"},
                                      {"key": "seats", "label": "Seats", "type": "number"}]},
    ),
}  # fmt: skip
VALUES = {
    "staff": st.integers(-5, 20),
    "wage": st.decimals(0, 50, places=2).map(str),
    "start": st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)).map(dt.date.isoformat),
    "trains": st.booleans(),
    "kind": st.sampled_from(["college", "union"]),
    "needs": st.lists(st.sampled_from(["cnc", "weld"]), min_size=1, unique=True),
    "jobs": st.lists(ROWS, min_size=1, max_size=4),
}
CONSTANTS = {"jobs": st.integers(0, 12), "needs": st.lists(st.sampled_from(["cnc", "weld"]), min_size=1, max_size=2)}


@st.composite
def leaves(draw):
    key = draw(st.sampled_from(sorted(ASKED)))
    of = draw(st.sampled_from(["answer", "rows", "sum"])) if key == "jobs" else "answer"
    how = draw(st.sampled_from(operators_for(ASKED[key].type, of)))
    leaf = {"question": key, "is": how}
    if of != "answer":
        leaf |= {"of": of} | ({"column": "seats"} if of == "sum" else {})
    constant = CONSTANTS.get(key, VALUES[key])
    if how == "between":
        leaf["value"] = sorted(
            [draw(constant), draw(constant)], key=lambda one: Decimal(one) if key != "start" else one
        )
    elif how in ("any_of", "none_of"):
        leaf["value"] = draw(constant) if key == "needs" else [draw(constant)]
    elif how not in ("answered", "not_answered"):
        leaf["value"] = draw(constant)
    return leaf


expressions = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=8,
)
answers = st.fixed_dictionaries({}, optional=VALUES)


def reference(expression, given):
    """The same by Kleene's tables, said plainly."""
    if not expression:
        return True
    if "not" in expression:
        return {True: False, False: True, None: None}[reference(expression["not"], given)]
    for combine, decides in (("all", False), ("any", True)):
        if combine in expression:
            found = {reference(part, given) for part in expression[combine]}
            return decides if decides in found else None if None in found else not decides
    left, how, right = given.get(expression["question"]), expression["is"], expression.get("value")
    if left is not None and expression.get("of") == "rows":
        left = len(left)
    if left is not None and expression.get("of") == "sum":
        left = sum(row["seats"] or 0 for row in left)
    if how == "answered":
        return left is not None
    if how == "not_answered":
        return left is None
    if left is None:
        return None
    if how in ("any_of", "none_of"):
        meets = bool(set(left if isinstance(left, list) else [left]) & set(right))
        return meets if how == "any_of" else not meets
    if expression["question"] in ("staff", "wage", "jobs"):
        left, right = Decimal(left), [Decimal(one) for one in right] if isinstance(right, list) else Decimal(right)
    return {
        "equal": lambda: left == right, "not_equal": lambda: left != right,
        "at_least": lambda: left >= right, "at_most": lambda: left <= right,
        "more_than": lambda: left > right, "less_than": lambda: left < right,
        "before": lambda: left < right, "after": lambda: left > right,
        "between": lambda: right[0] <= left <= right[1],
    }[how]()  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(expressions, answers)
def test_an_expression_agrees_with_the_plain_reference(expression, given):
    assert holds(expression, given) is reference(expression, given)


@settings(max_examples=200, deadline=None)
@given(expressions)
def test_what_can_be_composed_has_no_fault_and_reads_as_a_sentence(expression):
    found = faults(expression, ASKED)
    assert all("nested" in fault for fault in found), found
    assert sentence(expression, ASKED)
    assert questions_named(expression) <= set(ASKED)


@settings(max_examples=200, deadline=200)
@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
                        st.sampled_from(["all", "any", "not", "question", "is", "value", "of", "x"]), inner, max_size=4),
                    max_leaves=30))  # fmt: skip
def test_nonsense_is_refused_in_words_and_never_raises_or_hangs(nonsense):
    assert all(isinstance(fault, str) and fault for fault in faults(nonsense, ASKED))


def test_a_deep_and_a_wide_expression_are_refused():
    deep = {"question": "staff", "is": "answered"}
    for _ in range(200):
        deep = {"not": deep}
    assert faults(deep, ASKED) == ["The condition is nested more than 5 deep. Take a level out."]
    wide = {"all": [{"question": "staff", "is": "answered"}] * 100_000}
    assert faults(wide, ASKED) == ["The condition has more than 60 parts. Make it shorter."]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ({"question": "later", "is": "answered"}, "It depends on “later”, which no earlier question has."),
        (
            {"question": "trains", "is": "at_least", "value": 2},
            "apprentices?” cannot be compared by “at least”.",
        ),
        ({"question": "staff", "of": "rows", "is": "at_least", "value": 2}, "“How many people?” is not a table"),
        ({"question": "jobs", "of": "sum", "column": "pay", "is": "equal", "value": 2}, "“Jobs” has no column “pay”."),
        (
            {"question": "jobs", "of": "sum", "column": "title", "is": "equal", "value": 2},
            "of “Jobs” holds no numbers",
        ),
        ({"question": "kind", "is": "equal", "value": "bank"}, "“bank” is not one of the answers to “What are you?”."),
        ({"question": "staff", "is": "equal", "value": "many"}, "“many” is not a number"),
        ({"question": "start", "is": "before", "value": "soon"}, "“soon” is not a date"),
        (
            {"question": "staff", "is": "equal", "value": {"question": "start"}},
            "compared with a date",
        ),
        (
            {"question": "staff", "is": "at_least", "value": {"question": "gone"}},
            "“gone”, which no earlier question has",
        ),
        ({"question": "staff", "is": "between", "value": [1]}, "Give the lower and the higher one."),
        ({"question": "staff", "is": "equal"}, "Say what “How many people?” is compared with."),
        ({"all": []}, "A group of the condition is empty."),
        ({"question": "trains", "is": "equal", "value": "yes"}, "answered with yes or no"),
    ],
)
def test_a_refused_expression_says_why(expression, said):
    [fault] = faults(expression, ASKED)
    assert said in fault


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ({"question": "trains", "is": "equal", "value": True}, "“Do you train apprentices?” is Yes"),
        (
            {"all": [{"question": "wage", "is": "at_least", "value": "17.5"},
                     {"any": [{"question": "kind", "is": "equal", "value": "union"},
                              {"question": "staff", "is": "more_than", "value": 1200}]}]},
            "“What wage?” is at least $17.50 and (“What are you?” is A union or “How many people?” is more than 1,200)",
        ),
        ({"question": "jobs", "of": "rows", "is": "at_least", "value": 2}, "the number of rows of “Jobs” is at least 2"),
        (
            {"question": "jobs", "of": "sum", "column": "seats", "is": "equal", "value": {"question": "staff"}},
            "the sum of “Seats” in “Jobs” is “How many people?”",
        ),
        ({"question": "start", "is": "between", "value": ["2027-01-04", "2027-03-01"]},
         "“When does it start?” is between January 4, 2027 and March 1, 2027"),
        ({"not": {"question": "needs", "is": "any_of", "value": ["cnc", "weld"]}},
         "it is not so that “What is needed?” is one of CNC or Welding"),
    ],
)  # fmt: skip
def test_an_expression_reads_as_a_sentence(expression, said):
    assert sentence(expression, ASKED) == said


def test_an_answer_that_is_not_known_is_neither_true_nor_false():
    more = {"question": "staff", "is": "more_than", "value": 5}
    assert holds(more, {}) is None
    assert holds({"not": more}, {}) is None
    assert holds(more, {"staff": "dont_know"}) is None
    assert holds({"any": [more, {"question": "trains", "is": "equal", "value": True}]}, {"trains": True}) is True
    assert holds({"all": [more, {"question": "trains", "is": "equal", "value": True}]}, {"trains": False}) is False
