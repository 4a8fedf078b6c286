"""Loaded before pytest-django reads the settings: starts the real servers and migrates the template database."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tools import servers

ROOT = Path(__file__).resolve().parent.parent
BASE = Path(os.environ.get("TEST_RUN_DIR", servers.run_dir() / "test"))


MIGRATIONS = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "tools" / "roles.sql"]


def migrated_template() -> str:
    """The name of a database with every migration applied; where migrations were only added, they alone are run."""

    def fill(name: str) -> None:
        servers.set_environment(BASE, name)
        manage("migrate", "--database", "migrate", "--verbosity", "0")

    ours = {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in MIGRATIONS}
    name = made_once("template", MIGRATIONS, fill, nearest(ours, described("template")))
    with closing(servers.superuser(BASE)) as connection, connection.cursor() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [json.dumps(ours)])
    return name


def described(kind: str) -> dict[str, dict[str, str]]:
    """The ready databases of that kind, with the files that each was made from."""
    with closing(servers.superuser(BASE)) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE %s",
            [f"{kind}_%_ready"],
        )
        return {name: json.loads(said) for name, said in cursor.fetchall() if said}


def nearest(ours: dict[str, str], known: dict[str, dict[str, str]]) -> str | None:
    """The known database made from most of our files and from no other; None where there is none."""
    fitting = [(len(files), name) for name, files in known.items() if files.items() <= ours.items()]
    return max(fitting)[1] if fitting else None


def demonstration_database() -> str:
    """The name of a database that holds the demonstration, made anew when any source of the product changed.

    The loader goes through the product's own actions, so a rule that any app changes can end it.
    """

    def fill(name: str) -> None:
        places = servers.addresses(BASE, name) | {"DEMO": "1", "STATIC_ROOT": str(BASE / "static")}
        manage("load_reference_data", **places)
        manage("load_demonstration", **places)

    apps = sorted(marker.parent for marker in ROOT.glob("*/apps.py"))
    sources = [*(path for app in apps for path in sorted(app.rglob("*.py"))), ROOT / "tools" / "roles.sql"]
    return made_once("demonstration", sources, fill, os.environ["TEST_TEMPLATE"])


def made_once(kind: str, sources: list[Path], fill: Callable[[str], None], template: str | None) -> str:
    """The name of a database that `fill` made for this content of the sources. Of two that ask at once one makes it."""
    name = f"{kind}_" + hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    ready = f"{name}_ready"
    with (BASE / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(servers.superuser(BASE)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ready])
            if cursor.fetchone():
                return ready
        servers.drop_database(BASE, name)
        servers.make_database(BASE, name, template=template)
        fill(name)
        with closing(servers.superuser(BASE)) as connection, connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" RENAME TO "{ready}"')
    return ready


def manage(*command: str, **places: str) -> None:
    """Run one of the product's commands in a process of its own."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, env=os.environ | places)


if "PYTEST_XDIST_WORKER" not in os.environ:
    servers.ensure(fast=True, directory=BASE)
    os.environ["TEST_TEMPLATE"] = migrated_template()
os.environ.update(
    TEST_BASE=str(BASE),
    DEBUG="1",
    HTTPS="0",
    DEMO="0",
    ALLOWED_HOSTS="*",
    LIMIT_POSTS="0",  # tests/core/test_limits.py sets it
    MEDIA_ROOT=str(BASE / "media"),
    STATIC_ROOT=str(ROOT / "static"),
)
servers.set_environment(BASE, os.environ["TEST_TEMPLATE"])
number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
os.environ["REDIS_URL"] += f"?db={2 * number}"  # each worker its own broker and cache

pytest_plugins = ["tests.live"]
