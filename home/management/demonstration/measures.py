"""The catalogue of measures: a core that everybody reports, a menu, and the state's own."""

from __future__ import annotations

from home.management.demonstration.world import World, keep
from partnerships.choices import Comparability as C
from partnerships.choices import MeasureTier as T
from partnerships.choices import Unit as U
from partnerships.models import Measure

QUARTERLY = (
    ("P2", "Workers who started training", T.CORE, C.COUNT, U.PEOPLE, "", "")
    + ("People who began a training group in the quarter, each counted once in a partnership.",),
    ("W4", "Training completed", T.CORE, C.RATE, U.PERCENT, "people who finished", "people whose training ended")
    + ("Of the people whose training ended in the quarter, those who finished it.",),
    ("W5", "Placed in the industry", T.CORE, C.RATE, U.PERCENT, "people placed", "entry-level people who finished")
    + ("Entry-level people who finished and took a job of 30 hours or more in the target industry.",),
    ("W6", "Credential or identifiable skill", T.CORE, C.RATE, U.PERCENT, "people with a credential")
    + ("people who finished", "A recognized credential or a skill that the employers named and tested."),
    ("W7", "Promotion, new position or raise", T.CORE, C.RATE, U.PERCENT, "incumbents with one of the three")
    + ("incumbents who finished", "New position, title promotion or wage promotion after training."),
    ("P5", "Employers who joined", T.CORE, C.COUNT, U.EMPLOYERS, "", "")
    + ("Employers that came to a first meeting or signed a first commitment in the quarter.",),
    ("P7", "Leveraged dollars", T.MENU, C.COUNT, U.DOLLARS, "", "")
    + ("Money and goods of others that support the work, counted but not audited as match.",),
    ("S7", "Milestones reached on time", T.MENU, C.RATE, U.PERCENT, "milestones reached on time", "milestones due")
    + ("Steps of the work plan that fell due in the quarter.",),
    ("C1", "Students who visited a workplace", T.CUSTOM, C.CUSTOM, U.PEOPLE, "", "")
    + ("Counted by each partnership in its own way; never added up for the state.",),
)
OTHER = (
    ("P1", "Active partnerships", T.CORE, C.COUNT, U.COUNT, "", "")
    + ("In a stage from convening to sustaining on the day.",),
    ("W1", "Households under the poverty guideline", T.CORE, C.RATE, U.PERCENT, "people in households under it")
    + ("people whose income and household size are known", "The same people at entry and at follow-up."),
    ("W2", "Employer offers health insurance", T.CORE, C.RATE, U.PERCENT, "people offered it", "people who answered")
    + ("Offered by the main employer, taken or not; the same people at entry and at follow-up.",),
    ("W3", "Paid sick leave", T.CORE, C.RATE, U.PERCENT, "people who have it", "people who answered")
    + ("The same people at entry and at follow-up.",),
    ("W8", "Hourly wage", T.CORE, C.SURVEY, U.HOURLY, "", "")
    + ("Median at entry and at follow-up, and the median of each person's own gain.",),
    ("E1", "Lower turnover", T.CORE, C.SURVEY, U.PERCENT, "", "")
    + ("Employers who report lower turnover and put it down at least partly to the partnership.",),
    ("E4", "Partnership valuable", T.CORE, C.SURVEY, U.PERCENT, "", "")
    + ("Employers who answer valuable or very valuable.",),
    ("E6", "Better hires", T.CORE, C.SURVEY, U.PERCENT, "", "")
    + ("Employers who report a better quality of the people they hire.",),
    ("S1", "Systems changes verified", T.MENU, C.COUNT, U.COUNT, "", "")
    + ("By type and depth, each verified by somebody other than its author.",),
)
STATUTES = {"W6": ["workers with a credential"], "W7": ["workers promoted"], "P2": ["workers served"]}


def make_measures(world: World) -> None:
    """Every row of the catalogue, version 1."""
    rows = []
    for position, row in enumerate([*QUARTERLY, *OTHER], start=1):
        code, title, tier, comparability, unit, numerator, denominator, definition = row
        rows.append(
            Measure(
                code=code,
                title=title,
                definition=definition,
                tier=tier,
                comparability=comparability,
                unit=unit,
                numerator=numerator,
                denominator=denominator,
                statutes=STATUTES.get(code, []),
                is_reported_quarterly=position <= len(QUARTERLY),
                position=position,
            )
        )
    world.measures = {measure.code: measure for measure in keep(rows)}
