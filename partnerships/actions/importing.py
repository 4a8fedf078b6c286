"""Partnerships from a spreadsheet: looked at first, then applied whole in one deed. Sent again it changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import audit, files
from core.models import Member, State
from partnerships.access.imports import PARTNERSHIP_SHEET
from partnerships.actions.founding import free_slugs
from partnerships.actions.records import Refused
from partnerships.checks.workbook import Unreadable, read_workbook
from partnerships.choices import IndustryStatus
from partnerships.choices.standing import ImportStatus, Tier
from partnerships.models import (
    ConvenerEngagement,
    Organization,
    Partnership,
    PartnershipImport,
    PartnershipMember,
    TargetIndustry,
)
from partnerships.readmodels.importing import (
    CHANGE,
    DOUBLE,
    HIDDEN,
    NEW,
    Plan,
    as_rows,
    from_rows,
    org_key,
    plain,
    plan_of,
)

BATCH = 1000


@transaction.atomic
def check_import(upload: UploadedFile, *, state: State, by: Member) -> PartnershipImport:
    """Keep the file and what it says; nothing of the state is changed. Raises Refused with what is wrong with the file."""
    try:
        stored = files.store_upload(upload, purpose=PARTNERSHIP_SHEET, by=by)
    except files.FileRefused as refusal:
        raise Refused(str(refusal)) from None
    upload.seek(0)
    try:
        book = read_workbook(upload.read())
    except Unreadable as refusal:
        default_storage.delete(stored.key)
        raise Refused(str(refusal)) from None
    counts = plan_of(book, state).counts()
    made = PartnershipImport.objects.create(file=stored, plan={"rows": as_rows(book), "counts": counts}, made_by=by)
    audit.record("import.check", made, by=by, counts=counts)
    return made


@transaction.atomic
def apply_import(sheet: PartnershipImport, *, state: State, by: Member, reviewed: str) -> dict[str, int]:
    """Do everything that the sheet says, as it was reviewed: `reviewed` is the digest of the plan that was shown.

    Raises Refused where a row is wrong, and where the records changed so that the sheet would do something else.
    """
    held = PartnershipImport.objects.select_for_update().get(pk=sheet.pk)
    if held.status != ImportStatus.CHECKED:
        raise Refused(
            f"This import is {held.get_status_display().lower()} already. Send the file again to look at it anew."
        )
    plan = plan_of(from_rows(held.plan["rows"]), state)
    if plan.faults:
        raise Refused(f"{plan.faults} rows are wrong. Correct them in the file and send it again; nothing was changed.")
    if plan.digest() != reviewed:
        raise Refused(
            "The state's records changed since you looked, so that the file would do something else than you saw."
            " Nothing was changed. Look at it again below, and apply it if it is right."
        )
    counts = plan.counts()
    _add_organizations(plan)
    _add_industries(plan)
    made = _add_partnerships(plan)
    _change_partnerships(plan)
    _change_seats(plan)
    _add_seats(plan, made)
    for one in (*made.values(), *_changed(plan)):
        audit.record("partnership.import", one, by=by, file=str(held.file))
    held.status, held.applied_by, held.applied_at = ImportStatus.APPLIED, by, timezone.now()
    held.plan = held.plan | {"counts": counts}
    held.save(update_fields=["status", "applied_by", "applied_at", "plan"])
    audit.record("import.apply", held, by=by, counts=counts)
    return counts


@transaction.atomic
def drop_import(sheet: PartnershipImport, *, by: Member) -> None:
    """It is not applied; what was looked at stays on record."""
    if PartnershipImport.objects.filter(pk=sheet.pk, status=ImportStatus.CHECKED).update(status=ImportStatus.DROPPED):
        audit.record("import.drop", sheet, by=by)


def _add_organizations(plan: Plan) -> None:
    """Those that the state does not have, each once however often and in whatever form it is named."""
    written = [row.values["convener"] for row in plan.partnerships] + [
        row.values["organization"] for row in plan.members
    ]
    missing = {org_key(name): name for name in reversed(written) if name not in plan.organizations}
    rows = [Organization(legal_name=name, type=plan.kinds[key]) for key, name in missing.items()]
    made = {org_key(one.legal_name): one for one in Organization.objects.bulk_create(rows, batch_size=BATCH)}
    plan.organizations |= {name: made[org_key(name)] for name in written if name not in plan.organizations}


def _add_industries(plan: Plan) -> None:
    """As candidates: an industry is targeted by analysis, not by a spreadsheet."""
    missing = {
        plain(row.values["industry"]): row.values
        for row in reversed(plan.partnerships)
        if plain(row.values["industry"]) not in plan.industries
    }
    for key, values in missing.items():
        plan.industries[key] = TargetIndustry.objects.create(
            title=values["industry"][:120], naics=values["naics"], status=IndustryStatus.CANDIDATE
        )


def _add_partnerships(plan: Plan) -> dict[str, Partnership]:
    """New ones with their convener's engagement, by their names."""
    new = [row for row in plan.partnerships if row.deed in (NEW, DOUBLE)]
    slugs = free_slugs([row.values["name"] for row in new])
    rows = [_partnership(plan, row.values, slug) for row, slug in zip(new, slugs, strict=True)]
    made = list(Partnership.objects.bulk_create(rows, batch_size=BATCH))
    ConvenerEngagement.objects.bulk_create(
        [
            ConvenerEngagement(
                partnership=one,
                organization=one.convener,
                convener_type=one.convener.type,
                started_on=one.founded_on or timezone.localdate(),
            )
            for one in made
        ],
        batch_size=BATCH,
    )
    return {plain(one.name): one for one in made}


