"""What the merge fields of an agreement stand for in one award, and the document made of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from core import money
from core.models import Member, State
from core.templatetags.rt import long_day
from grants.checks.subawards import is_subaward
from grants.choices.awarding import SpecificCondition
from grants.models import AgreementText, Award, Target
from grants.readmodels.before_award import latest_assessment
from grants.readmodels.ledger import accepted_revision, budget_of_award
from grants.readmodels.report_rows import category_label
from grants.readmodels.subaward_sheet import sheet_page
from grants.rules.agreements import blocks_of
from grants.rules.schedule import reports_owed

Table = dict[str, Any]
MUST_STAY = ("award_number", "organization", "amount", "match_required", "starts_on", "ends_on", "fund", "signer")
"""Fields that may not change between the making of an agreement and its last signature."""


def values_of(award: Award, state: State, signer: Member | None) -> dict[str, Any]:
    """Every merge field; a field that nothing is known for is empty."""
    application = award.application
    words = {
        "award_number": award.number,
        "organization": award.organization.legal_name,
        "organization_uei": award.organization.uei,
        "partnership": award.partnership.name,
        "application_number": application.number,
        "application_title": application.title,
        "round": application.round.name,
        "state": state.name,
        "agency": state.word("agency"),
        "amount": money.show(award.amount),
        "match_required": money.show(award.match_required) if award.match_required else "none",
        "starts_on": long_day(award.starts_on),
        "ends_on": long_day(award.ends_on),
        "fund": award.fund.name,
        "officer": award.officer.name if award.officer else "",
        "contact": state.contact_email,
        "signer": signer.name if signer else "",
        "signer_title": (signer.title or "authorized representative") if signer else "",
        "date": long_day(timezone.localdate(timezone=state.zone)),
    }
    return words | {
        "budget": _budget(award),
        "targets": _targets(award),
        "work_plan": _plan(award),
        "reports": _reports(award, state),
        "conditions": _conditions(award),
        "subaward": _subaward(award, state),
    }


def _table(caption: str, head: list[str], rows: list[list[str]]) -> Table:
    return {"caption": caption, "head": head, "rows": rows}


def _budget(award: Award) -> Table | str:
    budget = budget_of_award(award, accepted_revision(award))
    rows = [
        [category_label(name), money.show(amount), money.show(budget.match[name])]
        for name, amount in budget.grant.items()
        if amount or budget.match[name]
    ]
    total = [sum(budget.grant.values()), sum(budget.match.values())]
    last = ["In all", *(money.show(money.Decimal(one)) for one in total)]
    return _table("Budget", ["Category", "Award", "Match"], [*rows, last]) if rows else ""


def _targets(award: Award) -> Table | str:
    revision = accepted_revision(award)
    revised = dict(revision.targets.values_list("target_id", "value")) if revision else {}
    rows = Target.objects.filter(application_id=award.application_id).select_related("measure")
    found = [
        [
            t.measure.title,
            f"{revised.get(t.pk, t.value).normalize():,f} {t.measure.unit}",
            f"month {t.by_month}" if t.by_month else "the end",
        ]
        for t in rows.order_by("position", "pk")
    ]
    return _table("Targets", ["Measure", "Target", "By"], found) if found else "No targets were set for this award."


def _plan(award: Award) -> Table | str:
    revision = accepted_revision(award)
    revised = {one.activity_id: one for one in revision.activities.all()} if revision else {}
    found = []
    for activity in award.application.activities.order_by("position", "pk"):
        now = revised.get(activity.pk)
        if now is not None and now.is_dropped:
            continue
        of = now or activity
        months = f"{of.starts or '–'} to {of.ends or '–'}"
        found.append([activity.title, months, activity.owner or "–", of.deliverable or "–"])
    head = ["Activity", "Months", "Who answers for it", "What comes of it"]
    return _table("Work plan", head, found) if found else "The work plan is the one described in the application."


def _reports(award: Award, state: State) -> Table:
    owed = reports_owed(award.starts_on, award.ends_on, zone=state.zone, next_business_day=state.due_next_business_day)
    rows = [
        [
            f"{long_day(due.period_start)} to {long_day(due.period_end)}" + (", final" if due.is_final else ""),
            long_day(timezone.localtime(due.due_at, state.zone).date()),
        ]
        for due in owed
    ]
    return _table("Quarterly reports", ["Quarter", "Due"], rows)


def _conditions(award: Award) -> Table | str:
    assessed = latest_assessment(award)
    if assessed is None or not assessed.conditions:
        return "There are no specific conditions."
    until = f", by {long_day(assessed.lift_by)}" if assessed.lift_by else ""
    rows = [[SpecificCondition(one).label, assessed.lifting + until] for one in assessed.conditions]
    return _table("Specific conditions", ["Condition", "To be lifted"], rows)


def _subaward(award: Award, state: State) -> Table | str:
    if not is_subaward(award.fund.origin):
        return "This award is not of federal money."
    page = sheet_page(award, state)
    rows = [[e.label, e.value or "to follow"] for e in page.elements]
    return _table("Subaward data", ["Element", "Information"], rows)


def document_of(award: Award, text: AgreementText, state: State, signer: Member, number: int) -> dict[str, Any]:
    """The agreement as it is signed: plain JSON, what its hash is the hash of."""
    values = values_of(award, state, signer)
    return {
        "version": 1,
        "state": state.name,
        "agency": state.word("agency"),
        "title": "Grant agreement",
        "number": f"{award.number}/{number}",
        "template": str(text),
        "organization": award.organization.legal_name,
        "signer": values["signer"],
        "signer_title": values["signer_title"],
        "kept": {key: values[key] for key in MUST_STAY},
        "blocks": blocks_of(text.body, values),
    }


def changed_since(award: Award, facts: dict[str, Any], state: State, signer: Member) -> list[str]:
    """Which of the fields that must stay are not what they were when the agreement was made."""
    now = values_of(award, state, signer)
    return [key for key in MUST_STAY if facts["kept"].get(key) != now[key]]
