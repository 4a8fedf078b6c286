"""Keeping a calculation of the ranking: what went in, by which method, what came out."""

from __future__ import annotations

import hashlib
import json
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

from core.models import Member
from grants.choices import Ranking
from grants.models import Round, ScoringRun, Slate, SlateLine
from grants.readmodels.ranking import Run
from grants.rules.adjusting import METHOD
from grants.rules.ranking import Points, Ranked


def keep_run(round: Round, run: Run, *, by: Member | None) -> ScoringRun:
    """Keep the run with its hash. Part of the deed that closes the scoring or calculates it anew."""
    inputs = [[one.application_id, one.reviewer_id, one.review_id, exact(one.total)] for one in run.counted]
    result: dict[str, Any] = {
        "raw": {str(pk): [entry.rank, exact(entry.scored.mean or 0)] for pk, entry in run.raw.items()},
        "adjusted": {str(pk): [entry.rank, str(entry.scored.adjusted)] for pk, entry in run.adjusted.items()},
        "severities": {str(pk): str(severity) for pk, severity in run.severities.items()},
    }
    if run.agreed:
        ranks = {entry.scored.application_id: entry.rank for entry in run.ranked}
        result["consensus"] = {
            str(pk): {
                "rank": ranks.get(pk) if run.governs == Ranking.PANEL else None,
                "total": exact(one.total),
                "tie_breaks": [exact(share) for share in one.tie_breaks],
                "discussion": one.item_id,
            }
            for pk, one in sorted(run.agreed.items())
        }
    return ScoringRun.objects.create(
        round=round,
        by=by,
        method=METHOD,
        governs=run.governs,
        refused=run.refused,
        inputs=inputs,
        result=result,
        sha256=hash_of({"method": METHOD, "governs": run.governs, "inputs": inputs, "result": result}),
    )


def hash_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def exact(points: Points) -> str:
    """Exact points as text: 252, or 1897/7."""
    return str(Fraction(points))


def line_of(slate: Slate, entry: Ranked, run: Run) -> SlateLine:
    """The line of one application, with both ranks, not yet saved and not yet decided."""
    scored = entry.scored
    mean = scored.mean or Fraction(0)
    adjusted = run.adjusted.get(scored.application_id)
    agreed = Fraction(scored.agreed.total) if scored.agreed else None
    return SlateLine(
        slate=slate,
        application_id=scored.application_id,
        agreed_top=Decimal(agreed.numerator) if agreed is not None else None,
        agreed_bottom=Decimal(agreed.denominator) if agreed is not None else None,
        rank=entry.rank,
        raw_rank=run.raw[scored.application_id].rank,
        adjusted_rank=adjusted.rank if adjusted else None,
        adjusted=adjusted.scored.adjusted if adjusted else None,
        mean_top=Decimal(mean.numerator),
        mean_bottom=Decimal(mean.denominator),
        reviews_counted=len(scored.totals),
        spread=four_places(scored.spread),
    )


def four_places(points: Points) -> Decimal:
    """Cut, never rounded up, so that a spread just under the split stays under it."""
    whole = Fraction(points)
    return (Decimal(whole.numerator) / Decimal(whole.denominator)).quantize(Decimal("0.0001"), rounding=ROUND_FLOOR)
