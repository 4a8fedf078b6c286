"""The data sheet of a subaward: every element of 2 CFR 200.332(b)(1), where it comes from, and what is missing (BR-31)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, Sum
from django.utils import timezone

from core import money
from core.models import State
from core.templatetags.rt import long_day
from grants.checks.subawards import Sheet, faults_of_sheet
from grants.choices import AwardStatus, IndirectBasis
from grants.choices.amending import ChangeKind
from grants.models import Award, SheetVersion, SubawardSheet
from grants.readmodels.terms import ALL, added_to, changes_of
from grants.rules.amendments import Terms, terms_on
from questions.readmodels import sha256_of

LABELS = {
    "recipient": ("Subrecipient", "the organization's record"),
    "uei": ("Unique Entity ID", "the organization's record, or staff"),
    "fain": ("Federal Award Identification Number (FAIN)", "staff"),
    "federal_award_on": ("Federal award date", "staff"),
    "starts_on": ("Subaward starts", "the award"),
    "ends_on": ("Subaward ends", "the award as amended"),
    "budget_from": ("Budget period starts", "the award, or staff"),
    "budget_to": ("Budget period ends", "the award, or staff"),
    "this_action": ("Obligated by this action", "the award, or its latest change of the amount"),
    "obligated": ("Total obligated to the subrecipient", "its awards from this fund as amended"),
    "committed": ("Total committed to the subrecipient", "its awards and offers from this fund as amended"),
    "description": ("Description of the project", "the application, or staff"),
    "federal_agency": ("Federal awarding agency", "staff"),
    "pass_through": ("Pass-through entity", "the state's record"),
    "contact": ("Contact of the awarding official", "the state's record, or staff"),
    "aln": ("Assistance Listings Number", "the fund, or staff"),
    "aln_title": ("Title of the Assistance Listing", "staff"),
    "is_research": ("Research and development", "staff"),
    "indirect": ("Indirect cost rate", "the application, or staff"),
    "excluded_checked_on": ("SAM.gov shows no exclusion, looked at on", "staff"),
}
SHARED = ("fain", "federal_award_on", "federal_agency", "aln", "aln_title")
"""Facts of the federal award: those of the latest sheet for the same fund are proposed for the next."""
GIVEN = (
    *SHARED,
    *("uei", "budget_from", "budget_to", "description", "is_research", "indirect", "contact", "excluded_checked_on"),
)
AMENDED = (ChangeKind.AMOUNT, ChangeKind.EXTENSION, ChangeKind.PERIOD)
"""What an amendment changes of an element."""
COUNTED = (AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.CLOSED)


class Element(NamedTuple):
    """One element: its value as people read it, where it comes from, and what is wrong with it."""

    key: str
    label: str
    value: str
    source: str
    fault: str
    follows: bool


class SheetPage(NamedTuple):
    """The sheet of one award as it stands."""

    sheet: Sheet
    elements: list[Element]
    saved: SubawardSheet | None
    to_follow: list[str]

    @property
    def faults(self) -> list[str]:
        return [element.fault for element in self.elements if element.fault]

    @property
    def saved_words(self) -> str:
        return f"saved {long_day(self.saved.changed_at)} by {self.saved.changed_by.name}" if self.saved else ""

    @property
    def initial(self) -> dict[str, Any]:
        """What the form starts with."""
        given = {key: getattr(self.sheet, key) for key in GIVEN}
        research = {True: "yes", False: "no"}.get(self.sheet.is_research, "")  # type: ignore[arg-type]
        version = self.saved.version if self.saved else 0
        return given | {"is_research": research, "to_follow": self.to_follow, "version": version}


def sheet_page(award: Award, state: State) -> SheetPage:
    """Of an award with amendments that were decided on it says what they changed: 2 CFR 200.332(b)(1) asks for a changed
    element in the modification. Six queries at most.
    """
    saved = SubawardSheet.objects.select_related("changed_by").filter(award_id=award.pk).first()
    sheet = Sheet(**_from_records(award, state) | (_given(saved, award) if saved else _proposed(award)))
    to_follow = list(saved.to_follow) if saved else []
    faults = faults_of_sheet(sheet, to_follow=to_follow, today=timezone.localdate(timezone=state.zone))
    elements = [
        Element(key, label, shown(getattr(sheet, key)), source, faults.get(key, ""), key in to_follow)
        for key, (label, source) in LABELS.items()
    ]
    return SheetPage(sheet, elements, saved, to_follow)


def _given(saved: SubawardSheet, award: Award) -> dict[str, Any]:
    """What staff gave. A budget period that ended with the award ends with it as amended."""
    given = {key: getattr(saved, key) for key in GIVEN}
    if saved.budget_to == award.ends_on:
        del given["budget_to"]
    return given


def _proposed(award: Award) -> dict[str, Any]:
    """From the latest sheet for the same fund, and from what the application says."""
    last = SubawardSheet.objects.filter(award__fund_id=award.fund_id).order_by("-changed_at").first()
    return {key: getattr(last, key) for key in SHARED if getattr(last, key)} if last else {}


def _from_records(award: Award, state: State) -> dict[str, Any]:
    others = Award.objects.filter(organization_id=award.organization_id, fund_id=award.fund_id).exclude(pk=award.pk)
    totals = others.aggregate(
        obligated=Sum("amount", filter=Q(status__in=COUNTED)),
        committed=Sum("amount", filter=Q(status__in=[*COUNTED, AwardStatus.OFFERED])),
    )
    changes = [one for one in changes_of(award) if one.kind in AMENDED]
    now = terms_on(Terms(award.starts_on, award.ends_on, award.amount, Decimal(0), {}, {}, {}), changes, ALL)
    money_changes = [one.amount for one in changes if one.kind == ChangeKind.AMOUNT and one.amount is not None]
    added, _ = added_to(others.filter(status__in=COUNTED))
    officer = award.officer.name if award.officer else state.word("agency")
    return {
        "recipient": award.organization.legal_name,
        "uei": award.organization.uei,
        "starts_on": award.starts_on,
        "ends_on": now.ends_on,
        "budget_from": award.starts_on,
        "budget_to": now.ends_on,
        "this_action": money_changes[-1] if money_changes else award.amount,
        "obligated": now.amount + (totals["obligated"] or Decimal(0)) + added,
        "committed": now.amount + (totals["committed"] or Decimal(0)) + added,
        "description": award.application.title,
        "pass_through": f"{state.name}, {state.word('agency')}",
        "contact": f"{officer}, {state.contact_email}" if state.contact_email else "",
        "aln": award.fund.aln,
        "indirect": _indirect(award),
    }


def _indirect(award: Award) -> str:
    application = award.application
    if application.indirect_basis == IndirectBasis.NEGOTIATED and application.indirect_rate is not None:
        return f"{application.indirect_rate.normalize():f}%, negotiated, of {application.get_indirect_base_display()}"
    return "De minimis rate of modified total direct costs"


def shown(value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return money.show(value)
    if isinstance(value, dt.date):
        return long_day(value)
    return str(value or "")


def facts_of(award: Award, page: SheetPage, state: State) -> dict[str, Any]:
    """The sheet as it is printed: plain JSON, what its hash is the hash of."""
    rows = [
        {"label": e.label, "value": e.value or "to follow", "note": "best available information" if e.follows else ""}
        for e in page.elements
    ]
    return {
        "version": 1,
        "state": state.name,
        "agency": state.word("agency"),
        "award": award.number,
        "organization": award.organization.legal_name,
        "round": award.application.round.name,
        "elements": rows,
    }


def has_changed(award: Award, page: SheetPage, state: State, versions: Sequence[SheetVersion]) -> bool:
    """Whether the sheet says something else than its newest frozen version, such as after an amendment."""
    return bool(versions) and sha256_of(facts_of(award, page, state)) != versions[0].facts_sha256
