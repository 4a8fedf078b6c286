"""Tells the legislators at their hour and the press at the release, each once, by the clock of the database."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q

from core import jobs
from core.isolation import state_scope
from core.moves import ClockNow, make_move
from legislature.choices import AnnouncementStatus, NoticeStatus
from legislature.emails import announcements as emails
from legislature.models import Announcement, AwardNotice
from legislature.readmodels.announcing import still_given
from legislature.rules import ANNOUNCEMENT_MOVES as MOVES

TELL_LEGISLATORS, RELEASE_AWARDS = "tell_legislators", "release_awards"
EARLY = "It is not the hour yet."


@jobs.handler(TELL_LEGISLATORS, queue="mail")
def tell_legislators(*, state_id: int, announcement_id: int, sha256: str) -> None:
    """Put every legislator's message in the outbox, in one transaction. A second run finds them told.

    `sha256` is that of the facts as they were approved: what was taken back meanwhile is told to nobody.
    """
    with state_scope(state_id):
        announcement = _approved(announcement_id, sha256)
        if announcement is not None and announcement.status == AnnouncementStatus.APPROVED:
            _tell(announcement)


@jobs.handler(RELEASE_AWARDS, queue="mail")
def release_awards(*, state_id: int, announcement_id: int, sha256: str) -> None:
    """Tell the press, once the instant of the release has come; legislators first, where their hour was missed."""
    with state_scope(state_id):
        announcement = _approved(announcement_id, sha256)
        if announcement is None or announcement.status == AnnouncementStatus.RELEASED:
            return
        if announcement.status == AnnouncementStatus.APPROVED:
            announcement = _tell(announcement)
        in_time = Q(release_at__lte=ClockNow())
        announcement = make_move(
            announcement,
            MOVES,
            "release",
            by=None,
            actor="Clock",
            only_if=in_time,
            refused=EARLY,
            released_at=ClockNow(),
        )
        given = still_given(announcement.frozen_facts)
        for notice in _waiting(announcement, press=True):
            if given:
                _sent(notice, emails.awards_for_press(notice, given).pk)
            else:
                _stopped(notice)


def _approved(pk: int, sha256: str) -> Announcement | None:
    """The announcement, locked, if these very facts are approved and nobody canceled it."""
    rows = Announcement.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "corrects")
    alive = (AnnouncementStatus.APPROVED, AnnouncementStatus.TOLD, AnnouncementStatus.RELEASED)
    return rows.filter(pk=pk, facts_sha256=sha256, status__in=alive).first()


def _tell(announcement: Announcement) -> Announcement:
    in_time = Q(release_at__lte=ClockNow() + F("hours") * dt.timedelta(hours=1))
    told: Announcement = make_move(
        announcement, MOVES, "tell", by=None, actor="Clock", only_if=in_time, refused=EARLY, told_at=ClockNow()
    )
    given = still_given(told.frozen_facts)
    left = {award["id"] for award in given}
    lists = {one["id"]: one["awards"] for one in told.frozen_facts["legislators"]}
    for notice in _waiting(told, press=False):
        hers = lists.get(notice.legislator_id, [])
        if hers and not left & set(hers):
            _stopped(notice)
        else:
            _sent(notice, emails.awards_for_legislator(notice, given).pk)
    return told


def _waiting(announcement: Announcement, *, press: bool) -> list[AwardNotice]:
    rows = AwardNotice.objects.filter(
        announcement=announcement, status=NoticeStatus.WAITING, legislator__isnull=press
    ).select_related("legislator__district__chamber", "announcement")
    return list(rows)


def _sent(notice: AwardNotice, message: int) -> None:
    AwardNotice.objects.filter(pk=notice.pk).update(status=NoticeStatus.SENT, message=message, sent_at=ClockNow())


def _stopped(notice: AwardNotice) -> None:
    """Every award that it was to name has come to nothing."""
    AwardNotice.objects.filter(pk=notice.pk).update(status=NoticeStatus.STOPPED)
