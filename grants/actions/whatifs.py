"""What-if slates: keeping the draft as one, asking for a suggestion, putting one on the draft."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from core import audit
from core.models import Member
from core.moves import MoveRefused
from grants.actions.decisions import Choice, hold_draft, save_lines
from grants.choices import SlateDecision
from grants.models import Slate, SlateLine, WhatIf
from grants.rules.suggesting import Suggestion

MOST = 6
"""As many as can be read side by side."""


@transaction.atomic
def keep_whatif(slate: Slate, name: str, *, by: Member) -> WhatIf:
    """Keep the draft as it stands under a name, to go on with the draft and lay the two side by side."""
    slate = hold_draft(slate)
    return _keep(slate, name, {line.pk: choice_of(line) for line in slate.lines.all()}, by=by)


@transaction.atomic
def keep_suggestion(slate: Slate, name: str, suggestion: Suggestion, wishes: list[str], *, by: Member) -> WhatIf:
    """Keep what a solver suggests beside the draft, with the constraints it was given. It is never put on it by itself."""
    slate = hold_draft(slate)
    choices = lines_suggested(slate, suggestion)
    return _keep(slate, name, choices, by=by, wishes=wishes, unmet=suggestion.unmet, is_suggested=True)


def lines_suggested(slate: Slate, suggestion: Suggestion) -> dict[int, Choice]:
    """What a suggestion decides on each line: fund in full, or decline, explained where it leaves the rank order."""
    choices = {}
    for line in slate.lines.select_related("application"):
        fund_id = suggestion.funds.get(line.pk)
        if fund_id is None:
            choices[line.pk] = Choice(SlateDecision.DECLINE, reason=suggestion.reasons.get(line.pk, ""))
        else:
            choices[line.pk] = Choice(SlateDecision.FUND, line.application.requested, fund_id)
    return choices


def lines_from(choices: Mapping[int, Choice]) -> dict[str, list[Any]]:
    """The choices as a what-if keeps them."""
    return {str(pk): [one.decision, str(one.amount), one.fund_id, one.reason] for pk, one in choices.items()}


def _keep(slate: Slate, name: str, choices: Mapping[int, Choice], *, by: Member, **more: Any) -> WhatIf:
    name = " ".join(name.split())[:80]
    if not name:
        raise MoveRefused("Give the what-if a name, such as “Two in each region”.")
    if slate.whatifs.filter(name__iexact=name).exists():
        raise MoveRefused(f"A what-if of this round is named {name} already. Choose another name.")
    if slate.whatifs.count() >= MOST:
        raise MoveRefused(f"There are {MOST} what-ifs already. Delete one first.")
    made = WhatIf.objects.create(slate=slate, name=name, lines=lines_from(choices), made_by=by, **more)
    audit.record("slate.whatif", slate, by=by, name=name, suggested=made.is_suggested)
    return made


def choice_of(line: SlateLine) -> Choice:
    return Choice(line.decision, line.amount, line.fund_id, line.reason)


def choices_of(whatif: WhatIf) -> dict[int, Choice]:
    """What it decides on each line."""
    return {
        int(pk): Choice(decision, Decimal(amount), fund_id, reason)
        for pk, (decision, amount, fund_id, reason) in whatif.lines.items()
    }


@transaction.atomic
def take_whatif(whatif: WhatIf, *, by: Member) -> Slate:
    """Put it on the draft, line by line. What the draft said before is in the record.

    Of a suggestion only the decisions go over: its explanations stay with the what-if and in the record. A line that
    leaves the rank order needs the words of a person before the slate is recommended (BR-25).
    """
    slate, choices = whatif.slate, choices_of(whatif)
    explained = {pk: one.reason for pk, one in choices.items() if one.reason} if whatif.is_suggested else {}
    save_lines(slate, _in_own_words(slate, choices) if whatif.is_suggested else choices, by=by)
    audit.record(
        "slate.take_whatif", slate, by=by, name=whatif.name, suggested=whatif.is_suggested, explained=explained
    )
    return slate


def _in_own_words(slate: Slate, choices: Mapping[int, Choice]) -> dict[int, Choice]:
    """The choices with what somebody wrote on the draft where they decide as it does, and without a reason elsewhere."""
    said = {line.pk: (line.decision, line.reason) for line in slate.lines.filter(pk__in=choices)}
    return {
        pk: one._replace(reason=said[pk][1] if pk in said and said[pk][0] == one.decision else "")
        for pk, one in choices.items()
    }


@transaction.atomic
def drop_whatif(whatif: WhatIf, *, by: Member) -> None:
    """Delete it: it decided nothing. That it was there stays in the record."""
    audit.record("slate.drop_whatif", whatif.slate, by=by, name=whatif.name, lines=whatif.lines)
    whatif.delete()
