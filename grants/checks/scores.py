"""What makes a score and a review whole. Pure functions: the same beside the field, on saving and at submission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class NotPoints(ValueError):
    """What was typed cannot be points on this criterion. The message is fit to show the user."""


class Given(NamedTuple):
    """What a reviewer has given on one criterion so far."""

    criterion_id: int
    title: str
    maximum: int
    points: int | None
    comment: str


class Missing(NamedTuple):
    """What a review still lacks before it can be submitted; `criterion_id` is None for the recommendation.

    `box` is what must be filled: points, reason or recommendation.
    """

    criterion_id: int | None
    sentence: str
    box: str


def points_typed(text: str, maximum: int) -> int | None:
    """Whole points from 0 to the criterion's maximum; None where nothing was typed. Raises NotPoints."""
    bare = text.strip()
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit()) or int(bare[:9]) > maximum or len(bare) > 9:
        raise NotPoints(f"{bare[:20]} is not possible here. Give a whole number from 0 to {maximum}.")
    return int(bare)


def band_of(points: int | None, bands: Iterable[Sequence[object]]) -> int | None:
    """The index of the band that the points fall in; bands are [from, to, label, description]."""
    if points is None:
        return None
    for index, (low, high, *_) in enumerate(bands):
        if isinstance(low, int) and isinstance(high, int) and low <= points <= high:
            return index
    return None


def missing(given: Iterable[Given], recommendation: str) -> list[Missing]:
    """Everything that stands between the review and its submission, in the rubric's order."""
    found = []
    for one in given:
        if one.points is None:
            found.append(Missing(one.criterion_id, f"{one.title}: give points from 0 to {one.maximum}.", "points"))
        elif one.points > one.maximum:
            found.append(Missing(one.criterion_id, f"{one.title}: {one.points} is more than {one.maximum}.", "points"))
        if not one.comment.strip():
            found.append(Missing(one.criterion_id, f"{one.title}: write the reason for the points.", "reason"))
    if not recommendation:
        sentence = "Choose a recommendation: fund, fund with conditions, or do not fund."
        found.append(Missing(None, sentence, "recommendation"))
    return found
