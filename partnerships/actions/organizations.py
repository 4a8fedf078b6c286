"""Keeping the state's organizations: their facts, their sites, and the consent of their people."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from partnerships.actions.records import Refused
from partnerships.models import Contact, Organization, Site


@transaction.atomic
def add_organization(*, by: Member, **facts: Any) -> Organization:
    """A new record. Raises Refused where the state has one of this name already."""
    known = Organization.objects.named(facts["legal_name"])
    if known is not None:
        raise Refused(f"The state has {known.legal_name} on record already. Open that one, and add what is missing.")
    made = Organization.objects.create(**facts)
    audit.record("organization.add", made, by=by, kind=made.type)
    return made


@transaction.atomic
def edit_organization(organization: Organization, *, by: Member, **facts: Any) -> Organization:
    """Only what changed is written to the trail. The EIN is named there, its digits are not."""
    changed = {name: value for name, value in facts.items() if getattr(organization, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(organization, name, value)
        organization.save(update_fields=list(changed))
        told = {name: value for name, value in changed.items() if name != "ein"}
        audit.record("organization.edit", organization, by=by, changed=sorted(changed), values=told)
    return organization


@transaction.atomic
def add_site(organization: Organization, *, by: Member, **facts: Any) -> Site:
    """A place where it works. People were counted today unless a day is given."""
    if facts.get("headcount") is not None and not facts.get("counted_on"):
        facts["counted_on"] = timezone.localdate()
    made = Site.objects.create(organization=organization, **facts)
    audit.record("organization.site", organization, by=by, site=made.name, county=made.county_fips)
    return made


@transaction.atomic
def close_site(site: Site, *, by: Member, on: dt.date | None = None) -> None:
    """Nobody works there any more. It stays on record with the day."""
    if Site.objects.filter(pk=site.pk, closed_on__isnull=True).update(closed_on=on or timezone.localdate()):
        audit.record("organization.site_close", site.organization, by=by, site=site.name)


@transaction.atomic
def record_consent(contact: Contact, *, by: Member, how: str, on: dt.date | None = None) -> None:
    """She agreed to be written to. Raises Refused for a day to come."""
    on = on or timezone.localdate()
    if on > timezone.localdate():
        raise Refused("The day of the consent is still to come. Give today or an earlier day.")
    Contact.objects.filter(pk=contact.pk).update(consent_how=how, consented_on=on, withdrawn_on=None, is_active=True)
    audit.record("contact.consent", contact.organization, by=by, contact=contact.email, how=how, on=str(on))


@transaction.atomic
def withdraw_consent(contact: Contact, *, by: Member) -> None:
    """She asked not to be written to: from now on nobody does, and the day is kept."""
    rows = Contact.objects.filter(pk=contact.pk, withdrawn_on__isnull=True)
    if rows.update(withdrawn_on=timezone.localdate(), is_active=False):
        audit.record("contact.withdraw", contact.organization, by=by, contact=contact.email)
