"""An application as a round's policy shows it: names replaced, the budget summed or left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from grants.choices.visibility import BudgetShown
from grants.models import Application
from grants.readmodels.review_content import Answer, Budget, Content
from grants.rules.visibility import Policy

SHORTEST = 4
"""Names shorter than this are not searched for in what was written."""


def shown_to(content: Content, application: Application, policy: Policy) -> Content:
    """The content as the policy shows it."""
    found = replace(content, budget=_budget(content.budget, policy))
    if not policy.hides_names:
        return found
    change = _replacing(names_of(application, content))
    found = change(replace(found, told=replace(found.told, ties=[])))
    return replace(
        found, parts=[replace(part, answers=tuple(map(_without_files, part.answers))) for part in found.parts]
    )


def _without_files(answer: Answer) -> Answer:
    return replace(answer, shown="A file, not shown to reviewers here", files=()) if answer.files else answer


def _budget(budget: Budget, policy: Policy) -> Budget:
    if policy.budget == BudgetShown.FULL:
        return budget
    if policy.budget == BudgetShown.NONE:
        return Budget([], Decimal(0), Decimal(0), Decimal(0), shown=policy.budget)
    sums: dict[str, dict[str, Any]] = {}
    for line in budget.lines:
        row = sums.setdefault(line["category"], {"category": line["category"]} | dict.fromkeys(MONEY, Decimal(0)))
        for column in MONEY:
            row[column] += line[column]
    return Budget(list(sums.values()), budget.amount, budget.match_cash, budget.match_in_kind, shown=policy.budget)


MONEY = ("amount", "match_cash", "match_in_kind")


def names_of(application: Application, content: Content) -> dict[str, str]:
    """Every name in it that says who it is, with what stands in its place."""
    names = {application.organization.legal_name: "the applicant", application.title: "the application"}
    if application.partnership is not None:
        names[application.partnership.name] = "the partnership"
        names.setdefault(application.partnership.convener.legal_name, "the convener")
    for number, row in enumerate(content.roster, start=1):
        names.setdefault(str(row["name"]), f"partner {number}")
    for line in content.budget.lines:
        names.setdefault(str(line.get("match_source") or ""), "a contributor")
        names.setdefault(str(line.get("subrecipient") or ""), "a sub-recipient")
    return {name: word for name, word in names.items() if len(name) >= SHORTEST}


def _replacing(names: Mapping[str, str]) -> Callable[[Any], Any]:
    """A function that replaces the names in everything that it is given, whatever the capitals."""
    words = {name.lower(): word for name, word in names.items()}
    longest = sorted(names, key=len, reverse=True)
    found = re.compile("|".join(re.escape(name) for name in longest) or r"(?!)", re.IGNORECASE)

    def change(given: Any) -> Any:
        if isinstance(given, str):
            return found.sub(lambda one: words[one[0].lower()], given)
        if is_dataclass(given) and not isinstance(given, type):
            return replace(given, **{one.name: change(getattr(given, one.name)) for one in fields(given)})
        if isinstance(given, Mapping):
            return {key: change(value) for key, value in given.items()}
        if isinstance(given, tuple) and hasattr(given, "_fields"):
            return type(given)(*map(change, given))
        return type(given)(map(change, given)) if isinstance(given, list | tuple) else given

    return change
