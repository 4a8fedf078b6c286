"""What an analyst asks of the workbench: where, against what, how deep, with which weights."""

from __future__ import annotations

from typing import Any

from django import forms

from core import geography
from core.models import State
from labor_market.models import Industry
from labor_market.readmodels.openings import Projected, projected_for
from labor_market.readmodels.screening import DEPTHS, NATION, Asked, state_area
from labor_market.readmodels.screening_occupations import FILTERS
from labor_market.rules.indicators import DEFAULT_WEIGHTS
from labor_market.rules.screening import FORWARD_WEIGHTS, INDICATORS
from partnerships.models import Region

WHOLE = "state"
PRESETS = [
    ("", "No filter"),
    *((key, one.label) for key, one in FILTERS.items()),
    ("pa", "Pennsylvania’s criteria, in words"),
]


def counties_near(state: State) -> list[tuple[str, str]]:
    """The state's counties, then those of neighbors that touch it; planning regions before the counties they replaced."""
    former = geography.counties_of(state.fips)
    planned = geography.planning_regions_of(state.fips)
    own = [*planned, *former]
    near = {fips for one in own for fips in geography.touching().get(one.fips, ()) if fips[:2] != state.fips}
    known = geography.all_counties()
    named = sorted((geography.usps_of(known[fips].state_fips), known[fips].name, fips) for fips in near)
    mark = ", former county" if planned else ""
    named_own = [(one.fips, one.name) for one in planned] + [(one.fips, one.name + mark) for one in former]
    return named_own + [(fips, f"{name}, {usps}") for usps, name, fips in named]


class WorkbenchForm(forms.Form):
    """A GET form: the address is the view. Without anything it asks for the whole state's subsectors."""

    region = forms.ChoiceField(label="Region", required=False)
    counties = forms.MultipleChoiceField(label="Or these counties", required=False, widget=forms.CheckboxSelectMultiple)
    reference = forms.ChoiceField(label="Compared with", required=False)
    depth = forms.ChoiceField(
        label="NAICS depth", required=False, choices=[(str(k), f"{k}: {v}") for k, v in DEPTHS.items()]
    )
    sector = forms.ChoiceField(label="Within the sector", required=False)
    first = forms.IntegerField(label="From the year", required=False, min_value=1990, max_value=2100)
    last = forms.IntegerField(label="To the year", required=False, min_value=1990, max_value=2100)
    preset = forms.ChoiceField(label="Filter of a state", required=False, choices=PRESETS)

    def __init__(self, data: Any, *args: Any, state: State, **kwargs: Any) -> None:
        given = data.copy()
        given.setdefault("depth", "3")
        super().__init__(given, *args, **kwargs)
        self.state = state
        self.regions = {str(one.pk): one for one in Region.objects.all()}
        sectors = Industry.objects.filter(level=2).values_list("code", "title")
        choices: dict[str, list[tuple[str, str]]] = {
            "region": [(WHOLE, f"All of {state.name}"), *((pk, one.name) for pk, one in self.regions.items())],
            "counties": counties_near(state),
            "reference": [(NATION, "The United States"), (state_area(state), state.name)],
            "sector": [("", "Every sector"), *((code, f"{code} {title}") for code, title in sectors)],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        for name in ("region", "reference", "depth", "sector", "first", "last", "preset"):
            self.fields[name].widget.attrs["class"] = "rt-input"
        self.defaults = self._defaults()
        for name, (label, hint) in INDICATORS.items():
            self.fields[name] = forms.IntegerField(
                label=label, help_text=hint, min_value=0, max_value=100, required=False, initial=self.defaults[name]
            )

    def _defaults(self) -> dict[str, int]:
        """The weights that nobody typed: where projections are loaded, openings stand in for growth."""
        self.is_forward = False
        if not any(name in self.data for name in INDICATORS):
            self.is_forward = isinstance(projected_for(self.state), Projected)
        return dict.fromkeys(INDICATORS, 0) | (FORWARD_WEIGHTS if self.is_forward else DEFAULT_WEIGHTS)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not any(name in self.errors for name in INDICATORS):
            self.weights = {
                name: self.defaults[name] if name not in self.data else given.get(name) or 0 for name in INDICATORS
            }
            self._check_openings()
            if (total := sum(self.weights.values())) != 100:
                self.add_error(None, f"The weights sum to {total}. Change them so that they sum to 100.")
        self._check_years(given)
        if given.get("reference") == state_area(self.state) and self._is_whole(given):
            self.add_error(
                "reference", f"All of {self.state.name} cannot be compared with itself. Choose the United States."
            )
        return given

    def _check_openings(self) -> None:
        """Openings are weighed where the state has projections, of the place or of the whole state."""
        if not self.weights["openings"] or self.is_forward:
            return
        found = projected_for(self.state, self.place)
        if isinstance(found, str):
            self.add_error(
                "openings",
                f"Openings cannot be weighed: {found}. Import projections under Labor market, Imports, or give openings"
                " the weight 0.",
            )

    def _check_years(self, given: dict[str, Any]) -> None:
        """Both years or none, the earlier first."""
        first, last = given.get("first"), given.get("last")
        if "first" in self.errors or "last" in self.errors:
            return
        if (first is None) != (last is None):
            empty = "first" if first is None else "last"
            self.add_error(
                empty, "Give both years, or neither: then the newest two that follow each other are compared."
            )
        elif first is not None and last is not None and first >= last:
            self.add_error("last", f"{last} is not after {first}. Give the earlier year first.")

    def _is_whole(self, given: dict[str, Any]) -> bool:
        return not given.get("counties") and given.get("region") in ("", WHOLE)

    @property
    def chosen_region(self) -> Region | None:
        return None if self.cleaned_data.get("counties") else self.regions.get(self.cleaned_data.get("region", ""))

    @property
    def place(self) -> str:
        """The name under which the place is screened; projections may name it too."""
        names = [geography.county_name(fips) for fips in self.cleaned_data.get("counties", ())]
        if names:
            return ", ".join(names) if len(names) < 4 else f"{len(names)} counties around {names[0]}"
        return self.chosen_region.name if self.chosen_region is not None else self.state.name

    def asked(self) -> Asked:
        """What a valid form asks for."""
        given, region = self.cleaned_data, self.chosen_region
        if given["counties"]:
            areas = tuple(given["counties"])
        else:
            areas = tuple(region.county_fips) if region is not None else (state_area(self.state),)
        depth, years = int(given["depth"] or 3), (given["first"], given["last"])
        chosen = years if given["first"] else None
        return Asked(self.place, areas, given["reference"] or NATION, depth, given["sector"], self.weights, chosen)

    @property
    def places(self) -> list[forms.BoundField]:
        """The boxes of the first line."""
        return [self[name] for name in ("region", "reference", "depth", "sector", "first", "last", "preset")]

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in INDICATORS]


class SaveForm(forms.Form):
    """The title under which a screening is kept."""

    title = forms.CharField(label="Title", max_length=160, help_text="Such as: Industries of the Lehigh Valley, 2026")
