"""Packets of a panel: asked for by a member, drawn by a job, withdrawn when the meeting is closed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import audit, jobs
from core.models import Member
from core.moves import MoveRefused
from grants.access.panel_packets import WORKING, open_to
from grants.models import PanelMeeting, PanelPacket
from grants.tasks import panel_packets as tasks


@transaction.atomic
def ask_packet(meeting: PanelMeeting, *, by: Member) -> PanelPacket:
    """Make a packet of what she may see of the agenda. While one that holds just that is being made, no other is."""
    held = PanelMeeting.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.pk)
    if held.status not in WORKING or not held.members.filter(member=by).exists():
        raise MoveRefused("A packet is made for a member of the panel, until the meeting is closed.")
    wanted = list(
        open_to(held, by).order_by("position", "application__number").values_list("application_id", flat=True)
    )
    if not wanted:
        raise MoveRefused("Nothing of the agenda is open to you yet. Say first whether you have a conflict.")
    there = held.packets.filter(member=by, withdrawn_at__isnull=True).first()
    if there is not None and there.file_id is None and there.application_ids == wanted:
        return there
    held.packets.filter(member=by, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    made = PanelPacket.objects.create(meeting=held, member=by, application_ids=wanted)
    audit.record("panelpacket.ask", made, by=by, applications=len(wanted))
    jobs.enqueue(tasks.DRAW_PACKET, packet_id=made.pk)
    return made


def withdraw_packets(meeting: PanelMeeting) -> int:
    """End every packet of a meeting. Part of the deed that ends the meeting."""
    ended: int = meeting.packets.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    return ended
