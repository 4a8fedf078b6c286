"""A document that staff send in for a round."""

from __future__ import annotations

from typing import Any

from django import forms

from grants.access.round_documents import ENDINGS
from grants.models import RoundDocument


class DocumentForm(forms.Form):
    """A file with its title, and the document that it takes the place of."""

    title = forms.CharField(
        label="Title",
        max_length=120,
        required=False,
        help_text="As everybody reads it, such as “Budget form”. Left empty, a newer one keeps the title it replaces.",
    )
    file = forms.FileField(
        label="File",
        help_text=f"One of {', '.join(ENDINGS)}, at most 20 MB. It is checked for viruses before anybody can have it.",
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Choose it again."},
    )
    replaces = forms.ChoiceField(label="It replaces", required=False)

    def __init__(self, *args: Any, current: list[RoundDocument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current = {str(one.pk): one for one in current}
        field = self.fields["replaces"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Nothing: it is new"), *((key, one.title) for key, one in self.current.items())]
        if not current:
            del self.fields["replaces"]

    def clean_replaces(self) -> RoundDocument | None:
        return self.current.get(self.cleaned_data["replaces"])
