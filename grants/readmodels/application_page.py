"""A draft as its makers see it: its sections with where each stands, what blocks submission, who works on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone

from core.models import Member
from grants.choices import ApplicationStatus, SentIn
from grants.models import Application, Criterion, ReadyMark
from grants.readmodels.application_content import Problem, Tables, problems_of, tables_of
from grants.readmodels.deadlines import Deadline, deadline_of, deadlines_of, in_time
from grants.readmodels.open_rounds import time_left
from grants.readmodels.talk import Writing, is_ready, open_by_section, ready_marks, writing_in
from grants.readmodels.team import Person, people_of
from grants.rules.applications import FOR_APPLICANT, MOVES, Standing
from questions.choices import Panel, QuestionType
from questions.readmodels import FilledSection, Filling, filling_of

LABELS = {
    "not_started": "Not started",
    "in_progress": "In progress",
    "attention": "Needs attention",
    "complete": "Complete",
}
WHO, CASE, MONEY = "Who you are", "The case", "Money and promises"
GROUPS = {
    Panel.PARTNERSHIP.value: WHO,
    Panel.ROSTER.value: WHO,
    Panel.BUDGET.value: MONEY,
    Panel.TARGETS.value: MONEY,
    Panel.MATCH.value: MONEY,
    Panel.NEUTRALITY.value: WHO,
}
NUMBER_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
SHOWN = 2
"""How many sentences a row of the list carries; the rest stand in the section."""


def number_word(number: int) -> str:
    """Seven for 7, as sentences begin."""
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def things(number: int, left: str) -> str:
    """Seven things are left."""
    return f"{number_word(number)} {'thing is' if number == 1 else 'things are'} {left}"


@dataclass(frozen=True)
class Row:
    """A section in the list."""

    section: FilledSection
    url: str
    problems: list[Problem]
    saved_at: dt.datetime | None
    saved_by: str
    writing: Writing | None = None
    comments: int = 0
    mark: ReadyMark | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it was said to be ready for the lead, and nothing was saved since."""
        return is_ready(self.mark, self.saved_at)

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def is_open(self) -> bool:
        """Whether it can be written: every section of a draft, of one that came back those that were sent back."""
        return self.section.is_open

    @property
    def status(self) -> str:
        if not self.problems:
            return "complete"
        if any(one.error for one in self.section.fields):
            return "attention"
        return "in_progress" if self.saved_at else "not_started"

    @property
    def status_label(self) -> str:
        return LABELS[self.status]

    @property
    def missing(self) -> list[str]:
        said = [problem.text for problem in self.problems[:SHOWN]]
        more = len(self.problems) - SHOWN
        return [*said, f"And {more} more."] if more > 0 else said

    @property
    def note(self) -> str:
        if self.saved_at is None:
            return "Nobody yet"
        local = timezone.localtime(self.saved_at)
        when = f"{local:%B} {local.day}, {local.hour % 12 or 12}:{local:%M %p}"
        return f"{self.saved_by}, {when}" if self.saved_by else when


@dataclass(frozen=True)
class Reason:
    """One reason why it cannot be submitted: the section as a link, and what is missing there."""

    link: str
    url: str
    text: str


@dataclass(frozen=True)
class TaskList:
    """The home of a draft."""

    application: Application
    rows: list[Row]
    problems: list[Problem]
    people: list[Person]
    now: dt.datetime
    deadline: Deadline
    groups: list[tuple[str, list[Row]]] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(row.status == "complete" for row in self.rows)

    @property
    def percent(self) -> float:
        return 100 * self.done / len(self.rows) if self.rows else 100

    @property
    def is_ready(self) -> bool:
        return not self.problems

    @property
    def is_closed(self) -> bool:
        return not self.deadline.is_open(self.now)

    @property
    def tone(self) -> str:
        if self.is_closed:
            return "bad"
        return "warn" if self.deadline.at - self.now <= dt.timedelta(hours=1) else ""

    @property
    def verb(self) -> str:
        """What the strip says before the instant, with the reason where it is not the round's own."""
        if self.is_closed:
            return "Closed"
        return {SentIn.WAIVER: "Open for you until", SentIn.GRACE: "Grace until", SentIn.RETURN: "Corrections due"}.get(
            self.deadline.sent_in, "Due"
        )

    @property
    def note(self) -> str:
        """How long there is, and why longer than for others."""
        returned = self.deadline.sent_in == SentIn.RETURN
        if self.is_closed:
            what = "The corrections did not come in time." if returned else "Yours was not submitted in time."
            return f"{what} Everything you wrote is kept."
        left = f"Closes {time_left(self.deadline.at, self.now)}."
        waiver = self.deadline.waiver
        if waiver is not None and waiver.decided_at is not None:
            local = timezone.localtime(waiver.decided_at)
            return f"{left} Waiver {waiver.number}, approved {local:%B} {local.day}. The round is closed for others."
        if self.deadline.sent_in == SentIn.GRACE:
            return f"{left} The round has closed; drafts that were started before it may still be sent."
        return f"{left} The clock is ours, to the second."

    @property
    def reasons(self) -> list[Reason]:
        """A reason a section: the first thing missing, and how many more."""
        found: dict[str, list[Problem]] = {}
        for problem in self.problems:
            found.setdefault(problem.section, []).append(problem)
        return [Reason(held[0].title, section_url(self.application, key), summed(held)) for key, held in found.items()]

    @property
    def left(self) -> str:
        return things(len(self.problems), "left")


