"""A receipt as it is shown, printed and drawn: from the frozen submission alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import timezone

from grants.models import Submission
from grants.readmodels.review_content import Content, content_of
from questions.checks.files import files_in
from questions.readmodels import sha256_of


@dataclass(frozen=True)
class Receipt:
    """What was received, when to the second, and under which hash."""

    submission: Submission
    facts: dict[str, Any]
    content: Content

    @property
    def received(self) -> str:
        return instant(self.submission.received_at)

    @property
    def is_whole(self) -> bool:
        """Whether what is kept still has the hash that was given out."""
        return sha256_of(self.facts) == self.submission.sha256

    @property
    def requested(self) -> Decimal:
        return Decimal(self.facts.get("requested", "0"))

    @property
    def match(self) -> Decimal:
        given = self.facts.get("match", {})
        return Decimal(given.get("cash", "0")) + Decimal(given.get("in_kind", "0"))

    @property
    def match_needed(self) -> Decimal:
        return Decimal(self.facts.get("match", {}).get("needed", "0"))

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every file that was sent: its question, name, size and SHA-256."""
        return [
            {"question": answer["question"], **one}
            for section in self.facts.get("sections", [])
            for answer in section.get("answers", [])
            if answer.get("type") == "file"
            for one in files_in(answer.get("value"))
        ]

    @property
    def letters(self) -> list[dict[str, Any]]:
        """Every signed letter that went with it, with the SHA-256 of what was signed."""
        return list(self.facts.get("letters", []))

    @property
    def counties(self) -> str:
        return "; ".join(county["name"] for county in self.facts.get("counties", []))

    @property
    def naics(self) -> str:
        return ", ".join(self.facts.get("naics", []))


def instant(at: dt.datetime, zone: dt.tzinfo | None = None) -> str:
    """To the second, in the zone (a page's own when not given): Friday, December 11, 2026, 4:59:58 PM EST."""
    local = timezone.localtime(at, zone)
    clock = f"{local.hour % 12 or 12}:{local:%M:%S %p}"
    return f"{local:%A, %B} {local.day}, {local.year}, {clock} {local.tzname()}"


PARTS = {
    "roster": "Partners",
    "budget": "Budget",
    "subawards": "Subawards",
    "targets": "Targets",
    "months": "Months",
} | {
    "assessment": "Labor-market regions",
    "work_plan": "Work plan",
    "neutrality": "Neutrality",
}
"""What a submission holds besides its sections, in words."""


def changed_since(before: Submission, after: Submission) -> list[str]:
    """What differs between two submissions of one application: sections by title, tables by name."""
    old = {part["section"]: part.get("answers") for part in before.content.get("sections", [])}
    titles = [
        part["title"] for part in after.content.get("sections", []) if part.get("answers") != old.get(part["section"])
    ]
    tables = [name for key, name in PARTS.items() if before.content.get(key) != after.content.get(key)]
    return list(dict.fromkeys([*titles, *tables]))


def receipt_of(submission: Submission) -> Receipt:
    return Receipt(submission, submission.content, content_of(submission.application, submission=submission))


class Checked(NamedTuple):
    """What everybody may know of a receipt whose number and hash they hold: that it was issued, and which one counts."""

    number: str
    latest: str

    @property
    def is_superseded(self) -> bool:
        return self.number != self.latest


def checked(number: str, sha256: str) -> Checked | None:
    """The receipt of this number and this hash; an unknown number answers like a wrong hash."""
    clean = "".join(sha256.split()).lower()
    found = Submission.objects.filter(number=number.strip().upper(), sha256=clean).first()
    if found is None:
        return None
    latest = Submission.objects.filter(application_id=found.application_id).order_by("-place").first()
    return Checked(found.number, latest.number if latest else found.number)
