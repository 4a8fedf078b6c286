"""How a quarterly report moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import ReportStatus as S

MOVES = {
    "open": Move("Open", (S.SCHEDULED,), S.OPEN, Permission.AWARD_MANAGE, tells=("convener",)),
    "submit": Move("Submit", (S.OPEN, S.RETURNED), S.SUBMITTED, Permission.REPORT_SUBMIT, tells=("officer",)),
    "return": Move("Return", (S.SUBMITTED,), S.RETURNED, Permission.REPORT_REVIEW, tells=("convener",)),
    "accept": Move("Accept", (S.SUBMITTED,), S.ACCEPTED, Permission.REPORT_REVIEW, tells=("convener",)),
}
