"""A desk with a whole draft, for tests of what follows: submission, waivers, returns."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core.permissions import Role
from grants.actions import submissions, waivers
from grants.actions.waivers import Effect
from grants.models import Application, Round
from grants.readmodels.application_content import problems_of
from tests import factories
from tests.grants import applying

HOUR = dt.timedelta(hours=1)


class Desk:
    """A whole draft, its two preparers, and staff."""

    def __init__(self, **terms):
        self.lead = factories.organization("Lehigh and Berks Workforce Alliance")
        self.elena = factories.member(Role.CONVENER, over=self.lead, name="Elena Márquez")
        self.officer = factories.member(Role.OFFICER, name="Nadia Torres")
        self.director = factories.member(Role.DIRECTOR, name="Drew Director")
        self.round = applying.round(**terms)
        self.draft = applying.fill(applying.start(self.round, self.lead, by=self.elena), by=self.elena)

    def close(self, ago=HOUR, **fields):
        closes = timezone.now() - ago
        Round.objects.filter(pk=self.round.pk).update(
            closes_at=closes, opens_at=closes - dt.timedelta(days=30), **fields
        )
        Application.objects.filter(pk=self.draft.pk).update(created_at=closes - dt.timedelta(days=2))
        return self.fresh()

    def fresh(self):
        self.draft = Application.objects.select_related("round", "organization", "response").get(pk=self.draft.pk)
        self.round = self.draft.round
        return self.draft

    def submit(self):
        return submissions.submit_application(self.fresh(), certified_name=self.elena.name, by=self.elena)

    def ask(self, kind="deadline", **given):
        return waivers.request_waiver(
            self.round, self.lead, kind, reason="Our network was down.", by=self.elena, application=self.draft, **given
        )

    def allow(self, waiver, *, by=None, **effect):
        given = {"until": timezone.now() + HOUR} | effect if waiver.kind == "deadline" else effect
        return waivers.approve_waiver(waiver, Effect(**given), justification="Confirmed.", by=by or self.officer)


def texts(draft):
    return " ".join(problem.text for problem in problems_of(draft))
