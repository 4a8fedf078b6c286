"""A report as the officer reads it: the frozen version, flags first, with what changed since the version before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from core.calendars import Quarter
from core.models import State
from grants.checks.report_money import Spent
from grants.checks.reports import Flag, Measured, Pace, shown
from grants.models import Report, ReportReturn, ReportVersion
from grants.readmodels.report_rows import Box, Dollars, MeasureRow, MoneyRow, grant_total, match_total, money_row
from grants.rules.reports import MEASURES, MONEY, MOST_RETURNS, PARTS, STORY, days_late
from questions.checks.files import files_in

STORY_WORDS = {
    "title": "Title",
    "text": "Story",
    "speaker": "Who tells it",
    "role": "Who they are",
    "consent": "Consent, in the words used",
    "until": "May be used until",
}


class Explained(NamedTuple):
    """A flag that traveled with the report, and the convener's sentence."""

    flag: Flag
    note: str


class SentAnswer(NamedTuple):
    question: str
    answer: str
    was: str
    files: list[dict[str, Any]]


class SentPart(NamedTuple):
    """A section of the narrative as it was sent."""

    key: str
    title: str
    answers: list[SentAnswer]


class SentMeasure(NamedTuple):
    row: MeasureRow
    was: str


class SentMoney(NamedTuple):
    row: MoneyRow
    was: str
    was_match: str


