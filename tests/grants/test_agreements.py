"""Agreements: their template, their signatures, and the award that follows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import files
from core.isolation import state_scope
from core.models import AuditEvent, Email, StoredFile
from core.moves import MoveRefused, check_move
from core.pdf import page_count
from core.permissions import Role
from grants.actions import agreements as actions
from grants.actions import awards
from grants.actions.agreement_templates import make_template, use_template, write_text
from grants.actions.agreements import Proof
from grants.choices.awarding import AgreementStatus
from grants.models import Award, AwardAgreement, Report, Round, SheetVersion
from grants.rules.agreements import FIELDS, MOVES, STARTER, TABLES, blocks_of, faults_of_text
from grants.tasks.agreements import draw_executed
from tests import factories, uploads
from tests.grants.agreeing import PROOF, assess, drawn, fill_sheet, fresh, offered, sent, signed
from tests.grants.test_subawards import FULL


@pytest.fixture
def made(pa):
    with state_scope(pa):
        yield offered()


@pytest.fixture
def federal(pa):
    with state_scope(pa):
        yield offered(origin="federal")


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("status", AgreementStatus.values)
def test_every_move_starts_only_where_the_table_says(name, status):
    if status in MOVES[name].sources:
        assert check_move(MOVES, name, status, reason="why") is MOVES[name]
    else:
        with pytest.raises(MoveRefused, match="You cannot"):
            check_move(MOVES, name, status, reason="why")


# The text of a template


def test_the_text_to_start_from_has_no_fault_and_a_use_for_most_fields():
    assert faults_of_text(STARTER) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write the text"),
        ("{{ signer }} gets {{ amont }}.", "There is no merge field {{ amont }}."),
        ("{{ signer }} gets {{ amount.", "is not whole"),
        ("{{ signer }}\n\nHere is {{ budget }}.", "{{ budget }} is a table."),
        ("We pay {{ amount }}.", "does not name who signs"),
    ],
)
def test_a_text_with_a_fault_is_refused_in_a_sentence(text, words):
    assert any(words in fault for fault in faults_of_text(text))


def test_a_text_becomes_blocks_and_what_was_typed_as_html_stays_text():
    values = {"amount": "$5.00", "budget": {"caption": "Budget", "head": ["A"], "rows": [["<b>1</b>"]]}}
    text = "## One\n\nWe pay {{ amount }}\nto <b>you</b>.\n\n- first\n- second\n\n{{budget}}\n\n{{ signer }}"

    assert blocks_of(text, values) == [
        {"kind": "heading", "text": "One"},
        {"kind": "text", "text": "We pay $5.00\nto <b>you</b>."},
        {"kind": "list", "items": ["first", "second"]},
        {"kind": "table", "caption": "Budget", "head": ["A"], "rows": [["<b>1</b>"]]},
        {"kind": "text", "text": "______"},
    ]


def test_a_template_keeps_its_versions_and_of_two_writers_one_is_told(made):
    second = write_text(made.template, STARTER + "\nMore.", number=1, by=made.officer)
    assert second.number == 2
    with pytest.raises(MoveRefused, match="saved version 2"):
        write_text(made.template, STARTER + "\nOther.", number=1, by=made.director)
    with pytest.raises(MoveRefused, match="There is no merge field"):
        write_text(made.template, STARTER + "{{ money }}", number=2, by=made.officer)
    assert write_text(made.template, second.body, number=2, by=made.officer) == second
    with pytest.raises(MoveRefused, match="already"):
        make_template("Standard agreement", STARTER, by=made.officer)


def test_every_field_has_a_value_or_is_said_to_be_unknown(made):
    body = " ".join(f"{{{{ {name} }}}}" for name in FIELDS) + "".join(f"\n\n{{{{ {name} }}}}" for name in TABLES)
    write_text(made.template, body, number=1, by=made.officer)

    with pytest.raises(MoveRefused, match=r"not known yet: the unique entity id of the grantee\."):
        actions.make_agreement(made.award, made.certifier, by=made.officer)
    made.lead.uei = "ABCDEFGHJKL1"
    made.lead.save()
    agreement = actions.make_agreement(fresh(made).award, made.certifier, by=made.officer)

    assert "______" not in str(agreement.facts["blocks"])
    captions = [block["caption"] for block in agreement.facts["blocks"] if block["kind"] == "table"]
    assert captions == ["Budget", "Targets", "Quarterly reports"]


# From the offer to the first signature


def test_an_award_whose_round_asks_for_an_agreement_is_not_accepted_by_a_name_alone(made):
    with pytest.raises(MoveRefused, match="by signing its agreement"):
        awards.accept_award(made.award, signature="Marcus Oyelaran", by=made.convener)


def test_where_the_round_asks_for_none_a_typed_name_accepts(made):
    use_template(Round.objects.get(), None, by=made.officer)
    award = awards.accept_award(fresh(made).award, signature="Marcus Oyelaran", by=made.convener)
    assert award.status == "active"
    with pytest.raises(MoveRefused, match="active, not offered"):
        actions.make_agreement(award, made.certifier, by=made.officer)


def test_the_agreement_holds_the_award_and_one_is_made_at_a_time(made):
    agreement = drawn(made)

    assert agreement.facts["number"] == "PA-2025-0014/1"
    assert agreement.facts["kept"]["amount"] == "$100,000.00"
    assert agreement.facts["signer_title"] == "President"
    with pytest.raises(MoveRefused, match="has an agreement already"):
        actions.make_agreement(made.award, made.certifier, by=made.officer)


def test_who_signs_has_to_represent_the_grantee(made):
    stranger = factories.member(Role.CERTIFIER, over=factories.organization(), name="Sam Stranger")
    with pytest.raises(MoveRefused, match="Sam Stranger does not represent"):
        actions.make_agreement(made.award, stranger, by=made.officer)


def test_it_is_sent_when_it_is_drawn(made):
    agreement = actions.make_agreement(made.award, made.certifier, by=made.officer)
    with pytest.raises(MoveRefused, match="still being drawn"):
        actions.send_agreement(agreement, by=made.officer)


def test_the_signer_gets_the_link_and_signs_by_typed_name(made):
    agreement = sent(made)
    (message,) = Email.objects.filter(template="agreement_step")
    assert message.to == made.certifier.user.email
    assert f"/my/awards/{made.award.pk}/agreement/" in message.text

    for name, proof, by, words in (
        ("Yolanda", PROOF, made.certifier, "first and last name"),
        ("Yolanda Kerr", Proof(""), made.certifier, "Confirm first"),
        ("Marcus Oyelaran", PROOF, made.convener, "Yolanda Kerr signs by typed name"),
    ):
        with pytest.raises(MoveRefused, match=words):
            actions.sign_agreement(agreement, name=name, title="President", proof=proof, by=by)
    done = actions.sign_agreement(agreement, name="Yolanda Kerr", title="President", proof=PROOF, by=made.certifier)

    assert (done.status, done.how, done.proof, done.address) == ("signed", "typed", "authenticator app", "192.0.2.7")
    told = set(Email.objects.filter(subject__contains="signed by the grantee").values_list("to", flat=True))
    assert told == {made.officer.user.email, made.director.user.email, made.fiscal.user.email}
    with pytest.raises(MoveRefused, match="it is signed now"):
        actions.sign_agreement(agreement, name="Yolanda Kerr", title="", proof=PROOF, by=made.certifier)


def test_a_scan_of_the_signed_paper_takes_the_place_of_the_typed_name(made, settings):
    settings.CLAMAV_HOST = "clamav"
    scan = SimpleUploadedFile("signed.pdf", uploads.pdf(), content_type="application/pdf")
    done = actions.sign_agreement(
        sent(made), name="Yolanda Kerr", title="President", proof=Proof(""), by=made.convener, scan=scan
    )

    assert (done.how, done.signed_by, done.scan.purpose) == ("scan", made.convener, "agreement_scan")
    with pytest.raises(MoveRefused, match="not checked for viruses yet"):
        actions.execute_agreement(done, proof=PROOF, by=made.director)
    StoredFile.objects.filter(pk=done.scan_id).update(status="clean")
    done = AwardAgreement.objects.get(pk=done.pk)
    executed = actions.execute_agreement(done, proof=PROOF, by=made.director)
    assert "Signed on paper; scan signed.pdf" in executed.certificate["signatures"][0]["how"]


def test_the_grantee_asks_for_a_change_and_another_is_made(made):
    first = actions.object_to_agreement(sent(made), "Our name ends in Inc.", by=made.convener)
    (message,) = Email.objects.filter(subject__startswith="A change of agreement")
    assert "Our name ends in Inc." in message.text
    actions.void_agreement(first, "The name is mended.", by=made.officer)
    second = drawn(made)

    assert second.facts["number"] == "PA-2025-0014/2"
    first.refresh_from_db()
    assert (first.status, first.reason) == ("void", "The name is mended.")


# The second signature


def test_the_states_signature_makes_the_award_active(pa, made):
    agreement = signed(made)
    for by, proof, words in ((made.director, Proof(""), "Confirm first"), (made.certifier, PROOF, "Somebody else")):
        with pytest.raises(MoveRefused, match=words):
            actions.execute_agreement(agreement, proof=proof, by=by)
    done = actions.execute_agreement(agreement, proof=Proof("password", "192.0.2.9"), by=made.director)

    award = Award.objects.select_related("application").get()
    assert (award.status, award.signature, award.answered_by) == ("active", "Yolanda Kerr", made.certifier)
    assert award.application.status == "awarded"
    assert Report.objects.count() == 8
    deeds = list(AuditEvent.objects.filter(deed__startswith="awardagreement.").values_list("deed", flat=True))
    assert [deed.partition(".")[2] for deed in sorted(deeds)] == ["execute", "make", "send", "sign"]
    with pytest.raises(MoveRefused, match="active, not offered"):
        actions.execute_agreement(done, proof=PROOF, by=made.fiscal)


def test_the_certificate_names_both_signatures_and_the_hash_of_the_document(pa, made):
    agreement = actions.execute_agreement(signed(made), proof=PROOF, by=made.director)
    for _ in range(2):
        draw_executed(state_id=pa.pk, agreement_id=agreement.pk)

    agreement.refresh_from_db()
    first, second = agreement.certificate["signatures"]
    assert (first["name"], first["email"], first["how"]) == (
        "Yolanda Kerr",
        made.certifier.user.email,
        "Typed name, confirmed by authenticator app",
    )
    assert (second["name"], second["side"]) == ("Maria Alvarez", "For Pennsylvania")
    assert agreement.certificate["document_sha256"] == agreement.file.sha256
    whole, document = files.read(agreement.executed_file), files.read(agreement.file)
    assert page_count(whole) == page_count(document) + 1
    assert StoredFile.objects.filter(purpose="agreement").count() == 2


@pytest.mark.rule("BR-32")
@pytest.mark.rule("BR-31")
def test_federal_money_is_not_bound_before_risk_and_sheet(pa, federal):
    agreement = drawn(federal)
    with pytest.raises(MoveRefused, match=r"Assess the risk first\."):
        actions.send_agreement(agreement, by=federal.officer)
    assess(federal)
    with pytest.raises(MoveRefused, match=r"Complete the subaward data sheet first\."):
        actions.send_agreement(agreement, by=federal.officer)
    fill_sheet(federal, FULL)
    agreement = actions.send_agreement(agreement, by=federal.officer)
    agreement = actions.sign_agreement(
        agreement, name="Yolanda Kerr", title="President", proof=PROOF, by=federal.certifier
    )
    federal.award.assessments.all().delete()
    with pytest.raises(MoveRefused, match="Assess the risk first"):
        actions.execute_agreement(agreement, proof=PROOF, by=federal.director)
    assess(federal)
    actions.execute_agreement(agreement, proof=PROOF, by=federal.director)

    version = SheetVersion.objects.get()
    assert version.is_executed
    assert version.by == federal.director


def test_what_changes_after_it_was_made_is_said_before_the_state_signs(made):
    agreement = signed(made)
    Award.objects.update(amount=Decimal(90_000))
    with pytest.raises(MoveRefused, match="this changed: the amount, in dollars and cents"):
        actions.execute_agreement(agreement, proof=PROOF, by=made.director)


def test_a_signature_that_cannot_be_taken_is_given_again(made):
    agreement = actions.send_back_agreement(signed(made), "The title is missing.", by=made.fiscal)

    assert (agreement.status, agreement.signed_by, agreement.reason) == ("sent", None, "The title is missing.")
    (message,) = Email.objects.filter(subject__contains="again")
    assert message.to == made.certifier.user.email
    actions.sign_agreement(agreement, name="Yolanda Kerr", title="President", proof=PROOF, by=made.certifier)


def test_refusing_the_award_makes_its_agreement_void(made):
    agreement = sent(made)
    awards.refuse_award(fresh(made).award, "Our match fell through.", by=made.convener)

    agreement.refresh_from_db()
    assert agreement.status == "void"
    with pytest.raises(MoveRefused, match="refused, not offered"):
        actions.sign_agreement(agreement, name="Yolanda Kerr", title="", proof=PROOF, by=made.certifier)
