"""How the tests of reviews and decisions talk to the pages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from grants.models import Application, Review, Score, Slate, SlateLine, Submission

SECRET = "Nine of fourteen plants expect retirements before 2029."


def freeze(application: Application, **extra: Any) -> Submission:
    """What was sent, as it is kept."""
    content = {
        "sections": [
            {
                "section": "industry-assessment",
                "title": "Industry assessment",
                "panel": "",
                "answers": [
                    {
                        "key": "why",
                        "type": "long_text",
                        "question": "Which regions, and how do you know?",
                        "shown": SECRET,
                    }
                ],
            },
            {"section": "budget", "title": "Budget and match", "panel": "budget", "answers": []},
        ],
        "roster": [{"name": "Bright Metals", "role": "employer", "city": "Allentown", "commitment": "Two trainers"}],
        "budget": [
            {"category": "personnel", "description": "One coordinator", "amount": "60000.00", "match_cash": "15000.00"},
            {"category": "travel", "description": "Site visits", "amount": "2500.50", "match_in_kind": "100.00"},
        ],
        "targets": [{"code": "W4", "title": "Completed training", "unit": "people", "value": "48"}],
        "labor_market": {
            "version": 1,
            "counties": [],
            "area": None,
            "industries": [],
            "sources": [],
            "gaps": ["None."],
        },
    } | extra
    return Submission.objects.create(
        application=application,
        number=f"{application.number}-R",
        received_at=timezone.now(),
        by=application.submitted_by,
        content=content,
        sha256="0" * 64,
    )


def review_at(review: Review, tail: str = "") -> str:
    return f"/reviews/{review.pk}/{tail}"


def rubric(desk: SimpleNamespace, points: list[str], reasons: list[str] | None = None, **more: str) -> dict[str, str]:
    """Everything that the page posts."""
    sent = {"recommendation": "", "comment": ""} | more
    reasons = reasons or ["Because."] * len(points)
    versions = dict(Score.objects.filter(review=desk.review).values_list("criterion_id", "version"))
    for criterion, given, reason in zip(desk.criteria, points, reasons, strict=True):
        sent |= {
            f"points-{criterion.pk}": given,
            f"reason-{criterion.pk}": reason,
            f"version-{criterion.pk}": str(versions.get(criterion.pk, 0)),
        }
    return sent


def text(response: Any, status: int = 200) -> str:
    assert response.status_code == status, response.content[:400]
    return " ".join(response.content.decode().split())


def autosave(desk, criterion, points, reason, version):
    sent = {
        "field": criterion.pk,
        "version": version,
        f"points-{criterion.pk}": points,
        f"reason-{criterion.pk}": reason,
    }
    return desk.client.post(review_at(desk.review, "save/"), sent)


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len([q for q in seen if "SAVEPOINT" not in q["sql"]])


def slate_at(round: Any, tail: str = "") -> str:
    return f"/decisions/{round.slug}/{tail}"


def lines(slate: Slate) -> list[SlateLine]:
    return list(slate.lines.select_related("application").order_by("rank"))


def draft(slate: Slate, changes: dict[int, dict[str, str]] | None = None, page: str = "") -> dict[str, str]:
    """What the page of the draft posts, with `changes` typed into the boxes of the lines at these places."""
    sent = {"note": ""}
    for place, line in enumerate(lines(slate)):
        mark = page.split(f'name="was-{line.pk}" value="')[1][:16] if page else ""
        row = {
            "decision": line.decision,
            "amount": f"{line.amount:,.2f}",
            "fund": str(line.fund_id or ""),
            "reason": line.reason,
            "was": mark,
        } | (changes or {}).get(place, {})
        sent |= {f"{box}-{line.pk}": value for box, value in row.items()}
    return sent
