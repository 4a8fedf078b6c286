"""The ground to measure on: servers and a database of its own, set before Django is loaded. Nothing here imports Django."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tools import demo, servers

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "bench"


def prepare(*, fresh: bool) -> Path:
    """Start the servers, make the database, migrate it, and set the environment. Returns the folder of the sockets."""
    base = servers.ensure(directory=Path(os.environ.get("BENCH_RUN_DIR", servers.run_dir() / "bench")))
    if fresh:
        servers.drop_database(base, DATABASE)
    servers.make_database(base, DATABASE)
    servers.set_environment(base, DATABASE)
    demo.environment(8999)
    os.environ.update(PUBLIC_PORT="", MAIL_DIR=str(base / "mail"), DJANGO_SETTINGS_MODULE="config.settings")
    os.environ["LOG_LEVEL"] = "CRITICAL"
    with closing(servers.superuser(base, DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute("GRANT SET ON PARAMETER session_replication_role TO roundtable_migrate")
    manage("migrate --database migrate --verbosity 0 --skip-checks")
    manage("load_reference_data --skip-checks", quiet=True)
    manage("collectstatic --noinput --verbosity 0 --skip-checks", quiet=True)
    return base


def manage(command: str, *, quiet: bool = False) -> None:
    output = subprocess.DEVNULL if quiet else None
    subprocess.run([sys.executable, "manage.py", *command.split()], cwd=ROOT, check=True, stdout=output)


def size_of_database(base: Path) -> int:
    """Bytes on disk."""
    with closing(servers.superuser(base, DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(%s)", [DATABASE])
        return int(cursor.fetchone()[0])
