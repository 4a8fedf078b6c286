"""Announcing a round's awards: drafted by one person, approved by another, told and released by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core import audit, jobs
from core.facts import sha256_of
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from core.permissions import Permission, Role, permissions_of
from grants.actions import releases
from grants.models import Round
from legislature.checks.sentences import one_line, proposed_sentence, stands_in
from legislature.choices import AnnouncementStatus, NoticeStatus
from legislature.emails import announcements as emails
from legislature.models import AnnouncedAward, Announcement, AwardNotice
from legislature.readmodels.announcing import awards_to_announce, facts_of, texts_of, under_way
from legislature.rules import ANNOUNCEMENT_MOVES as MOVES
from legislature.tasks.announcements import RELEASE_AWARDS, TELL_LEGISLATORS


@transaction.atomic
def change_head_start(round: Round, hours: int, *, by: Member) -> Round:
    """Say by how many hours legislators of the round's awards are told first. Not while an announcement is under way."""
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if under_way(round) is not None:
        raise MoveRefused(f"An announcement of {round} is under way. Cancel it first, with the reason.")
    return releases.set_head_start(round, hours, by=by)


@transaction.atomic
def draft(
    round: Round,
    *,
    release_at: dt.datetime,
    by: Member,
    corrects: Announcement | None = None,
    what_changed: str = "",
) -> Announcement:
    """Start an announcement with every award that has none, each with a sentence of its application.

    The press list is that of the state's latest announcement. Raises MoveRefused where there is nothing to announce.
    """
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if not held.head_start_hours:
        raise MoveRefused(f"Awards of {held} are public once accepted. Set a head start for legislators first.")
    if under_way(held) is not None:
        raise MoveRefused(f"An announcement of {held} is under way already. Finish or cancel that one.")
    awards = list(awards_to_announce(held, corrects))
    if not awards:
        raise MoveRefused(f"No award of {held} waits to be announced. They are there once their letters are sent.")
    before = corrects or Announcement.objects.exclude(press=[]).order_by("-pk").first()
    made = Announcement.objects.create(
        round=held,
        release_at=release_at,
        hours=held.head_start_hours,
        press=before.press if before else [],
        words=corrects.words if corrects else "",
        corrects=corrects,
        what_changed=what_changed.strip(),
        drafted_by=by,
    )
    texts, kept = texts_of(awards), dict(corrects.awards.values_list("award_id", "sentence")) if corrects else {}
    AnnouncedAward.objects.bulk_create(
        AnnouncedAward(
            announcement=made, award=one, sentence=kept.get(one.pk) or proposed_sentence(texts.get(one.pk, []))
        )
        for one in awards
    )
    audit.record("announcement.draft", made, by=by, awards=len(awards), corrects=corrects.pk if corrects else None)
    return made


@transaction.atomic
def save(
    announcement: Announcement,
    *,
    release_at: dt.datetime,
    hours: int,
    words: str,
    press: Sequence[str],
    sentences: Mapping[int, str],
    by: Member,
) -> Announcement:
    """Keep what was written in a draft. `sentences` names by award those that are in it.

    Raises MoveRefused for a sentence that does not stand in the application, and for one that is no draft any more.
    """
    _held_draft(announcement)
    awards = {one.pk: one for one in awards_to_announce(announcement.round, announcement.corrects)}
    chosen = {pk: one_line(text) for pk, text in sentences.items() if pk in awards}
    if not chosen:
        raise MoveRefused("Choose at least one award, or cancel the announcement.")
    texts = texts_of([awards[pk] for pk in chosen])
    foreign = [awards[pk].number for pk, text in chosen.items() if text and not stands_in(text, texts.get(pk, []))]
    if foreign:
        raise MoveRefused(
            f"The sentence for {', '.join(foreign)} does not stand in the application. Copy one from it, or leave it empty."
        )
    fields = {"release_at": release_at, "hours": hours, "words": words.strip(), "press": list(press)}
    Announcement.objects.filter(pk=announcement.pk).update(**fields)
    AnnouncedAward.objects.filter(announcement=announcement).delete()
    AnnouncedAward.objects.bulk_create(
        AnnouncedAward(announcement=announcement, award=awards[pk], sentence=text) for pk, text in chosen.items()
    )
    announcement.refresh_from_db()
    audit.record("announcement.edit", announcement, by=by, awards=len(chosen), release_at=release_at.isoformat())
    return announcement


def _held_draft(announcement: Announcement) -> Announcement:
    held = Announcement.objects.select_for_update(no_key=True, of=("self",)).get(pk=announcement.pk)
    if held.status != AnnouncementStatus.DRAFT:
        raise MoveRefused("This announcement was proposed. Take it back, with the reason, to change it.")
    return held


@transaction.atomic
def propose(announcement: Announcement, *, by: Member) -> Announcement:
    """Freeze what it says and to whom, for somebody else to approve."""
    check_move(MOVES, "propose", announcement.status, thing="this announcement")
    facts = facts_of(announcement)
    made: Announcement = make_move(
        announcement,
        MOVES,
        "propose",
        by=by,
        facts=facts,
        facts_sha256=sha256_of(facts),
        proposed_at=timezone.now(),
        drafted_by=by,
        details={"sha256": sha256_of(facts)},
    )
    _write_notices(made)
    able = [role for role in Role if Permission.ANNOUNCEMENT_APPROVE in permissions_of(role)]
    emails.announcement_proposed(made, Member.objects.with_role(*able).select_related("user").exclude(pk=by.pk))
    return made


