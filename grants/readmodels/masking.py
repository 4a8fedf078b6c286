"""An application as a round's policy shows it: names replaced, the budget summed or left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Q

from core.models import Member
from grants.choices.visibility import BudgetShown
from grants.models import Application, Teammate
from grants.readmodels.review_content import Answer, Budget, Content
from grants.rules.conflicts import domain_of
from grants.rules.visibility import Policy
from partnerships.models import Contact, Organization

APPLICANT = "the applicant"
SHORTEST, PLAIN = 2, 4
"""Names shorter than the first are not searched for in what was written; those shorter than the second as they stand."""


def shown_to(content: Content, application: Application, policy: Policy) -> Content:
    """The content as the policy shows it."""
    found = replace(content, budget=_budget(content.budget, policy))
    if not policy.hides_names:
        return found
    change = _replacing(masks_of(application, content))
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


class Masks(NamedTuple):
    """What says who it is, with what stands in its place: names and addresses as they are written, and domains."""

    names: dict[str, str]
    domains: dict[str, str]


def masks_of(application: Application, content: Content) -> Masks:
    """Every name in it that says who it is, by whatever name they are known, their people, addresses and web sites."""
    names = {application.organization.legal_name: APPLICANT, application.title: "the application"}
    told = {application.organization_id: APPLICANT}
    if application.partnership is not None:
        names[application.partnership.name] = "the partnership"
        names.setdefault(application.partnership.convener.legal_name, "the convener")
        told.setdefault(application.partnership.convener_id, "the convener")
    for number, row in enumerate(content.roster, start=1):
        names.setdefault(str(row["name"]), f"partner {number}")
    for line in content.budget.lines:
        names.setdefault(str(line.get("match_source") or ""), "a contributor")
        names.setdefault(str(line.get("subrecipient") or ""), "a sub-recipient")
    known = Organization.objects.known([name for name in names if name.strip()])
    for name, organization in known.items():
        told.setdefault(organization.pk, names[name])
    domains: dict[str, str] = {}
    _add_other_names(told, names, domains)
    _add_people(application, told, names, domains)
    return Masks({name.strip(): word for name, word in names.items() if len(name.strip()) >= SHORTEST}, domains)


def _add_other_names(told: Mapping[int, str], names: dict[str, str], domains: dict[str, str]) -> None:
    """The aliases of these organizations, the doubles that were merged into them, and their web sites. One query."""
    own = Q(pk__in=told) | Q(merged_into__in=told)
    for one in Organization.objects.filter(own).order_by("pk"):
        word = told.get(one.pk) or told[one.merged_into_id or 0]
        for name in (one.legal_name, *one.aliases):
            names.setdefault(name, word)
        if site := domain_of("@" + (urlsplit(one.website).hostname or "").removeprefix("www.")):
            domains.setdefault(site, word)


def _add_people(
    application: Application, told: Mapping[int, str], names: dict[str, str], domains: dict[str, str]
) -> None:
    """Who is named as a contact of these organizations, and who wrote and sent it, with their addresses. Two queries."""
    people = [(one.name, one.email, told[one.organization_id]) for one in Contact.objects.filter(organization__in=told)]
    team = Teammate.objects.filter(application=application).values("member_id")
    wrote = Q(pk__in=[application.started_by_id, application.submitted_by_id or 0]) | Q(pk__in=team)
    people += [(one.name, one.email, APPLICANT) for one in Member.objects.filter(wrote).select_related("user")]
    for name, email, word in people:
        names.setdefault(name, f"a person of {word}")
        names.setdefault(email, f"an address of {word}")
        if domain := domain_of(email):
            domains.setdefault(domain, word)


def _replacing(masks: Masks) -> Callable[[Any], Any]:
    """A function that replaces all of it in everything that it is given: whole words, the longest first.

    Capitals make no difference but for a name of two or three letters, which is a word of its own in small ones.
    """
    words = {name.lower(): word for name, word in masks.names.items()}
    found = _any_of([_pattern(name) for name in sorted(masks.names, key=len, reverse=True)])
    hosts = "|".join(re.escape(domain) for domain in sorted(masks.domains, key=len, reverse=True)) or r"(?!)"
    at = re.compile(
        rf"(?<![\w@])(?:https?://|[\w.+%-]+@)?(?:[\w-]+\.)*({hosts})(?![\w-])(?:/[^\s,;)]*)?", re.IGNORECASE
    )

    def masked(text: str) -> str:
        text = at.sub(lambda one: f"an address of {masks.domains[one[1].lower()]}", text)
        return found.sub(lambda one: words[one[0].lower()], text)

    def change(given: Any) -> Any:
        if isinstance(given, str):
            return masked(given)
        if is_dataclass(given) and not isinstance(given, type):
            return replace(given, **{one.name: change(getattr(given, one.name)) for one in fields(given)})
        if isinstance(given, Mapping):
            return {key: change(value) for key, value in given.items()}
        if isinstance(given, tuple) and hasattr(given, "_fields"):
            return type(given)(*map(change, given))
        return type(given)(map(change, given)) if isinstance(given, list | tuple) else given

    return change


def _pattern(name: str) -> str:
    text = re.escape(name)
    return rf"(?<!\w){text if len(name) >= PLAIN else f'(?-i:{text})'}(?!\w)"


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)
