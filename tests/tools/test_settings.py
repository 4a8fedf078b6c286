"""Settings read the environment once, and a missing or odd value says in one sentence what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DATABASE_URL": "postgresql://app:word@db.example:5432/roundtable?sslmode=verify-full",
    "SWEEPER_DATABASE_URL": "postgresql://sweeper@/roundtable?host=/run/postgresql",
    "REDIS_URL": "redis://cache.example:6379",
    "SECRET_KEY": "a key for this test of fifty characters and then a few more 0123456789",
    "BASE_DOMAIN": "grants.example",
}
SHOW = (
    "from config import settings as s; d = s.DATABASES; "
    "print(d['default']['HOST'], d['default']['OPTIONS'].get('sslmode'), d['sweeper']['HOST'], s.CELERY_BROKER_URL, "
    "s.CACHES['default']['LOCATION'], s.DEBUG, s.DEMO, s.HTTPS, sorted(d))"
)


def read(*, without: str = "", **changes: str) -> tuple[str, str]:
    """What the settings say, and what they complain of."""
    environment = {"PATH": os.environ["PATH"], **GOOD, **changes}
    environment.pop(without, None)
    done = subprocess.run([sys.executable, "-c", SHOW], cwd=ROOT, env=environment, capture_output=True, text=True)
    return done.stdout.strip(), (done.stderr.strip().splitlines() or [""])[-1]


def test_production_is_what_one_gets_without_asking():
    said, complaint = read()

    assert complaint == ""
    assert said == (
        "db.example verify-full /run/postgresql redis://cache.example:6379/0 redis://cache.example:6379/1 "
        "False False True ['default', 'sweeper']"
    )


@pytest.mark.parametrize(
    ("url", "broker", "cache"),
    [
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0", "unix:///run/v.sock?db=1"),
        ("unix:///run/v.sock?db=6", "redis+socket:///run/v.sock?virtual_host=6", "unix:///run/v.sock?db=7"),
        ("rediss://:word@cache:6380/3", "rediss://:word@cache:6380/3", "rediss://:word@cache:6380/4"),
    ],
)
def test_the_broker_and_the_cache_have_a_database_each(url, broker, cache):
    said, _ = read(REDIS_URL=url)

    assert f" {broker} {cache} " in said


@pytest.mark.parametrize("name", ["DATABASE_URL", "SWEEPER_DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
def test_a_missing_setting_is_named(name):
    _, complaint = read(without=name)

    assert f"Set {name}: " in complaint
    assert "docs/operations.md lists every setting." in complaint


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'. Set it to 1 or 0."),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'. Set it to a whole number, such as 25."),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like postgresql://"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must begin with redis://, rediss:// or unix://"),
    ],
)
def test_an_odd_value_says_what_would_be_right(changes, sentence):
    assert sentence in read(**changes)[1]
