"""The plan of a year: one row for each topic."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.choices.support import Topic
from partnerships.models import SupportPlan

SMALL = {"inputmode": "numeric", "autocomplete": "off"}


def number(label: str, most: int = 10_000, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most, widget=forms.TextInput(attrs=SMALL), **more)


class PlanForm(forms.Form):
    """What the state wants in a year."""

    words = forms.CharField(label="In words", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    conveners = number("Conveners to serve")
    useful_percent = number("Ratings of useful or very useful, percent", 100)
    events_each = forms.IntegerField(
        label="Events a convener attends",
        min_value=1,
        max_value=50,
        widget=forms.TextInput(attrs=SMALL),
        help_text="From how many events a year a convener counts.",
    )


class GoalForm(forms.Form):
    """One topic's row."""

    topic = forms.ChoiceField(choices=Topic.choices, widget=forms.HiddenInput)
    text = forms.CharField(label="What we want", required=False, max_length=300)
    sessions = number("Sessions", required=False)
    events = number("Events", required=False)

    @property
    def label(self) -> str:
        return Topic(str(self["topic"].value())).label if self["topic"].value() in Topic.values else ""

    @property
    def given(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "topic": data["topic"],
            "text": data["text"].strip(),
            "sessions": data["sessions"] or 0,
            "events": data["events"] or 0,
        }


def plan_forms(plan: SupportPlan | None, data: Any = None) -> tuple[PlanForm, list[GoalForm]]:
    """The head of the plan and a row for each topic, filled with what stands."""
    head = {"conveners": 0, "useful_percent": 80, "events_each": 2}
    if plan is not None:
        head = {name: getattr(plan, name) for name in PlanForm.base_fields}
    goals = {goal.topic: goal for goal in plan.goals.all()} if plan else {}
    rows = []
    for topic in Topic.values:
        goal = goals.get(topic)
        initial = {
            "topic": topic,
            "text": goal.text if goal else "",
            "sessions": goal.sessions if goal else 0,
            "events": goal.events if goal else 0,
        }
        rows.append(GoalForm(data, prefix=topic, initial=initial))
    return PlanForm(data, initial=head), rows
