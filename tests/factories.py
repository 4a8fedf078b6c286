"""Plain functions that make rows for tests. They hold no surprises: what is not given is the simplest valid thing.

All but `state` and `user` must be called inside `state_scope`.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from django.test import Client
from django.utils import timezone

from core.choices import Scope
from core.models import HostName, Member, RoleGrant, State, User
from core.permissions import Role
from grants.choices import RoundKind, RoundStatus
from grants.models import (
    AgreementSignature,
    Application,
    Award,
    Criterion,
    Fund,
    Report,
    ReviewerProfile,
    Round,
    RoundFund,
)
from partnerships.models import Measure, Organization, Partnership, Region, TargetIndustry
from questions.models import Form, FormVersion, Question, Response, Section

OVER = {Organization: Scope.ORGANIZATION, Partnership: Scope.PARTNERSHIP, Fund: Scope.FUND}
"""What a role may be held over, by its table."""
PASSWORD = "a long enough password"
_next = count(1)

STATES = {
    "pa": ("PA", "42", "Pennsylvania", "America/New_York", 7),
    "ga": ("GA", "13", "Georgia", "America/New_York", 7),
    "ok": ("OK", "40", "Oklahoma", "America/Chicago", 7),
    "mi": ("MI", "26", "Michigan", "America/Detroit", 10),
}


def state(code: str = "pa") -> State:
    """One of the four states, with its host `<code>.localhost`."""
    usps, fips, name, zone, month = STATES[code]
    made = State.objects.create(
        code=code, usps=usps, fips=fips, name=name, time_zone=zone, fiscal_year_start_month=month
    )
    HostName.objects.create(state=made, host=f"{code}.localhost")
    return made


def user(email: str | None = None) -> User:
    return User.objects.create_user(email or f"person{next(_next)}@pa.example", PASSWORD)


def member(*roles: Role, over: Any = None, name: str = "", email: str | None = None) -> Member:
    """A member with the roles, over the whole state, or over an organization, partnership or fund."""
    made = Member.objects.create(user=user(email), name=name or f"Person {next(_next)}")
    scope, scope_id = Scope.STATE, None
    if over is not None:
        scope = OVER[type(over)]
        scope_id = over.pk
    for role in roles:
        # since long ago: today may not have begun yet in the state's zone
        RoleGrant.objects.create(member=made, role=role, scope=scope, scope_id=scope_id, starts_on=dt.date(2020, 1, 1))
    if Role.REVIEWER in roles:
        ready(made)
    return made


def ready(reviewer: Member) -> ReviewerProfile:
    """A declared register without a line and a signed agreement: what a reviewer needs before anything is hers."""
    AgreementSignature.objects.create(member=reviewer, version=1, name=reviewer.name)
    now = timezone.now()
    return ReviewerProfile.objects.create(
        member=reviewer, most=60, register_declared_at=now, register_expires_on=timezone.localdate() + dt.timedelta(365)
    )


def client(of: State, who: Member | None = None) -> Client:
    """A test client on the state's host, signed in as `who`."""
    made = Client(HTTP_HOST=f"{of.code}.localhost")
    if who is not None:
        made.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    return made


def organization(name: str = "", type: str = "workforce_board", **fields: Any) -> Organization:
    return Organization.objects.create(legal_name=name or f"Organization {next(_next)}", type=type, **fields)


def region(counties: list[str] | None = None) -> Region:
    return Region.objects.create(name=f"Region {next(_next)}", county_fips=counties or ["42003"])


def industry(title: str = "", naics: list[str] | None = None) -> TargetIndustry:
    return TargetIndustry.objects.create(title=title or f"Industry {next(_next)}", naics=naics or ["31-33"])


def partnership(convener: Organization | None = None, **fields: Any) -> Partnership:
    number = next(_next)
    fields = {"name": f"Partnership {number}", "slug": f"partnership-{number}", "stage": "implementing"} | fields
    fields.setdefault("region", None)
    fields["region"] = fields["region"] or region()
    fields.setdefault("county_fips", fields["region"].county_fips)
    fields.setdefault("industry", None)
    fields["industry"] = fields["industry"] or industry()
    return Partnership.objects.create(convener=convener or organization(), **fields)


def measure(code: str = "W4", **fields: Any) -> Measure:
    fields = {"title": f"Measure {code}", "definition": "What is counted."} | fields
    return Measure.objects.create(code=code, **fields)


