"""What is typed to offer an award to one of the waiting list."""

from __future__ import annotations

from django import forms

from core.forms import MoneyField


class WaitingForm(forms.Form):
    """Who, how much, from which fund, and why where another waited longer."""

    line = forms.IntegerField(error_messages={"required": "Choose who is offered an award."})
    amount = MoneyField(error_messages={"required": "Give the amount to offer."})
    fund = forms.IntegerField(error_messages={"required": "Choose the fund that the money comes from."})
    reason = forms.CharField(required=False, max_length=2000)
