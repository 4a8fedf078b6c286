"""Form fields that Django lacks: dollars as people type them, a date in three boxes, an instant in the state's zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class MoneyField(forms.DecimalField):
    """Dollars and cents with a $ before the box. "$1,200.50" and "1 200.5" mean 1200.50."""

    default_error_messages = {"invalid": "Enter an amount in dollars, such as 1,200.50."}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "data-prefix": "$", "autocomplete": "off"})
        given: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": 0, "widget": widget}
        super().__init__(**given | kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(
            value.translate(str.maketrans("", "", "$, \u00a0")) if isinstance(value, str) else value
        )

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if hasattr(value, "quantize") else value


class MemorableDateInput(forms.MultiWidget):
    """Month, day and year in three small boxes, for a date that one knows by heart."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        sizes = {"month": "2", "day": "2", "year": "4"}
        super().__init__({name: forms.TextInput(box | {"maxlength": size}) for name, size in sizes.items()}, attrs)

    def decompress(self, value: dt.date | None) -> list[int | None]:
        return [value.month, value.day, value.year] if value else [None, None, None]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return render_to_string("components/memorable_date.html", self.get_context(name, value, attrs))


class MemorableDateField(forms.MultiValueField):
    """A date typed as month, day and year."""

    widget = MemorableDateInput
    default_error_messages = {"invalid": "Enter a real date as month, day and year, such as 4 28 2027."}

    def __init__(self, **kwargs: Any) -> None:
        whole = {"invalid": self.default_error_messages["invalid"]}
        fields = [forms.IntegerField(min_value=1, max_value=most, error_messages=whole) for most in (12, 31, 9999)]
        super().__init__(fields, **kwargs)

    def compress(self, data_list: Sequence[int]) -> dt.date | None:
        if not data_list:
            return None
        month, day, year = data_list
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


class InstantField(forms.DateTimeField):
    """A day and a time of day in the state's zone, to the minute; the hint should name the zone."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        given: dict[str, Any] = {"widget": widget, "input_formats": ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]}
        super().__init__(**given | kwargs)


def id_in(text: str) -> int:
    """The identifier that an address or a form brings; 0, which no row has, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
