"""Numbers and marks in words, as the report prints them. Everything comes from the frozen facts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core import money
from core.charts import Theme

LEVELS = (
    "a count",
    "reported by the people asked",
    "before and after, no comparison group",
    "comparison group",
    "randomized",
)
ONES = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NOT_KNOWN = "not known"


def dollars(amount: str | None) -> str:
    """$15.66 million; below a million whole dollars."""
    return NOT_KNOWN if amount is None else money.show_short(Decimal(amount))


def exact(amount: str | None) -> str:
    """$1,000,000 to the dollar."""
    return NOT_KNOWN if amount is None else money.show(Decimal(amount), cents=False)


def thousands(amount: str | Decimal) -> str:
    """Thousands of dollars, rounded; a dash where there is nothing."""
    value = (Decimal(amount) / 1000).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    return f"{value:,}".replace("-", "\N{MINUS SIGN}") if Decimal(amount) else "–"


def count(value: int | None, minimum: int = 10) -> str:
    """1,234; a count of people that may not be shown is said, never left empty."""
    return f"fewer than {minimum}" if value is None else f"{value:,}"


def number_word(value: int, *, capital: bool = False) -> str:
    """Seven; from ten on in digits."""
    word = ONES[value] if 0 <= value < len(ONES) else f"{value:,}"
    return word.capitalize() if capital else word


def plural(value: int, one: str, many: str = "") -> str:
    """1 region, 8 regions."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def of(part: int, whole: int) -> str:
    """505 of 731."""
    return f"{part:,} of {whole:,}"


def percent(value: str | float | Decimal | None) -> str:
    """41%; halves go up. 0.4 is "under 1%"."""
    if value is None:
        return "not computed"
    number = Decimal(str(value))
    if 0 < number < 1:
        return "under 1%"
    if 99 < number < 100:
        return "over 99%"
    return f"{number.quantize(Decimal(1), rounding='ROUND_HALF_UP')}%".replace("-", "\N{MINUS SIGN}")


def points(value: str) -> str:
    """+13, 0 or −11."""
    number = Decimal(value).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    return "0" if number == 0 else f"{number:+}".replace("-", "\N{MINUS SIGN}")


def level(step: int) -> SafeString:
    """The level of evidence as a ladder of four steps that survives a photocopy, with its words."""
    rungs = format_html_join("", "<i{}></i>", ((mark_safe(' class="on"') if i < step else "",) for i in range(4)))
    return format_html('<p class="level">{}<b>Evidence {} of 4:</b> {}</p>', rungs, step, LEVELS[step])


def theme_from(look: dict[str, Any]) -> Theme:
    """The state's colors, or ours where it has none."""
    plain = Theme()
    given = look["theme"]
    return Theme(given["deep"] or plain.deep, given["main"] or plain.main, given["accent"] or plain.accent)


class Sources:
    """The numbered list of where things come from, and the marks that lead to it."""

    def __init__(self, entries: dict[str, str]) -> None:
        self.entries = entries
        self.numbers = {key: number for number, key in enumerate(entries, 1)}

    @property
    def marks(self) -> dict[str, SafeString]:
        """By key: a raised number that leads to the source."""
        return {key: self.mark(key) for key in self.entries}

    def mark(self, key: str) -> SafeString:
        number = self.numbers[key]
        return format_html('<sup><a href="#source-{}">{}</a></sup>', number, number)

    def words(self, key: str) -> str:
        return self.entries[key]

    @property
    def listed(self) -> list[str]:
        return list(self.entries.values())
