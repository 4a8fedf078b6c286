"""What makes a score and a review whole. Pure functions: the same beside the field, on saving and at submission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from grants.choices import ReasonRule


class NotPoints(ValueError):
    """What was typed cannot be points on this criterion. The message is fit to show the user."""


class Given(NamedTuple):
    """What a reviewer has given on one criterion so far."""

    criterion_id: int
    title: str
    maximum: int
    points: int | None
    comment: str
    does_not_apply: bool = False
    reason_rule: str = ReasonRule.ALWAYS

    @property
    def needs_reason(self) -> bool:
        """Whether the round asks for a reason here. That a criterion does not apply is always explained."""
        if self.does_not_apply or self.reason_rule == ReasonRule.ALWAYS:
            return True
        low = self.points is not None and self.points * 2 < self.maximum
        return low and self.reason_rule == ReasonRule.BELOW_HALF


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


def whether_it_applies(ticked: bool, points: int | None, *, may_not_apply: bool) -> bool:
    """Whether the reviewer says that the criterion does not apply. Raises NotPoints where she also gives points."""
    if ticked and not may_not_apply:
        raise NotPoints("This criterion applies to every application of the round. Give points.")
    if ticked and points is not None:
        raise NotPoints("Give points, or say that it does not apply: one of the two.")
    return ticked


def sums_of(given: Sequence[Given]) -> tuple[int, int]:
    """Points given, and the points they are out of: those of the criteria that apply."""
    applying = [one for one in given if not one.does_not_apply]
    return sum(one.points or 0 for one in applying), sum(one.maximum for one in applying)


def band_of(points: int | None, bands: Iterable[Sequence[object]]) -> int | None:
    """The index of the band that the points fall in; bands are [from, to, label, description]."""
    if points is None:
        return None
    for index, (low, high, *_) in enumerate(bands):
        if isinstance(low, int) and isinstance(high, int) and low <= points <= high:
            return index
    return None


def missing(given: Sequence[Given], recommendation: str) -> list[Missing]:
    """Everything that stands between the review and its submission, in the rubric's order."""
    found = []
    for one in given:
        if one.points is None and not one.does_not_apply:
            found.append(Missing(one.criterion_id, f"{one.title}: give points from 0 to {one.maximum}.", "points"))
        elif one.points is not None and one.points > one.maximum:
            found.append(Missing(one.criterion_id, f"{one.title}: {one.points} is more than {one.maximum}.", "points"))
        if one.needs_reason and not one.comment.strip():
            why = "why it does not apply" if one.does_not_apply else "the reason for the points"
            found.append(Missing(one.criterion_id, f"{one.title}: write {why}.", "reason"))
    if given and all(one.does_not_apply for one in given):
        found.append(Missing(given[0].criterion_id, "Give points on at least one criterion.", "points"))
    if not recommendation:
        sentence = "Choose a recommendation: fund, fund with conditions, or do not fund."
        found.append(Missing(None, sentence, "recommendation"))
    return found
