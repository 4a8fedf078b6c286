"""What is typed about the plan and the goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from partnerships.choices import PartnerRole
from partnerships.choices.work import ProductKind, StrategyKind
from partnerships.forms.meetings import day_field, offer
from partnerships.models import Goal, Measure, PartnershipMember
from partnerships.rules.plan import LEVEL_WORDS, LEVELS

Seats = Sequence[PartnershipMember]


def words(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ChallengeForm(forms.Form):
    """A problem of the industry, what it means for employers and for workers, and whose it is."""

    statement = forms.CharField(
        label="The challenge, in a sentence",
        max_length=300,
        error_messages={"required": "Say the challenge in a sentence."},
    )
    employer_need = words("What employers need", error_messages={"required": "Say what employers need."})
    worker_need = words(
        "What workers need", required=False, help_text="A plan that leaves workers out is kept, with a warning."
    )
    owners = forms.MultipleChoiceField(
        label="Employers that own it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="At least two. They want it met, and give it their people’s time.",
    )

    def __init__(self, *args: Any, seats: Seats, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "owners",
            [(str(s.pk), s.organization.legal_name) for s in seats if s.role == PartnerRole.EMPLOYER],
        )


class StrategyForm(forms.Form):
    """How a challenge is met."""

    kind = forms.ChoiceField(label="Kind", choices=StrategyKind.choices)
    title = forms.CharField(
        label="The strategy", max_length=200, error_messages={"required": "Say the strategy in a few words."}
    )
    text = words("More about it", required=False)


class ActivityForm(forms.Form):
    """A piece of work with an owner and a day."""

    title = forms.CharField(
        label="What is to be done", max_length=200, error_messages={"required": "Say what is to be done."}
    )
    owner = forms.ChoiceField(label="Who answers for it", error_messages={"required": "Choose who answers for it."})
    starts_on = day_field("Starts on", required=False)
    due_on = day_field("Due on")
    is_milestone = forms.BooleanField(label="A milestone: whether it was on time is counted", required=False)

    def __init__(self, *args: Any, seats: Seats, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in seats}
        offer(self, "owner", [("", "Choose…"), *((pk, str(one)) for pk, one in self.by_id.items())])

    @property
    def seat(self) -> PartnershipMember:
        return self.by_id[self.cleaned_data["owner"]]


class ActivityChangeForm(ActivityForm):
    """Another owner or day of an activity."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "starts_on", "is_milestone"):
            del self.fields[name]


class DoneForm(forms.Form):
    """The day on which it was done, with what came of it."""

    done_on = day_field("Done on")
    note = words("What came of it", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate()


class ProductForm(forms.Form):
    """What an activity left behind."""

    kind = forms.ChoiceField(label="Kind", choices=ProductKind.choices)
    title = forms.CharField(label="What it is called", max_length=200, error_messages={"required": "Name it."})
    url = forms.URLField(label="Where it can be seen", required=False, assume_scheme="https")
    made_on = day_field("Finished on")


class GoalForm(forms.Form):
    """What the partnership sets out to do, on a measure, from where to where, by a day."""

    text = forms.CharField(label="The goal", max_length=300, error_messages={"required": "Say the goal in a sentence."})
    measure = forms.ChoiceField(label="Measure", error_messages={"required": "Choose what is measured."})
    baseline = forms.DecimalField(label="Where it stands now", required=False, max_digits=14, decimal_places=2)
    target = forms.DecimalField(
        label="Target",
        min_value=0,
        max_digits=14,
        decimal_places=2,
        error_messages={"required": "Give the target as a number."},
    )
    due_on = day_field("By")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in Measure.objects.all()}
        names = [(pk, f"{one.code} {one.title}") for pk, one in self.by_id.items()]
        offer(self, "measure", [("", "Choose…"), *names])

    @property
    def chosen(self) -> Measure:
        return self.by_id[self.cleaned_data["measure"]]


class LevelsForm(forms.Form):
    """What each of the five levels looks like, in words, before anybody knows the outcome."""

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for at, level in enumerate(LEVELS):
            self.fields[f"level_{at}"] = forms.CharField(
                label=f"{level:+d}: {LEVEL_WORDS[level]}" if level else f"0: {LEVEL_WORDS[level]}",
                max_length=300,
                initial=goal.levels[at] if goal.levels else "",
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Say in words what this level looks like."},
            )

    @property
    def levels(self) -> list[str]:
        return [self.cleaned_data[f"level_{at}"] for at in range(len(LEVELS))]


class ScoreForm(forms.Form):
    """How far the goal is, with what shows it."""

    level = forms.TypedChoiceField(
        label="How far is it?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the level that comes nearest."},
    )
    value = forms.DecimalField(label="The figure, where there is one", required=False, max_digits=14, decimal_places=2)
    scored_on = day_field("As of")
    evidence = words("What shows it", error_messages={"required": "Say what shows it, and where it can be seen."})

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self,
            "level",
            [
                (level, f"{level:+d} {words}" if level else f"0 {words}")
                for level, words in zip(LEVELS, goal.levels, strict=False)
            ],
        )
        self.fields["scored_on"].initial = timezone.localdate()
