"""A reviewer's pages: her queue, the declaration, the application beside the rubric."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access import reviews as access
from grants.access.reviewers import has_signed
from grants.access.visibility import head_for, head_of, policy_for
from grants.actions import reviews as actions
from grants.choices import UNSURE, ReviewStatus
from grants.forms.reviewers import DeclineForm, UnsureForm
from grants.forms.reviews import (
    ClearForm,
    ConflictForm,
    Rubric,
    number_of,
    rubric_from,
    shown_again,
    text_of,
    typed_from,
)
from grants.models import Conflict, Criterion, Review
from grants.readmodels.corrections import is_behind, newest_of
from grants.readmodels.panel_page import upcoming
from grants.readmodels.panel_talk import everybody_in
from grants.readmodels.review_page import Note, Page, anchor_of, can_be_written, page_of, place_of, progress_of
from grants.readmodels.review_queue import queue_of
from grants.views.reviewer_notes import keep_note, save_typed_note
from grants.views.reviewer_reading import reading_of

KEYS = "review_keys"
NOT_OPEN = "This review can no longer be written, so what you typed was not saved."


@require_safe
@needs(Permission.REVIEW_DO)
def reviews(request: StateRequest) -> HttpResponse:
    """Her queue."""
    queue = queue_of(request.member, request.GET.get("page"))
    context = {"queue": queue, "page": queue.page, "panels": upcoming(request.member)}
    return render(request, "grants/review_queue.html", context)


@require_safe
@needs(Permission.REVIEW_DO)
def review(request: StateRequest, pk: int) -> HttpResponse:
    """The names before the declaration and after a recusal; the application and the rubric in between."""
    found = access.get_assignment(request, pk)
    if found.status in access.OUT_OF_HANDS or found.is_barred:  # type: ignore[attr-defined]  # annotated on the fetch
        head = head_for(request.member, found.application)
        context = {"review": found, "unsure": unsure_of(found), "head": head}
        return render(request, "grants/review_recused.html", context)
    if not has_signed(request.member):
        messages.warning(request, "Sign the confidentiality agreement first. The application opens after that.")
        return redirect(f"{reverse('reviewer-profile')}?next={reverse('review', args=[pk])}#agreement")
    if found.status == ReviewStatus.ASSIGNED:
        return declaration(request, found, ClearForm(), ConflictForm())
    return writing(request, page_of(found, against=number_of(request.GET.get("with"))))


def unsure_of(review: Review) -> Conflict | None:
    """What she is unsure about, while nobody has decided."""
    own = Conflict.objects.filter(application=review.application_id, reviewer=review.reviewer_id, status="open")
    return own.filter(kind=UNSURE).first() if review.status not in access.OUT_OF_HANDS else None


@require_POST
@needs(Permission.REVIEW_DO)
def review_declare(request: StateRequest, pk: int) -> HttpResponse:
    """No conflict: the application opens."""
    found = access.get_own_review(request, pk)
    form = ClearForm(request.POST)
    if not form.is_valid():
        return declaration(request, found, form, ConflictForm(), status=422)
    try:
        actions.clear_conflict(found, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("review", pk)


@needs(Permission.REVIEW_DO)
def review_recuse(request: StateRequest, pk: int) -> HttpResponse:
    """A conflict: nothing of the application is hers to see any more."""
    found = access.get_own_review(request, pk)
    form = ConflictForm(request.POST or None)
    if request.method != "POST":
        return declaration(request, found, None, form)
    if not form.is_valid():
        clear = ClearForm() if found.status == ReviewStatus.ASSIGNED else None
        return declaration(request, found, clear, form, status=422)
    try:
        actions.declare_conflict(found, form.conflict(), by=request.member, kind=form.cleaned_data["kind"])
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("review", pk)


@require_POST
@needs(Permission.REVIEW_DO)
def review_unsure(request: StateRequest, pk: int) -> HttpResponse:
    """She does not know whether it is a conflict: somebody else decides."""
    found, form = access.get_own_review(request, pk), UnsureForm(request.POST)
    if not form.is_valid():
        return declaration(request, found, ClearForm(), ConflictForm(), unsure=form, status=422)
    try:
        actions.declare_unsure(found, form.cleaned_data["doubt"], by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("review", pk)


@require_POST
@needs(Permission.REVIEW_DO)
def review_decline(request: StateRequest, pk: int) -> HttpResponse:
    """She hands it back, for want of time or knowledge."""
    found, form = access.get_own_review(request, pk), DeclineForm(request.POST, auto_id="id_decline_%s")
    if not form.is_valid():
        return declaration(request, found, ClearForm(), ConflictForm(), decline=form, status=422)
    try:
        actions.decline_review(found, form.cleaned_data["reason"], form.cleaned_data["words"], by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("review", pk)
    messages.success(request, f"{found.application.number} is handed back. The program officer asks somebody else.")
    return redirect("reviews")


def declaration(
    request: StateRequest,
    review: Review,
    clear: ClearForm | None,
    conflict: ConflictForm,
    *,
    unsure: UnsureForm | None = None,
    decline: DeclineForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The names alone, with the choices that are still open."""
    policy = policy_for(request.member, review.application)
    partners = review.application.partners.order_by("position", "pk")
    forms = [form for form in (clear, conflict, unsure, decline) if form is not None and form.is_bound]
    context = {
        "review": review,
        "head": head_of(review.application, policy),
        "in_round": everybody_in(review.application.round) if policy.hides_names else [],
        "partners": partners,
        "clear": clear,
        "conflict": conflict,
        "unsure": unsure or UnsureForm(),
        "decline": decline or DeclineForm(auto_id="id_decline_%s"),
        "is_open": review.application.status == "under_review",
        "errors": [(form[name].auto_id, errors[0]) for form in forms for name, errors in form.errors.items()],
    }
    return render(request, "grants/review_declare.html", context, status=status)


