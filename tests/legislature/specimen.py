"""Facts of an edition as they are frozen, invented: a full one for Pennsylvania and a bare one for Michigan."""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

from core.geography import counties_of
from core.models.states import WORDS
from legislature.readmodels.portfolio import overview
from tests.legislature.specimen_evidence import MEASURES, METHOD, VOICES, claims, employers, systems, workers

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
CONVENERS = (
    "Local workforce board",
    "Chamber of commerce",
    "College or university",
    "Economic development organization",
)
STAGES = ("Convening", "Planning", "Implementing", "Implementing", "Implementing", "Sustaining")
PLACES = ("Susquehanna", "West Branch", "Allegheny", "Three Rivers", "Keystone", "Laurel Highlands", "Brandywine")
KINDS = ("Machining Circle", "Patient Care Careers", "Builders’ Bench", "Freight and Warehouse Partners", "Code Guild")


def _joined(text: str) -> str:
    """Paragraphs on one line each, as people type them."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


LETTER = _joined("""To the Governor, to the chairs and minority chairs of the committees on labor and industry, and to
every member:

Act 901 of 2025 asks this office for a report each year by October 31. This is the report for the year that
ended on June 30.

An industry partnership brings together employers of one industry in one region with colleges, training providers, unions
and public agencies. The employers say what they need. A convener keeps the group moving. The state pays for the convening
and for training that the group agrees on.""")
FAILED = _joined("""The construction pre-apprenticeship in three regions set a goal of 60% finishing; **fewer than
half of that share finished.** People who left named transport to sites and unpaid weeks. The three
partnerships have budgeted paid hours
from the first week. The result will be on this page next year.""")


def partnerships(counties: list[str], number: int, seed: int) -> list[dict[str, Any]]:
    lot = random.Random(seed)
    found = []
    for i in range(number):
        industry = list(INDUSTRIES)[min(int(lot.expovariate(0.45)), len(INDUSTRIES) - 1)]
        home = lot.choice(counties)
        place = PLACES[i % len(PLACES)]
        name = f"{place} {lot.choice(KINDS)}" + (f" {i // len(PLACES) + 1}" if i >= len(PLACES) else "")
        if i == 3:
            name = (
                "Greater Susquehanna Valley and Northern Tier Advanced Manufacturing and Machining Industry Partnership"
            )
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


def district(
    pk: int, name: str, members: list[str], counties: list[tuple[str, str]], serving: list[int]
) -> dict[str, Any]:
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
    people = {
        fips: None if i % 17 == 5 else (0 if i % 23 == 3 else lot.randrange(11, 900)) for i, fips in enumerate(counties)
    }
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
                "rationale": "Employs more than its share of the state’s workers, pays a living wage at entry, and "
                "employers in five regions named openings that stay unfilled for 60 days or longer.",
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
        "voices": {"drawn": VOICES, "pot": 61, "method": METHOD},
        "systems": systems(),
        "measures": MEASURES,
        "claims": claims(),
        "districts": {
            "1": district(
                1, "House District 204", ["Representative Dana Whitcomb"], near, [one["id"] for one in found[:4]]
            ),
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
        "spent": None,
        "spent_in_year": None,
        "reports": {"owed": 0, "accepted": 0, "missing": []},
    }
    nobody = dict.fromkeys(
        ("enrolled", "completed", "left_early", "still_in", "followed_up", "base", "partnerships"), 0
    )
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
        | {
            "available": "400000.00",
            "awarded": one["awarded"],
            "spent": "0",
            "spent_before": "0",
            "left": one["awarded"],
        }
        | {
            "not_awarded": str(400_000 - float(one["awarded"])),
            "match": "0",
            "awards": 1,
            "new_awards": 1,
            "reports": 0,
        }
        | {"new_amount": one["awarded"], "uses": []}
        | {
            "funds": [
                {
                    "name": "Going PRO",
                    "agency": "LEO",
                    "origin": "State general fund",
                    "amount": "400000.00",
                    "awarded": one["awarded"],
                    "spent": None,
                }
            ],
            "regions": [
                {
                    "name": "Southeast Michigan",
                    "partnerships": 1,
                    "awarded": one["awarded"],
                    "spent": None,
                    "spent_so_far": None,
                },
            ],
        },
        "people": facts["people"] | {"enrolled": 0, "counties": {}, "hidden_counties": [], "elsewhere": 0},
        "employers": facts["employers"]
        | none
        | dict.fromkeys(("invited", "started", "answered", "declined", "employers", "partnerships"), 0)
        | {"response": None},
        "workers": nobody | {"response": None, "pairs": [], "wage": None, "results": [], "groups": []},
        "voices": {"drawn": [], "pot": 0, "method": ""},
        "systems": {"types": [], "partnerships": 0, "past_planning": [0, 0], "verified": 0, "claimed": 0, "cases": []},
        "measures": [],
        "claims": [],
        "districts": {
            "1": district(1, "House District 1", ["Representative Pat Example"], [("26163", "Wayne")], [one["id"]])
            | {"voice": None, "people": {"shown": 0, "shown_in": ["Wayne"], "hidden_in": []}, "employers": 3}
            | {"awarded": one["awarded"], "spent": None, "at_home": 1, "at_home_awarded": one["awarded"]}
        },
    }
