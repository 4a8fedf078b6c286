"""A state's agreement templates: their text in versions, and the rounds that use them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from grants.choices import RoundStatus
from grants.models import AgreementTemplate, AgreementText, Round
from grants.rules.agreements import faults_of_text


@transaction.atomic
def make_template(name: str, body: str, *, by: Member) -> AgreementTemplate:
    """Make a template with its first text. Raises MoveRefused for a text with a fault."""
    _check(body)
    try:
        with transaction.atomic():
            made = AgreementTemplate.objects.create(name=name.strip())
    except IntegrityError:
        raise MoveRefused(f"There is a template called {name.strip()} already. Give this one another name.") from None
    AgreementText.objects.create(template=made, number=1, body=body, by=by)
    record("agreementtemplate.make", made, by=by, number=1)
    return made


@transaction.atomic
def write_text(template: AgreementTemplate, body: str, *, number: int, by: Member) -> AgreementText:
    """Keep a new version. `number` is the version that was read, so that of two who write at once one is told."""
    _check(body)
    held = AgreementTemplate.objects.select_for_update(no_key=True).get(pk=template.pk)
    latest = held.texts.order_by("-number")[0]
    if latest.number != number:
        raise MoveRefused(
            f"{latest.by.name} saved version {latest.number} after you opened this one. Compare, and save."
        )
    if latest.body == body:
        return latest
    made = AgreementText.objects.create(template=held, number=number + 1, body=body, by=by)
    record("agreementtemplate.write", held, by=by, number=made.number)
    return made


@transaction.atomic
def use_template(round: Round, template: AgreementTemplate | None, *, by: Member) -> Round:
    """From now on the awards of the round are accepted by signing this agreement; None: by a typed name alone."""
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if held.status == RoundStatus.CANCELLED:
        raise MoveRefused(f"{held.name} was cancelled. It makes no awards.")
    held.agreement_template = template
    held.save(update_fields=["agreement_template"])
    record("round.agreement", held, by=by, template=str(template) if template else "")
    return held


def _check(body: str) -> None:
    faults = faults_of_text(body)
    if faults:
        raise MoveRefused(" ".join(faults))
