"""A round's form and its newer versions: what would change for whom, and what an applicant has not looked at yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict

from grants.choices import ApplicationStatus, RoundStatus
from grants.models import Application, Criterion, DraftMove, FormChange, Round
from questions.choices import VersionStatus
from questions.models import FormVersion, Question
from questions.readmodels.filling import shape_of
from questions.readmodels.versions import Change, Fate, changes_between, fates

SHOWN = 12
"""How many sentences of a change the message to a lead carries."""


@dataclass(frozen=True)
class Affected:
    """A draft with what moving it does."""

    application: Application
    fate: Fate

    @property
    def is_touched(self) -> bool:
        return bool(self.fate.again or self.fate.not_needed or self.fate.asked)


@dataclass(frozen=True)
class FormPage:
    """The form of a round: the version in use, the one that may take its place, who is affected, what was done before."""

    round: Round
    version: FormVersion
    draft: FormVersion | None
    newer: FormVersion | None
    changes: list[Change]
    affected: list[Affected]
    sent: int
    faults: list[str]
    history: list[FormChange]

    @property
    def touched(self) -> int:
        return sum(one.is_touched for one in self.affected)

    @property
    def may_move(self) -> bool:
        return self.newer is not None and self.round.status == RoundStatus.OPEN and not self.faults


def form_page(round: Round) -> FormPage:
    """Everything that staff decide by. A fixed number of queries, however many drafts there are."""
    assert round.form_version is not None
    rows = FormVersion.objects.filter(form_id=round.form_version.form_id, number__gt=round.form_version.number)
    versions = list(rows.select_related("form").order_by("-number"))
    newer = next((one for one in versions if one.is_frozen), None)
    draft = next((one for one in versions if one.status == VersionStatus.DRAFT), None)
    return FormPage(
        round,
        round.form_version,
        draft,
        newer,
        changes_between(round.form_version, newer) if newer else [],
        affected_by(round, newer) if newer else [],
        round.applications.exclude(movable()).count(),
        faults_of(round, newer) if newer else [],
        list(round.form_changes.select_related("before__form", "after__form", "by")),
    )


def movable() -> Q:
    """What was never sent: drafts, and those of them that were withdrawn and may be taken up again."""
    return Q(status=ApplicationStatus.DRAFT) | Q(status=ApplicationStatus.WITHDRAWN, submitted_at__isnull=True)


def drafts_of(round: Round) -> QuerySet[Application]:
    """What would move, in the order of the numbers."""
    rows = Application.objects.filter(movable(), round=round)
    return rows.select_related("organization", "started_by__user", "response").order_by("number")


def affected_by(round: Round, newer: FormVersion) -> list[Affected]:
    """Each draft that is not on the version yet, with what moving does to it."""
    drafts = [one for one in drafts_of(round) if one.response.version_id != newer.pk]
    by_response = {one.response_id: one for one in drafts}
    found = fates([one.response for one in drafts], newer)
    return [Affected(by_response[one.response.pk], one) for one in found]


def faults_of(round: Round, newer: FormVersion) -> list[str]:
    """What the round's rubric looks for in the version in use, and would not find in the newer one."""
    after = {section.key for section in shape_of(newer.pk).sections}
    before = {section.key for section in shape_of(round.form_version_id or 0).sections}
    return [
        f"“{one.title}” judges the section {', '.join(lost)}, which version {newer.number} does not have. Keep the section."
        for one in Criterion.objects.filter(round=round).order_by("position")
        if (lost := sorted((before - after).intersection(one.section_keys)))
    ]


# What an applicant reads


@dataclass(frozen=True)
class Changed:
    """A section that changed and that was not looked at yet: its key (empty where it is gone), title, sentences."""

    key: str
    title: str
    texts: list[str]


@dataclass(frozen=True)
class ToSee:
    """Changes of the form that an applicant has not looked at yet."""

    at: dt.datetime
    reason: str
    sections: list[Changed]
    again: list[str]
    not_needed: list[str]

    def of(self, key: str) -> Changed | None:
        return next((one for one in self.sections if one.key == key), None)


def to_see(application: Application) -> list[ToSee]:
    """What changed in the draft's form since somebody of its team looked; newest first. One query."""
    rows = DraftMove.objects.unseen().filter(application=application).select_related("change")
    return [_to_see(one) for one in rows]


def _to_see(move: DraftMove) -> ToSee:
    sections: dict[str, Changed] = {}
    for key, title, text in move.change.changes:
        if key in move.to_see or not key:
            sections.setdefault(key or title, Changed(key, title, [])).texts.append(text)
    return ToSee(move.change.at, move.change.reason, list(sections.values()), move.again, move.not_needed)


def left_over(application: Application, posted: QueryDict) -> list[tuple[str, str]]:
    """What a page that was opened before the form changed brought for questions that are no longer asked: label, text."""
    before, now = posted.get("form_version", ""), application.response.version_id
    if not before.isdecimal() or before == str(now):
        return []
    typed = {
        name.removeprefix("q-"): "\n".join(text for text in posted.getlist(name) if text.strip())
        for name in posted
        if name.startswith("q-")
    }
    asked = Question.objects.filter(section__version_id=now).values_list("key", flat=True)
    rows = Question.objects.filter(section__version__form__versions=now, section__version_id=int(before[:18]))
    return [(one.label, typed[one.key]) for one in rows.filter(key__in=typed).exclude(key__in=asked) if typed[one.key]]