@dataclass(frozen=True)
class SentReport:
    """What one version of a report says."""

    report: Report
    version: ReportVersion
    versions: list[ReportVersion]
    pace: Pace
    measures: list[SentMeasure]
    money: list[SentMoney]
    narrative: list[SentPart]
    story: list[tuple[str, str]]
    explained: list[Explained]
    last_return: ReportReturn | None
    days_late: int

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.report.period_start)

    @property
    def parts(self) -> dict[str, str]:
        """Every part that can be commented on, by key."""
        between = {part.key: part.title for part in self.narrative}
        return {MONEY: PARTS[MONEY], MEASURES: PARTS[MEASURES]} | between | {STORY: PARTS[STORY]}

    @property
    def plan_percent(self) -> Decimal:
        return self.pace.share * 100

    @property
    def money_note(self) -> str:
        total = self.grant_total
        return f"{total.percent:.0f}% of the grant is spent at {self.plan_percent:.0f}% of the time"

    @property
    def facts(self) -> list[str]:
        award = self.report.award
        facts = [award.number, award.organization.legal_name, f"quarter {self.pace.quarter} of {self.pace.of}"]
        facts.append(f"version {self.version.number}, certified by {self.version.content['certified_as']}")
        return facts + ([f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"] if self.days_late else [])

    @property
    def is_latest(self) -> bool:
        return self.version.number == self.versions[0].number

    @property
    def may_return(self) -> bool:
        return self.last_return is None and MOST_RETURNS > 0

    @property
    def comments(self) -> dict[str, str]:
        return self.last_return.comments if self.last_return else {}

    @property
    def grant(self) -> list[SentMoney]:
        return [sent for sent in self.money if sent.row.line.asks_grant]

    @property
    def match(self) -> list[SentMoney]:
        return [sent for sent in self.money if sent.row.line.asks_match]

    @property
    def grant_total(self) -> Dollars:
        return grant_total((sent.row for sent in self.money), self._sent("amount"), self.pace.share)

    @property
    def match_total(self) -> Dollars:
        return match_total((sent.row for sent in self.money), self._sent("match_required"), self.pace.share)

    def _sent(self, term: str) -> Decimal:
        """A term of the award as it was when the version was sent."""
        return Decimal(self.version.content["award"][term])


def sent_report(report: Report, state: State, *, number: int | None = None) -> SentReport | None:
    """A version of a report, the last when no number is given; None while nothing was sent. Two queries."""
    versions = list(report.versions.select_related("by").order_by("-number"))
    version = next((one for one in versions if number is None or one.number == number), None)
    if version is None:
        return None
    before = next((one for one in versions if one.number < version.number), None)
    content: dict[str, Any] = version.content
    old: dict[str, Any] = before.content if before else {}
    flags = [Flag(**{name: flag[name] for name in Flag._fields if name in flag}) for flag in content["flags"]]
    pace = Pace(*content["pace"])
    return SentReport(
        report=report,
        version=version,
        versions=versions,
        pace=pace,
        measures=_measures(content, old, flags, pace),
        money=_money(content, old, flags, pace),
        narrative=_narrative(content, old),
        story=[(words, content["story"][name]) for name, words in STORY_WORDS.items() if content["story"].get(name)],
        explained=[Explained(flag, sent["note"]) for flag, sent in zip(flags, content["flags"], strict=True)],
        last_return=report.returns.select_related("by").first(),
        days_late=days_late(report.due_at, versions[-1].at, timezone.now(), state.zone),
    )


def _measures(
    content: Mapping[str, Any], old: Mapping[str, Any], flags: Iterable[Flag], pace: Pace
) -> list[SentMeasure]:
    before = {figure["measure"]: figure for figure in old.get("figures", ())}
    return [SentMeasure(_measure(figure, flags, pace), _was(figure, before)) for figure in content["figures"]]


def _measure(figure: Mapping[str, Any], flags: Iterable[Flag], pace: Pace) -> MeasureRow:
    target = figure["target"]
    line = Measured(
        pk=figure["measure"],
        title=figure["title"],
        raw=_plain(figure["value"]),
        raw_of=_plain(figure["denominator"]),
        is_rate=figure["is_rate"],
        whole=False,
        numerator=figure["numerator"],
        denominator=figure["denominator_words"],
        prior=Decimal(figure["prior"]),
        prior_of=Decimal(figure["prior_denominator"]),
        target=None if target is None else Decimal(target),
    )
    keys = (f"figure.{line.pk}", f"of.{line.pk}")
    plan = None if line.is_rate or line.target is None else line.target * pace.share
    mine = tuple(flag for flag in flags if flag.field in keys)
    box_of = Box(keys[1], line.raw_of) if line.is_rate else None
    return MeasureRow(line, Box(keys[0], line.raw), box_of, mine, plan)


def _was(figure: Mapping[str, Any], before: Mapping[int, Mapping[str, Any]]) -> str:
    """What the version before said, where it said something else."""
    old = before.get(figure["measure"])
    if old is None or (old["value"], old["denominator"]) == (figure["value"], figure["denominator"]):
        return ""
    return f"{_plain(old['value'])} of {_plain(old['denominator'])}" if figure["is_rate"] else _plain(old["value"])


def _money(content: Mapping[str, Any], old: Mapping[str, Any], flags: Iterable[Flag], pace: Pace) -> list[SentMoney]:
    before = {line["category"]: line for line in old.get("spending", ())}
    found = []
    for sent in content["spending"]:
        then = before.get(sent["category"], sent)
        line = Spent(
            sent["category"],
            sent["label"],
            sent["amount"],
            sent["match"],
            prior=Decimal(sent["prior"]),
            prior_match=Decimal(sent["prior_match"]),
            budget=Decimal(sent["budget"]),
            budget_match=Decimal(sent["budget_match"]),
            asks_grant=sent["asks_grant"],
            asks_match=sent["asks_match"],
        )
        box, box_match = Box(f"grant.{line.category}", line.raw), Box(f"match.{line.category}", line.raw_match)
        row = money_row(line, box, box_match, flags, pace.share)
        found.append(SentMoney(row, _changed(then["amount"], sent["amount"]), _changed(then["match"], sent["match"])))
    return found


def _changed(old: str, new: str) -> str:
    return "" if Decimal(old) == Decimal(new) else old


def _narrative(content: Mapping[str, Any], old: Mapping[str, Any]) -> list[SentPart]:
    before = {answer["key"]: answer["shown"] for part in old.get("narrative", ()) for answer in part["answers"]}
    return [
        SentPart(
            part["section"],
            part["title"],
            [
                SentAnswer(
                    answer["question"],
                    answer["shown"],
                    before[answer["key"]] if before.get(answer["key"], answer["shown"]) != answer["shown"] else "",
                    files_in(answer["value"]),
                )
                for answer in part["answers"]
            ],
        )
        for part in content["narrative"]
    ]


def _plain(number: str | None) -> str:
    """5,250 for "5250.00"."""
    return "" if number is None else shown(Decimal(number))
