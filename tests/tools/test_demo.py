"""`make demo`: its ports, its workers and what it says."""

from __future__ import annotations

import socket

import pytest

from tools import demo


def test_a_taken_port_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.listen()
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(SystemExit, match=f"Port {port} is taken. Choose another: make demo PORT="):
            demo.ports()


def test_a_port_that_is_no_number_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    with pytest.raises(SystemExit, match="Set it to a number"):
        demo.ports()


def test_every_queue_has_a_worker() -> None:
    queues = [command[command.index("--queues") + 1] for command in demo.commands(8000) if "--queues" in command]
    assert sorted(",".join(queues).split(",")) == ["default", "import", "mail", "report", "scan"]


def test_it_says_where_to_look_and_whom_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    demo.announce(8010, 12.3)
    said = capsys.readouterr().out
    for line in ("Ready: http://pa.localhost:8010", "http://mi.localhost:8010", "http://localhost:8011"):
        assert line in said
    assert "/s/demonstration-pa-employer-1/" in said
    assert all(f"{name}@pa.example" in said for name in demo.PEOPLE)
