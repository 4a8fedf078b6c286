"""One application as staff see it: what was sent, how it was screened and reviewed, what happened, what is next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse

from core.charts import Chart, district_map
from core.geography import all_counties, geography
from core.models import AuditEvent, Member, State
from core.moves import moves_open_to
from core.permissions import Permission
from core.templatetags.rt import money
from grants.access.applications import held_over
from grants.checks.applications import Line as BudgetRow
from grants.checks.match import Elsewhere
from grants.checks.screening import Check
from grants.choices import ApplicationStatus, LetterAskedStatus
from grants.models import Application, Award, LetterRequest, Review, Screening, Submission
from grants.readmodels.application_match import elsewhere_of
from grants.readmodels.application_reviews import SideBySide, reviews_of
from grants.readmodels.open_rounds import match_of
from grants.readmodels.review_content import Content, content_of
from grants.readmodels.screening import checklist_of
from grants.rules.applications import MOVES

HISTORY = 20
DEEDS = {
    "application.submit": "sent the application",
    "application.withdraw": "withdrew the application",
    "application.return": "returned it for correction",
    "application.resubmit": "sent the corrections",
    "application.end_return": "went on without the corrections",
    "application.resubmit_in_review": "sent the corrections",
    "application.end_return_in_review": "went on without the corrections",
    "application.reinstate": "reinstated it",
    "application.give": "gave it to {officer}",
    "application.find_eligible": "found it eligible",
    "application.find_ineligible": "found it not eligible",
    "application.send_to_review": "sent it to review by {reviewers}",
    "application.assign": "assigned {reviewers}",
    "application.score": "closed the scoring",
    "application.recommend": "recommended it",
    "application.take_back": "took the recommendation back",
    "application.waitlist": "put it on the waiting list",
    "application.decline": "declined it",
    "application.offer": "offered an award",
    "application.accept_award": "accepted the award",
    "application.refuse_award": "refused the award",
    "application.lapse_award": "let the offer lapse",
    "review.clear": "declared no conflict and began to review",
    "review.recuse": "declared a conflict and stepped back",
    "review.submit": "submitted a review",
    "review.reopen": "gave a review back",
}
BACK = (("return", "Return for correction"), ("end_return", "Go on without it"), ("reinstate", "Reinstate"))
"""Moves that bring an application back to its applicant or to the screening, and their buttons."""
OFFERED = ("offered", "awarded", "refused", "lapsed")
DECIDED = ("scored", "recommended", "waitlisted", "declined", *OFFERED)


class Line(NamedTuple):
    """One thing that happened."""

    at: dt.datetime
    who: str
    what: str


@dataclass(frozen=True)
class Dossier:
    """Everything that the page shows. `reviews` is None for those who may not see them all."""

    application: Application
    content: Content
    submission: Submission | None
    award: Award | None
    screenings: list[Screening]
    checks: list[Check]
    reviews: SideBySide | None
    history: list[Line]
    map: Chart | None
    facts: list[tuple[str, Any]]
    acts: list[dict[str, Any]]
    can_screen: bool
    letters: list[LetterRequest]
    elsewhere: list[Elsewhere]

    @property
    def screening(self) -> Screening | None:
        return self.screenings[0] if self.screenings else None

    @property
    def match(self) -> str:
        """The match that is offered, against what the round needs."""
        needed = match_of(self.application.round, self.application.requested)
        offered = self.content.budget.match_cash + self.content.budget.match_in_kind
        return f"{money(offered)} of {money(needed)} needed" if needed else f"{money(offered)}, none needed"


def dossier_of(application: Application, state: State, member: Member) -> Dossier:
    """The whole page, in at most nine queries over those of fetching it."""
    submission = Submission.objects.filter(application=application).order_by("-place").first()
    content = content_of(application, with_market=False, submission=submission)
    can_screen = can_be_screened(application, member)
    found = Dossier(
        application=application,
        content=content,
        submission=submission,
        award=Award.objects.filter(application=application).first() if application.status in OFFERED else None,
        screenings=list(application.screenings.select_related("by").order_by("-at", "-pk")),
        checks=checklist_of(application, content) if can_screen else [],
        reviews=reviews_of(application) if member.can(Permission.REVIEW_SEE_ALL) else None,
        history=history_of(application),
        map=map_of(application, state),
        facts=[],
        acts=acts_of(application, member),
        can_screen=can_screen,
        elsewhere=elsewhere_of(application, match_rows(content), own_only=False),
        letters=list(application.letters_asked.filter(status=LetterAskedStatus.SIGNED).select_related("scan")),
    )
    found.facts.extend(facts_of(found))
    return found


def match_rows(content: Content) -> list[BudgetRow]:
    """The rows of the match as they were sent."""
    return [
        BudgetRow(
            row["category"],
            row["category"],
            match_cash=row["match_cash"],
            match_in_kind=row["match_in_kind"],
            match_source=row["match_source"],
        )
        for row in content.budget.match
    ]


def can_be_screened(application: Application, member: Member) -> bool:
    """Whether she may screen it now: nothing has been decided and no review is under way."""
    held = held_over(member, application)
    return bool({"find_eligible", "find_ineligible"} & set(moves_open_to(MOVES, application.status, held)))


def acts_of(application: Application, member: Member) -> list[dict[str, Any]]:
    """What this person can do next, from the table of moves; the first is what the page is for."""
    held = held_over(member, application)
    open_moves = moves_open_to(MOVES, application.status, held)
    acts: list[dict[str, Any]] = []
    if "send_to_review" in open_moves or (
        application.status == ApplicationStatus.UNDER_REVIEW and Permission.REVIEW_ASSIGN in held
    ):
        acts.append({"label": "Assign reviewers", "url": reverse("application-assign", args=[application.pk])})
    if application.status in ("under_review", *DECIDED) and Permission.DECISION_SEE in held:
        acts.append({"label": "See the ranking", "url": reverse("slate", args=[application.round.slug])})
    for move, label in BACK:
        if move in open_moves and (move != "reinstate" or application.submitted_at is not None):
            address = f"application-{move.replace('_', '-')}"
            acts.append({"label": label, "url": reverse(address, args=[application.pk])})
    if application.status == ApplicationStatus.SUBMITTED and "find_eligible" in open_moves:
        acts.append({"label": "Screen it", "url": "#screening"})
    if acts and application.status in (ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE):
        acts.sort(key=lambda act: act["label"] not in ("Screen it", "Assign reviewers"))
        acts[0]["primary"] = True
    return acts


def facts_of(found: Dossier) -> list[tuple[str, Any]]:
    application = found.application
    round = application.round
    names = all_counties()
    counties = ", ".join(names[code].name if code in names else code for code in application.county_fips)
    in_range = round.min_award <= application.requested <= round.max_award
    limits = f"{money(round.min_award)} to {money(round.max_award)}"
    return [
        ("Applicant", f"{application.organization.legal_name}, {application.organization.get_type_display().lower()}"),
        ("Requested", f"{money(application.requested)}, {'within' if in_range else 'outside'} {limits}"),
        ("Match", found.match),
        ("Length", f"{application.months or 'no'} months of {round.min_months} to {round.max_months}"),
        ("Industry", " · ".join([application.industry_title, *application.naics]).strip(" ·")),
        ("Counties", counties),
        ("Officer", application.officer.name if application.officer else "Nobody yet"),
        ("Sent by", application.submitted_by.name if application.submitted_by else None),
        ("Receipt", found.submission.number if found.submission else None),
    ]


def history_of(application: Application) -> list[Line]:
    """What happened to it and to its reviews, latest first, in words. One query."""
    reviews = Review.objects.filter(application=application).order_by().values(key=Cast("pk", CharField()))
    about = Q(target_type="grants.application", target_id=str(application.pk)) | Q(
        target_type="grants.review", target_id__in=reviews
    )
    events = AuditEvent.objects.filter(about, deed__in=DEEDS).order_by("-seq")[:HISTORY]
    return [Line(event.at, event.actor, said(event.deed, event.details)) for event in events]


def said(deed: str, details: dict[str, Any]) -> str:
    """A line of the trail in words, with the reason where one was given."""
    given = {"officer": details.get("officer", "somebody"), "reviewers": listed(details.get("reviewers") or ["nobody"])}
    words = DEEDS[deed].format(**given)
    reason = str(details.get("reason") or "")
    return f"{words}: {reason}" if reason and not deed.startswith("review.recuse") else words


def listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def map_of(application: Application, state: State) -> Chart | None:
    """Its counties among their neighbors; None where the state has no outlines or none of them lies in it."""
    return drawn(state.usps, tuple(application.county_fips))


@lru_cache(maxsize=512)
def drawn(usps: str, counties: tuple[str, ...]) -> Chart | None:
    """Public facts alone decide this picture, so it is drawn once a process."""
    shapes = geography(usps)
    inside = [code for code in counties if shapes and code in shapes.counties]
    if shapes is None or not inside:
        return None
    names = listed([shapes.counties[code].name for code in inside])
    return district_map("counties", shapes, inside, finding=f"The counties it serves: {names}", width=280, height=150)
