"""The ledger: pledged, committed, documented, verified by another; corrected as new entries; sums by status and source."""

from __future__ import annotations

import datetime as dt
import threading
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions import commitments as actions
from partnerships.actions.commitments import Pledge
from partnerships.choices.work import Source
from partnerships.models import Commitment
from partnerships.readmodels.engagement_facts import employer_dollars
from partnerships.rules.commitments import COMMITMENTS, Entry, ledger_of
from tests import factories
from tests.partnerships.working import coalition
from tests.uploads import pdf

PAGE = "/partnerships/lehigh/commitments/"
LISTED = {str(key): str(label) for key, label in Source.choices}


@pytest.fixture
def scene(pa):
    return coalition()


@pytest.fixture
def today() -> dt.date:
    return timezone.localdate()


def sent(name: str = "letter.pdf", extra: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf(extra=b"\n%" + (extra or name.encode())), "application/pdf")


def promised(scene, key: str = "bright", **fields) -> Pledge:
    given = {
        "seat": scene.seats[key], "kind": "cash", "counts_as": "match", "source": "employers", "title": "Cash for tools",
        "amount": Decimal(5000), "quantity": None, "due_on": None, "pledged_on": timezone.localdate(),
    }  # fmt: skip
    return Pledge(**(given | fields))


def entry(scene, status: str = "pledged", **fields) -> Commitment:
    """An entry that went as far as the status, entered by the convener and verified by the officer."""
    one = actions.pledge(scene.partnership, promised(scene, **fields), by=scene.convener)
    today = timezone.localdate()
    if status in ("committed", "documented", "verified"):
        actions.commit(one, sent(), today, by=scene.convener)
    if status in ("documented", "verified"):
        file = sent(f"bill-{one.pk}.pdf")
        actions.document(one, file, value=Decimal(4000), documented_on=today, note="", by=scene.convener)
    if status == "verified":
        actions.verify(one, by=scene.officer)
    return one


def test_an_entry_goes_its_way(scene, today):
    one = entry(scene, "verified")

    one.refresh_from_db()
    assert (one.status, one.amount, one.delivered) == ("verified", 5000, 4000)
    assert (one.entered_by, one.documented_by, one.verified_by) == (scene.convener, scene.convener, scene.officer)
    deeds = AuditEvent.objects.filter(deed__startswith="commitment.").order_by("seq").values_list("deed", flat=True)
    assert list(deeds) == ["commitment.pledge", "commitment.commit", "commitment.document", "commitment.verify"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"amount": None}, "value in dollars"),
        ({"amount": Decimal(0)}, "value in dollars"),
        ({"kind": "seats"}, "how many"),
        ({"pledged_on": dt.date(2999, 1, 1)}, "still to come"),
    ],
)
def test_a_pledge_has_a_value_in_its_unit(scene, fields, said):
    with pytest.raises(MoveRefused, match=said):
        actions.pledge(scene.partnership, promised(scene, **fields), by=scene.convener)


def test_who_entered_it_does_not_verify_it(scene):
    one = entry(scene, "documented")
    with pytest.raises(MoveRefused, match="Somebody else has to verify it"):
        actions.verify(one, by=scene.convener)
    mine = actions.pledge(scene.partnership, promised(scene), by=scene.officer)
    actions.commit(mine, sent("a.pdf"), timezone.localdate(), by=scene.convener)
    actions.document(
        mine, sent("b.pdf"), value=Decimal(1), documented_on=timezone.localdate(), note="", by=scene.convener
    )
    with pytest.raises(MoveRefused, match="Somebody else"):
        actions.verify(mine, by=scene.officer)
    with pytest.raises(IntegrityError, match="verified_by_another"), transaction.atomic():
        Commitment.objects.filter(pk=mine.pk).update(verified_by=scene.officer)
    assert actions.verify(mine, by=scene.fiscal).status == "verified"


def test_nothing_is_verified_twice(scene):
    one = entry(scene, "verified")
    with pytest.raises(MoveRefused, match="it is verified now"):
        actions.verify(one, by=scene.fiscal)


def test_of_two_who_verify_at_once_one_is_told(committed_db):
    pa = factories.state("pa")
    with timezone.override(pa.zone), state_scope(pa):
        scene = coalition()
        one = entry(scene, "documented")
    start, said = threading.Barrier(2), []

    def press(who) -> None:
        with timezone.override(pa.zone), state_scope(pa):
            mine = Commitment.objects.get(pk=one.pk)
            start.wait()
            try:
                actions.verify(mine, by=who)
                said.append("verified")
            except MoveRefused as refusal:
                said.append(str(refusal))
        connections.close_all()

    threads = [threading.Thread(target=press, args=(who,)) for who in (scene.officer, scene.fiscal)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one == "verified" for one in said) == [False, True]
    assert any("it is verified now" in one for one in said)
    with state_scope(pa):
        assert AuditEvent.objects.filter(deed="commitment.verify").count() == 1


