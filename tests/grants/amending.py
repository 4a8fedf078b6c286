"""What the tests of amendments share: an active award in its second year, its people, and short ways to ask."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from core.permissions import Role
from grants.actions import amendments as actions
from grants.actions.awards import schedule_reports
from grants.models import Amendment, Award
from tests import factories
from tests.grants.reporting import scene

DAY = dt.timedelta(days=1)


class Office:
    """The award of `scene` with a period around today, its schedule, and who asks and decides."""

    def __init__(self, **scene_fields: Any) -> None:
        self.made: SimpleNamespace = scene(**scene_fields)
        self.today = timezone.localdate()
        start = self.today.replace(day=1) - dt.timedelta(days=200)
        self.ends_on = self.today + dt.timedelta(days=200)
        Award.objects.filter(pk=self.made.award.pk).update(starts_on=start, ends_on=self.ends_on)
        self.award = Award.objects.get(pk=self.made.award.pk)
        schedule_reports(self.award)
        self.convener, self.officer = self.made.convener, self.made.officer
        self.director = factories.member(Role.DIRECTOR, name="Dora Director")

    def add(self, kind: str, *, by: Any = None, **fields: Any) -> Any:
        fields.setdefault("what", "Because it is needed.")
        if "amount" in fields:
            fields["amount"] = Decimal(str(fields["amount"]))
        return actions.add_item(self.award, kind, fields, by=by or self.convener)

    def send(self, *, by: Any = None, day: dt.date | None = None) -> Amendment:
        by = by or self.convener
        draft = Amendment.objects.get(status="draft", requested_by=by, award=self.award)
        return actions.send_amendment(draft, wanted_on=day or self.today, by=by)

    def ask(self, kind: str, **fields: Any) -> Amendment:
        self.add(kind, **fields)
        return self.send()

    def approve(self, amendment: Amendment, *, by: Any = None, day: dt.date | None = None) -> Amendment:
        return actions.approve_amendment(
            amendment, from_day=day or self.today, justification="It fits the plan.", by=by or self.director
        )

    def move(self, amount: Any, source: str = "personnel", to: str = "contractual") -> Amendment:
        return self.ask("budget", amount=amount, category_from=source, category_to=to)
