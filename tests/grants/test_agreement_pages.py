"""The pages of agreements: who may open what, confirming before signing, nothing typed lost."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.isolation import state_scope
from grants.actions.agreements import execute_agreement
from grants.models import AgreementTemplate, Award, AwardAgreement
from grants.rules.agreements import STARTER
from tests import factories, uploads
from tests.grants.agreeing import PROOF, confirm, drawn, offered, sent, signed
from tests.grants.reporting import clients

SIGN = {"name": "Yolanda Kerr", "title": "President", "consent": "on", "authority": "on"}


@pytest.fixture
def made(pa):
    return offered()


@pytest.fixture
def who(pa, made):
    """A client for each part, the director's and the certifier's those of the scene."""
    known = clients(pa, made)
    own = {name: getattr(made, name) for name in ("director", "fiscal", "certifier")}

    def client(name):
        return factories.client(pa, own[name]) if name in own else known(name)

    return client


def of(made, name):
    return reverse(name, args=[made.award.pk])


STAFF = {"officer": 200, "fiscal": 200, "auditor": 200, "convener": 403, "reviewer": 403, "stranger": 302}
OWN = {"convener": 200, "certifier": 200, "neighbor": 404, "officer": 403, "stranger": 302}
MAKES = {"officer": 302, "director": 302, "fiscal": 403, "auditor": 403, "convener": 403, "stranger": 401}
COUNTERSIGNS = {"director": 302, "fiscal": 302, "officer": 403, "auditor": 403, "certifier": 403, "stranger": 401}
SENDS_SCAN = {"convener": 302, "certifier": 302, "neighbor": 404, "officer": 403, "stranger": 401}


@pytest.mark.parametrize(("name", "status"), STAFF.items())
@pytest.mark.parametrize("view", ["award-agreement", "agreement-templates", "agreement-template"])
def test_which_staff_may_see(made, who, view, name, status):
    args = {"award-agreement": [made.award.pk], "agreement-template": [made.template.pk]}.get(view, [])
    assert who(name).get(reverse(view, args=args)).status_code == status


@pytest.mark.parametrize(("name", "status"), OWN.items())
def test_which_grantees_may_see_theirs(made, who, name, status):
    sent(made)
    assert who(name).get(of(made, "my-agreement")).status_code == status


def test_before_it_is_sent_the_grantee_does_not_see_it(made, who):
    agreement = drawn(made)
    client = who("certifier")
    assert client.get(of(made, "my-agreement")).status_code == 404
    assert client.get(reverse("file", args=[agreement.file_id])).status_code == 404
    assert "Your program officer prepares it." in client.get(of(made, "my-award")).content.decode()


@pytest.mark.parametrize(("name", "status"), MAKES.items())
def test_who_may_make_send_and_void(made, who, name, status):
    client = who(name)
    data = {"signer": made.certifier.pk}
    assert client.post(of(made, "award-agreement-make"), data).status_code == status
    AwardAgreement.objects.all().delete()
    drawn(made)
    assert client.post(of(made, "award-agreement-send")).status_code == status
    assert client.post(of(made, "award-agreement-void"), {"reason": "A new text."}).status_code == status


@pytest.mark.parametrize(("name", "status"), COUNTERSIGNS.items())
def test_who_may_countersign(made, who, name, status):
    signed(made)
    client = who(name)
    confirm(client)
    assert client.post(of(made, "award-agreement-sign"), {"act": "sign"}).status_code == status
    assert Award.objects.get().status == ("active" if status == 302 else "offered")


@pytest.mark.parametrize(("name", "status"), SENDS_SCAN.items())
@pytest.mark.parametrize("view", ["my-agreement-scan", "my-agreement-object"])
def test_who_may_answer_for_the_grantee(made, who, view, name, status):
    sent(made)
    data = {"reason": "Our name is wrong."}
    if view == "my-agreement-scan":
        data = {"name": "Yolanda Kerr", "scan": SimpleUploadedFile("a.pdf", uploads.pdf(), "application/pdf")}
    assert who(name).post(of(made, view), data).status_code == status


@pytest.mark.parametrize(("name", "status"), MAKES.items())
def test_who_may_write_templates(made, who, name, status):
    client = who(name)
    new = client.post(reverse("agreement-template-new"), {"name": "Another", "body": STARTER})
    args = [made.template.pk]
    write = client.post(reverse("agreement-template-write", args=args), {"number": 1, "body": STARTER + "\n\nMore."})
    use = client.post(reverse("agreement-template-use", args=args), {"round": made.application.round_id})
    assert [new.status_code, write.status_code, use.status_code] == [status] * 3


@pytest.mark.parametrize("view", ["award-agreement", "my-agreement", "agreement-template"])
def test_another_states_agreement_does_not_exist(committed_db, view):
    pa, ga = factories.state("pa"), factories.state("ga")
    with state_scope(pa):
        made = offered()
        pk = made.template.pk if view == "agreement-template" else made.award.pk
    with state_scope(ga):
        client = factories.client(ga, factories.member("officer", "convener"))
    assert client.get(reverse(view, args=[pk])).status_code == 404


# Signing


def test_she_confirms_first_and_what_she_typed_waits_for_her(made, who):
    sent(made)
    client, page = who("certifier"), of(made, "my-agreement")
    assert "Confirm that it is you" in client.get(page).content.decode()

    answer = client.post(of(made, "my-agreement-sign"), SIGN)

    assert answer.url == f"/accounts/reauthenticate/?next={page.replace('/', '%2F')}"
    answer = client.post(answer.url, {"password": factories.PASSWORD})
    assert answer.url == page
    text = client.get(page).content.decode()
    assert 'value="Yolanda Kerr"' in text
    assert "You confirmed by password" in text
    assert client.post(of(made, "my-agreement-sign"), SIGN).url == page
    assert AwardAgreement.objects.get().proof == "password"


def test_who_has_a_second_factor_confirms_by_it_and_not_by_password(made, who):
    sent(made)
    secret = generate_totp_secret()
    TOTP.activate(made.certifier.user, secret)
    client, page = who("certifier"), of(made, "my-agreement")
    confirm(client)

    answer = client.post(of(made, "my-agreement-sign"), SIGN)

    assert answer.url.startswith("/accounts/2fa/reauthenticate/")
    assert AwardAgreement.objects.get().status == "sent"
    code = code_of(secret)
    assert client.post(answer.url, {"code": code}).url == page
    client.post(of(made, "my-agreement-sign"), SIGN)
    assert AwardAgreement.objects.get().proof == "authenticator app"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("name", "first and last name"),
        ("title", "Give your title"),
        ("consent", "electronic record"),
        ("authority", "Tick that you are authorized"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(made, who, missing, words):
    sent(made)
    client = who("certifier")
    confirm(client)
    page = client.post(of(made, "my-agreement-sign"), {key: value for key, value in SIGN.items() if key != missing})

    assert page.status_code == 422
    assert words in page.content.decode()
    kept = "President" if missing == "name" else "Yolanda Kerr"
    assert f'value="{kept}"' in page.content.decode()


def test_a_file_that_is_no_scan_is_refused_in_a_sentence(made, who):
    sent(made)
    data = {"name": "Yolanda Kerr", "scan": SimpleUploadedFile("a.pdf", b"not a PDF", "application/pdf")}
    page = who("convener").post(of(made, "my-agreement-scan"), data)

    assert page.status_code == 422
    assert "a.pdf" in page.content.decode()
    assert 'value="Yolanda Kerr"' in page.content.decode()


def test_the_state_confirms_too_and_can_send_the_signature_back(made, who):
    signed(made)
    client, url = who("director"), of(made, "award-agreement-sign")
    assert "Confirm first" in client.post(url, {"act": "sign"}).content.decode()
    assert "Give a reason" in client.post(url, {"act": "send_back"}).content.decode()
    assert client.post(url, {"act": "send_back", "reason": "No title."}).status_code == 302

    page = who("certifier").get(of(made, "my-agreement")).content.decode()
    assert "Please sign once more." in page
    assert "No title." in page


def test_both_sides_see_the_executed_agreement(made, who):
    execute_agreement(signed(made), proof=PROOF, by=made.director)
    for name, view in (("officer", "award-agreement"), ("convener", "my-agreement")):
        page = who(name).get(of(made, view)).content.decode()
        assert "For Pennsylvania" in page
        assert "The certificate page is being drawn." in page
    page = who("officer").get(of(made, "award")).content.decode()
    assert "Both sides signed." in page
    assert "signed the agreement for the state" in page


# Templates


def test_an_unknown_field_is_refused_when_saving_and_the_text_stays(made, who):
    body = STARTER + "\n\nWe pay {{ amont }}."
    page = who("officer").post(
        reverse("agreement-template-write", args=[made.template.pk]), {"number": 1, "body": body}
    )

    assert page.status_code == 422
    text = page.content.decode()
    assert "There is no merge field {{ amont }}." in text
    assert "We pay {{ amont }}." in text
    assert made.template.texts.count() == 1


def test_a_template_is_looked_at_with_a_real_award(made, who):
    url = reverse("agreement-template", args=[made.template.pk])
    page = who("officer").get(url, {"award": made.award.pk}).content.decode()

    assert "The State awards $100,000.00 from" in page
    assert "signs for the Grantee and declares" in page


def test_a_round_stops_using_a_template(made, who):
    client, url = who("officer"), reverse("agreement-template-use", args=[made.template.pk])
    client.post(url, {"stop": made.application.round_id})
    assert AgreementTemplate.objects.get().rounds.count() == 0
    assert "Type your first and last name" not in client.get(of(made, "award")).content.decode()
    assert "Accept the award" in who("convener").get(of(made, "my-award")).content.decode()
