"""Letters that an application asks others for: the lead's page, and the signer's, who has no account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access import StateRequest, needs, public
from core.files import PDF, FileRefused, pieces
from core.limits import limited
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from core.views.files import guarded
from grants.access import applications as access
from grants.access.letters_asked import get_letter, get_letter_by_token
from grants.actions import letters_asked as actions
from grants.forms.letters_asked import AskLetterForm, SignForm
from grants.models import LetterRequest
from grants.rules.teams import Act


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_EDIT)
def letters(request: StateRequest, pk: int) -> HttpResponse:
    """Every letter that was asked for, and one more to ask for."""
    found = access.get_own_application(request, pk, to=Act.WRITE if request.method == "POST" else Act.SEE)
    form = AskLetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_for_letter(found, by=request.member, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.person} gets a message with the link.")
            return redirect("application-letters", pk)
    mine = reverse("application-tasks", args=[pk])
    trail = [("My applications", reverse("my-applications")), (f"{found.title}, {found.number}", mine)]
    may_ask = Act.WRITE in access.acts_over(request.member, found)
    letters = found.letters_asked.select_related("scan")
    context = {"application": found, "form": form, "letters": letters, "trail": trail, "may_ask": may_ask}
    return render(request, "grants/application_letters.html", context, status=422 if form.errors else 200)


@require_POST
@needs(Permission.APPLICATION_EDIT)
def letter_withdraw(request: StateRequest, pk: int, letter: int) -> HttpResponse:
    """No longer ask for a letter."""
    found = access.get_own_application(request, pk, to=Act.WRITE)
    asked = get_letter(found, letter)
    carry_out(
        request, lambda: actions.withdraw_letter(asked, by=request.member), f"{asked.organization} is no longer asked."
    )
    return redirect("application-letters", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("letter")
def letter_sign(request: StateRequest, token: str) -> HttpResponse:
    """The signer's page. Opening it changes nothing; its buttons sign or decline."""
    letter = get_letter_by_token(token)
    form = SignForm(request.POST or None, request.FILES or None, kind=letter.kind)
    refusal = ""
    if request.method == "POST":
        try:
            if answered(request, letter, form):
                return redirect("letter-sign", token)
        except FileRefused as wrong:
            form.add_error("scan", str(wrong))
        except MoveRefused as wrong:
            refusal = str(wrong)
            letter.refresh_from_db()
    context = {"letter": letter, "application": letter.application, "form": form, "refusal": refusal, "token": token}
    answer = render(request, "grants/letter_sign.html", context, status=422 if request.method == "POST" else 200)
    answer["Referrer-Policy"] = "same-origin"
    return answer


def answered(request: StateRequest, letter: LetterRequest, form: SignForm) -> bool:
    """Whether the posted answer was taken."""
    if request.POST.get("act") == "decline":
        form.errors.clear()
        actions.decline_letter(letter, reason=request.POST.get("reason", ""))
        return True
    if not form.is_valid():
        return False
    given = form.cleaned_data
    actions.sign_letter(letter, form.offer(), name=given["name"], title=given["title"], scan=given["scan"])
    return True


@require_safe
@public
def letter_copy(request: StateRequest, token: str) -> HttpResponseBase:
    """The drawn copy of what was signed, for whoever holds the link."""
    letter = get_letter_by_token(token)
    if letter.file is None:
        raise Http404
    answer = guarded(StreamingHttpResponse(pieces(letter.file), content_type=PDF), letter.file.name)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
