"""The evidence in the specimen facts: a survey, workers, voices, systems changes, measures and claims. All invented."""

from __future__ import annotations

from typing import Any


def share(yes: int, n: int, low: str, high: str) -> dict[str, Any]:
    return {"yes": yes, "n": n, "share": f"{100 * yes / n:.1f}", "low": low, "high": high}


def item(key: str, code: str, title: str, counts: list[int], yes: int, apart: int, bench: str = "") -> dict[str, Any]:
    n = sum(counts) + apart
    low, high = f"{100 * yes / n - 3.4:.1f}", f"{100 * yes / n + 3.4:.1f}"
    labels = ("Much better", "Better", "Same", "Worse", "Much worse")
    rows = [
        {"value": label.lower().replace(" ", "_"), "label": label, "count": number, "apart": False}
        for label, number in zip(labels, counts, strict=False)
    ]
    source = {
        "n": None,
        "source": "Massachusetts evaluation, quoted in the Sector Strategies FAQ",
        "date": "2012-09-12",
    }
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
        "not_known": 1618 - n,
        "before": before,
        "after": after,
        "points": f"{change:.1f}",
        "low": low,
        "high": high,
        "is_change": low_end > 0 or high_end < 0,
    }


def group_row(label: str, people: int | None) -> dict[str, Any]:
    if people is None:
        return {"label": label, "people": None} | dict.fromkeys(("yes", "n", "share", "gap"))
    gap = {"gap": "-6.1", "gap_low": "-9.0", "gap_high": "-3.2", "is_gap": people % 2 == 1}
    return {"label": label, "people": people, "yes": int(people * 0.6), "n": int(people * 0.8), "share": "75.0"} | gap


def workers() -> dict[str, Any]:
    groups = {
        "Sex": {"Female": 5318, "Male": 6164},
        "Race and ethnicity": {
            "Asian": 341,
            "American Indian or Alaska Native": None,
            "Black": 1957,
            "Hispanic, any race": 1142,
            "Pacific Islander": None,
            "White": 7514,
            "Not known": 142,
        },
        "Education at entry": {"No diploma": 1203, "High school diploma": 5316, "Some college": 2963, "Degree": 2000},
        "Household income at entry": {"Under the poverty guideline": 4021, "At or above it": 5240, "Not known": 2221},
        "Worker type": {"Entry-level": 6871, "Incumbent worker": 4611},
    }
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
            pair("poverty", "In poverty", 1402, "44.0", "33.4", "-13.0", "-8.2"),
        ],
        "wage": {"n": 1337, "before": "17.20", "after": "19.85", "gain": "1.90", "low": "1.60", "high": "2.15"},
        "results": [
            {"label": "Completed training", "yes": 6854, "n": 9246, "share": "74.1", "not_known": 2236},
            {"label": "Earned a credential", "yes": 5312, "n": 6854, "share": "77.5", "not_known": 0},
            {"label": "Placed in a job", "yes": 1806, "n": 2610, "share": "69.2", "not_known": 12},
        ],
        "groups": [
            {"heading": heading, "rows": [group_row(label, n) for label, n in rows.items()]}
            for heading, rows in groups.items()
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


METHOD = (
    "Drawn by lot from the 61 stories told in the period whose tellers consented to print. Anybody can draw the lot again: "
    "a story’s place is the SHA-256 of “PA-2026-01|number of the story”, lowest first."
)


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
        "past_planning": [37, 52],
        "verified": sum(map(sum, rows.values())),
        "claimed": 16,
        "cases": [
            case(1, "A skills test in place of a diploma", "Changed HR practice", 3),
            case(2, "An evening program for surgical technologists", "New college program", 5),
        ],
    }


def measure(code: str, title: str, value: str | None, coverage: list[int], **more: Any) -> dict[str, Any]:
    plain = {"unit": "people", "share": None, "of": "", "statutes": [], "pooled": True}
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
