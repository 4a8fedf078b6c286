"""Where offers stand: whose turn it is, until when, and what is late. One definition, for pages, the clock and deeds."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from core.templatetags.rt import long_day
from grants.choices import AwardStatus
from grants.choices.awarding import AgreementStatus, RevisionStatus, Turn
from grants.models import Award, AwardAgreement, AwardRevision, Round
from grants.models.awards import AwardQuerySet
from grants.rules.awards import THEIRS

SAID = {
    Turn.ACCEPT: "The applicant accepts or refuses.",
    Turn.REVISE: "The applicant revises budget and work plan, and sends them.",
    Turn.READ: "The applicant sent the revised budget; the state accepts or returns it.",
    Turn.PREPARE: "The state makes the agreement and sends it for signature.",
    Turn.SIGN: "The agreement is sent; the applicant signs it.",
    Turn.ANEW: "The applicant asked for a change of the agreement; the state answers.",
    Turn.COUNTERSIGN: "The applicant signed the agreement; the state signs it.",
}
LATE = {
    Turn.ACCEPT: "The offer is not answered",
    Turn.REVISE: "The revised budget was not sent",
    Turn.SIGN: "The agreement is not signed",
}


def with_turn(awards: AwardQuerySet) -> AwardQuerySet:
    """Offers with `turn`, one of `Turn`; of awards that are no offers it says nothing."""
    revision = AwardRevision.objects.filter(award=OuterRef("pk"))
    live = AwardAgreement.objects.exclude(status=AgreementStatus.VOID).filter(award=OuterRef("pk"))
    turn = Case(
        When(live=AgreementStatus.SIGNED, then=Value(Turn.COUNTERSIGN)),
        When(live=AgreementStatus.SENT, then=Value(Turn.SIGN)),
        When(live=AgreementStatus.RETURNED, then=Value(Turn.ANEW)),
        When(revised=RevisionStatus.SENT, then=Value(Turn.READ)),
        When(
            Q(amount__lt=F("application__requested")) & (Q(revised__isnull=True) | ~Q(revised=RevisionStatus.ACCEPTED)),
            then=Value(Turn.REVISE),
        ),
        When(
            Q(live=AgreementStatus.DRAFT) | Q(application__round__agreement_template__isnull=False),
            then=Value(Turn.PREPARE),
        ),
        default=Value(Turn.ACCEPT),
        output_field=CharField(),
    )
    return awards.annotate(
        revised=Subquery(revision.values("status")[:1]), live=Subquery(live.values("status")[:1])
    ).annotate(turn=turn)


def turn_of(award: Award) -> Turn:
    """Whose turn it is with this offer. One query."""
    return Turn(with_turn(Award.objects.filter(pk=award.pk)).values_list("turn", flat=True).get())


def unanswered(today: dt.date) -> AwardQuerySet:
    """Offers that wait for the applicant though the last day is over."""
    rows = with_turn(Award.objects.filter(status=AwardStatus.OFFERED))
    found: AwardQuerySet = rows.filter(turn__in=THEIRS, answer_by__lt=today)
    return found


def unanswered_in(round: Round) -> list[Any]:
    """Those of a round, the longest late first. One query."""
    rows = unanswered(timezone.localdate()).filter(application__round=round)
    return [
        (award, LATE[Turn(award.turn)])
        for award in rows.select_related("application__organization").order_by("answer_by", "pk")
    ]


class Offer(NamedTuple):
    """An offer as its page shows it."""

    turn: Turn
    answer_by: dt.date | None
    is_theirs: bool
    is_late: bool

    @property
    def said(self) -> str:
        return SAID[self.turn]

    @property
    def late_words(self) -> str:
        return LATE.get(self.turn, "") if self.is_late else ""

    @property
    def by_words(self) -> str:
        return long_day(self.answer_by) if self.answer_by else ""

    @property
    def earliest(self) -> str:
        """The first day that it can be extended to, as a date field takes it."""
        today = timezone.localdate()
        return f"{max(today, self.answer_by or today) + dt.timedelta(days=1):%Y-%m-%d}"


def offer_of(award: Award) -> Offer | None:
    """Where it stands, while it is offered. One query, else none."""
    if award.status != AwardStatus.OFFERED:
        return None
    turn = turn_of(award)
    is_theirs = turn in THEIRS
    is_over = award.answer_by is not None and award.answer_by < timezone.localdate()
    return Offer(turn, award.answer_by, is_theirs, is_theirs and is_over)


def late_note(award: Award) -> str:
    """What is said of an answer that came after its last day; empty for the others."""
    if not award.days_late or award.answer_by is None:
        return ""
    days = f"{award.days_late} day{'' if award.days_late == 1 else 's'}"
    return f"answered {days} after {long_day(award.answer_by)}, the last day; it was taken"