def form_version(kind: str = "application", sections: dict[str, list[dict[str, Any]]] | None = None) -> FormVersion:
    """A frozen version. `sections` maps section keys to questions: {"key": …, "type": …, …}."""
    form = Form.objects.create(title=f"Form {next(_next)}", kind=kind)
    version = FormVersion.objects.create(
        form=form, number=1, status="frozen", frozen_at=timezone.now(), sha256="0" * 64
    )
    sections = sections or {"work-plan": [{"key": "plan", "type": "long_text", "label": "What will happen?"}]}
    for position, (key, questions) in enumerate(sections.items(), start=1):
        section = Section.objects.create(
            version=version, position=position, key=key, title=key.replace("-", " ").title()
        )
        for place, question in enumerate(questions, start=1):
            Question.objects.create(section=section, position=place, **question)
    return version


def fund(amount: str = "1000000", **fields: Any) -> Fund:
    fields = {
        "name": f"Fund {next(_next)}",
        "agency": "Department of Labor",
        "origin": "state_general",
        "available_from": dt.date(2020, 1, 1),
        "available_to": dt.date(2035, 12, 31),
    } | fields
    return Fund.objects.create(amount=Decimal(amount), **fields)


def round(status: str = RoundStatus.OPEN, *, money: str = "1000000", criteria: bool = True, **fields: Any) -> Round:
    """A planning round that opened yesterday and closes in 30 days, with the one-third rubric of 300 points."""
    number, now = next(_next), timezone.now()
    fields = {
        "name": f"Round {number}",
        "slug": f"round-{number}",
        "kind": RoundKind.PLANNING,
        "number_prefix": f"T{number}",
        "summary": "Plans for partnerships.",
        "who_may_apply": "Workforce boards and nonprofits.",
        "total_available": Decimal(money),
        "min_award": Decimal(25_000),
        "max_award": Decimal(150_000),
        "min_months": 1,
        "max_months": 6,
        "opens_at": now - dt.timedelta(days=1),
        "closes_at": now + dt.timedelta(days=30),
        "review_due_at": now + dt.timedelta(days=45),
        "period_starts_on": (now + dt.timedelta(days=60)).date(),
    } | fields
    if "form_version" not in fields:
        fields["form_version"] = form_version()
    made = Round.objects.create(status=status, **fields)
    RoundFund.objects.create(round=made, fund=fund(money), amount=Decimal(money))
    if criteria:
        rubric = [
            ("Partnership", 60),
            ("Industry assessment", 100),
            ("Convener", 50),
            ("Work plan", 50),
            ("Budget", 40),
        ]
        for position, (title, points) in enumerate(rubric, start=1):
            Criterion.objects.create(
                round=made, position=position, title=title, points=points, tie_place=1 if position == 2 else None
            )
    return made


def application(of: Round, lead: Organization | None = None, *, by: Member | None = None, **fields: Any) -> Application:
    """A draft; give `status` for a later one (it is then submitted by `by` an hour ago)."""
    number = next(_next)
    lead = lead or organization()
    by = by or member(Role.CONVENER, over=lead)
    fields = {"number": f"{of.number_prefix}-{number:04}", "title": f"Application {number}", "months": 6} | fields
    if fields.get("status", "draft") != "draft":
        fields.setdefault("submitted_at", timezone.now() - dt.timedelta(hours=1))
        fields.setdefault("submitted_by", by)
    response = Response.objects.create(version=of.form_version)
    return Application.objects.create(round=of, organization=lead, response=response, started_by=by, **fields)


def award(of: Application | None = None, *, amount: str = "100000", **fields: Any) -> Award:
    """An active award over eight quarters from July 1, 2025."""
    of = of or application(round("awarded"), status="awarded")
    fields = {
        "number": f"A-{next(_next):04}",
        "status": "active",
        "starts_on": dt.date(2025, 7, 1),
        "ends_on": dt.date(2027, 6, 30),
        "answered_at": timezone.now(),
    } | fields
    fields.setdefault("partnership", of.partnership or partnership(of.organization))
    fields.setdefault("fund", of.round.round_funds.get().fund)
    return Award.objects.create(application=of, organization=of.organization, amount=Decimal(amount), **fields)


def report(of: Award | None = None, **fields: Any) -> Report:
    """The open report for July to September 2025."""
    fields = {
        "period_start": dt.date(2025, 7, 1),
        "period_end": dt.date(2025, 9, 30),
        "due_at": timezone.now() + dt.timedelta(days=10),
        "status": "open",
    } | fields
    return Report.objects.create(award=of or award(), **fields)
