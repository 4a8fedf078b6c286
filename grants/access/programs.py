"""Fetching programs, funds and pools: the state's own, for whoever the view lets in; and over which fund a role is held."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from core.choices import Scope
from core.people import scope_choices
from grants.models import Fund, Pool, Program


@scope_choices(Scope.FUND)
def funds() -> list[tuple[int, str]]:
    return list(Fund.objects.order_by("name").values_list("pk", "name"))


def get_program(pk: int) -> Program:
    return get_object_or_404(Program, pk=pk)


def get_fund(pk: int) -> Fund:
    return get_object_or_404(Fund, pk=pk)


def get_pool(pk: int) -> Pool:
    return get_object_or_404(Pool, pk=pk)
