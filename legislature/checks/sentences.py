"""One sentence of an application's own words about what an award will do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

LONGEST = 400
END = re.compile(r"(?<=[.!?])\s+")
LEADING = ("summary", "abstract", "purpose", "will-do", "goals", "activities", "lasting")
"""Questions that usually say what will be done, by key; the first that was answered is taken."""


def own_texts(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The long answers of a submission by the key of their question, in their order, each on one line."""
    return [
        (str(answer.get("key", "")), one_line(str(answer.get("shown") or answer.get("value") or "")))
        for section in content.get("sections", [])
        for answer in section.get("answers", [])
        if answer.get("type") == "long_text" and (answer.get("shown") or answer.get("value"))
    ]


def one_line(text: str) -> str:
    return " ".join(text.split())


def proposed_sentence(texts: Sequence[tuple[str, str]]) -> str:
    """The first sentence of the answer that most likely says what will be done; empty where there is none."""
    by_key = dict(texts)
    chosen = next((by_key[key] for key in LEADING if key in by_key), texts[0][1] if texts else "")
    sentence = END.split(chosen, maxsplit=1)[0]
    return sentence if len(sentence) <= LONGEST else ""


def stands_in(sentence: str, texts: Iterable[tuple[str, str]]) -> bool:
    """Whether these are the application's own words, letter for letter but for spaces."""
    return any(one_line(sentence) in text for _, text in texts)
