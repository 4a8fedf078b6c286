"""What was said about the open round since it was published: an addendum, answers, and who listens."""

from __future__ import annotations

import datetime as dt

from grants.models import Addendum, Round, RoundQuestion, SubawardLine, Subscriber
from grants.readmodels.receipt import instant
from home.management.demonstration.documents import keep_version, make_documents
from home.management.demonstration.eligibility import answer_checks
from home.management.demonstration.world import World, keep

ASKED = (
    (
        "May a chamber of commerce lead, if a workforce board keeps the books?",
        "Yes. Name the board as fiscal agent in the first section, and let it sign the certification.",
    ),
    (
        "Do employers in a neighboring state count?",
        "They may sit at the table and count as employers, if the jobs that are trained for are here.",
    ),
    (
        "Is rent for the classroom allowed?",
        "Yes, in category h. It does not count for indirect costs: choose “does not count” on its line.",
    ),
    (
        "We had a planning award in 2024. Do we have to show it?",
        "No, we know of it. Say in the work plan what became of the plan.",
    ),
)
WAITING = "Can two partnerships of one region share a coordinator?"
EXTENDED = (
    "The answers to the first questions came a week later than announced, so the round stays open two days longer."
)
LISTENS = ("news@county-paper.example", "grants@riverside-college.example", "director@millwrights-council.example")


def make_notices(world: World) -> None:
    """Life in the notice of the round that is open now."""
    round = world.rounds.get("open")
    if round is None:
        return
    officer = world.officers[0]
    before = round.closes_at - dt.timedelta(days=2)
    zone = world.state.zone
    change = {
        "term": "closes_at",
        "label": "Closes",
        "before": instant(before, zone),
        "after": instant(round.closes_at, zone),
    }
    answered_at = world.ago(6)
    make_documents(world, round)
    after, round.closes_at = round.closes_at, before
    keep_version(world, round, at=round.opens_at)
    asked = [
        RoundQuestion(
            round=round, text=text, shown=text, answer=answer, asked_at=world.ago(11), answered_by=officer,
            published_at=answered_at,
        )
        for text, answer in ASKED
    ]  # fmt: skip
    first, second = (
        Addendum(round=round, number=1, text="4 questions are answered.", by=officer, at=answered_at),
        Addendum(round=round, number=2, text=EXTENDED, changes=[change], by=officer, at=world.ago(3)),
    )
    keep(asked)
    keep([first])
    keep_version(world, round, at=first.at, addendum=first)
    round.closes_at = after
    keep([second])
    keep_version(world, round, at=second.at, addendum=second)
    keep([RoundQuestion(round=round, text=WAITING, asked_at=world.ago(1))])
    keep([Subscriber(round=round, email=email, confirmed_at=world.ago(8)) for email in LISTENS])
    answer_checks(world, round)
    _subawards(world, round)


def _subawards(world: World, round: Round) -> None:
    """The contract of one draft is a subaward, with a budget of its own."""
    for application in world.applications.get("open", []):
        line = application.budget.filter(category="contractual", amount__gt=0).first()
        if line is None or application.status != "draft":
            continue
        line.mtdc, line.subrecipient = "subaward", "Riverside Community College"
        line.save(update_fields=["mtdc", "subrecipient"])
        teachers = (line.amount * 3 / 4).quantize(line.amount.__class__("1"))
        keep(
            [
                SubawardLine(application=application, subrecipient=line.subrecipient, category="personnel",
                             description="Two instructors, evenings", amount=teachers, position=1),
                SubawardLine(application=application, subrecipient=line.subrecipient, category="supplies",
                             description="Kits for trainees", amount=line.amount - teachers, position=2),
            ]
        )  # fmt: skip
        return
