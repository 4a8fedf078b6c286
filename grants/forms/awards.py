"""What people typed on the pages of awards."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from core.models import Member
from core.permissions import Role
from grants.choices import AwardStatus
from grants.models import Fund


class AwardFilter(forms.Form):
    """Which awards: words of the partnership, convener or number, a status, a fund, an officer."""

    q = forms.CharField(label="Partnership, convener or number", required=False, max_length=80)
    status = forms.ChoiceField(label="Status", required=False)
    fund = forms.ChoiceField(label="Fund", required=False)
    officer = forms.ChoiceField(label="Officer", required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        officers = Member.objects.with_role(Role.OFFICER).order_by("name").values_list("pk", "name")
        choices = {"status": AwardStatus.choices, "fund": Fund.objects.values_list("pk", "name"), "officer": officers}
        for name, pairs in choices.items():
            self.fields[name].choices = [("", "Any"), *pairs]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """What was asked for; a value that is not offered asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class OfferForm(forms.Form):
    """More time for an offer, or its end: the day and the reason."""

    until = forms.DateField(
        error_messages={"required": "Give the new last day.", "invalid": "Give the day, such as 2027-03-31."}
    )
    reason = forms.CharField(max_length=2000, required=False)


class AnswerForm(forms.Form):
    """The answer to an offer: a typed name accepts it; a reason refuses it."""

    answer = forms.ChoiceField(choices=[("accept", "Accept"), ("refuse", "Refuse")])
    signature = forms.CharField(required=False, max_length=160)
    reason = forms.CharField(required=False, max_length=2000)
