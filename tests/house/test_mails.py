"""The plain text of a message is plain text."""

from __future__ import annotations

import re
from pathlib import Path

MAILS = Path(__file__).resolve().parents[2] / "templates" / "emails"


def test_no_plain_text_prints_an_instant_as_markup():
    marked = re.compile(r"\|due(?!\|striptags)\b")
    assert not [path.name for path in MAILS.glob("*.txt") if marked.search(path.read_text(encoding="utf-8"))]
