"""Support beside money: requests for assistance with their sessions, events with who came, the library, peers, the plan."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from core.calendars import state_fiscal_year
from core.models import Member
from home.management.demonstration.world import SEED, World, keep
from partnerships.choices import ACTIVE_STAGES
from partnerships.choices.support import ExchangeStatus, Format, LinkState, Module, RequestStatus, ResourceKind, Side
from partnerships.choices.support import Topic as T
from partnerships.models import (
    AssistanceRequest,
    AssistanceSession,
    AssistanceWord,
    Partnership,
    PeerExchange,
    Resource,
    SupportGoal,
    SupportPlan,
)

ASKED = {
    T.EMPLOYER_ENGAGEMENT: (
        "Nine employers sign and three come. How do we get the other six to a second meeting without begging?",
        "Our largest employer sends somebody from human resources. We need the person who runs the floor.",
    ),
    T.DESIGNING_MEETINGS: (
        "Our meetings are reports by us to them. We want employers to set the agenda and leave with something decided.",
    ),
    T.STRATEGIC_PLANNING: (
        "We have eleven ideas and money for two. We need a way to choose that the members believe in.",
    ),
    T.EVALUATION: (
        "Which three figures would tell us within a year whether this works, and how do we collect them honestly?",
    ),
    T.INDUSTRY_ANALYSIS: (
        "Employment in our industry is falling but openings grow. Employers do not believe the figures. How do we read"
        " them together?",
    ),
    T.COORDINATION: (
        "Two colleges and the board each run their own class in the same month. Who calls them together?",
    ),
    T.EMPLOYER_DRIVEN: (
        "Members agree on the problem and look at us for the answer. We want the employers to own the work groups.",
    ),
}
NOTES = (
    "Went through the last three agendas and marked who proposed what. Next agenda is drafted by the chair.",
    "Called four silent employers together with the chair. Two will host a meeting on their floor.",
    "Chose two goals out of eleven by votes of the members; the others are parked with a date.",
    "Agreed on three figures, who collects each, and on which day of the quarter.",
)
COMMENTS = (
    "The chair ran the next meeting herself.",
    "Useful, and short enough that employers stayed.",
    "Good, but we would have needed it two months earlier.",
    "We knew most of this. The template helped.",
)
LIBRARY = (
    (
        "Accelerating State Adoption of Sector Strategies",
        ResourceKind.REPORT,
        None,
        (T.COORDINATION, T.STRATEGIC_PLANNING),
    )
    + ("http://www.sectorstrategies.org/accelerating-state-adoption-sector-strategies", LinkState.UNREACHED),
    ("Sector strategies toolkit, overview", ResourceKind.GUIDE, Module.ONE, (T.STRATEGIC_PLANNING,))
    + ("http://www.sectorstrategies.org/toolkit", LinkState.UNREACHED),
    ("Roles of state and system leaders", ResourceKind.GUIDE, Module.TWO, (T.COORDINATION,))
    + ("http://www.sectorstrategies.org/toolkit/mod12/roles", LinkState.DEAD),
    ("Identify and employ the right intermediary", ResourceKind.GUIDE, Module.THREE, (T.EMPLOYER_DRIVEN,))
    + ("http://www.starttoolkit.org/step-one-identify-and-employ-right-partnership-intermediary", LinkState.UNREACHED),
    ("Identify partners", ResourceKind.GUIDE, Module.FOUR, (T.EMPLOYER_ENGAGEMENT, T.COORDINATION))
    + ("http://www.starttoolkit.org/step-two-identify-partners", LinkState.UNREACHED),
    ("Begin meeting partners and learn more", ResourceKind.GUIDE, Module.FIVE, (T.DESIGNING_MEETINGS,))
    + ("http://www.starttoolkit.org/step-four-begin-meeting-partners-and-learn-more", LinkState.UNREACHED),
    ("Evaluation framework for state sector strategies", ResourceKind.TEMPLATE, Module.SIX, (T.EVALUATION,))
    + (
        "http://www.sectorstrategies.org/library/2008/evaluation-framework-state-sector-strategies",
        LinkState.UNREACHED,
    ),
    ("Labor-market data of this state", ResourceKind.DATA, Module.ONE, (T.INDUSTRY_ANALYSIS,))
    + ("/labor-market/", LinkState.WORKS),
)
PLANNED = {
    T.EMPLOYER_ENGAGEMENT: ("Every convener knows how to bring back an employer who stopped coming", 14, 2),
    T.DESIGNING_MEETINGS: ("Employers propose at least half of what is on an agenda", 10, 1),
    T.STRATEGIC_PLANNING: ("Each partnership in planning has a plan its members voted for", 8, 1),
    T.EVALUATION: ("Each partnership reports three figures that it can explain", 8, 1),
    T.INDUSTRY_ANALYSIS: ("Conveners read wages and openings with their employers", 6, 2),
    T.COORDINATION: ("Colleges and boards of a region plan classes together", 6, 1),
    T.EMPLOYER_DRIVEN: ("Work groups are led by employers", 6, 1),
}


def make_support(world: World) -> None:
    """Requests, peers, the library and the plan of the running year."""
    rng = random.Random(f"{SEED}-{world.state.code}-support")
    served = [one for one in world.partnerships if one.stage in ACTIVE_STAGES]
    requests = keep([_request(world, rng, number, one) for number, one in enumerate(served[: world.count(30, 12)])])
    _make_sessions(world, rng, requests)
    _make_peers(world, rng, served)
    _make_library(world)
    _make_plan(world)


def _request(world: World, rng: random.Random, number: int, partnership: Partnership) -> AssistanceRequest:
    """Two of three are done; the first few are new, and two of them have waited for more than thirty days."""
    topic = list(T)[number % len(T)]
    status = _status(number)
    age = (41, 9, 2, 35, 16)[number] if number < 5 else rng.randint(30, 330)
    asked = world.ago(age)
    row = AssistanceRequest(
        partnership=partnership,
        asked_by=world.convener_of(partnership.convener),
        topic=topic,
        words=rng.choice(ASKED[topic]),
        status=status,
        asked_at=asked,
    )
    if status in (RequestStatus.ASSIGNED, RequestStatus.IN_PROGRESS, RequestStatus.DONE):
        row.provider = world.people["provider"] if number % 3 else world.officer(number)
        row.assigned_by, row.assigned_at = world.officer(0), asked + dt.timedelta(days=1, hours=3)
    if status == RequestStatus.DECLINED:
        row.reason = "This is a question for the labor-market office, which has answered it since."
        row.ended_at = asked + dt.timedelta(days=4)
    if status == RequestStatus.DONE:
        row.ended_at = asked + dt.timedelta(days=26)
        if number % 6:
            row.rating, row.comment = rng.choice((5, 5, 4, 4, 4, 3)), rng.choice(COMMENTS)
            row.rated_by, row.rated_at = row.asked_by, row.ended_at + dt.timedelta(days=2)
    return row


def _status(number: int) -> RequestStatus:
    first = (RequestStatus.ASKED, RequestStatus.ASSIGNED, RequestStatus.ASKED, RequestStatus.ASSIGNED)
    if number < len(first):
        return first[number]
    if number in (4, 10):
        return RequestStatus.IN_PROGRESS
    return RequestStatus.DECLINED if number == 8 else RequestStatus.DONE


def _make_sessions(world: World, rng: random.Random, requests: list[AssistanceRequest]) -> None:
    sessions, words = [], []
    for request in requests:
        provider, began = request.provider, request.assigned_at
        if provider is None or began is None:
            continue
        words.append(
            AssistanceWord(
                request=request,
                by=provider,
                at=began + dt.timedelta(hours=5),
                text="Thank you for asking. Can your chair be there? Send me the last two agendas before we meet.",
            )
        )
        if request.status == RequestStatus.ASSIGNED:
            continue
        for turn in range(1 if request.status == RequestStatus.IN_PROGRESS else rng.randint(1, 3)):
            sessions.append(_session(rng, request, provider, (began + dt.timedelta(days=5 + 7 * turn)).date()))
    keep(sessions)
    keep(words)


def _session(rng: random.Random, request: AssistanceRequest, provider: Member, day: dt.date) -> AssistanceSession:
    return AssistanceSession(
        request=request,
        held_on=day,
        hours=Decimal(rng.choice(("1", "1.5", "2", "2.5", "3"))),
        format=rng.choice((Format.ONE_ON_ONE, Format.ONE_ON_ONE, Format.ONE_ON_ONE, Format.WORKSHOP)),
        who=f"{request.asked_by.name} and the chair",
        notes=rng.choice(NOTES),
        given_by=provider,
    )


def _make_peers(world: World, rng: random.Random, served: list[Partnership]) -> None:
    """Two are open, one is matched, one is done."""
    said = (
        (Side.OFFERS, T.DESIGNING_MEETINGS, "Our chair is glad to show how employers set the agenda here.", ""),
        (Side.ASKS, T.EMPLOYER_ENGAGEMENT, "How did others bring small shops of under fifty people to the table?", ""),
        (Side.OFFERS, T.EVALUATION, "We share our sheet of three figures, and what we got wrong with it.", "matched"),
        (Side.ASKS, T.COORDINATION, "Who has settled with a college when evening classes begin?", "done"),
    )
    rows = []
    for number, (side, topic, words, end) in enumerate(said):
        own, peer = served[(number * 2 + 1) % len(served)], served[(number * 2 + 4) % len(served)]
        row = PeerExchange(
            partnership=own,
            side=side,
            topic=topic,
            words=words,
            made_by=world.convener_of(own.convener),
            made_at=world.ago(60 - 12 * number),
        )
        if end and own.pk != peer.pk:
            row.status, row.peer = ExchangeStatus(end), peer
            row.matched_by, row.matched_at = world.convener_of(peer.convener), row.made_at + dt.timedelta(days=3)
        if row.status == ExchangeStatus.DONE:
            row.ended_at = row.made_at + dt.timedelta(days=20)
            row.notes = (
                "They sent the calendar on which they agreed. We copied its rule: no class before the shift ends."
            )
        rows.append(row)
    keep(rows)


def _make_library(world: World) -> None:
    read = world.now.date() - dt.timedelta(days=70)
    rows = []
    for title, kind, module, topics, address, found in LIBRARY:
        note = {
            LinkState.DEAD: "The page answered: 404, not found.",
            LinkState.UNREACHED: "The server could not be reached.",
        }.get(found, "")
        rows.append(
            Resource(
                title=title,
                kind=kind,
                module=module,
                topics=list(topics),
                address=address,
                link_state=found,
                link_note=note,
                link_checked_at=world.ago(3),
                reviewed_on=read,
                made_by=world.officer(0),
                made_at=world.ago(300),
            )
        )
    keep(rows)


def _make_plan(world: World) -> None:
    year = state_fiscal_year(world.state.fiscal_year_start_month).year_of(world.now.date())
    plan = SupportPlan(
        year=year,
        words="More hours on the floor with employers, fewer slides. Each convener is called once a quarter, asked or not.",
        conveners=max(3, len(world.conveners) * 3 // 4),
        made_by=world.officer(0),
        made_at=world.ago(200),
    )
    keep([plan])
    keep(
        [
            SupportGoal(plan=plan, topic=topic, text=text, sessions=world.count(sessions), events=events)
            for topic, (text, sessions, events) in PLANNED.items()
        ]
    )
