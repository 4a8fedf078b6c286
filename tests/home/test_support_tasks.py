"""What waits about support on the first pages of officers, providers and conveners."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from partnerships.actions import registrations
from tests import factories
from tests.partnerships.supporting import asked, event, given, scene


@pytest.fixture
def here(pa):
    return scene(pa)


def home(here, who) -> str:
    return factories.client(here.state, who).get("/home/").content.decode()


def test_an_unmet_request_is_overdue_on_the_officers_first_page(here):
    asked(here, days=44)
    page = home(here, here.officer)
    assert "Assign a request for help" in page
    assert "14 days late" in page
    assert "Employer engagement · Lehigh Valley Metals" in page


def test_what_is_assigned_waits_for_the_provider_and_on_others_for_the_officer(here):
    asked(here, days=3, status="assigned", provider=here.provider)
    assert "Help that is assigned to you" in home(here, here.provider)
    assert "Help that is assigned, without a session" in home(here, here.officer)


def test_a_convener_is_asked_to_rate_and_reminded_of_her_events(here):
    given(here)
    soon = timezone.now() + dt.timedelta(days=3)
    found = event(here, starts_at=soon, ends_at=soon + dt.timedelta(hours=2))
    registrations.register(found, name="Elena", email=here.convener.email, member=here.convener)
    page = home(here, here.convener)
    assert "Say how useful the help was" in page
    assert "Show my code" in page


def test_many_requests_are_one_more_row(here):
    for _ in range(8):
        asked(here)
    assert "3 more requests for help" in home(here, here.officer)
