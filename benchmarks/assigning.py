"""Who reviews what: 300 applications and 60 reviewers, three each, with conflicts, employers, fields and regions."""

from __future__ import annotations

import random
import time

from benchmarks.results import Line
from grants.rules.proposing import Offer, Wanted, pieces_of, propose

APPLICATIONS, REVIEWERS, EACH, TIMES, TARGET = 300, 60, 3, 5, 5000.0
FIELDS, REGIONS, EMPLOYERS, CONFLICTS = 8, 20, 25, 900


def measure() -> list[Line]:
    """The whole of a proposal but the database: median of five, and what the last one did not meet."""
    times, unmet, pieces = [], 0, 0
    for turn in range(TIMES):
        wanted, offers, barred = problem(random.Random(turn))
        started = time.perf_counter()
        found = propose(wanted, offers, barred=barred)
        times.append((time.perf_counter() - started) * 1000)
        unmet, pieces = len(found.unmet), len(pieces_of(found.pairs))
        assert not set(found.pairs) & barred
    name = f"assignment of {APPLICATIONS} applications to {REVIEWERS} reviewers"
    return [Line(name, times, target_ms=TARGET, more={"unmet": unmet, "groups": pieces})]


def problem(rng: random.Random) -> tuple[list[Wanted], list[Offer], set[tuple[int, int]]]:
    """One drawn at random: a reviewer knows two fields and two regions, takes 18, and works for one of 25."""
    wanted = [
        Wanted(a, f"PA-27-{a:04}", EACH, frozenset({rng.randrange(FIELDS)}), frozenset({rng.randrange(REGIONS)}))
        for a in range(APPLICATIONS)
    ]
    offers = [
        Offer(
            1000 + r,
            f"Reviewer {r}",
            18,
            0,
            frozenset(rng.sample(range(FIELDS), 2)),
            frozenset(rng.sample(range(REGIONS), 2)),
            rng.randrange(REGIONS),
            frozenset({f"employer {rng.randrange(EMPLOYERS)}"}),
        )
        for r in range(REVIEWERS)
    ]
    barred = {(rng.randrange(APPLICATIONS), 1000 + rng.randrange(REVIEWERS)) for _ in range(CONFLICTS)}
    return wanted, offers, barred
