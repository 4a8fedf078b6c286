"""The key of a name and the domain of a website, as expressions of the database (see `partnerships.rules.naming`)."""

from __future__ import annotations

from django.db.models import CharField, Expression, F, Func, Value
from django.db.models.functions import Lower, Trim

from partnerships.rules.naming import ACCENTS, LEGAL, SCHEME, SILENT


def _replaced(text: Expression | F, pattern: str, by: str) -> Func:
    return Func(text, Value(pattern), Value(by), Value("g"), function="regexp_replace", output_field=CharField())


def name_key_of(field: str) -> Expression:
    """What `rules.naming.name_key` makes of a column."""
    plain = Lower(Func(F(field), Value(ACCENTS[0]), Value(ACCENTS[1]), function="translate", output_field=CharField()))
    text = _replaced(_replaced(plain, SILENT, ""), "&", " and ")
    text = _replaced(_replaced(text, "[^a-z0-9]+", " "), LEGAL, " ")
    return Trim(_replaced(text, " +", " "))


def site_key_of(field: str) -> Expression:
    """What `rules.naming.site_key` makes of a column."""
    return _replaced(_replaced(Lower(field), SCHEME, ""), "[/:?].*$", "")