def writing(
    request: StateRequest, page: Page, *, status: int = 200, errors: list[tuple[str, str]] | None = None
) -> HttpResponse:
    """The application and the rubric on one screen."""
    keys = "off" if request.session.get(KEYS) == "off" else "on"
    context = {"page": page, "review": page.review, "progress": page.progress, "errors": errors or [], "keys": keys}
    context |= reading_of(request, page)
    return render(request, "grants/review_write.html", context, status=status)


@require_POST
@needs(Permission.REVIEW_DO)
def review_keys(request: StateRequest) -> HttpResponse:
    """Switch the single-letter keys off or on again, for as long as she is signed in (WCAG 2.1.4)."""
    request.session[KEYS] = "on" if request.POST.get("keys") == "on" else "off"
    pk = request.POST.get("review", "")
    return redirect("review", int(pk)) if pk.isdecimal() else redirect("reviews")


@require_POST
@needs(Permission.REVIEW_DO)
def review_save(request: StateRequest, pk: int) -> HttpResponse:
    """The autosave of one criterion or of the recommendation: 200, 422 with a sentence, 409 with both texts."""
    found = access.get_cleared_review(request, pk)
    wanted = request.POST.get("field", "")
    if wanted == "note":
        return save_typed_note(request, found)
    if not can_be_written(found):
        return refused(NOT_OPEN)
    try:
        if wanted == "recommendation":
            return save_recommendation(request, found)
        return save_criterion(request, found, get_criterion(found, wanted))
    except MoveRefused as refusal:
        return refused(str(refusal))


def refused(why: str) -> HttpResponse:
    """The review can no longer be written; the page's script says why and keeps the text."""
    return HttpResponse(why, status=403, headers={"X-Refused": quote(why)})


def get_criterion(review: Review, wanted: str) -> Criterion:
    """A criterion of the review's own rubric by the id that the page sent."""
    found = Criterion.objects.filter(round_id=review.application.round_id, pk=int(wanted) if wanted.isdecimal() else 0)
    criterion = found.first()
    if criterion is None:
        raise Http404
    return criterion


def save_criterion(request: StateRequest, review: Review, criterion: Criterion) -> HttpResponse:
    typed = typed_from(request.POST, criterion.pk)
    try:
        score, error = actions.save_typed(review, criterion, typed, by=request.member)
    except actions.StaleScore as late:
        context = {"score": late.score, "mine": typed}
        return versioned(render(request, "grants/_review_conflict.html", context, status=409), late.score.version)
    context = {"answer_version": score.version, "saved_at": score.saved_at, "error": error}
    page = render(request, "components/field_status.html", context, status=422 if error else 200)
    if error:
        page["X-Saved"] = "no"  # the reason is, the points are not: the browser keeps them
    return versioned(page, score.version)


def save_recommendation(request: StateRequest, review: Review) -> HttpResponse:
    given = {
        "recommendation": request.POST.get("recommendation", ""),
        "comment": text_of(request.POST.get("comment", "")),
    }
    actions.save_recommendation(review, by=request.member, **given)
    return versioned(HttpResponse('<span class="rtp-saved">Saved</span>'), 0)


