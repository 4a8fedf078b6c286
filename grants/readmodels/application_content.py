"""What an application holds: what keeps it from being submitted, and what is frozen when it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import us
from django.db.models import Q

from core import geography
from core.models import FileStatus, Member, State, StoredFile
from core.money import show
from grants.checks import applications as checks
from grants.checks.applications import Aim, Finding, Line, Seat, Terms
from grants.checks.indirect import Claim, Part, indirect_findings, indirect_of, subaward_findings
from grants.checks.match import match_findings
from grants.choices import AwardStatus, FundOrigin, LetterAskedStatus, LettersRule, Prerequisite, WaiverKind
from grants.models import Application, Award, LetterRequest, Round, RoundFund, Target, Waiver
from grants.readmodels.application_case import Case, case_facts, case_findings, case_of
from grants.readmodels.application_match import elsewhere_of
from grants.readmodels.deadlines import approved, waivers_of
from grants.readmodels.market_panel import market_panel
from grants.readmodels.open_rounds import BASES
from questions.checks.files import files_in
from questions.choices import Panel, QuestionType
from questions.readmodels import Filling, answers_content, filling_of

VERSION = 1
HELD = (AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.CLOSED)
CERTIFICATION = (
    "I certify that I am authorized to submit this application for {organization}, that what it says is true and "
    "complete to the best of my knowledge, and that the partners named in it agreed to be named."
)


class Problem(NamedTuple):
    """One thing to fix before the application can be submitted: in which section, at which box, what."""

    section: str
    title: str
    anchor: str
    text: str


class Tables(NamedTuple):
    """The application's real tables, as plain data."""

    seats: list[Seat]
    lines: list[Line]
    targets: list[dict[str, Any]]
    parts: list[Part]
    case: Case = Case()

    @property
    def own_lines(self) -> list[Line]:
        """The budget without the rows of the match."""
        return [line for line in self.lines if not line.match_kind]

    @property
    def match(self) -> list[Line]:
        return [line for line in self.lines if line.match_kind]

    @property
    def aims(self) -> list[Aim]:
        """The targets as numbers again."""
        return [
            Aim(
                one["code"],
                one["title"],
                Decimal(one["value"]),
                Decimal(one["baseline"]) if one["baseline"] else None,
                *(one["by_month"], one["source"], one["remark"]),
            )
            for one in self.targets
        ]


def terms_of(round: Round, waivers: Sequence[Waiver] = ()) -> Terms:
    """What the round asks for, with a match that was waived in its place. One query."""
    eased = [one.match_percent for one in approved(waivers, WaiverKind.MATCH) if one.match_percent is not None]
    funds = RoundFund.objects.filter(round_id=round.pk, fund__origin=FundOrigin.FEDERAL)
    return Terms(
        min_award=round.min_award,
        max_award=round.max_award,
        min_months=round.min_months,
        max_months=round.max_months,
        match_percent=min([round.match_percent, *eased]),
        match_basis=BASES.get(round.match_basis),
        min_employers=round.min_employers,
        composition=round.composition,
        needs_uei=funds.exists(),
        match_from_employers_only=round.match_from_employers_only,
    )


def tables_of(application: Application) -> Tables:
    """Roster, budget with the subawards' own, targets, and what of the case was saved. Four to seven queries."""
    lines = [
        Line(
            line.category,
            line.get_category_display(),
            line.description,
            line.amount,
            line.match_cash,
            line.match_in_kind,
            line.match_source,
            line.mtdc,
            line.subrecipient,
            line.match_kind,
            line.evidence,
            tuple(line.tests),
        )
        for line in application.budget.order_by("position", "pk")
    ]
    partners = application.partners.order_by("position", "pk")
    seats = [Seat(p.name, p.role, p.city, p.commitment, p.size_band) for p in partners]
    targets = [
        target_facts(target) for target in application.targets.select_related("measure").order_by("position", "pk")
    ]
    parts = [
        Part(one.subrecipient, one.category, one.description, one.amount)
        for one in application.subaward_lines.order_by("position", "pk")
    ]
    return Tables(seats, lines, targets, parts, case_of(application))


