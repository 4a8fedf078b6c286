"""What is wrong with a quarterly report, in two levels. Pure: the same checks run as one saves, at submission and for the
officer.

`fix` stops the submission. `explain` asks for a sentence, which travels with the report to the officer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from grants.rules.reports import MEASURES, STORY

FIX, EXPLAIN = "fix", "explain"
OFF_PACE = Decimal("0.20")
"""A running total this far from its share of the target must be explained."""
COUNT = re.compile(r"^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$", re.ASCII)
LARGEST = Decimal("999999999999")
ENTERED = ("enrolled", "started training", "enrollments")
COMPLETED = ("completed", "finished", "completions")
"""Measures of a path are told by the words of their titles, since each state writes its own catalogue."""


class Flag(NamedTuple):
    """One thing to fix or to explain: `field` is the key of the box it belongs to, `part` the part of the report.

    `is_gap`: nothing stands in the box yet. Gaps stop the submission, but are not scolded while one still fills in.
    """

    key: str
    level: str
    part: str
    field: str
    strong: str
    text: str
    is_gap: bool = False

    @property
    def stops(self) -> bool:
        return self.level == FIX

    @property
    def sentence(self) -> str:
        return f"{self.strong} {self.text}".strip()


class Reading(NamedTuple):
    """What was typed, as a number; `error` when it is none, and both empty when nothing was typed."""

    value: Decimal | None = None
    error: str = ""


class Pace(NamedTuple):
    """How much of the award's time has passed at the end of the quarter: quarter 5 of 8."""

    quarter: int
    of: int

    @property
    def share(self) -> Decimal:
        return Decimal(self.quarter) / Decimal(self.of)


def shown(number: Decimal) -> str:
    """47, or 47.5."""
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number.normalize():,f}"


def read_count(raw: str, *, whole: bool = True, prior: Decimal = Decimal(0)) -> Reading:
    """A count that somebody typed. Counts never take away: then the running total would shrink."""
    text = raw.strip().replace("\N{MINUS SIGN}", "-").replace(" ", "")
    if not text:
        return Reading()
    less = text.startswith("-")
    found = COUNT.match(text.lstrip("-"))
    if not found:
        return Reading(None, f"“{raw.strip()[:30]}” is not a number. Write digits, such as 58.")
    value = Decimal(text.lstrip("-").replace(",", ""))
    if less and value:
        return Reading(
            None,
            f"−{shown(value)} would take the total from {shown(prior)} to {shown(prior - value)}, and a total only"
            " grows. Write what happened this quarter; if an earlier figure was wrong, tell your program officer.",
        )
    if value > LARGEST:
        return Reading(None, f"{raw.strip()[:30]} is too large to be right. Check the number.")
    if whole and value != value.to_integral_value():
        return Reading(None, f"{raw.strip()[:30]} is not whole. Count each one once: write 47, not 47.5.")
    return Reading(value)


@dataclass(frozen=True)
class Measured:
    """One measure of the report: what was typed, and what it is held against. Rates bring both counts."""

    pk: int
    title: str
    raw: str
    raw_of: str = ""
    is_rate: bool = False
    whole: bool = True
    numerator: str = ""
    denominator: str = ""
    prior: Decimal = Decimal(0)
    prior_of: Decimal = Decimal(0)
    target: Decimal | None = None

    @cached_property
    def reading(self) -> Reading:
        return read_count(self.raw, whole=self.whole or self.is_rate, prior=self.prior)

    @cached_property
    def reading_of(self) -> Reading:
        return read_count(self.raw_of, prior=self.prior_of) if self.is_rate else Reading()

    @property
    def to_date(self) -> Decimal:
        return self.prior + (self.reading.value or 0)

    @property
    def to_date_of(self) -> Decimal:
        return self.prior_of + (self.reading_of.value or 0)

    @property
    def rate(self) -> Decimal | None:
        """Percent to date of a rate, from both counts added up; None while there is nothing to divide by."""
        return self.to_date / self.to_date_of * 100 if self.is_rate and self.to_date_of else None

    @property
    def done(self) -> Decimal | None:
        """Percent of the target reached."""
        if not self.target:
            return None
        return (
            self.rate / self.target * 100
            if self.rate is not None
            else (None if self.is_rate else self.to_date / self.target * 100)
        )


# Measures


def measure_flags(lines: Sequence[Measured], pace: Pace) -> list[Flag]:
    """What is wrong with the measures, in their order."""
    found = [flag for line in lines for flag in _measure(line, pace)]
    return found + list(_path(lines))


def _measure(line: Measured, pace: Pace) -> Iterable[Flag]:
    faults = list(_counts(line))
    if faults:
        yield from faults
    elif line.is_rate:
        yield from _rate(line)
    else:
        yield from _pace(line, pace)


