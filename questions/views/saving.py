"""The answer to an autosave. The app that owns the response fetches it with permission, then calls `save_field`."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.models import Member
from questions.actions.answers import NotOpen, StaleAnswer, save_answer
from questions.forms import raw_of, version_of
from questions.models import Answer, Response
from questions.readmodels import filling_of

GONE = "There is no such question here any more. Open the page again."
Save = Callable[..., Answer]


def save_field(
    request: HttpRequest, response: Response, *, by: Member | None, save: Save = save_answer
) -> HttpResponse:
    """Save the one answer that the page's script posted (`field`, `version` and its inputs).

    200: saved. 422: saved as typed, with what is wrong. 409: changed elsewhere, both texts. 404: no such question, or
    not visible. 403: can no longer be written. `save` may be the owner's own action around `save_answer`.
    """
    field = filling_of(response).field(request.POST.get("field", ""))
    if field is None:
        gone = HttpResponse(GONE, status=404)
        gone["X-Refused"] = quote(GONE)
        return gone
    raw = raw_of(request.POST, field)
    try:
        answer = save(response, field.question, raw, version=version_of(request.POST, "version"), by=by)
    except NotOpen as refusal:
        return HttpResponse(str(refusal), status=403, headers={"X-Refused": quote(str(refusal))})
    except StaleAnswer as late:
        context = {"field": field, "answer": late.answer, "mine": late.raw}
        return _versioned(render(request, "questions/_conflict.html", context, status=409), late.answer)
    context = {"answer_version": answer.version, "saved_at": answer.saved_at, "error": answer.error}
    page = render(request, "components/field_status.html", context, status=422 if answer.error else 200)
    return _versioned(page, answer)


def _versioned(page: HttpResponse, answer: Answer) -> HttpResponse:
    page["X-Version"] = str(answer.version)
    return page
