"""What staff write of an announcement: the release, the head start, the press, and each award's sentence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.validators import validate_email
from django.utils import timezone

from core.forms import InstantField
from grants.models import Award
from legislature.checks.sentences import LONGEST
from legislature.models import Announcement

MOST_ADDRESSES = 200
MARK, SENTENCE = "award-", "sentence-"


class HeadStartForm(forms.Form):
    hours = forms.IntegerField(
        label="Hours before the press",
        min_value=0,
        max_value=168,
        help_text="24 is usual. 0: awards are public once they are accepted, and nobody is told first.",
    )


class Row(NamedTuple):
    """An award with its two fields."""

    award: Award
    mark: forms.BoundField
    sentence: forms.BoundField


class AnnouncementForm(forms.Form):
    """A draft: `awards` are those that may be in it."""

    release_at = InstantField(label="Public from")
    hours = forms.IntegerField(
        label="Head start of legislators, in hours", min_value=1, max_value=168, help_text="24 is usual."
    )
    words = forms.CharField(
        label="Paragraph of the office",
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands in every message, for example who to call.",
    )
    press = forms.CharField(
        label="Press list",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text="One e-mail address a line. They get one message each at the release, not before.",
    )

    def __init__(self, *args: Any, awards: Sequence[Award], clock: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards = list(awards)
        self.fields["release_at"].help_text = f"Day and time of the release. {clock}".strip()
        for award in self.awards:
            self.fields[f"{MARK}{award.pk}"] = forms.BooleanField(
                label=f"Announce {award.number} {award.partnership.name}", required=False
            )
            self.fields[f"{SENTENCE}{award.pk}"] = forms.CharField(
                label=f"Sentence for {award.number}",
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def rows(self) -> list[Row]:
        return [Row(one, self[f"{MARK}{one.pk}"], self[f"{SENTENCE}{one.pk}"]) for one in self.awards]

    def clean_release_at(self) -> dt.datetime:
        at: dt.datetime = self.cleaned_data["release_at"]
        if at <= timezone.now():
            raise forms.ValidationError("That instant has passed. Choose a later one.")
        return at

    def clean_press(self) -> list[str]:
        found = list(dict.fromkeys(part.lower() for part in re.split(r"[\s,;]+", self.cleaned_data["press"]) if part))
        wrong = [one for one in found if not _is_address(one)]
        if wrong:
            raise forms.ValidationError(
                f"“{wrong[0]}” is no e-mail address. Write one a line, such as desk@paper.example."
            )
        if len(found) > MOST_ADDRESSES:
            raise forms.ValidationError(f"These are {len(found)} addresses; the most is {MOST_ADDRESSES}.")
        return found

    def wanted(self) -> dict[str, Any]:
        """What the action needs."""
        data = self.cleaned_data
        chosen = {one.pk: data[f"{SENTENCE}{one.pk}"] for one in self.awards if data[f"{MARK}{one.pk}"]}
        names = ("release_at", "hours", "words", "press")
        return {name: data[name] for name in names} | {"sentences": chosen}


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except forms.ValidationError:
        return False
    return True


def initial_of(announcement: Announcement) -> dict[str, Any]:
    """A draft as it is kept."""
    facts: dict[str, Any] = {name: getattr(announcement, name) for name in ("release_at", "hours", "words")}
    facts["press"] = "\n".join(announcement.press)
    for one in announcement.awards.all():
        facts |= {f"{MARK}{one.award_id}": True, f"{SENTENCE}{one.award_id}": one.sentence}
    return facts
