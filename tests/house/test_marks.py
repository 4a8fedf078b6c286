"""docs/rules.md and docs/claims.md say of each rule and claim whether a test proves it; this keeps them true."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (BR-\d+|\d+) \| .+ \| (proven|later) \|$", re.M)


def documented(page: str) -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / page).read_text(encoding="utf-8")))


def marked(kind: str) -> set[str]:
    """What the tests' marks name."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{kind}":
                found.add(str(ast.literal_eval(node.args[0])))
    return found


@pytest.mark.parametrize(("page", "kind"), [("rules.md", "rule"), ("claims.md", "claim")])
def test_a_page_says_what_is_proven(page, kind):
    said, shown = documented(page), marked(kind)
    assert shown - set(said) == set(), f"{page} does not say what these are"
    assert {one for one, state in said.items() if state == "proven"} == shown


def test_every_claim_is_on_the_page():
    assert set(documented("claims.md")) == {str(number) for number in range(1, 58)}
