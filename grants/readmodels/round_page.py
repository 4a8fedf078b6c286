"""Rounds as staff see them: all with their counts, and one with what it lacks, its money and its rubric."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from core.models import Member
from core.money import show
from core.moves import moves_open_to
from core.permissions import Permission
from core.templatetags.rt import day, due, plural
from grants.checks.rounds import Fault, Setup, Share, faults_of, share_words
from grants.choices import ApplicationStatus, LettersRule, Prerequisite, RoundStatus, WaiverKind, WaiverStatus
from grants.models import Application, Award, Criterion, Round, RoundFund, RoundPromise, Waiver
from grants.readmodels.application_query import GROUPS
from grants.readmodels.funds import awarded_of, promised_of
from grants.readmodels.open_rounds import Notice, match_of
from grants.rules.rounds import MOVES, TYPICAL
from partnerships.choices import OrganizationType
from partnerships.models import Organization
from partnerships.rules.composition import rule_of, words
from questions.models import Answer, Question

MOST_DRAFTS = 25


@dataclass(frozen=True)
class Counts:
    """The applications of a round by stage, and the money they ask for and were given, in dollars."""

    drafts: int = 0
    groups: Mapping[str, int] = field(default_factory=dict)
    requested: Decimal = Decimal(0)
    awarded: Decimal = Decimal(0)

    @property
    def received(self) -> int:
        return sum(self.groups.values())

    @property
    def waiting(self) -> str:
        """What the round's applications wait for, in words."""
        words = {"screening": "to screen", "eligible": "to assign", "review": "under review", "scored": "scored"}
        groups = self.groups
        return ", ".join(f"{groups[key]} {word}" for key, word in words.items() if groups.get(key))


class RoundRow(NamedTuple):
    """A round in the list."""

    round: Round
    counts: Counts
    chip: tuple[str, str]


def rounds_for_staff(*, is_rehearsal: bool = False) -> list[RoundRow]:
    """Every round, or every rehearsal, drafts first, then latest closing first. Three queries."""
    now = timezone.now()
    rounds = list(Round.objects.filter(is_rehearsal=is_rehearsal).order_by("-closes_at", "-pk"))
    rounds.sort(key=lambda round: round.status != RoundStatus.DRAFT)
    counts = counts_of(rounds)
    return [RoundRow(round, counts.get(round.pk, Counts()), _chip(round, now)) for round in rounds]


def _chip(round: Round, now: dt.datetime) -> tuple[str, str]:
    if round.status in (RoundStatus.DRAFT, RoundStatus.CANCELLED):
        return round.status, str(round.get_status_display())
    return Notice(round, now).chip


def counts_of(rounds: list[Round]) -> dict[int, Counts]:
    """Two queries, whatever the number of rounds."""
    keys = [round.pk for round in rounds]
    sent = Q(submitted_at__isnull=False)
    rows = Application.objects.filter(round__in=keys).order_by().values("round_id", "status")
    groups: dict[int, Counter[str]] = defaultdict(Counter)
    drafts: Counter[int] = Counter()
    requested: dict[int, Decimal] = defaultdict(Decimal)
    group_of = {status: name for name, statuses in GROUPS.items() for status in statuses}
    for row in rows.annotate(n=Count("pk"), sent=Count("pk", filter=sent), asked=Sum("requested", filter=sent)):
        if row["status"] == ApplicationStatus.DRAFT:
            drafts[row["round_id"]] += row["n"]
            continue
        groups[row["round_id"]][group_of[row["status"]]] += row["sent"]
        requested[row["round_id"]] += row["asked"] or Decimal(0)
    awards = Award.objects.standing().filter(application__round__in=keys).order_by()
    awarded = dict(awards.values_list(F("application__round_id")).annotate(total=Sum("amount")))
    return {pk: Counts(drafts[pk], groups[pk], requested[pk], awarded.get(pk, Decimal(0))) for pk in keys}


class Weighed(NamedTuple):
    """A criterion with its share of the rubric in words."""

    criterion: Criterion
    share: str
    sections: str


