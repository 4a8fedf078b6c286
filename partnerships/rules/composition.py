"""Who must sit at the table (BR-05): a round's or a state's rule as plain data, those of real states, and the judging.

A rule is `{"preset": name, "needs": [need, …], "employers_lead": bool}`. A need is
`{"roles": [role, …], "least": n, "reason": bool, "size": "up_to_50"?}`: that many different organizations in one of the
roles; where `reason` is true a written reason may stand in for them. `employers_lead` asks that employers are more than
the organizations of any other role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from partnerships.choices import PartnerRole as R

USUAL, OWN = "usual", "own"
NOUNS = {
    R.EMPLOYER: ("employer", "employers"),
    R.EDUCATION: ("education or training provider", "education or training providers"),
    R.LABOR: ("labor organization or worker representative", "labor organizations or worker representatives"),
    R.COMMUNITY: ("community organization", "community organizations"),
    R.WORKFORCE_BOARD: ("workforce board", "workforce boards"),
    R.ECONOMIC_DEVELOPMENT: ("economic development organization", "economic development organizations"),
    R.GOVERNMENT: ("local government", "local governments"),
    R.PHILANTHROPY: ("philanthropy", "philanthropies"),
    R.OTHER: ("other partner", "other partners"),
}
SMALL = "up_to_50"


class Seated(Protocol):
    """A line of a roster, as far as the judging reads it."""

    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...


class Preset(NamedTuple):
    """A rule that somebody uses. `source` says who, and where it is written."""

    label: str
    source: str
    rule: dict[str, Any]


class Line(NamedTuple):
    """One need, judged. `label` says what is needed, `have` what there is, `sentence` what to do where it is not met."""

    met: bool
    sentence: str
    label: str
    have: str
    asks_reason: bool = False


def need(roles: Sequence[str], least: int, *, reason: bool = False, **more: str) -> dict[str, Any]:
    return {"roles": [str(role) for role in roles], "least": least, "reason": reason, **more}


def usual(employers: int) -> dict[str, Any]:
    """The usual rule: several employers, somebody who teaches, somebody who speaks for workers or the reason why not."""
    needs = [need([R.EDUCATION], 1), need([R.LABOR], 1, reason=True)]
    return {"preset": USUAL, "needs": [need([R.EMPLOYER], employers), *needs] if employers else needs}


STRATEGIC = [R.EDUCATION, R.LABOR, R.COMMUNITY, R.WORKFORCE_BOARD, R.ECONOMIC_DEVELOPMENT, R.GOVERNMENT, R.PHILANTHROPY]
PRESETS: dict[str, Preset] = {
    "wioa": Preset(
        "WIOA 3(26): several employers, labor, education",
        "29 USC 3102(26): multiple employers, small ones where practicable, a labor representative, a provider of training",
        {"needs": [need([R.EMPLOYER], 2), need([R.EDUCATION], 1), need([R.LABOR], 1)]},
    ),
    "ri": Preset(
        "Rhode Island 5+2: five employers, two strategic partners",
        "Real Jobs Rhode Island: at least five employers and two strategic partners beside the lead",
        {"needs": [need([R.EMPLOYER], 5), need([*STRATEGIC, R.OTHER], 2)]},
    ),
    "mt": Preset(
        "Montana 1+1+2: a local government, a school, two businesses",
        "Montana EARN: one local government, one education provider, at least two businesses",
        {"needs": [need([R.GOVERNMENT], 1), need([R.EDUCATION], 1), need([R.EMPLOYER], 2)]},
    ),
    "oh": Preset(
        "Ohio: several employers, who lead",
        "Ohio Industry Sector Partnership guideline: multiple private employers, led by business",
        {"needs": [need([R.EMPLOYER], 2)], "employers_lead": True},
    ),
    "me": Preset(
        "Maine: four employers, two of them small, and labor",
        "26 MRS 3305: at least four employers, of which two have fewer than 50 employees, and labor representation."
        " Organizations are recorded as having up to 50, so one with exactly 50 counts here too",
        {"needs": [need([R.EMPLOYER], 4), need([R.EMPLOYER], 2, size=SMALL), need([R.LABOR], 1)]},
    ),
}


def preset_rule(name: str) -> dict[str, Any]:
    return {"preset": name, **PRESETS[name].rule}


def rule_from_counts(counts: Mapping[str, int]) -> dict[str, Any]:
    """A state's own rule, from the least number in each role."""
    return {"preset": OWN, "needs": [need([role], least) for role, least in counts.items() if least]}


