"""Which ties between a reviewer and the organizations of an application are conflicts, and how grave.

Work, boards and money block; acquaintance needs the decision of somebody else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from grants.choices.reviewing import AffiliationKind, AffiliationPart, ConflictSeverity, ConflictStatus, TieRule

MOVES = {
    "confirm": Move(
        "Confirm", (ConflictStatus.OPEN,), ConflictStatus.CONFIRMED, Permission.CONFLICT_DECIDE, True, ("reviewer",)
    ),
    "clear": Move(
        "Clear",
        (ConflictStatus.OPEN, ConflictStatus.CONFIRMED),
        ConflictStatus.CLEARED,
        Permission.CONFLICT_DECIDE,
        True,
        ("reviewer",),
    ),
}

HARD, SOFT = ConflictSeverity.HARD, ConflictSeverity.SOFT
FREE_MAIL = frozenset(
    f"{name}.com"
    for name in (
        *("gmail", "googlemail", "outlook", "hotmail", "live", "msn", "yahoo", "ymail", "icloud", "me", "mac", "aol"),
        *("protonmail", "gmx", "mail", "fastmail", "zoho"),
    )
) | {"proton.me", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "bellsouth.net", "charter.net", "cox.net"}
"""Domains that tie nobody to anybody."""
ENDINGS = frozenset(
    ["inc", "incorporated", "llc", "llp", "lp", "co", "corp", "corporation", "company", "ltd", "limited", "the"]
)
YEARS_AFTER = 3
"""How long a former employer counts."""

FAMILY = (AffiliationKind.FAMILY, AffiliationKind.FAMILY_FINANCIAL)
TABLE_PLACES = frozenset(
    {
        TieRule.LEAD,
        TieRule.CONVENER,
        TieRule.FISCAL_AGENT,
        TieRule.SUBRECIPIENT,
        TieRule.TRAINING,
        TieRule.MATCH,
        TieRule.EMPLOYER,
    }
)
MONEY_PLACES = frozenset({TieRule.LEAD, TieRule.CONVENER, TieRule.FISCAL_AGENT, TieRule.SUBRECIPIENT})
"""Places through which the award's money goes."""

WORKS, WORKED, BOARD, PARTNERSHIP, ROLE = "works", "worked", "board", "partnership", "role"


class Tie(NamedTuple):
    """One thing that ties a reviewer to an organization; `key` is its id here, None where it is known by name alone."""

    name: str
    kind: str
    part: str = AffiliationPart.OTHER
    key: int | None = None
    parent: str = ""
    partnership: int | None = None

    @property
    def is_work(self) -> bool:
        """Whether she herself works there; what her family does is a tie of another kind."""
        return self.part in (WORKS, ROLE) and self.kind not in FAMILY


class Person(NamedTuple):
    """A reviewer as the rules see her."""

    pk: int
    email: str
    ties: tuple[Tie, ...]


class Seat(NamedTuple):
    """An organization in an application: its place, its id where known, and the e-mail domains of its people."""

    place: str
    name: str
    key: int | None = None
    domains: frozenset[str] = frozenset()
    parent: str = ""


class Writer(NamedTuple):
    """Somebody who is or was on the team that wrote an application: the domain of her address, and whom she works for."""

    pk: int
    domain: str = ""
    employers: tuple[Tie, ...] = ()


class Table(NamedTuple):
    """An application as the rules see it."""

    pk: int
    round: int
    number: str
    seats: tuple[Seat, ...]
    partnership: int | None = None
    writers: tuple[Writer, ...] = ()


class Hit(NamedTuple):
    """A conflict that the rules find, with what speaks for it in a sentence."""

    reviewer: int
    application: int
    kind: str
    severity: str
    evidence: str


def plain(name: str) -> str:
    """A name as it is compared: without case, punctuation and the legal form."""
    words = re.sub(r"[^a-z0-9]+", " ", name.casefold()).split()
    return " ".join(word for word in words if word not in ENDINGS)


def domain_of(email: str) -> str:
    """The domain of an address; empty for one of a public mail provider."""
    domain = email.rpartition("@")[2].strip().lower()
    return "" if domain in FREE_MAIL else domain