class Draft(NamedTuple):
    """A draft as far as staff see it: who, when, how far by section. Not a word of it."""

    organization: str
    started_at: dt.datetime
    changed_at: dt.datetime
    answered: int
    of: int
    sections: str


@dataclass(frozen=True)
class RoundPage:
    """Everything that the page shows."""

    round: Round
    chip: tuple[str, str]
    counts: Counts
    faults: list[Fault]
    facts: list[tuple[str, Any]]
    milestones: list[tuple[str, Any]]
    promise: RoundPromise | None
    figures: list[dict[str, Any]]
    funds: list[RoundFund]
    criteria: list[Weighed]
    points: int
    drafts: list[Draft]
    acts: list[dict[str, Any]]
    may_edit: bool = False
    testers: Sequence[str] = ()
    may_rehearse: bool = False

    @property
    def stops(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.stops]

    @property
    def advice(self) -> list[Fault]:
        return [fault for fault in self.faults if not fault.stops]


def round_page(round: Round, member: Member) -> RoundPage:
    """The whole page. A constant number of queries."""
    criteria = list(round.criteria.order_by("position"))
    points = sum(criterion.points for criterion in criteria)
    counts = counts_of([round])[round.pk]
    is_draft = round.status == RoundStatus.DRAFT
    return RoundPage(
        round=round,
        chip=_chip(round, timezone.now()),
        counts=counts,
        faults=faults_before_opening(round) if is_draft else [],
        facts=facts_of(round),
        milestones=milestones_of(round),
        promise=None if is_draft else round.promises.select_related("by").first(),
        figures=[] if is_draft else figures_of(round, counts),
        funds=list(round.round_funds.select_related("fund").order_by("-amount", "pk")),
        criteria=[Weighed(one, share_words(one.points, points), ", ".join(one.section_keys)) for one in criteria],
        points=points,
        drafts=drafts_of(round) if counts.drafts and round.status == RoundStatus.OPEN else [],
        acts=acts_of(round, member),
        may_edit=is_draft and member.can(Permission.ROUND_EDIT),
        testers=testers_of(round),
        may_rehearse=round.is_rehearsal and member.can(Permission.ROUND_EDIT),
    )


def testers_of(round: Round) -> list[str]:
    """The state's test organizations, for a rehearsal."""
    if not round.is_rehearsal:
        return []
    return list(Organization.objects.filter(is_test=True).order_by("legal_name").values_list("legal_name", flat=True))


def acts_of(round: Round, member: Member) -> list[dict[str, Any]]:
    """What this person can do with the round now, from the table of moves. Acts that change something are posted."""
    held = {permission for permission in Permission if member.can(permission)}
    moves = moves_open_to(MOVES, round.status, held)
    posts = {"open": "round-open", "close": "round-close", "start_review": "round-start-review"}
    acts: list[dict[str, Any]] = []
    if round.status == RoundStatus.DRAFT and Permission.ROUND_EDIT in held:
        acts.append({"label": "Change", "url": reverse("round-edit", args=[round.slug]), "post": False})
    if round.status == RoundStatus.OPEN and Permission.ROUND_OPEN in held:
        acts.append({"label": "Form", "url": reverse("round-form", args=[round.slug]), "post": False})
    closed = round.status == RoundStatus.CLOSED or round.closes_at <= timezone.now()
    for move in moves:
        if move not in posts or (move == "start_review" and not closed):
            continue
        main = move == "open" or closed
        acts.append({"label": _label(move), "url": reverse(posts[move], args=[round.slug]), "post": True, "main": main})
    if Permission.ROUND_EDIT in held:
        url = reverse("round-duplicate", args=[round.slug])
        acts.append({"label": "Copy to next year", "url": url, "post": True, "main": False})
    if "cancel" in moves:
        acts.append({"label": "Cancel", "url": reverse("round-cancel", args=[round.slug]), "post": False})
    if round.status in (RoundStatus.REVIEW, RoundStatus.DECISION) and Permission.DECISION_SEE in held:
        acts.append({"label": "See the ranking", "url": reverse("slate", args=[round.slug]), "post": False})
    return acts


