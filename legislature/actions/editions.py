"""An edition's life: built by one person, approved by a second, published, and corrected only by another edition."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from core import audit, jobs
from core.facts import sha256_of
from core.models import Member
from core.moves import MoveRefused, check_move, make_move
from legislature.checks.words import faults_of
from legislature.choices import EditionStatus
from legislature.emails import editions as emails
from legislature.models import Document, Edition
from legislature.readmodels.announcing import awards_held_back
from legislature.readmodels.facts import gather
from legislature.rules import EDITION_MOVES as MOVES
from legislature.tasks.documents import DRAW_EDITION, DRAW_PREVIEW


@transaction.atomic
def create_edition(
    *,
    title: str,
    period_start: dt.date,
    period_end: dt.date,
    requested_by: str,
    by: Member,
    corrects: Edition | None = None,
    what_changed: str = "",
) -> Edition:
    """Start an edition for a period. A correction names a published edition and says what changed.

    The director's letter and what did not work are taken over from the corrected edition, to be changed.
    """
    if corrects is not None and corrects.status != EditionStatus.PUBLISHED:
        raise MoveRefused(f"{corrects} is not published yet. Take it back to draft and change it there.")
    if corrects is not None and not what_changed.strip():
        raise MoveRefused(f"Say what changed since {corrects}. It is printed on the first page.")
    edition = Edition.objects.create(
        title=title,
        period_start=period_start,
        period_end=period_end,
        requested_by=requested_by,
        corrects=corrects,
        what_changed=what_changed.strip(),
        letter=corrects.letter if corrects else "",
        what_did_not_work=corrects.what_did_not_work if corrects else "",
        built_by=by,
    )
    audit.record("edition.create", edition, by=by, corrects=corrects.pk if corrects else None)
    return edition


@transaction.atomic
def save_words(edition: Edition, *, letter: str, what_did_not_work: str, requested_by: str, by: Member) -> Edition:
    """Keep the director's letter, what did not work, and whose request the report answers. Drafts only."""
    changed = Edition.objects.filter(pk=edition.pk, status=EditionStatus.DRAFT).update(
        letter=letter.strip(), what_did_not_work=what_did_not_work.strip(), requested_by=requested_by.strip()
    )
    if not changed:
        raise MoveRefused("The facts of this edition are frozen. Take it back to draft to change its words.")
    edition.refresh_from_db()
    audit.record("edition.words", edition, by=by)
    return edition


def faults(edition: Edition) -> list[str]:
    """What keeps an edition from being frozen, in sentences."""
    found = [] if edition.letter else ["Write the director’s letter. It is the first thing that a legislator reads."]
    if not edition.what_did_not_work:
        found.append("Write what did not work. A report without it is not believed.")
    found += faults_of("The letter", edition.letter)
    return found + faults_of("“What did not work”", edition.what_did_not_work)


@transaction.atomic
def freeze(edition: Edition, *, by: Member) -> Edition:
    """Gather the facts, once, and keep them with their hash. Every document is drawn from them alone."""
    check_move(MOVES, "freeze", edition.status, thing="this edition")
    stopped = faults(edition)
    if stopped:
        raise MoveRefused(" ".join(stopped))
    facts = gather(edition)
    edition = make_move(
        edition,
        MOVES,
        "freeze",
        by=by,
        facts=facts,
        facts_sha256=sha256_of(facts),
        frozen_at=Now(),
        built_by=by,
        details={"sha256": sha256_of(facts)},
    )
    jobs.enqueue(DRAW_PREVIEW, key=f"{edition.pk}-{edition.facts_sha256[:16]}", edition_id=edition.pk)
    return edition


@transaction.atomic
def thaw(edition: Edition, *, reason: str, by: Member) -> Edition:
    """Take a frozen edition back to draft, before anybody approved it. What was drawn of it goes."""
    edition = make_move(edition, MOVES, "thaw", by=by, reason=reason, facts=None, facts_sha256="", frozen_at=None)
    Document.objects.filter(edition=edition).delete()
    return edition


@transaction.atomic
def approve(edition: Edition, *, by: Member) -> Edition:
    """A second person says that the report may go out. The workers draw every document."""
    two_people = f"You froze the facts of {edition} yourself. Somebody else must approve it."
    if edition.built_by_id == by.pk:
        check_move(MOVES, "approve", edition.status, thing="this edition")
        raise MoveRefused(two_people)
    edition = make_move(
        edition,
        MOVES,
        "approve",
        by=by,
        only_if=~Q(built_by=by),
        refused=two_people,
        approved_by=by,
        approved_at=Now(),
        details={"sha256": edition.facts_sha256},
    )
    jobs.enqueue(DRAW_EDITION, edition_id=edition.pk)
    emails.edition_approved(edition)
    return edition


@transaction.atomic
def publish(edition: Edition, *, by: Member) -> Edition:
    """Make the report public, once every one of its documents is drawn."""
    check_move(MOVES, "publish", edition.status, thing="this edition")
    documents = Document.objects.filter(edition=edition)
    done, all_of_them = documents.filter(file__isnull=False).count(), documents.count()
    if done < all_of_them or not all_of_them:
        raise MoveRefused(f"{done} of {all_of_them} documents are drawn so far. Publish when all are there.")
    if held := awards_held_back(edition):
        raise MoveRefused(
            f"The report counts {held} award{'' if held == 1 else 's'} that legislators are told of before the public. "
            "Publish it after the release."
        )
    return make_move(edition, MOVES, "publish", by=by, published_at=Now())
