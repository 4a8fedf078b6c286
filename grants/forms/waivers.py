"""What is typed about waivers, returns and reinstatements."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import InstantField
from grants.choices import AskedHow, WaiverKind
from grants.models import Application, Waiver
from partnerships.models import Organization

LONG = {"rows": 4}
KINDS = [pair for pair in WaiverKind.choices if pair[0] != WaiverKind.ELIGIBILITY]
"""What can be waived for an application; who may apply at all is asked before there is one."""


class WaiverForm(forms.Form):
    """Which term should be set aside, and why."""

    kind = forms.ChoiceField(label="What should be waived?", choices=KINDS, initial=WaiverKind.DEADLINE)
    document = forms.ChoiceField(label="Which document?", required=False)
    reason = forms.CharField(
        label="Why is it needed?",
        max_length=3000,
        widget=forms.Textarea(attrs=LONG),
        help_text="Say what happened and, for the deadline, how long you need. Whoever decides reads it word for word.",
        error_messages={"required": "Say why the waiver is needed."},
    )

    def __init__(self, *args: Any, documents: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["document"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "None"), *documents]
        if not documents:
            del self.fields["document"]
            kinds = self.fields["kind"]
            assert isinstance(kinds, forms.ChoiceField)
            kinds.choices = [pair for pair in KINDS if pair[0] != WaiverKind.DOCUMENT]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == WaiverKind.DOCUMENT and not cleaned.get("document"):
            self.add_error("document", "Choose the document that should not be required.")
        return cleaned


class OnBehalfForm(forms.Form):
    """What an applicant asked staff for, who it was and what was said."""

    organization: forms.ModelChoiceField[Organization] = forms.ModelChoiceField(
        label="For which applicant?",
        queryset=None,
        error_messages={"required": "Choose the applicant."},
    )
    kind = forms.ChoiceField(
        label="What should be waived?",
        choices=[pair for pair in WaiverKind.choices if pair[0] != WaiverKind.DOCUMENT],
        initial=WaiverKind.DEADLINE,
    )
    asked_by = forms.CharField(
        label="Who asked you?", max_length=160, error_messages={"required": "Say who of the applicant asked you."}
    )
    asked_how = forms.ChoiceField(label="How?", choices=AskedHow.choices, initial=AskedHow.EMAIL)
    evidence = forms.CharField(
        label="What was said",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Paste the e-mail with its date, or note what was said and when. It becomes part of the record.",
        error_messages={"required": "Quote the message, or note what was said."},
    )
    reason = forms.CharField(
        label="Why is it needed?",
        max_length=3000,
        widget=forms.Textarea(attrs=LONG),
        help_text="Whoever decides reads it word for word. You cannot decide on it yourself.",
        error_messages={"required": "Say why the waiver is needed."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organization"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organization.objects.standing().order_by("legal_name")


class DecideForm(forms.Form):
    """Approve, with what it allows, or deny; either with a reason."""

    until = InstantField(label="Open for them until", required=False)
    match_percent = forms.IntegerField(
        label="Match that is enough, in percent", required=False, min_value=0, max_value=100
    )
    review_may_have_begun = forms.BooleanField(label="It may be taken even if reviews have begun", required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=3000,
        widget=forms.Textarea(attrs=LONG),
        help_text="The applicant reads it word for word.",
        error_messages={"required": "Give the reason for the decision. The applicant reads it."},
    )

    def __init__(self, *args: Any, waiver: Waiver, clock: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"In {clock}, at most {waiver.round.waiver_days} days." if clock else ""
        if waiver.kind != WaiverKind.DEADLINE:
            del self.fields["until"], self.fields["review_may_have_begun"]
        if waiver.kind != WaiverKind.MATCH:
            del self.fields["match_percent"]


class ReasonForm(forms.Form):
    """The reason of a deed."""

    reason = forms.CharField(max_length=2000, error_messages={"required": "Give a reason. The applicant reads it."})


class ReturnForm(forms.Form):
    """Which sections have to be corrected, why, and until when."""

    sections = forms.MultipleChoiceField(
        label="Sections to correct",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the sections that have to be corrected."},
    )
    reason = forms.CharField(
        label="What has to be corrected, and why",
        max_length=3000,
        widget=forms.Textarea(attrs=LONG),
        help_text="The applicant reads it word for word.",
        error_messages={"required": "Say what has to be corrected. The applicant reads it."},
    )
    due_at = InstantField(label="Corrections are due")

    def __init__(self, *args: Any, application: Application, clock: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = application.submissions.first()
        parts = latest.content["sections"] if latest else []
        field = self.fields["sections"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(part["section"], part["title"]) for part in parts]
        self.fields["due_at"].help_text = f"In {clock}." if clock else ""
