"""Starting again from an application that was sent and then withdrawn: a new draft with everything that it held."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from grants.actions.applications import next_number
from grants.actions.teams import keep_team
from grants.choices import ApplicationStatus, SentIn
from grants.models import Application, Round
from grants.readmodels.deadlines import in_time
from questions.actions.answers import copy_response
from questions.actions.copying import move_responses

OWN = frozenset(
    {
        "id",
        "number",
        "response",
        "status",
        "officer",
        "started_by",
        "created_at",
        "changed_at",
        "submitted_at",
        "submitted_by",
    }
)
"""What a draft has of its own; everything else of an application is carried over."""


@transaction.atomic
def start_again(application: Application, *, by: Member) -> tuple[Application, bool]:
    """A new draft, with a number of its own, from what was sent and withdrawn; and whether it is new.

    Answers, files and every table go along as they stood at the withdrawal. A second press comes to the draft that is
    there. Raises MoveRefused for one that was not sent or not withdrawn, and after the deadline unless a waiver holds.
    """
    round = Round.objects.select_for_update(no_key=True).get(pk=application.round_id)
    held = Application.objects.select_related("response__version", "organization", "round").get(pk=application.pk)
    if held.status != ApplicationStatus.WITHDRAWN or held.submitted_at is None:
        raise MoveRefused(
            f"{held.number} is not a withdrawn application that was sent. There is nothing to start from."
        )
    same = Q(partnership=held.partnership_id) if held.partnership_id else Q(title__iexact=held.title)
    drafts = Application.objects.filter(same, round=round, organization=held.organization_id)
    if found := drafts.filter(status=ApplicationStatus.DRAFT).order_by("pk").first():
        return found, False
    ways = in_time()
    if not Application.objects.filter(ways[SentIn.TIME] | ways[SentIn.WAIVER], pk=held.pk).exists():
        raise MoveRefused(
            f"{round.name} takes no applications any more, and no waiver holds for {held.organization}. "
            "What you sent is kept; ask for a waiver of the deadline to start again."
        )
    made = _draft_from(held, round, by)
    copy_parts(held, made)
    keep_team(held, made, by=by)
    if made.response.version_id != round.form_version_id and round.form_version is not None:
        move_responses([made.response], round.form_version, by=by, reason="The form of the round changed meanwhile.")
        made.response.refresh_from_db()
    record("application.start_again", held, by=by, number=made.number)
    record("application.start", made, by=by, round=round.name, reason=f"Begun from what was sent as {held.number}.")
    return made, True


def _draft_from(held: Application, round: Round, by: Member) -> Application:
    fields = {
        field.attname: getattr(held, field.attname)
        for field in Application._meta.concrete_fields
        if field.name not in OWN
    }
    return Application.objects.create(
        **fields, number=next_number(round), response=copy_response(held.response), started_by=by
    )


def copy_parts(held: Application, made: Application) -> None:
    """Copy every row that is part of the application: those that would go with it, and what would go with those.

    A table that is added later is copied too, if its key to the application cascades.
    """
    copied: dict[tuple[type[models.Model], Any], models.Model] = {(Application, held.pk): made}
    waiting: list[type[models.Model]] = [Application]
    seen: set[type[models.Model]] = {Application}
    while waiting:
        parent = waiting.pop(0)
        for relation in parent._meta.related_objects:
            child: Any = relation.related_model
            if relation.on_delete is not models.CASCADE or child in seen:
                continue
            seen.add(child)
            waiting.append(child)
            keys = [pk for model, pk in copied if model is parent]
            rows = child.objects.filter(**{f"{relation.field.name}__in": keys}).order_by("pk")
            _copy_rows(child, list(rows), copied)


def _copy_rows(child: Any, rows: list[Any], copied: dict[tuple[type[models.Model], Any], models.Model]) -> None:
    before = [row.pk for row in rows]
    for row in rows:
        row.pk, row._state.adding = None, True
        for field in child._meta.concrete_fields:
            target = copied.get((field.related_model, getattr(row, field.attname))) if field.is_relation else None
            if target is not None:
                setattr(row, field.name, target)
    child.objects.bulk_create(rows)
    copied.update({(child, pk): row for pk, row in zip(before, rows, strict=True)})
