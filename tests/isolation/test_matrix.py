"""Every address × method × role of one state, with real ids of another: the answer is that for an id that nobody has.

The two states are the demonstration's Pennsylvania and Georgia. Nothing of Georgia may change.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import uuid
from collections import Counter
from contextlib import closing
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone

from core import links, people
from core.isolation import state_scope
from core.models import Email, Member, State
from core.permissions import Role
from grants.actions import teams
from grants.models import Application
from partnerships.access.passes import code_of
from partnerships.models import Registration
from tests import factories
from tests.grants.teaming import token_of as token_to
from tests.house.test_doors import OURS
from tests.isolation.tables import tenant_models
from tests.plugin import BASE
from tools import servers

pytestmark = pytest.mark.xdist_group("demonstration")

PEOPLE = (
    "director",
    "officer",
    "fiscal",
    "reviewer",
    "reviewer2",
    "convener",
    "convener2",
    "partner",
    "provider",
    "steward",
    "analyst",
    "auditor",
)
PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
LACKING = 987_654_321

PURPOSES = {
    "letter-copy": "letter",
    "letter-sign": "letter",
    "round-confirm": "round_news",
    "round-eligibility-result": "eligibility",
    "round-unsubscribe": "round_news",
    "survey-answer": "survey",
    "edition-link": "edition",
    "event-pass": "event-guest",
    "event-pass-material": "event-guest",
    "edition-link-pdf": "edition",
}
"""Address name → the purpose of the link whose token it takes."""


def subject_of(path: str) -> tuple[str, str] | None:
    """What the first parameter of an address names, from the words of the path before it."""
    for words, subject in WORDS.items():
        if path.startswith(words):
            return subject
    return None


WORDS = {
    "my/applications/<": ("grants.Application", "pk"),
    "applications/<": ("grants.Application", "pk"),
    "rounds/<": ("grants.Round", "slug"),
    "staff/rounds/<": ("grants.Round", "slug"),
    "staff/import-partnerships/<": ("partnerships.PartnershipImport", "pk"),
    "staff/programs/<": ("grants.Program", "pk"),
    "staff/funds/<": ("grants.Fund", "pk"),
    "shares/<": ("grants.Fund", "pk"),
    "staff/pools/<": ("grants.Pool", "pk"),
    "staff/approval-levels/<": ("grants.ApprovalLevel", "pk"),
    "reviews/<": ("grants.Review", "pk"),
    "reviews/register/<": ("grants.Affiliation", "pk"),
    "reviewers/<": ("core.Member", "pk"),
    "conflicts/<": ("grants.Conflict", "pk"),
    "proposals/<": ("grants.Proposal", "pk"),
    "panels/<": ("grants.PanelMeeting", "pk"),
    "decisions/<": ("grants.Round", "slug"),
    "my/letters/<": ("grants.Letter", "pk"),
    "my/appeals/<": ("grants.Appeal", "pk"),
    "appeals/<": ("grants.Appeal", "pk"),
    "awards/<": ("grants.Award", "pk"),
    "awards/templates/<": ("grants.AgreementTemplate", "pk"),
    "my/awards/<": ("grants.Award", "pk"),
    "reports/<": ("grants.Report", "pk"),
    "my/reports/<": ("grants.Report", "pk"),
    "partnerships/<": ("partnerships.Partnership", "slug"),
    "organizations/<": ("partnerships.Organization", "pk"),
    "analyses/<": ("partnerships.IndustryAnalysis", "pk"),
    "why-these-industries/<": ("partnerships.IndustryAnalysis", "pk"),
    "conversations/<": ("partnerships.EmployerConversation", "pk"),
    "regions/<": ("partnerships.Region", "pk"),
    "target-industries/<": ("partnerships.TargetIndustry", "pk"),
    "surveys/<": ("evaluation.Survey", "pk"),
    "stories/<": ("evaluation.Story", "pk"),
    "editions/<": ("legislature.Edition", "pk"),
    "impact/<": ("legislature.Edition", "pk"),
    "people/invitations/<": ("core.Invitation", "pk"),
    "people/roles/<": ("core.RoleGrant", "pk"),
    "decisions/reviews/<": ("grants.Review", "pk"),
    "stories/offered/<": ("grants.Report", "pk"),
    "announcements/<": ("legislature.Announcement", "pk"),
    "deliveries/<": ("legislature.Delivery", "pk"),
    "files/<": ("core.StoredFile", "pk"),
    "operations/jobs/<": ("core.Job", "pk"),
    "operations/messages/<": ("core.Email", "pk"),
    "forms/versions/<": ("questions.FormVersion", "pk"),
    "waivers/<": ("grants.Waiver", "pk"),
    "support/requests/<": ("partnerships.AssistanceRequest", "pk"),
    "support/events/<": ("partnerships.Event", "pk"),
    "support/library/<": ("partnerships.Resource", "pk"),
    "support/peers/<": ("partnerships.PeerExchange", "pk"),
    "policies/<": ("partnerships.StatePolicy", "pk"),
    "labor-market/imports/<": ("labor_market.DataImport", "pk"),
}
PUBLIC_DATA = ("labor-market/areas/", "labor-market/industries/", "labor-market/workbench/")
"""Addresses whose parameters name public reference data that all states share."""
WORKED_OUT = ("common-grants/", "labor-market/data-sets/")
"""Addresses whose ids stand in no column, or in a table that all states read: tests/grants/test_feed.py and
tests/labor_market/test_import_pages.py ask there for another state's."""


