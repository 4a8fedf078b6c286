"""Every page, export and answer that somebody can ask for about one application, as plain text to look through."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.test import Client

from grants.models import Application
from tests.house.test_doors import OURS
from tests.isolation.test_matrix import PARAMETER, PUBLIC_DATA, WORDS

CHANGING = re.compile(
    r"""name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|"csrf[^"]*": *"[^"]+"|hx-headers='[^']*'"""
    r"""|data-left="\d+"|\b\d{1,2}:\d\d(:\d\d)?\b"""
)
"""What differs from one answer to the next though nothing has changed: tokens and clocks."""
LEFT_OUT = ("signout", "health", *PUBLIC_DATA)


def addresses(about: Application) -> Iterator[str]:
    """Every address of the product with the application's own ids, its round's, and those of what belongs to it."""
    own = {"grants.Application": [about.pk], "grants.Round": [about.round.slug]}
    for path, _, _ in OURS:
        if path.startswith(LEFT_OUT) or "<str:token>" in path:
            continue
        if "<" not in path:
            yield f"/{path}"
            continue
        subject = next((WORDS[words] for words in WORDS if path.startswith(words)), None)
        if subject is None:
            continue
        rows = apps.get_model(subject[0])._default_manager.order_by("-pk")  # type: ignore[attr-defined]
        for value in own.get(subject[0]) or rows.values_list(subject[1], flat=True)[:3]:
            yield from filled(path, value, about)


def filled(path: str, value: object, about: Application) -> Iterator[str]:
    """The address with its first parameter filled; where a second one names a section, once for each of them."""
    names = [found[2] for found in PARAMETER.finditer(path)]
    keys = list(about.response.version.sections.values_list("key", flat=True)) if "key" in names else ["1"]
    for key in keys:
        values = iter([str(value)])
        yield "/" + PARAMETER.sub(lambda found, values=values, key=key: next(values, key), path)


def read(client: Client, paths: list[str]) -> Mapping[str, str]:
    """What each address answers, without what changes by itself; what is refused or elsewhere says only so."""
    found = {}
    for path in paths:
        answer: Any = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        shown = body.decode("utf-8", "replace") if answer.status_code == 200 else ""
        found[path] = f"{answer.status_code} {CHANGING.sub('', shown)}"
    return found


def pages_with(found: Mapping[str, str], words: list[str]) -> list[str]:
    """Which pages carry which of the words."""
    return [f"{path}: {word}" for path, text in found.items() for word in words if word in text]
