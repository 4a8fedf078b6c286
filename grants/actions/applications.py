"""What an applicant does: start, fill, submit and withdraw an application.

Saves of a draft write no audit line each, like the answers beside them: who saved which table last, when and in which
version stands on the application, and sending freezes everything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import IntegerField, Max, Q
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused
from grants.access.applications import ANSWER_FILE
from grants.actions.conflicts import scan_roster
from grants.actions.eligibility import admit, use_exception
from grants.actions.leases import hold_section
from grants.actions.recusals import hold_rounds
from grants.actions.teams import begin_team
from grants.checks.applications import Line, Seat
from grants.checks.indirect import Claim, Part
from grants.choices import ApplicationStatus, RoundStatus
from grants.models import Application, BudgetLine, EligibilityCheck, Partner, Round, SubawardLine, Target
from grants.rules.applications import FOR_APPLICANT
from partnerships.models import Measure, Organization, Partnership, PartnershipMember
from questions.actions.answers import (
    SAME_PAGE,
    NotOpen,
    StaleAnswer,
    remove_file,
    save_answer,
    save_file,
    save_section,
    start_response,
)
from questions.models import Answer, Question, Response, Section

INDIRECT = ("indirect_basis", "indirect_rate", "indirect_base")


class StalePanel(Exception):
    """Somebody saved this table since the page was opened. `saved` says who and when; nothing of hers was written."""

    def __init__(self, saved: dict[str, Any]) -> None:
        super().__init__("This table was changed elsewhere since you opened it.")
        self.saved = saved


REHEARSED = "This round is a rehearsal: only test organizations may apply. Choose one."
ONLY_REHEARSES = "A test organization applies in rehearsals alone. Choose another."

# Starting


@transaction.atomic
def start_application(
    round: Round,
    organization: Organization,
    *,
    title: str,
    by: Member,
    partnership: Partnership | None = None,
    check: EligibilityCheck | None = None,
) -> tuple[Application, bool]:
    """A draft with its number, and whether it is new: a second click, or a colleague, comes to the draft that is there.

    For an existing partnership its industry, counties and members are carried over; so is the check of eligibility.
    Raises MoveRefused when the round takes no applications, or none of somebody whom the check bars.
    """
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    same = Q(partnership=partnership) if partnership else Q(partnership__isnull=True, title__iexact=title.strip())
    drafts = Application.objects.filter(same, round=held, organization=organization, status=ApplicationStatus.DRAFT)
    if found := drafts.order_by("pk").first():
        return found, False
    if held.is_rehearsal != organization.is_test:
        raise MoveRefused(REHEARSED if held.is_rehearsal else ONLY_REHEARSES)
    if not takes_applications(held):
        raise MoveRefused(f"{held.name} takes no applications now. Its page says when it is open.")
    granted = admit(held, organization, check)
    assert held.form_version is not None
    application = Application.objects.create(
        round=held,
        number=next_number(held),
        title=title.strip() or (partnership.name if partnership else ""),
        organization=organization,
        partnership=partnership,
        response=start_response(held.form_version),
        started_by=by,
        eligibility=check if held.eligibility_version_id else None,
    )
    begin_team(application, by=by)
    if granted is not None:
        use_exception(granted, application, by=by)
    if partnership is not None:
        _carry_over(application, partnership)
    record("application.start", application, by=by, round=held.name, organization=organization.legal_name)
    return application, True


def takes_applications(round: Round) -> bool:
    """Whether the round is open at this instant, by the database's clock."""
    return Round.objects.filter(_open_round(), pk=round.pk).exists()


def _open_round() -> Q:
    return Q(status=RoundStatus.OPEN, opens_at__lte=ClockNow(), closes_at__gt=ClockNow())


def next_number(round: Round) -> str:
    """The next number of the round, PA-27-0001; the round's row must be held."""
    start = len(round.number_prefix) + 2
    tail = Cast(Substr("number", start), IntegerField())
    rows = Application.objects.filter(number__startswith=f"{round.number_prefix}-", round=round)
    last = rows.aggregate(last=Max(tail))["last"] or 0
    return f"{round.number_prefix}-{last + 1:04}"


def _carry_over(application: Application, partnership: Partnership) -> None:
    application.industry_title = partnership.industry.title
    application.naics = list(partnership.industry.naics)
    application.county_fips = list(partnership.county_fips)
    application.save(update_fields=["industry_title", "naics", "county_fips"])
    seats = PartnershipMember.objects.filter(partnership=partnership, left_on__isnull=True)
    Partner.objects.bulk_create(
        Partner(
            application=application,
            organization=seat.organization,
            name=seat.organization.legal_name,
            role=seat.role,
            city=seat.organization.city,
            position=position,
        )
        for position, seat in enumerate(seats.select_related("organization").order_by("role", "pk"), start=1)
    )