def filled(path: str, value: Any) -> str:
    """The path with its first parameter filled by the value and the others by what nobody has."""
    values = iter([str(value)])
    return "/" + PARAMETER.sub(lambda found: next(values, str(LACKING) if found[1] == "int" else "none"), path)


def theirs(model: type[models.Model], field: str, ours: set[Any]) -> list[Any]:
    """Up to two ids (or names in addresses) of the other state that our own state does not have."""
    values = model._default_manager.order_by("pk").values_list(field, flat=True)  # type: ignore[attr-defined]
    return [value for value in values[:200] if value not in ours][:2]


def checksum(database: str, state_id: int) -> str:
    """Of every row of a state, read past the policy."""
    digest = hashlib.sha256()
    with closing(servers.superuser(BASE, database)) as link, link.cursor() as cursor:
        for model in tenant_models():
            table = model._meta.db_table
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY id)) FROM "{table}" t WHERE state_id = %s', [state_id]
            )
            digest.update(f"{table}:{cursor.fetchone()[0]}".encode())
    return digest.hexdigest()


def token_of(name: str) -> str:
    """A token that opens something in the state in scope."""
    if name == "invitation":
        director = Member.objects.with_role(Role.DIRECTOR).select_related("user").first()
        assert director is not None
        people.invite(f"guest{uuid.uuid4().hex[:8]}@ga.example", "Guest", Role.OFFICER, by=director)
        found = re.search(r"/invitations/([\w-]+)/", Email.objects.order_by("-pk").values_list("text", flat=True)[0])
        assert found
        return found[1]
    if name == "team-invitation":
        draft = Application.objects.select_related("started_by__user").filter(status="draft").first()
        assert draft is not None
        guest = f"guest{uuid.uuid4().hex[:8]}@ga.example"
        return token_to(teams.invite(draft, guest, "Guest", "viewer", by=draft.started_by))
    if name == "event-check-in":
        return code_of(Registration.objects.filter(status="registered").earliest("pk"))
    until = timezone.now() + dt.timedelta(days=1)
    return links.issue(PURPOSES[name], {"invite": 1, "delivery": 1, "subscriber": 1, "letter": 1}, expires_at=until)[1]


def ids_of(name: str, path: str, pa: State, ga: State) -> list[Any]:
    if "<str:token>" in path:
        with state_scope(ga):
            return [token_of(name)]
    subject = subject_of(path)
    assert subject, f"{name}: say in WORDS what /{path} names"
    model = apps.get_model(subject[0])
    with state_scope(pa):
        ours = set(model._default_manager.values_list(subject[1], flat=True))
    with state_scope(ga):
        return theirs(model, subject[1], ours)


class Matrix:
    """Asks as every person of one state, and remembers where the answer differs from that for an id that nobody has."""

    def __init__(self, state: State) -> None:
        with state_scope(state):
            members = {
                one: Member.objects.select_related("user").get(user__email=f"{one}@pa.example") for one in PEOPLE
            }
        self.clients: dict[str, Client] = {one: factories.client(state, member) for one, member in members.items()}
        self.clients["stranger"] = factories.client(state)
        self.answers = Counter[int]()
        self.leaks: list[str] = []

    def ask(self, path: str, values: list[Any]) -> None:
        lacking = filled(path, LACKING if path.split("<", 1)[1].startswith("int:") else "nobody-has-this")
        for who, client in self.clients.items():
            for method in ("get", "post"):
                send = getattr(client, method)
                expected = send(lacking).status_code
                for value in values:
                    got = send(filled(path, value)).status_code
                    self.answers[got] += 1
                    if got != expected or got < 300:
                        said = f"{method.upper()} {filled(path, value)} as {who}: {got}"
                        self.leaks.append(f"{said}, but {expected} for an id that nobody has")


def test_no_role_of_one_state_reaches_anything_of_another(demonstration, capsys):
    pa, ga = State.objects.get(code="pa"), State.objects.get(code="ga")
    wanted = [
        (path, name) for path, _, name in OURS if "<" in path and not path.startswith((*PUBLIC_DATA, *WORKED_OUT))
    ]
    values = {path: ids_of(name, path, pa, ga) for path, name in wanted}
    before = checksum(demonstration, ga.pk)
    matrix = Matrix(pa)
    for path, _ in wanted:
        matrix.ask(path, values[path])
    cells = sum(matrix.answers.values())
    with capsys.disabled():
        print(
            f"\nisolation matrix: {len(wanted)} addresses, {cells} cells, {len(matrix.leaks)} leaks;",
            dict(matrix.answers),
        )
    assert matrix.leaks == []
    assert checksum(demonstration, ga.pk) == before
    assert cells > 2000
