"""Survey waves as lists and pages show them."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import MD5, Cast

from core.charts import Chart, Dot, Theme, dot_plot
from core.models import State
from evaluation.choices import InviteStatus
from evaluation.models import Survey, SurveyInvite
from evaluation.readmodels.employers import by_partnership
from partnerships.models import Partnership
from questions.models import Answer


def waves() -> QuerySet[Survey]:
    """Every wave with its counts. One query."""
    status = {name: Count("invites", filter=Q(invites__status=name)) for name in InviteStatus.values}
    rows = Survey.objects.annotate(people=Count("invites"), **{f"n_{name}": c for name, c in status.items()})
    return rows.order_by("-period_end", "title")


class Row(NamedTuple):
    """One partnership of a wave."""

    partnership: Partnership
    total: int
    counts: dict[str, int]
    percent: float


def rows_of(survey: Survey) -> list[Row]:
    """How many answered in each partnership. Two queries."""
    counted = by_partnership(survey)
    found = Partnership.objects.filter(pk__in=counted)
    return [
        Row(
            one, counted[one.pk]["total"], counted[one.pk], 100 * counted[one.pk]["answered"] / counted[one.pk]["total"]
        )
        for one in found
    ]


def figures_of(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The wave in four figures."""
    return [
        {"label": "Invited", "value": f"{found['invited']:,}"},
        {
            "label": "Answered",
            "value": f"{found['answered']:,}",
            "note": f"{found['response']}% of those invited" if found["response"] else "nobody invited yet",
            "percent": float(found["response"] or 0),
        },
        {"label": "Started, not sent", "value": f"{found['started']:,}"},
        {"label": "Said no", "value": f"{found['declined']:,}"},
    ]


def chart_of(found: dict[str, Any], state: State) -> Chart:
    """Each item's share with its interval; those with too few answers say so."""
    rows = [
        Dot(
            item["title"],
            f"{item['yes']} of {item['n']}" if item["share"] else f"{item['n']} answers",
            float(item["share"]) if item["share"] else None,
            float(item["low"] or 0),
            float(item["high"] or 0),
            float(item["benchmark"]["share"]) if item["benchmark"] and item["benchmark"]["share"] else None,
        )
        for item in found["items"]
    ]
    shown = [item for item in found["items"] if item["share"]]
    finding = shown[0]["statement"] if shown else f"Too few answers to report (n under {found['minimum']})"
    theme = Theme(
        state.theme.get("--sp-primary-dark", Theme.deep),
        state.theme.get("--sp-primary", Theme.main),
        state.theme.get("--sp-accent", Theme.accent),
    )
    return dot_plot(
        "items", rows, finding=finding, caption="What employers reported, with 95% intervals", theme=theme, width=640
    )


def raw_of_wave(survey: Survey) -> QuerySet[SurveyInvite]:
    """The answered invitations of a wave, in an order that tells nothing of who answered when."""
    shuffled = MD5(Cast("response_id", CharField()))
    return SurveyInvite.objects.filter(survey=survey, status=InviteStatus.ANSWERED).order_by(shuffled)


def single_answers(responses: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Each response's questions and answers in words. One query."""
    found: dict[int, list[tuple[str, str]]] = {pk: [] for pk in responses}
    rows = Answer.objects.filter(response__in=responses, value__isnull=False).select_related("question")
    for row in rows.order_by("question__position"):
        labels = dict(row.question.options.get("choices", ()))
        values = row.value if isinstance(row.value, list) else [row.value]
        found[row.response_id].append((row.question.label, ", ".join(str(labels.get(v, v)) for v in values)))
    return found


def tally(rows: list[Row]) -> Counter[str]:
    """All partnerships together."""
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.counts)
    return total
