"""Stories that may be printed, drawn by lot: nobody picks the pretty ones, and the lot can be drawn again."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from core.geography import all_counties
from evaluation.choices import StoryKind
from evaluation.models import Story

DRAWN = {StoryKind.EMPLOYER: 3, StoryKind.WORKER: 1}
METHOD = (
    "Drawn by lot from the {count} stories told in the period whose tellers consented to print. Anybody can draw the lot"
    " again: a story's place is the SHA-256 of “{seed}|number of the story”, lowest first."
)


def voices(start: dt.date, end: dt.date, *, seed: str = "") -> dict[str, Any]:
    """The stories told in the period that may be printed today, in the order of the lot. One query.

    {"seed": what the lot was drawn with (the period's last day when not given), "method": a sentence to print,
     "eligible": {"employer": 9, "worker": 3}, "pot": how many in all,
     "drawn": the first three employers and the first worker of the lot, as in "stories",
     "stories": [{"id", "kind", "kind_label", "title", "text", "speaker", "role", "organization", "partnership",
        "partnership_id", "county_fips", "county", "told_on", "consent_on", "consent_until" or None,
        "measure": {"code", "title"} or None where it illustrates no figure, which is then to be said,
        "partnership_counties": [fips]}]}

    For a district take the first of `stories` whose county lies there.
    """
    seed = seed or end.isoformat()
    rows = Story.objects.printable().filter(told_on__range=(start, end))
    found = list(rows.select_related("partnership", "organization", "measure"))
    lot = sorted(found, key=lambda story: place_in_lot(seed, story.pk))
    drawn = [_plain(story) for kind, count in DRAWN.items() for story in [s for s in lot if s.kind == kind][:count]]
    return {
        "seed": seed,
        "method": METHOD.format(count=len(lot), seed=seed),
        "eligible": {kind.value: sum(story.kind == kind for story in lot) for kind in StoryKind},
        "pot": len(lot),
        "drawn": drawn,
        "stories": [_plain(story) for story in lot],
    }


def place_in_lot(seed: str, number: int) -> str:
    """Where a story stands in the lot: the same for the same seed, and nothing anybody could aim at."""
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()


def _plain(story: Story) -> dict[str, Any]:
    county = all_counties().get(story.county_fips)
    return {
        "id": story.pk,
        "kind": story.kind,
        "kind_label": story.get_kind_display(),
        "title": story.title,
        "text": story.text,
        "speaker": story.speaker,
        "role": story.speaker_role,
        "organization": story.organization.legal_name if story.organization else "",
        "partnership": story.partnership.name,
        "partnership_id": story.partnership_id,
        "partnership_counties": list(story.partnership.county_fips),
        "county_fips": story.county_fips,
        "county": county.name if county else "",
        "told_on": story.told_on.isoformat(),
        "consent_on": story.consent_on.isoformat() if story.consent_on else None,
        "consent_until": story.consent_until.isoformat() if story.consent_until else None,
        "measure": {"code": story.measure.code, "title": story.measure.title} if story.measure else None,
    }
