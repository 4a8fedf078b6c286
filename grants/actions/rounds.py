"""What staff do to rounds: set one up, open it, close it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.money import split
from core.moves import MoveRefused, make_move
from grants.actions.round_versions import freeze_notice
from grants.choices import ReasonRule, RoundStatus
from grants.models import Criterion, Fund, Round, RoundFund, RoundPromise
from grants.readmodels.round_page import faults_before_opening
from grants.readmodels.round_promise import promise_of
from grants.rules.rounds import MOVES
from questions.readmodels import sha256_of


class Judged(NamedTuple):
    """One criterion as it was typed. `bands` as the model keeps them."""

    title: str
    points: int
    guidance: str = ""
    section_keys: Sequence[str] = ()
    bands: Sequence[Sequence[Any]] = ()
    tie_place: int | None = None
    merit: str = ""
    may_not_apply: bool = False
    reason_rule: str = ReasonRule.ALWAYS


class Given(NamedTuple):
    """What a fund gives, in dollars."""

    fund: Fund
    amount: Decimal


@transaction.atomic
def save_round(
    round: Round | None, facts: dict[str, Any], criteria: Sequence[Judged], funds: Sequence[Given], *, by: Member
) -> Round:
    """Set up a round, or change one that was not opened yet, with its criteria and funds whole.

    Whoever saves a copy of last year's round has looked at what was to be looked at. A pool that is named without amounts
    gives by its ratio (BR-50).

    Raises MoveRefused for one that was opened: what was promised to applicants does not change.
    """
    if round is None:
        saved = Round(**facts)
    else:
        saved = Round.objects.select_for_update().get(pk=round.pk)
        if saved.status != RoundStatus.DRAFT:
            raise MoveRefused(
                f"{saved.name} is {saved.get_status_display().lower()}. What was promised to applicants stays."
            )
        for name, value in facts.items():
            setattr(saved, name, value)
        saved.to_look_at = []
    saved.save()
    saved.criteria.all().delete()
    saved.round_funds.all().delete()
    Criterion.objects.bulk_create(
        Criterion(
            round=saved,
            position=position,
            title=one.title,
            points=one.points,
            guidance=one.guidance,
            section_keys=list(one.section_keys),
            bands=[list(band) for band in one.bands],
            tie_place=one.tie_place,
            merit=one.merit,
            may_not_apply=one.may_not_apply,
            reason_rule=one.reason_rule,
        )
        for position, one in enumerate(criteria, start=1)
    )
    funds = funds or shares_by_pool(saved)
    RoundFund.objects.bulk_create(RoundFund(round=saved, fund=one.fund, amount=one.amount) for one in funds)
    deed = "round.create" if round is None else "round.edit"
    points = {one.title: one.points for one in criteria}
    audit.record(deed, saved, by=by, criteria=points, funds={one.fund.name: str(one.amount) for one in funds})
    return saved


def shares_by_pool(round: Round) -> list[Given]:
    """What each fund of the round's pool gives of its money, to the cent (BR-50); nothing without a pool."""
    shares = list(round.pool.shares.select_related("fund")) if round.pool else []
    if not shares or not round.total_available:
        return []
    amounts = split(round.total_available, {share.fund_id: share.ratio for share in shares})
    return [Given(share.fund, amounts[share.fund_id]) for share in shares if amounts[share.fund_id]]


@transaction.atomic
def open_round(round: Round, *, by: Member) -> Round:
    """Publish the round and freeze what it promises; applications can be started from its opening instant on.

    Raises MoveRefused with everything that is missing.
    """
    held = Round.objects.select_for_update(of=("self",)).select_related("form_version").get(pk=round.pk)
    missing = [fault.text for fault in faults_before_opening(held) if fault.stops]
    if held.status == RoundStatus.DRAFT and missing:
        raise MoveRefused(" ".join(missing))
    content = promise_of(held)
    sha256 = sha256_of(content)
    RoundPromise.objects.create(round=held, content=content, sha256=sha256, by=by)
    opened: Round = make_move(held, MOVES, "open", by=by, details={"promise": sha256})
    freeze_notice(opened, by=by)
    return opened


@transaction.atomic
def close_round(round: Round, *, by: Member) -> Round:
    """Take no more applications. One that is closed before its hour is recorded as closed early."""
    early = round.closes_at - timezone.now()
    details: dict[str, Any] = {"early_by_hours": round_hours(early)} if early > dt.timedelta(0) else {}
    if round.is_sealed:
        details["unsealed"] = True
    closed: Round = make_move(round, MOVES, "close", by=by, details=details)
    return closed


def round_hours(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 3600)
