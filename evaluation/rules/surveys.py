"""How a survey and its invitations move."""

from core.moves import Move
from core.permissions import Permission
from evaluation.choices import InviteStatus as I
from evaluation.choices import SurveyStatus as S

SURVEY_MOVES = {
    "open": Move("Open", (S.DRAFT,), S.OPEN, Permission.SURVEY_RUN, tells=("everybody invited",)),
    "close": Move("Close", (S.OPEN,), S.CLOSED, Permission.SURVEY_RUN),
}

INVITE_MOVES = {
    "start": Move("Start", (I.INVITED,), I.STARTED, Permission.SURVEY_RUN),
    "answer": Move("Answer", (I.INVITED, I.STARTED), I.ANSWERED, Permission.SURVEY_RUN),
    "decline": Move("Decline", (I.INVITED, I.STARTED), I.DECLINED, Permission.SURVEY_RUN),
}
"""Respondents have no account: their link is the permission, and the permission named here is unused for them."""