def _partnership(plan: Plan, values: dict[str, Any], slug: str) -> Partnership:
    region = plan.regions[plain(values["region"])]
    shown = values["stage"] not in HIDDEN if values["public"] is None else values["public"]
    return Partnership(
        name=values["name"],
        slug=slug,
        industry=plan.industries[plain(values["industry"])],
        region=region,
        county_fips=values["counties"] or list(region.county_fips),
        stage=values["stage"],
        convener=plan.organizations[values["convener"]],
        chair=values["chair"],
        summary=values["summary"],
        website=values["website"],
        founded_on=values["founded"],
        is_public=shown,
    )


def _change_partnerships(plan: Plan) -> None:
    for row in plan.partnerships:
        if row.deed == CHANGE:
            changes = row.changes | (
                {"industry": plan.industries[plain(row.values["industry"])]} if "industry" in row.changes else {}
            )
            for name, value in changes.items():
                setattr(row.found, name, value)
            row.found.save(update_fields=list(changes))


def _changed(plan: Plan) -> list[Partnership]:
    """Those on record of which the sheet changes anything, be it only who sits at the table; each once."""
    rows = [row for row in (*plan.partnerships, *plan.members) if row.deed in (CHANGE, NEW)]
    return list({row.found.pk: row.found for row in rows if row.found is not None}.values())


def _change_seats(plan: Plan) -> None:
    """Before seats are added, so that who left and came back has one open seat."""
    for row in plan.members:
        if row.deed == CHANGE and row.seat is not None:
            for name, value in row.changes.items():
                setattr(row.seat, name, value)
            row.seat.save(update_fields=list(row.changes))


def _add_seats(plan: Plan, made: dict[str, Partnership]) -> None:
    today, rows = timezone.localdate(), []
    for row in plan.members:
        if row.deed == NEW:
            values = row.values
            rows.append(
                PartnershipMember(
                    partnership=row.found or made[plain(values["partnership"])],
                    organization=plan.organizations[values["organization"]],
                    role=values["role"],
                    tier=values["tier"] or Tier.ACTIVE,
                    is_champion=bool(values["champion"]),
                    joined_on=values["since"] or today,
                    left_on=values["left"],
                )
            )
    PartnershipMember.objects.bulk_create(rows, batch_size=BATCH)
