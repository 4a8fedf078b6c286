"""What stands in a member's packet: the agenda, and of each application the dossier, the criteria and her own scores."""

from __future__ import annotations

from typing import NamedTuple

from core.models import Member
from grants.access.panel_packets import open_to
from grants.access.visibility import Head, head_of, policy_for
from grants.models import Application, Criterion, PanelItem, PanelPacket, Review, Score
from grants.readmodels.masking import shown_to
from grants.readmodels.review_content import Content, content_of
from grants.readmodels.totals import total_on
from grants.rules.ranking import shown


class Own(NamedTuple):
    """A criterion with what she gave on it; a dash where she gave nothing."""

    criterion: Criterion
    points: str
    comment: str


class Sheet(NamedTuple):
    """One application in the packet."""

    item: PanelItem
    application: Application
    content: Content
    own: list[Own]
    total: str
    recommendation: str
    head: Head

    @property
    def has_own(self) -> bool:
        return bool(self.total)


def sheets_of(packet: PanelPacket) -> list[Sheet]:
    """What of her packet's applications is still hers to see, by number."""
    rows = open_to(packet.meeting, packet.member).filter(application_id__in=packet.application_ids)
    rows = rows.select_related("application__round", "application__organization", "introducer")
    return [sheet_of(one, packet.member) for one in rows.order_by("position", "application__number")]


def left_out(packet: PanelPacket) -> list[str]:
    """The numbers on the agenda that are not in it."""
    rest = packet.meeting.items.exclude(application_id__in=packet.application_ids)
    return list(rest.order_by("position", "application__number").values_list("application__number", flat=True))


def sheet_of(item: PanelItem, member: Member) -> Sheet:
    application = item.application
    criteria = list(Criterion.objects.filter(round=application.round_id).order_by("position"))
    review = Review.objects.filter(application=application, reviewer=member).first()
    scores = {one.criterion_id: one for one in Score.objects.filter(review=review)} if review else {}
    own = []
    for criterion in criteria:
        score = scores.get(criterion.pk)
        points = "–" if score is None else "does not apply" if score.does_not_apply else shown(score.points)
        own.append(Own(criterion, points, score.comment if score else ""))
    total = total_on(review, sum(one.points for one in criteria)) if review else None
    policy = policy_for(member, application)
    content = shown_to(content_of(application, with_market=False), application, policy)
    said = review.get_recommendation_display() if review else ""
    return Sheet(
        item, application, content, own, "" if total is None else shown(total), said, head_of(application, policy)
    )
