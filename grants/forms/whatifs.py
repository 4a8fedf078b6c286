"""What is asked of a suggested slate."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from grants.checks.slates import Purse
from grants.models import Round
from grants.readmodels.whatif_page import KINDS
from grants.rules.suggesting import Candidate, Wishes


class WishesForm(forms.Form):
    """The constraints of a suggestion. Money and the round's limits always hold."""

    name = forms.CharField(label="Name of the suggestion", max_length=80, initial="Suggested")
    at_most = forms.IntegerField(label="At most so many awards", min_value=1, max_value=99, required=False)
    of_each = forms.ChoiceField(label="of each", choices=[("", "No limit"), *KINDS.items()], required=False)
    one_in = forms.MultipleChoiceField(
        label="At least one award in",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what some application on the slate belongs to is offered.",
    )

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = {(kind, group) for one in candidates for kind, group in one.groups.items() if group}
        order = list(KINDS)
        offered = sorted(found, key=lambda pair: (order.index(pair[0]), pair[1]))
        choices = [(f"{kind}:{group}", f"{group} ({KINDS[kind]})") for kind, group in offered]
        self.fields["one_in"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "name", Div("at_most", "of_each", css_class="rt-row"), Div("one_in", css_class="rt-kinds")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("at_most")) != bool(data.get("of_each")) and "at_most" not in self.errors:
            missing = "of_each" if data.get("at_most") else "at_most"
            said = "Say what is counted." if missing == "of_each" else "Say how many at most, or choose no limit."
            self.add_error(missing, said)
        return data

    def wishes(self, round: Round, purses: dict[int, Purse]) -> Wishes:
        """The constraints as the solver takes them."""
        data = self.cleaned_data
        return Wishes(
            purses={pk: purse.available for pk, purse in purses.items()},
            least=Decimal(round.min_award),
            most=Decimal(round.max_award),
            at_most=data["at_most"],
            of_each=data["of_each"],
            one_in=[(kind, group) for kind, _, group in (one.partition(":") for one in data["one_in"])],
        )

    def in_words(self) -> list[str]:
        """The constraints as the what-if keeps them, one sentence each."""
        data = self.cleaned_data
        words = ["No fund is overdrawn, and each award is what was asked for, within the round’s limits."]
        if data["at_most"]:
            words.append(f"At most {data['at_most']} of each {KINDS[data['of_each']]}.")
        words += [f"At least one award in {one.partition(':')[2]}." for one in data["one_in"]]
        return [*words, "As many points as possible in all."]
