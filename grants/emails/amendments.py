"""What officers and conveners are told about amendments. One function a message."""

from __future__ import annotations

from core import mail
from core.models import Member
from grants.access.awards import is_barred, officers_of
from grants.access.reports import preparers_of
from grants.models import Amendment, AmendmentQuestion


def amendment_sent(amendment: Amendment) -> None:
    """To the officer: an award is changed, or somebody asks that it be."""
    items = list(amendment.items.order_by("pk"))
    for officer in officers_of(amendment.award):
        context = {"amendment": amendment, "award": amendment.award, "items": items, "person": officer}
        mail.send("amendment_sent", to=officer.email, context=context, key=f"amendment-{amendment.pk}-{officer.pk}")


def amendment_decided(amendment: Amendment) -> None:
    """To whoever asked and to the convener's people: approved or denied, from when, and why."""
    people = _askers(amendment)
    items = [item for item in amendment.items.order_by("pk") if item.level == "prior"]
    for person in people:
        context = {"amendment": amendment, "award": amendment.award, "items": items, "person": person}
        key = f"amendment-{amendment.status}-{amendment.pk}-{person.pk}"
        mail.send("amendment_decided", to=person.email, context=context, key=key)


def amendment_asked(amendment: Amendment, asked: AmendmentQuestion) -> None:
    """To whoever asked and to the convener's people: it came back, with the question."""
    people = _askers(amendment)
    for person in people:
        context = {"amendment": amendment, "award": amendment.award, "asked": asked, "person": person}
        mail.send("amendment_asked", to=person.email, context=context, key=f"question-{asked.pk}-{person.pk}")


def amendment_answered(amendment: Amendment) -> None:
    """To the officer: the question is answered, and the request was sent again."""
    asked = amendment.questions.order_by("-asked_at", "-pk")[0]
    for officer in officers_of(amendment.award):
        context = {"amendment": amendment, "award": amendment.award, "asked": asked, "person": officer}
        mail.send("amendment_answered", to=officer.email, context=context, key=f"answer-{asked.pk}-{officer.pk}")


def _askers(amendment: Amendment) -> list[Member]:
    """Whoever asked, unless a conflict keeps the award from her since, and the convener's people; each once."""
    award = amendment.award
    asked = [] if is_barred(amendment.requested_by, award) else [amendment.requested_by]
    return list({person.pk: person for person in [*asked, *preparers_of(award)]}.values())
