"""A round's eligibility check as staff choose it: made of the round's terms, composed by hand, or one that is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.rounds import get_round_for_staff
from grants.actions import eligibility as actions
from grants.choices import RoundStatus
from grants.readmodels.eligibility import asked_in
from questions.access import check_versions
from questions.models import FormVersion
from questions.rules import Asked, sentence


@require_safe
@needs(Permission.ROUND_SEE)
def round_check(request: StateRequest, slug: str) -> HttpResponse:
    """What the round asks before an application, and the checks that could be asked."""
    found = get_round_for_staff(request, slug)
    used = found.eligibility_version
    is_open = found.status == RoundStatus.OPEN
    may_change = found.status == RoundStatus.DRAFT or (is_open and used is None)
    context = {
        "round": found,
        "used": used,
        "questions": spoken(used) if used else [],
        "versions": [one for one in check_versions() if one.pk != found.eligibility_version_id],
        "may_change": may_change and request.member.can(Permission.ROUND_EDIT),
        "may_remove": found.status == RoundStatus.DRAFT,
        "trail": [("Rounds", reverse("rounds-staff")), (found.name, reverse("round-staff", args=[slug]))],
    }
    return render(request, "grants/round_check.html", context)


def spoken(version: FormVersion) -> list[tuple[object, list[tuple[str, str, bool]]]]:
    """Each question with its rules as sentences: what has to hold, what is said where it does not, whether it bars."""
    fields = asked_in(version)
    asked = {one.key: Asked(one.question.type, one.question.label, one.question.options) for one in fields}
    return [
        (
            one,
            [
                (sentence(rule["expression"], asked), rule["message"], rule.get("outcome") != "talk")
                for rule in one.question.validations
            ],
        )
        for one in fields
    ]


@require_POST
@needs(Permission.ROUND_EDIT)
def round_check_use(request: StateRequest, slug: str) -> HttpResponse:
    """Make a check of the round's terms, use one, or use none any more."""
    found = get_round_for_staff(request, slug)
    act, _, key = request.POST.get("act", "").partition(":")
    try:
        if act == "make":
            made = actions.compose_check(found, by=request.member)
            messages.success(request, "Read each question and change what you like. Then use it on the round's page.")
            return redirect("form-version", made.pk)
        version = next((one for one in check_versions() if str(one.pk) == key), None) if act == "use" else None
        actions.use_check(found, version, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        said = f"{found.name} asks {version} before an application." if version else "The round asks nothing before."
        messages.success(request, said)
    return redirect("round-check", slug)