def _label(move: str) -> str:
    return {"open": "Open the round", "close": "Close the round", "start_review": "Start the review"}[move]


def facts_of(round: Round) -> list[tuple[str, Any]]:
    notice = Notice(round, timezone.now())
    kinds = [str(OrganizationType(one).label) for one in round.eligible_types if one in OrganizationType.values]
    rule = rule_of(round.composition, round.min_employers)
    facts: list[tuple[str, Any]] = [
        ("Program", str(round.program) if round.program else None),
        ("Kind", round.get_kind_display()),
        ("Numbers begin with", round.number_prefix),
        ("Awards", notice.award_range),
        ("Why these limits", round.limits_reason),
        ("Length", notice.lasts),
        ("Match", notice.match),
        ("In dollars", match_in_dollars(round)),
        ("Whose match counts", "Employers’ only" if round.match_from_employers_only else None),
        ("Indirect costs", round.get_indirect_rule_display()),
        ("Who may apply", ", ".join(kinds) or "Any kind of organization"),
        ("Earlier award", earlier_award(round)),
        ("At the table", capfirst(words(rule))),
        ("Letters", round.get_letters_rule_display()),
        ("Waivers", waivers_said(round)),
        ("Sealed", "Nobody reads an application before it closes" if round.is_sealed else None),
        ("Grace", f"{round.grace_minutes} minutes for drafts started in time" if round.grace_minutes else None),
        ("Longest extension for one", plural(round.waiver_days, "day")),
        ("Reviewers for each", round.reviewers_each),
        ("Ranked by", round.get_ranking_display()),
        ("Applicants are shown", round.get_debrief_display()),
        (
            "Appeals",
            f"{plural(round.appeal_days, 'day')} after the letter, about the process" if round.appeal_days else "None",
        ),
        ("Legislators are told first", plural(round.head_start_hours, "hour") if round.head_start_hours else None),
        ("Answer to an offer", f"{plural(round.answer_days, 'day')} after its letter"),
        ("Split from", f"{round.split_points} points between highest and lowest"),
        ("Form", str(round.form_version) if round.form_version else None),
    ]
    return [(label, value) for label, value in facts if value not in (None, "")]


def match_in_dollars(round: Round) -> str | None:
    """BR-03: what the match is for the most that one may ask for."""
    needed = match_of(round, round.max_award)
    return f"{show(needed)} for an award of {show(round.max_award)}" if needed else None


def earlier_award(round: Round) -> str | None:
    if round.prerequisite == Prerequisite.NONE:
        return None
    return f"{round.get_prerequisite_display()}: {round.get_prerequisite_kind_display().lower()}"


def milestones_of(round: Round) -> list[tuple[str, Any]]:
    """The instants and days that the round follows, in their order in time."""
    instants = [
        ("Opens", round.opens_at),
        ("Questions until", round.questions_due_at),
        ("Closes", round.closes_at),
        ("Letters due", round.letters_due_at),
        ("Reviews begin", round.review_opens_at),
        ("Reviews due", round.review_due_at),
        ("Panel meets", round.panel_at),
    ]
    days = [("Announced by", round.award_by), ("Awards start", round.period_starts_on)]
    return [(label, due(at)) for label, at in instants if at] + [(label, day(on)) for label, on in days if on]


def figures_of(round: Round, counts: Counts) -> list[dict[str, Any]]:
    left = round.total_available - counts.awarded
    total = show(round.total_available, cents=False)
    stages = ("screening", "eligible", "review", "scored")
    drafts = f"{plural(counts.drafts, 'draft')} under way" if counts.drafts else ""
    return [
        {"label": "Received", "value": counts.received, "note": drafts},
        {
            "label": "Waiting",
            "value": sum(counts.groups.get(stage, 0) for stage in stages),
            "note": counts.waiting or "Nothing waits.",
        },
        {"label": "Requested", "value": show(counts.requested, cents=False), "note": f"of {total} there is"},
        {
            "label": "Awarded",
            "value": show(counts.awarded, cents=False),
            "note": f"{show(left, cents=False)} left",
        },
    ]


