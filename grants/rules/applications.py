"""How an application moves."""

from core.moves import Move
from core.permissions import Permission
from grants.choices import ApplicationStatus as S

MOVES = {
    "submit": Move("Submit", (S.DRAFT,), S.SUBMITTED, Permission.APPLICATION_SUBMIT, tells=("lead", "officer")),
    "withdraw": Move(
        "Withdraw",
        (S.DRAFT, S.SUBMITTED, S.ELIGIBLE, S.UNDER_REVIEW),
        S.WITHDRAWN,
        Permission.APPLICATION_SUBMIT,
        True,
    ),
    "find_eligible": Move("Find eligible", (S.SUBMITTED, S.INELIGIBLE), S.ELIGIBLE, Permission.APPLICATION_SCREEN),
    "find_ineligible": Move(
        "Find not eligible",
        (S.SUBMITTED, S.ELIGIBLE),
        S.INELIGIBLE,
        Permission.APPLICATION_SCREEN,
        True,
        ("lead",),
    ),
    "send_to_review": Move(
        "Send to review", (S.ELIGIBLE,), S.UNDER_REVIEW, Permission.REVIEW_ASSIGN, tells=("reviewers",)
    ),
    "score": Move("Close the scoring of", (S.UNDER_REVIEW,), S.SCORED, Permission.DECISION_RECOMMEND),
    "recommend": Move("Recommend", (S.SCORED, S.WAITLISTED, S.DECLINED), S.RECOMMENDED, Permission.DECISION_RECOMMEND),
    "take_back": Move("Take back the recommendation of", (S.RECOMMENDED,), S.SCORED, Permission.DECISION_APPROVE),
    "waitlist": Move("Put on the waiting list", (S.SCORED, S.RECOMMENDED), S.WAITLISTED, Permission.DECISION_APPROVE),
    "decline": Move("Decline", (S.SCORED, S.RECOMMENDED), S.DECLINED, Permission.DECISION_APPROVE, tells=("lead",)),
    "offer": Move(
        "Offer an award to",
        (S.SCORED, S.RECOMMENDED),
        S.OFFERED,
        Permission.DECISION_APPROVE,
        tells=("lead",),
    ),
    "accept_award": Move("Accept the award of", (S.OFFERED,), S.AWARDED, Permission.AWARD_ACCEPT, tells=("officer",)),
    "refuse_award": Move("Refuse the award of", (S.OFFERED,), S.REFUSED, Permission.AWARD_ACCEPT, True, ("officer",)),
}