def target_facts(target: Target) -> dict[str, Any]:
    """A target as it is frozen: numbers as text without an exponent, what is not known as nothing."""
    return {
        "code": target.measure.code,
        "title": target.measure.title,
        "unit": target.measure.get_unit_display(),
        "value": plain_number(str(target.value)),
        "baseline": "" if target.baseline is None else plain_number(str(target.baseline)),
        "by_month": target.by_month,
        "source": target.source,
        "remark": target.remark,
    }


def claim_of(application: Application) -> Claim:
    """By what right it asks for indirect costs."""
    return Claim(application.indirect_basis, application.indirect_rate, application.indirect_base)


def plain_number(text: str) -> str:
    """1.2E+2 as 120."""
    return f"{float(text):.2f}".rstrip("0").rstrip(".")


def panel_findings(
    application: Application, terms: Terms, tables: Tables, panels: Collection[str]
) -> dict[str, list[Finding]]:
    """What is wrong with each table, by panel; `panels` are those of its form."""
    goals = [target["code"] for target in tables.targets] if Panel.TARGETS in panels else None
    organization = application.organization
    who = checks.partnership_findings(
        title=application.title,
        industry=application.industry_title,
        naics=application.naics,
        counties=application.county_fips,
        months=application.months,
        terms=terms,
    )
    if wrong := checks.uei_finding(organization.uei, organization.legal_name, terms):
        who.append(wrong)
    return {
        Panel.PARTNERSHIP.value: who,
        Panel.ROSTER.value: checks.roster_findings(tables.seats, application.no_labor_reason, terms),
        Panel.BUDGET.value: [
            *checks.grant_findings(tables.own_lines, terms),
            *([] if Panel.MATCH in panels else checks.column_findings(tables.own_lines, tables.seats, terms)),
            *indirect_findings(tables.lines, claim_of(application), application.round.indirect_rule),
            *subaward_findings(tables.lines, tables.parts),
        ],
        Panel.TARGETS.value: checks.target_findings(tables.aims, application.months),
        Panel.MATCH.value: match_findings(
            tables.lines,
            tables.seats,
            terms,
            elsewhere=elsewhere_of(application, tables.match) if Panel.MATCH in panels else (),
        ),
    } | case_findings(application, tables.case, tables.seats, goals)


def problems_of(
    application: Application, *, filling: Filling | None = None, tables: Tables | None = None
) -> list[Problem]:
    """Everything that keeps it from being submitted, in the order of the form; empty when nothing does.

    The industry, the region, the months and the amounts are asked of every application, whatever its form shows.
    """
    filling = filling or filling_of(application.response)
    waivers = waivers_of(application)
    panels = {section.panel for section in filling.sections}
    found = panel_findings(application, terms_of(application.round, waivers), tables or tables_of(application), panels)
    if approved(waivers, WaiverKind.COMPOSITION):
        found[Panel.ROSTER.value] = []
    spared = {one.question_key for one in approved(waivers, WaiverKind.DOCUMENT)}
    files = file_problems(filling)
    problems = prerequisite_problems(application, waivers)
    for section in filling.sections:
        problems += [Problem(section.key, section.title, f.field, f.text) for f in found.pop(section.panel, [])]
        for field, text in section.problems:
            if field.key in spared and not field.raw:
                continue
            problems.append(
                Problem(section.key, section.title, field.id, f"{field.number} {field.question.label}: {text}")
            )
        problems += [
            Problem(section.key, section.title, field.id, f"{field.number} {files[field.key]}")
            for field in section.fields
            if field.key in files
        ]
    problems += letter_problems(application)
    asked = (Panel.PARTNERSHIP.value, Panel.BUDGET.value)
    problems += [Problem("", "Application", f.field, f.text) for panel in asked for f in found.get(panel, [])]
    return problems


