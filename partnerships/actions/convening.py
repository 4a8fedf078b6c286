"""Who convenes a partnership: the hand-over to another organization, what a convener discloses, and its acceptance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.templatetags.rt import long_day
from partnerships.actions.records import Refused
from partnerships.models import ConvenerEngagement, Organization, Partnership
from partnerships.rules.convening import disclosure_faults, known_strengths


def open_engagement(partnership: Partnership, *, on: dt.date | None = None) -> ConvenerEngagement:
    """The engagement of whoever convenes it now; begun with the partnership where none is on record yet."""
    found = ConvenerEngagement.objects.filter(partnership=partnership, ended_on__isnull=True).first()
    return found or ConvenerEngagement.objects.create(
        partnership=partnership,
        organization=partnership.convener,
        convener_type=partnership.convener.type,
        started_on=on or partnership.founded_on or timezone.localdate(),
    )


@transaction.atomic
def change_convener(
    partnership: Partnership, organization: Organization, *, by: Member, reason: str, on: dt.date | None = None
) -> ConvenerEngagement:
    """Another organization convenes from a day on. What the one before disclosed stays on record. Raises Refused."""
    found = Partnership.objects.select_for_update().select_related("convener").get(pk=partnership.pk)
    today = timezone.localdate()
    on = on or today
    before = open_engagement(found)
    if organization.pk == found.convener_id:
        raise Refused(f"{organization.legal_name} convenes {found.name} already.")
    if not before.started_on <= on <= max(today, before.started_on):
        since = long_day(before.started_on)
        raise Refused(f"{found.convener.legal_name} has convened since {since}. Give a day from then to today.")
    if not reason.strip():
        raise Refused("Give the reason. It becomes part of the record.")
    before.ended_on = on
    before.save(update_fields=["ended_on"])
    made = ConvenerEngagement.objects.create(
        partnership=found, organization=organization, convener_type=organization.type, started_on=on
    )
    old = found.convener.legal_name
    found.convener, found.disclosure = organization, ""
    found.save(update_fields=["convener", "disclosure"])
    names = {"before": old, "after": organization.legal_name}
    audit.record("partnership.convener", found, by=by, on=str(on), reason=reason.strip(), **names)
    return made


@transaction.atomic
def disclose(
    partnership: Partnership,
    *,
    by: Member,
    disclosures: Sequence[str],
    other_interest: str,
    mitigation: str,
    competencies: Mapping[str, object],
) -> ConvenerEngagement:
    """What may tie the convener to one side, what guards against it, and how sure it is of each competency.

    What the state accepted before is looked at again once the interests or the guard have changed. Raises Refused.
    """
    if faults := disclosure_faults(disclosures, mitigation):
        raise Refused(" ".join(faults.values()))
    found = ConvenerEngagement.objects.select_for_update(of=("self",)).get(pk=open_engagement(partnership).pk)
    said = (sorted(found.disclosures), found.other_interest, found.mitigation)
    now = (sorted(disclosures), other_interest.strip(), mitigation.strip())
    if said != now or found.disclosed_at is None:
        found.disclosed_at, found.accepted_by, found.accepted_at = timezone.now(), None, None
    found.disclosures, found.other_interest, found.mitigation = now
    found.competencies = known_strengths(competencies)
    found.save()
    audit.record("partnership.disclose", partnership, by=by, interests=found.disclosures, mitigation=found.mitigation)
    return found


@transaction.atomic
def accept_disclosure(engagement: ConvenerEngagement, *, read: str, by: Member) -> None:
    """The state has read it and finds that what guards against each interest is enough.

    `read` is the instant of the disclosure on the page that she read (ISO). Raises Refused where it is another now.
    """
    if engagement.disclosed_at is not None and engagement.disclosed_at.isoformat() != read:
        raise Refused("The convener changed the disclosure since you opened the page. Read it again, then accept it.")
    rows = ConvenerEngagement.objects.filter(
        pk=engagement.pk, disclosed_at=engagement.disclosed_at, disclosed_at__isnull=False, accepted_at__isnull=True
    )
    if not rows.update(accepted_by=by, accepted_at=timezone.now()):
        raise Refused("There is nothing new to accept: it was accepted already, or nothing is disclosed yet.")
    audit.record("partnership.disclosure_accept", engagement.partnership, by=by, convener=str(engagement.organization))
