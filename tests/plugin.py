"""Loaded before pytest-django reads the settings: starts the real servers and migrates the template database."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tools import servers

ROOT = Path(__file__).resolve().parent.parent
BASE = Path(os.environ.get("TEST_RUN_DIR", servers.run_dir() / "test"))


def migrated_template() -> str:
    """The name of a database with every migration applied, made anew when a migration changed."""
    files = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "tools" / "roles.sql"]
    name = "template_" + hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]
    ready = f"{name}_ready"
    with closing(servers.superuser(BASE)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ready])
        if cursor.fetchone():
            return ready
    servers.drop_database(BASE, name)
    servers.make_database(BASE, name)
    servers.set_environment(BASE, name)
    migrate = [sys.executable, "manage.py", "migrate", "--database", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, check=True)
    with closing(servers.superuser(BASE)) as connection, connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{ready}"')
    return ready


if "PYTEST_XDIST_WORKER" not in os.environ:
    servers.ensure(fast=True, directory=BASE)
    os.environ["TEST_TEMPLATE"] = migrated_template()
os.environ.update(
    TEST_BASE=str(BASE),
    DEBUG="1",
    HTTPS="0",
    DEMO="0",
    ALLOWED_HOSTS="*",
    MEDIA_ROOT=str(BASE / "media"),
    STATIC_ROOT=str(ROOT / "static"),
)
servers.set_environment(BASE, os.environ["TEST_TEMPLATE"])
number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] += f"?db={2 * number}"  # each worker its own broker and cache

pytest_plugins = ["tests.live"]
