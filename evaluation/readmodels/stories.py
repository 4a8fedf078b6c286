"""A story's consent in a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from evaluation.models import Story


class Standing(NamedTuple):
    """A story and how its consent stands, with the chip's tone."""

    story: Story
    word: str
    tone: str


def standing_of(story: Story, today: dt.date) -> Standing:
    """Revoked, none yet, ended, or given."""
    if story.revoked_at is not None:
        return Standing(story, "Taken back", "bad")
    if story.consent_on is None:
        return Standing(story, "No consent yet", "warn")
    if story.consent_until is not None and story.consent_until < today:
        return Standing(story, "Consent ended", "warn")
    return Standing(story, "May be printed", "ok")


def standings(stories: Iterable[Story], today: dt.date) -> list[Standing]:
    return [standing_of(story, today) for story in stories]
