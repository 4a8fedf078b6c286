"""Who writes in a section of an application: one person at a time, until three minutes after the last sign of life.

A lease keeps two people from writing against each other; the versions of answers and tables go on protecting each text,
also from the same person's other window and after a section was taken over.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from core.audit import record
from core.models import Member
from grants.emails import teams as emails
from grants.models import Application, SectionLease
from grants.rules.leases import SPAN, is_writing, kept_until
from questions.actions.answers import NotOpen


class Leased(NotOpen):
    """Somebody else writes in the section. Nothing was saved; `lease` says who, since when and until when."""

    def __init__(self, lease: SectionLease) -> None:
        said = is_writing(lease.member.name, timezone.localtime(lease.since))
        super().__init__(f"{said} What you type stays on this page, and is saved once the section is free.")
        self.lease = lease


def hold_section(application: Application, section_key: str, *, by: Member) -> None:
    """Whoever saves holds the section. Part of a save, which holds the application. Raises Leased."""
    now = timezone.now()
    rows = SectionLease.objects.filter(application=application, section_key=section_key)
    since = Case(When(member=by, until__gt=now, then=F("since")), default=Value(now))
    free = rows.filter(Q(member=by) | Q(until__lte=now))
    if free.update(member=by, since=since, wrote_at=now, until=now + SPAN):
        return
    if held := rows.select_related("member").first():
        raise Leased(held)
    SectionLease.objects.create(
        application=application, section_key=section_key, member=by, since=now, wrote_at=now, until=now + SPAN
    )


@transaction.atomic
def sign_of_life(application: Application, section_key: str, *, by: Member) -> None:
    """The page is still open: her own lease goes on, for a while after her last save. Takes nothing from anybody."""
    now = timezone.now()
    own = SectionLease.objects.filter(application=application, section_key=section_key, member=by, until__gt=now)
    for lease in own.select_for_update(no_key=True, of=("self",)):
        lease.until = max(lease.until, kept_until(now, lease.wrote_at))
        lease.save(update_fields=["until"])


@transaction.atomic
def take_over(application: Application, section_key: str, title: str, *, by: Member, at_once: bool) -> None:
    """Write in a section where somebody else did: `at_once` for the lead, who is not made to wait; the other is told.

    Raises Leased while the lease lasts, for anybody else.
    """
    now = timezone.now()
    Application.objects.select_for_update(no_key=True, of=("self",)).get(pk=application.pk)
    rows = SectionLease.objects.filter(application=application, section_key=section_key)
    held = rows.select_related("member__user").first()
    if held is not None and held.member_id != by.pk and held.until > now and at_once:
        rows.update(until=now)
        record("section.take_over", application, by=by, section=section_key, before=held.member.name)
        emails.taken_over(application, title, held.member, by)
    hold_section(application, section_key, by=by)


def let_go(application: Application, section_key: str, *, by: Member) -> None:
    """She goes on to another section: this one is free."""
    now = timezone.now()
    own = SectionLease.objects.filter(application=application, section_key=section_key, member=by, until__gt=now)
    own.update(until=now)
