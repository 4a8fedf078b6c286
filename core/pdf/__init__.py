"""Tagged PDFs (PDF/UA-1) from our own HTML: `draw`, `merge`, `page_count`.

Drawing happens in killable subprocesses without network (`pool`, `worker`), so no document can hang or empty
the house; the same HTML gives the same bytes, so that a PDF's SHA-256 can be printed and computed again. What
people wrote has to pass `core.text` before it is put into a template.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from core.charts.marks import Theme
from core.pdf.joining import broken_parents, merge, page_count
from core.pdf.pool import Drawing, PdfFailed, shared_pool
from core.pdf.request import Asset, Request, Stylesheet

__all__ = ["Asset", "Drawing", "PdfFailed", "broken_parents", "draw", "merge", "page_count"]

logger = logging.getLogger(__name__)


def draw(
    html: str,
    *,
    stylesheet: Stylesheet = "report",
    assets: Mapping[str, Asset] | None = None,
    theme: Theme | None = None,
    first_page: int = 1,
) -> bytes:
    """Draw a whole HTML document (`<html lang>`, `<title>`, one `<h1>`) as a tagged PDF.

    `assets` are the only things that it may load: {"mark": (content, "image/svg+xml")} is `<img
    src="asset:mark" alt>`. `theme` gives the state's colors; `first_page` numbers a sheet that will follow
    other pages. Raises PdfFailed, whose message is fit for people, when the document cannot be drawn within
    the limits.
    """
    drawing = shared_pool().draw(Request(html, stylesheet, dict(assets or {}), theme, first_page))
    if drawing.refused:
        logger.warning(
            "A PDF asked for %d things that are not its assets: %s", len(drawing.refused), drawing.refused[:5]
        )
    return drawing.content
