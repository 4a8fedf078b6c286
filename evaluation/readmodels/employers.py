"""What employers answered: each item with its base, its interval, and what the silent could change."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

from django.db.models import Count, Q

from core.isolation import current_state_id
from core.models import State
from evaluation.choices import Audience, EvidenceLevel, InviteStatus, SurveyStatus
from evaluation.models import Claim, Survey, SurveyInvite
from evaluation.readmodels.figures import ends, share_of, tenth, whole
from evaluation.rules.items import APART, CREDIT, ITEMS, NOT_APPLICABLE, Item
from evaluation.statistics import Gate, Share, headline_gate, nonresponse_bounds
from questions.models import Answer, Question

Answers = dict[int, dict[str, Any]]
NO_WAVE = "No employer survey that has closed covers this period."


def employers(start: dt.date, end: dt.date) -> dict[str, Any]:
    """The employer survey of a period: the wave that closed and whose own period ends in it, the last if several.

    {"wave": {"id", "title", "period_start", "period_end", "closed_on", "wording_sha256"} or None,
     "reason": why there is none, else "",
     "minimum": answers below which nothing is printed, "level": 1, "level_label",
     "invited", "started", "answered", "declined": ints, "response": percent of invited, "68.3" or None,
     "employers": distinct organizations that answered, "partnerships": int of those with an answer,
     "items": [{
        "key": "turnover", "code": "E1", "title", "question": the wording,
        "yes", "n", "share", "low", "high": as `share_of`; all but n None when n < minimum,
        "invited": int, "base": invited without those to whom it does not apply,
        "bounds": {"low", "high"}: share of `base` whatever the silent think, None when hidden,
        "without_credit": as `share_of`, or None for an item that asks for no credit,
        "apart": {"too_early": 3, "dont_know": 2, "not_applicable": 1}, None each when hidden; "skipped": int,
        "distribution": [{"value", "label", "count", "apart": bool}] or [] when hidden,
        "gate": "headline", "indicative" (response under 30 %) or "too few answers to report",
        "statement": the sentence to print, "level": 1,
        "benchmark": {"share", "statement", "n", "source", "date"} or None: somebody else's figure}]}
    """
    survey = (
        Survey.objects.filter(audience=Audience.EMPLOYER, status=SurveyStatus.CLOSED, period_end__range=(start, end))
        .select_related("form_version")
        .order_by("-period_end", "-closes_at", "-pk")
        .first()
    )
    if survey is None:
        return _head(None, Counter(), 0, 0) | {"reason": NO_WAVE, "items": []}
    return employers_of(survey)


def employers_of(survey: Survey, partnership_id: int | None = None) -> dict[str, Any]:
    """The same for one wave whatever its status, over all or for one partnership. Five queries."""
    invites = SurveyInvite.objects.filter(survey=survey)
    if partnership_id is not None:
        invites = invites.filter(partnership_id=partnership_id)
    found = invites.aggregate(
        **{str(status.value): Count("pk", filter=Q(status=status)) for status in InviteStatus},
        organizations=Count("organization", distinct=True, filter=Q(status=InviteStatus.ANSWERED)),
        partnerships=Count("partnership", distinct=True, filter=Q(status=InviteStatus.ANSWERED)),
    )
    counts = Counter({status.value: found[status.value] for status in InviteStatus})
    head = _head(survey, counts, found["organizations"], found["partnerships"])
    answers = _answers(invites.answered())
    questions = {q.key: q for q in Question.objects.filter(section__version_id=survey.form_version_id)}
    benchmarks = {claim.topic: claim for claim in Claim.objects.filter(topic__in=[item.code for item in ITEMS])}
    items = [
        _item(item, questions[item.key], answers, head, benchmarks.get(item.code))
        for item in ITEMS
        if item.key in questions
    ]
    return head | {"reason": "", "items": items}


def _head(survey: Survey | None, counts: Counter[str], organizations: int, partnerships: int) -> dict[str, Any]:
    invited, answered = counts.total(), counts[InviteStatus.ANSWERED]
    return {
        "wave": survey and _wave(survey),
        "minimum": State.objects.get(pk=current_state_id()).suppression_min_n,
        "level": int(EvidenceLevel.SELF_REPORT),
        "level_label": str(EvidenceLevel.SELF_REPORT.label),
        "invited": invited,
        "started": counts[InviteStatus.STARTED],
        "answered": answered,
        "declined": counts[InviteStatus.DECLINED],
        "response": tenth(100 * answered / invited) if invited else None,
        "employers": organizations,
        "partnerships": partnerships,
    }


def _wave(survey: Survey) -> dict[str, Any]:
    return {
        "id": survey.pk,
        "title": survey.title,
        "period_start": survey.period_start.isoformat(),
        "period_end": survey.period_end.isoformat(),
        "closed_on": survey.closes_at.date().isoformat() if survey.closes_at else None,
        "wording_sha256": survey.form_version.sha256,
    }


def _answers(invites: Any) -> Answers:
    """Typed answers by response and question key, of the invitations that were answered."""
    found: Answers = {pk: {} for pk in invites.values_list("response_id", flat=True)}
    rows = Answer.objects.filter(response__survey_invites__in=invites, value__isnull=False)
    for response_id, key, value in rows.values_list("response_id", "question__key", "value"):
        found[response_id][key] = value
    return found


def _said(value: Any) -> str:
    """A typed answer as the value of a choice."""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _item(
    item: Item, question: Question, answers: Answers, head: dict[str, Any], benchmark: Claim | None
) -> dict[str, Any]:
    said = {pk: _said(given[item.key]) for pk, given in answers.items() if item.key in given}
    based = {pk: value for pk, value in said.items() if value != NOT_APPLICABLE}
    plain = [pk for pk, value in based.items() if value in item.yes]
    yes = [pk for pk in plain if not item.credited or item.key in _listed(answers[pk].get(CREDIT))]
    share, base = Share(len(yes), len(based)), head["invited"] - (len(said) - len(based))
    figures = share_of(share, head["minimum"])
    hidden = figures["share"] is None
    gate = headline_gate(share.n, completed=head["answered"], invited=head["invited"])
    gate = Gate.TOO_FEW if hidden else gate
    tally = Counter(said.values())
    return {
        "key": item.key,
        "code": item.code,
        "title": item.title,
        "question": question.label,
        **figures,
        "invited": head["invited"],
        "base": base,
        "bounds": None if hidden else ends(nonresponse_bounds(share.yes, share.n, base)),
        "without_credit": share_of(Share(len(plain), len(based)), head["minimum"]) if item.credited else None,
        "apart": {value: None if hidden else tally[value] for value in APART},
        "skipped": len(answers) - len(said),
        "distribution": [] if hidden else _distribution(question, tally),
        "gate": gate.value,
        "statement": statement_of(item, figures, gate, head["minimum"]),
        "level": int(EvidenceLevel.SELF_REPORT),
        "benchmark": benchmark and _benchmark(benchmark),
    }


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else []


def _distribution(question: Question, tally: Counter[str]) -> list[dict[str, Any]]:
    apart = question.options.get("apart", ())
    choices = question.options.get("choices") or [["yes", "Yes"], ["no", "No"]]
    return [
        {"value": value, "label": label, "count": tally[value], "apart": value in apart} for value, label in choices
    ]


def statement_of(item: Item, figures: dict[str, Any], gate: Gate, minimum: int) -> str:
    """The sentence for an item. Employers *reported* it: at this level of evidence nothing is said to be caused."""
    if gate is Gate.TOO_FEW:
        return f"{item.title}: too few answers to report (n under {minimum})."
    credit = " and put it down at least in part to the partnership" if item.credited else ""
    sentence = (
        f"{whole(figures['share'])} of employers surveyed reported {item.said}{credit}"
        f" ({figures['yes']} of {figures['n']}; 95% interval {figures['low']}% to {figures['high']}%)."
    )
    return sentence if gate is Gate.HEADLINE else f"Indicative only, for fewer than 30% answered: {sentence}"


def _benchmark(claim: Claim) -> dict[str, Any]:
    return {
        "share": None if claim.value is None else f"{claim.value.normalize():f}",
        "statement": claim.statement,
        "n": claim.n,
        "source": claim.source_title,
        "date": claim.source_date.isoformat() if claim.source_date else None,
    }


def by_partnership(survey: Survey) -> dict[int, dict[str, int]]:
    """For each partnership how many were invited, have started, answered and declined. One query."""
    rows: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys([*InviteStatus.values, "total"], 0))
    counted = SurveyInvite.objects.filter(survey=survey).values_list("partnership_id", "status")
    for partnership_id, status, count in counted.annotate(count=Count("pk")).order_by():
        rows[partnership_id][status] += count
        rows[partnership_id]["total"] += count
    return dict(rows)
