"""Bringing a published edition to the members of the legislature, and taking a link back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from core import audit, jobs, links
from core.models import Job, Member
from core.moves import MoveRefused, make_move
from legislature.choices import DeliveryStatus, DocumentKind, EditionStatus
from legislature.models import Delivery, Document, Edition, Legislator
from legislature.rules import DELIVERY_MOVES as MOVES
from legislature.tasks.deliveries import SEND_DELIVERY


@transaction.atomic
def deliver(edition: Edition, *, by: Member) -> int:
    """Send the edition to every member who sits now, has an e-mail address and has not been sent it yet.

    Returns how many will be sent. Asked again it takes only those who came since.
    """
    if edition.status != EditionStatus.PUBLISHED:
        raise MoveRefused(f"Publish {edition} first; a link to what is not public yet must not leave the house.")
    documents = dict(
        Document.objects.filter(edition=edition, kind=DocumentKind.DISTRICT, file__isnull=False).values_list(
            "district_id", "pk"
        )
    )
    waiting = Legislator.objects.filter(is_current=True, district_id__in=documents).exclude(email="")
    waiting = waiting.exclude(deliveries__edition=edition)
    made = Delivery.objects.bulk_create(
        [
            Delivery(edition=edition, legislator=one, document_id=documents[one.district_id], email=one.email)
            for one in waiting
        ]
    )
    for delivery in made:
        jobs.enqueue(SEND_DELIVERY, key=f"{delivery.pk}-1", delivery_id=delivery.pk)
    audit.record("edition.deliver", edition, by=by, deliveries=len(made))
    return len(made)


@transaction.atomic
def withdraw(delivery: Delivery, *, reason: str, by: Member) -> Delivery:
    """Take the link back: from now on it answers as if it had never been."""
    delivery = make_move(delivery, MOVES, "withdraw", by=by, reason=reason, withdrawn_at=timezone.now())
    if delivery.link is not None:
        links.revoke(delivery.link, by=by)
    return delivery


@transaction.atomic
def send_again(delivery: Delivery, *, by: Member) -> Delivery:
    """Send a new link, to the address that the member has now; the old one is withdrawn."""
    if not delivery.legislator.email:
        raise MoveRefused(f"{delivery.legislator} has no e-mail address. Import the members again with one.")
    old, times = delivery.link, jobs_so_far(delivery) + 1
    delivery = make_move(
        delivery, MOVES, "resend", by=by, link=None, email=delivery.legislator.email, withdrawn_at=None, sent_at=None
    )
    if old is not None:
        links.revoke(old, by=by)
    jobs.enqueue(SEND_DELIVERY, key=f"{delivery.pk}-{times}", delivery_id=delivery.pk)
    return delivery


def jobs_so_far(delivery: Delivery) -> int:
    """How often sending it was asked for."""
    return Job.objects.filter(kind=SEND_DELIVERY, args__delivery_id=delivery.pk).count()


@transaction.atomic
def note_opened(delivery: Delivery) -> Delivery:
    """The holder of the link pressed the button that gives her the PDF. Only the first time is kept."""
    if delivery.status != DeliveryStatus.SENT:
        return delivery
    return make_move(delivery, MOVES, "open", by=None, actor=f"Link of {delivery.legislator}", opened_at=timezone.now())
