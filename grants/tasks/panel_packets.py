"""Draws the packets of panels, an application at a time, and joins them."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone

from core import files, jobs, pdf
from core.isolation import state_scope
from core.models import State
from grants.access.panel_packets import PACKET
from grants.models import PanelPacket
from grants.readmodels.panel_packet import left_out, sheets_of

DRAW_PACKET = "draw_panel_packet"


@jobs.handler(DRAW_PACKET)
def draw_packet(*, state_id: int, packet_id: int) -> None:
    """Draw a packet and keep it, unless it was withdrawn meanwhile. Safe to run twice."""
    with state_scope(state_id):
        state = State.objects.get(pk=state_id)
        with timezone.override(state.zone):
            pages = pages_of(packet_id, state)
    if not pages:
        return
    content = pdf.draw(pages[0])
    for page in pages[1:]:
        content = pdf.merge(content, pdf.draw(page, first_page=pdf.page_count(content) + 1))
    with state_scope(state_id):
        packet = PanelPacket.objects.select_for_update(no_key=True, of=("self",)).get(pk=packet_id)
        if packet.file_id is None and packet.withdrawn_at is None:
            packet.file = files.store(content, name=f"Panel packet {packet.pk}.pdf", purpose=PACKET)
            packet.save(update_fields=["file"])


def pages_of(packet_id: int, state: State) -> list[str]:
    """The cover and a part an application, as HTML; nothing where it is drawn or withdrawn already."""
    packet = PanelPacket.objects.select_related("meeting__round", "meeting__chair", "member").get(pk=packet_id)
    if packet.file_id is not None or packet.withdrawn_at is not None:
        return []
    sheets = sheets_of(packet)
    common = {"packet": packet, "meeting": packet.meeting, "state": state, "agency": state.word("agency")}
    cover = common | {"sheets": sheets, "left_out": left_out(packet)}
    parts = [render_to_string("grants/panel_packet_part_pdf.html", common | {"sheet": sheet}) for sheet in sheets]
    return [render_to_string("grants/panel_packet_pdf.html", cover), *parts]