def faults_before_opening(round: Round) -> list[Fault]:
    """What the round still lacks. Three queries."""
    local = timezone.localtime(round.closes_at)
    version, criteria = round.form_version, list(round.criteria.order_by("position"))
    return faults_of(
        Setup(
            has_form=version is not None,
            has_program=round.program_id is not None,
            form_is_frozen=version is not None and version.is_frozen,
            points=[criterion.points for criterion in criteria],
            merits=[criterion.merit for criterion in criteria],
            bands=[(criterion.title, criterion.points, criterion.bands) for criterion in criteria],
            total_available=round.total_available,
            shares=shares_of(round),
            min_award=round.min_award,
            max_award=round.max_award,
            min_months=round.min_months,
            max_months=round.max_months,
            limits_reason=round.limits_reason,
            typical=TYPICAL[round.kind],  # type: ignore[index]
            opens_at=round.opens_at,
            closes_at=round.closes_at,
            questions_due_at=round.questions_due_at,
            letters_due_at=round.letters_due_at,
            letters_follow=round.letters_rule == LettersRule.AFTER,
            review_opens_at=round.review_opens_at,
            review_due_at=round.review_due_at,
            panel_at=round.panel_at,
            to_look_at=round.to_look_at,
            award_by=round.award_by,
            period_starts_on=round.period_starts_on,
            closes_on=local.date(),
            now=timezone.now(),
        )
    )


def shares_of(round: Round) -> list[Share]:
    """What each fund gives to the round, beside what others not yet decided may give and what was awarded."""
    mine = list(round.round_funds.select_related("fund").order_by("pk"))
    keys = [one.fund_id for one in mine]
    promised, awarded = promised_of(keys, but=round), awarded_of(keys, but=round)
    none = Decimal(0)
    return [
        Share(
            one.fund.name,
            one.amount,
            one.fund.for_awards,
            promised.get(one.fund_id, none) + awarded.get(one.fund_id, none),
            one.fund.available_to,
        )
        for one in mine
    ]


def drafts_of(round: Round) -> list[Draft]:
    """The drafts under way, latest change first: counts of answers by section, never an answer. Three queries."""
    asked = Question.objects.filter(section__version_id=round.form_version_id)
    total: dict[str, int] = {}
    for title in asked.order_by("section__position").values_list("section__title", flat=True):
        total[title] = total.get(title, 0) + 1
    drafts = list(
        Application.objects.filter(round=round, status=ApplicationStatus.DRAFT)
        .select_related("organization")
        .only("pk", "response_id", "created_at", "changed_at", "state_id", "organization__legal_name")
        .order_by("-changed_at", "-pk")[:MOST_DRAFTS]
    )
    answered: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Answer.objects.filter(response__in=[draft.response_id for draft in drafts], value__isnull=False).order_by()
    for response, title, number in rows.values_list("response_id", "question__section__title").annotate(n=Count("pk")):
        answered[response][title] = number
    return [
        Draft(
            draft.organization.legal_name,
            draft.created_at,
            draft.changed_at,
            sum(answered[draft.response_id].values()),
            sum(total.values()),
            ", ".join(f"{title} {answered[draft.response_id][title]} of {number}" for title, number in total.items()),
        )
        for draft in drafts
    ]


def waivers_said(round: Round) -> str | None:
    """How many waivers were approved in the round, by kind, and how many wait; None where nobody asked. One query."""
    rows = Waiver.objects.filter(round=round).values_list("kind", "status")
    counted = Counter(WaiverKind(kind).label.lower() for kind, status in rows if status in ("approved", "used"))
    waiting = sum(status == WaiverStatus.REQUESTED for _, status in rows)
    said = [f"{number} of the {kind}" for kind, number in sorted(counted.items())]
    return ", ".join([*said, *([f"{waiting} waiting"] if waiting else [])]) or None
