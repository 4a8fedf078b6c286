"""What waits about announcements of awards: one to approve, one to finish, and awards that nobody announced yet."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, DateTimeField, Exists, F, Max, OuterRef, Value, When
from django.db.models.functions import Cast

from grants.models import Award, Round
from legislature.choices import AnnouncementStatus
from legislature.models import Announcement
from legislature.rules import UNDER_WAY

PROPOSED, DRAFTED, UNTOLD = "announce-proposed", "announce-drafted", "announce"


def announcements_waiting() -> Any:
    """Drafts and proposals, with who wrote them."""
    rows = Announcement.objects.filter(status__in=[AnnouncementStatus.DRAFT, AnnouncementStatus.PROPOSED])
    return rows.order_by().values_list(
        _kind(), "pk", Cast(F("round__name"), CharField()), Cast(F("created_at"), DateTimeField()), "drafted_by_id"
    )


def _kind() -> Any:
    return Case(
        When(status=AnnouncementStatus.PROPOSED, then=Value(PROPOSED)),
        default=Value(DRAFTED),
        output_field=CharField(),
    )


def awards_untold() -> Any:
    """Rounds that tell legislators first, with awards that have no release and no announcement under way."""
    held = Award.objects.filter(application__round=OuterRef("pk"), public_from__isnull=True)
    under_way = Announcement.objects.filter(round=OuterRef("pk"), status__in=UNDER_WAY)
    rows = Round.objects.counted().filter(Exists(held.standing()), ~Exists(under_way), head_start_hours__gt=0)
    rows = rows.annotate(since=Max("applications__awards__offered_at"))
    return rows.order_by().values_list(
        Value(UNTOLD, output_field=CharField()), "pk", Cast(F("slug"), CharField()), "since", Value(0)
    )
