"""What people type, read into typed values. Pure functions on plain data: the same beside the field, at submission and
on import.

`questions.checks.parse` never loses anything: what cannot be read comes back as a sentence that says what
is wrong, with the numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import us
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core import geography, money
from core.text import word_count
from questions.choices import QuestionType as T

Options = Mapping[str, Any]

LINE, MOST_INDUSTRIES, SCALE = 300, 8, (1, 5)
LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly."""
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y")
NAICS = re.compile(r"^(31-33|44-45|48-49|\d{2,6})\b")
SPANS = {"31-33": ("31", "32", "33"), "44-45": ("44", "45"), "48-49": ("48", "49")}
APART = {"dont_know": "Don't know", "not_applicable": "Does not apply", "prefer_not": "Prefer not to say"}
"""What the values that are shown apart are called, where the question does not say it itself."""


class NotAnAnswer(ValueError):
    """What was typed cannot be read. The message is fit to show beside the field."""


class Parsed(NamedTuple):
    """The typed value (None: nothing, or nothing that can be read) and what is wrong with it."""

    value: Any
    error: str = ""


def parse_value(kind: str, raw: str, options: Options | None = None) -> Parsed:
    """Read what was typed. Several values stand on a line each.

    Values: text as it is; whole numbers as int, others as float; money as "1200.50"; dates as "2027-04-28"; yes or no
    and confirmed statements as bool; a scale as int; several choices, counties (FIPS) and industries (NAICS) as lists.
    A value of `options["apart"]`, such as "dont_know", stays as it is whatever the type.
    """
    options = options or {}
    text = raw.replace("\r\n", "\n").strip()
    if not text:
        return Parsed(None)
    if text in options.get("apart", ()):
        return Parsed([text] if kind == T.CHOICES else text)
    try:
        _alone(text, options)
        return Parsed(READERS[kind](text, options))
    except NotAnAnswer as error:
        return Parsed(None, str(error))


def _alone(text: str, options: Options) -> None:
    """A value that stands apart, such as "don't know", goes with no other answer."""
    given = lines(text)
    apart = [one for one in given if one in options.get("apart", ())]
    if apart and len(given) > 1:
        label = choice_label(apart[0], options)
        raise NotAnAnswer(f"“{label}” goes with no other answer. Take it out, or take out the others.")


