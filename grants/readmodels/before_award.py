"""What stands between an offer and an active award, step by step, each in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from core.models import State
from grants.checks.subawards import is_subaward
from grants.choices import AwardStatus
from grants.choices.awarding import AgreementStatus, RiskLevel
from grants.models import Award, AwardAgreement, RiskAssessment, SheetVersion
from grants.readmodels.report_rows import long_day
from grants.readmodels.subaward_sheet import sheet_page

TONES = {RiskLevel.LOW: "ok", RiskLevel.MEDIUM: "warn", RiskLevel.HIGH: "bad"}


A = AgreementStatus
AGREEMENT = {
    A.DRAFT: ("Being prepared", "calm", "Read it, then send it."),
    A.SENT: ("Sent", "info", "It waits for the grantee's signature."),
    A.RETURNED: ("Change asked for", "warn", "The grantee asks for a change before it signs."),
    A.SIGNED: ("Signed once", "hold", "It waits for the state's signature."),
    A.EXECUTED: ("Executed", "done", "Both sides signed."),
}


class Step(NamedTuple):
    """One step: its name, where it stands in a word with its tone, a sentence, and where it is done."""

    name: str
    word: str
    tone: str
    text: str
    url: str
    is_done: bool


def latest_assessment(award: Award) -> RiskAssessment | None:
    """The assessment that counts. One query."""
    return RiskAssessment.objects.select_related("by").filter(award_id=award.pk).order_by("-number").first()


def steps_of(award: Award, state: State) -> list[Step]:
    """Risk and data sheet; for money that is not federal the assessment alone. Six queries at most."""
    found = [_risk(award)]
    if is_subaward(award.fund.origin):
        found.append(_sheet(award, state))
    return found


def agreement_step(award: Award) -> Step:
    """Where the agreement stands, where the round asks for one. Two queries at most."""
    name, url = "Agreement", reverse("award-agreement", args=[award.pk])
    live = AwardAgreement.objects.exclude(status=AgreementStatus.VOID).filter(award_id=award.pk).first()
    if live is not None:
        status = AgreementStatus(live.status)
        word, tone, text = AGREEMENT[status]
        return Step(name, word, tone, text, url, status == AgreementStatus.EXECUTED)
    if award.application.round.agreement_template_id is None:
        return Step(name, "None asked", "calm", "The round asks for none: a typed name accepts the award.", url, True)
    return Step(name, "To make", "warn", "Choose who signs for the grantee, and make it from the template.", url, False)


def _risk(award: Award) -> Step:
    url, assessed = reverse("award-risk", args=[award.pk]), latest_assessment(award)
    if assessed is not None:
        level = RiskLevel(assessed.level)
        words = f"{assessed.score}, assessed {long_day(assessed.at)} by {assessed.by.name}"
        return Step("Risk", f"{level.label} risk", TONES[level], words, url, True)
    if is_subaward(award.fund.origin):
        return Step("Risk", "Missing", "warn", "Risk is assessed before a subaward of federal money.", url, False)
    return Step("Risk", "Not assessed", "calm", "The money is not federal, so this may be left out.", url, True)


def _sheet(award: Award, state: State) -> Step:
    url = reverse("award-subaward", args=[award.pk])
    frozen = SheetVersion.objects.filter(award_id=award.pk, is_executed=True).first()
    if frozen is not None:
        return Step("Subaward data sheet", "Frozen", "done", f"Version {frozen.number} went with the award.", url, True)
    faults = sheet_page(award, state).faults
    if faults:
        more = f" And {len(faults) - 1} more." if len(faults) > 1 else ""
        return Step("Subaward data sheet", f"{len(faults)} missing", "warn", faults[0] + more, url, False)
    return Step("Subaward data sheet", "Complete", "ok", "Every element is there.", url, True)


def is_before(award: Award) -> bool:
    """Whether the award still waits to become active."""
    return award.status == AwardStatus.OFFERED
