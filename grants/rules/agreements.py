"""Agreements: how one moves, the closed list of merge fields, and how a template's text becomes a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.moves import Move
from core.permissions import Permission
from grants.choices.awarding import AgreementStatus as S

LIVE = (S.DRAFT, S.SENT, S.RETURNED, S.SIGNED, S.EXECUTED)

MOVES = {
    "send": Move("Send", (S.DRAFT,), S.SENT, Permission.AWARD_MANAGE, tells=("signer",)),
    "sign": Move("Sign", (S.SENT,), S.SIGNED, Permission.AWARD_ACCEPT, tells=("officer", "who countersigns")),
    "object": Move("Ask for a change of", (S.SENT,), S.RETURNED, Permission.AWARD_ACCEPT, True, ("officer",)),
    "send_back": Move("Send back", (S.SIGNED,), S.SENT, Permission.DECISION_APPROVE, True, ("signer",)),
    "execute": Move("Countersign", (S.SIGNED,), S.EXECUTED, Permission.DECISION_APPROVE, tells=("signer", "officer")),
    "void": Move("Void", (S.DRAFT, S.SENT, S.RETURNED, S.SIGNED), S.VOID, Permission.AWARD_MANAGE, True),
}

FIELDS = {
    "award_number": "The number of the award",
    "organization": "The legal name of the grantee",
    "organization_uei": "The Unique Entity ID of the grantee",
    "partnership": "The partnership",
    "application_number": "The number of the application",
    "application_title": "The title of the application",
    "round": "The round",
    "state": "The state",
    "agency": "The state's agency",
    "amount": "The amount, in dollars and cents",
    "match_required": "The match that is required",
    "starts_on": "The first day of the period",
    "ends_on": "The last day of the period",
    "fund": "The fund that pays",
    "officer": "The program officer",
    "contact": "The state's address for questions",
    "signer": "The name of the authorized representative",
    "signer_title": "The title of the authorized representative",
    "date": "The day on which the agreement is made",
}
"""Fields that are words, with what each stands for."""
TABLES = {
    "budget": "The budget by category, with the match",
    "targets": "The targets, with the month by which each is due",
    "work_plan": "The work plan by month",
    "reports": "The quarterly reports with the day on which each is due",
    "conditions": "The specific conditions and how they end",
    "subaward": "The subaward data sheet",
}
"""Fields that are tables; each stands alone in a paragraph."""

MARK = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.S)


def fields_in(text: str) -> list[str]:
    """The names of the merge fields, each once, as they come."""
    return list(dict.fromkeys(MARK.findall(text)))


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]


def faults_of_text(text: str) -> list[str]:
    """What keeps a template's text from being saved, a sentence each."""
    if not text.strip():
        return ["Write the text of the agreement."]
    known = FIELDS | TABLES
    found = [
        f"There is no merge field {{{{ {name} }}}}. Choose one from the list beside the text."
        for name in fields_in(text)
        if name not in known
    ]
    rest = MARK.sub("", text)
    if "{{" in rest or "}}" in rest:
        found.append("A merge field is not whole: it begins with {{ and ends with }}.")
    for part in paragraphs(text):
        inside = [name for name in fields_in(part) if name in TABLES]
        if inside and not MARK.fullmatch(part):
            found.append(
                f"{{{{ {inside[0]} }}}} is a table. Let it stand alone, with an empty line before and after it."
            )
    if "signer" not in fields_in(text):
        found.append("The text does not name who signs for the grantee. Put {{ signer }} where it belongs.")
    return found


def empty_fields(text: str, values: Mapping[str, Any]) -> list[str]:
    """The fields of the text that nothing is known for."""
    return [name for name in fields_in(text) if not values.get(name)]


def blocks_of(text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The document as plain data: headings (## ), lists (- ), paragraphs and tables, with every field filled in."""
    return [block for part in paragraphs(text) for block in _blocks(part, values)]


def _blocks(part: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    table = MARK.fullmatch(part)
    if table and table[1] in TABLES:
        value = values.get(table[1]) or ""
        yield {"kind": "table", **value} if isinstance(value, dict) else {"kind": "text", "text": str(value)}
        return
    lines = filled(part, values).split("\n")
    if lines[0].startswith("## "):
        yield {"kind": "heading", "text": lines.pop(0)[3:].strip()}
    if lines and all(line.startswith("- ") for line in lines):
        yield {"kind": "list", "items": [line[2:].strip() for line in lines]}
    elif lines:
        yield {"kind": "text", "text": "\n".join(lines)}


def filled(text: str, values: Mapping[str, Any]) -> str:
    """The text with its word fields filled in; one without a value shows as ______."""
    return MARK.sub(lambda found: str(values.get(found[1]) or "______"), text)


STARTER = """\
This agreement is between {{ state }}, {{ agency }} ("the State"), and {{ organization }} ("the Grantee").
It is made on {{ date }}.

## 1. The award

The State awards {{ amount }} from {{ fund }} to the Grantee for {{ partnership }}, as described in application
{{ application_number }}, {{ application_title }}. The award has the number {{ award_number }}.

## 2. Period

The period of the award begins on {{ starts_on }} and ends on {{ ends_on }}. Costs outside it are not paid.

## 3. Budget and match

The Grantee spends the award by this budget. The match that is required by the end of the period is {{ match_required }}.

{{ budget }}

## 4. Targets and work plan

{{ targets }}

{{ work_plan }}

## 5. Reports

The Grantee reports each quarter, money and results, by these days.

{{ reports }}

## 6. Specific conditions

{{ conditions }}

## 7. Records and access

- Records are kept for three years from the final financial report, longer where an audit or a claim is open.
- The State, the federal awarding agency and their auditors may see them at any reasonable time.

## 8. Federal money

{{ subaward }}

## 9. Ending the award

Either side may end the award with thirty days' notice in writing. Costs that were properly incurred until then are paid.

## 10. Signatures

{{ signer }}, {{ signer_title }}, signs for the Grantee and declares to be authorized to bind it.
Questions go to {{ officer }}, {{ contact }}.
"""
STARTER = re.sub(r"(?<!\n)\n(?!\n|- |$)", " ", STARTER)
"""A text to start from, to be read by the state's counsel before it is used."""
