"""Awards to announce: their applications' words, a draft, a proposal, an approval, and time that goes by."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core.models import Email
from grants.models import Award, Submission
from legislature.actions import announcements as actions
from legislature.models import Announcement
from legislature.tasks.announcements import tell_legislators
from tests import factories

SENTENCE = "We train machinists beside their work."
PLAN = f"{SENTENCE} Then we place them."


def awarded(round, name, county, *, status="active", words=PLAN, amount="100000"):
    """An award whose letter was sent, with what its application says of itself."""
    lead = factories.organization(f"{name} Board", county_fips=county)
    served = factories.partnership(lead, name=name, region=factories.region([county]))
    application = factories.application(round, lead, status="awarded", partnership=served)
    answers = [{"key": "activities", "type": "long_text", "question": "Plan?", "value": words, "shown": words}]
    Submission.objects.create(
        application=application,
        number=f"{application.number}-R",
        received_at=timezone.now(),
        by=application.submitted_by,
        content={"sections": [{"section": "plan", "title": "Plan", "answers": answers}]},
        sha256="0" * 64,
    )
    fields = {"answered_at": None} if status == "offered" else {}
    return factories.award(application, amount=amount, partnership=served, status=status, **fields)


def in_two_days():
    return timezone.now() + dt.timedelta(days=2)


def written(here, round, *, press=("desk@paper.example",), **fields):
    draft = actions.draft(round, release_at=in_two_days(), by=here.officer)
    sentences = {one.award_id: one.sentence for one in draft.awards.all()}
    given = {"release_at": draft.release_at, "hours": 24, "words": "", "press": press, "sentences": sentences}
    return actions.save(draft, **given | fields, by=here.officer)


def proposed(here, round, **fields):
    return actions.propose(written(here, round, **fields), by=here.officer)


def approved(here, round, **fields):
    made = proposed(here, round, **fields)
    return actions.approve(made, was=made.facts_sha256, by=here.director)


def passes(announcement, *, hours):
    """As if so much time had gone by: the instants are earlier."""
    at = announcement.release_at - dt.timedelta(hours=hours)
    Announcement.objects.filter(pk=announcement.pk).update(release_at=at)
    Award.objects.filter(public_from=announcement.release_at).update(public_from=at)
    announcement.refresh_from_db()
    return announcement


def args(announcement):
    return {
        "state_id": announcement.state_id,
        "announcement_id": announcement.pk,
        "sha256": announcement.facts_sha256,
    }


def told(announcement):
    """A day before its release, told."""
    tell_legislators(**args(passes(announcement, hours=25)))
    announcement.refresh_from_db()
    return announcement


def sent_to(template="awards_for_legislator"):
    return sorted(Email.objects.filter(template=template).values_list("to", flat=True))


def text_to(address):
    return Email.objects.filter(to=address).latest("pk").text


def public_pages(pa):
    """Everything that anybody may open and that could name an award."""
    visitor = factories.client(pa)
    names = Award.objects.values_list("partnership__slug", flat=True)
    paths = ["/", "/rounds/", "/rounds/spring/", "/rounds/spring/calendar.ics", "/common-grants/opportunities/"]
    paths += ["/partnerships/", "/impact/", *(f"/partnerships/{name}/" for name in names)]
    return {path: visitor.get(path).content.decode() for path in paths}
