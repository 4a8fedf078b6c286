"""Who should review what: a mixed-integer program that HiGHS solves, and what it could not meet, in sentences.

Asked for are `each` reviewers an application, nobody over her limit, nobody where a conflict stands, never two of one
employer on one application; wished for are expertise, reviewers from more than one region, even loads, and a graph of
reviewers and applications in one piece (the two-way adjustment of scores needs it).
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np

SHORT, NO_EXPERT, ONE_REGION, LOAD = 1000.0, 8.0, 6.0, 0.5
"""What an unmet wish costs: a missing reviewer, nobody who knows the field, all from one region, a step of load."""

IN_REACH, STEP = 20, 7
"""How many reviewers an application may choose from, and by how many places each starts later than the one before."""


class Wanted(NamedTuple):
    """An application: how many more reviewers it needs, and its field and regions."""

    pk: int
    number: str
    more: int
    fields: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()


class Offer(NamedTuple):
    """A reviewer: how many more she takes, how many she has, and what she knows."""

    pk: int
    name: str
    room: int
    load: int = 0
    fields: frozenset[int] = frozenset()
    regions: frozenset[int] = frozenset()
    home: int | None = None
    employers: frozenset[str] = frozenset()


class Proposed(NamedTuple):
    """The pairs (application, reviewer), what could not be met, and the seconds that it took."""

    pairs: list[tuple[int, int]]
    unmet: list[str]
    seconds: float


def match_of(wanted: Wanted, offer: Offer) -> int:
    """How well she fits: two for knowing the field, one for knowing the region."""
    return 2 * bool(wanted.fields & offer.fields) + bool(wanted.regions & offer.regions)


def propose(
    wanted: Sequence[Wanted],
    offers: Sequence[Offer],
    *,
    barred: Collection[tuple[int, int]] = (),
    kept: Collection[tuple[int, int]] = (),
    seconds: float = 4.0,
) -> Proposed:
    """Solve it. `barred` pairs (application, reviewer) are impossible; `kept` ones are there already.

    The best found within `seconds` is taken: a wish may be missed then, what is asked for never.
    """
    started = time.monotonic()
    no = set(barred) | set(kept)
    pairs = [pair for a in range(len(wanted)) for pair in _nearest(a, wanted[a], offers, no)]
    chosen = _solve(wanted, offers, pairs, kept, seconds) if pairs else []
    found = [(wanted[a].pk, offers[r].pk) for a, r in chosen]
    found += _beyond(found, wanted, offers, no, kept, seconds)
    found = _connect(found, wanted, offers, no, kept)
    return Proposed(sorted(found), unmet_of(found, wanted, offers, no, kept), time.monotonic() - started)


def _nearest(a: int, one: Wanted, offers: Sequence[Offer], no: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """The reviewers that the program may choose from: all of a small pool, of a large one the best matches.

    Equal matches go round by the application's place, so that everybody is in reach of somebody.
    """
    if one.more <= 0:
        return []
    possible = [r for r, offer in enumerate(offers) if offer.room > 0 and (one.pk, offer.pk) not in no]
    turn = sorted(possible, key=lambda r: (-match_of(one, offers[r]), (r - a * STEP) % len(offers)))
    best = turn[: IN_REACH // 2]
    rest = sorted(turn[IN_REACH // 2 :], key=lambda r: (r - a * STEP) % len(offers))
    return [(a, r) for r in sorted([*best, *rest[: max(IN_REACH // 2, 3 * one.more)]])]


def _beyond(
    found: list[tuple[int, int]],
    wanted: Sequence[Wanted],
    offers: Sequence[Offer],
    no: set[tuple[int, int]],
    kept: Collection[tuple[int, int]],
    seconds: float,
) -> list[tuple[int, int]]:
    """For applications that are short within reach: asked again of everybody who still has room."""
    got, load = Counter(a for a, _ in found), Counter(r for _, r in found)
    short = [one._replace(more=one.more - got[one.pk]) for one in wanted if got[one.pk] < one.more]
    left = [one._replace(room=one.room - load[one.pk], load=one.load + load[one.pk]) for one in offers]
    taken = no | set(found)
    pairs = [
        (a, r)
        for a, one in enumerate(short)
        for r, offer in enumerate(left)
        if offer.room > 0 and (one.pk, offer.pk) not in taken
    ]
    if not pairs:
        return []
    chosen = _solve(short, left, pairs, [*kept, *found], seconds)
    return [(short[a].pk, left[r].pk) for a, r in chosen]


class _Program:
    """The program as HiGHS takes it, column by column and row by row."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.whole: list[bool] = []
        self.rows: list[tuple[float, float, list[tuple[int, float]]]] = []

    def column(self, cost: float, upper: float, *, whole: bool = False) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        self.whole.append(whole)
        return len(self.cost) - 1

    def row(self, low: float, high: float, terms: list[tuple[int, float]]) -> None:
        self.rows.append((low, high, terms))

    def solve(self, seconds: float) -> list[float]:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.rows)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(self.cost), np.zeros(len(self.cost)), np.array(self.upper)
        lp.row_lower_ = np.array([row[0] for row in self.rows])
        lp.row_upper_ = np.array([row[1] for row in self.rows])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([column for row in self.rows for column, _ in row[2]])
        lp.a_matrix_.value_ = np.array([value for row in self.rows for _, value in row[2]])
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in self.whole]
        solver = highspy.Highs()
        solver.setOptionValue("log_to_console", False)
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("time_limit", seconds)
        solver.setOptionValue("mip_rel_gap", 0.01)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 1)
        solver.passModel(lp)
        solver.run()
        return list(solver.getSolution().col_value)


