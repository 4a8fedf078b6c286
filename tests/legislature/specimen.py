"""Facts of an edition as they are frozen, invented: a full one for Pennsylvania and a bare one for Michigan."""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

from core.geography import counties_of
from core.models.states import WORDS
from legislature.readmodels.portfolio import overview

INDUSTRIES = {
    "Advanced manufacturing": ["31-33"],
    "Health care": ["62"],
    "Construction": ["23"],
    "Logistics and transportation": ["48-49", "493"],
    "Information technology": ["5415", "518"],
    "Agriculture and food": ["11", "311"],
    "Energy": ["21", "22"],
}
REGIONS = ("Southeast", "Southwest", "Lehigh and Northeast", "South Central", "Northwest", "North Central", "Central")
CONVENERS = ("Local workforce board", "Chamber of commerce", "College or university", "Economic development organization")
STAGES = ("Convening", "Planning", "Implementing", "Implementing", "Implementing", "Sustaining")
PLACES = ("Susquehanna", "West Branch", "Allegheny", "Three Rivers", "Keystone", "Laurel Highlands", "Brandywine")
KINDS = ("Machining Circle", "Patient Care Careers", "Builders’ Bench", "Freight and Warehouse Partners", "Code Guild")


def _joined(text: str) -> str:
    """Paragraphs on one line each, as people type them."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


LETTER = _joined("""To the Governor, to the chairs and minority chairs of the committees on labor and industry, and to every member:

Act 901 of 2025 asks this office for a report each year by October 31. This is the report for the year that ended on June 30.