def severity_of(tie: Tie, place: str) -> str:
    """Work, board and money block at the table; family where the money goes; the rest needs a decision."""
    money = tie.kind in (AffiliationKind.PERSONAL_FINANCIAL, AffiliationKind.FAMILY_FINANCIAL)
    if tie.is_work or (tie.part == BOARD and tie.kind not in FAMILY) or money:
        return HARD if place in TABLE_PLACES else SOFT
    if tie.kind == AffiliationKind.FAMILY:
        return HARD if place in MONEY_PLACES else SOFT
    if tie.part == PARTNERSHIP:
        return HARD if place in (TieRule.LEAD, TieRule.CONVENER) else SOFT
    return SOFT


SAID = {
    WORKS: "Works for {}",
    ROLE: "Acts here for {}",
    WORKED: "Worked for {} in the last three years",
    BOARD: "Sits on the board of {}",
    PARTNERSHIP: "Belongs to {}",
}
KIND_SAID = {
    AffiliationKind.PERSONAL_FINANCIAL.value: "Has a financial interest in {}",
    AffiliationKind.FAMILY.value: "Has family at {}",
    AffiliationKind.FAMILY_FINANCIAL.value: "Has family with a financial interest in {}",
    AffiliationKind.PERSONAL.value: "Has a personal tie to {}",
    AffiliationKind.PROFESSIONAL.value: "Has a professional tie to {}",
}
PLACE_SAID = {
    TieRule.LEAD.value: "the lead applicant",
    TieRule.CONVENER.value: "the convener",
    TieRule.FISCAL_AGENT.value: "the fiscal agent",
    TieRule.SUBRECIPIENT.value: "a sub-recipient",
    TieRule.TRAINING.value: "a training provider",
    TieRule.MATCH.value: "a contributor of match",
    TieRule.EMPLOYER.value: "an employer at the table",
    TieRule.LETTER.value: "the author of a letter",
    TieRule.PARTNER.value: "a partner",
}
ORDER: list[str] = [HARD, SOFT]


def found_between(people: Iterable[Person], tables: Iterable[Table]) -> list[Hit]:
    """Every conflict that the rules find, the gravest of each kind for each reviewer and application.

    `tables` must be all applications of the rounds they belong to: whoever works for a competing lead or convener is
    barred from the round.
    """
    index = _Index(list(tables))
    best: dict[tuple[int, int, str], Hit] = {}
    for person in people:
        for hit in _of(person, index):
            key = (hit.reviewer, hit.application, hit.kind)
            if key not in best or ORDER.index(hit.severity) < ORDER.index(best[key].severity):
                best[key] = hit
    return list(best.values())


class _Index:
    """The seats by id, by name, by domain and by parent."""

    def __init__(self, tables: list[Table]) -> None:
        self.by_key: dict[int, list[tuple[Table, Seat]]] = defaultdict(list)
        self.by_name: dict[str, list[tuple[Table, Seat]]] = defaultdict(list)
        self.by_domain: dict[str, list[tuple[Table, Seat]]] = defaultdict(list)
        self.by_parent: dict[str, list[tuple[Table, Seat]]] = defaultdict(list)
        self.by_partnership: dict[int, list[Table]] = defaultdict(list)
        self.of_round: dict[int, list[Table]] = defaultdict(list)
        self.by_writer: dict[int, list[Table]] = defaultdict(list)
        self.by_writers_domain: dict[str, list[Table]] = defaultdict(list)
        self.by_writers_work: dict[int | str, list[Table]] = defaultdict(list)
        for table in tables:
            self.of_round[table.round].append(table)
            if table.partnership is not None:
                self.by_partnership[table.partnership].append(table)
            for seat in table.seats:
                self._put(table, seat)
            for writer in table.writers:
                self._put_writer(table, writer)

    def _put(self, table: Table, seat: Seat) -> None:
        if seat.key is not None:
            self.by_key[seat.key].append((table, seat))
        if name := plain(seat.name):
            self.by_name[name].append((table, seat))
            self.by_parent[name].append((table, seat))
        if parent := plain(seat.parent):
            self.by_parent[parent].append((table, seat))
        for domain in seat.domains:
            self.by_domain[domain].append((table, seat))

    def _put_writer(self, table: Table, writer: Writer) -> None:
        self.by_writer[writer.pk].append(table)
        if writer.domain:
            self.by_writers_domain[writer.domain].append(table)
        for tie in writer.employers:
            for mark in marks_of(tie):
                self.by_writers_work[mark].append(table)

    def seats_of(self, tie: Tie) -> Mapping[tuple[int, str, str], tuple[Table, Seat]]:
        """The seats of the organization that the tie names, by its id or by its name."""
        found = list(self.by_key.get(tie.key, ())) if tie.key is not None else []
        found += self.by_name.get(plain(tie.name), ())
        return {(table.pk, seat.place, seat.name): (table, seat) for table, seat in found}