def prerequisite_problems(application: Application, waivers: Sequence[Waiver]) -> list[Problem]:
    """The earlier award that the round requires, where there is none and it was not waived."""
    round = application.round
    if round.prerequisite != Prerequisite.REQUIRED or approved(waivers, WaiverKind.PREREQUISITE):
        return []
    if has_earlier_award(application):
        return []
    kind = round.get_prerequisite_kind_display().lower()
    text = f"{round.name} is for those who held a {kind} award, and we know of none. Ask for a waiver if you did."
    return [Problem("", "Application", "", text)]


def letter_problems(application: Application) -> list[Problem]:
    """Letters that were asked for and are not signed, in a round that wants them in before the application."""
    unseen = application.letters_asked.filter(scan__status=FileStatus.QUARANTINED)
    checking = [
        Problem("", "Letters", "", f"{one}: the scan is still being checked for viruses. Wait a minute.")
        for one in unseen
    ]
    if application.round.letters_rule != LettersRule.BEFORE:
        return checking
    waiting = application.letters_asked.filter(status=LetterAskedStatus.REQUESTED)
    advice = "Wait for the signature, or no longer ask for it."
    return checking + [Problem("", "Letters", "", f"{one} is not signed yet. {advice}") for one in waiting]


def has_earlier_award(application: Application) -> bool:
    """Whether its organization or its partnership held an award of the kind that the round looks for."""
    own = Q(organization_id=application.organization_id) | Q(partnership_id=application.partnership_id or 0)
    kind = application.round.prerequisite_kind
    return Award.objects.filter(own, application__round__kind=kind, status__in=HELD).exists()


def file_problems(filling: Filling) -> dict[str, str]:
    """Files that are still being checked or were refused, by the key of their question."""
    kept = {
        one["file"]: field.key
        for section in filling.sections
        for field in section.fields
        if field.question.type == QuestionType.FILE
        for one in files_in(field.value)
    }
    if not kept:
        return {}
    bad = StoredFile.objects.filter(pk__in=kept, status__in=[FileStatus.QUARANTINED, FileStatus.REFUSED])
    words = {
        FileStatus.QUARANTINED.value: "is still being checked for viruses. Wait a minute.",
        FileStatus.REFUSED.value: "was refused by the virus scanner. Send another file.",
    }
    said: dict[str, list[str]] = {}
    for file in bad.order_by("pk"):
        said.setdefault(kept[file.pk], []).append(f"{file.name} {words[file.status]}")
    return {key: " ".join(texts) for key, texts in said.items()}


def content_to_freeze(
    application: Application, *, certified_by: Member, state: State, certified_how: str = ""
) -> dict[str, Any]:
    """Everything that is sent, as plain JSON: what the receipt's hash is the hash of.

    `certified_how` says whether who certified it had a part in preparing it.
    """
    filling = filling_of(application.response)
    tables = tables_of(application)
    terms = terms_of(application.round, waivers_of(application))
    sums = checks.sums_of(tables.lines, terms)
    panels = {section.key: section.panel for section in filling.sections}
    sections = [section | {"panel": panels[section["section"]]} for section in answers_content(filling)]
    goals = {target["code"]: target["title"] for target in tables.targets}
    facts = {
        "version": VERSION,
        "state": state.name,
        "round": {"name": application.round.name, "closes_at": application.round.closes_at.isoformat()},
        "form": {"title": str(application.response.version), "sha256": application.response.version.sha256},
        "number": application.number,
        "title": application.title,
        "organization": organization_facts(application),
        "partnership": application.partnership.name if application.partnership else "",
        "industry": application.industry_title,
        "naics": list(application.naics),
        "counties": [{"fips": fips, "name": county_label(fips)} for fips in application.county_fips],
        "months": application.months,
        "requested": str(sums.amount),
        "match": {"needed": str(sums.needed), "cash": str(sums.match_cash), "in_kind": str(sums.match_in_kind)},
        **eligibility_facts(application),
        "sections": sections,
        "roster": [seat._asdict() for seat in tables.seats],
        "no_labor_reason": application.no_labor_reason,
        "budget": [line_facts(line) for line in tables.lines],
        "subawards": [part._asdict() | {"amount": str(part.amount)} for part in tables.parts],
        "indirect": indirect_facts(application, tables),
        "targets": tables.targets,
        "labor_market": market_panel(application.county_fips, application.naics),
        "letters": [letter_facts(one) for one in signed_letters(application)],
        "certification": certification_facts(application, certified_by, certified_how),
    }
    return facts | case_facts(tables.case, set(panels.values()), goals)


