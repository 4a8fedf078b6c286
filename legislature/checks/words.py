"""What the words of a report may say: nothing that its evidence does not carry, and no request to a legislator.

An impact report informs. Grant money may not pay for influencing legislation, so nothing in it asks for a vote or money.
"""

from __future__ import annotations

import re

CAUSAL = ("caused", "led to", "resulted in", "due to", "because of the partnership", "because of the program")
REQUESTS = (
    *("vote for", "vote against", "vote in favor", "urge you", "please support", "support the bill"),
    *("increase the appropriation", "increase our appropriation", "increase funding", "restore funding"),
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")


def causal_words(text: str) -> list[str]:
    """Words that claim a cause, outside quotation marks: allowed from evidence level 3 up only (BR-70)."""
    return _found(CAUSAL, QUOTED.sub(" ", text))


def requests(text: str) -> list[str]:
    """Words that ask a legislator for a vote or for money."""
    return _found(REQUESTS, text)


def _found(phrases: tuple[str, ...], text: str) -> list[str]:
    low = " ".join(text.lower().split())
    return [phrase for phrase in phrases if re.search(rf"\b{re.escape(phrase)}\b", low)]


def faults_of(name: str, text: str) -> list[str]:
    """What must be changed in a text before the facts may be frozen, in sentences."""
    found = [
        f"{name} says “{phrase}”. Nothing in this report has a comparison group, so write “after”, or put what somebody "
        "said in quotation marks."
        for phrase in causal_words(text)
    ]
    found += [
        f"{name} says “{phrase}”. An impact report informs and asks for nothing; take it out."
        for phrase in requests(text)
    ]
    return found
