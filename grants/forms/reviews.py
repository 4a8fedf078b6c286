"""What a reviewer sends: her declaration, and what stands in the boxes of the rubric."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from grants.actions.reviews import Typed
from grants.choices import ConflictKind


class ClearForm(forms.Form):
    """No conflict: the statement that she signs by ticking it."""

    statement = forms.BooleanField(
        label="I have read this, and I have no conflict of interest with any organization named here.",
        error_messages={"required": "Tick the statement to open the application, or declare your conflict."},
    )


class ConflictForm(forms.Form):
    """A conflict: which kind, and in her words."""

    kind = forms.ChoiceField(
        label="What is the tie?",
        choices=ConflictKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the tie is."},
    )
    words = forms.CharField(
        label="Say it in a sentence",
        help_text="Which organization, and how. The program officer reads this; the applicant does not.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence which organization it is and how you are tied to it."},
    )

    def conflict(self) -> str:
        """The declaration as it is kept: the kind, then her words."""
        kind = ConflictKind(self.cleaned_data["kind"])
        return f"{kind.label}: {self.cleaned_data['words'].strip()}"


class Rubric(NamedTuple):
    """All that the page of a review sends."""

    typed: dict[int, Typed]
    recommendation: str
    comment: str
    note: NoteTyped | None = None


class NoteTyped(NamedTuple):
    """Her note to herself as it stands in its box, and the version that the page was opened with, 0 for none."""

    text: str
    version: int


def rubric_from(data: QueryDict, criterion_ids: Iterable[int]) -> Rubric:
    """The boxes of the rubric. A criterion that the page did not bring is left out."""
    typed = {pk: typed_from(data, pk) for pk in criterion_ids if f"points-{pk}" in data}
    return Rubric(typed, data.get("recommendation", ""), text_of(data.get("comment", "")), note_from(data))


def note_from(data: QueryDict) -> NoteTyped | None:
    """The note, from the autosave (`version`) or from a whole page (`version-note`); None where it is not there."""
    note = data.get("note")
    if note is None:
        return None
    return NoteTyped(text_of(note), number_of(data.get("version") or data.get("version-note")))


def number_of(version: str | None) -> int:
    """A version as the page sent it; 0 for what is none."""
    said = version or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def typed_from(data: QueryDict, criterion_id: int) -> Typed:
    """The boxes of one criterion, from the autosave (`version`) or from the whole page (`version-<id>`)."""
    return Typed(
        data.get(f"points-{criterion_id}", ""),
        text_of(data.get(f"reason-{criterion_id}", "")),
        number_of(data.get("version") or data.get(f"version-{criterion_id}")),
        f"leaves-out-{criterion_id}" in data,
    )


def text_of(given: str) -> str:
    """Line ends as the database keeps them; browsers send two characters."""
    return given.replace("\r\n", "\n").replace("\x00", "")


def shown_again(rubric: Rubric, wrong: dict[int, str], stale: dict[int, Any]) -> dict[int, dict[str, Any]]:
    """What to lay over the saved scores so that nothing typed is lost: boxes as typed, errors, others' versions."""
    return {
        pk: {
            "typed_points": typed.points,
            "typed_comment": typed.comment,
            "typed_leaves_out": typed.does_not_apply,
            "error": wrong.get(pk, ""),
            "theirs": stale.get(pk),
        }
        for pk, typed in rubric.typed.items()
    }
