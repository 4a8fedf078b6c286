"""What is told about appeals. One function a message."""

from __future__ import annotations

from core import mail
from core.models import Member
from core.permissions import Role
from grants.access.reviews import without_conflict
from grants.models import Appeal


def appeal_filed(appeal: Appeal) -> None:
    """To whoever filed it, as a receipt, and to the officers and directors, who see to it."""
    people = Member.objects.with_role(Role.OFFICER, Role.DIRECTOR).select_related("user")
    for person in without_conflict(people, appeal.application_id):
        mail.send(
            "appeal_filed", to=person.email, context={"appeal": appeal, "person": person}, key=f"{appeal.pk}-staff"
        )
    appeal_news(appeal)


def appeal_news(appeal: Appeal) -> None:
    """To whoever filed it: it arrived, was acknowledged, takes longer, or was decided."""
    person = appeal.filed_by
    key = f"{appeal.pk}-{appeal.status}-{appeal.delay_reason[:40]}"
    mail.send("appeal_news", to=person.email, context={"appeal": appeal, "person": person}, key=key)
