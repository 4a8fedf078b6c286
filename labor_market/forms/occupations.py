"""How the occupations of an area are found and ordered."""

from __future__ import annotations

from typing import Any

from django import forms

from labor_market.models import Occupation

ORDER_CHOICES = [
    ("-jobs", "Most jobs first"),
    ("jobs", "Fewest jobs first"),
    ("-quotient", "Highest location quotient first"),
    ("quotient", "Lowest location quotient first"),
    ("-pay", "Highest median pay first"),
    ("pay", "Lowest median pay first"),
    ("title", "Title, A to Z"),
    ("-title", "Title, Z to A"),
]


class OccupationFilter(forms.Form):
    """How the occupations of an area are found and ordered. What is not understood is left out."""

    q = forms.CharField(label="Title or SOC code", required=False, max_length=80)
    group = forms.ChoiceField(label="Group", required=False)
    sort = forms.ChoiceField(label="Order", required=False, choices=ORDER_CHOICES)
    screened = forms.BooleanField(label="Only at least 0.05% of jobs and a median of $15 an hour", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Occupation.objects.filter(level=0).exclude(pk="000000").values_list("soc", "title")
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            ("", "All groups"),
            *((soc[:2], title.removesuffix(" Occupations")) for soc, title in groups),
        ]

    def wanted(self) -> dict[str, Any]:
        """The arguments of `occupations_of`."""
        self.is_valid()
        given = self.cleaned_data
        return {
            "words": given.get("q", ""),
            "group": given.get("group", ""),
            "screened": given.get("screened", False),
            "order": given.get("sort") or "-jobs",
        }
