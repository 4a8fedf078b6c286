"""Employer surveys: a wave that has closed, with enough answers to print, and one that is open, with links to try."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import links
from core.models import AccessLink
from evaluation.access.surveys import LINK
from evaluation.actions.surveys import create_survey, open_survey
from evaluation.choices import InviteStatus, SurveyStatus
from evaluation.models import Survey, SurveyInvite
from home.management.demonstration.editions import last_fiscal_year
from home.management.demonstration.world import World, keep
from questions.checks import parse
from questions.choices import ResponseStatus
from questions.models import Answer, Question, Response
from questions.rules import holds

RESPONSE, DECLINED = 0.57, 0.03
"""Shares of those invited to the closed wave who answered, and who said no."""
AGREED = {"strongly_agree": 38, "agree": 41, "neither": 11, "disagree": 4, "too_early": 4, "dont_know": 2}
SAID = {
    "collaboration": AGREED,
    "value": {"very_valuable": 41, "valuable": 38, "moderately": 10, "slightly": 4, "not_at_all": 1, "too_early": 6},
    "hire_quality": {"much_better": 9, "better": 39, "same": 33, "worse": 5, "too_early": 9, "dont_know": 3}
    | {"not_applicable": 2},
    "turnover": {"much_lower": 9, "lower": 38, "same": 28, "higher": 7, "much_higher": 1, "too_early": 10}
    | {"dont_know": 4, "not_applicable": 3},
    "rework": {
        "much_lower": 4,
        "lower": 22,
        "same": 45,
        "higher": 5,
        "too_early": 11,
        "dont_know": 8,
        "not_applicable": 5,
    },
    "complaints": {"much_lower": 4, "lower": 25, "same": 44, "higher": 4, "too_early": 9, "dont_know": 7}
    | {"not_applicable": 7},
    "time_to_fill": {"much_shorter": 5, "shorter": 31, "same": 41, "longer": 9, "too_early": 8, "dont_know": 4}
    | {"not_applicable": 2},
    "employers_lead": AGREED,
    "neutral_convener": AGREED | {"disagree": 7},
    "practice_changed": {"yes": 44, "no": 47, "dont_know": 9},
}
COMMENTS = (
    "Meet at seven in the morning, before the shift.",
    "More small firms at the table. We are nine people and often the only ones.",
    "Tell us what became of the people who did not finish.",
    "Nothing. Keep going.",
    "Fewer forms. My office manager fills in three for each person.",
    "The evening class should also run in the north of the county.",
)
LINKS = 2
"""How many links of the open wave are known beforehand, so that the survey can be tried without looking for a message."""


def known_token(code: str, number: int) -> str:
    """The end of a link that every loading makes the same."""
    return f"demonstration-{code}-employer-{number}"


def make_surveys(world: World) -> None:
    """The closed wave belongs to the last fiscal year, so that the impact report prints it."""
    working = [p for p in world.partnerships if p.stage in ("implementing", "sustaining")]
    start, end, year = last_fiscal_year(world.state, world.now.date())
    officer = world.people["officer"]
    closes = world.at(end - dt.timedelta(days=24), 23, 59)
    closed = create_survey(
        title=f"Employer survey {year}",
        period_start=start,
        period_end=end,
        closes_at=closes,
        partnerships=working[: world.count(45, 6)],
        by=officer,
    )
    _answer(world, closed)
    Survey.objects.filter(pk=closed.pk).update(
        status=SurveyStatus.CLOSED, opens_at=closes - dt.timedelta(days=28), created_at=closes - dt.timedelta(days=40)
    )
    mine = [p for p in working if p.convener in world.conveners[:2]][:3]
    ahead = world.at(world.now.date() + dt.timedelta(days=26), 23, 59)
    running = create_survey(
        title=f"Employer survey {int(year) + 1}",
        period_start=end + dt.timedelta(days=1),
        period_end=ahead.date(),
        closes_at=ahead,
        partnerships=mine or working[:2],
        by=officer,
    )
    _know(world, running)
    open_survey(running, by=officer)


def _know(world: World, survey: Survey) -> None:
    """Give the first invitations links whose ends are known. The others get theirs by mail."""
    assert survey.closes_at is not None
    for number, invite in enumerate(survey.invites.select_related("contact").order_by("pk")[:LINKS], start=1):
        invite.link = AccessLink.objects.create(
            token_sha256=links.digest(known_token(world.state.code, number)),
            purpose=LINK,
            subject={"invite": invite.pk},
            audience=invite.contact.email if invite.contact else "",
            expires_at=survey.closes_at,
        )
        invite.save(update_fields=["link"])


def _answer(world: World, survey: Survey) -> None:
    """What the respondents of the closed wave said."""
    assert survey.closes_at is not None
    rng = world.rng
    questions = list(Question.objects.filter(section__version=survey.form_version).order_by("position"))
    invites = list(SurveyInvite.objects.filter(survey=survey).order_by("pk"))
    answering = []
    for invite in invites:
        invite.invited_at = survey.closes_at - dt.timedelta(days=28)
        drawn = rng.random()
        if drawn < RESPONSE:
            invite.status = InviteStatus.ANSWERED
            invite.answered_at = survey.closes_at - dt.timedelta(days=rng.uniform(0.1, 27.5))
            invite.language = "es" if rng.random() < 0.06 else "en"
            answering.append((invite, invite.answered_at))
        elif drawn < RESPONSE + DECLINED:
            invite.status = InviteStatus.DECLINED
    responses = keep(
        [Response(version=survey.form_version, status=ResponseStatus.SUBMITTED, created_at=at) for _, at in answering]
    )
    answers: list[Answer] = []
    for (invite, at), response in zip(answering, responses, strict=True):
        invite.response = response
        answers += _said(world, questions, response, at)
    keep(answers)
    fields = ["invited_at", "status", "answered_at", "language", "response"]
    SurveyInvite.objects.bulk_update(invites, fields, batch_size=500)


def _said(world: World, questions: list[Question], response: Response, at: dt.datetime) -> list[Answer]:
    """One respondent. What he is asked depends on what he answered before."""
    rng, made = world.rng, list[Answer]()
    values: dict[str, Any] = {}
    for question in questions:
        if holds(question.show_if, values) is not True or rng.random() < 0.02:
            continue
        raw = _raw(world, question, values)
        if not raw:
            continue
        parsed = parse(question.type, raw, question.options)
        values[question.key] = parsed.value
        made.append(
            Answer(response=response, question=question, raw=raw, value=parsed.value, error=parsed.error, saved_at=at)
        )
    return made


def _raw(world: World, question: Question, values: dict[str, object]) -> str:
    rng = world.rng
    if question.key in SAID:
        shares = SAID[question.key]
        return rng.choices(list(shares), weights=list(shares.values()))[0]
    if question.type == "choices":
        better = [k for k, v in values.items() if v in ("better", "much_better", "lower", "much_lower", "shorter")]
        credited = [key for key in better if rng.random() < 0.8]
        return "\n".join(credited) or rng.choice(("none", "dont_know"))
    return rng.choice(COMMENTS) if rng.random() < 0.3 else ""
