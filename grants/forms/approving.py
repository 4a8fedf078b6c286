"""What is typed about approval levels."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import MoneyField
from grants.choices import ApprovalBasis
from grants.models import Program
from grants.models.approvals import APPROVERS


class LevelForm(forms.Form):
    """Above which amount one more approval is needed, and of whom."""

    basis = forms.ChoiceField(label="Look at", choices=ApprovalBasis)
    above = MoneyField(
        label="Above",
        help_text="A slate of exactly this amount does not need it.",
        error_messages={"required": "Give the amount above which another approval is needed, such as 250,000."},
    )
    role = forms.ChoiceField(
        label="The approval is given by",
        required=False,
        choices=[("", "Anybody who may approve"), *((role.value, role.label) for role in APPROVERS)],
    )
    program: forms.ModelChoiceField[Program] = forms.ModelChoiceField(
        label="For", queryset=None, required=False, empty_label="Every program that sets no levels of its own"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["program"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Program.objects.order_by("name")
