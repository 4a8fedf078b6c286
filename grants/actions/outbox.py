"""The outbox of a decided round: letters are looked at, a paragraph is added, they are sent; what was sent is corrected
only by another letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from core import audit, money
from core.facts import sha256_of
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from core.templatetags.rt import long_day
from grants.access.reviews import recused_from
from grants.actions.awards import offer_award
from grants.actions.decisions import hold_approved
from grants.actions.letters import dated, draw, hold_letter
from grants.actions.waiting import funded
from grants.choices import LetterKind, RoundStatus
from grants.choices.deciding import WaitingStatus
from grants.models import Application, Award, Fund, Letter, Slate, SlateLine, WaitingOffer
from grants.readmodels.funds import awarded_of
from grants.rules import applications as application_rules
from grants.rules import rounds as round_rules
from grants.rules.awards import Terms

APPLICATION_MOVES = {LetterKind.WAITLIST.value: "waitlist", LetterKind.DECLINE.value: "decline"}
MOST = 2000
"""How long a paragraph may be."""


@transaction.atomic
def add_paragraph(letter: Letter, text: str, *, was: str, by: Member) -> Letter:
    """Put a paragraph of the office's own into a letter that was not sent; it has to be looked at again.

    `was` is the digest of the letter as the page showed it.
    """
    held = _held(letter)
    if held.facts_sha256 != was:
        raise MoveRefused(
            "Somebody else changed this letter since you opened it. Read theirs above, and save yours again."
        )
    if len(text.strip()) > MOST:
        raise MoveRefused(f"That is {len(text.strip()):,} characters. A paragraph has at most {MOST:,}.")
    facts = held.facts | {"paragraph": text.strip()}
    if facts == held.facts:
        return held
    held.facts, held.facts_sha256, held.file = facts, sha256_of(facts), None
    held.looked_at = held.looked_by = None
    held.save(update_fields=["facts", "facts_sha256", "file", "looked_at", "looked_by"])
    audit.record("letter.edit", held, by=by, paragraph=text.strip(), sha256=held.facts_sha256)
    draw(held)
    return held


@transaction.atomic
def look_at(slate: Slate, marks: Mapping[int, str], *, by: Member) -> int:
    """Say that these letters, as they were shown, have been read. Returns how many are newly so.

    A correction is not among them: somebody else approves it (`approve_correction`). Raises MoveRefused for letters that
    changed since they were shown, or that she may not read.
    """
    rows = list(_open_letters(slate).filter(pk__in=marks, corrects__isnull=True))
    _refuse_recused(rows, by)
    if late := [row.facts["number"] for row in rows if row.facts_sha256 != marks[row.pk]]:
        raise MoveRefused(f"The letter for {', '.join(late)} was changed since you opened it. Read it again.")
    new = [row for row in rows if row.looked_at is None]
    if new:
        Letter.objects.filter(pk__in=[row.pk for row in new]).update(looked_at=ClockNow(), looked_by=by)
        audit.record("letter.look", slate, by=by, letters=[[row.facts["number"], row.facts_sha256] for row in new])
    return len(new)


@transaction.atomic
def send_letters(slate: Slate, keys: Collection[int] | None, *, by: Member) -> list[Letter]:
    """Send letters that were looked at (all of them without `keys`), and carry out what they say. Each goes once.

    Offers are made and applications moved only here; from now on the decision is locked. With the last letter the round
    is awarded. The funds' rows are held, and counted once more, so that no letter offers what a fund does not have.
    """
    slate = hold_approved(slate)
    rows = _open_letters(slate)
    letters = list(rows.filter(looked_at__isnull=False) if keys is None else rows.filter(pk__in=keys))
    if not letters:
        raise MoveRefused(
            "None of these letters is left to send: they were sent already, or nobody has looked at them."
        )
    if raw := [letter.facts["number"] for letter in letters if letter.looked_at is None]:
        raise MoveRefused(f"Nobody has looked at the letter for {', '.join(raw[:5])} yet. Nothing was sent.")
    _refuse_recused(letters, by)
    funds = list(Fund.objects.select_for_update().filter(round_funds__round=slate.round_id).order_by("pk"))
    before = awarded_of([fund.pk for fund in funds])
    for letter in letters:
        _send(letter, by=by)
    _within(funds, before)
    if slate.round.status == RoundStatus.DECISION and not _open_letters(slate).filter(corrects__isnull=True).exists():
        awards = [award.amount for award in Award.objects.filter(application__round=slate.round)]
        details = {"awards": len(awards), "total": money.show(money.Decimal(sum(awards)))}
        make_move(slate.round, round_rules.MOVES, "award", by=by, details=details)
    return letters


def _within(funds: list[Fund], before: Mapping[int, money.Decimal]) -> None:
    """Raises MoveRefused where these letters award more of a fund than it has; the caller holds them.

    `before` is what was awarded already: of a fund that is overdrawn without these letters nothing more goes out, and what
    awards nothing of it is sent.
    """
    awarded = awarded_of([fund.pk for fund in funds])
    for fund in funds:
        given = awarded.get(fund.pk, money.Decimal(0))
        if given > fund.for_awards and given > before.get(fund.pk, money.Decimal(0)):
            raise MoveRefused(
                f"With these letters {money.show(given)} of {fund.name} would be awarded, which has"
                f" {money.show(fund.for_awards)} for awards. Nothing was sent. Send fewer letters, drop an offer, or add to"
                " the fund."
            )


def _send(letter: Letter, *, by: Member) -> None:
    facts = dated(letter)
    if letter.corrects_id is None:
        line = _line_of(letter)
        if letter.kind == LetterKind.AWARD:
            until = facts.get("answer_on")
            answer_by = dt.date.fromisoformat(until) if until else None
            offer_award(line, by=by, terms=Terms.from_kept(facts["terms"]), answer_by=answer_by)
        else:
            make_move(letter.application, application_rules.MOVES, APPLICATION_MOVES[letter.kind], by=by)
    changes: dict[str, Any] = {"facts": facts, "facts_sha256": sha256_of(facts), "file": None}
    Letter.objects.filter(pk=letter.pk).update(sent_at=ClockNow(), sent_by=by, **changes)
    letter.refresh_from_db()
    audit.record("letter.send", letter, by=by, kind=letter.kind, version=letter.version, sha256=letter.facts_sha256)
    draw(letter)


@transaction.atomic
def correct_letter(letter: Letter, words: str, about: str, reason: str, *, by: Member) -> Letter:
    """Write a letter that corrects one that was sent: `words` say to the applicant what was wrong, `about` is the text
    about the decision as it should have been, `reason` is for the file. Somebody else approves it before it is sent."""
    list(Letter.objects.select_for_update(of=("self",)).filter(application=letter.application))
    letter = Letter.objects.select_related("application__round", "line__slate", "line__fund").get(pk=letter.pk)
    _refuse_recused([letter], by)
    if letter.sent_at is None or letter.line is None:
        raise MoveRefused("This letter was not sent yet. Change it instead of correcting it.")
    newer = Letter.objects.filter(application=letter.application, version__gt=letter.version).first()
    if newer is not None:
        raise MoveRefused(f"There is a later letter already, {newer.status_label.lower()}. Correct that one.")
    if not words.strip() or not reason.strip():
        raise MoveRefused("Say to the applicant what was wrong, and write the reason for the file.")
    kept = letter.facts.get("terms")
    terms = Terms.from_kept(kept) if kept else None
    more = {"corrects": letter, "reason": reason.strip(), "made_by": by}
    made = hold_letter(_line_of(letter), LetterKind(letter.kind), by=by, terms=terms, more=more)
    said = {"corrects": letter.facts["date"], "correction": words.strip(), "reason": about.strip(), "answer_days": 0}
    award = Award.objects.filter(application=letter.application, answer_by__isnull=False).first()
    said |= {"answer_by": long_day(award.answer_by)} if award and award.answer_by else {}
    made.facts |= said
    made.facts_sha256 = sha256_of(made.facts)
    made.save(update_fields=["facts", "facts_sha256"])
    draw(made)
    audit.record("letter.correct", made, by=by, reason=reason.strip(), corrects=letter.version, words=words.strip())
    return made


@transaction.atomic
def approve_correction(letter: Letter, *, was: str, by: Member) -> Letter:
    """Another person than its author approves a correction; it can be sent then."""
    held = _held(letter)
    _refuse_recused([held], by)
    if held.corrects_id is None:
        raise MoveRefused("This letter corrects no other. Mark it as looked at.")
    if held.made_by_id == by.pk:
        raise MoveRefused("You wrote this correction, so somebody else must approve it.")
    if held.facts_sha256 != was:
        raise MoveRefused("This letter was changed since you opened it. Read it again.")
    if held.looked_at is None:
        Letter.objects.filter(pk=held.pk).update(looked_at=ClockNow(), looked_by=by)
        held.refresh_from_db()
        audit.record("letter.approve", held, by=by, sha256=held.facts_sha256)
    return held


def _line_of(letter: Letter) -> SlateLine:
    """The line that the letter tells; where it came from the waiting list, as that offer funds it."""
    assert letter.line is not None, "a letter that decides is of a line"
    offer = WaitingOffer.objects.filter(line=letter.line, status=WaitingStatus.APPROVED).first()
    return funded(offer) if offer is not None and letter.kind == LetterKind.AWARD else letter.line


def _open_letters(slate: Slate) -> Any:
    rows = Letter.objects.held().filter(line__slate=slate).order_by("line__rank", "pk")
    return rows.select_for_update(of=("self",)).select_related("application__round", "line__fund", "line__slate")


def _held(letter: Letter) -> Letter:
    held: Letter = Letter.objects.select_for_update(of=("self",)).select_related("application").get(pk=letter.pk)
    if held.sent_at is not None:
        raise MoveRefused("This letter was sent and cannot be changed. Write a correction.")
    return held


def _refuse_recused(letters: Collection[Letter], by: Member) -> None:
    mine = Application.objects.filter(recused_from(by), pk__in=[letter.application_id for letter in letters])
    if numbers := list(mine.values_list("number", flat=True)):
        raise MoveRefused(f"You have a conflict with {', '.join(numbers)}, so somebody else sees to that letter.")
