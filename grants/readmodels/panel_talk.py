"""The page of one application before the panel: the locked reviews beside what the panel gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from django.urls import reverse

from core.models import Member
from core.permissions import Permission
from grants.access.panels import may_run
from grants.access.visibility import policy_for
from grants.checks.panels import Agreed, Fault, sums_of, total_in
from grants.choices import Recommendation, ReviewStatus
from grants.choices.panels import SETTLED, MeetingStatus, Part, TalkStatus
from grants.models import Application, Dissent, PanelItem, PanelSeat, Partner, PreScores, Review, Round
from grants.readmodels.consensus import counting
from grants.readmodels.panel_people import recused_on
from grants.readmodels.prescores import agreed_on, kept_of, mean_of_totals
from grants.rules.panels import needs_reason
from grants.rules.ranking import shown, two_places

HELD = (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)


def everybody_in(round: Round) -> list[str]:
    """Who takes part in a round, whatever they stand in: for a declaration where names are hidden. Two queries."""
    sent = Application.objects.filter(round=round).sent()
    names = set(sent.values_list("organization__legal_name", flat=True))
    names |= set(Partner.objects.filter(application__in=sent).values_list("name", flat=True))
    return sorted(names, key=str.lower)


def names_in(application: Application, *, hides_names: bool = False) -> list[str]:
    """Who is in an application, by name alone: for a declaration. Where names are hidden, everybody in the round."""
    if hides_names:
        return everybody_in(application.round)
    names = [f"{application.organization.legal_name}, applicant"]
    if application.partnership is not None:
        names.append(application.partnership.name)
    partners = application.partners.order_by("position", "pk")
    return names + [f"{one.name}, {one.get_role_display().lower()}" for one in partners]


def read_at(item: PanelItem, member: Member) -> str:
    """Where she reads the application itself: staff on its page, a reviewer of it beside her own review."""
    if member.can(Permission.APPLICATION_SEE):
        return reverse("application", args=[item.application_id])
    own = Review.objects.filter(application=item.application_id, reviewer=member, status__in=HELD).first()
    return reverse("review", args=[own.pk]) if own else ""


class Given(NamedTuple):
    """What one locked review says on one criterion, or in all."""

    name: str
    points: str
    comment: str = ""


@dataclass(frozen=True)
class Row:
    """One criterion: the locked reviews, their mean, and the panel's boxes, as saved or as typed."""

    agreed: Agreed
    reviews: list[Given]
    may_not_apply: bool
    box: str
    reason: str
    leaves_out: bool
    saved: str
    faults: list[Fault]

    @property
    def mean(self) -> str:
        return two_places(self.agreed.mean)

    @property
    def points(self) -> str:
        """What stands saved, in words."""
        return "does not apply" if self.agreed.does_not_apply else shown(self.agreed.points)

    @property
    def needs_reason(self) -> bool:
        return needs_reason(self.agreed.points, self.agreed.mean)

    def fault(self, box: str) -> str:
        return next((one.sentence for one in self.faults if one.box == box), "")

    @property
    def points_fault(self) -> str:
        return self.fault("points")

    @property
    def reason_fault(self) -> str:
        return self.fault("reason")


