"""What a round promises when it opens: its terms, its rubric and its form as plain data, frozen under a hash."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.forms.models import model_to_dict

from grants.models import Round
from partnerships.rules.composition import rule_of
from questions.readmodels.content import exported

VERSION = 1
NOT_PROMISED = (
    "id",
    "state",
    "status",
    "form_version",
    "eligibility_version",
    "program",
    "pool",
    "composition",
    "to_look_at",
)


def promise_of(round: Round) -> dict[str, Any]:
    """Everything that applicants may rely on, as plain JSON."""
    return {
        "version": VERSION,
        "terms": terms_promised(round),
        "program": program_facts(round),
        "composition": dict(rule_of(round.composition, round.min_employers)),
        "rubric": [
            {
                "title": one.title,
                "points": one.points,
                "guidance": one.guidance,
                "bands": one.bands,
                "sections": list(one.section_keys),
                "breaks_ties": one.tie_place is not None,
                "tie_place": one.tie_place,
                "merit": one.merit,
                "may_not_apply": one.may_not_apply,
                "reason": one.reason_rule,
            }
            for one in round.criteria.order_by("position")
        ],
        "funds": [
            {"fund": share.fund.name, "agency": share.fund.agency, "amount": str(share.amount)}
            for share in round.round_funds.select_related("fund").order_by("-amount", "pk")
        ],
        "form": exported(round.form_version) if round.form_version else None,
        "eligibility": exported(round.eligibility_version) if round.eligibility_version else None,
    }


def terms_promised(round: Round) -> dict[str, Any]:
    """Every field of the round that binds, by its name."""
    return {name: plain(value) for name, value in model_to_dict(round).items() if name not in NOT_PROMISED}


def program_facts(round: Round) -> dict[str, str]:
    program = round.program
    if program is None:
        return {}
    return {"name": program.name, "agency": program.agency, "citation": program.citation, "url": program.citation_url}


def plain(value: Any) -> Any:
    """A value as JSON keeps it: instants and dates in ISO form, dollars as text."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