An industry partnership brings together employers of one industry in one region with colleges, training providers, unions
and public agencies. The employers say what they need. A convener keeps the group moving. The state pays for the convening
and for training that the group agrees on.""")
FAILED = _joined("""The construction pre-apprenticeship in three regions set a goal of 60% finishing; **fewer than half of that
share finished.** People who left named transport to sites and unpaid weeks. The three partnerships have budgeted paid hours
from the first week. The result will be on this page next year.""")


def share(yes: int, n: int, low: str, high: str) -> dict[str, Any]:
    return {"yes": yes, "n": n, "share": f"{100 * yes / n:.1f}", "low": low, "high": high}


def partnerships(counties: list[str], number: int, seed: int) -> list[dict[str, Any]]:
    lot = random.Random(seed)
    found = []
    for i in range(number):
        industry = list(INDUSTRIES)[min(int(lot.expovariate(0.45)), len(INDUSTRIES) - 1)]
        home = lot.choice(counties)
        place = PLACES[i % len(PLACES)]
        name = f"{place} {lot.choice(KINDS)}" + (f" {i // len(PLACES) + 1}" if i >= len(PLACES) else "")
        if i == 3:
            name = "Greater Susquehanna Valley and Northern Tier Advanced Manufacturing and Machining Industry Partnership"
        award = lot.randrange(9, 45) * 10_000
        spent = int(award * lot.uniform(0.2, 0.95))
        accepted = 4 if lot.random() > 0.2 else lot.randrange(4)
        gap = ["July–September 2025 (not filed)", "April–June 2026 (returned)", "January–March 2026 (not filed)"]
        found.append(
            {
                "id": i + 1,
                "name": name,
                "industry": industry,
                "region": REGIONS[min(int(lot.expovariate(0.35)), len(REGIONS) - 1)],
                "counties": sorted({home, *lot.sample(counties, 2)}),
                "stage": lot.choice(STAGES),
                "active": True,
                "convener": f"{place} Workforce Development Board of the Example Counties",
                "convener_type": CONVENERS[min(int(lot.expovariate(0.9)), len(CONVENERS) - 1)],
                "convener_county": home,
                "founded": "2019",
                "awarded": f"{award}.00",
                "spent": f"{spent}.00",
                "spent_in_year": f"{spent // 2}.00",
                "employers": lot.randrange(5, 60),
                "people": None if i % 11 == 0 else lot.randrange(10, 420),
                "reports": {"owed": 4, "accepted": accepted, "missing": gap[: 4 - accepted]},
            }
        )
    return sorted(found, key=lambda one: one["name"])


def head(usps: str, name: str) -> dict[str, Any]:
    return {
        "number": f"{usps}-2026-01",
        "title": "Impact report 2025–26",
        "start": "2025-07-01",
        "end": "2026-06-30",
        "period": "July 1, 2025 to June 30, 2026",
        "last_day": "June 30",
        "year": "2025–26",
        "as_of": "September 30, 2026",
        "requested_by": "Act 901 of 2025, section 9 (invented for the demonstration)",
        "letter": LETTER,
        "what_did_not_work": FAILED,
        "signed_by": "Jordan Example",
        "signed_title": "Director",
        "corrects": "",
        "what_changed": "",
        "notice": "Demonstration: organizations, people and figures are invented",
    }


def look(code: str, usps: str, fips: str, name: str, **words: str) -> dict[str, Any]:
    return {
        "code": code,
        "usps": usps,
        "fips": fips,
        "name": name,
        "words": WORDS | words,
        "contact": f"partnerships@{code}.example",
        "minimum": 10,
        "theme": {"deep": "", "main": "", "accent": ""},
    }


def item(key: str, code: str, title: str, counts: list[int], yes: int, apart: int, bench: str = "") -> dict[str, Any]:
    n = sum(counts) + apart
    low, high = f"{100 * yes / n - 3.4:.1f}", f"{100 * yes / n + 3.4:.1f}"
    labels = ("Much better", "Better", "Same", "Worse", "Much worse")
    rows = [
        {"value": label.lower().replace(" ", "_"), "label": label, "count": number, "apart": False}
        for label, number in zip(labels, counts, strict=False)
    ]
    source = {"n": None, "source": "Massachusetts evaluation, quoted in the Sector Strategies FAQ", "date": "2012-09-12"}
    return {
        "key": key,
        "code": code,
        "title": title,
        "question": f"Compared with a year ago, {title.lower()}?",
        **share(yes, n, low, high),
        "invited": 1840,
        "base": 1840,
        "bounds": {"low": f"{100 * yes / 1840:.1f}", "high": f"{100 * (yes + 1840 - n) / 1840:.1f}"},
        "without_credit": share(sum(counts[:2]), n, low, high),
        "apart": {"too_early": apart // 3, "dont_know": apart - apart // 3, "not_applicable": 0},
        "skipped": 0,
        "distribution": [*rows, {"value": "dont_know", "label": "Don’t know", "count": apart, "apart": True}],
        "gate": "headline",
        "statement": "",
        "level": 1,
        "benchmark": {"share": bench, "statement": title} | source if bench else None,
    }


def employers() -> dict[str, Any]:
    value = item("value", "E4", "Partnership valuable", [224, 281, 118, 49, 17], 505, 42)
    for row, label in zip(
        value["distribution"], ("Very valuable", "Valuable", "Moderately", "Slightly", "Not at all"), strict=False
    ):
        row["label"] = label
    value["distribution"][-1] |= {"value": "too_early", "label": "Too early to say"}
    value["question"] = "How valuable has working with other companies in the partnership been?"
    return {
        "wave": {
            "id": 1,
            "title": "Employer survey 2026",
            "period_start": "2025-07-01",
            "period_end": "2026-06-30",
            "closed_on": "2026-05-04",
            "wording_sha256": "0" * 64,
        },
        "reason": "",
        "minimum": 10,
        "level": 1,
        "level_label": "What people reported",
        "invited": 1840,
        "started": 12,
        "answered": 741,
        "declined": 30,
        "response": "40.3",
        "employers": 702,
        "partnerships": 74,
        "items": [
            value,
            item("collaboration", "E5", "Useful to work with other employers", [200, 290, 150, 40, 10], 490, 34),
            item("hire_quality", "E6", "Better hires", [98, 239, 260, 30, 12], 274, 63),
            item("turnover", "E1", "Lower turnover", [58, 187, 291, 54, 17], 199, 91, "41"),
            item("rework", "E2", "Less rework", [29, 121, 338, 33, 8], 108, 126, "19"),
            item("complaints", "E3", "Fewer customer complaints", [40, 128, 333, 12, 6], 119, 122, "23"),
            item("time_to_fill", "E8", "Faster hiring", [48, 179, 316, 62, 14], 161, 69),
        ],
    }


def pair(key: str, label: str, n: int, before: str, after: str, low: str, high: str) -> dict[str, Any]:
    change = float(after) - float(before)
    low_end, high_end = float(low), float(high)
    return {
        "key": key,
        "label": label,
        "n": n,
        "before": before,
        "after": after,
        "points": f"{change:.1f}",
        "low": low,
        "high": high,
        "is_change": low_end > 0 or high_end < 0,
    }


def workers() -> dict[str, Any]:
    return {
        "enrolled": 11482,
        "completed": 6854,
        "left_early": 2392,
        "still_in": 2236,
        "followed_up": 1618,
        "base": 4120,
        "response": "39.3",
        "partnerships": 58,
        "pairs": [
            pair("insurance", "Health insurance offered", 1538, "53.0", "66.3", "10.8", "15.8"),
            pair("sick_leave", "Paid sick leave", 1521, "45.0", "56.0", "8.4", "13.4"),
            pair("poverty", "Household below the poverty line", 1402, "44.0", "33.4", "-13.0", "-8.2"),
        ],
        "wage": {"n": 1337, "before": "17.20", "after": "19.85", "gain": "1.90", "low": "1.60", "high": "2.15"},
        "results": [
            {"label": "Finished the training", **share(6854, 9246, "73.2", "75.0")},
            {"label": "Credential earned", **share(5312, 6854, "76.5", "78.5")},
            {"label": "Placed in the industry", **share(1806, 2610, "67.4", "70.9")},
        ],
        "groups": [
            {
                "heading": "Race and ethnicity",
                "rows": [
                    {"label": "White", **share(4223, 5514, "75", "78")},
                    {"label": "Black", **share(1331, 1957, "66", "70")},
                    {"label": "Hispanic, any race", **share(796, 1142, "67", "72")},
                    {"label": "Asian", **share(275, 341, "76", "84")},
                    {"label": "American Indian or Alaska Native", "yes": None, "n": None, "share": None},
                    {"label": "Pacific Islander", "yes": None, "n": None, "share": None},
                    {"label": "Not stated", **share(117, 142, "75", "88")},
                ],
            },
            {
                "heading": "Sex",
                "rows": [
                    {"label": "Women", **share(3279, 4318, "75", "77")},
                    {"label": "Men", **share(3541, 4871, "71", "74")},
                ],
            },
        ],
    }


def voice(number: int, kind: str, text: str, speaker: str, role: str) -> dict[str, Any]:
    return {
        "id": number,
        "kind": kind,
        "text": text,
        "speaker": speaker,
        "role": role,
        "organization": "",
        "partnership": "Keystone Machining Circle",
    }


VOICES = [
    voice(
        1,
        "employer",
        "We sat with four competitors at one table and found that all of us had trained the same person, one after the "
        "other. Now we train people together and each of us keeps most of them.",
        "Morgan Sample",
        "operations director, Fictional Forge Works",
    ),
    voice(
        2,
        "employer",
        "Turnover on the night shift is where it was. What changed is who applies: people come knowing what the work is.",
        "Avery Specimen",
        "administrator, Invented Oaks Care",
    ),
    voice(
        3,
        "worker",
        "I went from $15.50 to $18.75 in a year and my daughter is on my insurance. The bus still does not run when my "
        "shift ends.",
        "Riley Testperson",
        "patient care technician",
    ),
    voice(
        4,
        "employer",
        "The meetings are well run. The reports to the state take my convener a week each quarter, and that week is not "
        "spent with us.",
        "Casey Mockup",
        "owner, Notional Millwork",
    ),
]


def case(number: int, title: str, type_label: str, depth: int) -> dict[str, Any]:
    return {
        "id": number,
        "title": title,
        "type": type_label,
        "partnership": "Keystone Machining Circle",
        "before": "Nine firms asked for a high-school diploma for machine-setter jobs.",
        "now": "Seven of the nine take a shared skills test in its place, and post it in their openings.",
        "effective_on": "2026-03-04",
        "depth": depth,
        "evidence": "Seven job postings before and after; a signed statement from each firm.",
    }


def systems() -> dict[str, Any]:
    rows = {
        "Changed HR practice": [9, 14, 6, 2, 0],
        "Revised curriculum": [3, 11, 6, 1, 1],
        "New college program": [2, 7, 2, 0, 3],
        "Apprenticeship": [4, 5, 2, 1, 0],
        "Credential adopted": [0, 3, 5, 0, 0],
    }
    return {
        "types": [{"label": label, "depths": depths, "verified": sum(depths)} for label, depths in rows.items()],
        "partnerships": 37,
        "verified": sum(map(sum, rows.values())),
        "claimed": 16,
        "cases": [
            case(1, "A skills test in place of a diploma", "Changed HR practice", 3),
            case(2, "An evening program for surgical technologists", "New college program", 5),
        ],
    }


def measure(code: str, title: str, value: str | None, coverage: list[int], **more: Any) -> dict[str, Any]:
    plain = {"unit": "people", "share": None, "of": "", "statutes": []}
    return {"code": code, "title": title, "value": value, "coverage": coverage} | plain | more


MEASURES = [
    measure("W4", "Completed training", "6854", [56, 2, 0, 23]),
    measure("W6", "Earned a credential", "5312", [51, 4, 3, 23]),
    measure("W5", "Placed in the industry", "1806", [34, 7, 17, 23], share="69.2", of="1,806 of 2,610"),
    measure("E11", "Employer cash and in kind", "9630000", [69, 3, 0, 9], unit="dollars"),
]


def claims() -> list[dict[str, Any]]:
    said = {
        "over 18,000 workers trained": ("since 2004", "Sector Strategies FAQ", "2012-09-12"),
        "more than 70,000 workers trained": ("since 2005", "State booklet on industry partnerships", None),
        "more than 118,000 workers trained": ("since 2005", "Senator’s release on the bill", "2011-06-01"),
    }
    return [
        {"statement": statement, "n": None, "period": period, "source": source, "source_date": date, "url": ""}
        for statement, (period, source, date) in said.items()
    ]


def money(found: list[dict[str, Any]]) -> dict[str, Any]:
    uses = {
        "Contractual": ["3060000.00", "1350000.00", "900000.00"],
        "Personnel": ["1890000.00", "720000.00", "270000.00"],
        "Supplies": ["630000.00", "450000.00", "990000.00"],
        "Other": ["360000.00", "1170000.00", "90000.00"],
        "Travel": ["540000.00", "90000.00", "0.00"],
    }
    funds = ("Industry Partnership appropriation", "Economic development fund", "WIOA statewide activities")
    spent = [sum(float(row[i]) for row in uses.values()) for i in range(3)]
    awarded = sum(float(one["awarded"]) for one in found)
    regions = Counter(one["region"] for one in found)
    return {
        "available": "24000000.00",
        "not_awarded": f"{24_000_000 - awarded:.2f}",
        "awarded": f"{awarded:.2f}",
        "spent_before": "1200000.00",
        "spent": f"{sum(spent):.2f}",
        "left": f"{awarded - 1_200_000 - sum(spent):.2f}",
        "match": "5910000.00",
        "awards": 84,
        "new_awards": 23,
        "new_amount": "6120000.00",
        "reports": 292,
        "funds": [
            {
                "name": name,
                "agency": "Department of Labor & Industry",
                "origin": "State general fund",
                "amount": "8000000.00",
                "awarded": f"{awarded / 3:.2f}",
                "spent": f"{spent[i]:.2f}",
            }
            for i, name in enumerate(funds)
        ],
        "uses": [{"label": label, "amounts": amounts} for label, amounts in uses.items()],
        "regions": [
            {
                "name": name,
                "partnerships": number,
                "awarded": f"{number * 240_000}.00",
                "spent": f"{number * 90_000}.00",
                "spent_so_far": f"{number * 150_000}.00",
            }
            for name, number in regions.most_common()
        ],
    }


def district(pk: int, name: str, members: list[str], counties: list[tuple[str, str]], serving: list[int]) -> dict[str, Any]:
    return {
        "name": name,
        "ocd_id": f"ocd-division/country:us/state:pa/sldl:{pk}",
        "seats": 1,
        "members": members,
        "counties": [fips for fips, _ in counties],
        "county_names": [county for _, county in counties],
        "partnerships": serving,
        "awarded": "1000000.00",
        "spent": "696000.00",
        "at_home": 2,
        "at_home_awarded": "450000.00",
        "employers": 37,
        "people": {"shown": 118, "shown_in": [county for _, county in counties[:2]], "hidden_in": ["Union"]},
        "voice": VOICES[0]
        | {"of": 3, "where": "from", "consent_on": "2026-06-11", "partnership_id": 1, "told_on": "2026-05-01"},
    }


def pennsylvania() -> dict[str, Any]:
    counties = [county.fips for county in counties_of("42")]
    found = partnerships(counties, 81, 42)
    lot = random.Random(7)
    people = {fips: None if i % 17 == 5 else (0 if i % 23 == 3 else lot.randrange(11, 900)) for i, fips in enumerate(counties)}
    hidden = [fips for fips, value in people.items() if value is None]
    near = [("42081", "Lycoming"), ("42035", "Clinton"), ("42119", "Union")]
    return {
        "format": 1,
        "edition": head("PA", "Pennsylvania"),
        "state": look(
            "pa",
            "PA",
            "42",
            "Pennsylvania",
            partnership="industry partnership",
            partnerships="industry partnerships",
            agency="Department of Labor & Industry",
        ),
        "portfolio": overview(found) | {"employers": 1840},
        "industries": [
            {
                "title": title,
                "naics": naics,
                "since": "2024",
                "rationale": "Employs more than its share of the state’s workers, pays a living wage at entry, and employers "
                "in five regions named openings that stay unfilled for 60 days or longer.",
                "partnerships": sum(one["industry"] == title for one in found),
                "employers": sum(one["employers"] for one in found if one["industry"] == title),
                "awarded": f"{sum(float(one['awarded']) for one in found if one['industry'] == title):.2f}",
            }
            for title, naics in INDUSTRIES.items()
        ],
        "partnerships": found,
        "money": money(found),
        "people": {
            "enrolled": 11482,
            "minimum": 10,
            "counties": people,
            "elsewhere": 214,
            "county_total_is_safe": True,
            "hidden_counties": hidden,
            "hidden_people": 23,
            "partnerships": {},
            "partnerships_with_people": 58,
        },
        "employers": employers(),
        "workers": workers(),
        "voices": {"drawn": VOICES, "pot": 61},
        "systems": systems(),
        "measures": MEASURES,
        "claims": claims(),
        "districts": {
            "1": district(1, "House District 204", ["Representative Dana Whitcomb"], near, [one["id"] for one in found[:4]]),
            "2": district(
                2,
                "Senate District 27",
                ["Senator Wilhelmina Featherstonehaugh-Oyelaran de la Cruz"],
                [("42101", "Philadelphia")],
                [one["id"] for one in found[:20]],
            )
            | {"voice": None, "people": {"shown": None, "shown_in": [], "hidden_in": ["Philadelphia"]}},
            "3": district(3, "House District 9", [], [], []),
        },
    }


def michigan() -> dict[str, Any]:
    """One partnership, no survey, no worker's record, no report due."""
    facts = copy.deepcopy(pennsylvania())
    one = facts["partnerships"][0] | {
        "counties": ["26163", "26125"],
        "convener_county": "26163",
        "region": "Southeast Michigan",
        "people": 0,
        "spent": "0",
        "spent_in_year": "0",
        "reports": {"owed": 0, "accepted": 0, "missing": []},
    }
    nobody = dict.fromkeys(("enrolled", "completed", "left_early", "still_in", "followed_up", "base", "partnerships"), 0)
    none = {"wave": None, "reason": "No employer survey that has closed covers this period.", "items": []}
    return facts | {
        "edition": head("MI", "Michigan"),
        "state": look(
            "mi",
            "MI",
            "26",
            "Michigan",
            partnership="employer-led collaborative",
            partnerships="employer-led collaboratives",
            agency="Department of Labor and Economic Opportunity",
            legislature="Legislature",
        ),
        "portfolio": overview([one]) | {"employers": one["employers"]},
        "industries": [facts["industries"][0] | {"partnerships": 1, "rationale": "", "since": ""}],
        "partnerships": [one],
        "money": facts["money"]
        | {"available": "400000.00", "awarded": one["awarded"], "spent": "0", "spent_before": "0", "left": one["awarded"]}
        | {"not_awarded": str(400_000 - float(one["awarded"])), "match": "0", "awards": 1, "new_awards": 1, "reports": 0}
        | {"new_amount": one["awarded"], "uses": []}
        | {
            "funds": [
                {
                    "name": "Going PRO",
                    "agency": "LEO",
                    "origin": "State general fund",
                    "amount": "400000.00",
                    "awarded": one["awarded"],
                    "spent": "0",
                }
            ],
            "regions": [
                {"name": "Southeast Michigan", "partnerships": 1, "awarded": one["awarded"], "spent": "0", "spent_so_far": "0"},
            ],
        },
        "people": facts["people"] | {"enrolled": 0, "counties": {}, "hidden_counties": [], "elsewhere": 0},
        "employers": facts["employers"]
        | none
        | dict.fromkeys(("invited", "started", "answered", "declined", "employers", "partnerships"), 0)
        | {"response": None},
        "workers": nobody | {"response": None, "pairs": [], "wage": None, "results": [], "groups": []},
        "voices": {"drawn": [], "pot": 0},
        "systems": {"types": [], "partnerships": 0, "verified": 0, "claimed": 0, "cases": []},
        "measures": [],
        "claims": [],
        "districts": {
            "1": district(1, "House District 1", ["Representative Pat Example"], [("26163", "Wayne")], [one["id"]])
            | {"voice": None, "people": {"shown": 0, "shown_in": ["Wayne"], "hidden_in": []}, "employers": 3}
            | {"awarded": one["awarded"], "spent": "0", "at_home": 1, "at_home_awarded": one["awarded"]}
        },
    }
