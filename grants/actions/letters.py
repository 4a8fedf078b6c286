"""Decision letters: their facts are frozen with the decision, and a job draws and mails them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils import timezone

from core import jobs, money
from core.models import Member, State
from grants.choices import LetterKind
from grants.models import Application, Award, Letter, SlateLine
from grants.rules.ranking import rank_label, two_places
from grants.tasks import letters as tasks


def send_letter(
    application: Application, kind: LetterKind, *, line: SlateLine, by: Member, award: Award | None = None
) -> Letter:
    """Freeze the letter's facts with their hash and ask for it to be drawn and mailed. Part of the deed that decides."""
    facts = facts_of(application, line=line, by=by, award=award)
    content = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    letter = Letter.objects.create(
        application=application,
        kind=kind,
        facts=facts,
        facts_sha256=hashlib.sha256(content.encode()).hexdigest(),
    )
    jobs.enqueue(tasks.DRAW_LETTER, letter_id=letter.pk)
    return letter


def facts_of(application: Application, *, line: SlateLine, by: Member, award: Award | None) -> dict[str, Any]:
    """Everything that the letter says, as it is printed."""
    state = State.objects.get(pk=application.state_id)
    round = application.round
    lines = line.slate.lines
    person = application.submitted_by
    facts: dict[str, Any] = {
        "state": state.name,
        "agency": state.word("agency"),
        "contact": state.contact_email,
        "date": long_date(timezone.localdate(timezone=state.zone)),
        "round": round.name,
        "number": application.number,
        "title": application.title,
        "organization": application.organization.legal_name,
        "person": person.name if person else "",
        "person_title": person.title if person else "",
        "requested": money.show(application.requested),
        "mean": two_places(line.mean),
        "points": sum(criterion.points for criterion in round.criteria.all()),
        "reviews": line.reviews_counted,
        "rank": rank_label(line.rank, lines.filter(rank=line.rank).count() > 1),
        "applications": lines.count(),
        "awards": lines.filter(decision="fund").count(),
        "reason": line.reason,
        "signed_by": by.name,
        "signed_title": by.title,
    }
    if award is not None:
        facts |= {
            "award_number": award.number,
            "amount": money.show(award.amount),
            "fund": award.fund.name,
            "starts_on": long_date(award.starts_on),
            "ends_on": long_date(award.ends_on),
            "match_required": money.show(award.match_required) if award.match_required else "",
        }
    return facts


def long_date(day: Any) -> str:
    return f"{day:%B} {day.day}, {day.year}"
