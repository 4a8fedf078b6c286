"""Every address × method × role of one state, with real ids of another: the answer is that for an id that nobody has.

The two states are the demonstration's Pennsylvania and Georgia. Nothing of Georgia may change.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from core.isolation import state_scope
from core.models import Member, State
from tests import factories
from tests.house.test_doors import OURS
from tests.isolation.tables import tenant_models
from tests.plugin import BASE
from tools import servers

pytestmark = pytest.mark.xdist_group("demonstration")

PEOPLE = ("director", "officer", "fiscal", "reviewer", "reviewer2", "convener", "convener2", "auditor")
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
LACKING = 987_654_321
TOKEN = "nobody-has-this-token-nobody-has-this-token"

SUBJECTS: dict[str, tuple[str, str]] = {}
"""Address name → (model, field of its first parameter), where the pattern below does not find it."""


def guess(name: str, path: str) -> tuple[str, str] | None:
    """What the first parameter of an address names, from the words of the path before it."""
    if name in SUBJECTS:
        return SUBJECTS[name]
    for words, subject in WORDS.items():
        if path.startswith(words):
            return subject
    return None


WORDS = {
    "my/applications/<": ("grants.Application", "pk"),
    "applications/<": ("grants.Application", "pk"),
    "rounds/<": ("grants.Round", "slug"),
    "staff/rounds/<": ("grants.Round", "slug"),
    "reviews/<": ("grants.Review", "pk"),
    "decisions/<": ("grants.Round", "slug"),
    "awards/<": ("grants.Award", "pk"),
    "my/awards/<": ("grants.Award", "pk"),
    "reports/<": ("grants.Report", "pk"),
    "my/reports/<": ("grants.Report", "pk"),
    "partnerships/<": ("partnerships.Partnership", "slug"),
    "surveys/<": ("evaluation.Survey", "pk"),
    "stories/<": ("evaluation.Story", "pk"),
    "editions/<": ("legislature.Edition", "pk"),
    "impact/<": ("legislature.Edition", "pk"),
    "people/<": ("core.Member", "pk"),
    "files/<": ("core.StoredFile", "pk"),
    "operations/jobs/<": ("core.Job", "pk"),
    "operations/messages/<": ("core.Email", "pk"),
    "forms/versions/<": ("questions.FormVersion", "pk"),
}
PUBLIC_DATA = ("labor-market/",)
"""Addresses whose parameters name public reference data that all states share."""


def filled(path: str, value: Any) -> str:
    """The path with its first parameter filled by the value and the others by what nobody has."""
    values = iter([str(value)])
    return "/" + PARAMETER.sub(lambda found: next(values, str(LACKING) if found[1] == "int" else "none"), path)


def theirs(model: type[models.Model], field: str, ours: set[Any]) -> list[Any]:
    """Up to three ids (or names in addresses) of the other state that our own state does not have."""
    values = model._default_manager.order_by("pk").values_list(field, flat=True)  # type: ignore[attr-defined]
    return [value for value in values[:200] if value not in ours][:3]


def checksum(database: str, state_id: int) -> str:
    """Of every row of a state, read past the policy."""
    digest = hashlib.sha256()
    with closing(servers.superuser(BASE, database)) as link, link.cursor() as cursor:
        for model in tenant_models():
            table = model._meta.db_table
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY id)) FROM "{table}" t WHERE state_id = %s', [state_id]
            )
            digest.update(f"{table}:{cursor.fetchone()[0]}".encode())
    return digest.hexdigest()


def ids_of(name: str, path: str, pa: State, ga: State) -> list[Any]:
    if "<str:token>" in path:
        return [TOKEN]
    subject = guess(name, path)
    assert subject, f"{name}: say in WORDS or SUBJECTS what /{path} names"
    model = apps.get_model(subject[0])
    with state_scope(pa):
        ours = set(model._default_manager.values_list(subject[1], flat=True))
    with state_scope(ga):
        return theirs(model, subject[1], ours)


def test_no_role_of_one_state_reaches_anything_of_another(demonstration, capsys, settings):
    settings.ALLOWED_HOSTS = ["*"]
    pa, ga = State.objects.get(code="pa"), State.objects.get(code="ga")
    with state_scope(pa):
        members = {name: Member.objects.select_related("user").get(user__email=f"{name}@pa.example") for name in PEOPLE}
    clients: dict[str, Client] = {name: factories.client(pa, member) for name, member in members.items()}
    clients["stranger"] = factories.client(pa)
    before = checksum(demonstration, ga.pk)
    cells, answers, leaks = 0, Counter[int](), []
    for path, _, name in OURS:
        if "<" not in path or path.startswith(PUBLIC_DATA):
            continue
        for value in ids_of(name, path, pa, ga):
            for who, client in clients.items():
                for method in ("get", "post"):
                    got = getattr(client, method)(filled(path, value)).status_code
                    lacking = (
                        LACKING if "<int:" in path.split("/<", 1)[-1][:5] or isinstance(value, int) else "no-such-name"
                    )
                    expected = getattr(client, method)(filled(path, lacking)).status_code
                    cells += 1
                    answers[got] += 1
                    if got != expected or got < 300:
                        leaks.append(
                            f"{method.upper()} {filled(path, value)} as {who}: {got}, but {expected} for an unknown id"
                        )
    with capsys.disabled():
        print(f"\nisolation matrix: {cells} cells, {len(leaks)} leaks, answers {dict(sorted(answers.items()))}")
    assert leaks == []
    assert checksum(demonstration, ga.pk) == before
    assert cells > 500
