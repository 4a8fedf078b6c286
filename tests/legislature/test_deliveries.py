"""Sending a published edition, opening it by a link without an account, taking the link back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from core import files, links
from core.isolation import state_scope
from core.models import AccessLink, AuditEvent, Email
from core.moves import MoveRefused, check_move
from legislature.access.editions import DOCUMENT
from legislature.access.links import PURPOSE
from legislature.actions import deliveries as actions
from legislature.actions import editions
from legislature.choices import DeliveryStatus
from legislature.models import Delivery, District, Document, Edition, Legislator
from legislature.rules import DELIVERY_MOVES
from legislature.tasks.deliveries import send_delivery
from tests import factories
from tests.legislature import scene

ALLOWED = {
    *(("send", "waiting"), ("open", "sent")),
    *(("withdraw", status) for status in ("waiting", "sent", "opened")),
    *(("resend", status) for status in ("sent", "opened", "withdrawn")),
}


@pytest.fixture
def here(pa):
    return scene.set_scene(pa)


@pytest.fixture
def published(here):
    """Published, with a document for every district."""
    edition = editions.freeze(scene.start_edition(here.officer), by=here.officer)
    for district in [None, *District.objects.exclude(county_fips=[])]:
        Document.objects.create(
            edition=edition,
            kind="district" if district else "statewide",
            district=district,
            pages=14,
            file=files.store(b"%PDF " + str(district).encode(), name=f"{district}.pdf", purpose=DOCUMENT),
        )
    Edition.objects.filter(pk=edition.pk).update(
        status="published", published_at=timezone.now(), approved_by=here.director, approved_at=timezone.now()
    )
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture
def sent(here, published, pa, run_jobs):
    """Sent to both who have an address."""
    actions.deliver(published, by=here.officer)
    for delivery in Delivery.objects.all():
        send_delivery(state_id=pa.pk, delivery_id=delivery.pk)
    return {delivery.legislator.name: delivery for delivery in Delivery.objects.select_related("legislator")}


def link_of(address: str) -> str:
    text = Email.objects.filter(to=address, template="edition_delivery").latest("pk").text
    found = re.search(r"http://\S+(/i/\S+/)", text)
    assert found
    return found[1]


@pytest.mark.parametrize("status", DeliveryStatus)
@pytest.mark.parametrize("name", DELIVERY_MOVES)
def test_only_the_moves_of_the_table(name, status):
    if (name, status) in ALLOWED:
        assert check_move(DELIVERY_MOVES, name, status, reason="Because.")
    else:
        with pytest.raises(MoveRefused):
            check_move(DELIVERY_MOVES, name, status, reason="Because.")


def test_a_draft_cannot_be_sent(here):
    with pytest.raises(MoveRefused, match="Publish"):
        actions.deliver(scene.start_edition(here.officer), by=here.officer)


def test_each_member_with_an_address_is_sent_it_once(here, published, sent, pa):
    assert {name: one.status for name, one in sent.items()} == {"Dana Whitcomb": "sent", "Kim Park": "sent"}
    for delivery in sent.values():
        send_delivery(state_id=pa.pk, delivery_id=delivery.pk)
    assert Email.objects.filter(template="edition_delivery").count() == 2
    assert actions.deliver(published, by=here.officer) == 0
    Legislator.objects.filter(name="Sol Nomail").update(email="sol@house.example")
    assert actions.deliver(published, by=here.officer) == 1


def test_the_link_opens_her_district_first_without_an_account_and_reading_writes_nothing(pa, sent):
    path = link_of("dana@house.example")
    page = factories.client(pa).get(path)
    text = page.content.decode()
    assert page.status_code == 200
    assert text.index("House District 84: 1 partnership") < text.index("The year in one page")
    assert "Clinton is not shown" in text
    assert page["Referrer-Policy"] == "same-origin"
    delivery = Delivery.objects.get(pk=sent["Dana Whitcomb"].pk)
    assert (delivery.status, delivery.opened_at) == ("sent", None)


def test_only_the_button_counts_as_opened_and_only_once(pa, sent):
    path = link_of("dana@house.example")
    visitor = factories.client(pa)
    assert visitor.get(f"{path}report.pdf").status_code == 405
    answer = visitor.post(f"{path}report.pdf")
    assert answer.content == b"%PDF House District 84"
    assert "attachment" in answer["Content-Disposition"]
    delivery = Delivery.objects.get(pk=sent["Dana Whitcomb"].pk)
    assert delivery.status == "opened"
    first = delivery.opened_at
    assert visitor.post(f"{path}report.pdf").status_code == 200
    delivery.refresh_from_db()
    assert delivery.opened_at == first
    assert AuditEvent.objects.get(deed="delivery.open").actor == "Link of Dana Whitcomb"


def test_withdrawn_expired_and_never_issued_links_answer_with_the_same_words(pa, here, sent):
    dana, kim = link_of("dana@house.example"), link_of("kim@senate.example")
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.withdraw(sent["Dana Whitcomb"], reason="", by=here.officer)
    withdrawn = actions.withdraw(sent["Dana Whitcomb"], reason="Sent to a wrong address.", by=here.officer)
    assert withdrawn.status == "withdrawn"
    AccessLink.objects.filter(pk=sent["Kim Park"].link_id).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    visitor = factories.client(pa)
    pages = [visitor.get(path) for path in (dana, kim, "/i/never-issued/")]
    assert [page.status_code for page in pages] == [404] * 3
    assert len({re.sub(rb"nonce=\S+|csrf\S+|X-CSRFToken[^}]+", b"", page.content) for page in pages}) == 1
    assert visitor.post(f"{dana}report.pdf").status_code == 404


def test_sending_again_withdraws_the_old_link(pa, here, sent):
    old = link_of("dana@house.example")
    Legislator.objects.filter(name="Dana Whitcomb").update(email="new@house.example")
    delivery = Delivery.objects.select_related("legislator", "link").get(pk=sent["Dana Whitcomb"].pk)
    delivery = actions.send_again(delivery, by=here.officer)
    assert (delivery.status, delivery.email) == ("waiting", "new@house.example")
    send_delivery(state_id=pa.pk, delivery_id=delivery.pk)
    visitor = factories.client(pa)
    assert visitor.get(old).status_code == 404
    assert visitor.get(link_of("new@house.example")).status_code == 200


def test_a_link_of_one_state_opens_nothing_in_another(ga):
    pa = factories.state("pa")
    with state_scope(pa):
        _, token = links.issue(PURPOSE, {"delivery": 1}, expires_at=timezone.now() + dt.timedelta(days=1))
        assert links.find(token, PURPOSE)
    with state_scope(ga):
        assert links.find(token, PURPOSE) is None
    assert factories.client(ga).get(f"/i/{token}/").status_code == 404


def test_a_voice_that_was_taken_back_leaves_a_stone_on_the_page(pa, here):
    story = scene.tell_story(here.partnership, "It started with four of us.")
    edition = editions.freeze(scene.start_edition(here.officer), by=here.officer)
    Edition.objects.filter(pk=edition.pk).update(status="published", published_at=timezone.now())
    district = District.objects.get(ocd_id__endswith="sldl:84")
    document = Document.objects.create(edition=edition, kind="district", district=district, pages=14)
    dana = Legislator.objects.get(name="Dana Whitcomb")
    delivery = Delivery.objects.create(edition=edition, legislator=dana, document=document, email=dana.email)
    send_delivery(state_id=pa.pk, delivery_id=delivery.pk)
    path = link_of("dana@house.example")
    assert b"It started with four of us." in factories.client(pa).get(path).content
    story.revoked_at = timezone.now()
    story.save()
    page = factories.client(pa).get(path).content
    assert b"It started with four of us." not in page
    assert b"withdrawn by the person who said them" in page
