"""The employer's survey on a phone: a link, no account, no script. GET only looks; each POST is one deed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from core.access import StateRequest, public
from core.context import clock_words
from core.limits import limited
from core.moves import MoveRefused
from core.templatetags.rt import clock
from evaluation.access.surveys import get_invite, is_open
from evaluation.actions import answering as actions
from evaluation.choices import InviteStatus
from evaluation.models import SurveyInvite
from evaluation.readmodels.answering import (
    SECONDS_EACH,
    day_in,
    languages,
    resume_at,
    step_of,
    steps_of,
    words_in,
)
from evaluation.rules.words import WORDS
from questions.actions.answers import NotOpen, StaleAnswer
from questions.choices import ResponseStatus
from questions.forms import raw_of, version_of
from questions.models import Question


@public
@limited("survey")
def survey_answer(request: StateRequest, token: str) -> HttpResponse:
    """One link, and the page that fits: consent, the question in the address, thanks, declined or closed."""
    invite = get_invite(token)
    language = _language(request, invite)
    if request.method == "POST":
        try:
            return _deed(request, invite, token, language)
        except (MoveRefused, NotOpen):
            return redirect(_address(token, language))
    if invite.status == InviteStatus.DECLINED:
        return _page(request, invite, "declined", language)
    sent = invite.response is not None and invite.response.status == ResponseStatus.SUBMITTED
    if sent:
        return _page(request, invite, "thanks", language)
    if not is_open(invite.survey):
        return _page(request, invite, "thanks" if invite.status == InviteStatus.ANSWERED else "closed", language)
    if invite.response is None:
        return _page(request, invite, "start", language)
    return _question(request, invite, language)


def _language(request: StateRequest, invite: SurveyInvite) -> str:
    asked = request.POST.get("lang") or request.GET.get("lang") or invite.language
    return asked if asked in WORDS else "en"


def _address(token: str, language: str, at: int = 0) -> str:
    query = "&".join(([f"q={at}"] if at else []) + ([f"lang={language}"] if language != "en" else []))
    return reverse("survey-answer", args=[token]) + (f"?{query}" if query else "")


def _deed(request: StateRequest, invite: SurveyInvite, token: str, language: str) -> HttpResponse:
    """What a button did."""
    act = request.POST.get("act", "")
    if act == "start":
        actions.start(invite, language=language)
    elif act == "decline":
        actions.decline(invite)
    elif act == "change" and invite.response is not None:
        actions.change(invite)
        return redirect(_address(token, language, 1))
    elif act == "answer" and invite.response is not None:
        return _keep(request, invite, token, language)
    return redirect(_address(token, language))


def _keep(request: StateRequest, invite: SurveyInvite, token: str, language: str) -> HttpResponse:
    """Save the answer and go on; after the last question send all. A late or unreadable one comes back as typed."""
    fields, total = steps_of(invite)
    at = next((place for place, one in enumerate(fields, 1) if one.key == request.POST.get("key")), 0)
    if not at:
        return redirect(_address(token, language))
    field = fields[at - 1]
    raw = raw_of(request.POST, field)
    try:
        saved = actions.answer(invite, field.question, raw, version=version_of(request.POST, "version"))
    except StaleAnswer as late:
        fields, total = steps_of(invite)
        step = step_of(fields, total, at, language, raw=raw, late=late.answer.raw or "–")
        return _page(request, invite, "question", language, at, status=409, step=step)
    if saved.error:
        fields, total = steps_of(invite)
        step = step_of(fields, total, at, language)
        return _page(request, invite, "question", language, at, status=422, step=step)
    fields, total = steps_of(invite)
    if at >= len(fields):
        actions.finish(invite, language=language)
        return redirect(_address(token, language))
    return redirect(_address(token, language, at + 1))


def _question(request: StateRequest, invite: SurveyInvite, language: str) -> HttpResponse:
    fields, total = steps_of(invite)
    asked = request.GET.get("q", "")
    at = int(asked) if asked.isdecimal() and 1 <= int(asked[:4]) <= len(fields) else resume_at(fields)
    return _page(request, invite, "question", language, at, step=step_of(fields, total, at, language))


def _page(
    request: StateRequest, invite: SurveyInvite, name: str, language: str, at: int = 0, status: int = 200, **more: Any
) -> HttpResponse:
    words, state = words_in(language), request.state
    total = Question.objects.filter(section__version_id=invite.survey.form_version_id).count() if name == "start" else 0
    facts = {
        "partnership": invite.partnership.name,
        "organization": invite.organization.legal_name if invite.organization else "",
        "minimum": state.suppression_min_n,
        "total": more["step"].total if "step" in more else total,
        "minutes": more["step"].minutes if "step" in more else max(1, round(total * SECONDS_EACH / 60)),
        "at": at,
        "late": more["step"].late if "step" in more else "",
    }
    moment = invite.answered_at if name == "thanks" else invite.survey.closes_at
    ends = timezone.localtime(invite.survey.closes_at)
    facts |= {"day": day_in(language, timezone.localtime(moment or ends))}
    facts |= {"clock": f"{clock(moment or ends)} {clock_words(state.zone)}"}
    said = {key: text.format(**facts) for key, text in words.items()}
    said["next_1"] = words["next_1"].format(day=day_in(language, ends))
    context = {
        "invite": invite,
        "say": said,
        "lang": language,
        "token_lang": language,
        "is_open": is_open(invite.survey),
    }
    context |= {"languages": languages(language, str(at or "")), "contact": _contact(request, invite), "at": at}
    page = render(request, f"evaluation/survey_{name}.html", context | more, status=status)
    page["Referrer-Policy"] = "same-origin"  # no-referrer would send a null Origin, and every answer would be refused
    page["Cache-Control"] = "no-store"
    page["X-Robots-Tag"] = "noindex"
    return page


def _contact(request: StateRequest, invite: SurveyInvite) -> str:
    return request.state.contact_email or invite.survey.created_by.email
