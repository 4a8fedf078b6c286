"""Labor-market data as packaged, and an analysis of the state that a region may adapt."""

from __future__ import annotations

import pytest

from core.permissions import Role
from partnerships.actions import analyses as deeds
from tests import factories
from tests.labor_market.conftest import _loaded, reference  # noqa: F401
from tests.partnerships.analysing import figures, lehigh, saved, written


@pytest.fixture
def region(pa):
    figures()
    return lehigh()


@pytest.fixture
def nadia(pa):
    return factories.member(Role.ANALYST, name="Nadia Ferrari")


@pytest.fixture
def elena(pa, region):
    """A convener of a partnership in the region."""
    board = factories.organization("Lehigh Valley Workforce Collaborative")
    factories.partnership(board, region=region)
    return factories.member(Role.CONVENER, over=board, name="Elena Márquez")


@pytest.fixture
def shared(pa, region, nadia):
    return deeds.move_analysis(written(saved(pa, nadia), nadia), "share", by=nadia)
