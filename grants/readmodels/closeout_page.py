"""An award's closeout as its page shows it: the clocks, the steps with what is known, retention, the legal hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from core.models import Member
from core.permissions import Permission
from core.templatetags.rt import long_day
from grants.access.awards import held_over
from grants.access.closeout import closeout_of
from grants.choices import AwardStatus
from grants.choices.closing import CloseoutStatus, Step, Whose
from grants.models import Award, Closeout, LegalHold
from grants.readmodels.closing import Standing, facts_of, kept_of, standing_hold, standings_of
from grants.readmodels.terms import terms_history
from grants.rules.closeout import BY_THE_SYSTEM, Clocks, Kept, clocks_of, may_close_alone


class StepRow(NamedTuple):
    """One step: where it stands, in words, and what she may do to it."""

    key: str
    title: str
    whose: str
    tone: str
    label: str
    known: str
    note: str
    may_do: bool
    may_waive: bool
    may_undo: bool
    has_day: bool


@dataclass(frozen=True)
class CloseoutPage:
    """Everything that the page shows."""

    award: Award
    member: Member
    closeout: Closeout | None
    standings: list[Standing]
    kept: Kept
    hold: LegalHold | None
    ends_on: dt.date
    today: dt.date

    @property
    def clocks(self) -> Clocks:
        if self.closeout is None:
            return clocks_of(self.ends_on)
        return Clocks(self.closeout.due_on, self.closeout.state_due_on)

    @property
    def is_open(self) -> bool:
        return self.closeout is not None and self.closeout.status == CloseoutStatus.OPEN

    @property
    def is_closed(self) -> bool:
        return self.closeout is not None and not self.is_open

    @cached_property
    def manages(self) -> bool:
        return self.member.can(Permission.AWARD_MANAGE)

    @property
    def may_begin(self) -> bool:
        over = self.award.status == AwardStatus.ENDED or self.ends_on < self.today
        running = self.award.status in (AwardStatus.ACTIVE, AwardStatus.ENDED)
        return self.manages and self.closeout is None and over and running

    @property
    def left(self) -> list[str]:
        return [one.step.label for one in self.standings if not one.is_settled]

    @property
    def may_close(self) -> bool:
        return self.manages and self.is_open and not self.left

    @property
    def may_give_time(self) -> bool:
        return self.manages and self.is_open

    @property
    def may_close_alone(self) -> bool:
        return self.manages and self.is_open and bool(self.left) and may_close_alone(self.today, self.clocks.convener)

    @property
    def may_reopen(self) -> bool:
        return self.manages and self.is_closed

    @property
    def may_hold(self) -> bool:
        return self.member.can(Permission.RECORD_HOLD)

    @property
    def rows(self) -> list[StepRow]:
        held = held_over(self.member, self.award)
        does_own = Permission.AWARD_ACCEPT in held or self.manages
        return [self._row(one, does_own) for one in self.standings]

    def _row(self, one: Standing, does_own: bool) -> StepRow:
        done, known = one.done, one.reading
        note = f"{done.note} ({done.by.name}, {long_day(done.at)})" if done else ""
        if done and done.on:
            note = f"{note} Disposed of on {long_day(done.on)}."
        tone, label = ("ok", "Done") if one.is_settled else ("hold", "To do")
        if done and done.is_waived:
            tone, label = "warn", "Waived"
        mine = does_own if one.whose == Whose.CONVENER else self.manages
        open_now = self.is_open and not one.is_settled
        may_do = open_now and mine and one.step not in BY_THE_SYSTEM
        return StepRow(
            key=one.step,
            title=one.step.label,
            whose=Whose(one.whose).label,
            tone=tone,
            label=label,
            known=known.words,
            note=note,
            may_do=may_do,
            may_waive=open_now and self.manages,
            may_undo=self.is_open and done is not None and (self.manages or (mine and not done.is_waived)),
            has_day=one.step == Step.PROPERTY,
        )

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The clocks and what closed it, as pairs."""
        late = " (past)" if self.is_open and self.today > self.clocks.convener else ""
        found = [
            ("Period ended" if self.ends_on < self.today else "Period ends", long_day(self.ends_on)),
            ("Due from the convener", f"{long_day(self.clocks.convener)}{late}"),
            ("To be closed by the state", long_day(self.clocks.state)),
        ]
        one = self.closeout
        if one and one.extension_reason:
            found.append(("More time was given", one.extension_reason))
        if one and one.closed_at and one.closed_by:
            found.append((one.get_status_display(), f"{long_day(one.closed_at)} by {one.closed_by.name}"))
        if one and one.reason and self.is_closed:
            found.append(("Why", one.reason))
        return found

    @property
    def retention(self) -> list[tuple[str, str]]:
        until = long_day(self.kept.until) if self.kept.until else "not known yet"
        if self.hold:
            until = "as long as the hold stands"
        return [("Records are kept until", until), ("Why", self.kept.why)]


def closeout_page(award: Award, member: Member) -> CloseoutPage:
    """About eighteen queries, whatever the number of reports."""
    closeout = closeout_of(award)
    return CloseoutPage(
        award=award,
        member=member,
        closeout=closeout,
        standings=standings_of(closeout, facts_of(award)) if closeout else [],
        kept=kept_of(award),
        hold=standing_hold(award),
        ends_on=closeout.ends_on if closeout else terms_history(award).latest.ends_on,
        today=timezone.localdate(),
    )