def _solve(
    wanted: Sequence[Wanted],
    offers: Sequence[Offer],
    pairs: list[tuple[int, int]],
    kept: Collection[tuple[int, int]],
    seconds: float,
) -> list[tuple[int, int]]:
    program = _Program()
    x = {(a, r): program.column(-match_of(wanted[a], offers[r]), 1, whole=True) for a, r in pairs}
    of_a: dict[int, list[int]] = defaultdict(list)
    of_r: dict[int, list[int]] = defaultdict(list)
    for a, r in pairs:
        of_a[a].append(r)
        of_r[r].append(a)
    there = _there(kept, offers)
    for a, reviewers in of_a.items():
        _application(program, a, wanted[a], offers, x, reviewers, there.get(wanted[a].pk, []))
    for r, applications in of_r.items():
        terms = [(x[a, r], 1.0) for a in applications]
        room = min(offers[r].room, len(applications))
        steps = [(program.column(LOAD * (offers[r].load + step), 1), -1.0) for step in range(1, room + 1)]
        program.row(0, 0, terms + steps)  # as many steps as applications, each dearer than the one before
    solution = program.solve(seconds)
    return [pair for pair in pairs if solution[x[pair]] > 0.5]


def _there(kept: Collection[tuple[int, int]], offers: Sequence[Offer]) -> dict[int, list[Offer]]:
    """Who is at each application already."""
    known = {offer.pk: offer for offer in offers}
    found: dict[int, list[Offer]] = defaultdict(list)
    for application, reviewer in kept:
        if reviewer in known:
            found[application].append(known[reviewer])
    return found


def _application(
    program: _Program,
    a: int,
    one: Wanted,
    offers: Sequence[Offer],
    x: Mapping[tuple[int, int], int],
    reviewers: list[int],
    there: list[Offer],
) -> None:
    """What one application asks and wishes."""
    everybody = [(x[a, r], 1.0) for r in reviewers]
    short = program.column(SHORT, one.more)
    program.row(one.more, one.more, [*everybody, (short, 1.0)])
    at: dict[str, list[int]] = defaultdict(list)
    for r in reviewers:
        for employer in offers[r].employers:
            at[employer].append(r)
    taken = {employer for offer in there for employer in offer.employers}
    for employer, those in at.items():
        if employer in taken or len(those) > 1:
            program.row(0, 0 if employer in taken else 1, [(x[a, r], 1.0) for r in those])
    experts = [r for r in reviewers if one.fields & offers[r].fields]
    if one.fields and experts and not any(one.fields & offer.fields for offer in there):
        lacking = program.column(NO_EXPERT, 1)
        program.row(1, np.inf, [*((x[a, r], 1.0) for r in experts), (lacking, 1.0)])
    size = one.more + len(there)
    if size < 2:
        return
    homes: dict[int, list[int]] = defaultdict(list)
    for r in reviewers:
        if offers[r].home is not None:
            homes[offers[r].home].append(r)  # type: ignore[index]  # a home that is None was left out just above
    for home, those in homes.items():
        same = sum(offer.home == home for offer in there)
        if len(those) + same >= size:
            over = program.column(ONE_REGION, size)
            program.row(-np.inf, size - 1 - same, [*((x[a, r], 1.0) for r in those), (over, -1.0)])


