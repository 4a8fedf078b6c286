"""What people typed on the pages of reports."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.http import QueryDict

from core.models import Member
from core.permissions import Role
from grants.actions.report_drafts import NoSuchBox, part_of
from grants.choices import ReportStatus
from questions.forms import version_of


def boxes_in(data: QueryDict) -> dict[str, tuple[str, int]]:
    """For each posted box of the report's own (a key with a dot): what was typed, and the version it was based on."""
    return {
        key: (data.get(key, ""), version_of(data, f"v-{key}"))
        for key in data
        if "." in key and not key.startswith("v-") and known(key)
    }


def known(key: str) -> bool:
    try:
        part_of(key)
    except NoSuchBox:
        return False
    return True


class ReportFilter(forms.Form):
    """Which reports: words of the partnership or award, a status, an officer."""

    q = forms.CharField(label="Partnership or award", required=False, max_length=80)
    status = forms.ChoiceField(label="Status", required=False)
    officer = forms.ChoiceField(label="Officer", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        late = [("late", "Late")]
        self.fields["status"].choices = [("", "Any"), *ReportStatus.choices, *late]  # type: ignore[attr-defined]
        officers = Member.objects.with_role(Role.OFFICER).order_by("name").values_list("pk", "name")
        self.fields["officer"].choices = [("", "Any"), *officers]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """What was asked for; a value that is not offered asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ReviewForm(forms.Form):
    """One comment box a part, so that everything is said at once, and a note for when the report is accepted."""

    def __init__(self, data: QueryDict | None = None, *, parts: Mapping[str, str]) -> None:
        super().__init__(data)
        self.parts = parts
        for part, title in parts.items():
            widget = forms.Textarea(attrs={"rows": 2, "class": "rt-input"})
            self.fields[f"comment-{part}"] = forms.CharField(
                label=f"Comment on {title.lower()}", required=False, max_length=2000, widget=widget
            )
        note = forms.Textarea(attrs={"rows": 2, "class": "rt-input"})
        self.fields["note"] = forms.CharField(label="Note for next time", required=False, max_length=2000, widget=note)

    def comments(self) -> dict[str, str]:
        """The comments that were written, by part."""
        return {part: text for part in self.parts if (text := self.cleaned_data.get(f"comment-{part}", ""))}
