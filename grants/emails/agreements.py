"""What both sides are told about an agreement. One function a message."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core import mail
from core.models import Member
from core.templatetags.rt import day
from grants.access.awards import is_barred, officers_of
from grants.models import Award, AwardAgreement


def _tell(agreement: AwardAgreement, to: Member, subject: str, words: str, *, own: bool, quote: str = "") -> None:
    path = f"/my/awards/{agreement.award_id}/agreement/" if own else f"/awards/{agreement.award_id}/agreement/"
    facts = {"subject": subject, "words": words, "path": path, "quote": quote}
    key = f"agreement-{agreement.pk}-{subject}-{agreement.sent_at}-{agreement.signed_at}-{quote}"
    mail.send("agreement_step", to=to.user.email, context=facts | {"agreement": agreement}, key=key)


def agreement_sent(agreement: AwardAgreement, award: Award) -> None:
    """To the authorized representative: it waits to be signed, and until when."""
    number, until = agreement.facts["number"], award.answer_by
    words = f"Grant agreement {number} of {agreement.facts['organization']} waits for your signature"
    words += f". Please sign it by {day(until)}." if until else "."
    _tell(agreement, agreement.signer, f"Please sign agreement {number}", words, own=True)


def agreement_signed(agreement: AwardAgreement, officers: Collection[Member], approvers: Iterable[Member]) -> None:
    """To the officer, and to those who may sign for the state."""
    number = agreement.facts["number"]
    words = f"{agreement.signed_name} signed agreement {number} for {agreement.facts['organization']}."
    told = {one.pk for one in officers}
    people = {one.pk: one for one in [*officers, *approvers]}
    for person in people.values():
        more = "" if person.pk in told else " It waits for the state's signature."
        _tell(agreement, person, f"Agreement {number} is signed by the grantee", words + more, own=False)


def agreement_objected(agreement: AwardAgreement) -> None:
    """To whoever made it, unless a conflict keeps the award from her since, then to its officers: a change is asked for."""
    award = agreement.award
    people = officers_of(award) if is_barred(agreement.made_by, award) else [agreement.made_by]
    number = agreement.facts["number"]
    words = f"{agreement.facts['organization']} asks for a change of agreement {number} before it signs."
    subject = f"A change of agreement {number} is asked for"
    for person in people:
        _tell(agreement, person, subject, words, own=False, quote=agreement.reason)


def agreement_sent_back(agreement: AwardAgreement) -> None:
    """To the authorized representative: the signature could not be taken."""
    number = agreement.facts["number"]
    words = f"The state could not take the signature under agreement {number}. Please sign it once more."
    _tell(agreement, agreement.signer, f"Please sign agreement {number} again", words, own=True, quote=agreement.reason)


def agreement_void(agreement: AwardAgreement) -> None:
    """To the authorized representative, of one that had been sent: it no longer holds."""
    number = agreement.facts["number"]
    words = f"Agreement {number} was made void. Nothing has to be signed until another is sent."
    _tell(agreement, agreement.signer, f"Agreement {number} is void", words, own=True, quote=agreement.reason)


def agreement_executed(agreement: AwardAgreement) -> None:
    """To the authorized representative: both have signed, and the award is active."""
    number = agreement.facts["number"]
    words = f"{agreement.facts['state']} signed agreement {number}. The award is active, and its reports are scheduled."
    _tell(agreement, agreement.signer, f"Agreement {number} is in force", words, own=True)
