"""Fonts and style sheets, read once in the life of a drawing process; every document after that is layout
alone.

Imports WeasyPrint and with it Pango: only `worker` may import this module.
"""

from __future__ import annotations

import logging
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from core.charts.marks import Theme
from core.pdf.request import Asset, Request
from core.pdf.tidying import tidied

STATIC = Path(__file__).resolve().parents[2] / "static" / "pdf"
STYLESHEETS = ("report", "letter")
FACES = (
    ("Source Sans 3", "SourceSans3-Regular", 400, "normal"),
    ("Source Sans 3", "SourceSans3-It", 400, "italic"),
    ("Source Sans 3", "SourceSans3-Semibold", 600, "normal"),
    ("Source Sans 3", "SourceSans3-Bold", 700, "normal"),
    ("Source Serif 4", "SourceSerif4-Regular", 400, "normal"),
    ("Source Serif 4", "SourceSerif4-Semibold", 600, "normal"),
)
BASE = "app:/"
SCHEME = "asset:"


class Refusing(URLFetcher):
    """Loads the document's named assets; everything else is refused, written down and left out of the
    page."""

    def __init__(self, assets: dict[str, Asset]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets = assets
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The asset, or ValueError, on which WeasyPrint goes on without it."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.assets:
            self.refused.append(url[:200])
            raise ValueError("only named assets are loaded")
        content, media_type = self.assets[name]
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


class OwnFonts(URLFetcher):
    """Loads the fonts we ship."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The font file of that name."""
        name = url.removeprefix(BASE)
        if name not in {file for _, file, *_ in FACES}:
            raise ValueError("only our own fonts are loaded")
        return URLFetcherResponse(url, (STATIC / "fonts" / f"{name}.ttf").read_bytes(), {"Content-Type": "font/ttf"})


class Press:
    """One a process."""

    def __init__(self) -> None:
        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        logging.getLogger("fontTools").setLevel(logging.CRITICAL)
        self.fonts = FontConfiguration()
        faces = "".join(
            f"@font-face{{font-family:'{family}';src:url({BASE}{file});font-weight:{weight};font-style:{style}}}"
            for family, file, weight, style in FACES
        )
        self._css(faces, OwnFonts())
        self.sheets = {name: self._css((STATIC / f"{name}.css").read_text("utf-8")) for name in STYLESHEETS}
        self.draw(Request('<html lang="en"><title>Warm</title><h1>Warm</h1>'))

    def draw(self, request: Request) -> tuple[bytes, list[str]]:
        """The tidied PDF, and the addresses that were refused."""
        fetcher = Refusing(request.assets)
        source = weasyprint.HTML(string=request.html, base_url=BASE, url_fetcher=fetcher)
        extra = self._css(colors(request.theme) + numbering(request.first_page))
        raw = source.write_pdf(
            stylesheets=[self.sheets[request.stylesheet], extra],
            font_config=self.fonts,
            pdf_variant="pdf/ua-1",
            presentational_hints=False,
        )
        return tidied(raw), fetcher.refused

    def _css(self, text: str, fetcher: URLFetcher | None = None) -> weasyprint.CSS:
        fetcher = fetcher or Refusing({})
        return weasyprint.CSS(string=text, font_config=self.fonts, base_url=BASE, url_fetcher=fetcher)


def colors(theme: Theme | None) -> str:
    """The state's colors over those of the style sheet."""
    if theme is None:
        return ""
    return (
        f":root{{--state-deep:{theme.deep};--state-main:{theme.main};--state-accent:{theme.accent};"
        f"--state-tint:{theme.tint(0.1)};--state-tint-2:{theme.tint(0.27)}}}"
    )


def numbering(first_page: int) -> str:
    """Page numbers that go on from other pages."""
    return f"@page :first{{counter-reset:page {first_page}}}" if first_page > 1 else ""
