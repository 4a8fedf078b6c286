"""What people write, made safe to show: a little Markdown in, clean HTML out. The raw text is what we keep.

Used when text is shown on the web *and* before it goes into a PDF: no images, styles, scripts or embedded
things, and links only to https and mailto addresses.
"""

from __future__ import annotations

import re
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "strong", "em", "u", "ul", "ol", "li", "h3", "h4", "blockquote", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"scope"}}
DROPPED_WITH_CONTENT = {"script", "style", "svg", "math", "iframe", "object", "template", "noscript", "title"}
ADDRESS = re.compile(r"^(https://[^\s/]|mailto:[^\s@]+@[^\s@]+$)", re.IGNORECASE)
SCOPES = {"row", "col", "rowgroup", "colgroup"}
HEADING = re.compile(r"<(/?)h[1-6]>")

MARKDOWN = MarkdownIt("zero", {"html": False, "breaks": True}).enable(
    [
        *("heading", "list", "blockquote", "emphasis", "link", "newline", "escape", "entity"),
    ]
)


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """Addresses must say https or mailto themselves: `//evil.example` passes nh3's list of schemes."""
    if name == "href":
        return value if ADDRESS.match(value) else None
    if name == "scope":
        return value if value in SCOPES else None
    return value


def clean_html(html: str) -> SafeString:
    """The part of somebody's HTML that is harmless; the rest is left out, its words kept."""
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes=ATTRIBUTES,
            attribute_filter=_kept_attribute,
            clean_content_tags=DROPPED_WITH_CONTENT,
            link_rel="noopener noreferrer nofollow",
            url_schemes={"https", "mailto"},
        )
    )


def rich(text: str) -> SafeString:
    """Limited Markdown (paragraphs, lists, headings, quotes, emphasis, links) as clean HTML.

    Headings become h3, because the page owns h1 and h2.
    """
    return clean_html(HEADING.sub(r"<\1h3>", MARKDOWN.render(text)))


def plain(text: str) -> str:
    """The words of limited Markdown alone, on one line: for subjects, list rows and excerpts."""
    bare = nh3.clean(MARKDOWN.render(text), tags=set(), clean_content_tags=DROPPED_WITH_CONTENT)
    return re.sub(r"\s+", " ", unescape(bare)).strip()


def word_count(text: str) -> int:
    """Words as a person counts them, for word limits."""
    return len(text.split())
