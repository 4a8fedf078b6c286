"""Systems changes with their proof, and what others published, contradictions included."""

from __future__ import annotations

import datetime as dt
from typing import Any

from evaluation.choices import ChangeStatus, ChangeType, EvidenceLevel
from evaluation.models import Claim, SystemsChange
from evaluation.readmodels.figures import share_of
from evaluation.statistics import Share
from partnerships.choices import Stage
from partnerships.models import Partnership

DEPTHS = {
    1: "Pilot",
    2: "Adopted by one organization",
    3: "Adopted by several",
    4: "Written policy or law",
    5: "Funded and sustained for 12 months",
}
LATER = (Stage.IMPLEMENTING, Stage.SUSTAINING)


def systems_changes(start: dt.date, end: dt.date) -> dict[str, Any]:
    """Changes of practice that took effect in the period. Two queries.

    {"types": [{"type", "label", "depths": five ints, the verified ones from pilot to sustained, "verified",
        "evidenced", "claimed": ints}]: those with an entry; never summed, for a policy is no program (S1),
     "verified", "claimed": how many entries are verified, and how many only claimed or evidenced, for the coverage,
     "partnerships": int of those with a verified change, "cases": the two deepest verified entries,
     "entries": [{"id", "kind", "type": its name, "title", "before", "now", "effective_on", "depth": 1 to 5, "depth_label",
        "status", "status_label", "evidence", "partnership", "partnership_id"}], the verified first, then the deepest,
     "share": {"yes", "n", "share", "low", "high"}: partnerships in implementation or later with a verified change (S2)}

    Practices are not people: nothing is hidden here.
    """
    rows = list(SystemsChange.objects.filter(effective_on__range=(start, end)).select_related("partnership"))
    order = [ChangeStatus.VERIFIED, ChangeStatus.EVIDENCED, ChangeStatus.CLAIMED]
    rows.sort(key=lambda row: (order.index(ChangeStatus(row.status)), -row.depth, row.title))
    later = set(Partnership.objects.filter(stage__in=LATER).values_list("pk", flat=True))
    proven = [row for row in rows if row.status == ChangeStatus.VERIFIED]
    verified = {row.partnership_id for row in proven}
    return {
        "types": [counts for kind in ChangeType if (counts := _counts(kind, rows))],
        "verified": len(proven),
        "claimed": len(rows) - len(proven),
        "partnerships": len(verified),
        "cases": [_entry(row) for row in proven[:2]],
        "entries": [_entry(row) for row in rows],
        "share": share_of(Share(len(verified & later), len(later)), 1),
    }


def _counts(kind: ChangeType, rows: list[SystemsChange]) -> dict[str, Any] | None:
    found = [row.status for row in rows if row.type == kind]
    if not found:
        return None
    deep = [row.depth for row in rows if row.type == kind and row.status == ChangeStatus.VERIFIED]
    depths = [deep.count(depth) for depth in DEPTHS]
    return {
        "type": kind.value,
        "label": str(kind.label),
        "depths": depths,
        **{s.value: found.count(s.value) for s in ChangeStatus},
    }


def _entry(row: SystemsChange) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.type,
        "type": row.get_type_display(),
        "title": row.title,
        "before": row.before,
        "now": row.now,
        "effective_on": row.effective_on.isoformat(),
        "depth": row.depth,
        "depth_label": DEPTHS[row.depth],
        "status": row.status,
        "status_label": row.get_status_display(),
        "evidence": row.evidence,
        "partnership": row.partnership.name,
        "partnership_id": row.partnership_id,
    }


def claims() -> list[dict[str, Any]]:
    """What others published, those of one topic together, each with its source and date. One query.

    [{"id", "topic", "conflict": True where a claim of the same topic says another value, "statement", "value": "18000"
      or None, "unit", "population", "n" or None, "n_shown": "n not stated", "period", "level", "level_label", "source",
      "source_date" or None, "url", "note"}]
    """
    rows = list(Claim.objects.order_by("topic", "source_date", "pk"))
    values: dict[str, set[Any]] = {}
    for claim in rows:
        if claim.value is not None:
            values.setdefault(claim.topic, set()).add(claim.value)
    return [_claim(claim, conflict=len(values.get(claim.topic, ())) > 1) for claim in rows]


def _claim(claim: Claim, *, conflict: bool) -> dict[str, Any]:
    return {
        "id": claim.pk,
        "topic": claim.topic,
        "conflict": conflict,
        "statement": claim.statement,
        "value": None if claim.value is None else f"{claim.value.normalize():f}",
        "unit": claim.unit,
        "population": claim.population,
        "n": claim.n,
        "n_shown": "n not stated" if claim.n is None else f"n = {claim.n:,}",
        "period": claim.period,
        "level": claim.level,
        "level_label": str(EvidenceLevel(claim.level).label),
        "source": claim.source_title,
        "url": claim.source_url,
        "source_date": claim.source_date.isoformat() if claim.source_date else None,
        "note": claim.note,
    }
