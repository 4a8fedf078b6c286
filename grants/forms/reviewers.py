"""What a reviewer types about herself, and what staff type about conflicts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from core import geography
from core.models import State
from grants.actions.reviewers import Declared, Knowledge
from grants.choices import ConflictKind
from grants.choices.reviewing import AffiliationKind, AffiliationPart, ConflictSeverity, DeclineReason, Expertise
from grants.models import ReviewerProfile
from partnerships.choices import IndustryStatus
from partnerships.models import Region, TargetIndustry

LONG = {"rows": 3}


def _several(label: str, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class ProfileForm(forms.Form):
    """What she knows and how much she takes."""

    most = forms.IntegerField(
        label="Most applications in a round",
        min_value=1,
        max_value=60,
        help_text="You are never given more than this by a proposal.",
        error_messages={"required": "Say how many applications you take in a round, 1 to 60."},
    )
    county = forms.ChoiceField(label="County where you live or work", required=False)
    industries = _several("Industries that you know")
    regions = _several("Regions that you know")
    expertise = _several("What you know of training and labor", choices=Expertise.choices)

    def __init__(self, *args: Any, profile: ReviewerProfile, state: State, **kwargs: Any) -> None:
        initial = {
            "most": profile.most,
            "county": profile.county_fips,
            "industries": [str(pk) for pk in profile.industry_ids],
            "regions": [str(pk) for pk in profile.region_ids],
            "expertise": profile.expertise,
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        industries = TargetIndustry.objects.exclude(status=IndustryStatus.RETIRED).values_list("pk", "title")
        self._offer("industries", [(str(pk), title) for pk, title in industries])
        self._offer("regions", [(str(pk), name) for pk, name in Region.objects.values_list("pk", "name")])
        counties = [(one.fips, one.name) for one in geography.counties_of(state.fips)]
        self._offer("county", [("", "None, or outside the state"), *counties])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def knowledge(self) -> Knowledge:
        given = self.cleaned_data
        return Knowledge(
            given["county"],
            [int(pk) for pk in given["industries"]],
            [int(pk) for pk in given["regions"]],
            given["expertise"],
            given["most"],
        )


class AffiliationForm(forms.Form):
    """One line of the register."""

    name = forms.CharField(
        label="Organization or partnership",
        max_length=200,
        error_messages={"required": "Name the organization or partnership."},
    )
    kind = forms.ChoiceField(label="Kind of tie", choices=AffiliationKind.choices)
    part = forms.ChoiceField(label="What you, or your family, are there", choices=AffiliationPart.choices)
    ended_on = forms.DateField(
        label="Until when, if it is over", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    parent = forms.CharField(
        label="Larger organization that it belongs to",
        max_length=200,
        required=False,
        help_text="Such as a health system or a parent company.",
    )
    words = forms.CharField(label="More, in a sentence", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        worked, ended = given.get("part") == AffiliationPart.WORKED, given.get("ended_on")
        if worked and ended is None and "ended_on" not in self.errors:
            self.add_error("ended_on", "Say until when you worked there: it counts for three years.")
        if ended is not None and ended > timezone.localdate():
            self.add_error("ended_on", "This day is still to come. Leave it empty while the tie lasts.")
        return given

    def declared(self) -> Declared:
        return Declared(**self.cleaned_data)


class SignForm(forms.Form):
    """A signature by typed name, under the version that was shown."""

    name = forms.CharField(
        label="Type your full name to sign", max_length=120, error_messages={"required": "Type your full name to sign."}
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class IssueForm(forms.Form):
    """The text of a new version of the agreement."""

    text = forms.CharField(
        label="Text of the new version",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        error_messages={"required": "Write the text of the agreement."},
    )


class DeclineForm(forms.Form):
    """Why she hands it back."""

    reason = forms.ChoiceField(
        label="Why?",
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why you hand it back."},
    )
    words = forms.CharField(label="More, in a sentence", max_length=500, required=False)


class UnsureForm(forms.Form):
    """What she is unsure about."""

    doubt = forms.CharField(
        label="What are you unsure about?",
        max_length=1000,
        widget=forms.Textarea(attrs=LONG),
        help_text="The program officer reads this and somebody decides; until then you see the names alone.",
        error_messages={"required": "Say in a sentence what the tie is, so that somebody can decide."},
    )


class RecordForm(forms.Form):
    """A conflict that staff determine."""

    application = forms.CharField(
        label="Application number", max_length=24, error_messages={"required": "Give the number of the application."}
    )
    kind = forms.ChoiceField(label="What is the tie?", choices=ConflictKind.choices)
    severity = forms.ChoiceField(
        label="How grave is it?",
        choices=[
            (ConflictSeverity.SOFT, "It needs the decision of somebody else"),
            (ConflictSeverity.HARD, "It blocks, and nobody can clear it"),
        ],
    )
    words = forms.CharField(
        label="What you know, and from where",
        max_length=1000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": "Say in a sentence what the tie is and how you know of it."},
    )


class DecideConflictForm(forms.Form):
    """The reason of a decision on a conflict."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs=LONG),
        help_text="The reviewer reads it word for word.",
        error_messages={"required": "Give the reason. The reviewer reads it."},
    )


class AnswerForm(forms.Form):
    """What becomes of a finding."""

    answer = forms.CharField(
        label="What was looked at, and what follows",
        max_length=3000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": "Write what was looked at and what follows from it."},
    )
