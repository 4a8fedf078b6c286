"""What a round that pays to plan and convene a partnership begins with."""

from __future__ import annotations

import pytest


@pytest.mark.claim(40)
@pytest.mark.parametrize("kind", ["seed", "planning"])
def test_a_planning_round_begins_as_one_that_pays_to_plan_and_convene_a_partnership(officer, kind):
    context = officer.get(f"/staff/rounds/new/?kind={kind}").context
    rows = [form.initial for form in context["criteria"] if form.initial]

    assert (context["form"].initial["max_months"], context["form"].initial["max_award"]) == (6, 150_000)
    assert [row["title"] for row in rows][:3] == [
        "Industry assessment",
        "Who is to be convened, and how",
        "Convener capacity and neutrality",
    ]
    assert 3 * rows[0]["points"] == sum(row["points"] for row in rows), "the assessment is exactly one third"
    assert "labor market regions" in rows[0]["guidance"]
    later = officer.get("/staff/rounds/new/?kind=implementation").context["criteria"]
    assert later[0].initial["title"] == "Partnership composition and employer leadership"
