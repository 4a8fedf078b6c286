"""A data set that an analysis was made from stays while the analysis does."""

from __future__ import annotations

import pytest

from core.moves import MoveRefused
from labor_market.access import uses_of
from labor_market.actions import imports
from labor_market.models import Dataset
from partnerships.access.analyses import analyses_of
from tests import factories

pytestmark = pytest.mark.usefixtures("reference")


@pytest.mark.claim(38)
def test_the_data_set_of_an_analysis_is_not_removed(pa, shared, nadia):
    held = Dataset.objects.get(key=shared.datasets[0]["key"])
    said = "It was read for the industry analysis “Industries of Pennsylvania, 2026”."
    assert analyses_of(held) == said
    assert uses_of(held) == [said]
    held.state = pa
    held.save()
    with pytest.raises(MoveRefused, match="cannot be removed: It was read for"):
        imports.remove(held, by=nadia)
    page = factories.client(pa, nadia).get(f"/labor-market/data-sets/{held.pk}/remove/").content.decode()
    assert "It cannot be removed." in page
    assert said in page


def test_a_data_set_that_no_analysis_was_made_from_may_go(pa, shared, nadia):
    other = Dataset.objects.exclude(key__in=[one["key"] for one in shared.datasets]).first()
    assert uses_of(other) == []
