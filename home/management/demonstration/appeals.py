"""An appeal against the process, taken back once the office had told the applicant more of her reviews."""

from __future__ import annotations

import datetime as dt

from grants.choices import LetterKind
from grants.choices.deciding import AppealGround, AppealStatus
from grants.models import Appeal, ApplicantComment, Letter
from grants.rules.appeals import ACKNOWLEDGE_DAYS, ANSWER_DAYS
from home.management.demonstration.world import World

WORDS = "Our letter of the community college was sent with the corrections, and the decision does not mention it."
TOLD = (
    "Every reviewer had the college's letter. The points that were missed were for the work plan, not for the partners."
)


def make_appeals(world: World) -> None:
    """About the first application that was declined by letter, if there is one."""
    letters = Letter.objects.select_related("application__submitted_by").order_by("pk")
    letter = letters.filter(kind=LetterKind.DECLINE, sent_at__isnull=False).first()
    if letter is None or letter.sent_at is None or letter.application.submitted_by is None:
        return
    hour, officer = dt.timedelta(hours=1), world.people["officer"]
    Appeal.objects.create(
        application=letter.application,
        letter=letter,
        ground=AppealGround.RECORD,
        words=WORDS,
        status=AppealStatus.WITHDRAWN,
        filed_by=letter.application.submitted_by,
        filed_at=letter.sent_at + hour,
        acknowledge_by=letter.sent_at + dt.timedelta(days=ACKNOWLEDGE_DAYS),
        answer_by=letter.sent_at + dt.timedelta(days=ANSWER_DAYS),
        acknowledged_at=letter.sent_at + 2 * hour,
        acknowledged_by=officer,
    )
    ApplicantComment.objects.create(application=letter.application, text=TOLD, by=officer, at=letter.sent_at + 3 * hour)
