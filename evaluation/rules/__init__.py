"""Moves of surveys and invitations, the instrument's words, and what each item counts."""

from evaluation.rules.surveys import INVITE_MOVES, SURVEY_MOVES

__all__ = ["INVITE_MOVES", "SURVEY_MOVES"]
