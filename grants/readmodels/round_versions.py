"""The notice of a round in words, part by part, as it is frozen; and what changed from one version to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.utils import timezone

from core.models import FileStatus, State
from core.templatetags.rt import day
from grants.models import Round, RoundDocument, RoundVersion
from grants.readmodels.open_rounds import NoticePage, notice_of
from grants.readmodels.receipt import instant
from grants.readmodels.round_notice import said_since
from questions.models import Question

SCHEMA = "roundtable.notice/1"
READY = (FileStatus.CLEAN, FileStatus.UNSCANNED)
"""Files that may be served."""


def notice_content(round: Round) -> dict[str, Any]:
    """Everything that the notice says now, as plain JSON. Seven queries at most."""
    state = State.objects.get(pk=round.state_id)
    page = notice_of(round)
    since = said_since(round)
    parts = [
        *term_parts(page),
        part("scored", "How applications are scored", criteria_lines(page)),
        part("dates", "Dates", date_lines(page, state)),
        part("asked-first", "Asked before an application", check_lines(round)),
        part("addenda", "What was added", [f"Addendum {one.number}: {one.text}" for one in reversed(since["addenda"])]),
        part("questions", "Questions and answers", [f"{one.shown} {one.answer}" for one in since["answered"]]),
    ]
    return {
        "schema": SCHEMA,
        "round": round.name,
        "parts": [one for one in parts if one["lines"]],
        "documents": [document_facts(one) for one in current_documents(round)],
    }


def part(key: str, label: str, lines: Sequence[str]) -> dict[str, Any]:
    return {"key": key, "label": label, "lines": [line for line in lines if line]}


def term_parts(page: NoticePage) -> list[dict[str, Any]]:
    """What the money is for, how much, for whom, with which match."""
    round, notice = page.round, page.notice
    leads = f"Lead applicants: {', '.join(page.kinds)}." if page.kinds else ""
    reason = f"This round differs from what is typical: {round.limits_reason}" if round.limits_reason else ""
    who = [*round.who_may_apply.splitlines(), leads, f"At the table, at least: {notice.table}."]
    funds = [f"{notice.award_range} for each partnership, from {notice.total} in all", f"Lasts: {notice.lasts}", reason]
    return [
        part("summary", "What the money is for", [f"{round.get_kind_display()} grants", *round.summary.splitlines()]),
        part("money", "Money", funds),
        part("who", "Who may apply", who),
        part("match", "Match", [notice.match]),
    ]


def criteria_lines(page: NoticePage) -> list[str]:
    lines = [f"{one.title}: {one.points} points. {one.guidance}".strip() for one in page.criteria]
    return [*lines, f"All together: {page.points} points", page.ties] if lines else []


def date_lines(page: NoticePage, state: State) -> list[str]:
    round, zone = page.round, state.zone
    instants = (
        ("Opens", round.opens_at),
        ("Questions until", round.questions_due_at),
        ("Closes", round.closes_at),
        ("Letters due", round.letters_due_at),
    )
    lines = [f"{label}: {instant(at, zone)}" for label, at in instants if at]
    return [*lines, f"Awards by: {day(round.award_by)}"] if round.award_by else lines


def check_lines(round: Round) -> list[str]:
    """The questions of the eligibility check. One query, none without a check."""
    if round.eligibility_version_id is None:
        return []
    rows = Question.objects.filter(section__version_id=round.eligibility_version_id)
    return list(rows.order_by("section__position", "position").values_list("label", flat=True))


# Documents


def current_documents(round: Round) -> list[RoundDocument]:
    """Those that hold now: neither replaced nor taken back. One query."""
    rows = RoundDocument.objects.filter(round=round, withdrawn_at__isnull=True, replaced_by__isnull=True)
    return list(rows.select_related("file", "by").order_by("title", "pk"))


def earlier_documents(round: Round) -> list[RoundDocument]:
    """Those that were replaced or taken back, newest first. One query."""
    rows = RoundDocument.objects.filter(round=round)
    rows = rows.exclude(withdrawn_at__isnull=True, replaced_by__isnull=True)
    return list(rows.select_related("file", "by").order_by("-at", "-pk"))


def document_facts(one: RoundDocument) -> dict[str, Any]:
    file = one.file
    return {"title": one.title, "name": file.name, "file": file.pk, "size": file.size, "sha256": file.sha256}


class Download(NamedTuple):
    """A document as a page lists it. `url` is empty while it cannot be had."""

    title: str
    name: str
    url: str
    about: str


def downloads(facts: Sequence[dict[str, Any]]) -> list[Download]:
    """Documents with their addresses, those still being checked or refused without. One query."""
    keys = [one["file"] for one in facts]
    rows = RoundDocument.objects.filter(file__in=keys, file__status__in=READY, withdrawn_at__isnull=True)
    ready = set(rows.values_list("file_id", flat=True)) if keys else set()
    return [
        Download(one["title"], one["name"], f"/files/{one['file']}/" if one["file"] in ready else "", about(one))
        for one in facts
    ]


def about(one: dict[str, Any]) -> str:
    """PDF, 84 kB."""
    kind = str(one["name"]).rsplit(".", 1)[-1].upper()
    size = int(one["size"])
    return f"{kind}, {size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{kind}, {max(1, size // 1000)} kB"


# Versions


class Line(NamedTuple):
    """A line of a part: the same, added or taken out."""

    text: str
    change: str = ""


@dataclass(frozen=True)
class Part:
    label: str
    lines: list[Line]

    @property
    def is_changed(self) -> bool:
        return any(line.change for line in self.lines)


def compared(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Part]:
    """The parts of a version, each line marked against the version before it; the first has nothing to be marked."""
    old = {one["key"]: one for one in before["parts"]} if before else {}
    found = [
        Part(one["label"], lines_between(old[one["key"]]["lines"] if one["key"] in old else [], one["lines"], before))
        for one in after["parts"]
    ]
    kept = {one["key"] for one in after["parts"]}
    gone = [one for key, one in old.items() if key not in kept]
    return [*found, *(Part(one["label"], [Line(text, "out") for text in one["lines"]]) for one in gone)]


def lines_between(old: Sequence[str], new: Sequence[str], before: object) -> list[Line]:
    if before is None:
        return [Line(text) for text in new]
    found: list[Line] = []
    for what, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Line(text) for text in new[k:n]]
            continue
        found += [Line(text, "out") for text in old[i:j]] + [Line(text, "in") for text in new[k:n]]
    return found


def documents_between(before: dict[str, Any] | None, after: dict[str, Any]) -> tuple[set[int], list[str]]:
    """The files that are new in a version, and the names of those that it no longer has."""
    if before is None:
        return set(), []
    old = {one["file"]: f"{one['title']} ({one['name']})" for one in before["documents"]}
    new = {one["file"] for one in after["documents"]}
    return new - set(old), [name for file, name in old.items() if file not in new]


def listed(round: Round) -> list[RoundVersion]:
    """The versions without their content, newest first. One query."""
    return list(RoundVersion.objects.filter(round=round).defer("content").select_related("addendum"))


def handed_out(round: Round) -> dict[str, Any]:
    """Its documents that can be had, and the versions of its notice. Three queries."""
    documents = downloads([document_facts(one) for one in current_documents(round)])
    return {"documents": [one for one in documents if one.url], "versions": listed(round)}


def version_page(round: Round, number: int) -> dict[str, Any] | None:
    """Everything that the page of one version shows; None where there is no such version. Three queries."""
    rows = RoundVersion.objects.filter(round=round, number__in=[number, number - 1]).select_related("addendum")
    found = {one.number: one for one in rows}
    version = found.get(number)
    if version is None:
        return None
    before = found[number - 1].content if number - 1 in found else None
    fresh, gone = documents_between(before, version.content)
    facts_of = version.content["documents"]
    files = downloads(facts_of)
    latest = RoundVersion.objects.filter(round=round).order_by("-number").values_list("number", flat=True)[0]
    return {
        "version": version,
        "parts": compared(before, version.content),
        "documents": [
            (one, facts["file"] in fresh) for one, facts in zip(files, version.content["documents"], strict=True)
        ],
        "gone": gone,
        "is_first": before is None,
        "latest": latest,
        "read_at": timezone.localtime(version.at),
    }
