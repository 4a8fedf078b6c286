"""Files are read at one sitting, functions at one glance; apps hold only files with a known name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("home", "legislature", "evaluation", "grants", "partnerships", "labor_market", "questions")
PRODUCT = ("config", "core", *APPS)
FILE_LINES, FUNCTION_LINES, VIEW_LINES = 400, 40, 25

CORE = {
    "access.py", "adapter.py", "apps.py", "audit.py", "calendars.py", "charts", "choices.py", "clock.py", "context.py",
    "data", "facts.py", "files.py", "forms.py", "geography.py", "inviting.py", "isolation.py", "jobs.py", "limits.py",
    "links.py", "logs.py", "mail.py",
    "management", "middleware.py", "migrations", "models", "money.py", "moves.py", "pdf", "people.py", "permissions.py",
    "posted.py",
    "reading.py", "sessions.py", "sheets.py", "tasks.py", "templatetags", "text.py", "uploads.py", "urls.py", "views",
}  # fmt: skip
APP = {
    "urls", "admin", "views", "jobs", "forms", "actions", "tasks", "emails", "readmodels", "access", "models", "checks",
    "rules", "statistics", "choices", "apps", "migrations", "management", "templatetags", "data",
}  # fmt: skip


def sources(*folders: str) -> list[Path]:
    """Every Python file of the folders, migrations left out."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, int, list[str]]]:
    """Name, length in lines (docstring left out) and decorators of each function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            doc = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
            length = (node.end_lineno or 0) - node.lineno + 1 - doc
            yield node.name, length, [ast.unparse(one) for one in node.decorator_list]


def test_no_file_is_longer_than_one_sitting():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in sources(*PRODUCT, "tools", "tests", "benchmarks")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > FILE_LINES
    }
    assert not too_long


def test_no_function_is_longer_than_one_glance_and_no_view_does_somebody_elses_job():
    too_long = []
    for path in sources(*PRODUCT, "tools", "benchmarks"):
        for name, length, decorators in functions(path):
            is_view = any(one.startswith(("needs(", "signed_in", "public")) for one in decorators)
            if length > (VIEW_LINES if is_view else FUNCTION_LINES):
                too_long.append(f"{path.relative_to(ROOT)}:{name} has {length} lines")
    assert not too_long


def test_core_holds_a_closed_list_of_files():
    found = {path.name for path in (ROOT / "core").iterdir() if not path.name.startswith(("__", "."))}
    assert found - CORE == set()


@pytest.mark.parametrize("app", APPS)
def test_an_app_holds_only_files_with_a_known_name(app):
    found = {path.stem for path in (ROOT / app).iterdir() if not path.name.startswith(("__", "."))}
    assert found - APP == set()


@pytest.mark.parametrize("app", ["core", *APPS])
def test_views_are_functions(app):
    classes = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources(f"{app}/views")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any("View" in ast.unparse(base) for base in node.bases)
    ]
    assert not classes


def test_only_normalising_models_override_save():
    overriding = [
        f"{path.relative_to(ROOT)}:{name}"
        for path in sources(*(f"{app}/models" for app in ("core", *APPS)))
        for name, _, _ in functions(path)
        if name in {"save", "delete"}
    ]
    assert not overriding


def test_templates_hold_no_style_and_no_script_of_their_own():
    """The content security policy would refuse them. Print documents are drawn without a browser."""
    inline = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if "emails" not in path.parts and not path.stem.endswith("_pdf") and "pdf" not in path.parts
        if any(
            word in (text := path.read_text(encoding="utf-8"))
            for word in (" style=", "<style", " onclick=", " onchange=")
        )
        or ("<script>" in text)
    ]
    assert not inline


def test_components_say_what_they_take():
    silent = [
        path.name
        for path in sorted((ROOT / "templates" / "components").glob("*.html"))
        if not path.read_text(encoding="utf-8").startswith("{#")
    ]
    assert not silent
