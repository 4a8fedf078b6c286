"""How visits and findings move, and what a visit looks at."""

from __future__ import annotations

from core.moves import Move
from core.permissions import Permission
from grants.choices.monitoring import FindingStatus as F
from grants.choices.monitoring import VisitStatus as V

VISITS = {
    "hold": Move("Record", (V.PLANNED,), V.HELD, Permission.AWARD_MANAGE, tells=("convener",)),
    "cancel": Move("Cancel", (V.PLANNED,), V.CANCELLED, Permission.AWARD_MANAGE, True),
}
FINDINGS = {
    "answer": Move("Answer", (F.OPEN, F.ANSWERED), F.ANSWERED, Permission.AWARD_ACCEPT, tells=("officer",)),
    "send_back": Move("Send back", (F.ANSWERED,), F.OPEN, Permission.AWARD_MANAGE, True, ("convener",)),
    "close": Move("Close", (F.OPEN, F.ANSWERED), F.CLOSED, Permission.AWARD_MANAGE, True, ("convener",)),
}

CHECKLIST = {
    "records": "Costs in the reports are supported by invoices, payroll and receipts",
    "time": "Time of staff who are paid by the grant is recorded",
    "match": "Match is documented, and counted for this award alone",
    "purchases": "Purchases followed the convener's own rules and the state's",
    "equipment": "Equipment is listed, marked and in use for the award",
    "subrecipients": "Subrecipients are monitored, and their costs looked at",
    "people": "People in training meet the terms, and their data are safe",
    "results": "Figures in the reports can be traced to records",
}
"""What a visit looks at, by key. A point that is not in order is said in words."""


def faults_of(answers: dict[str, str], comments: dict[str, str]) -> dict[str, str]:
    """By point: what is wrong with the answers. Each point has one, and one that is not in order has a comment."""
    found = {}
    for key in CHECKLIST:
        if not answers.get(key):
            found[key] = "Say whether this is in order, or was not looked at."
        elif answers[key] == "no" and not comments.get(key, "").strip():
            found[key] = "Say what is not in order."
    return found