def test_a_bill_is_the_evidence_of_one_entry(scene, today):
    first, second = entry(scene, "committed"), entry(scene, "committed")
    same = {"value": Decimal(100), "documented_on": today, "note": "", "by": scene.convener}
    actions.document(first, sent("bill.pdf"), **same)
    with pytest.raises(MoveRefused, match="is the evidence of “Cash for tools” already"):
        actions.document(second, sent("bill.pdf"), **same)
    actions.withdraw(first, "A mistake", by=scene.convener)
    second.refresh_from_db()
    assert actions.document(second, sent("bill.pdf"), **same).status == "documented"


def test_evidence_is_sent_back_with_the_reason(scene):
    one = entry(scene, "documented")
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.send_back(one, " ", by=scene.officer)
    actions.send_back(one, "The bill is of another year.", by=scene.officer)
    one.refresh_from_db()
    assert (one.status, one.delivered, one.evidence, one.reason) == (
        "committed", None, None, "The bill is of another year.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "after"),
    [("pledged", "pledged"), ("committed", "committed"), ("documented", "documented"), ("verified", "documented")],
)
def test_a_correction_is_a_new_entry(scene, status, after):
    one = entry(scene, status)
    right = promised(scene, amount=Decimal(4500), source="philanthropy")
    made = actions.correct(one, right, Decimal(4400), "A foundation paid.", by=scene.convener)

    one.refresh_from_db()
    assert (one.status, one.amount, one.reason) == ("corrected", 5000, "A foundation paid.")
    assert (made.status, made.amount, made.replaces) == (after, 4500, one)
    assert made.verified_by is None
    with pytest.raises(MoveRefused):
        actions.correct(one, right, Decimal(1), "Again", by=scene.convener)


def test_a_correction_moves_no_figure_to_another_quarter(scene):
    long_ago = timezone.localdate() - dt.timedelta(days=200)
    one = entry(scene, "verified", pledged_on=long_ago)
    Commitment.objects.filter(pk=one.pk).update(documented_on=long_ago, verified_on=long_ago)
    right = promised(scene, title="Cash for tools and gloves", pledged_on=long_ago)
    made = actions.correct(one, right, Decimal(4000), "A typing error.", by=scene.convener)
    actions.verify(made, by=scene.officer)
    made.refresh_from_db()
    assert (made.documented_on, made.verified_on) == (long_ago, timezone.localdate())
    assert employer_dollars(long_ago, long_ago).cash == 4000
    assert employer_dollars(timezone.localdate(), timezone.localdate()).cash == 0
    late = promised(scene, pledged_on=long_ago + dt.timedelta(days=1))
    with pytest.raises(MoveRefused, match="It was delivered by"):
        actions.correct(made, late, Decimal(4000), "Again.", by=scene.convener)


@pytest.mark.parametrize(("name", "move"), COMMITMENTS.items())
def test_a_move_starts_only_where_the_table_says(scene, today, name, move):
    deeds = {
        "commit": lambda one: actions.commit(one, sent(), today, by=scene.convener),
        "document": lambda one: actions.document(
            one, sent(), value=Decimal(1), documented_on=today, note="", by=scene.convener
        ),
        "verify": lambda one: actions.verify(one, by=scene.fiscal),
        "send_back": lambda one: actions.send_back(one, "Why", by=scene.fiscal),
        "withdraw": lambda one: actions.withdraw(one, "Why", by=scene.convener),
        "correct": lambda one: actions.correct(one, promised(scene), Decimal(1), "Why", by=scene.convener),
    }
    for status in ("pledged", "committed", "documented", "verified"):
        if status not in move.sources:
            one = entry(scene, status)
            with pytest.raises(MoveRefused):
                deeds[name](one)


