"""The templates of a state, and how one looks with a real award."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from core.models import State
from grants.access.agreements import live_agreement, signers_of
from grants.models import AgreementTemplate, AgreementText, Award
from grants.readmodels.agreement_fields import values_of
from grants.rules.agreements import FIELDS, TABLES, blocks_of, empty_fields

SHOWN = 25


def template_list() -> list[AgreementTemplate]:
    """Every template with its latest version and how many rounds use it. One query."""
    rows = AgreementTemplate.objects.annotate(
        latest=Max("texts__number"), changed=Max("texts__at"), used=Count("rounds", distinct=True)
    )
    return list(rows.order_by("name"))


class Preview(NamedTuple):
    """A template's text filled in for one award, and the fields that nothing is known for."""

    awards: list[Award]
    award: Award | None
    blocks: list[dict[str, Any]]
    empty: list[str]


def previewed(text: AgreementText, asked: str, state: State) -> Preview:
    """For the award that was asked for; the latest awards can be chosen."""
    rows = Award.objects.select_related("application__round", "partnership", "organization", "fund", "officer__user")
    awards = list(rows.filter(Q(status="offered") | Q(status="active")).order_by("-offered_at", "-pk")[:SHOWN])
    award = next((one for one in awards if str(one.pk) == asked), None)
    if award is None:
        return Preview(awards, None, [], [])
    live = live_agreement(award)
    values = values_of(award, state, live.signer if live else signers_of(award).first())
    missing = [(FIELDS | TABLES)[name].lower() for name in empty_fields(text.body, values)]
    return Preview(awards, award, blocks_of(text.body, values), missing)
