"""A partnership's record for the state's people: its stage, its table, its conveners, its grants and its trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse

from core.models import AuditEvent, Member
from core.permissions import Permission
from home.readmodels.lineage import Link, awards_of, lineage_of
from home.readmodels.partnership import county_names
from partnerships.models import Partnership
from partnerships.readmodels.stage_facts import state_rule
from partnerships.readmodels.stages import StagePage, stage_page
from partnerships.readmodels.standing import Standing, standing_of
from partnerships.rules.composition import words

SHOWN = 30
DEEDS = {
    "partnership.found": "founded it",
    "partnership.edit": "changed the words of its page",
    "partnership.charter": "kept the charter {file}",
    "partnership.join": "seated {organization}",
    "partnership.leave": "recorded that {organization} left",
    "partnership.seat": "changed the seat of {organization}",
    "partnership.letter": "kept the letter of {organization}: {file}",
    "partnership.contact": "added {contact} as a contact",
    "partnership.contact_end": "took {contact} out of the contacts",
    "partnership.goal": "set the goal “{goal}”",
    "goal.set": "set the goal “{goal}”",
    "goal.levels": "wrote the levels of the goal “{goal}”",
    "goal.score": "scored the goal “{goal}” at level {level}",
    "partnership.stage_propose": "proposed the stage {after}",
    "partnership.stage_confirm": "confirmed the stage {after}",
    "partnership.stage_refuse": "did not confirm the stage {after}",
    "partnership.stage_withdraw": "took the proposal of {after} back",
    "partnership.convener": "handed over from {before} to {after}",
    "partnership.disclose": "disclosed the convener’s interests",
    "partnership.disclosure_accept": "accepted what {convener} disclosed",
    "partnership.table_short": "found that the table falls short",
    "partnership.import": "imported it from a spreadsheet",
}


class Line(NamedTuple):
    at: Any
    who: str
    what: str


class Act(NamedTuple):
    label: str
    url: str
    primary: bool = False


@dataclass(frozen=True)
class RecordPage:
    partnership: Partnership
    counties: str
    stage: StagePage
    standing: Standing
    rule: str
    lineage: list[Link]
    trail: list[Line]
    acts: list[Act]
    may_accept: bool
    read: str
    """The instant of the disclosure on the page, so that another is not accepted unread."""


def record_page(partnership: Partnership, member: Member) -> RecordPage:
    """Seventeen queries, whatever the number of seats, conveners, grants and lines."""
    standing = standing_of(partnership)
    now = next((one.engagement for one in standing.conveners if one.engagement.ended_on is None), None)
    waits = now is not None and now.disclosed_at is not None and now.accepted_at is None
    return RecordPage(
        partnership=partnership,
        counties=county_names(partnership.county_fips),
        stage=stage_page(partnership, member),
        standing=standing,
        rule=words(state_rule()),
        lineage=lineage_of(awards_of(partnership, member)),
        trail=_trail(partnership),
        acts=_acts(partnership, member),
        may_accept=waits and member.can(Permission.STAGE_CONFIRM),
        read=now.disclosed_at.isoformat() if now is not None and now.disclosed_at is not None else "",
    )


def _acts(partnership: Partnership, member: Member) -> list[Act]:
    slug = [partnership.slug]
    acts = [Act("Public page", reverse("partnership", args=slug))]
    if member.can(Permission.PARTNERSHIP_EDIT):
        acts.append(Act("Propose a stage", reverse("partnership-stage", args=slug)))
        acts.append(Act("Change the record", reverse("partnership-edit", args=slug)))
    return acts


def _trail(partnership: Partnership) -> list[Line]:
    """The last deeds on the record and on its goals, in words; the whole trail has every detail."""
    goals = partnership.goals.annotate(key=Cast("pk", CharField())).order_by().values("key")
    own = Q(target_type="partnerships.partnership", target_id=str(partnership.pk))
    rows = AuditEvent.objects.filter(own | Q(target_type="partnerships.goal", target_id__in=goals))
    return [Line(one.at, one.actor, _said(one)) for one in rows.order_by("-seq")[:SHOWN]]


class _Words(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "it"


def _said(event: AuditEvent) -> str:
    pattern = DEEDS.get(event.deed, event.deed.partition(".")[2].replace("_", " "))
    return pattern.format_map(_Words(event.details))