# Filling


class PartnershipFacts(NamedTuple):
    """Who applies, for which industry and region, for how long. `uei` of the lead, as typed; None leaves it alone."""

    title: str
    industry_title: str
    naics: Sequence[str]
    county_fips: Sequence[str]
    months: int | None
    uei: str | None = None


class Promise(NamedTuple):
    """A target on a measure. `baseline` is today's value, None where not known; `by_month` None for the end."""

    measure: Measure
    value: Decimal
    baseline: Decimal | None = None
    by_month: int | None = None
    source: str = ""
    remark: str = ""


@transaction.atomic
def save_partnership(application: Application, facts: PartnershipFacts, *, version: int, by: Member) -> Application:
    """Save the partnership's name, industry, region and months. `version` is the one that the page was opened with."""
    held = hold_panel(application, "partnership", version, by)
    held.title, held.industry_title = facts.title, facts.industry_title
    held.naics, held.county_fips, held.months = list(facts.naics), list(facts.county_fips), facts.months
    held.save(update_fields=["title", "industry_title", "naics", "county_fips", "months", "panels", "changed_at"])
    lead = held.organization
    if facts.uei is not None and facts.uei != lead.uei:
        before, lead.uei = lead.uei, facts.uei
        lead.save(update_fields=["uei"])
        record("organization.uei", lead, by=by, before=before, after=lead.uei)
    return held


@transaction.atomic
def save_roster(
    application: Application, seats: Iterable[Seat], *, no_labor_reason: str = "", version: int, by: Member
) -> Application:
    """Save who sits at the table. A name that is an organization's of this state is tied to it."""
    held = _hold_to_scan(application, "roster", version, by)
    rows = list(seats)
    known = Organization.objects.known(seat.name for seat in rows)
    held.partners.all().delete()
    Partner.objects.bulk_create(
        Partner(application=held, organization=known.get(seat.name), position=position, **seat._asdict())
        for position, seat in enumerate(rows, start=1)
    )
    held.no_labor_reason = no_labor_reason
    held.save(update_fields=["no_labor_reason", "panels", "changed_at"])
    scan_roster(held, by=by)
    return held


@transaction.atomic
def save_budget(
    application: Application,
    lines: Iterable[Line],
    *,
    parts: Iterable[Part] | None = None,
    claim: Claim | None = None,
    version: int,
    by: Member,
) -> Application:
    """Save the budget; what is asked for is the sum of its grant column.

    `parts` are the subawards' own budgets and `claim` the right to indirect costs; None leaves what is there.
    """
    held = _hold_to_scan(application, "budget", version, by)
    rows = list(lines)
    held.budget.filter(match_kind="").delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=held,
            category=line.category,
            description=line.description,
            amount=line.amount,
            match_cash=line.match_cash,
            match_in_kind=line.match_in_kind,
            match_source=line.match_source,
            mtdc=line.mtdc,
            subrecipient=line.subrecipient,
            position=position,
        )
        for position, line in enumerate(rows, start=1)
    )
    if parts is not None:
        held.subaward_lines.all().delete()
        SubawardLine.objects.bulk_create(
            SubawardLine(application=held, position=position, **part._asdict())
            for position, part in enumerate(parts, start=1)
        )
    if claim is not None:
        held.indirect_basis, held.indirect_rate, held.indirect_base = claim
    held.requested = sum((line.amount for line in rows), Decimal(0))
    held.save(update_fields=["requested", *INDIRECT, "panels", "changed_at"])
    scan_roster(held, by=by)
    return held


@transaction.atomic
def save_targets(application: Application, promises: Iterable[Promise], *, version: int, by: Member) -> Application:
    """Save what the partnership promises on each measure."""
    held = hold_panel(application, "targets", version, by)
    held.targets.all().delete()
    Target.objects.bulk_create(
        Target(application=held, position=position, **promise._asdict())
        for position, promise in enumerate(promises, start=1)
    )
    held.save(update_fields=["panels", "changed_at"])
    return held


def _hold(application: Application) -> Application:
    """Lock the application while it is written, so that nothing slips in after it was sent or withdrawn."""
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("organization", "round")
    held: Application = rows.get(pk=application.pk)
    if not held.is_writable:
        label = FOR_APPLICANT[held.status].label.lower()
        raise NotOpen(f"This application is {label} and can no longer be changed. What you typed now was not saved.")
    return held


