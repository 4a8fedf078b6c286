"""What is typed about eligibility besides the answers: why an exception should be made, and which form a round asks."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Member
from grants.access.applications import organizations_to_apply_for
from grants.models import Round
from partnerships.models import Organization


class ExceptionForm(forms.Form):
    """For which organization, and why."""

    organization = forms.ChoiceField(label="Which organization would apply?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Why should an exception be made?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Whoever decides reads it word for word, with what the check said.",
        error_messages={"required": "Say why an exception should be made."},
    )

    def __init__(self, *args: Any, member: Member, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = organizations_to_apply_for(member, is_rehearsal=round.is_rehearsal)
        self.organizations = {str(one.pk): one for one in rows}
        field = self.fields["organization"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.legal_name) for key, one in self.organizations.items()]
        if len(self.organizations) == 1:
            field.initial = next(iter(self.organizations))

    def clean_organization(self) -> Organization:
        found: Organization = self.organizations[self.cleaned_data["organization"]]
        return found