@dataclass(frozen=True)
class TalkPage:
    """Everything on the page."""

    item: PanelItem
    kept: Mapping[str, Any]
    shown: Mapping[str, Any]
    shows_mean: bool
    lock: PreScores | None
    rows: list[Row]
    reason: str
    saved_reason: str
    faults: list[Fault]
    seats: list[PanelSeat]
    room: list[str]
    left: list[str]
    dissents: list[Dissent]
    may_run: bool
    counts: bool
    is_settled_by_panel: bool
    read_at: str

    @property
    def names(self) -> list[str]:
        return [str(review["name"]) for review in self.shown["reviews"]]

    @property
    def totals(self) -> list[Given]:
        return [Given(review["name"], shown(Fraction(review["total"]))) for review in self.shown["reviews"]]

    @property
    def recommendations(self) -> list[Given]:
        words = dict(Recommendation.choices)
        return [
            Given(review["name"], str(words.get(review["recommendation"], "–"))) for review in self.shown["reviews"]
        ]

    @property
    def mean(self) -> str:
        return two_places(mean_of_totals(self.kept))

    @property
    def rubric(self) -> int:
        return sum(row.agreed.maximum for row in self.rows)

    @property
    def total(self) -> str:
        return shown(total_in([row.agreed for row in self.rows]))

    @property
    def so_far(self) -> int:
        return sums_of([row.agreed for row in self.rows])[0]

    @property
    def is_open(self) -> bool:
        return self.item.meeting.status == MeetingStatus.OPEN

    @property
    def is_discussed(self) -> bool:
        return self.item.status == TalkStatus.DISCUSSING and self.is_open

    @property
    def is_settled(self) -> bool:
        return self.item.status in SETTLED

    @property
    def present(self) -> list[PanelSeat]:
        return [seat for seat in self.seats if seat.part == Part.PRESENT]

    @property
    def absent(self) -> list[str]:
        return [seat.member.name for seat in self.seats if seat.part == Part.ABSENT]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The faults with the box that each belongs to."""
        return [
            (f"{one.box}-{one.criterion_id}" if one.criterion_id else "reason", one.sentence) for one in self.faults
        ]

    @property
    def whole_fault(self) -> str:
        return next((one.sentence for one in self.faults if one.criterion_id is None), "")


class Unsaved(NamedTuple):
    """What was typed and could not be saved: the boxes by criterion, and the reason of the whole."""

    scores: Mapping[int, Any]
    reason: str
    is_stale: bool = False


def talk_page(
    item: PanelItem, member: Member, *, unsaved: Unsaved | None = None, faults: Sequence[Fault] = ()
) -> TalkPage:
    """The page, with what could not be saved laid over what is. The same number of queries for every discussion."""
    kept = kept_of(item)
    lock = item.prescores.select_related("by").order_by("-pk").first() if kept["reviews"] else None
    may_leave_out = dict(item.application.round.criteria.values_list("pk", "may_not_apply"))
    seen, shows_mean = seen_by(member, item, kept)
    rows = [_row(one, seen, may_leave_out[one.criterion_id], unsaved, faults) for one in agreed_on(item)]
    out = recused_on(item.meeting)[item.application_id]
    people = list(item.meeting.members.select_related("member"))
    return TalkPage(
        item=item,
        kept=kept,
        shown=seen,
        shows_mean=shows_mean,
        lock=lock,
        rows=rows,
        reason=unsaved.reason if unsaved else item.reason,
        saved_reason=item.reason if unsaved and unsaved.is_stale and unsaved.reason != item.reason else "",
        faults=list(faults),
        seats=list(item.seats.select_related("member").exclude(part="")),
        room=[one.member.name for one in people if one.is_present and one.member_id not in out],
        left=[one.member.name for one in people if one.member_id in out],
        dissents=list(item.dissents.select_related("member", "recorded_by").filter(ended_at__isnull=True)),
        may_run=may_run(member, item.meeting),
        counts=counting().filter(pk=item.pk).exists(),
        is_settled_by_panel=item.status == TalkStatus.AGREED,
        read_at=read_at(item, member),
    )


def seen_by(member: Member, item: PanelItem, kept: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
    """The locked reviews as the round shows them to her before the panel, and whether it shows her their mean.

    Staff see who gave what. Everybody else sees no names; her own review always; the others as the policy of this phase
    says. Whoever leads the discussion, and writes down what is agreed on, sees them all.
    """
    policy = policy_for(member, item.application)
    if member.can(Permission.APPLICATION_SEE):
        return kept, True
    own_is_in = not Review.objects.filter(
        application=item.application_id, reviewer=member, status__in=[ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS]
    ).exists()
    shows_all = may_run(member, item.meeting) or policy.shows_others(own_is_in=own_is_in)
    reviews = [
        review | {"name": "You" if review["reviewer"] == member.pk else f"Reviewer {number}"}
        for number, review in enumerate(kept["reviews"], start=1)
        if shows_all or review["reviewer"] == member.pk
    ]
    return {**kept, "reviews": reviews}, shows_all or policy.shows_mean(own_is_in=own_is_in)


def _row(
    one: Agreed, kept: Mapping[str, Any], may_not_apply: bool, unsaved: Unsaved | None, faults: Sequence[Fault]
) -> Row:
    saved_box = "" if one.points is None else str(one.points)
    typed = unsaved.scores.get(one.criterion_id) if unsaved else None
    box, reason, leaves_out = (
        (typed.points, typed.reason, typed.does_not_apply) if typed else (saved_box, one.reason, one.does_not_apply)
    )
    differs = (box.strip(), reason.strip(), leaves_out) != (saved_box, one.reason, one.does_not_apply)
    stands = "does not apply" if one.does_not_apply else saved_box or "no points"
    saved = f"{stands}. {one.reason}".strip() if unsaved and unsaved.is_stale and differs else ""
    reviews = []
    for review in kept["reviews"]:
        points, out, comment = review["scores"].get(str(one.criterion_id), [None, False, ""])
        reviews.append(Given(review["name"], "does not apply" if out else shown(points), comment))
    mine = [fault for fault in faults if fault.criterion_id == one.criterion_id]
    return Row(one, reviews, may_not_apply, box, reason, leaves_out, saved, mine)