@pytest.mark.claim(10)
def test_sums_by_status_and_source_with_leverage_beside_match():
    rows = [
        Entry("cash", "match", "employers", "verified", Decimal(400)),
        Entry("hours", "match", "employers", "documented", Decimal(250)),
        Entry("equipment", "match", "education", "pledged", Decimal(100)),
        Entry("cash", "leverage", "philanthropy", "committed", Decimal(700)),
        Entry("in_kind", "leverage", "philanthropy", "verified", Decimal(60)),
        Entry("cash", "leverage", "workforce", "verified", Decimal(40)),
        Entry("seats", "match", "employers", "verified", Decimal(9)),
        Entry("cash", "match", "employers", "withdrawn", Decimal(5000)),
        Entry("cash", "match", "employers", "corrected", Decimal(5000)),
    ]
    found = ledger_of(rows, LISTED)

    assert [(line.label, line.by_status, line.total) for line in found.match] == [
        ("Cash", [0, 0, 0, 400], 400),
        ("In kind", [100, 0, 250, 0], 350),
    ]
    assert (found.match_total.total, found.match_total.verified) == (750, 400)
    assert [(line.label, line.total) for line in found.match_sources] == [
        ("Employers", 650),
        ("Colleges and schools", 100),
    ]
    assert [(line.label, line.total, line.verified) for line in found.leverage_sources] == [
        ("Workforce system", 40, 40),
        ("Philanthropy", 760, 60),
    ]
    assert found.leverage_total.by_status == [0, 700, 0, 100]


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.claim(10)
def test_the_way_through_the_forms(pa, scene, today):
    web, officer, partner = (factories.client(pa, who) for who in (scene.convener, scene.officer, scene.partner))
    assert "Nothing is committed yet" in said(web.get(PAGE))
    given = {
        "seat": scene.seats["bright"].pk, "kind": "equipment", "title": "A lathe", "amount": "12,000", "quantity": "",
        "counts_as": "leverage", "source": "employers", "pledged_on": today, "due_on": "",
    }  # fmt: skip
    refused = web.post(f"{PAGE}new/", given | {"amount": ""})
    assert refused.status_code == 422
    assert "A lathe" in said(refused)
    assert web.post(f"{PAGE}new/", given).status_code == 302
    one = Commitment.objects.get()
    path = f"{PAGE}{one.pk}/"
    bad = SimpleUploadedFile("letter.pdf", b"no pdf", "application/pdf")
    assert web.post(f"{path}commit/", {"file": bad, "committed_on": today}).status_code == 422
    assert web.post(f"{path}commit/", {"file": sent(), "committed_on": today}).status_code == 302
    bill = {"value": "11500", "documented_on": today, "file": sent("bill.pdf"), "note": "On loan."}
    assert web.post(f"{path}document/", bill).status_code == 302
    assert web.post(f"{path}verify/").status_code == 403
    assert "1 to verify" in said(officer.get(PAGE))
    assert officer.post(f"{path}verify/").status_code == 302
    page = said(partner.get(PAGE))
    for words in ("$11,500", "Verified", "of it from employers", "Leverage beyond match"):
        assert words in page
    assert "Enter a commitment" not in page
    one.refresh_from_db()
    assert partner.get(f"/files/{one.evidence_id}/").status_code == 200
    outsider = factories.client(pa, factories.member(Role.PARTNER, over=factories.partnership()))
    assert outsider.get(f"/files/{one.evidence_id}/").status_code == 404
    assert outsider.get(PAGE).status_code == 404
    correction = given | {"amount": "12000", "delivered": "11000", "reason": "A typing error."}
    assert web.post(f"{path}correct/", correction).status_code == 302
    assert "A typing error." in said(web.get(PAGE))
    assert web.post(f"{PAGE}{Commitment.objects.latest('pk').pk}/withdraw/", {"reason": "It broke."}).status_code == 302


def test_an_officer_who_entered_it_is_told_on_the_page(pa, scene, today):
    one = actions.pledge(scene.partnership, promised(scene), by=scene.officer)
    actions.commit(one, sent(), today, by=scene.officer)
    actions.document(one, sent("b.pdf"), value=Decimal(1), documented_on=today, note="", by=scene.officer)
    web = factories.client(pa, scene.officer)
    assert "Somebody else verifies it" in said(web.get(PAGE))
    answer = web.post(f"{PAGE}{one.pk}/verify/", follow=True)
    assert "You entered this commitment" in said(answer)
    assert web.post(f"{PAGE}{one.pk}/send-back/", {"reason": "Not enough."}).status_code == 302


@pytest.mark.parametrize("number", [1, 3, 9])
def test_the_ledger_costs_the_same_for_any_number(pa, scene, number, django_assert_num_queries):
    for _ in range(number):
        actions.pledge(scene.partnership, promised(scene), by=scene.convener)
    client = factories.client(pa, scene.convener)
    with django_assert_num_queries(9):
        client.get(PAGE)


def test_another_states_ledger_is_not_found(db):
    with state_scope(factories.state("ga")):
        theirs = coalition(slug="peach")
        one = actions.pledge(theirs.partnership, promised(theirs), by=theirs.convener)
    here = factories.state("pa")
    with state_scope(here):
        officer = factories.client(here, factories.member(Role.OFFICER))
        factories.partnership(slug="lehigh")
    assert officer.get("/partnerships/peach/commitments/").status_code == 404
    for name in ("commit", "document", "withdraw", "correct", "verify", "send-back"):
        assert officer.post(f"{PAGE}{one.pk}/{name}/").status_code == 404
