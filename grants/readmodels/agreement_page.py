"""An award's agreement as both sides see it: what stands against it, its signatures, its certificate."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.models import State
from grants.access.agreements import agreements_of
from grants.choices.awarding import AgreementStatus
from grants.models import Award, AwardAgreement
from grants.readmodels.before_award import steps_of
from grants.readmodels.receipt import instant

HEADS = {"Risk": "Assess the risk first.", "Subaward data sheet": "Complete the subaward data sheet first."}


def obstacles_of(award: Award, state: State) -> list[str]:
    """What must come before the agreement is sent, and before the state signs; a sentence each."""
    open_steps = [step for step in steps_of(award, state) if not step.is_done]
    return [f"{HEADS.get(step.name, step.name + ' comes first.')} {step.text}" for step in open_steps]


class Signature(NamedTuple):
    """One signature, as the certificate and the page say it."""

    side: str
    name: str
    title: str
    email: str
    at: str
    how: str
    address: str
    browser: str


def signatures_of(agreement: AwardAgreement, state: State, *, proof: str = "", address: str = "") -> list[Signature]:
    """Those that were given, the grantee's first."""
    found = []
    if agreement.signed_at is not None and agreement.signed_by is not None:
        title = agreement.signed_title or agreement.facts["signer_title"]
        found.append(
            Signature(
                f"For {agreement.facts['organization']}",
                agreement.signed_name,
                title,
                agreement.signed_by.user.email,
                instant(agreement.signed_at, state.zone),
                _how(agreement),
                agreement.address,
                agreement.browser,
            )
        )
    by = agreement.countersigned_by
    if agreement.executed_at is not None and by is not None:
        how = f"Confirmed by {proof}" if proof else ""
        at = instant(agreement.executed_at, state.zone)
        found.append(Signature(f"For {state.name}", by.name, by.title, by.user.email, at, how, address, ""))
    return found


def _how(agreement: AwardAgreement) -> str:
    if agreement.scan is not None:
        return f"Signed on paper; scan {agreement.scan.name}, SHA-256 {agreement.scan.sha256}"
    return f"Typed name, confirmed by {agreement.proof}"


def certificate_of(agreement: AwardAgreement, proof: str, address: str) -> dict[str, Any]:
    """What the certificate page says, as plain JSON."""
    state = State.objects.get(pk=agreement.state_id)
    document = agreement.file
    return {
        "number": agreement.facts["number"],
        "document_sha256": document.sha256 if document else "",
        "facts_sha256": agreement.facts_sha256,
        "made": f"{instant(agreement.made_at, state.zone)} by {agreement.made_by.name}",
        "sent": instant(agreement.sent_at, state.zone) if agreement.sent_at else "",
        "signatures": [one._asdict() for one in signatures_of(agreement, state, proof=proof, address=address)],
    }


class AgreementPage(NamedTuple):
    """The agreement that is not void, those that are, and what stands against sending it."""

    live: AwardAgreement | None
    void: list[AwardAgreement]
    against: list[str]
    signatures: list[dict[str, Any]]


def agreement_page(award: Award, state: State) -> AgreementPage:
    """Eight queries at most."""
    found = list(agreements_of(award).select_related("signed_by__user", "countersigned_by__user"))
    live = next((one for one in found if one.status != AgreementStatus.VOID), None)
    void = [one for one in found if one.status == AgreementStatus.VOID]
    is_over = live is not None and live.status == AgreementStatus.EXECUTED
    against = [] if is_over else obstacles_of(award, state)
    if live is not None and live.certificate:
        return AgreementPage(live, void, against, live.certificate["signatures"])
    given = [one._asdict() for one in signatures_of(live, state)] if live else []
    return AgreementPage(live, void, against, given)
