"""What an applicant types beside the sections: which application to start, the certification, a reason, a receipt."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Member
from grants.access.applications import organizations_to_apply_for, partnerships_to_apply_for
from grants.models import Round
from partnerships.choices import OrganizationType
from partnerships.models import Organization, Partnership

NEW = "new"


class StartForm(forms.Form):
    """In whose name, and for which partnership: one that exists, or a new one with its name."""

    organization = forms.ChoiceField(label="Which organization applies?", widget=forms.RadioSelect)
    partnership = forms.ChoiceField(label="For which partnership?", widget=forms.RadioSelect)
    title = forms.CharField(
        label="Name of the new partnership",
        max_length=160,
        required=False,
        help_text="Region and industry, such as Lehigh Valley Food and Beverage Partnership. You can change it later.",
    )

    def __init__(self, *args: Any, member: Member, round: Round, word: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        self.organizations = {
            str(one.pk): one for one in organizations_to_apply_for(member, is_rehearsal=round.is_rehearsal)
        }
        self.partnerships = {str(one.pk): one for one in partnerships_to_apply_for(member) if not round.is_rehearsal}
        tile = {"class": "usa-radio__input--tile"}
        asked, whom = self.fields["organization"], self.fields["partnership"]
        assert isinstance(asked, forms.ChoiceField)
        assert isinstance(whom, forms.ChoiceField)
        asked.choices = [(key, one.legal_name) for key, one in self.organizations.items()]
        whom.label = f"For which {word}?"
        whom.choices = [*((key, one.name) for key, one in self.partnerships.items()), (NEW, f"A new {word}")]
        for field in (asked, whom):
            field.widget.attrs.update(tile)
        if len(self.organizations) == 1:
            asked.initial = next(iter(self.organizations))
        if not self.partnerships:
            whom.initial = NEW

    def clean_organization(self) -> Organization:
        found: Organization = self.organizations[self.cleaned_data["organization"]]
        allowed = self.round.eligible_types
        if allowed and found.type not in allowed:
            kinds = ", ".join(OrganizationType(kind).label.lower() for kind in allowed)
            raise forms.ValidationError(
                f"{found.legal_name} is a {found.get_type_display().lower()} in our records. This round is for: {kinds}."
            )
        return found

    def clean_partnership(self) -> Partnership | None:
        return self.partnerships.get(self.cleaned_data["partnership"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        is_new = "partnership" in cleaned and cleaned["partnership"] is None
        if is_new and not cleaned.get("title", "").strip():
            self.add_error("title", "Give the new partnership a name.")
        return cleaned


class CertifyForm(forms.Form):
    """The certification, by typed name."""

    name = forms.CharField(
        label="Type your full name to certify",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Type your name to certify."},
    )


class WithdrawForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(
        max_length=2000, error_messages={"required": "Give a reason. It becomes part of the record."}
    )


class ReceiptForm(forms.Form):
    """A receipt to check: its number and its hash, as printed."""

    number = forms.CharField(label="Receipt number", max_length=32, help_text="Such as PA-27-0001-R1")
    sha256 = forms.CharField(
        label="SHA-256",
        max_length=100,
        help_text="64 digits and letters from a to f. Spaces do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_sha256(self) -> str:
        bare = "".join(self.cleaned_data["sha256"].split()).lower()
        if len(bare) != 64 or not set(bare) <= set("0123456789abcdef"):
            raise forms.ValidationError(f"{len(bare)} characters. A SHA-256 has 64, digits and letters from a to f.")
        return bare
