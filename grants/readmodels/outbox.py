"""The outbox of a decided round: every letter with where it stands, and those to look at in full."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from core.models import Member
from grants.access.reviews import recused_from
from grants.models import Application, Letter, Slate

PAGE = 50
AT_ONCE = 10
"""How many letters are read in full on one page."""
TO_LOOK = Q(sent_at__isnull=True, looked_at__isnull=True)
LOOKED = Q(sent_at__isnull=True, looked_at__isnull=False)
SENT = Q(sent_at__isnull=False)
SHOWN = {"held": TO_LOOK, "looked": LOOKED, "sent": SENT}
TONES = {"held": "hold", "looked": "info", "sent": "ok"}


class Row(NamedTuple):
    """A letter in the list. Of one with a conflict of hers a viewer sees where it stands, and no more."""

    letter: Letter
    is_hidden: bool

    @property
    def tone(self) -> str:
        return TONES[self.letter.status]


class Outbox(NamedTuple):
    """The list, and how many letters stand where."""

    slate: Slate
    page: Page[Any]
    rows: list[Row]
    to_look: int
    to_approve: int
    looked: int
    sent: int
    shown: str

    @property
    def all(self) -> int:
        return self.to_look + self.to_approve + self.looked + self.sent


def letters_of(slate: Slate) -> QuerySet[Letter]:
    return Letter.objects.filter(line__slate=slate)


def outbox_of(slate: Slate, member: Member, *, shown: str = "", page: str | None = None) -> Outbox:
    """Those to look at first, each group by rank. Four queries, whatever the number of letters."""
    found = letters_of(slate)
    counts = found.aggregate(
        to_look=Count("pk", filter=TO_LOOK & Q(corrects__isnull=True)),
        to_approve=Count("pk", filter=TO_LOOK & Q(corrects__isnull=False)),
        looked=Count("pk", filter=LOOKED),
        sent=Count("pk", filter=SENT),
    )
    turn = Case(When(TO_LOOK, then=Value(0)), When(LOOKED, then=Value(1)), default=2, output_field=IntegerField())
    rows = found.filter(SHOWN.get(shown, Q())).order_by(turn, "line__rank", "-version", "pk")
    rows = rows.select_related("application__organization", "line", "looked_by", "sent_by", "made_by")
    listed = Paginator(rows, PAGE).get_page(page)
    barred = _barred(slate, member)
    lines = [Row(letter, letter.application_id in barred) for letter in listed.object_list]
    return Outbox(slate, listed, lines, **counts, shown=shown if shown in SHOWN else "")


def letters_to_read(slate: Slate, member: Member) -> tuple[list[Letter], int]:
    """The next letters to look at, in full, and how many there are in all; without those of her own conflicts."""
    rows = letters_of(slate).filter(TO_LOOK, corrects__isnull=True).exclude(application__in=_barred(slate, member))
    rows = rows.select_related("application", "line").order_by("line__rank", "pk")
    return list(rows[:AT_ONCE]), rows.count()


def _barred(slate: Slate, member: Member) -> set[int]:
    own = Application.objects.filter(recused_from(member), slate_lines__slate=slate)
    return set(own.values_list("pk", flat=True))
