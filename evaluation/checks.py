"""What a sentence may claim, given the evidence under it (BR-70). Pure functions."""

from __future__ import annotations

import re

from evaluation.choices import EvidenceLevel

CAUSAL = re.compile(
    r"\b(caus(?:e[sd]?|ing)|led to|leads? to|result(?:s|ed|ing)? (?:in|from)|due to|thanks to|because of|produced)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def claims_too_much(sentence: str, level: int) -> str:
    """The word that a sentence may not use at its level of evidence; empty when it may stand.

    Words of cause need a comparison group (level 3), or stand inside quotation marks of whoever says them.
    """
    if level >= EvidenceLevel.COMPARISON:
        return ""
    found = CAUSAL.search(QUOTED.sub("", sentence))
    return found[0] if found else ""
