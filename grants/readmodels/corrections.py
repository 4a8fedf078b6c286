"""What a correction changed: an earlier version of an application beside the newest, as a reviewer is shown both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.templatetags.rt import count, money
from grants.choices import ApplicationStatus, ReviewStatus
from grants.models import Application, Review, Round, Submission
from grants.readmodels.masking import shown_to
from grants.readmodels.review_content import Answer, Budget, Content, Part, content_of
from grants.rules.comparing import Pair, rows_of
from grants.rules.visibility import Policy

MONEY = (("amount", "grant"), ("match_cash", "cash match"), ("match_in_kind", "in-kind match"))

Kept = dict[tuple[str, str], set[str]]
"""The files of an earlier version: by question and name the marks of those that have it."""

HERS = (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)


class PartChanged(NamedTuple):
    """A section with what changed in it: the name of the question or row, before and now."""

    number: int
    title: str
    anchor: str
    changes: list[tuple[str, Pair]]


@dataclass(frozen=True)
class Correction:
    """The newest version and the earlier one that it is held against. `to_confirm`: the review judges an earlier one."""

    newest: Submission
    earlier: Submission
    others: list[Submission]
    parts: list[PartChanged]
    to_confirm: bool
    may_confirm: bool

    @property
    def sections(self) -> str:
        return ", ".join(f"{part.number} {part.title}" for part in self.parts)


def newest_of(application: Application) -> Submission | None:
    """The submission that counts: the latest. One query."""
    return Submission.objects.filter(application_id=application.pk).order_by("-place").first()


def in_correction(round: Round) -> list[str]:
    """The numbers of the round's applications that are corrected during their review. One query."""
    rows = Application.objects.filter(round=round, status=ApplicationStatus.RETURNED, returns__in_review=True)
    return list(rows.order_by("number").values_list("number", flat=True).distinct())


def versions_of(application: Application) -> list[Submission]:
    """Every submission, the newest first. One query."""
    return list(Submission.objects.filter(application_id=application.pk).order_by("-place"))


def is_behind(review: Review, newest: Submission | None) -> bool:
    """Whether the review judges an earlier version than the newest."""
    return newest is not None and review.version_read_id is not None and review.version_read_id != newest.pk


def may_confirm(review: Review) -> bool:
    """Whether she can say now that her scores stand for a newer version."""
    under_review = review.application.status == ApplicationStatus.UNDER_REVIEW
    return under_review and review.status in HERS and not getattr(review, "is_locked", False)


def correction_of(
    review: Review, versions: Sequence[Submission], now: Content, policy: Policy, *, against: int = 0, may_confirm: bool
) -> Correction | None:
    """What changed since the version that she judges, or since the one before the newest, or the one at `against`.

    `now` is the newest content as the policy shows it. None where the application was sent once.
    """
    if len(versions) < 2:
        return None
    newest, *older = versions
    behind = is_behind(review, newest)
    wanted = [one for one in older if one.place == against] or [
        one for one in older if behind and one.pk == review.version_read_id
    ]
    earlier = (wanted or older)[0]
    application = review.application
    before = shown_to(content_of(application, with_market=False, submission=earlier), application, policy)
    others = [one for one in older if one.pk != earlier.pk]
    return Correction(newest, earlier, others, parts_changed(before, now), behind, behind and may_confirm)


def parts_changed(before: Content, now: Content) -> list[PartChanged]:
    """The sections that differ, in the order of the newest version; one that is there no more comes last."""
    old, new = {part.key: part for part in before.parts}, {part.key: part for part in now.parts}
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        part = new.get(key) or old[key]
        kept = _files_of(old.get(key))
        changes = rows_of(_rows(old.get(key), before, kept), _rows(new.get(key), now, kept))
        if changes:
            found.append(PartChanged(part.number, part.title, part.anchor, changes))
    return found


def _files_of(part: Part | None) -> Kept:
    """The files of a section, by question and name."""
    kept: Kept = {}
    for answer in part.answers if part else ():
        for one in answer.files:
            kept.setdefault((answer.question, str(one.get("name"))), set()).add(_mark_of(one))
    return kept


def _mark_of(file: Mapping[str, Any]) -> str:
    """What tells a file from another of its name: the digest of what is in it."""
    return str(file.get("sha256") or file["file"])


def _answered(answer: Answer, kept: Kept) -> str:
    """An answer in words. A file that has another's name in the earlier version, and is not that one, is told from it."""
    said = []
    for one in answer.files:
        name = str(one.get("name"))
        same = kept.get((answer.question, name))
        said.append(name if same is None or _mark_of(one) in same else f"{name} (another file of the same name)")
    return ", ".join(said) or answer.shown


def _rows(part: Part | None, content: Content, kept: Kept) -> list[tuple[str, str]]:
    """What a section says, as rows of a name and words: its answers, then the table that stands in it."""
    if part is None:
        return []
    rows = [(answer.question, _answered(answer, kept)) for answer in part.answers]
    if part.panel == "partnership":
        rows += content.facts
    if part.panel == "roster":
        rows += [
            (str(one["name"]), _said(one.get("role"), one.get("city"), one.get("commitment"))) for one in content.roster
        ]
    if part.panel == "budget":
        rows += budget_rows(content.budget)
    if part.panel == "targets":
        rows += [(str(one["title"]), _target(one)) for one in content.targets]
    return [*rows, *_told_rows(part, content)]


def _told_rows(part: Part, content: Content) -> list[tuple[str, str]]:
    """The tables of the case: regions, work plan, interests."""
    told = content.told
    if part.panel == "assessment":
        return [(str(row.get("name")), _region(row)) for row in told.regions]
    if part.panel == "work_plan":
        return [
            (
                str(row.get("title")),
                _said(row.get("owner"), row.get("when"), row.get("deliverable"), row.get("goal_title")),
            )
            for row in told.plan.rows
        ]
    if part.panel == "neutrality":
        return [
            (str(row.get("label")), _said("Yes" if row.get("is_so") else "No", row.get("what"), row.get("managed")))
            for row in told.ties
        ]
    return []


def _region(row: dict[str, Any]) -> str:
    counties = ", ".join(str(county.get("name")) for county in row.get("counties") or ())
    asked = f"{row['asked']} employers talked to" if row.get("asked") else ""
    return _said(counties, row.get("distinct"), row.get("source"), row.get("evidence"), asked)


def budget_rows(budget: Budget) -> list[tuple[str, str]]:
    """The lines of the budget, and what they add up to, as far as the round shows them."""
    rows = [
        (str(line["category"]), _said(_amounts(line), line.get("description"), line.get("match_source")))
        for line in budget.lines
    ]
    return [*rows, ("All", f"{money(budget.total)} in all, {money(budget.amount)} grant")] if rows else []


def _amounts(line: dict[str, Any]) -> str:
    return ", ".join(f"{money(line[column])} {word}" for column, word in MONEY if line.get(column))


def _target(row: dict[str, Any]) -> str:
    by = f"by month {row['by_month']}" if row.get("by_month") else ""
    today = f"today {count(row['baseline'])}" if row.get("baseline") not in (None, "") else ""
    return _said(
        f"{count(row['value'])} {row.get('unit') or ''}".strip(), today, by, row.get("source"), row.get("remark")
    )


def _said(*words: object) -> str:
    return "; ".join(str(word) for word in words if word)