def _write_notices(announcement: Announcement) -> None:
    facts = announcement.frozen_facts
    AwardNotice.objects.filter(announcement=announcement).delete()
    notices = [
        AwardNotice(
            announcement=announcement,
            legislator_id=one["id"],
            email=one["email"],
            status=NoticeStatus.WAITING if one["email"] else NoticeStatus.NO_ADDRESS,
        )
        for one in facts["legislators"]
    ]
    notices += [AwardNotice(announcement=announcement, email=address) for address in facts["press"]]
    AwardNotice.objects.bulk_create(notices)


@transaction.atomic
def take_back(announcement: Announcement, *, reason: str, by: Member) -> Announcement:
    """Back to draft before anybody was told; what was frozen goes, and the awards have no release."""
    taken: Announcement = make_move(
        announcement,
        MOVES,
        "take_back",
        by=by,
        reason=reason,
        facts=None,
        facts_sha256="",
        proposed_at=None,
        approved_by=None,
        approved_at=None,
    )
    AwardNotice.objects.filter(announcement=taken).delete()
    releases.release_from(_keys(taken), None)
    return taken


@transaction.atomic
def approve(announcement: Announcement, *, was: str, by: Member) -> Announcement:
    """Another person approves these very facts: from here on the clock tells and releases. `was` is their digest."""
    check_move(MOVES, "approve", announcement.status, thing="this announcement")
    if announcement.drafted_by_id == by.pk:
        raise MoveRefused("You proposed this announcement yourself. Somebody else must approve it.")
    if announcement.facts_sha256 != was:
        raise MoveRefused("This announcement was changed since you opened it. Read it again.")
    in_time = Q(release_at__gte=ClockNow() + F("hours") * dt.timedelta(hours=1), facts_sha256=was)
    late = (
        f"Less than {announcement.hours} hours are left before the release, so legislators would not have their head "
        "start. Take it back and choose a later release or a shorter head start."
    )
    made: Announcement = make_move(
        announcement,
        MOVES,
        "approve",
        by=by,
        only_if=in_time & ~Q(drafted_by=by),
        refused=late,
        approved_by=by,
        approved_at=timezone.now(),
        details={"sha256": was},
    )
    releases.release_from(_keys(made), made.release_at)
    args: dict[str, Any] = {"announcement_id": made.pk, "sha256": made.facts_sha256}
    mark = f"{made.pk}-{made.approved_at:%Y%m%dT%H%M%S%f}"
    jobs.enqueue(TELL_LEGISLATORS, key=mark, run_after=made.tell_at, **args)
    jobs.enqueue(RELEASE_AWARDS, key=mark, run_after=made.release_at, **args)
    emails.announcement_approved(made)
    return made


@transaction.atomic
def cancel(announcement: Announcement, *, reason: str, by: Member, corrected: bool = False) -> Announcement:
    """Stop it before its release, with the reason. Whoever was told learns that it is off; the awards stay held back."""
    before = Q(release_at__gt=ClockNow()) | Q(status__in=[AnnouncementStatus.DRAFT, AnnouncementStatus.PROPOSED])
    made: Announcement = make_move(
        announcement,
        MOVES,
        "cancel",
        by=by,
        reason=reason,
        only_if=before,
        refused="The instant of the release has passed, so the awards are public. Correct the announcement instead.",
        canceled_at=timezone.now(),
        why_canceled=reason.strip(),
    )
    releases.release_from(_keys(made), None)
    notices = AwardNotice.objects.filter(announcement=made)
    for notice in notices.filter(status=NoticeStatus.SENT).select_related(
        "legislator__district", "announcement__round"
    ):
        emails.announcement_stopped(notice, reason.strip(), corrected=corrected)
    notices.filter(status=NoticeStatus.WAITING).update(status=NoticeStatus.STOPPED)
    return made


@transaction.atomic
def correct(announcement: Announcement, *, reason: str, by: Member) -> Announcement:
    """Start a new announcement that corrects this one. One that was not released yet is canceled by it.

    Returns the new draft, with the reason as what changed; everybody who was told before is told again.
    """
    if not reason.strip():
        raise MoveRefused("Say what was wrong. Those who were told are told it, and it becomes part of the record.")
    if announcement.status not in (AnnouncementStatus.TOLD, AnnouncementStatus.RELEASED):
        raise MoveRefused("Nobody was told of this announcement yet. Take it back to draft and change it.")
    release_at = announcement.release_at
    if announcement.status == AnnouncementStatus.TOLD:
        announcement = cancel(announcement, reason=reason, by=by, corrected=True)
    else:
        release_at = timezone.now() + dt.timedelta(hours=announcement.hours + 1)
    return draft(announcement.round, release_at=release_at, by=by, corrects=announcement, what_changed=reason)


def _keys(announcement: Announcement) -> list[int]:
    return list(announcement.awards.values_list("award_id", flat=True))
