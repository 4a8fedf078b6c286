"""What an applicant types beside the sections: which application to start, the certification, a reason, a receipt."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from core.models import Member
from grants.access.applications import organizations_to_apply_for, partnerships_to_apply_for
from grants.models import Round
from partnerships.choices import OrganizationType
from partnerships.models import Organization, Partnership
from questions.readmodels import sha256_of

NEW = "new"
LARGEST_SENT = 5_000_000


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
    """A receipt to check: its number, and its hash as printed or the file of what was sent."""

    number = forms.CharField(label="Receipt number", max_length=32, help_text="Such as PA-27-0001-R1")
    sha256 = forms.CharField(
        label="SHA-256",
        max_length=100,
        required=False,
        help_text="64 digits and letters from a to f. Spaces do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sent = forms.FileField(
        label="Or what was sent (JSON)",
        required=False,
        help_text="The file from the receipt's page, at most 5 MB. We work out its hash and keep nothing of it.",
    )

    def clean_sha256(self) -> str:
        bare = "".join(self.cleaned_data["sha256"].split()).lower()
        if bare and (len(bare) != 64 or not set(bare) <= set("0123456789abcdef")):
            raise forms.ValidationError(f"{len(bare)} characters. A SHA-256 has 64, digits and letters from a to f.")
        return bare

    def clean_sent(self) -> str:
        """The hash of the file's content, however it is spaced or ordered; empty without a file."""
        file = self.cleaned_data["sent"]
        if not file:
            return ""
        if file.size > LARGEST_SENT:
            raise forms.ValidationError(f"{file.size / 1_000_000:.1f} MB. Choose a file of at most 5 MB.")
        try:
            return sha256_of(json.loads(file.read()))
        except (ValueError, RecursionError):
            raise forms.ValidationError("This file is not JSON. Choose the one from the receipt's page.") from None

    def clean(self) -> dict[str, Any]:
        """One of the two; where both are given, they have to agree before anything is looked up."""
        data = super().clean() or {}
        if self.errors:
            return data
        typed, computed = data["sha256"], data["sent"]
        if not typed and not computed:
            self.add_error("sha256", "Enter the SHA-256, or choose the file of what was sent.")
        elif typed and computed and typed != computed:
            self.add_error("sent", "This file has another SHA-256 than the one you typed. Check one at a time.")
        return data | {"sha256": typed or computed}
