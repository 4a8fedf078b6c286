"""How an application moves, and what its applicant reads of where it stands."""

from typing import NamedTuple

from core.moves import Move
from core.permissions import Permission
from grants.choices import ApplicationStatus as S

MOVES = {
    "submit": Move("Submit", (S.DRAFT,), S.SUBMITTED, Permission.APPLICATION_SUBMIT, tells=("lead", "officer")),
    "return": Move(
        "Return",
        (S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE, S.UNDER_REVIEW),
        S.RETURNED,
        Permission.APPLICATION_SCREEN,
        True,
        ("lead",),
    ),
    "resubmit": Move("Submit", (S.RETURNED,), S.SUBMITTED, Permission.APPLICATION_SUBMIT, tells=("lead", "officer")),
    "end_return": Move(
        "Screen without the corrections of", (S.RETURNED,), S.SUBMITTED, Permission.APPLICATION_SCREEN, True, ("lead",)
    ),
    "resubmit_in_review": Move(
        "Submit", (S.RETURNED,), S.UNDER_REVIEW, Permission.APPLICATION_SUBMIT, tells=("lead", "officer", "reviewers")
    ),
    "end_return_in_review": Move(
        "Review without the corrections of",
        (S.RETURNED,),
        S.UNDER_REVIEW,
        Permission.APPLICATION_SCREEN,
        True,
        ("lead", "reviewers"),
    ),
    "reinstate": Move("Reinstate", (S.WITHDRAWN, S.INELIGIBLE), S.SUBMITTED, Permission.WAIVER_DECIDE, True, ("lead",)),
    "take_up": Move("Take up", (S.WITHDRAWN,), S.DRAFT, Permission.APPLICATION_SUBMIT),
    "withdraw": Move(
        "Withdraw",
        (S.DRAFT, S.SUBMITTED, S.RETURNED, S.ELIGIBLE, S.UNDER_REVIEW),
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
    "lapse_award": Move(
        "Let the offer lapse of", (S.OFFERED,), S.LAPSED, Permission.AWARD_MANAGE, True, ("lead", "convener")
    ),
    "refuse_award": Move("Refuse the award of", (S.OFFERED,), S.REFUSED, Permission.AWARD_ACCEPT, True, ("officer",)),
}


class Standing(NamedTuple):
    """What an applicant reads: a label, what comes next, and the status whose chip it wears."""

    label: str
    next: str
    chip: str


IN_REVIEW = Standing("In review", "Reviewers read and score it. You are told when awards are decided.", S.UNDER_REVIEW)
FOR_APPLICANT: dict[str, Standing] = {
    S.DRAFT: Standing("Draft", "Fill it in and submit it before the deadline.", S.DRAFT),
    S.SUBMITTED: Standing("Received", "The program office checks whether it can be reviewed.", S.SUBMITTED),
    S.RETURNED: Standing(
        "Sent back to you", "Correct the open sections and submit again before they are due.", S.RETURNED
    ),
    S.ELIGIBLE: Standing("Eligible", "It goes to reviewers when the round is closed.", S.ELIGIBLE),
    S.INELIGIBLE: Standing("Not eligible", "It does not go on to review. The reason is in the history.", S.INELIGIBLE),
    S.UNDER_REVIEW: IN_REVIEW,
    S.SCORED: IN_REVIEW,
    S.RECOMMENDED: IN_REVIEW,
    S.WAITLISTED: Standing("On the waiting list", "An award may follow if money comes free.", S.WAITLISTED),
    S.DECLINED: Standing("Not funded", "The letter says how it was scored and whom to ask.", S.DECLINED),
    S.OFFERED: Standing("Award offered", "Accept or refuse the award.", S.OFFERED),
    S.AWARDED: Standing("Awarded", "The award has its own page.", S.AWARDED),
    S.REFUSED: Standing("Award refused", "Nothing more follows.", S.REFUSED),
    S.LAPSED: Standing("Offer lapsed", "It was not answered, and the state took it back.", S.LAPSED),
    S.WITHDRAWN: Standing("Withdrawn", "Nobody reviews it. What you wrote and sent is kept.", S.WITHDRAWN),
}
"""Internal steps between review and decision read as one: nobody learns from a label what is not decided."""
