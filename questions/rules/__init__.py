"""The expression language of forms: evaluation, what is wrong with an expression, and the sentence it says."""

from questions.rules.expressions import MOST_DEEP, MOST_PARTS, OPERATORS, Expression, holds, questions_named
from questions.rules.faults import Asked, faults, operators_for
from questions.rules.sentences import IS, sentence

__all__ = [
    "IS",
    "MOST_DEEP",
    "MOST_PARTS",
    "OPERATORS",
    "Asked",
    "Expression",
    "faults",
    "holds",
    "operators_for",
    "questions_named",
    "sentence",
]