def summed(problems: Sequence[Problem]) -> str:
    if len(problems) == 1:
        return problems[0].text
    return f"{len(problems)} things, first: {problems[0].text}"


def section_url(application: Application, key: str) -> str:
    if not key:
        return reverse("application-tasks", args=[application.pk])
    return reverse("application-section", args=[application.pk, key])


def tasks_of(application: Application, *, reader: Member) -> TaskList:
    """Everything that the draft's home shows to one of its team."""
    filling = filling_of(application.response)
    problems = problems_of(application, filling=filling)
    writing, comments = writing_in(application, but=reader.pk), open_by_section(application)
    marks = ready_marks(application)
    rows = [
        replace(
            row_of(application, section, problems),
            writing=writing.get(section.key),
            comments=comments.get(section.key, 0),
            mark=marks.get(section.key),
        )
        for section in filling.sections
    ]
    groups = [
        (name, [row for row in rows if GROUPS.get(row.section.panel, CASE) == name]) for name in (WHO, CASE, MONEY)
    ]
    people, now = people_of(application), timezone.now()
    deadline = deadline_of(application, now=now)
    return TaskList(application, rows, problems, people, now, deadline, [group for group in groups if group[1]])


def row_of(application: Application, section: FilledSection, problems: Sequence[Problem]) -> Row:
    """A section with its problems and who saved it last, be it an answer or its table."""
    stamp = application.panels.get(section.panel, {}) if section.panel else {}
    saves = [(section.saved_at, section.saved_by)] if section.saved_at else []
    if stamp:
        saves.append((dt.datetime.fromisoformat(stamp["at"]), stamp["by"]))
    at, by = max(saves, key=lambda save: save[0]) if saves else (None, "")
    own = [problem for problem in problems if problem.section == section.key]
    return Row(section, section_url(application, section.key), own, at, by)


@dataclass(frozen=True)
class SectionPage:
    """One section to fill in, with its neighbors."""

    application: Application
    filling: Filling
    section: FilledSection
    row: Row
    tables: Tables
    criteria: list[Criterion]
    points: int

    @property
    def count(self) -> int:
        return len(self.filling.sections)

    @property
    def next(self) -> FilledSection | None:
        sections = self.filling.sections
        return next((one for one in sections if one.number == self.section.number + 1), None)

    @property
    def saved_note(self) -> str:
        """Who saved it last, for the bar on top."""
        return f"Last by {self.row.saved_by}" if self.row.saved_by else ""

    @property
    def worth(self) -> str:
        """Worth 100 of 300 points, where a criterion judges this section."""
        given = sum(criterion.points for criterion in self.criteria)
        return f"Worth {given} of {self.points} points" if given else ""

    @property
    def shows_market(self) -> bool:
        """Whether published figures stand beside it: where region and industry are chosen or argued."""
        asked = {QuestionType.COUNTIES.value, QuestionType.INDUSTRY.value}
        named = any(word in self.section.key for word in ("industry", "assessment"))
        chosen = any(one.question.type in asked for one in self.section.fields)
        return named or chosen or self.section.panel in (Panel.PARTNERSHIP, Panel.ASSESSMENT)


def section_page(application: Application, key: str) -> SectionPage | None:
    """The section of that key; None when the form has none."""
    filling = filling_of(application.response)
    section = filling.section(key)
    if section is None:
        return None
    tables = tables_of(application)
    problems = problems_of(application, filling=filling, tables=tables)
    criteria = list(application.round.criteria.all())
    judging = [criterion for criterion in criteria if key in criterion.section_keys]
    points = sum(criterion.points for criterion in criteria)
    row = replace(row_of(application, section, problems), mark=ready_marks(application).get(key))
    return SectionPage(application, filling, section, row, tables, judging, points)


@dataclass(frozen=True)
class Listed:
    """An application in her list."""

    application: Application
    url: str
    note: str
    is_late: bool
    standing: Standing


def listed(applications: Sequence[Application]) -> list[Listed]:
    """Her applications with what each waits for."""
    now = timezone.now()
    deadlines = deadlines_of([one for one in applications if one.is_writable], now=now)
    return [_listed(application, deadlines.get(application.pk), now) for application in applications]


def _listed(application: Application, deadline: Deadline | None, now: dt.datetime) -> Listed:
    name = "application-receipt" if application.submitted_at and not application.is_writable else "application-tasks"
    url, standing = reverse(name, args=[application.pk]), FOR_APPLICANT[application.status]
    if deadline is None:
        return Listed(application, url, "", False, standing)
    is_late = not deadline.is_open(now)
    verb = "Open for you, closes" if deadline.is_moved else "Closes"
    note = "Closed. Not submitted." if is_late else f"{verb} {time_left(deadline.at, now)}"
    return Listed(application, url, note, is_late, standing)


def can_withdraw(application: Application) -> bool:
    return application.status in MOVES["withdraw"].sources


def can_start_again(application: Application) -> bool:
    """Whether a draft may be begun from it: sent, withdrawn, and still in time."""
    if application.status != ApplicationStatus.WITHDRAWN or application.submitted_at is None:
        return False
    ways = in_time()
    return Application.objects.filter(ways[SentIn.TIME] | ways[SentIn.WAIVER], pk=application.pk).exists()
