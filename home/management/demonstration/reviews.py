"""Reviews: three of each application, with points and reasons; those of the round in review at every stage."""

from __future__ import annotations

import datetime as dt

from core.models import Member
from grants.choices import ApplicationStatus, Recommendation, ReviewStatus
from grants.models import Application, Criterion, Review, Score
from home.management.demonstration.applications import FORCED
from home.management.demonstration.world import World, keep

REASONS = {
    "high": (
        "Evidence for every statement, and the sources are named. The regions follow commuting, not office borders.",
        "Employers changed the plan twice, and the application says where. That is what leading looks like.",
        "The steps are in an order that could work, and each has a name and a month beside it.",
        "Costs are those of the trade; the match is in writing.",
        "Convincing throughout. I looked for a weak point and found one footnote without a date.",
    ),
    "middle": (
        "Solid, with two figures that are older than they need to be. The argument stands without them.",
        "Employers are named and their letters say what they will do. I would like to see who decides when they differ.",
        "The plan is clear until the fourth month; after that it says “as needed” too often.",
        "Reasonable. Supplies are high for the number of people, and the reason given covers half of it.",
        "Good, though the comparison leaves out the industry that a reader would think of first.",
    ),
    "low": (
        "Says that the industry matters here but not against what. Most figures have no source.",
        "Two employers are at the table and one of them also sells the training.",
        "Activities are listed without who or when. I could not tell what happens first.",
        "A third of the budget is one line, explained in six words.",
        "The region is the county line. Nothing shows that people live and work inside it.",
    ),
}
OVERALL = {
    "high": "I would fund this without conditions.",
    "middle": "I would fund this; the questions above can be answered in the agreement.",
    "low": "Not yet. With a real assessment it could come back next year.",
}
CONFLICT = "I sat on the board of the lead applicant until last spring."
KNOWN = {
    "reviewer": ("assigned", "in_progress", "submitted", "assigned", "in_progress"),
    "reviewer2": ("submitted", "recused", "assigned", "in_progress", "submitted"),
}
"""What the two reviewers of the sign-in page have before them in the round in review."""
OTHERS = ("submitted", "submitted", "in_progress", "submitted", "assigned", "submitted")


def make_reviews(world: World) -> None:
    """All rounds that closed. In the round in review some reviews are still to come."""
    for key in ("first", "past", "second", "seed", "decision", "review"):
        criteria = list(world.rounds[key].criteria.order_by("position"))
        rows, qualities = [], []
        wanted = (ApplicationStatus.SCORED, ApplicationStatus.UNDER_REVIEW)
        chosen = [a for a in world.applications[key] if a.status in wanted]
        for number, application in enumerate(chosen):
            quality = _quality(world, key, number)
            for review in _three(world, key, number, application, _panel(world, len(chosen))):
                rows.append(review)
                qualities.append(quality)
        scores: list[Score] = []
        for review, quality in zip(rows, qualities, strict=True):
            scores += _scores(world, review, criteria, quality)
        keep(rows)
        keep(scores)


def _quality(world: World, key: str, number: int) -> float:
    """How good an application is, as a share of the points. Those of the known conveners are good."""
    known = key != "review" and number < len(FORCED.get(key, ()))
    return world.rng.uniform(0.86, 0.93) if known else min(0.96, max(0.42, world.rng.gauss(0.74, 0.1)))


def _panel(world: World, applications: int) -> list[Member]:
    """So few of the other reviewers that each reads several applications, as a panel does."""
    pool = world.reviewers[2:]
    return pool[: min(len(pool), max(4, applications * 3 // 6))]


def _three(world: World, key: str, number: int, application: Application, pool: list[Member]) -> list[Review]:
    """Three reviews; neighbors in the panel share applications, so that nobody stands apart."""
    rng, round = world.rng, application.round
    known = world.reviewers[:2]
    reviewers = [pool[(number + turn) % len(pool)] for turn in (0, 1, 3)]
    states = [ReviewStatus.SUBMITTED] * 3
    if key == "review":
        states = [ReviewStatus(OTHERS[(number + 2 * turn) % len(OTHERS)]) for turn in range(3)]
        if number < 5:
            reviewers[:2] = known
            states[:2] = [ReviewStatus(KNOWN[name][number]) for name in ("reviewer", "reviewer2")]
    elif number < 6:
        reviewers[number % 3] = known[number % 2]
    assigned = min(round.closes_at + dt.timedelta(days=9), world.now - dt.timedelta(days=2))
    due = round.review_due_at or assigned + dt.timedelta(days=30)
    made = []
    for reviewer, status in zip(dict.fromkeys(reviewers), states, strict=False):
        declared = assigned + dt.timedelta(days=rng.randint(1, 5), minutes=rng.randint(0, 400))
        submitted = min(
            due - dt.timedelta(hours=rng.randint(1, 300)), world.now - dt.timedelta(hours=rng.randint(1, 90))
        )
        made.append(
            Review(
                application=application,
                reviewer=reviewer,
                status=status,
                due_at=due,
                assigned_by=application.officer or world.officers[0],
                assigned_at=assigned,
                declared_at=min(declared, world.now) if status != ReviewStatus.ASSIGNED else None,
                conflict=CONFLICT if status == ReviewStatus.RECUSED else "",
                submitted_at=max(submitted, declared) if status == ReviewStatus.SUBMITTED else None,
            )
        )
    return made


def _scores(world: World, review: Review, criteria: list[Criterion], quality: float) -> list[Score]:
    """Points and reasons; of a review in progress the first few."""
    rng = world.rng
    if review.status not in (ReviewStatus.SUBMITTED, ReviewStatus.IN_PROGRESS):
        return []
    leaning = rng.gauss(0, 0.035) + (rng.choice((-0.16, 0.13)) if rng.random() < 0.08 else 0)
    upto = len(criteria) if review.status == ReviewStatus.SUBMITTED else rng.randint(1, 3)
    made = []
    for criterion in criteria[:upto]:
        share = min(1.0, max(0.2, quality + leaning + rng.gauss(0, 0.04)))
        made.append(
            Score(
                review=review,
                criterion=criterion,
                points=round(share * criterion.points),
                comment=rng.choice(REASONS["high" if share > 0.85 else "middle" if share > 0.65 else "low"]),
                saved_at=review.submitted_at or world.ago(rng.uniform(0.2, 5)),
            )
        )
    if review.status == ReviewStatus.SUBMITTED:
        share = sum(score.points or 0 for score in made) / sum(c.points for c in criteria)
        level = "high" if share > 0.82 else "middle" if share > 0.66 else "low"
        review.recommendation = {
            "high": Recommendation.FUND,
            "middle": rng.choice((Recommendation.FUND, Recommendation.CONDITIONS)),
            "low": Recommendation.DO_NOT_FUND,
        }[level]
        review.comment = OVERALL[level]
        review.given, review.out_of = sum(score.points or 0 for score in made), sum(c.points for c in criteria)
    return made
