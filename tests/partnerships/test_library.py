"""The library by module and topic with its links, exchange between peers, and the plan of the year."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import jobs
from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions import peers
from partnerships.actions.library import keep_link_state
from partnerships.checks.links import link_fault
from partnerships.choices.support import LinkState
from partnerships.jobs import links
from partnerships.jobs.links import LOOK_AT_LINKS
from partnerships.models import PeerExchange, Resource, SupportPlan
from partnerships.readmodels.support_figures import support_figures, year_of
from tests import factories
from tests.partnerships.supporting import given, scene


@pytest.fixture
def here(pa: Any) -> SimpleNamespace:
    return scene(pa)


def resource(here: SimpleNamespace, title: str, **fields: Any) -> Resource:
    fields = {"kind": "guide", "address": "https://example.org/guide", "link_state": "unchecked"} | fields
    return Resource.objects.create(title=title, made_by=here.officer, **fields)


@pytest.mark.claim(24)
@pytest.mark.parametrize(("query", "found"), [("module=2", "State leaders"), ("module=3", "Firms"), ("module=4", "Public"),
                                              ("topic=evaluation", "Public"), ("q=firm", "Firms")])  # fmt: skip
def test_resources_are_found_by_module_of_the_toolkit_and_by_topic(here, query, found):
    """Modules 2, 3 and 4: state and system leadership, industry leadership, public partners."""
    resource(here, "State leaders", module=2)
    resource(here, "Firms", module=3)
    resource(here, "Public", module=4, topics=["evaluation"])
    for who in (here.convener, here.officer, factories.member(Role.PARTNER, over=here.partnership)):
        page = factories.client(here.state, who).get(f"/support/library/?{query}").content.decode()
        rows = page[page.index("<tbody>") : page.index("</tbody>")]
        assert [title for title in ("State leaders", "Firms", "Public") if f">{title}</a>" in rows] == [found]


@pytest.mark.claim(34)
def test_links_resolve_to_local_records_and_dead_ones_are_flagged(here, monkeypatch):
    """A page of this site is looked up here; "gone" is dead; a network that is away condemns nothing."""
    local = resource(here, "Our partnerships", address="/partnerships/")
    lost = resource(here, "Lost page", address="/no/such/page/")
    gone = resource(here, "Gone", address="http://gone.example.org/x")
    away = resource(here, "Away", address="http://away.example.org/x")

    def answer(parts: Any) -> int:
        if parts.hostname == "gone.example.org":
            return 404
        raise socket.gaierror("no network")

    monkeypatch.setattr(links, "_ask", answer)
    jobs.HANDLERS[LOOK_AT_LINKS].run(state_id=here.state.pk)
    with state_scope(here.state):
        states = {one.title: one.link_state for one in Resource.objects.all()}
        assert states == {local.title: "works", lost.title: "dead", gone.title: "dead", away.title: "unreached"}
        assert AuditEvent.objects.filter(deed="resource.link", actor="Clock").count() == 4
    page = factories.client(here.state, here.officer).get("/support/library/").content.decode()
    assert "2 dead links" in page
    dead = factories.client(here.state, here.officer).get("/support/library/?links=dead").content.decode()
    assert "The page answered: 404, not found." in dead
    assert away.title not in dead


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("javascript:alert(1)", "no web address"),
        ("//evil.example.org", "no web address"),
        ("http://10.0.0.1/x", "name of the site"),
        ("http://localhost/x", "no public host"),
        ("https://user:word@example.org", "Take it out"),
        ("/nowhere/", "There is no page"),
    ],
)
def test_what_is_no_link_is_refused_in_words(address, sentence):
    assert sentence in link_fault(address)


def test_a_link_that_leads_into_a_private_network_is_not_asked(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("192.168.0.5", 80))])
    state, note = links.look_at("http://inside.example.org/x")
    assert (state, "ValueError" in note) == (LinkState.UNREACHED, True)


def test_a_state_of_a_link_that_was_changed_meanwhile_is_not_kept(here):
    one = resource(here, "Guide")
    Resource.objects.filter(pk=one.pk).update(address="https://example.org/new")
    keep_link_state(one, LinkState.DEAD, "Gone.")
    one.refresh_from_db()
    assert one.link_state == "unchecked"


def test_a_resource_is_a_link_or_a_file(here):
    client = factories.client(here.state, here.provider)
    form = {"title": "Agenda", "kind": "template", "reviewed_on": "2026-05-01", "is_listed": "on", "module": "5"}
    assert "Give a link or a file." in client.post("/support/library/new/", form).content.decode()
    sent = SimpleUploadedFile("agenda.txt", b"1. Who proposes?", content_type="text/plain")
    assert client.post("/support/library/new/", form | {"file": sent}).status_code == 302
    made = Resource.objects.get()
    assert factories.client(here.state, here.convener).get(f"/files/{made.file_id}/").status_code == 200
    assert factories.client(here.state).get(f"/files/{made.file_id}/").status_code == 404
    client.post(f"/support/library/{made.pk}/", form | {"address": "/rounds/"})
    made.refresh_from_db()
    assert (made.file_id, made.address, made.link_state) == (None, "/rounds/", "unchecked")
    client.post(f"/support/library/{made.pk}/read/")
    assert factories.client(here.state, here.convener).get("/support/library/new/").status_code == 403
    assert factories.client(here.state, factories.member(Role.REVIEWER)).get("/support/library/").status_code == 403


def test_two_conveners_are_matched_and_write_what_they_learned(here):
    board = factories.organization("Berks Chamber")
    peer = factories.partnership(board, name="Berks Foods")
    other = factories.member(Role.CONVENER, over=board, name="Berta Peer")
    client = factories.client(here.state, here.convener)
    client.post(
        "/support/peers/new/",
        {"partnership": here.partnership.pk, "side": "asks", "topic": "evaluation", "words": "Which three figures?"},
    )
    made = PeerExchange.objects.get()
    theirs = factories.client(here.state, other)
    assert "Which three figures?" in theirs.get("/support/peers/").content.decode()
    outside = factories.client(here.state, factories.member(Role.REVIEWER))
    assert outside.get(f"/support/peers/{made.pk}/").status_code == 404, "open ones are for conveners and staff"
    theirs.post(f"/support/peers/{made.pk}/join/", {"partnership": peer.pk})
    told = Email.objects.filter(template="exchange_matched")
    assert set(told.values_list("to", flat=True)) == {here.convener.email, other.email}
    third = factories.member(Role.CONVENER, over=factories.organization("Third"))
    assert factories.client(here.state, third).get(f"/support/peers/{made.pk}/").status_code == 404
    assert theirs.post(f"/support/peers/{made.pk}/finish/", {"notes": ""}).status_code == 422
    theirs.post(f"/support/peers/{made.pk}/finish/", {"notes": "Hires, hours, stays."})
    made.refresh_from_db()
    assert (made.status, made.peer, made.notes) == ("done", peer, "Hires, hours, stays.")


def test_nobody_is_matched_with_herself_and_the_second_who_answers_is_told(here):
    made = peers.put_up(here.partnership, "offers", "coordination", "Our calendar.", by=here.convener)
    with pytest.raises(MoveRefused, match="It takes two"):
        peers.join(made, here.partnership, by=here.convener)
    one, two = factories.partnership(), factories.partnership()
    late = PeerExchange.objects.get(pk=made.pk)
    peers.join(made, one, by=here.officer)
    with pytest.raises(MoveRefused, match="matched now"):
        peers.join(late, two, by=here.officer)


def test_the_plan_of_a_year_stands_beside_what_was_done(here):
    year = year_of(here.state).number
    client = factories.client(here.state, here.officer)
    form = {"conveners": "4", "useful_percent": "80", "events_each": "1", "words": "More floor, fewer slides."}
    for topic in ("employer_engagement", "designing_meetings", "strategic_planning", "evaluation", "industry_analysis",
                  "coordination", "employer_driven"):  # fmt: skip
        form |= {f"{topic}-topic": topic, f"{topic}-text": "", f"{topic}-sessions": "0", f"{topic}-events": "0"}
    form |= {"evaluation-sessions": "8", "evaluation-text": "Three figures each"}
    assert client.post("/support/plan/edit/", form | {"conveners": "many"}).status_code == 422
    assert client.post("/support/plan/edit/", form).url == f"/support/plan/?year={year}"
    assert client.post("/support/plan/edit/", form).status_code == 302
    given(here, "evaluation", 5)
    plan = SupportPlan.objects.get()
    assert [(goal.topic, goal.sessions) for goal in plan.goals.all()] == [("evaluation", 8)]
    page = client.get("/support/plan/").content.decode()
    assert "1 of 8" in page
    assert "the plan wants 4" in page
    assert support_figures(here.state).events_each == 1
    assert client.get("/support/plan/?year=1").status_code == 404
    assert factories.client(here.state, here.provider).get("/support/plan/").status_code == 403


def test_the_lists_ask_the_same_number_of_questions_for_one_and_ten(here, django_assert_num_queries):
    client = factories.client(here.state, here.officer)
    for number in (1, 10):
        for one in range(number):
            resource(here, f"Guide {number} {one}")
            peers.put_up(here.partnership, "asks", "evaluation", "How?", by=here.convener)
        with django_assert_num_queries(10):
            client.get("/support/library/")
        with django_assert_num_queries(9):
            client.get("/support/peers/")
