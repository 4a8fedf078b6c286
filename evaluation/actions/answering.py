"""What a respondent does. He has no account: his link let him in, and the trail names him as a respondent only."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import audit
from core.moves import ClockNow, MoveRefused, make_move
from evaluation.choices import InviteStatus, SurveyStatus
from evaluation.models import SurveyInvite
from evaluation.rules import INVITE_MOVES
from questions.actions.answers import return_response, save_answer, start_response, submit_response
from questions.choices import ResponseStatus
from questions.models import Answer, Question, Response

RESPONDENT = "Survey respondent"
CLOSED = "This survey has closed. What you typed now was not saved."
STILL_OPEN = Q(survey__status=SurveyStatus.OPEN, survey__closes_at__gt=ClockNow())


def start(invite: SurveyInvite, *, language: str) -> SurveyInvite:
    """He agrees. Of two windows in which he agrees at once one starts, and both go on with the same answers."""
    with transaction.atomic():
        held = _held(invite)
        if held.response_id is not None:
            return held
        response = start_response(held.survey.form_version)
        return make_move(held, INVITE_MOVES, "start", by=None, actor=RESPONDENT, response=response, language=language)


@transaction.atomic
def decline(invite: SurveyInvite) -> SurveyInvite:
    """He says no: nobody writes to him about this survey again."""
    return make_move(_held(invite), INVITE_MOVES, "decline", by=None, actor=RESPONDENT)


@transaction.atomic
def answer(invite: SurveyInvite, question: Question, raw: str, *, version: int) -> Answer:
    """Keep one answer. Raises StaleAnswer when another window saved a different one since, MoveRefused once closed."""
    held = _held(invite)
    assert held.response is not None
    return save_answer(held.response, question, raw, version=version, by=None)


@transaction.atomic
def finish(invite: SurveyInvite, *, language: str) -> SurveyInvite:
    """Send the answers. Sent again after a change they replace what was sent before; both stay on record."""
    held = _held(invite)
    assert held.response is not None
    if held.response.status == ResponseStatus.SUBMITTED:
        return held
    submit_response(held.response, by=None, extra={"survey": held.survey.title})
    if held.status == InviteStatus.ANSWERED:
        held.answered_at = timezone.now()
        held.save(update_fields=["answered_at"])
        audit.record("surveyinvite.change", held, by=None, actor=RESPONDENT)
        return held
    return make_move(held, INVITE_MOVES, "answer", by=None, actor=RESPONDENT, answered_at=ClockNow(), language=language)


@transaction.atomic
def change(invite: SurveyInvite) -> Response:
    """Open sent answers again, while the survey is open. What was sent goes on counting."""
    held = _held(invite)
    assert held.response is not None
    if held.response.status != ResponseStatus.SUBMITTED:
        return held.response
    keys = list(held.survey.form_version.sections.values_list("key", flat=True))
    audit.record("surveyinvite.reopen", held, by=None, actor=RESPONDENT)
    return return_response(held.response, keys)


def _held(invite: SurveyInvite) -> SurveyInvite:
    """The invitation's row, held, while its survey takes answers by the database's clock. Raises MoveRefused."""
    rows = SurveyInvite.objects.select_for_update(no_key=True, of=("self",)).filter(STILL_OPEN, pk=invite.pk)
    found = rows.select_related("survey__form_version", "response").first()
    if found is None:
        raise MoveRefused(CLOSED)
    return found
