"""What stands before active awards: an agreement template, assessed risks, data sheets, an agreement to be signed."""

from __future__ import annotations

import datetime as dt

from core import jobs
from grants.choices import AwardStatus
from grants.choices.awarding import AgreementStatus, SpecificCondition
from grants.models import (
    AgreementTemplate,
    AgreementText,
    Award,
    AwardAgreement,
    RiskAssessment,
    SubawardSheet,
)
from grants.readmodels.agreement_fields import document_of
from grants.rules.agreements import STARTER
from grants.rules.risk import KEYS, conditions_for, level_of, monitoring_for
from grants.tasks.agreements import DRAW_AGREEMENT
from home.management.demonstration.world import World, keep
from questions.readmodels import sha256_of

ANSWERS = ((0, 0, 0, 1, 0, 1), (1, 1, 1, 1, 0, 2), (2, 0, 1, 0, 0, 1), (3, 1, 2, 1, 1, 2))
"""Points by factor, award after award."""
LIFTING = "Two quarterly reports in a row with receipts for every cost, accepted without a question."
UEIS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def make_before(world: World) -> None:
    """A template in every state; risks and sheets of federal money, and one agreement sent, where there is more."""
    officer = world.people["officer"]
    template = AgreementTemplate.objects.create(name=f"{world.state.name} grant agreement")
    text = AgreementText.objects.create(template=template, number=1, body=STARTER, by=officer)
    federal = [award for award in world.awards if award.fund_id == world.funds[2].pk]
    keep([_risk(world, award, number) for number, award in enumerate(federal)])
    if world.profile.extras:
        keep([_sheet(world, award, number) for number, award in enumerate(federal[:-1])])
        _send(world, text)


def _risk(world: World, award: Award, number: int) -> RiskAssessment:
    points = dict(zip(KEYS, ANSWERS[number % len(ANSWERS)], strict=True))
    level, conditions = level_of(points), [SpecificCondition(one).value for one in conditions_for(points)]
    return RiskAssessment(
        award=award,
        number=1,
        points=points,
        level=level,
        conditions=conditions,
        lifting=LIFTING if conditions else "",
        monitoring=monitoring_for(level),
        by=award.officer or world.people["officer"],
        at=award.offered_at - dt.timedelta(days=2),
    )


def _sheet(world: World, award: Award, number: int) -> SubawardSheet:
    """Every element; whether SAM.gov was looked at is open for one in three."""
    return SubawardSheet(
        award=award,
        uei=award.organization.uei or f"{UEIS[number % len(UEIS)]}KQ7RM4TXP{number % 90 + 10}",
        fain=f"23A55AT{number + 118:06}",
        federal_award_on=award.starts_on - dt.timedelta(days=60),
        federal_agency="U.S. Department of Labor",
        aln=award.fund.aln if award.fund else "",
        aln_title="WIOA Statewide Activities",
        budget_from=award.starts_on,
        budget_to=award.ends_on,
        description=award.application.title,
        is_research=False,
        indirect="De minimis rate of modified total direct costs",
        contact=f"{world.people['officer'].name}, {world.state.contact_email}",
        excluded_checked_on=None if number % 3 == 2 else award.offered_at.date(),
        changed_by=world.people["officer"],
        changed_at=award.offered_at,
    )


def _send(world: World, text: AgreementText) -> None:
    """One offer is accepted by its agreement, which waits for the grantee's signature."""
    mine = world.conveners[:1]
    waiting = [one for one in world.awards if one.status == AwardStatus.OFFERED and one.organization not in mine]
    award = next((one for one in waiting if one.amount == one.application.requested), None)
    if award is None:
        return
    signer = world.convener_of(award.organization)
    facts = document_of(award, text, world.state, signer, 1)
    made = AwardAgreement.objects.create(
        award=award,
        text=text,
        number=1,
        status=AgreementStatus.SENT,
        signer=signer,
        facts=facts,
        facts_sha256=sha256_of(facts),
        made_by=world.people["officer"],
        made_at=world.ago(3),
        sent_at=world.ago(2),
    )
    jobs.enqueue(DRAW_AGREEMENT, agreement_id=made.pk)
