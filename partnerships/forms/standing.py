"""The forms of a partnership's life: its stage, its convener's disclosure, a hand-over, the state's rule of the table."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import Member
from partnerships.access import visible_to
from partnerships.choices import PartnerRole
from partnerships.choices.standing import Competency, Disclosure, Strength
from partnerships.models import ConvenerEngagement, Organization, Partnership
from partnerships.rules import composition as table
from partnerships.rules.convening import disclosure_faults
from partnerships.rules.stages import LIVING, MERGE

DAY = {"type": "date"}
STRENGTH = "strength_"
NEEDS = "needs_"


class StageForm(forms.Form):
    """What is proposed, and why."""

    move = forms.ChoiceField(label="What should happen")
    into = forms.ChoiceField(
        label="Into which other", required=False, help_text="Only where it is merged into another."
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What has happened that makes this the right time. It becomes part of the record.",
    )

    def __init__(
        self, *args: Any, moves: list[tuple[str, str]], partnership: Partnership, member: Member, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move"].choices = moves  # type: ignore[attr-defined]
        if not any(name == MERGE for name, _ in moves):
            del self.fields["into"]
            return
        others = visible_to(member).filter(stage__in=LIVING).exclude(pk=partnership.pk).order_by("name")
        choices = [(str(pk), name) for pk, name in others.values_list("pk", "name")]
        self.fields["into"].choices = [("", "None"), *choices]  # type: ignore[attr-defined]

    def into_id(self) -> int | None:
        chosen = self.cleaned_data.get("into")
        return int(chosen) if chosen else None


class DisclosureForm(forms.Form):
    """What may tie the convener to one side of the table, and how sure it is of what a convener must do."""

    disclosures = forms.MultipleChoiceField(
        label="Beside convening, the convener",
        choices=Disclosure.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick what is true. Leave all open where nothing is.",
    )
    other_interest = forms.CharField(
        label="Anything else that members should know",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    mitigation = forms.CharField(
        label="What keeps these interests out of the employers’ decisions",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed where the convener also trains, or sells services to members.",
    )

    def __init__(self, *args: Any, engagement: ConvenerEngagement | None = None, **kwargs: Any) -> None:
        held = engagement.competencies if engagement else {}
        first = {f"{STRENGTH}{topic}": held.get(topic, "") for topic in Competency.values}
        if engagement:
            first |= {name: getattr(engagement, name) for name in ("disclosures", "other_interest", "mitigation")}
        super().__init__(*args, **kwargs | {"initial": first})
        for topic, label in Competency.choices:
            self.fields[f"{STRENGTH}{topic}"] = forms.TypedChoiceField(
                label=label,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "Not said"), *Strength.choices],
            )

    def interests(self) -> list[Any]:
        return [self[name] for name in ("disclosures", "other_interest", "mitigation")]

    def strengths(self) -> list[Any]:
        return [self[f"{STRENGTH}{topic}"] for topic in Competency.values]

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data
        for field, fault in disclosure_faults(given.get("disclosures", []), given.get("mitigation", "")).items():
            self.add_error(field, fault)

    def disclosed(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "disclosures": given["disclosures"],
            "other_interest": given["other_interest"],
            "mitigation": given["mitigation"],
            "competencies": {topic: given.get(f"{STRENGTH}{topic}") for topic in Competency.values},
        }


class HandOverForm(forms.Form):
    """Another organization convenes."""

    organization = forms.CharField(
        label="New convener", max_length=200, help_text="The name of an organization that the state has on record."
    )
    on = forms.DateField(label="From", required=False, help_text="Today when left empty.", widget=forms.DateInput(DAY))
    reason = forms.CharField(label="Reason", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_organization(self) -> Organization:
        found = Organization.objects.named(self.cleaned_data["organization"])
        if found is None:
            raise forms.ValidationError("The state has no organization of this name. Add it under Organizations first.")
        return found


TABLES = [
    (table.USUAL, "The usual: two employers, a trainer, and labor or the reason why not"),
    *((name, preset.label) for name, preset in table.PRESETS.items()),
    (table.OWN, "Our own numbers, below"),
]


class TableRuleForm(forms.Form):
    """Who must sit at the table of every partnership of the state."""

    preset = forms.ChoiceField(label="Who must sit at the table", choices=TABLES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Where this is written, or why it changes",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, rule: dict[str, Any], **kwargs: Any) -> None:
        first = {f"{NEEDS}{role}": table.least_of(rule, role) for role in PartnerRole.values}
        super().__init__(*args, **kwargs | {"initial": {"preset": rule.get("preset", table.USUAL), **first}})
        for role, label in PartnerRole.choices:
            self.fields[f"{NEEDS}{role}"] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=20, widget=forms.NumberInput
            )

    def counts(self) -> dict[str, int]:
        return {role: self.cleaned_data.get(f"{NEEDS}{role}") or 0 for role in PartnerRole.values}

    def numbers(self) -> list[Any]:
        return [self[f"{NEEDS}{role}"] for role in PartnerRole.values]

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("preset") == table.OWN and not any(self.counts().values()):
            self.add_error("preset", "Say in at least one role how many organizations must sit at the table.")

    def rule(self) -> dict[str, Any]:
        preset = self.cleaned_data["preset"]
        if preset == table.OWN:
            return table.rule_from_counts(self.counts())
        return table.usual(2) if preset == table.USUAL else table.preset_rule(preset)
