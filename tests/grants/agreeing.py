"""What the tests of agreements share: an offer whose round asks for an agreement, and each step towards it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.test import Client

from core.models import FileStatus, Member
from core.permissions import Role
from grants.actions import agreements as actions
from grants.actions import subawards
from grants.actions.agreement_templates import make_template, use_template
from grants.models import AgreementTemplate, Application, Award, AwardAgreement, Fund, Round
from grants.readmodels.subaward_sheet import GIVEN
from grants.rules.agreements import STARTER
from grants.rules.risk import KEYS, monitoring_for
from grants.tasks.agreements import draw_agreement
from tests import factories
from tests.grants.reporting import scene

PROOF = actions.Proof("authenticator app", "192.0.2.7", "Firefox")
AWARD = ("application__round__agreement_template", "partnership", "organization", "fund", "officer__user")


def offered(*, origin: str = "state_general") -> SimpleNamespace:
    """An offer, its round with a template, and the people of both sides."""
    made = scene()
    made.director = factories.member(Role.DIRECTOR, name="Maria Alvarez")
    made.fiscal = factories.member(Role.FISCAL, name="Fred Fiscal")
    made.certifier = factories.member(Role.CERTIFIER, over=made.lead, name="Yolanda Kerr")
    Member.objects.filter(pk=made.certifier.pk).update(title="President")
    Fund.objects.filter(pk=made.award.fund_id).update(origin=origin, aln="17.258" if origin == "federal" else "")
    Award.objects.filter(pk=made.award.pk).update(status="offered", answered_at=None)
    Application.objects.filter(pk=made.application.pk).update(status="offered", requested=made.award.amount)
    type(made.award.state).objects.filter(pk=made.award.state_id).update(contact_email="grants@pa.example")
    made.template = make_template("Standard agreement", STARTER, by=made.officer)
    use_template(Round.objects.get(pk=made.application.round_id), made.template, by=made.officer)
    return fresh(made)


def fresh(made: SimpleNamespace) -> SimpleNamespace:
    made.award = Award.objects.select_related(*AWARD).get(pk=made.award.pk)
    made.certifier = Member.objects.select_related("user").get(pk=made.certifier.pk)
    made.template = AgreementTemplate.objects.get(pk=made.template.pk)
    return made


def assess(made: SimpleNamespace) -> None:
    subawards.assess_risk(
        made.award, subawards.Assessed(dict.fromkeys(KEYS, 0), monitoring_for("low")), by=made.officer
    )


def fill_sheet(made: SimpleNamespace, full: Any) -> None:
    given = {key: getattr(full, key) for key in GIVEN}
    given |= {"budget_from": made.award.starts_on, "budget_to": made.award.ends_on}
    subawards.save_sheet(made.award, given, to_follow=[], version=0, by=made.officer)


def drawn(made: SimpleNamespace) -> AwardAgreement:
    """Made, with its document."""
    agreement = actions.make_agreement(made.award, made.certifier, by=made.officer)
    draw_agreement(state_id=made.award.state_id, agreement_id=agreement.pk)
    agreement.refresh_from_db()
    assert agreement.file is not None
    assert agreement.file.status == FileStatus.CLEAN
    return agreement


def sent(made: SimpleNamespace) -> AwardAgreement:
    return actions.send_agreement(drawn(made), by=made.officer)


def signed(made: SimpleNamespace) -> AwardAgreement:
    agreement = sent(made)
    return actions.sign_agreement(agreement, name="Yolanda Kerr", title="President", proof=PROOF, by=made.certifier)


def confirm(client: Client) -> None:
    """What a person does who confirms by password that it is she."""
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
