"""`make demo`: everything on one machine, with four states full of life, until Ctrl-C.

Starts the embedded servers, migrates, loads the demonstration once, then runs the web server, a worker, the clock and a
mail catcher whose inbox is a page. All of them end with this process.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tools import servers

ROOT = Path(__file__).resolve().parent.parent
STATES = {"pa": "Pennsylvania", "ga": "Georgia", "ok": "Oklahoma", "mi": "Michigan"}
PEOPLE = ("director", "officer", "fiscal", "analyst", "reviewer", "reviewer2", "convener", "convener2")
PEOPLE += ("partner", "provider", "steward", "auditor")
PASSWORD = "roundtable-demo"


def main() -> int:
    """Run the demonstration, or with --reset throw its data away."""
    base = servers.run_dir()
    if "--reset" in sys.argv:
        if (base / "pg" / "postmaster.pid").exists() and servers._postgres_answers(base):
            raise SystemExit("The demonstration is running. Stop it with Ctrl-C, then run make demo-reset again.")
        shutil.rmtree(base, ignore_errors=True)
        print("The demonstration's data are gone. `make demo` makes them anew.")
        return 0
    port = ports()
    environment(port)
    servers.ensure(directory=base)
    started = time.monotonic()
    for step in ("migrate --database migrate --verbosity 0", "load_reference_data"):
        manage(step)
    load()
    if newer_static(base):
        manage("collectstatic --noinput --verbosity 0")
    processes = [start(command, base) for command in commands(port)]
    finisher = start([sys.executable, "manage.py", "load_demonstration", "--finish"], base)
    try:
        wait_for(port, processes[0])
        announce(port, time.monotonic() - started)
        return watch(processes)
    except KeyboardInterrupt:
        return 0
    finally:
        stop([*processes, finisher])


def ports() -> int:
    """The port to serve on; it and the next two must be free."""
    text = os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65000:
        raise SystemExit(f"PORT is {text!r}. Set it to a number from 1 to 65000.")
    port = int(text)
    for one in (port, port + 1, port + 2):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", one))
            except OSError:
                raise SystemExit(f"Port {one} is taken. Choose another: make demo PORT={port + 10}") from None
    return port


def environment(port: int) -> None:
    """The settings of the demonstration, for every process of it."""
    os.environ.update(
        DEMO="1",
        DEBUG="0",
        HTTPS="0",
        PUBLIC_PORT=f":{port}",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(port + 2),
        MAIL_DIR=str(servers.run_dir() / "mail"),
        MAIL_LOG="tools.inbox.took",
        LOG_LEVEL="WARNING",
        SECRET_KEY="the demonstration's key, which protects nothing but invented people and figures",
        PYTHONUNBUFFERED="1",
    )


def manage(command: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *command.split()], cwd=ROOT)
    if done.returncode:
        raise SystemExit(f"`manage.py {command}` failed; its message is above.")


def load() -> None:
    """Load the states that are not there yet: the largest beside the others, for there are two cores at least."""
    halves = (list(STATES)[:1], list(STATES)[1:])
    command = [sys.executable, "manage.py", "load_demonstration", "--states"]
    running = [subprocess.Popen([*command, *half], cwd=ROOT, preexec_fn=servers.die_with_parent) for half in halves]
    ended = [process.wait() for process in running]
    if any(ended):
        raise SystemExit("The demonstration could not be loaded; the message is above.")


def newer_static(base: Path) -> bool:
    """Whether a static file changed since they were last collected."""
    stamp = base / "static" / "staticfiles.json"
    if not stamp.exists():
        return True
    return any(path.stat().st_mtime > stamp.stat().st_mtime for path in (ROOT / "static").rglob("*"))


def commands(port: int) -> list[list[str]]:
    python = sys.executable
    web = ["gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"]
    return [
        [python, "-m", *web, "--worker-class", "gthread", "--access-logfile", "/dev/null", "--log-level", "warning"],
        worker(concurrency=1, queues="default,mail,scan,import"),  # a message need not wait for 253 documents
        worker(concurrency=2, queues="report"),
        [python, "manage.py", "clock"],
        [python, "-m", "tools.inbox", str(port + 2), str(port + 1)],
    ]


def worker(*, concurrency: int, queues: str = "default,mail,report,scan,import") -> list[str]:
    """The command of a Celery worker, for every queue when none is named."""
    celery = [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", queues]
    return [*celery, "--concurrency", str(concurrency), "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]


def start(command: list[str], base: Path) -> subprocess.Popen[bytes]:
    name = "-".join(Path(part).stem for part in command[1:4] if not part.startswith("-"))
    with (base / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=log, process_group=0, preexec_fn=servers.die_with_parent
        )


def wait_for(port: int, web: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if web.poll() is not None:
            raise SystemExit("The web server stopped at once. Its log is in the .run folder.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("The web server did not answer within 30 seconds. Its log is in the .run folder.")


def announce(port: int, seconds: float) -> None:
    print(f"\nReady: http://pa.localhost:{port}   ({seconds:.0f} s; stop with Ctrl-C)\n")
    for code, name in STATES.items():
        print(f"  {name:14} http://{code}.localhost:{port}")
    print(f"  {'Mail':14} http://localhost:{port + 1}")
    print(f"  {'A survey':14} http://pa.localhost:{port}/s/demonstration-pa-employer-1/ (and …-2/)\n")
    print(f"Sign in with the password {PASSWORD} as, in each state (here Pennsylvania's):")
    for row in (PEOPLE[:4], PEOPLE[4:]):
        print("  " + "".join(f"{name + '@pa.example':26}" for name in row))
    print("\nNot for production: embedded servers, invented data, a known key.", flush=True)


def watch(processes: list[subprocess.Popen[bytes]]) -> int:
    """Until Ctrl-C, or until one of the processes ends by itself."""
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    while True:
        for process in processes:
            if process.poll() is not None:
                print(f"{process.args} stopped with code {process.returncode}. Its log is in the .run folder.")
                return 1
        time.sleep(0.5)


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + 10
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


if __name__ == "__main__":
    sys.exit(main())
