"""The outbox of a decided round, and the letters that applicants read."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access.appeals import may_appeal
from grants.access.awards import get_letter, get_letter_to_send, letters_to
from grants.access.reviews import get_slate
from grants.actions import outbox as actions
from grants.forms.outbox import CorrectionForm, keys_from, marks_from
from grants.models import Letter
from grants.readmodels.debrief import appeal_until, debrief_of
from grants.readmodels.outbox import letters_to_read, outbox_of


@require_safe
@needs(Permission.DECISION_SEE)
def outbox(request: StateRequest, slug: str) -> HttpResponse:
    """Every letter of the round, those to look at first."""
    slate = get_slate(request, slug)
    found = outbox_of(slate, request.member, shown=request.GET.get("show", ""), page=request.GET.get("page"))
    context = {"box": found, "round": slate.round, "may_send": request.member.can(Permission.DECISION_RECOMMEND)}
    return render(request, "grants/outbox.html", context)


@require_safe
@needs(Permission.DECISION_RECOMMEND)
def outbox_read(request: StateRequest, slug: str) -> HttpResponse:
    """The next letters to look at, each in full."""
    slate = get_slate(request, slug)
    letters, left = letters_to_read(slate, request.member)
    if not letters:
        return redirect("outbox", slug)
    context = {"letters": letters, "left": left, "round": slate.round}
    return render(request, "grants/outbox_read.html", context)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def outbox_look(request: StateRequest, slug: str) -> HttpResponse:
    """These letters have been read as they were shown; on to the next."""
    slate = get_slate(request, slug)
    try:
        looked = actions.look_at(slate, marks_from(request.POST), by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said = f"{looked} {'letter is' if looked == 1 else 'letters are'} marked as looked at."
        messages.success(request, said if looked else "Nothing was left to mark: somebody did it already.")
    return redirect("outbox-read", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def outbox_send(request: StateRequest, slug: str) -> HttpResponse:
    """Send the ticked letters, or all that were looked at."""
    slate = get_slate(request, slug)
    keys = None if "all" in request.POST else keys_from(request.POST)
    try:
        sent = actions.send_letters(slate, keys, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said = "1 letter is" if len(sent) == 1 else f"{len(sent)} letters are"
        messages.success(request, f"{said} on the way. What they say is now locked.")
    return redirect("outbox", slug)


@require_safe
@needs(Permission.DECISION_SEE)
def outbox_letter(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """One letter as it goes out, with what can be done to it."""
    return _letter_page(request, get_letter_to_send(request, slug, pk))


def _letter_page(
    request: StateRequest, letter: Letter, *, paragraph: str | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    member = request.member
    context = {
        "letter": letter,
        "facts": letter.facts,
        "round": letter.application.round,
        "paragraph": letter.facts.get("paragraph", "") if paragraph is None else paragraph,
        "error": error,
        "may_send": member.can(Permission.DECISION_RECOMMEND),
        "may_approve": member.can(Permission.DECISION_APPROVE) and letter.made_by_id != member.pk,
    }
    return render(request, "grants/outbox_letter.html", context, status=status)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def outbox_paragraph(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Add a paragraph to a letter that was not sent, or change it."""
    letter = get_letter_to_send(request, slug, pk)
    typed = request.POST.get("paragraph", "")
    try:
        actions.add_paragraph(letter, typed, was=request.POST.get("was", ""), by=request.member)
    except MoveRefused as refusal:
        fresh = get_letter_to_send(request, slug, pk)
        return _letter_page(request, fresh, paragraph=typed, error=str(refusal), status=409)
    messages.success(request, "The letter is merged anew. Look at it before it goes.")
    return redirect("outbox-letter", slug, pk)


@require_POST
@needs(Permission.DECISION_APPROVE)
def outbox_approve(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Approve a correction that somebody else wrote."""
    letter = get_letter_to_send(request, slug, pk)
    carry_out(
        request,
        lambda: actions.approve_correction(letter, was=request.POST.get("was", ""), by=request.member),
        "The correction is approved. The program officer can send it now.",
    )
    return redirect("outbox-letter", slug, pk)


@needs(Permission.DECISION_RECOMMEND)
def outbox_correct(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Write a letter that corrects one that was sent."""
    letter = get_letter_to_send(request, slug, pk)
    form = CorrectionForm(request.POST or None, initial={"about": letter.facts.get("reason", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct_letter(letter, **form.cleaned_data, by=request.member)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The correction is written. Somebody who may approve decisions approves it.")
            return redirect("outbox-letter", slug, made.pk)
    context = {"form": form, "letter": letter, "round": letter.application.round}
    return render(request, "grants/outbox_correct.html", context, status=422 if form.is_bound else 200)


@require_safe
@needs(Permission.HOME_SEE)
def decision_letter(request: StateRequest, pk: int) -> HttpResponse:
    """A letter that was sent, as the applicant reads it; the others that were sent about the application beside it."""
    letter = get_letter(request, pk)
    others = [one for one in letters_to(letter.application) if one.pk != letter.pk]
    until = appeal_until(letter)
    context = {
        "letter": letter,
        "facts": letter.facts,
        "others": others,
        "application": letter.application,
        "debrief": debrief_of(letter.application),
        "until": until,
        "may_appeal": may_appeal(request.member, letter.application) and until is not None and timezone.now() < until,
        "appeals": letter.application.appeals.all() if may_appeal(request.member, letter.application) else [],
    }
    return render(request, "grants/decision_letter.html", context)
