"""Everything that `make check` looks at, one line each; the output of what fails."""

from __future__ import annotations

import os
import subprocess
import sys

from tools import servers

PRODUCTION = {
    "DEBUG": "0",
    "DEMO": "0",
    "HTTPS": "1",
    "SECRET_KEY": "only for this check: 64 characters that say nothing about any real key",
    "BASE_DOMAIN": "grants.example",
}


def main() -> int:
    """Run every check. Returns 1 when one failed."""
    servers.ensure(fast=True, directory=servers.run_dir() / "test")
    python = sys.executable
    checks: list[tuple[str, list[str], dict[str, str]]] = [
        ("ruff", [python, "-m", "ruff", "check", "."], {}),
        ("format", [python, "-m", "ruff", "format", "--check", "."], {}),
        ("types", [python, "-m", "mypy"], {}),
        ("contracts", [os.path.join(os.path.dirname(python), "lint-imports"), "--no-cache"], {}),
        ("templates", [python, "-m", "djlint", "--lint", "--quiet", "templates"], {}),
        ("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
        (
            "deploy",
            [python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]
    failed = [name for name, command, extra in checks if not passes(name, command, extra)]
    print(f"check: {len(checks) - len(failed)} passed, {len(failed)} failed", *failed)
    return 1 if failed else 0


def passes(name: str, command: list[str], extra: dict[str, str]) -> bool:
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | extra)
    print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
    if done.returncode:
        print(done.stdout[-6000:], done.stderr[-3000:], sep="\n")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
