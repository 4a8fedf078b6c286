"""Fetching programs, funds and pools: the state's own, for whoever the view lets in."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from grants.models import Fund, Pool, Program


def get_program(pk: int) -> Program:
    return get_object_or_404(Program, pk=pk)


def get_fund(pk: int) -> Fund:
    return get_object_or_404(Fund, pk=pk)


def get_pool(pk: int) -> Pool:
    return get_object_or_404(Pool, pk=pk)
