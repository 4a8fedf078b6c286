"""Sharing applications out among reviewers."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def share_out(
    wanted: Mapping[int, int],
    load: Mapping[int, int],
    barred: Collection[tuple[int, int]] = (),
    taken: Collection[tuple[int, int]] = (),
) -> dict[int, list[int]]:
    """Who reviews what, so that loads stay within one of each other where the conflicts allow it.

    `wanted` says how many more reviewers each application needs, `load` how many applications each reviewer has.
    `barred` and `taken` are pairs (application, reviewer) that are not possible. An application for which too few are
    left gets those. The hardest to fill are filled first; equal loads go round by id, shifted for each application.
    """
    loads = dict(load)
    reviewers = sorted(loads)
    no = set(barred) | set(taken)
    free = {a: [r for r in reviewers if (a, r) not in no] for a in wanted}
    given: dict[int, list[int]] = {}
    for shift, a in enumerate(sorted(wanted, key=lambda a: (len(free[a]) - wanted[a], a))):
        turn = {r: (i - shift) % max(len(reviewers), 1) for i, r in enumerate(reviewers)}
        chosen = sorted(free[a], key=lambda r: (loads[r], turn[r]))[: max(wanted[a], 0)]
        for r in chosen:
            loads[r] += 1
        given[a] = sorted(chosen)
    return given
