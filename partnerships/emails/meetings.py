"""What the members of a partnership are told of its meetings."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from core import mail
from core.choices import Scope
from core.models import Member, RoleGrant
from core.permissions import ROLE_PERMISSIONS, Permission
from partnerships.models import Meeting

TOLD = [role for role, held in ROLE_PERMISSIONS.items() if Permission.PARTNERSHIP_JOIN in held]


def people_of(meeting: Meeting) -> Iterable[Member]:
    """The members and the convener's people who have a role over the partnership or over its convener."""
    over = RoleGrant.objects.current().filter(role__in=TOLD)
    own = over.filter(scope=Scope.PARTNERSHIP, scope_id=meeting.partnership_id)
    convening = over.filter(scope=Scope.ORGANIZATION, scope_id=meeting.partnership.convener_id)
    ids = [*own.values_list("member_id", flat=True), *convening.values_list("member_id", flat=True)]
    return Member.objects.active().filter(pk__in=ids).select_related("user").order_by("pk")


def meeting_called(meeting: Meeting) -> None:
    """When and where, with the calendar file behind a link. Told again each time it moves, back to an earlier hour too."""
    _tell("meeting_called", meeting, f"meeting-{meeting.pk}-{timezone.now():%Y%m%d%H%M%S%f}")


def meeting_cancelled(meeting: Meeting) -> None:
    """It is called off, and why."""
    _tell("meeting_cancelled", meeting, f"meeting-off-{meeting.pk}")


def minutes_adopted(meeting: Meeting) -> None:
    """The minutes are there to read and to keep."""
    _tell("meeting_minutes", meeting, f"meeting-minutes-{meeting.pk}")


def _tell(template: str, meeting: Meeting, key: str) -> None:
    for one in people_of(meeting):
        mail.send(template, to=one.email, context={"meeting": meeting, "partnership": meeting.partnership}, key=key)