def _counts(line: Measured) -> Iterable[Flag]:
    """A count that is missing or cannot be read."""
    boxes = [(f"figure.{line.pk}", line.reading, line.numerator)]
    if line.is_rate:
        boxes.append((f"of.{line.pk}", line.reading_of, line.denominator))
    for field, reading, words in boxes:
        what = f"{line.title}, {words}:" if line.is_rate and words else f"{line.title}:"
        if reading.error:
            yield Flag(f"{MEASURES}.{field}", FIX, MEASURES, field, what, reading.error)
        elif reading.value is None:
            text = "no number for this quarter. Write 0 if nothing happened."
            yield Flag(f"{MEASURES}.{field}", FIX, MEASURES, field, what, text, is_gap=True)


def _rate(line: Measured) -> Iterable[Flag]:
    part, whole = line.reading.value or Decimal(0), line.reading_of.value or Decimal(0)
    field = f"figure.{line.pk}"
    if part > whole:
        text = f"{shown(part)} of {shown(whole)} cannot be. The first count is part of the second; change one."
        yield Flag(f"{MEASURES}.rate.{line.pk}", FIX, MEASURES, field, f"{line.title}:", text)
    elif line.rate is not None and line.target and line.rate < line.target * (1 - OFF_PACE):
        strong = f"{line.title}: {line.rate:.0f}% to date, and the target is {shown(line.target)}%."
        text = f"{shown(line.to_date)} of {shown(line.to_date_of)} since the award began."
        yield Flag(f"{MEASURES}.pace.{line.pk}", EXPLAIN, MEASURES, field, strong, text)


def _pace(line: Measured, pace: Pace) -> Iterable[Flag]:
    """More than 20 % from the target's share of time, and by more than one."""
    if not line.target:
        return
    plan = line.target * pace.share
    off = line.to_date - plan
    if abs(off) <= max(plan * OFF_PACE, Decimal(1)):
        return
    side = "short of" if off < 0 else "ahead of"
    strong = f"{line.title}: {abs(off) / plan * 100:.0f}% {side} pace."
    text = (
        f"{shown(line.to_date)} to date; {shown(line.target)} by the end means {plan:,.0f} by now"
        f" (quarter {pace.quarter} of {pace.of})."
    )
    yield Flag(f"{MEASURES}.pace.{line.pk}", EXPLAIN, MEASURES, f"figure.{line.pk}", strong, text)


def _path(lines: Sequence[Measured]) -> Iterable[Flag]:
    """More people who finished than people who started."""

    def one(words: tuple[str, ...]) -> Measured | None:
        counts = [line for line in lines if not line.is_rate and line.reading.value is not None]
        return next((line for line in counts if any(word in line.title.lower() for word in words)), None)

    entered, completed = one(ENTERED), one(COMPLETED)
    if entered and completed and completed.to_date > entered.to_date:
        strong = f"{completed.title}: {shown(completed.to_date)} to date, more than"
        text = f"the {shown(entered.to_date)} of “{entered.title}”. Say how, or correct one of them."
        field = f"figure.{completed.pk}"
        yield Flag(f"{MEASURES}.path.{completed.pk}", EXPLAIN, MEASURES, field, strong, text)


# The story

STORY_FIELDS = {"title": 120, "text": 4000, "speaker": 120, "role": 160, "consent": 500, "until": 10}
"""What a story holds, and the most characters of each."""
STORY_NEEDS = {
    "title": "Give the story a title.",
    "text": "Tell what happened.",
    "speaker": "Say whose story it is.",
    "role": "Say who they are, such as “CNA at Penn Hollow”.",
    "consent": "Write what the person agreed to, in the words used.",
    "until": "Say until when the story may be used.",
}


def story_flags(story: Mapping[str, str], today: dt.date) -> list[Flag]:
    """A story is optional; one that is begun must be whole, with consent that still runs (nobody is quoted without it)."""
    typed = {name: str(story.get(name, "")).strip() for name in STORY_FIELDS}
    if not any(typed.values()):
        return []
    found = [
        Flag(f"{STORY}.{name}", FIX, STORY, f"story.{name}", "Story:", sentence, is_gap=True)
        for name, sentence in STORY_NEEDS.items()
        if not typed[name]
    ]
    if typed["until"]:
        try:
            past = dt.date.fromisoformat(typed["until"]) <= today
            text = f"the consent ended on {typed['until']}. Ask again, or leave the story out." if past else ""
        except ValueError:
            text = f"{typed['until']} is not a date. Write it as 2027-12-31."
        if text:
            found.append(Flag(f"{STORY}.until", FIX, STORY, "story.until", "Story:", text))
    found += [
        Flag(f"{STORY}.{name}", FIX, STORY, f"story.{name}", "Story:", f"{len(typed[name]):,} of {most:,} characters.")
        for name, most in STORY_FIELDS.items()
        if len(typed[name]) > most
    ]
    return found


def unexplained(flags: Iterable[Flag], notes: Mapping[str, str]) -> list[Flag]:
    """Flags that want a sentence and have none."""
    return [flag for flag in flags if not flag.stops and not notes.get(flag.key, "").strip()]
