"""What is typed about agreements: a template's text, who signs, a signature, a reason."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Member
from grants.access.agreements import signers_of
from grants.models import Award, Round
from grants.rules.agreements import faults_of_text


class TextForm(forms.Form):
    """A template's name (of a new one) and its text. An unknown merge field is refused here already."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the template a name."})
    number = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    body = forms.CharField(
        label="Text",
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text="An empty line begins a paragraph; ## begins a heading; - begins a line of a list.",
        error_messages={"required": "Write the text of the agreement."},
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["name"]

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"].replace("\r\n", "\n")
        faults = faults_of_text(body)
        if faults:
            raise forms.ValidationError(faults)
        return body


class UseForm(forms.Form):
    """A round that the template is used for, or no longer."""

    round: forms.ModelChoiceField[Round] = forms.ModelChoiceField(
        label="Use it for a round",
        queryset=None,
        help_text="Its awards are then accepted by signing this agreement.",
        error_messages={"required": "Choose a round.", "invalid_choice": "Choose a round from the list."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["round"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Round.objects.exclude(status="cancelled").order_by("-closes_at")


class MakeForm(forms.Form):
    """Who signs for the grantee."""

    signer: forms.ModelChoiceField[Member] = forms.ModelChoiceField(
        label="Who signs for the grantee?",
        queryset=None,
        help_text="Her authorized representative, by typed name. Whoever is missing here is invited under People.",
        error_messages={"required": "Choose who signs for the grantee."},
    )

    def __init__(self, *args: Any, award: Award, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["signer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = signers_of(award)


class ReasonForm(forms.Form):
    """Why a change is asked for, a signature is sent back, or an agreement is made void."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason. The other side reads it."},
    )


class SignForm(forms.Form):
    """A signature by typed name."""

    name = forms.CharField(
        label="Your first and last name",
        max_length=160,
        error_messages={"required": "Type your first and last name to sign."},
    )
    title = forms.CharField(label="Your title", max_length=160, error_messages={"required": "Give your title."})
    consent = forms.BooleanField(
        label="I agree to sign by electronic record, and have read the whole document.",
        error_messages={"required": "Tick that you agree to sign by electronic record; or send a scan instead."},
    )
    authority = forms.BooleanField(
        label="I am authorized to bind the organization that is named in it.",
        error_messages={"required": "Tick that you are authorized; or ask for a change and name who is."},
    )


class ScanForm(forms.Form):
    """The agreement signed on paper."""

    scan = forms.FileField(
        label="The signed agreement",
        help_text="All pages in one PDF, or a photograph (PNG, JPG), up to 25 MB. It is checked for viruses.",
        error_messages={"required": "Choose the file with the signed agreement."},
    )
    name = forms.CharField(
        label="Who signed it", max_length=160, error_messages={"required": "Give the name of the person who signed."}
    )
    title = forms.CharField(label="Title of the signer", max_length=160, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_scan_%s"} | kwargs)
