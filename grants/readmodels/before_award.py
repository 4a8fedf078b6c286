"""What stands between an offer and an active award, step by step, each in a sentence."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from core.models import State
from core.templatetags.rt import long_day
from grants.checks.subawards import is_subaward
from grants.choices import AwardStatus
from grants.choices.awarding import AgreementStatus, RevisionStatus, RiskLevel
from grants.models import Award, AwardAgreement, AwardRevision, RiskAssessment, SheetVersion
from grants.readmodels.subaward_sheet import sheet_page
from grants.rules.revisions import is_partial

TONES = {RiskLevel.LOW: "ok", RiskLevel.MEDIUM: "warn", RiskLevel.HIGH: "bad"}


A = AgreementStatus
AGREEMENT = {
    A.DRAFT: ("Being prepared", "calm", "Read it, then send it."),
    A.SENT: ("Sent", "info", "It waits for the grantee's signature."),
    A.RETURNED: ("Change asked for", "warn", "The grantee asks for a change before it signs."),
    A.SIGNED: ("Signed once", "hold", "It waits for the state's signature."),
    A.EXECUTED: ("Executed", "done", "Both sides signed."),
}


REVISED = {
    None: ("To write", "warn", "Less is awarded than was asked for. The grantee revises budget and work plan."),
    RevisionStatus.DRAFT: ("Being written", "warn", "The grantee revises budget and work plan."),
    RevisionStatus.SENT: ("To decide", "hold", "Read what changed, and accept it or return it."),
    RevisionStatus.RETURNED: ("Returned", "warn", "The grantee changes it and sends it again."),
    RevisionStatus.ACCEPTED: ("Accepted", "ok", "It is the award's budget, work plan and targets."),
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


def revision_step(award: Award) -> Step | None:
    """Where the revised budget stands, for an offer of less than was asked for. One query, else none."""
    if not is_partial(award.amount, award.application.requested):
        return None
    url = reverse("award-revision", args=[award.pk])
    revision = AwardRevision.objects.filter(award_id=award.pk).first()
    if revision is None and not is_before(award):
        return None
    status = RevisionStatus(revision.status) if revision else None
    word, tone, text = REVISED[status]
    return Step("Revised budget", word, tone, text, url, status == RevisionStatus.ACCEPTED)


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


def all_steps(award: Award, state: State) -> list[Step]:
    """Every step in the order in which they are taken. Nine queries at most."""
    first = revision_step(award)
    return [*([first] if first else []), *steps_of(award, state), agreement_step(award)]


def is_before(award: Award) -> bool:
    """Whether the award still waits to become active."""
    return award.status == AwardStatus.OFFERED
