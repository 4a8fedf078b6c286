"""Every address says at its door who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from core.permissions import ROLE_PERMISSIONS, Permission, Role

THEIRS = ("allauth.",)
"""Views of django-allauth, which ask for sign-in themselves."""


def routes(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, Any, str]]:
    """Path, view and name of every address."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback, entry.name or ""


OURS = [(path, view, name) for path, view, name in routes() if not view.__module__.startswith(THEIRS)]


@pytest.mark.parametrize(("path", "view"), [(path, view) for path, view, _ in OURS], ids=[n or p for p, _, n in OURS])
def test_every_view_declares_who_may_enter(path, view):
    declared = getattr(view, "declares", None)
    assert declared in {"public", "signed in"} or isinstance(declared, Permission), f"{path} declares nothing"


def test_every_address_has_a_name_of_its_own():
    names = [name for _, _, name in OURS]
    assert all(names)
    assert len(names) == len(set(names))


def test_every_permission_is_held_by_somebody():
    held = frozenset().union(*ROLE_PERMISSIONS.values())
    assert set(Permission) - held == set()


def test_every_role_has_its_permissions():
    assert set(ROLE_PERMISSIONS) == set(Role)


def test_nobody_recommends_and_approves_by_role():
    both = [
        role
        for role, held in ROLE_PERMISSIONS.items()
        if {Permission.DECISION_RECOMMEND, Permission.DECISION_APPROVE} <= held
        or {Permission.EDITION_BUILD, Permission.EDITION_APPROVE} <= held
    ]
    assert not both
