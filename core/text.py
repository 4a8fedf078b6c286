"""What people write, made safe to show: a little Markdown in, clean HTML out. The raw text is what we keep.

Used when text is shown on the web *and* before it goes into a PDF: no images, styles, scripts or embedded
things, and links only to https and mailto addresses.

And words found in a page that we drew: marked in its text, counted, one of them the current one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from html import escape, unescape
from typing import NamedTuple

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


# Words found in a page

SHORTEST, LONGEST = 2, 100
"""Letters of what can be looked for."""

TOKEN = re.compile(r"<(?:[^>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+")
NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
PLAIN = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00a0": " "}
UNREAD = " data-unread"
"""An element with this attribute is passed over."""
CURRENT = "hit"
"""The id of the mark that is the current one."""


class Marked(NamedTuple):
    """The page with its marks, how many there are, and which is the current one, from 1 on; 0 without any."""

    html: SafeString
    found: int
    at: int


def looked_for(typed: str) -> str:
    """What was typed into the box, as it is looked for; empty where it is too short."""
    words = " ".join(typed.split())[:LONGEST]
    return words if len(words) >= SHORTEST else ""


def bare_letters(letters: str) -> str:
    """Letter by letter without case and accents, so that a place in one is the place in the other."""
    return "".join(_bare(letter) for letter in letters)


def _bare(letter: str) -> str:
    base = PLAIN.get(letter) or unicodedata.normalize("NFD", letter)[0]
    low = base.casefold()
    return low if len(low) == 1 else base


def mark(html: str, words: str, *, at: int = 1, unread: Collection[str] = ()) -> Marked:
    """Mark the words wherever they stand in one run of text. What stands in the elements named `unread`, or in one with
    `data-unread`, is passed over.

    `html` is a page of our own, drawn by a template: its tags are closed. `at` goes round: beyond the last it begins again.
    """
    if not words:
        return Marked(mark_safe(html), 0, 0)  # noqa: S308  # a page of our own, as it is
    pattern = re.compile(r"\s+".join(re.escape(part) for part in bare_letters(words).split()))
    tokens = TOKEN.findall(html)
    runs = _runs(tokens, frozenset(unread))
    hits = {place: list(pattern.finditer(bare_letters(text))) for place, text in runs.items()}
    found = sum(map(len, hits.values()))
    current = (at - 1) % found + 1 if found else 0
    number = 0
    for place, here in hits.items():
        if here:
            tokens[place], number = _marked(runs[place], here, number, current)
    return Marked(mark_safe("".join(tokens)), found, current)  # noqa: S308  # what was safe, with marks about escaped text


def _runs(tokens: list[str], unread: frozenset[str]) -> dict[int, str]:
    """The runs of text that are read, by their place among the tokens."""
    runs, within, depth = {}, "", 0
    for place, token in enumerate(tokens):
        tag = NAME.match(token)
        name = tag[1].lower() if tag else ""
        if within:
            depth += (name == within) * (-1 if token.startswith("</") else 1)
            within = within if depth else ""
        elif not token.startswith("<"):
            runs[place] = unescape(token)
        elif not token.startswith("</") and (name in unread or UNREAD in token):
            within, depth = name, 1
    return runs


def _marked(text: str, hits: list[re.Match[str]], number: int, current: int) -> tuple[str, int]:
    """A run of text with its marks, and how many were made so far."""
    made, begun = [], 0
    for hit in hits:
        number += 1
        about = f' id="{CURRENT}" class="rt-hit"' if number == current else ""
        made += [escape(text[begun : hit.start()]), f"<mark{about}>{escape(text[slice(*hit.span())])}</mark>"]
        begun = hit.end()
    return "".join([*made, escape(text[begun:])]), number