def versioned(page: HttpResponse, version: int) -> HttpResponse:
    page["X-Version"] = str(version)
    return page


@require_safe
@needs(Permission.REVIEW_DO)
def review_progress(request: StateRequest, pk: int) -> HttpResponse:
    """After an autosave: the totals, what is missing, and the chosen bands, each to its place on the page."""
    found = access.get_cleared_review(request, pk)
    context = {"review": found, "progress": progress_of(found), "place": place_of(found), "oob": True}
    return render(request, "grants/_review_progress.html", context)


@require_POST
@needs(Permission.REVIEW_DO)
def review_keep(request: StateRequest, pk: int) -> HttpResponse:
    """The Save buttons: keep all that stands on the page, then stay, or go on to the next review."""
    found = access.get_cleared_review(request, pk)
    answer = keep(request, found)
    if answer is not None:
        return answer
    if request.POST.get("then", "stay") == "stay":
        return redirect("review", pk)
    following = place_of(found).next_id
    messages.success(request, f"{found.application.number} is saved and waits in your queue.")
    return redirect("review", following) if following else redirect("reviews")


@require_POST
@needs(Permission.REVIEW_DO)
def review_submit(request: StateRequest, pk: int) -> HttpResponse:
    """Keep all that stands on the page and hand the review in; with gaps, say each one."""
    found = access.get_cleared_review(request, pk)
    answer = keep(request, found)
    if answer is not None:
        return answer
    if lacking := progress_of(found).missing:
        errors = [(anchor_of(one), one.sentence) for one in lacking]
        return writing(request, page_of(found, all_missing=True), status=422, errors=errors)
    if is_behind(found, newest_of(found.application)):
        sentence = actions.BEHIND.format(number=found.application.number)
        return writing(request, page_of(found), status=422, errors=[("correction", sentence)])
    try:
        actions.submit_review(found, by=request.member)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("review", pk)
    messages.success(request, f"Your review of {found.application.number} is submitted. Thank you.")
    following = place_of(found).next_id
    return redirect("review", following) if following else redirect("reviews")


@require_POST
@needs(Permission.REVIEW_DO)
def review_confirm(request: StateRequest, pk: int) -> HttpResponse:
    """Her scores stand for the corrected version that she was shown. Everything that stands on the page is kept first."""
    found = access.get_cleared_review(request, pk)
    answer = keep(request, found) if can_be_written(found) else None
    if answer is not None:
        return answer
    try:
        actions.confirm_version(found, number_of(request.POST.get("newest")), by=request.member)
        messages.success(request, "Noted: your scores stand for the corrected version.")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("review", pk)


def keep(request: StateRequest, review: Review) -> HttpResponse | None:
    """Save the whole page. Returns the page again, with all that was typed, where something could not be saved."""
    rubric = rubric_from(request.POST, criteria_of(review))
    note = keep_note(review, rubric.note, by=request.member)
    said = {"recommendation": rubric.recommendation, "comment": rubric.comment}
    try:
        kept = actions.save_page(review, rubric.typed, by=request.member, **said)
    except MoveRefused as refusal:
        page = page_of(review, typed=shown_again(rubric, {}, {}), note=note)
        return writing(request, page, status=409, errors=[("", str(refusal))])
    whole = kept.is_whole and not (note and note.error)
    return None if whole else again(request, review, rubric, kept, note)


def criteria_of(review: Review) -> list[int]:
    return list(Criterion.objects.filter(round_id=review.application.round_id).values_list("pk", flat=True))


def again(
    request: StateRequest, review: Review, rubric: Rubric, kept: actions.Kept, note: Note | None = None
) -> HttpResponse:
    """The page with what was typed, what is wrong with it, and what another window saved."""
    page = page_of(review, typed=shown_again(rubric, kept.wrong, kept.stale), note=note)
    errors = [(f"points-{pk}", sentence) for pk, sentence in kept.wrong.items()]
    errors += [
        (f"reason-{pk}", f"{row.criterion.title}: another window saved this criterion. Yours is in the boxes.")
        for row in page.progress.rows
        for pk in [row.criterion.pk]
        if pk in kept.stale
    ]
    errors += [("id_note", note.error)] if note and note.error else []
    is_stale = bool(kept.stale or (note and note.theirs))
    return writing(request, page, status=409 if is_stale else 422, errors=errors)
