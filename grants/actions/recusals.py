"""What a conflict does to a review: it is recused, and counted again where somebody else cleared the conflict.

Before the decision the ranking simply no longer counts it. A draft slate is ranked anew. Once a slate was recommended or
the application decided, nothing is changed: a finding is written beside the decision.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core import audit
from core.models import Member
from core.moves import ClockNow, make_move
from core.permissions import Role
from grants.actions.scoring import keep_run, line_of
from grants.choices import UNSURE, ApplicationStatus, ReviewStatus, SlateStatus
from grants.choices.reviewing import ConflictStatus
from grants.emails import conflicts as emails
from grants.models import Application, Conflict, Finding, Review, Round, Slate, SlateLine
from grants.readmodels.ranking import standing_of
from grants.readmodels.totals import counted_in
from grants.rules.ranking import mean_of, shown, two_places
from grants.rules.reviews import MOVES

WORKING = (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)
UNDECIDED = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.SCORED,
)
RULES = "Conflict rules"


def hold_rounds(*applications: Application) -> None:
    """Hold the rounds of these applications, before all else that a conflict holds.

    Whoever recommends or approves a slate, or closes the scoring, holds the round too. So it is asked only once one of the
    two is done whether the decision came first.
    """
    keys = {one.round_id for one in applications}
    list(Round.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def recuse_for(conflict: Conflict, *, by: Member | None) -> None:
    """Take the review away that the conflict stands against, if there is one. Sends what there is to tell."""
    hold_rounds(conflict.application)
    application = Application.objects.select_for_update(no_key=True, of=("self",)).get(pk=conflict.application_id)
    rows = Review.objects.select_for_update(no_key=True, of=("self",)).select_related("assigned_by__user")
    review = rows.filter(application=application, reviewer=conflict.reviewer_id, status__in=WORKING).first()
    if review is None or (conflict.kind == UNSURE and conflict.status == ConflictStatus.OPEN):
        return
    if is_decided(application):
        if review.status == ReviewStatus.SUBMITTED:
            _find(conflict, application, review, by)
        return
    recused = make_move(
        review,
        MOVES,
        "bar",
        by=by,
        actor="" if by else RULES,
        conflict=conflict.evidence,
        recused_at=ClockNow(),
        recused_by=by,
        before_recusal=review.status,
        details={"conflict": conflict.pk, "source": conflict.source},
    )
    rank_draft_anew(application, by=by)
    emails.review_taken_away(recused, application.officer or review.assigned_by)


def is_decided(application: Application) -> bool:
    """Whether a slate with it was put before its second person, or more."""
    if application.status not in UNDECIDED:
        return True
    held = Slate.objects.filter(lines__application=application).exclude(status=SlateStatus.DRAFT)
    return application.status == ApplicationStatus.SCORED and held.exists()


def _find(conflict: Conflict, application: Application, review: Review, by: Member | None) -> None:
    """A conflict after the decision, once a person: say what the scores were with her and without; change none of them."""
    if Finding.objects.filter(application=application, conflict__reviewer=conflict.reviewer_id).exists():
        return
    counted = counted_in(Review.objects.counted().filter(application=application))
    hers = [one.total for one in counted if one.review_id == review.pk]
    without = [one.total for one in counted if one.review_id != review.pk]
    rest = f"that of the other {len(without)} is {two_places(mean_of(without))}" if without else "no other was counted"
    text = (
        f"{conflict.evidence} This was found after the decision. Her review gave {shown(sum(hers))} points and counts in"
        f" the decision as it was made. The mean is {two_places(mean_of([*hers, *without]))}; {rest}."
    )
    made = Finding.objects.create(conflict=conflict, application=application, text=text)
    audit.record("finding.raise", made, by=by, actor="" if by else RULES, application=application.number)
    for person in Member.objects.with_role(Role.DIRECTOR).select_related("user"):
        emails.finding_raised(made, person)


def rank_draft_anew(application: Application, *, by: Member | None) -> None:
    """The ranks and sums on a draft slate follow the reviews that still count. Amounts and reasons stay as typed."""
    slate = Slate.objects.filter(lines__application=application, status=SlateStatus.DRAFT).first()
    if slate is None:
        return
    standing = standing_of(application.round)
    slate.run = keep_run(application.round, standing.run, by=by)
    slate.save(update_fields=["run"])
    ranked = {entry.scored.application_id: entry for entry in standing.ranked}
    changed = {}
    for line in slate.lines.select_related("application"):
        entry, was = ranked.get(line.application_id), line.rank
        if entry is None and line.application_id not in standing.applications:
            continue
        new = line_of(slate, entry, standing.run) if entry else _unscored(line, len(ranked) + 1)
        for name in SCORED:
            setattr(line, name, getattr(new, name))
        line.save(update_fields=SCORED)
        if line.rank != was:
            changed[line.application.number] = [was, line.rank]
    audit.record("slate.rank_anew", slate, by=by, actor="" if by else RULES, ranks=changed)


SCORED = ["rank", "raw_rank", "adjusted_rank", "adjusted", "mean_top", "mean_bottom"]
SCORED += ["agreed_top", "agreed_bottom", "reviews_counted", "spread"]
"""What a line of a slate holds of the ranking; the rest is decided by people."""


def _unscored(line: SlateLine, rank: int) -> SlateLine:
    """A line of which no review counts any more: behind all others, and it says so by its count."""
    nothing = {"mean_top": Decimal(0), "mean_bottom": Decimal(1), "reviews_counted": 0, "spread": Decimal(0)}
    return SlateLine(slate=line.slate, application_id=line.application_id, rank=rank, raw_rank=rank, **nothing)


def reinstate_after(conflict: Conflict, *, by: Member | None) -> None:
    """The conflict stands no more: her review counts again, or is hers to begin, unless another conflict stands."""
    hold_rounds(conflict.application)
    others = Conflict.objects.standing().filter(application=conflict.application_id, reviewer=conflict.reviewer_id)
    rows = Review.objects.select_for_update(no_key=True, of=("self",))
    review = rows.filter(
        application=conflict.application_id, reviewer=conflict.reviewer_id, status=ReviewStatus.RECUSED
    ).first()
    application = Application.objects.select_for_update(no_key=True, of=("self",)).get(pk=conflict.application_id)
    if others.exists() or review is None or is_decided(application):
        return
    said: dict[str, Any] = {"actor": "" if by else RULES, "conflict": "", "before_recusal": ""}
    said |= {"recused_at": None, "recused_by": None}
    if review.before_recusal == ReviewStatus.SUBMITTED:
        make_move(review, MOVES, "count_again", by=by, **said)
        rank_draft_anew(application, by=by)
    elif application.status != ApplicationStatus.SCORED:
        make_move(review, MOVES, "ask_again", by=by, declared_at=None, **said)