def hold_panel(application: Application, panel: str, version: int, by: Member) -> Application:
    """Lock the application for a save of one of its tables, and give the table its next version.

    Raises StalePanel where somebody saved it since, NotOpen where it cannot be written.
    """
    held = _hold(application)
    if held.status == ApplicationStatus.RETURNED and not _is_open_again(held, panel):
        raise NotOpen("Only the sections that were sent back can be changed. What you typed now was not saved.")
    saved = held.panels.get(panel, {})
    if saved.get("version", 0) != version and not _own_and_fresh(saved, by):
        raise StalePanel(saved)
    held.changed_at = timezone.now()
    stamp = {
        "version": saved.get("version", 0) + 1,
        "by": by.name,
        "by_id": by.pk,
        "at": held.changed_at.isoformat(),
    }
    held.panels = held.panels | {panel: stamp}
    if key := _section_of(held, panel):
        hold_section(held, key, by=by)
    return held


def _hold_to_scan(application: Application, panel: str, version: int, by: Member) -> Application:
    """The same for a table that conflicts are asked about once it was sent: its round is held first."""
    if application.submitted_at is not None:
        hold_rounds(application)
    return hold_panel(application, panel, version, by)


def _section_of(application: Application, panel: str) -> str:
    """The key of the section that shows the table; empty where the form has none."""
    sections = Section.objects.filter(version__responses=application.response_id, panel=panel)
    return sections.values_list("key", flat=True).first() or ""


def _is_open_again(application: Application, panel: str) -> bool:
    sections = Section.objects.filter(version__responses=application.response_id, panel=panel)
    return bool(set(sections.values_list("key", flat=True)) & set(application.response.open_sections))


def _own_and_fresh(saved: dict[str, Any], by: Member) -> bool:
    """A save by the same person so short ago is the autosave that her own button overtook, not another window."""
    if saved.get("by_id") != by.pk:
        return False
    return timezone.now() - dt.datetime.fromisoformat(saved["at"]) < SAME_PAGE


def answer_saver(application: Application) -> Callable[..., Answer]:
    """`save_answer` for an answer of this application: only while it is a draft, and nobody else writes in the section.

    Of two who write the same answer the second is shown both texts, whoever holds the section.
    """

    @transaction.atomic
    def save(response: Response, question: Question, *args: Any, by: Member, **kwargs: Any) -> Answer:
        held = _hold(application)
        answer = save_answer(response, question, *args, by=by, **kwargs)
        hold_section(held, question.section.key, by=by)
        Application.objects.filter(pk=held.pk).update(changed_at=answer.saved_at)
        return answer

    return save


@transaction.atomic
def save_answers(
    application: Application, questions: Iterable[Question], typed: dict[str, tuple[str, int]], *, by: Member
) -> list[StaleAnswer]:
    """Save the questions of a section at once; the answers that somebody else changed meanwhile are returned.

    Whoever changed nothing does not take the section from anybody.
    """
    held, rows = _hold(application), list(questions)
    before = _versions(held, rows)
    stale = save_section(held.response, rows, typed, by=by)
    if rows and _versions(held, rows) != before:
        hold_section(held, rows[0].section.key, by=by)
    Application.objects.filter(pk=held.pk).update(changed_at=timezone.now())
    return stale


def _versions(application: Application, questions: Sequence[Question]) -> set[tuple[int, int]]:
    rows = Answer.objects.filter(response_id=application.response_id, question__in=questions, version__gt=0)
    return set(rows.values_list("question_id", "version"))


@transaction.atomic
def save_answer_file(application: Application, question: Question, upload: UploadedFile, *, by: Member) -> Answer:
    """Keep a file as the answer. Raises core.files.FileRefused with a sentence for whoever sent it."""
    held = _hold(application)
    hold_section(held, question.section.key, by=by)
    answer = save_file(held.response, question, upload, purpose=ANSWER_FILE, by=by)
    Application.objects.filter(pk=held.pk).update(changed_at=answer.saved_at)
    return answer


@transaction.atomic
def remove_answer_file(application: Application, question: Question, file_id: int, *, by: Member) -> Answer:
    """Take a file out of an answer. One that was sent is kept, and listed among the earlier versions."""
    held = _hold(application)
    hold_section(held, question.section.key, by=by)
    answer = remove_file(held.response, question, file_id, by=by)
    Application.objects.filter(pk=held.pk).update(changed_at=answer.saved_at)
    return answer
