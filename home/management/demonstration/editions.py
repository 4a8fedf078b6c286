"""The impact report of the last state fiscal year: published and delivered in Pennsylvania, before that elsewhere."""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone

from core.calendars import FiscalCalendar, state_fiscal_year
from core.isolation import state_scope
from core.models import Member, State
from core.templatetags.rt import long_day
from home.management.demonstration.world import World
from legislature.actions.deliveries import deliver, note_opened
from legislature.actions.editions import approve, create_edition, freeze, publish, save_words
from legislature.choices import DeliveryStatus, EditionStatus
from legislature.models import Delivery, Document, Edition

PATIENCE = 30 * 60
"""Seconds to wait for the workers to draw the documents of the first start."""
READERS = 6
"""Every so-manieth legislator has opened her report."""
LETTER = (
    "Dear members of the {legislature},\n\n"
    "Employers across {name} told us the same thing in different words: they cannot find people for jobs that pay, and"
    " people who would do them do not know that they exist. In {partnerships} those employers sit down together, name the"
    " skills, and build the training with schools, unions and community groups.\n\n"
    "This report says what {partnerships} did from {start} to {end}, what they spent, and what employers and workers"
    " reported. Every figure says how many people or firms stand behind it. Where we do not know, we say so.\n\n"
    "Thank you for the request that this report answers. Your district’s page is the last one."
)
NOT_WORKED = (
    "Placement fell short of its target in four regions: people finished in a season when plants there paused"
    " hiring. Fewer than half of the people who finished answered at follow-up, so the figures on benefits describe those"
    " who answered and not everybody. Two {partnerships} closed in the year because no employer would take the chair. We"
    " have moved follow-up to text messages and ask for a chair before the second payment."
)


def last_fiscal_year(state: State, today: dt.date) -> tuple[dt.date, dt.date, str]:
    """First and last day of the last state fiscal year that has ended, and its name."""
    calendar: FiscalCalendar = state_fiscal_year(state.fiscal_year_start_month)
    year = calendar.year_of(today) - 1
    return calendar.start(year), calendar.end(year), str(year)


def make_edition(world: World) -> None:
    """Built by the officer. Pennsylvania's is approved, and its documents are asked for; Georgia's waits for approval."""
    start, end, year = last_fiscal_year(world.state, world.now.date())
    officer = world.people["officer"]
    words = {
        "legislature": world.state.word("legislature"),
        "name": world.state.name,
        "partnerships": world.state.word("partnerships"),
        "start": long_day(start),
        "end": long_day(end),
    }
    edition = create_edition(
        title=f"{world.state.word('partnerships').capitalize()} in fiscal year {year}",
        period_start=start,
        period_end=end,
        requested_by=world.profile.statute,
        by=officer,
    )
    edition = save_words(
        edition,
        letter=LETTER.format(**words),
        what_did_not_work=NOT_WORKED.format(**words),
        requested_by=world.profile.statute,
        by=officer,
    )
    if world.state.code in ("pa", "ga"):
        edition = freeze(edition, by=officer)
    if world.state.code == "pa":
        approve(edition, by=world.people["director"])


def finish(code: str = "pa") -> str:
    """Publish the approved edition once the workers have drawn it, and send it to every legislator. Says what was done."""
    state = State.objects.get(code=code)
    with state_scope(state):
        waiting = Edition.objects.filter(status=EditionStatus.APPROVED).order_by("pk").first()
    if waiting is None:
        return "Nothing is left to publish."
    started = time.monotonic()
    while not _is_drawn(state, waiting):
        if time.monotonic() - started > PATIENCE:
            return f"The documents of {waiting} were not drawn in {PATIENCE // 60} minutes. Is a worker running?"
        time.sleep(2)
    with timezone.override(state.zone), state_scope(state):
        officer = Member.objects.select_related("user").get(user__email=f"officer@{code}.example")
        sent = deliver(publish(waiting, by=officer), by=officer)
    _read(state, sent)
    return f"{waiting} is published and was sent to {sent} legislators."


def _is_drawn(state: State, edition: Edition) -> bool:
    with state_scope(state):
        documents = Document.objects.filter(edition=edition)
        drawn = documents.filter(file__isnull=False).count()
        return drawn > 1 and drawn == documents.count()


def _read(state: State, sent: int) -> None:
    """Some legislators open their link once it has reached them."""
    for _ in range(60):
        with state_scope(state):
            gone = Delivery.objects.filter(status=DeliveryStatus.SENT).order_by("pk")
            if gone.count() >= sent:
                for delivery in list(gone[::READERS]):
                    note_opened(delivery)
                return
        time.sleep(1)
