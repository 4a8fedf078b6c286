"""What staff do to programs, funds and pools: set them up and change them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from core import audit
from core.models import Member
from core.moves import MoveRefused
from core.templatetags.rt import money
from grants.checks.pools import pool_faults
from grants.choices import PoolMode
from grants.models import Fund, Pool, PoolShare, Program
from grants.readmodels.funds import awarded_of, promised_of

Thing = TypeVar("Thing", Program, Fund, Pool)


@transaction.atomic
def save_program(program: Program | None, facts: dict[str, Any], *, by: Member) -> Program:
    """Set up a program, or change one."""
    return _saved(program or Program(), facts, "program", by=by)


@transaction.atomic
def save_fund(fund: Fund | None, facts: dict[str, Any], *, by: Member) -> Fund:
    """Set up a fund, or change one.

    Raises MoveRefused where less would be left for awards than its rounds promised, or where a steward's word that it may
    be blended would be taken back while it is.
    """
    if fund is not None:
        fund = Fund.objects.select_for_update().get(pk=fund.pk)
        wanted = Fund(amount=facts["amount"], admin_percent=facts["admin_percent"]).for_awards
        promised = sum((of([fund.pk]).get(fund.pk, Decimal(0)) for of in (promised_of, awarded_of)), Decimal(0))
        if wanted < promised and wanted < fund.for_awards:
            raise MoveRefused(
                f"{money(wanted)} would be left for awards; {money(promised)} is promised or awarded. Leave that much."
            )
        blended = PoolShare.objects.filter(fund=fund, pool__mode=PoolMode.BLENDED)
        if not facts["blending_confirmed_by"].strip() and blended.exists():
            raise MoveRefused(f"{fund.name} is in a blended pool. Braid the pool first.")
    return _saved(fund or Fund(), facts, "fund", by=by)


@transaction.atomic
def save_pool(pool: Pool | None, facts: dict[str, Any], shares: Sequence[tuple[Fund, int]], *, by: Member) -> Pool:
    """Set up a pool with its shares whole, or change one. Raises MoveRefused with everything that is wrong (BR-50)."""
    confirmed = {fund.name: fund.blending_confirmed_by for fund, _ in shares}
    if faults := pool_faults(facts["mode"], confirmed, [ratio for _, ratio in shares]):
        raise MoveRefused(" ".join(faults))
    saved = _saved(pool or Pool(), facts, "pool", by=by, shares={fund.name: ratio for fund, ratio in shares})
    saved.shares.all().delete()
    PoolShare.objects.bulk_create(PoolShare(pool=saved, fund=fund, ratio=ratio) for fund, ratio in shares)
    return saved


def _saved(thing: Thing, facts: dict[str, Any], noun: str, *, by: Member, **details: Any) -> Thing:
    deed = f"{noun}.edit" if thing.pk else f"{noun}.create"
    for name, value in facts.items():
        setattr(thing, name, value)
    thing.save()
    audit.record(deed, thing, by=by, **details)
    return thing
