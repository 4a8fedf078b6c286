"""What is typed about events: the event itself, a registration, a guest, somebody at the door, a file."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import InstantField
from partnerships.choices.support import EventKind, EventStatus, Topic
from partnerships.models import Event, Organization

NEEDS = "Dietary or access needs"
NEEDS_HINT = "Only what the hosts must know. It is deleted 30 days after the event."


class EventForm(forms.Form):
    """An event, new or changed."""

    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Give it a title."})
    kind = forms.ChoiceField(label="Kind", choices=EventKind.choices)
    topics = forms.MultipleChoiceField(
        label="Topics", choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    starts_at = InstantField(label="Begins", error_messages={"required": "Say when it begins."})
    ends_at = InstantField(label="Ends", error_messages={"required": "Say when it ends."})
    place = forms.CharField(label="Place", max_length=300, required=False)
    link = forms.URLField(
        label="Link for taking part online",
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text="Told to those who registered.",
    )
    capacity = forms.IntegerField(
        label="Seats",
        min_value=1,
        max_value=100_000,
        required=False,
        help_text="Leave it empty where there is no limit. Whoever comes after the last seat waits in order.",
    )
    takes_guests = forms.BooleanField(
        label="Guests without an account may register",
        required=False,
        initial=True,
        help_text="The event is then on the public pages.",
    )
    description = forms.CharField(
        label="What it is about", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, event: Event | None = None, clock: str = "", **kwargs: Any) -> None:
        if event is not None:
            kwargs["initial"] = {name: getattr(event, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.event = event
        for name in ("starts_at", "ends_at"):
            self.fields[name].help_text = clock

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "It ends before it begins. Give a later time.")
        is_draft = self.event is None or self.event.status == EventStatus.DRAFT
        if not is_draft and not data.get("place") and not data.get("link") and "link" not in self.errors:
            self.add_error("place", "Say where it is: a place, or a link for those who take part online.")
        return data


class RegisterForm(forms.Form):
    """A member's registration."""

    organization = forms.ChoiceField(label="For which organization")
    affiliation = forms.CharField(label="Your organization", max_length=160, required=False)
    needs = forms.CharField(label=NEEDS, max_length=200, required=False, help_text=NEEDS_HINT)

    def __init__(self, *args: Any, organizations: list[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = {str(one.pk): one for one in organizations}
        choices = [(key, one.legal_name) for key, one in self.organizations.items()]
        if len(choices) > 1:
            self.fields["organization"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["organization"]
        if choices:
            del self.fields["affiliation"]

    @property
    def chosen(self) -> Organization | None:
        """The organization that the registration counts for; None where she has none of her own here."""
        if "organization" in self.fields:
            return self.organizations[self.cleaned_data["organization"]]
        return next(iter(self.organizations.values()), None)


class GuestForm(forms.Form):
    """A guest asks for a link."""

    name = forms.CharField(label="Your name", max_length=120, error_messages={"required": "Give your name."})
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We send a link to it. You are registered when you follow it and press the button.",
        error_messages={
            "required": "Give your e-mail address.",
            "invalid": "Write an address such as name@example.org.",
        },
    )
    affiliation = forms.CharField(label="Your organization", max_length=160, required=False)


class NeedsForm(forms.Form):
    """What a guest adds when she confirms."""

    needs = forms.CharField(label=NEEDS, max_length=200, required=False, help_text=NEEDS_HINT)


class DoorForm(GuestForm):
    """Somebody who comes without having registered."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give her name."})
    email = forms.EmailField(
        label="E-mail address", max_length=254, error_messages={"required": "Give her e-mail address."}
    )
    affiliation = forms.CharField(label="Organization", max_length=160, required=False)


class MaterialForm(forms.Form):
    """A file for those who come."""

    file = forms.FileField(label="File", error_messages={"required": "Choose a file."})
    title = forms.CharField(label="What it is", max_length=160, required=False)
