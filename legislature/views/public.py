"""The published reports, for everybody: the list, the web edition, its figures as a file, and the PDF."""

from __future__ import annotations

import csv

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core.access import StateRequest, public
from legislature.access.editions import get_published, published
from legislature.models import Document
from legislature.readmodels.web import listed_editions, page_of, rows_of

PAGE = 20


@public
@require_safe
def impact(request: StateRequest) -> HttpResponse:
    """Every published report, the latest first; which one corrects which is said."""
    page = Paginator(published(), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "legislature/impact_list.html", {"page": page, "editions": listed_editions(page.object_list)}
    )


@public
@require_safe
def impact_edition(request: StateRequest, pk: int) -> HttpResponse:
    """One report at its permanent address: the same words and pictures as the PDF, a table beside each chart."""
    found = get_published(pk)
    statewide = Document.objects.filter(edition=found, district=None).select_related("file").first()
    return render(request, "legislature/impact_edition.html", page_of(found) | {"statewide": statewide})


@public
@require_safe
def impact_pdf(request: StateRequest, pk: int) -> HttpResponse:
    """The statewide report as a PDF."""
    found = Document.objects.filter(edition=get_published(pk), district=None, file__isnull=False).first()
    if found is None:
        raise Http404
    return redirect("file", found.file_id)


@public
@require_safe
def impact_csv(request: StateRequest, pk: int) -> HttpResponse:
    """Every figure of the report with its n, interval, period, source and level of evidence."""
    found = get_published(pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.frozen_facts["edition"]["number"]}-figures.csv"'
    csv.writer(response).writerows(rows_of(found))
    return response
