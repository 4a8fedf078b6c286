"""What changed between two versions of a text or of a table, in words: pure functions on plain data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\S+\s*|\s+")
LONGEST = 3000
"""Words beyond which two texts stand beside each other without the changed words being marked."""


class Piece(NamedTuple):
    """A run of text, and whether it stands in this version alone."""

    text: str
    is_changed: bool


class Pair(NamedTuple):
    """The earlier and the newer version of one thing, in pieces; either is empty where it was not there."""

    before: list[Piece]
    after: list[Piece]


def words_of(before: str, after: str) -> Pair:
    """Both texts with the words marked that stand in one alone."""
    old, new = WORD.findall(before), WORD.findall(after)
    if max(len(old), len(new)) > LONGEST:
        return Pair([Piece(before, False)], [Piece(after, False)])
    left: list[Piece] = []
    right: list[Piece] = []
    for what, i, j, k, n in SequenceMatcher(
        None, [o.strip() for o in old], [n.strip() for n in new], False
    ).get_opcodes():
        _add(left, "".join(old[i:j]), what != "equal")
        _add(right, "".join(new[k:n]), what != "equal")
    return Pair(left, right)


def _add(pieces: list[Piece], text: str, is_changed: bool) -> None:
    if text:
        pieces.append(Piece(text, is_changed))


def rows_of(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> list[tuple[str, Pair]]:
    """The rows of a table that differ, each with its name: changed, left out or new, in the order of the newer table.

    Rows are (name, what it says). Of several rows of one name the first is held against the first.
    """
    old, new = _numbered(before), _numbered(after)
    names = [*new, *(name for name in old if name not in new)]
    return [
        (name[0], words_of(old.get(name, ""), new.get(name, ""))) for name in names if old.get(name) != new.get(name)
    ]


def _numbered(rows: Sequence[tuple[str, str]]) -> dict[tuple[str, int], str]:
    seen: dict[str, int] = {}
    found = {}
    for name, says in rows:
        seen[name] = seen.get(name, 0) + 1
        found[name, seen[name]] = says
    return found
