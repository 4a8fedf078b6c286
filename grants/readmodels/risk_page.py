"""The page of an award's risk: what we know of the grantee, the assessment that counts, and the earlier ones."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, F, Q

from grants.choices import AwardStatus
from grants.models import Award, Report, RiskAssessment
from grants.rules.risk import FACTORS, HIGH_FROM, MEDIUM_FROM, MOST, WHOLE

KNOWN = (AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.CLOSED)


class Answer(NamedTuple):
    """One factor of an assessment as people read it."""

    title: str
    source: str
    words: str
    points: str
    note: str


class RiskPage(NamedTuple):
    known: list[tuple[str, str]]
    current: RiskAssessment | None
    answers: list[Answer]
    earlier: list[RiskAssessment]
    medium_from: int = MEDIUM_FROM
    high_from: int = HIGH_FROM
    whole: int = WHOLE

    @property
    def form_title(self) -> str:
        return "Assess again" if self.current else "Assess the risk"

    @property
    def initial(self) -> dict[str, Any]:
        """A new assessment starts from the one that counts."""
        if self.current is None:
            return {}
        now = self.current
        points = {f"points-{key}": str(value) for key, value in now.points.items()}
        notes = {f"note-{key}": words for key, words in now.notes.items()}
        plan = {"monitoring": "\n".join(now.monitoring), "conditions": now.conditions}
        return points | notes | plan | {"lifting": now.lifting, "lift_by": now.lift_by}


def risk_page(award: Award) -> RiskPage:
    """Three queries."""
    found = list(award.assessments.select_related("by").order_by("-number"))
    current = found[0] if found else None
    return RiskPage(_known(award), current, _answers(current) if current else [], found[1:])


def _answers(assessed: RiskAssessment) -> list[Answer]:
    return [
        Answer(
            factor.title,
            factor.source,
            factor.answers[assessed.points[factor.key]],
            f"{assessed.points[factor.key]} of {MOST}",
            assessed.notes.get(factor.key, ""),
        )
        for factor in FACTORS
        if factor.key in assessed.points
    ]


def _known(award: Award) -> list[tuple[str, str]]:
    """What our own records say of the grantee, to be read beside the questions."""
    others = Award.objects.filter(organization_id=award.organization_id, status__in=KNOWN).exclude(pk=award.pk)
    counts = others.aggregate(all=Count("pk"), over=Count("pk", filter=~Q(status=AwardStatus.ACTIVE)))
    reports = Report.objects.filter(award__organization_id=award.organization_id, submitted_at__isnull=False)
    sent = reports.aggregate(all=Count("pk"), late=Count("pk", filter=Q(submitted_at__gt=F("due_at"))))
    return [
        (
            "Other awards of this state",
            f"{counts['all']}, of which {counts['over']} have ended" if counts["all"] else "none",
        ),
        ("Quarterly reports sent", f"{sent['all']}, of which {sent['late']} late" if sent["all"] else "none"),
        ("Unique Entity ID", award.organization.uei),
    ]
