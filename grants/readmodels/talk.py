"""A section to read and to talk about: each question with its answer and what the team says of it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils import timezone

from grants.models import Application, Comment, ReadyMark, SectionLease, Thread
from grants.readmodels.review_content import Content, Part, content_of
from grants.rules.leases import is_writing
from questions.choices import Panel, QuestionType
from questions.readmodels import FilledSection


@dataclass(frozen=True)
class Talk:
    """A thread with what was said in it, in the order in which it was said."""

    thread: Thread
    comments: list[Comment]

    @property
    def is_open(self) -> bool:
        return self.thread.resolved_at is None


@dataclass(frozen=True)
class Read:
    """A question with its answer in words and its threads. The last of a section is the section as a whole."""

    key: str
    title: str
    shown: str
    is_prose: bool
    talks: list[Talk]

    @property
    def open(self) -> int:
        return sum(talk.is_open for talk in self.talks)


@dataclass(frozen=True)
class Reading:
    """The section as it is read."""

    questions: list[Read]
    part: Part | None
    content: Content | None

    @property
    def open(self) -> int:
        return sum(one.open for one in self.questions)


def reading_of(application: Application, section: FilledSection) -> Reading:
    """Every question of the section with its answer, its table if it has one, and what is said of each."""
    talks = talks_of(application, section.key)
    questions = [
        Read(
            one.key,
            f"{one.number} {one.question.label}",
            one.shown,
            one.question.type in (QuestionType.LONG_TEXT, QuestionType.TEXT),
            talks.pop(one.key, []),
        )
        for one in section.fields
    ]
    left = [talk for about in talks.values() for talk in about]
    questions.append(Read("", "The section as a whole", "", False, left))
    part, content = None, None
    if section.panel and section.panel != Panel.PARTNERSHIP:
        content = content_of(application, with_market=False, as_it_stands=application.is_writable)
        found = next((one for one in content.parts if one.panel == section.panel), None)
        part = replace(found, answers=()) if found else None
    return Reading(questions, part, content)


def talks_of(application: Application, section_key: str) -> dict[str, list[Talk]]:
    """The threads of a section by the key of their question; those about the section itself under "". Two queries."""
    threads = list(application.threads.filter(section_key=section_key).select_related("resolved_by"))
    said: dict[int, list[Comment]] = defaultdict(list)
    for comment in Comment.objects.filter(thread__in=threads).select_related("by"):
        said[comment.thread_id].append(comment)
    found: dict[str, list[Talk]] = defaultdict(list)
    for thread in threads:
        found[thread.question_key].append(Talk(thread, said[thread.pk]))
    return found


def open_by_section(application: Application) -> dict[str, int]:
    """How many threads are open, by section."""
    rows = application.threads.filter(resolved_at__isnull=True).order_by().values("section_key").annotate(n=Count("pk"))
    return {row["section_key"]: row["n"] for row in rows}


def open_by_question(application: Application, section_key: str) -> dict[str, int]:
    """How many threads of a section are open, by question."""
    rows = application.threads.filter(section_key=section_key, resolved_at__isnull=True).order_by()
    return {row["question_key"]: row["n"] for row in rows.values("question_key").annotate(n=Count("pk"))}


# Who writes, and what is ready


@dataclass(frozen=True)
class Writing:
    """Who writes in a section now, as others read it."""

    lease: SectionLease
    says: str

    @property
    def mark(self) -> str:
        """Tells one lease from another, so that a page is only told of a change."""
        return f"{self.lease.member_id}-{self.lease.since.timestamp():.0f}"


def writing_in(application: Application, *, but: int) -> dict[str, Writing]:
    """Who else than this member writes in which section. One query."""
    rows = SectionLease.objects.filter(application=application, until__gt=timezone.now()).exclude(member_id=but)
    return {lease.section_key: _writing(lease) for lease in rows.select_related("member")}


def writer_in(application: Application, section_key: str, *, but: int) -> Writing | None:
    """Who else than this member writes in the section. One query."""
    rows = SectionLease.objects.filter(application=application, section_key=section_key, until__gt=timezone.now())
    lease = rows.exclude(member_id=but).select_related("member").first()
    return _writing(lease) if lease is not None else None


def _writing(lease: SectionLease) -> Writing:
    return Writing(lease, is_writing(lease.member.name, timezone.localtime(lease.since)))


def ready_marks(application: Application) -> dict[str, ReadyMark]:
    """Which sections were said to be ready for the lead. One query."""
    return {mark.section_key: mark for mark in application.ready_marks.select_related("by")}


def is_ready(mark: ReadyMark | None, saved_at: dt.datetime | None) -> bool:
    """Whether the mark still holds: nothing was saved after it."""
    return mark is not None and (saved_at is None or saved_at <= mark.at)
