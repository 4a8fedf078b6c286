"""What a convener's disclosure must say (BR-60). An intermediary is seldom a single employer or trainer, because its own
interest would sit at the table; where it has one, it says what keeps that out of the employers' decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from partnerships.choices.standing import Competency, Disclosure, Strength

NEEDS_GUARD = frozenset({Disclosure.TRAINS.value, Disclosure.SELLS.value})
"""Interests that the members' money could serve."""


def disclosure_faults(disclosures: Collection[str], mitigation: str) -> dict[str, str]:
    """Field → what is wrong with it."""
    held = NEEDS_GUARD & set(disclosures)
    if held and not mitigation.strip():
        names = " and ".join(sorted(Disclosure(one).label.lower() for one in held))
        return {
            "mitigation": f"You say that the convener {names}. Write what keeps this out of the employers' decisions, such"
            " as: members choose trainers by vote, and the convener leaves the room."
        }
    return {}


def known_strengths(competencies: Mapping[str, object]) -> dict[str, int]:
    """The ratings that are of a known topic and on the scale."""
    found = {}
    for topic in Competency.values:
        value = competencies.get(topic)
        if isinstance(value, int) and value in Strength.values:
            found[topic] = value
    return found
