"""Checks of eligibility: made by anybody, kept without a name, carried into the application that is started from one.

A check that says "not eligible" bars the start until an officer grants an exception, a waiver of who may apply.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from core import links
from core.audit import record
from core.models import AccessLink, Member, State
from core.moves import MoveRefused, make_move
from grants.actions.waivers import request_waiver
from grants.choices import EligibilityResult, RoundStatus, WaiverKind, WaiverStatus
from grants.models import Application, EligibilityCheck, Round, Waiver
from grants.models.eligibility import ELIGIBILITY
from grants.readmodels.eligibility import answered_in, content_of, judged, problems_in
from grants.readmodels.eligibility_default import check_from_terms
from grants.rules.waivers import MOVES
from partnerships.models import Organization
from questions.actions.composing import CannotCompose, freeze_version
from questions.actions.copying import import_form
from questions.choices import FormKind
from questions.models import Form, FormVersion

KEEP_DAYS = 90
"""For so many days the answers of a check are kept from which nobody started an application."""


class Unanswered(Exception):
    """Something is missing or cannot be read; nothing was kept."""


@transaction.atomic
def make_check(round: Round, typed: Mapping[str, str]) -> tuple[EligibilityCheck, str]:
    """Judge the answers and keep them under a token that only whoever made the check is given.

    Raises MoveRefused once the round takes no applications, Unanswered while an answer is missing.
    """
    version = round.eligibility_version
    if version is None or round.status != RoundStatus.OPEN or round.closes_at <= timezone.now():
        raise MoveRefused(f"{round.name} takes no applications any more, so there is nothing to check.")
    fields = answered_in(version, typed)
    if problems_in(fields):
        raise Unanswered
    found = judged(fields)
    shown = {field.key: field.raw for field in fields}
    made = EligibilityCheck.objects.create(
        round=round, version=version, typed=shown, content=content_of(version, fields, found), result=found.result
    )
    until = timezone.now() + dt.timedelta(days=KEEP_DAYS)
    _, token = links.issue(ELIGIBILITY, {"check": made.pk}, expires_at=until)
    record("eligibility.check", made, by=None, actor="Somebody", result=str(found.result))
    return made, token


def admit(round: Round, organization: Organization, check: EligibilityCheck | None) -> Waiver | None:
    """Whether an application may be started: raises MoveRefused where not. Part of the deed that starts one.

    Returns the exception that it rests on, to be marked as used.
    """
    if round.eligibility_version_id is None:
        return None
    if check is None or check.version_id != round.eligibility_version_id or check.round_id != round.pk:
        raise MoveRefused("Answer the short questions about who may apply first. They take a minute or two.")
    if check.result != EligibilityResult.NOT_ELIGIBLE:
        return None
    rows = Waiver.objects.filter(round=round, organization=organization, kind=WaiverKind.ELIGIBILITY)
    granted = rows.filter(status=WaiverStatus.APPROVED).first()
    if granted is None:
        raise MoveRefused(
            f"By your answers {organization.legal_name} may not apply in this round. Ask for an exception first."
        )
    return granted


def use_exception(waiver: Waiver, application: Application, *, by: Member) -> None:
    """The exception is used up by the application that was started under it. Part of that deed."""
    make_move(waiver, MOVES, "use", by=by, application=application)


@transaction.atomic
def ask_exception(
    round: Round, organization: Organization, check: EligibilityCheck, *, reason: str, by: Member
) -> Waiver:
    """Ask that somebody whom the check bars may start all the same. Who decides reads what the check said."""
    if check.result != EligibilityResult.NOT_ELIGIBLE:
        raise MoveRefused("Your answers bar nothing. You can start the application.")
    if not reason.strip():
        raise MoveRefused("Say why an exception should be made. Whoever decides reads it.")
    said = "\n".join(f"{one['question']} {one['text']}" for one in check.content["reasons"] if one["bars"])
    text = f"{reason.strip()}\n\nWhat the check of {timezone.localtime(check.at):%m/%d/%Y} said:\n{said}"
    return request_waiver(round, organization, WaiverKind.ELIGIBILITY, reason=text, by=by)


# Staff


@transaction.atomic
def compose_check(round: Round, *, by: Member) -> FormVersion:
    """A draft check from the round's own terms, for staff to change. One that is there already is gone on with."""
    data = check_from_terms(round, State.objects.get(pk=round.state_id))
    found = Form.objects.filter(title__iexact=data["title"], kind=FormKind.ELIGIBILITY).first()
    if found is not None:
        return found.versions.order_by("-number")[0]
    return import_form(json.dumps(data), by=by)


@transaction.atomic
def use_check(round: Round, version: FormVersion | None, *, by: Member) -> Round:
    """Let the round ask these questions before an application, or none. A draft version is frozen by it.

    Once the round is open what it asks stays, but one that opened without a check can still be given one.
    """
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if held.status not in (RoundStatus.DRAFT, RoundStatus.OPEN):
        raise MoveRefused(f"{held.name} is {held.get_status_display().lower()}. Nobody applies in it any more.")
    if held.status == RoundStatus.OPEN and held.eligibility_version_id is not None:
        raise MoveRefused("The round is open: the questions stay as they were published.")
    if version is not None and version.form.kind != FormKind.ELIGIBILITY:
        raise MoveRefused(f"{version.form} is no eligibility check. Choose a form of that kind.")
    if version is not None and not version.is_frozen:
        try:
            version = freeze_version(version, by=by)
        except CannotCompose as refusal:
            raise MoveRefused(str(refusal)) from None
    held.eligibility_version = version
    held.save(update_fields=["eligibility_version"])
    record("round.eligibility", held, by=by, form=str(version) if version else "")
    return held


# Retention


@transaction.atomic
def forget_checks(state: State) -> int:
    """Delete the checks that nobody started an application from within the days, and their links. How many there were."""
    before = timezone.now() - dt.timedelta(days=KEEP_DAYS)
    gone, _ = EligibilityCheck.objects.filter(at__lt=before, applications__isnull=True).delete()
    AccessLink.objects.filter(purpose=ELIGIBILITY, expires_at__lt=timezone.now()).delete()
    if gone:
        record("eligibility.forget", state, by=None, actor="the clock", checks=gone)
    return gone