def certification_facts(application: Application, by: Member, how: str) -> dict[str, str]:
    text = CERTIFICATION.format(organization=application.organization.legal_name)
    return {"name": by.name, "title": by.title, "text": text, "how": how}


def eligibility_facts(application: Application) -> dict[str, Any]:
    """The check of eligibility that it was started from, as the first part; nothing where the round asked none."""
    check = application.eligibility
    return {"eligibility": check.content | {"at": check.at.isoformat()}} if check else {}


def organization_facts(application: Application) -> dict[str, str]:
    lead = application.organization
    return {"name": lead.legal_name, "type": lead.get_type_display(), "uei": lead.uei, "city": lead.city}


def signed_letters(application: Application) -> list[LetterRequest]:
    return list(application.letters_asked.filter(status=LetterAskedStatus.SIGNED).select_related("scan"))


def letter_facts(letter: LetterRequest) -> dict[str, Any]:
    """A signed letter as it is frozen."""
    names = ("kind", "organization", "seats", "hours", "text", "signed_name", "signed_title")
    scan = letter.scan if letter.scan and letter.scan.status in (FileStatus.CLEAN, FileStatus.UNSCANNED) else None
    facts = {name: getattr(letter, name) for name in names} | {"sha256": letter.facts_sha256}
    facts |= {"scan": {"name": scan.name, "size": scan.size, "sha256": scan.sha256} if scan else None}
    facts |= {"resolved_on": letter.resolved_on.isoformat() if letter.resolved_on else ""}
    amounts = {name: str(getattr(letter, name) or 0) for name in ("wage_floor", "cash", "equipment")}
    return facts | amounts | {"signed_at": letter.decided_at.isoformat() if letter.decided_at else ""}


def indirect_facts(application: Application, tables: Tables) -> dict[str, str]:
    """The indirect costs as they were judged: rate, base and what was allowed, in dollars."""
    claim = claim_of(application)
    found = indirect_of(tables.lines, claim, application.round.indirect_rule)
    return {name: str(value) for name, value in found._asdict().items()} | {"basis": str(claim.basis)}


def line_facts(line: Line) -> dict[str, Any]:
    facts = line._asdict() | {"tests": list(line.tests)}
    return facts | {key: str(facts[key]) for key in ("amount", "match_cash", "match_in_kind")}


def county_label(fips: str) -> str:
    """Lehigh, PA; a code that no county has is printed as it is."""
    county = geography.all_counties().get(fips)
    if county is None:
        return fips
    place = state_of(county.state_fips)
    return f"{county.name}, {place}" if place else county.name


def state_of(fips: str) -> str:
    """The postal letters of a state's FIPS code."""
    found = us.states.lookup(fips, field="fips")
    return str(found.abbr) if found else ""


def asking(application: Application) -> str:
    """What it asks for, in a few words."""
    amount = show(application.requested, cents=False) if application.requested else "an amount still to be set"
    return f"Asking for {amount}" + (f" over {application.months} months" if application.months else "")
