"""The published rounds for other systems: JSON in the shape of CommonGrants, for everybody, without a key."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import conditional_page, require_safe

from core.access import StateRequest, public
from grants.readmodels.opportunities import LARGEST_PAGE, USUAL_PAGE, opportunities, opportunity_of

KEPT = 300
"""Seconds for which a cache may answer."""


@conditional_page
@require_safe
@public
def opportunity_list(request: StateRequest) -> HttpResponse:
    """A page of the published rounds, the latest change first."""
    page, size = whole(request, "page", 1), whole(request, "pageSize", USUAL_PAGE)
    if page is None or size is None:
        return answered({"status": 400, "message": "page and pageSize must be whole numbers from 1 up", "errors": []})
    size = min(size, LARGEST_PAGE)
    found = opportunities(request.state, base_of(request), page=page, size=size)
    pages = {
        "page": page,
        "pageSize": size,
        "totalItems": found.total,
        "totalPages": max(1, -(-found.total // size)),
    }
    return answered({"status": 200, "message": "Success", "items": found.items, "paginationInfo": pages})


@conditional_page
@require_safe
@public
def opportunity(request: StateRequest, key: uuid.UUID) -> HttpResponse:
    """One published round."""
    found = opportunity_of(key, request.state, base_of(request))
    if found is None:
        return answered({"status": 404, "message": "No published round has this id", "errors": []})
    return answered({"status": 200, "message": "Success", "data": found})


def answered(content: dict[str, Any]) -> HttpResponse:
    """The answer, which any site may read and any cache keep for a while."""
    answer = JsonResponse(content, status=content["status"], json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = f"public, max-age={KEPT}" if content["status"] == 200 else "no-store"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def base_of(request: StateRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def whole(request: StateRequest, name: str, usual: int) -> int | None:
    """A whole number from 1 up out of the address; None for anything else."""
    text = request.GET.get(name, str(usual))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) >= 1 else None
