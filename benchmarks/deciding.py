"""A slate of 300 applications opened, changed and drawn again; a review opened, a criterion saved, the next one opened."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone

from benchmarks.client import Answer, Person
from benchmarks.results import Line
from core.isolation import state_scope
from core.models import Member, State
from grants.choices import SlateDecision
from grants.models import Application, Criterion, Review, Round, RoundFund, Slate, SlateLine
from grants.readmodels.whatif_page import candidates_on
from grants.rules.suggesting import Wishes, suggest

WARM, TIMES, LINES = 3, 30, 300
TARGETS = {
    "slate of 300, open": 500.0,
    "slate of 300, recalculated and redrawn": 150.0,
    "review, open": 80.0,
    "review, save a criterion": 25.0,
    "review, save and open the next": 80.0,
    "suggestion for 300 applications": 1000.0,
}


def measure(state: State, label: str) -> list[Line]:
    """Median and p95 of each."""
    with state_scope(state), timezone.override(state.zone):
        officer = Member.objects.select_related("user").get(user__email="officer@vol000.example")
        slate = slate_of(LINES)
        reviews = open_reviews()
        round_slug, rows = slate.round.slug, list(slate.lines.order_by("rank"))
        fund = RoundFund.objects.filter(round=slate.round).order_by("pk").values_list("fund_id", flat=True)[0]
        solving = [solved(slate) for _ in range(5)]
    person = Person(state, officer.email)
    at = reverse("slate", args=[round_slug])
    lines = [timed("slate of 300, open", label, lambda _: person.get(at), TIMES)]
    live = reverse("slate-live", args=[round_slug])
    with state_scope(state):
        whole = {name: value for row in rows for name, value in boxes(row, 60_000, fund).items()}

    def change(turn: int) -> Answer:
        return person.post(live, whole | boxes(rows[turn], 61_000 + turn, fund))

    lines.append(timed("slate of 300, recalculated and redrawn", label, change, TIMES))
    lines.append(Line(f"suggestion for 300 applications, {label}", solving, target_ms=1000.0))
    print(f"  {lines[-1].row()}", flush=True)
    return lines + reviewing(state, reviews, label)


def reviewing(state: State, reviews: list[Review], label: str) -> list[Line]:
    """The three things that a reviewer does all day."""
    person = Person(state, reviews[0].reviewer.email)
    with state_scope(state):
        criterion = Criterion.objects.filter(round_id=reviews[0].application.round_id).order_by("position").first()
    assert criterion is not None
    first = reviews[0]
    save = reverse("review-save", args=[first.pk])

    def typed(turn: int) -> dict[str, str]:
        key = criterion.pk
        return {"field": str(key), "version": str(turn), f"points-{key}": "3", f"reason-{key}": f"Said {turn} times."}

    keep = reverse("review-keep", args=[first.pk])

    def onward(turn: int) -> Answer:
        kept, opened = person.post(keep, {"then": "next"}), person.get(reverse("review", args=[reviews[1].pk]))
        return Answer(max(kept.status, opened.status), kept.ms + opened.ms, kept.queries + opened.queries, opened.size)

    return [
        timed("review, open", label, lambda _: person.get(reverse("review", args=[first.pk])), TIMES),
        timed("review, save a criterion", label, lambda turn: person.post(save, typed(turn)), TIMES),
        timed("review, save and open the next", label, onward, TIMES),
    ]


def open_reviews() -> list[Review]:
    """Two reviews of one reviewer in one round, cleared and without a score yet."""
    rows = Review.objects.filter(application__status="under_review").select_related("reviewer__user", "application")
    for review in rows.order_by("pk")[:500]:
        same = rows.filter(reviewer=review.reviewer, application__round_id=review.application.round_id)
        both = list(same.order_by("pk")[:2])
        if len(both) == 2:
            for one in both:
                one.scores.all().delete()
            fields: dict[str, Any] = {"status": "in_progress", "declared_at": timezone.now(), "submitted_at": None}
            Review.objects.filter(pk__in=[one.pk for one in both]).update(**fields)
            return both
    raise SystemExit("No reviewer has two reviews in one round: load a larger state.")


def slate_of(number: int) -> Slate:
    """A draft over so many applications that were reviewed, funded in order while a tenth of the money lasts."""
    chosen = Application.objects.filter(reviews__status="submitted").distinct().order_by("pk")
    applications = list(chosen.select_related("round")[:number])
    model = applications[0].round
    fields = {field.attname: getattr(model, field.attname) for field in Round._meta.concrete_fields}
    for name in ("id", "form_version_id", "eligibility_version_id"):
        fields.pop(name, None)
    stamp, now = f"{timezone.now():%H%M%S%f}", timezone.now()
    changes: dict[str, Any] = {
        "name": f"Decided {stamp}", "slug": f"decided-{stamp}", "number_prefix": f"D{stamp}"[:12], "status": "decision",
        "opens_at": now - dt.timedelta(days=90), "closes_at": now - dt.timedelta(days=60), "min_award": 0,
    }  # fmt: skip
    round = Round.objects.create(form_version=model.form_version, **(fields | changes))
    shares = list(RoundFund.objects.filter(round=model))
    RoundFund.objects.bulk_create(RoundFund(round=round, fund=one.fund, amount=one.amount) for one in shares)
    slate = Slate.objects.create(round=round)
    SlateLine.objects.bulk_create(
        SlateLine(
            slate=slate, application=application, rank=place, raw_rank=place, mean_top=300 - place, mean_bottom=1,
            reviews_counted=3, decision=SlateDecision.DECLINE,
        )
        for place, application in enumerate(applications, start=1)
    )  # fmt: skip
    return slate


def boxes(line: SlateLine, amount: int, fund: int) -> dict[str, str]:
    """One line as the page of a draft sends it."""
    row = {"decision": "fund", "amount": str(amount), "fund": str(fund), "reason": "Measured."}
    return {f"{name}-{line.pk}": value for name, value in row.items()}


def solved(slate: Slate) -> float:
    """Milliseconds that a suggestion takes, with a limit a group."""
    candidates = candidates_on(slate)
    purses = {share.fund_id: share.amount for share in RoundFund.objects.filter(round=slate.round)}
    started = timezone.now()
    suggest(candidates, Wishes(purses, slate.round.min_award, slate.round.max_award, 3, "industry"))
    return (timezone.now() - started).total_seconds() * 1000


def timed(name: str, label: str, ask: Any, times: int) -> Line:
    """Ask so many times, the first few left out."""
    answers = [ask(number) for number in range(times)]
    wrong = {answer.status for answer in answers} - {200, 302}
    line = Line(
        f"{name}, {label}",
        [answer.ms for answer in answers[WARM:]],
        queries=max(answer.queries for answer in answers),
        target_ms=TARGETS[name],
        more={"wrong": sorted(wrong)} if wrong else {},
    )
    print(f"  {line.row()}", flush=True)
    return line