def rule_of(composition: Mapping[str, Any], min_employers: int) -> Mapping[str, Any]:
    """The round's rule; the usual one where it has none of its own."""
    return composition if composition.get("needs") or composition.get("employers_lead") else usual(min_employers)


def least_of(rule: Mapping[str, Any], role: str) -> int:
    """How many of one role the rule asks for."""
    return max((one["least"] for one in rule.get("needs", ()) if one["roles"] == [role]), default=0)


def judge(
    rule: Mapping[str, Any], seats: Sequence[Seated], reason: str = "", *, asker: str = "This round"
) -> list[Line]:
    """Each need beside the roster. Organizations count once, by name; `reason` is why nobody speaks for labor.

    `asker` is whose rule it is, for the sentences.
    """
    lines = [_judged(one, seats, reason, asker) for one in rule.get("needs", ())]
    if rule.get("employers_lead"):
        lines.append(_led(seats, asker))
    return lines


def named_in(seats: Sequence[Seated], roles: Sequence[str], size: str = "") -> set[str]:
    """The different organizations in these roles, by name; of one size where the rule asks for it."""
    return {
        " ".join(seat.name.casefold().split())
        for seat in seats
        if seat.role in roles and (not size or getattr(seat, "size_band", "") == size)
    }


def noun_of(one: Mapping[str, Any], number: int) -> str:
    roles = one["roles"]
    if len(roles) > 1:
        return "strategic partner" if number == 1 else "strategic partners"
    word = NOUNS[R(roles[0])][number != 1]
    return f"{word} with up to 50 employees" if one.get("size") else word


def _judged(one: Mapping[str, Any], seats: Sequence[Seated], reason: str, asker: str) -> Line:
    least, have = one["least"], len(named_in(seats, one["roles"], one.get("size", "")))
    word, said = noun_of(one, least), str(have)
    label = f"{word.capitalize()}, at least {least}" if least > 1 else word.capitalize()
    if one.get("reason") and have < least:
        is_met = bool(reason.strip())
        label = f"{label}, or the reason why not"
        sentence = f"Add {_article(word)} {word}, or write why there is none."
        return Line(is_met, "" if is_met else sentence, label, "reason given" if is_met else said, True)
    if have >= least:
        return Line(True, "", label, said)
    if least == 1:
        return Line(False, f"Add at least one {word}.", label, said)
    text = f"{have or 'No'} {noun_of(one, have)}. {asker} asks for {least}: add {least - have} more."
    return Line(False, text, label, said)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _led(seats: Sequence[Seated], asker: str) -> Line:
    employers = len(named_in(seats, [R.EMPLOYER]))
    most = max((len(named_in(seats, [role])) for role in R.values if role != R.EMPLOYER), default=0)
    met = employers > most
    where = asker[0].lower() + asker[1:]
    text = f"Employers lead in {where}: name more than the {most} in another role. You have {employers}."
    return Line(met, "" if met else text, "Employers are more than any other role", f"{employers} against {most}")


def words(rule: Mapping[str, Any]) -> str:
    """The rule as a notice says it: at least 5 employers and 2 strategic partners."""
    parts = []
    for one in rule.get("needs", ()):
        least = one["least"]
        word = noun_of(one, least)
        parts.append(f"{least} {word}" if not one.get("reason") else f"{least} {word}, or the reason why there is none")
    if rule.get("employers_lead"):
        parts.append("more employers than partners of any other role")
    if not parts:
        return "nobody in particular"
    return " and ".join([*([", ".join(parts[:-1])] if len(parts) > 1 else []), parts[-1]])
