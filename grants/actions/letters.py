"""Decision letters: merged and held when a slate is approved; their facts are frozen, and a job draws them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from django.utils import timezone

from core import jobs, money
from core.facts import sha256_of
from core.models import Member, State
from core.templatetags.rt import long_day
from grants.choices import LetterKind, Ranking
from grants.models import Letter, SlateLine
from grants.rules.awards import Terms
from grants.rules.ranking import rank_label, two_places
from grants.rules.revisions import is_partial
from grants.tasks import letters as tasks


def hold_letter(
    line: SlateLine, kind: LetterKind, *, by: Member, terms: Terms | None = None, more: dict[str, Any] | None = None
) -> Letter:
    """Merge the letter of an approved line and ask for it to be drawn. It goes out only when it is sent.

    `by` signs it; `more` are further fields of the letter.
    """
    facts = facts_of(line, by=by, terms=terms)
    before = Letter.objects.filter(application=line.application).order_by("-version").first()
    letter = Letter.objects.create(
        application=line.application,
        line=line,
        kind=kind,
        version=before.version + 1 if before else 1,
        facts=facts,
        facts_sha256=sha256_of(facts),
        **more or {},
    )
    draw(letter)
    return letter


def draw(letter: Letter) -> None:
    """Ask for the letter to be drawn from its facts as they are now."""
    jobs.enqueue(tasks.DRAW_LETTER, key=f"{letter.pk}-{letter.facts_sha256[:16]}-{letter.status}", letter_id=letter.pk)


def facts_of(line: SlateLine, *, by: Member, terms: Terms | None) -> dict[str, Any]:
    """Everything that the letter says, as it is printed; its date is that of the day on which it is sent."""
    application = line.application
    state = State.objects.get(pk=application.state_id)
    round, lines, person = application.round, line.slate.lines, application.submitted_by
    score, how = _score_of(line)
    facts: dict[str, Any] = {
        "state": state.name,
        "agency": state.word("agency"),
        "contact": state.contact_email,
        "date": "",
        "round": round.name,
        "number": application.number,
        "title": application.title,
        "organization": application.organization.legal_name,
        "person": person.name if person else "",
        "person_title": person.title if person else "",
        "requested": money.show(application.requested),
        "mean": score,
        "how": how,
        "points": sum(criterion.points for criterion in round.criteria.all()),
        "reviews": line.reviews_counted,
        "rank": rank_label(line.rank, lines.filter(rank=line.rank).count() > 1),
        "applications": lines.count(),
        "awards": lines.filter(decision="fund").count(),
        "reason": line.reason,
        "paragraph": "",
        "signed_by": by.name,
        "signed_title": by.title,
    }
    if terms is not None and line.fund is not None:
        facts |= _offer_of(line, terms)
    return facts


def _offer_of(line: SlateLine, terms: Terms) -> dict[str, Any]:
    """What an award letter says beside: the terms, the days to answer, and what accepting takes."""
    application, round = line.application, line.application.round
    return {
        "award_number": terms.number,
        "amount": money.show(line.amount),
        "fund": line.fund.name if line.fund else "",
        "starts_on": long_day(terms.starts_on),
        "ends_on": long_day(terms.ends_on),
        "match_required": money.show(terms.match_required) if terms.match_required else "",
        "terms": terms.as_kept(),
        "answer_days": round.answer_days,
        "by_agreement": round.agreement_template_id is not None,
        "is_partial": is_partial(line.amount, application.requested),
    }


def _score_of(line: SlateLine) -> tuple[str, str]:
    """The score that made the rank, to two places, and how it came about: what the panel agreed on where that governs."""
    many = f"{line.reviews_counted} review{'' if line.reviews_counted == 1 else 's'}"
    governs = line.slate.run.governs if line.slate.run else Ranking.RAW
    if governs == Ranking.PANEL and line.agreed is not None:
        return two_places(line.agreed), f"agreed on by the panel; the mean of {many} is {two_places(line.mean)}"
    if governs == Ranking.ADJUSTED and line.adjusted is not None:
        adjusted = two_places(Fraction(line.adjusted))
        return adjusted, f"the mean of {many}, {two_places(line.mean)}, adjusted for how severe each reviewer is"
    return two_places(line.mean), f"the mean of {many}"


def dated(letter: Letter) -> dict[str, Any]:
    """Its facts with the date of today, in the state's zone, and for an offer the last day to answer it."""
    state = State.objects.get(pk=letter.state_id)
    today = timezone.localdate(timezone=state.zone)
    facts = letter.facts | {"date": long_day(today)}
    if days := letter.facts.get("answer_days"):
        until = today + dt.timedelta(days=days)
        facts |= {"answer_by": long_day(until), "answer_on": until.isoformat()}
    return facts