def lines(text: str) -> list[str]:
    """The values of a question that takes several, each once, in the order given."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


# Texts


def read_line(text: str, options: Options) -> str:
    text = " ".join(text.split())
    most = int(options.get("max") or LINE)
    if len(text) > most:
        raise NotAnAnswer(f"{len(text)} characters. Take out {len(text) - most} to reach {most}.")
    return text


def read_prose(text: str, options: Options) -> str:
    most, words, longest = options.get("words"), word_count(text), options.get("chars")
    if most and words > int(most):
        raise NotAnAnswer(f"{words} words. Take out {words - int(most)} to reach {most}.")
    if longest and len(text) > int(longest):
        raise NotAnAnswer(f"{len(text)} characters. Take out {len(text) - int(longest)} to reach {longest}.")
    return text


def read_email(text: str, options: Options) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise NotAnAnswer(f"“{text[:60]}” is not an e-mail address. Write one such as name@company.example.") from None
    return text


# Figures


def read_number(text: str, options: Options) -> int | float:
    bare = text.replace(",", "").replace("\N{MINUS SIGN}", "-").removesuffix("%").strip()
    try:
        number = Decimal(bare)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise NotAnAnswer(f"“{text[:60]}” is not a number. Write digits, such as 12.")
    if abs(number) > LARGEST:
        raise NotAnAnswer(f"The number is larger than {LARGEST:,}. Check it for digits too many.")
    if number != number.to_integral_value() and not options.get("decimals"):
        raise NotAnAnswer(f"{text} is not a whole number. Write one without a decimal point.")
    _within(number, options, lambda limit: f"{limit:,}")
    return int(number) if number == number.to_integral_value() else float(number)


def read_money(text: str, options: Options) -> str:
    try:
        amount = money.parse(text)
    except money.NotMoney as error:
        raise NotAnAnswer(str(error)) from None
    _within(amount, {"min": 0} | dict(options), money.show)
    return str(amount)


def _within(number: Decimal, options: Options, show: Callable[[Decimal], str]) -> None:
    low, high = options.get("min"), options.get("max")
    if low not in (None, "") and number < Decimal(str(low)):
        raise NotAnAnswer(f"{show(number)} is less than {show(Decimal(str(low)))}, the least that can be given here.")
    if high not in (None, "") and number > Decimal(str(high)):
        raise NotAnAnswer(f"{show(number)} is more than {show(Decimal(str(high)))}, the most that can be given here.")


def read_scale(text: str, options: Options) -> int:
    low, high = scale_of(options)
    if not text.isdecimal() or not low <= int(text) <= high:
        raise NotAnAnswer(f"“{text[:20]}” is not on the scale. Choose a number from {low} to {high}.")
    return int(text)


def scale_of(options: Options) -> tuple[int, int]:
    return int(options.get("min", SCALE[0])), int(options.get("max", SCALE[1]))


def read_date(text: str, options: Options) -> str:
    day = next(filter(None, (_dated(text, form) for form in DATE_FORMATS)), None)
    if day is None:
        raise NotAnAnswer(f"“{text[:40]}” is not a date. Write month, day and year, such as 04/28/2027.")
    low, high = options.get("min"), options.get("max")
    if low and day < dt.date.fromisoformat(low):
        raise NotAnAnswer(f"{day:%m/%d/%Y} is before {dt.date.fromisoformat(low):%m/%d/%Y}, the first possible day.")
    if high and day > dt.date.fromisoformat(high):
        raise NotAnAnswer(f"{day:%m/%d/%Y} is after {dt.date.fromisoformat(high):%m/%d/%Y}, the last possible day.")
    return day.isoformat()


def _dated(text: str, form: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, form).date()
    except ValueError:
        return None


# Choices


def read_yes_no(text: str, options: Options) -> bool:
    answers = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
    if text.lower() not in answers:
        raise NotAnAnswer(f"“{text[:40]}” is neither yes nor no. Choose one.")
    return answers[text.lower()]


def read_attestation(text: str, options: Options) -> bool:
    if text.lower() not in {"yes", "on", "true"}:
        raise NotAnAnswer("Tick the box to confirm the statement.")
    return True


def read_choice(text: str, options: Options) -> str:
    known = dict(options.get("choices", ()))
    if text not in known:
        raise NotAnAnswer(f"“{text[:60]}” is not one of the answers. Choose one of: {_listed(known.values())}.")
    return text


def read_choices(text: str, options: Options) -> list[str]:
    chosen, most = lines(text), options.get("max")
    for one in chosen:
        read_choice(one, options)
    if most and len(chosen) > int(most):
        raise NotAnAnswer(f"You chose {len(chosen)}. Take out {len(chosen) - int(most)}: at most {most} can be chosen.")
    return chosen


def choice_label(value: str, options: Options) -> str:
    """What a value is called on the page."""
    return str(dict(options.get("choices", ())).get(value) or APART.get(value, value))


def _listed(words: Any) -> str:
    return ", ".join(str(word) for word in words)


# Places and industries


def read_counties(text: str, options: Options) -> list[str]:
    found = list(dict.fromkeys(county_code(line) for line in lines(text)))
    most = options.get("max")
    if most and len(found) > int(most):
        raise NotAnAnswer(f"You named {len(found)} counties. Take out {len(found) - int(most)}: at most {most}.")
    return found


def county_code(text: str) -> str:
    """The FIPS code of "42077", "Lehigh, PA" or "Lehigh County, PA".

    Raises NotAnAnswer when there is no such county, or more than one.
    """
    counties = geography.all_counties()
    if text[:5] in counties:
        return text[:5]
    name, _, state = (part.strip() for part in text.rpartition(",")) if "," in text else (text, "", "")
    place = us.states.lookup(state) if state else None
    wanted = _plain_county(name)
    same = [
        c for c in counties.values() if _plain_county(c.name) == wanted and (not place or c.state_fips == place.fips)
    ]
    if len(same) == 1:
        return same[0].fips
    if same:
        raise NotAnAnswer(f"{len(same)} states have a county named {name}. Add the state, such as “{name}, PA”.")
    raise NotAnAnswer(f"No county is called “{text[:60]}”. Write its name and state, such as “Lehigh, PA”.")


def _plain_county(name: str) -> str:
    return re.sub(r" (county|parish|borough|census area)$", "", name.strip().casefold())


def read_industries(text: str, options: Options) -> list[str]:
    most = int(options.get("max") or MOST_INDUSTRIES)
    codes = []
    for line in lines(text):
        found = NAICS.match(line)
        if not found:
            raise NotAnAnswer(f"“{line[:60]}” is not a NAICS code. Write its two to six digits, such as 3118.")
        codes.append(found[1])
    codes = list(dict.fromkeys(codes))
    if inside := nested(codes):
        raise NotAnAnswer(f"{inside[1]} lies inside {inside[0]}. Keep one of the two.")
    if len(codes) > most:
        raise NotAnAnswer(f"You named {len(codes)} industries. Take out {len(codes) - most}: at most {most}.")
    return codes


def nested(codes: Sequence[str]) -> tuple[str, str] | None:
    """The first pair of NAICS codes of which one lies inside the other: (outer, inner)."""
    for outer in codes:
        for inner in codes:
            if inner != outer and inner.startswith(SPANS.get(outer, (outer,))):
                return outer, inner
    return None


def no_typed_file(text: str, options: Options) -> None:
    raise NotAnAnswer("Choose the file again: a file cannot be typed.")


READERS: dict[str, Callable[[str, Options], Any]] = {
    T.TEXT: read_line,
    T.LONG_TEXT: read_prose,
    T.NUMBER: read_number,
    T.MONEY: read_money,
    T.DATE: read_date,
    T.EMAIL: read_email,
    T.YES_NO: read_yes_no,
    T.CHOICE: read_choice,
    T.CHOICES: read_choices,
    T.SCALE: read_scale,
    T.COUNTIES: read_counties,
    T.INDUSTRY: read_industries,
    T.FILE: no_typed_file,
    T.ATTESTATION: read_attestation,
}