def pieces_of(pairs: Collection[tuple[int, int]]) -> list[set[int]]:
    """The applications in pieces that share reviewers: one where the graph is connected, the largest first."""
    by_reviewer: dict[int, list[int]] = defaultdict(list)
    for application, reviewer in pairs:
        by_reviewer[reviewer].append(application)
    root = {application: application for application, _ in pairs}

    def top(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for applications in by_reviewer.values():
        for other in applications[1:]:
            root[top(other)] = top(applications[0])
    pieces: dict[int, set[int]] = defaultdict(set)
    for one in root:
        pieces[top(one)].add(one)
    return sorted(pieces.values(), key=lambda piece: (-len(piece), min(piece)))


def _connect(
    found: list[tuple[int, int]],
    wanted: Sequence[Wanted],
    offers: Sequence[Offer],
    no: Collection[tuple[int, int]],
    kept: Collection[tuple[int, int]],
) -> list[tuple[int, int]]:
    """Swap two reviewers between two pieces while that joins them; loads and numbers stay as they are."""
    employers = {offer.pk: offer.employers for offer in offers}
    while len(pieces := pieces_of([*found, *kept])) > 1:
        swapped = _swapped(found, pieces, employers, set(no), list(kept))
        if swapped is None:
            return found
        found = swapped
    return found


def _swapped(
    found: list[tuple[int, int]],
    pieces: list[set[int]],
    employers: Mapping[int, frozenset[str]],
    no: set[tuple[int, int]],
    kept: list[tuple[int, int]],
) -> list[tuple[int, int]] | None:
    """The pairs with one swap that leaves fewer pieces; None where there is none."""
    at: dict[int, set[int]] = defaultdict(set)
    for application, reviewer in [*found, *kept]:
        at[application].add(reviewer)
    first = pieces[0]
    ours, theirs = [pair for pair in found if pair[0] in first], [pair for pair in found if pair[0] not in first]
    for a, r in ours[:400]:
        for b, s in theirs[:400]:
            if _may(a, s, at[a] - {r}, employers, no) and _may(b, r, at[b] - {s}, employers, no):
                swapped = [pair for pair in found if pair not in ((a, r), (b, s))] + [(a, s), (b, r)]
                if len(pieces_of([*swapped, *kept])) < len(pieces):
                    return swapped
    return None


def _may(
    application: int,
    reviewer: int,
    beside: set[int],
    employers: Mapping[int, frozenset[str]],
    no: set[tuple[int, int]],
) -> bool:
    if (application, reviewer) in no or reviewer in beside:
        return False
    return not any(employers.get(reviewer, frozenset()) & employers.get(other, frozenset()) for other in beside)


def unmet_of(
    found: Collection[tuple[int, int]],
    wanted: Sequence[Wanted],
    offers: Sequence[Offer],
    no: Collection[tuple[int, int]] = (),
    kept: Collection[tuple[int, int]] = (),
) -> list[str]:
    """What a set of pairs does not meet, a sentence each, those that matter most first."""
    known = {offer.pk: offer for offer in offers}
    at: dict[int, list[Offer]] = defaultdict(list)
    for application, reviewer in [*kept, *found]:
        if reviewer in known:
            at[application].append(known[reviewer])
    new = Counter(application for application, _ in found)
    short = [_short(one, new[one.pk], offers, no) for one in wanted if new[one.pk] < one.more]
    load = Counter(reviewer for _, reviewer in found)
    over = [
        f"{known[pk].name} gets {number} more and takes {known[pk].room}."
        for pk, number in load.items()
        if pk in known and number > known[pk].room
    ]
    blind = [
        f"{one.number}: none of its reviewers names its field."
        for one in wanted
        if one.fields and at[one.pk] and not any(one.fields & offer.fields for offer in at[one.pk])
    ]
    near = [
        f"{one.number}: all its reviewers are from one region."
        for one in wanted
        if len(at[one.pk]) > 1 and len({offer.home for offer in at[one.pk]}) == 1 and at[one.pk][0].home is not None
    ]
    pieces = pieces_of([*found, *kept])
    apart = (
        [f"The reviews fall into {len(pieces)} groups without a common reviewer, so scores cannot be adjusted."]
        if len(pieces) > 1
        else []
    )
    return [*short, *over, *apart, *blind, *near]


def _short(one: Wanted, got: int, offers: Sequence[Offer], no: Collection[tuple[int, int]]) -> str:
    tied = sum((one.pk, offer.pk) in no for offer in offers)
    full = sum(offer.room <= 0 and (one.pk, offer.pk) not in no for offer in offers)
    return (
        f"{one.number} gets {got} of {one.more} more: of {len(offers)} reviewers {tied} cannot have it, and {full} more"
        " take nothing more."
    )
