"""The form of an open round changes: the round and all its drafts go on with a newer version, whole or not at all."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from grants.actions.notices import publish
from grants.choices import RoundStatus
from grants.emails import form_changes as emails
from grants.models import Application, DraftMove, FormChange, Round
from grants.readmodels.form_changes import drafts_of, faults_of
from questions.actions.copying import move_responses
from questions.models import FormVersion
from questions.readmodels.versions import Change, Fate, changes_between


@transaction.atomic
def move_drafts(round: Round, version: FormVersion, *, before: int, reason: str, by: Member) -> FormChange:
    """Let an open round and every draft in it go on with a newer frozen version of its form.

    `before` is the id of the version that the page showed as the one in use. What was sent never moves. Each lead is told
    once, and the round's notice gets an addendum. Raises MoveRefused when somebody was faster, for a version that does not
    fit, and without a reason.
    """
    Round.objects.select_for_update(no_key=True).get(
        pk=round.pk
    )  # first alone: a row joined to it would be the old one
    held = Round.objects.select_related("form_version__form").get(pk=round.pk)
    _check(held, version, before, reason)
    drafts = list(drafts_of(held).select_for_update(no_key=True, of=("self",)))
    assert held.form_version is not None
    changes = changes_between(held.form_version, version)
    done = move_responses([one.response for one in drafts], version, by=by, reason=reason.strip())
    made = FormChange.objects.create(
        round=held, before=held.form_version, after=version, reason=reason.strip(), changes=changes, by=by
    )
    held.form_version = version
    held.save(update_fields=["form_version"])
    record("round.form", held, by=by, before=made.before.number, after=version.number, drafts=len(done), reason=reason)
    _tell(made, changes, {one.response_id: one for one in drafts}, done)
    said = [
        {
            "term": "form",
            "label": "Form",
            "before": f"Version {made.before.number}",
            "after": f"Version {version.number}",
        }
    ]
    publish(held, f"The form changed. {made.reason}", said, by, told={one.started_by.email for one in drafts})
    return made


def _check(round: Round, version: FormVersion, before: int, reason: str) -> None:
    if round.status != RoundStatus.OPEN:
        raise MoveRefused(
            f"{round.name} is {round.get_status_display().lower()}. The form changes only in an open round."
        )
    now = round.form_version
    assert now is not None
    if now.pk == version.pk:
        last = round.form_changes.select_related("by").filter(after=version).first()
        who = f" by {last.by.name}" if last else ""
        raise MoveRefused(f"{round.name} was moved to version {version.number} already{who}. Nothing was done twice.")
    if now.pk != before:
        raise MoveRefused(f"{round.name} uses version {now.number} now. Look at what would change from there.")
    if not version.is_frozen or version.form_id != now.form_id or version.number < now.number:
        raise MoveRefused(
            f"{version} cannot take the place of {now}: it has to be a newer, frozen version of this form."
        )
    if faults := faults_of(round, version):
        raise MoveRefused(" ".join(faults))
    if not reason.strip():
        raise MoveRefused("Write why the form changes. Everybody with a draft reads it.")


def _tell(change: FormChange, changes: list[Change], drafts: dict[int, Application], done: list[Fate]) -> None:
    """Keep what happened to each draft, and tell its lead."""
    keys = list(dict.fromkeys(one.section for one in changes if one.section))
    moves = [
        DraftMove(
            change=change,
            application=drafts[fate.response.pk],
            stays=fate.stays,
            again=fate.again,
            not_needed=fate.not_needed,
            asked=fate.asked,
            to_see=keys,
        )
        for fate in done
    ]
    for move in DraftMove.objects.bulk_create(moves):
        emails.form_changed(move)


@transaction.atomic
def mark_seen(application: Application, sections: Collection[str] | None = None) -> None:
    """Somebody of the applicant's looked at changed sections (None: at all of them).

    Like the saves of a draft it writes no audit line: nothing is decided by it.
    """
    rows = DraftMove.objects.unseen().select_for_update(no_key=True).filter(application=application)
    for move in rows.order_by("pk"):
        move.to_see = [] if sections is None else [key for key in move.to_see if key not in sections]
        move.save(update_fields=["to_see"])