def marks_of(tie: Tie) -> list[int | str]:
    """What an organization is recognized by: its id here, and its name as it is compared."""
    return [mark for mark in (tie.key, plain(tie.name)) if mark]


def _of(person: Person, index: _Index) -> Iterable[Hit]:
    for tie in person.ties:
        seats = index.seats_of(tie)
        for table, seat in seats.values():
            severity = severity_of(tie, seat.place)
            yield Hit(person.pk, table.pk, seat.place, severity, f"{said(tie, seat.name)}, {PLACE_SAID[seat.place]}.")
            if tie.is_work and seat.place in (TieRule.LEAD, TieRule.CONVENER):
                yield from _competing(person, tie, table, seat, index)
        yield from _of_partnership(person, tie, index)
        yield from _of_parent(person, tie, index)
    yield from _of_team(person, index)
    domain = domain_of(person.email)
    for table, seat in index.by_domain.get(domain, ()) if domain else ():
        evidence = f"Has an address at {domain}, as {seat.name} has, {PLACE_SAID[seat.place]}."
        yield Hit(person.pk, table.pk, TieRule.DOMAIN, SOFT, evidence)


def said(tie: Tie, name: str) -> str:
    """What ties her, in words: Works for Bright Metals."""
    words = (SAID.get(tie.part) if tie.kind not in FAMILY else "") or KIND_SAID.get(tie.kind, "Is tied to {}")
    return words.format(name)


def _competing(person: Person, tie: Tie, table: Table, seat: Seat, index: _Index) -> Iterable[Hit]:
    """She works for an applicant, so no application of the round is hers to judge."""
    for other in index.of_round[table.round]:
        if other.pk != table.pk:
            evidence = f"{said(tie, seat.name)}, {PLACE_SAID[seat.place]} of {table.number} in the same round."
            yield Hit(person.pk, other.pk, TieRule.COMPETING, HARD, evidence)


def _of_partnership(person: Person, tie: Tie, index: _Index) -> Iterable[Hit]:
    for table in index.by_partnership.get(tie.partnership, ()) if tie.partnership is not None else ():
        yield Hit(person.pk, table.pk, TieRule.PARTNER, HARD, f"Belongs to {tie.name}, the partnership that applies.")


def _of_team(person: Person, index: _Index) -> Iterable[Hit]:
    """She wrote it herself, or works where somebody of its team does.

    Nobody of the team is named: who wrote is theirs. What ties her to an organization in the application is found there.
    """
    for table in index.by_writer.get(person.pk, ()):
        evidence = "Is or was on the team that wrote the application."
        yield Hit(person.pk, table.pk, TieRule.TEAM, HARD, evidence)
    for tie in (one for one in person.ties if one.is_work):
        found = {table.pk for mark in marks_of(tie) for table in index.by_writers_work.get(mark, ())}
        for pk in sorted(found - {table.pk for table, _ in index.seats_of(tie).values()}):
            evidence = f"{said(tie, tie.name)}, as somebody does who wrote the application."
            yield Hit(person.pk, pk, TieRule.TEAM, SOFT, evidence)
    domain = domain_of(person.email)
    seated = {table.pk for table, _ in index.by_domain.get(domain, ())} if domain else set()
    for table in index.by_writers_domain.get(domain, ()) if domain else ():
        if table.pk in seated:
            continue
        evidence = f"Has an address at {domain}, as somebody has who wrote the application."
        yield Hit(person.pk, table.pk, TieRule.TEAM, SOFT, evidence)


def _of_parent(person: Person, tie: Tie, index: _Index) -> Iterable[Hit]:
    """Hers and theirs belong to the same larger organization, or one is the other's."""
    parent = plain(tie.parent)
    for table, seat in index.by_parent.get(parent, ()) if parent else ():
        if seat.key is not None and seat.key == tie.key:
            continue
        theirs = (
            f"as {seat.name} does, {PLACE_SAID[seat.place]}" if plain(seat.name) != parent else PLACE_SAID[seat.place]
        )
        evidence = f"{said(tie, tie.name)}, which belongs to {tie.parent}, {theirs}."
        yield Hit(person.pk, table.pk, TieRule.PARENT, SOFT, evidence)
