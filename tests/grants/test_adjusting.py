"""Adjusted scores: against exact algebra, where they are refused, and what they recover in invented panels."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from benchmarks.adjusting import Panel, recovered
from grants.rules.adjusting import RIDGE, Total, adjust, reason_against


def exactly(rows: list[Total]) -> tuple[dict[int, Fraction], dict[int, Fraction]]:
    """The least squares with a ridge on severities, solved as one system of equations in fractions."""
    applications = sorted({row.application_id for row in rows})
    reviewers = sorted({row.reviewer_id for row in rows})
    place = {("a", pk): i for i, pk in enumerate(applications)}
    place |= {("r", pk): len(applications) + i for i, pk in enumerate(reviewers)}
    size = len(place)
    system = [[Fraction(0)] * (size + 1) for _ in range(size)]
    for row in rows:
        a, r, points = place["a", row.application_id], place["r", row.reviewer_id], Fraction(row.points)
        for one in (a, r):
            system[one][a] += 1
            system[one][r] += 1
            system[one][size] += points
    for pk in reviewers:
        system[place["r", pk]][place["r", pk]] += Fraction(RIDGE)
    for column in range(size):
        pivot = next(i for i in range(column, size) if system[i][column])
        system[column], system[pivot] = system[pivot], system[column]
        for i in range(size):
            if i != column and (factor := system[i][column] / system[column][column]):
                system[i] = [x - factor * y for x, y in zip(system[i], system[column], strict=True)]
    solved = [line[size] / line[i] for i, line in enumerate(system)]
    return {pk: solved[place["a", pk]] for pk in applications}, {pk: solved[place["r", pk]] for pk in reviewers}


@st.composite
def panels(draw: st.DrawFn) -> list[Total]:
    """Reviews of 3 to 8 applications by 2 to 5 reviewers, two or more each."""
    reviewers = draw(st.integers(2, 5))
    rows = []
    for application in range(draw(st.integers(3, 8))):
        readers = draw(st.sets(st.integers(0, reviewers - 1), min_size=2))
        rows += [Total(application, reviewer, draw(st.integers(0, 300))) for reviewer in sorted(readers)]
    return rows


@given(panels())
def test_scores_and_severities_are_those_of_exact_algebra(rows):
    assume(not reason_against(sorted(rows)))

    found = adjust(rows)

    scores, severities = exactly(rows)
    assert found.scores == pytest.approx({pk: float(one) for pk, one in scores.items()}, abs=1e-6)
    assert found.severities == pytest.approx({pk: float(one) for pk, one in severities.items()}, abs=1e-6)
    assert sum(found.severities.values()) == pytest.approx(0, abs=1e-6)


@given(st.lists(st.lists(st.integers(0, 300), min_size=3, max_size=3), min_size=3, max_size=8))
def test_where_everybody_reads_everything_the_order_is_that_of_the_raw_means(table):
    rows = [Total(a, r, points) for a, given in enumerate(table) for r, points in enumerate(given)]

    scores = adjust(rows).scores

    for a, given_a in enumerate(table):
        for b, given_b in enumerate(table):
            assert scores[a] - scores[b] == pytest.approx(sum(given_a) / 3 - sum(given_b) / 3, abs=1e-6)


def test_a_severe_reviewer_costs_an_application_less():
    """The second half was read by reviewer 3, who gives 30 less than the others to what they share."""
    rows = [Total(a, r, 200) for a in range(3) for r in (1, 2)] + [Total(a, 3, 170) for a in range(3)]
    rows += [Total(a, r, points) for a in range(3, 6) for r, points in ((3, 170), (1, 200))]

    found = adjust(rows)

    assert found.severities[3] < -10 < 0 < found.severities[1]
    raw = 185
    assert all(found.scores[a] > raw for a in range(3, 6))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "Fewer than two reviewers"),
        ([Total(a, 1, 10) for a in range(5)], "Fewer than two reviewers"),
        ([Total(a, r, 10) for a in range(2) for r in (1, 2)], "2 reviewers have fewer than 3 counted reviews"),
        (
            [Total(a, r, 10) for a in range(3) for r in (1, 2)]
            + [Total(a, r, 10) for a in range(3, 6) for r in (3, 4)],
            "2 groups that share no application",
        ),
    ],
)
def test_it_is_refused_with_the_reason(rows, why):
    found = adjust(rows)
    assert why in found.refused
    assert (found.scores, found.severities) == ({}, {})


@pytest.mark.parametrize(
    ("panel", "raw", "adjusted"),
    [(Panel(20, 6, 8), 0.770, 0.814), (Panel(20, 6, 2), 0.816, 0.818), (Panel(12, 4, 8, each=4), 0.826, 0.826)],
)
def test_invented_panels_recover_what_the_published_table_says(panel, raw, adjusted):
    """The table of `python -m benchmarks.adjusting`, within the error of 400 repetitions."""
    found = recovered(panel, 400)

    assert found["raw mean"] == pytest.approx(raw, abs=0.03)
    assert found["two-way"] == pytest.approx(adjusted, abs=0.03)
    assert found["two-way"] >= found["raw mean"] - 0.005
    assert found["median"] < found["two-way"]
