"""A member's packet: hers alone, while the meeting lasts and everything in it is still hers to see."""

from __future__ import annotations

from django.db.models import QuerySet

from core import files
from core.models import Member, StoredFile
from grants.access.panels import declared_by
from grants.access.reviews import recused_from
from grants.choices.panels import MeetingStatus
from grants.models import Application, PanelItem, PanelMeeting, PanelPacket

PACKET = "panel_packet"
WORKING = (MeetingStatus.PLANNED, MeetingStatus.OPEN)


def open_to(meeting: PanelMeeting, member: Member) -> QuerySet[PanelItem]:
    """What of the agenda goes into her packet: she declared that she has no conflict with it, and none stands."""
    hidden = Application.objects.filter(recused_from(member), panel_items__meeting=meeting).values("pk")
    return meeting.items.filter(declared_by(member), is_current=True).exclude(application_id__in=hidden)


def packet_of(meeting: PanelMeeting, member: Member) -> PanelPacket | None:
    """Her packet that was not withdrawn, if it may still be opened. Two queries."""
    found = meeting.packets.filter(member=member, withdrawn_at__isnull=True).first()
    return found if found is not None and holds(found, meeting, member) else None


def holds(packet: PanelPacket, meeting: PanelMeeting, member: Member) -> bool:
    """Whether everything in it is still hers to see."""
    if meeting.status not in WORKING or not meeting.members.filter(member=member).exists():
        return False
    now = set(open_to(meeting, member).values_list("application_id", flat=True))
    return set(packet.application_ids) <= now


@files.purpose(PACKET, is_ours=True, max_size=200 * files.MEGABYTE)
def may_open_packet(stored: StoredFile, member: Member | None) -> bool:
    """For the member it was made for, and for nobody else."""
    rows = PanelPacket.objects.select_related("meeting").filter(file_id=stored.pk, withdrawn_at__isnull=True)
    found = rows.filter(member=member).first() if member is not None else None
    return found is not None and member is not None and holds(found, found.meeting, member)
