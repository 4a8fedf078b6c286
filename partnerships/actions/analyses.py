"""Industry analyses: saved from the workbench, adapted by regions, written, published, replaced, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import audit
from core.facts import sha256_of
from core.models import Member, State
from core.moves import MoveRefused, check_move, make_move
from labor_market.readmodels.screening import Asked, screen
from partnerships.choices.analyses import AnalysisStatus, AuthorRole
from partnerships.emails import analyses as emails
from partnerships.models import IndustryAnalysis, Region
from partnerships.readmodels.voices import conversations_of, employers_in
from partnerships.rules.analyses import MOVES, ONLY_REGION, ONLY_STATE, lacks

Facts = dict[str, Any]
WRITTEN = (AnalysisStatus.DRAFT, AnalysisStatus.SHARED)


class Lacking(MoveRefused):
    """It cannot be published yet: everything that stands against it."""

    def __init__(self, found: list[Any]) -> None:
        super().__init__(" ".join(one.text for one in found))
        self.lacks = found


def _frozen(facts: Facts) -> dict[str, Any]:
    """The fields that hold what was computed."""
    return {
        "method": facts["method"],
        "asked": {name: facts[name] for name in ("place", "areas", "depth", "sector")}
        | {"reference": facts["reference"]},
        "weights": facts["weights"],
        "datasets": facts["sources"],
        "result": facts,
        "sha256": sha256_of(facts),
    }


@transaction.atomic
def save_analysis(title: str, asked: Asked, *, state: State, region: Region | None, by: Member) -> IndustryAnalysis:
    """Freeze what the workbench shows as a draft of the state. Raises MoveRefused where nothing can be computed."""
    facts = screen(asked, state)
    if facts["refused"]:
        raise MoveRefused(facts["refused"])
    counties = [area for area in asked.areas if not area.endswith("000")]
    made = IndustryAnalysis.objects.create(
        title=title.strip(), region=region, county_fips=counties, made_by=by, **_frozen(facts)
    )
    audit.record("industryanalysis.save", made, by=by, sha256=made.sha256, method=made.method)
    return made


@transaction.atomic
def adapt_analysis(parent: IndustryAnalysis, region: Region, *, state: State, by: Member) -> IndustryAnalysis:
    """The region's version of what the state shared: computed again for its counties, with the state's method and weights.

    Where no county counts are loaded for the region the state's figures stand, and the version says so.
    """
    if parent.author_role != AuthorRole.STATE or parent.status not in (AnalysisStatus.SHARED, AnalysisStatus.PUBLISHED):
        raise MoveRefused("A region adapts an analysis that the state has shared or published.")
    Region.objects.select_for_update().get(pk=region.pk)
    ended = Q(status__in=(AnalysisStatus.WITHDRAWN, AnalysisStatus.SUPERSEDED))
    if parent.versions.filter(region=region).exclude(ended).exists():
        raise MoveRefused(f"{region.name} has a version of this analysis already. Go on with that one.")
    facts = screen(_asked_of(parent, region, keep_years=True), state)
    if facts["refused"]:
        note = f"{facts['refused']} The figures of {parent.place} stand here instead."
        facts = parent.result | {"notes": [note, *parent.result["notes"]]}
    made = IndustryAnalysis.objects.create(
        title=f"{parent.title}: {region.name}"[:160],
        author_role=AuthorRole.REGION,
        region=region,
        county_fips=region.county_fips,
        parent=parent,
        chosen=parent.chosen,
        made_by=by,
        **_frozen(facts),
    )
    audit.record("industryanalysis.adapt", made, by=by, parent=parent.pk, sha256=made.sha256)
    return made


def _asked_of(analysis: IndustryAnalysis, region: Region | None, *, keep_years: bool = False) -> Asked:
    """What was asked of the workbench, for another region in the same two years, or again for the newest."""
    asked, areas = analysis.asked, tuple(region.county_fips) if region else tuple(analysis.asked["areas"])
    place = region.name if region else asked["place"]
    years = tuple(analysis.result["years"]) if keep_years else None
    return Asked(place, areas, asked["reference"]["fips"], asked["depth"], asked["sector"], analysis.weights, years)


@transaction.atomic
def renew_analysis(analysis: IndustryAnalysis, *, state: State, by: Member) -> IndustryAnalysis:
    """A new draft by the same method from the newest data, which replaces this one once it is published.

    There is one at a time: whoever asks again, or at the same moment, is given the one that is being written.
    """
    analysis = IndustryAnalysis.objects.select_for_update(of=("self",)).select_related("region").get(pk=analysis.pk)
    if analysis.status != AnalysisStatus.PUBLISHED:
        raise MoveRefused("What is published is renewed; a draft is changed.")
    begun: IndustryAnalysis | None = analysis.later.filter(status__in=(*WRITTEN, AnalysisStatus.SUBMITTED)).first()
    if begun is not None:
        return begun
    region = analysis.region if analysis.author_role == AuthorRole.REGION else None
    facts = screen(_asked_of(analysis, region), state)
    if facts["refused"]:
        raise MoveRefused(facts["refused"])
    kept = {
        name: getattr(analysis, name)
        for name in ("title", "author_role", "region", "county_fips", "parent", "chosen", "rationale", "assessment")
    }
    made = IndustryAnalysis.objects.create(replaces=analysis, made_by=by, **kept, **_frozen(facts))
    audit.record("industryanalysis.renew", made, by=by, replaces=analysis.pk, sha256=made.sha256)
    return made


@transaction.atomic
def write_analysis(analysis: IndustryAnalysis, *, by: Member, **words: Any) -> IndustryAnalysis:
    """Change title, choices, rationale, assessment or what the region changes, while it is written."""
    held = hold(analysis)
    changed = [name for name, value in words.items() if getattr(held, name) != value]
    if changed:
        for name in changed:
            setattr(held, name, words[name])
        held.save(update_fields=changed)
        audit.record("industryanalysis.write", held, by=by, changed=sorted(changed))
    return held


def hold(analysis: IndustryAnalysis) -> IndustryAnalysis:
    """The row, locked, if it is still being written."""
    held: IndustryAnalysis = IndustryAnalysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
    if held.status not in WRITTEN:
        raise MoveRefused(
            f"This analysis is {held.get_status_display().lower()}: what it says stays. Renew it to say something else."
        )
    return held


@transaction.atomic
def move_analysis(analysis: IndustryAnalysis, name: str, *, by: Member, reason: str = "") -> IndustryAnalysis:
    """Share, hand in, send back or withdraw. Raises MoveRefused."""
    wrong = ONLY_REGION if analysis.author_role == AuthorRole.STATE else ONLY_STATE
    if name in wrong or name in ("publish", "supersede"):
        raise MoveRefused("This analysis does not move that way.")
    if name == "hand_in" and not analysis.changes.strip():
        raise MoveRefused(
            "Say what your version changes against the state’s, and why. “Nothing, because …” is an answer too."
        )
    changes: dict[str, Any] = {"ended_reason": reason} if name == "withdraw" else {}
    if name == "share":
        changes["shared_at"] = timezone.now()
    moved: IndustryAnalysis = make_move(analysis, MOVES, name, by=by, reason=reason, **changes)
    if name == "share":
        emails.shared(moved)
    elif name == "hand_in":
        emails.handed_in(moved)
    elif name == "send_back":
        emails.sent_back(moved, reason, by)
    return moved


def _to_be_replaced(analysis: IndustryAnalysis) -> IndustryAnalysis | None:
    """The one that it follows, locked."""
    if analysis.replaces_id is None:
        return None
    before: IndustryAnalysis = IndustryAnalysis.objects.select_for_update(of=("self",)).get(pk=analysis.replaces_id)
    return before


def _check_publication(held: IndustryAnalysis, before: IndustryAnalysis | None) -> None:
    """Where it stands comes first: what is published already has itself replaced the one that it follows."""
    check_move(MOVES, "publish", held.status, thing="this analysis")
    if before is not None and before.status == AnalysisStatus.SUPERSEDED:
        raise MoveRefused(
            f"Another version has replaced {before.title} already. Withdraw this one, or renew the version that stands."
        )
    if held.author_role == AuthorRole.REGION and held.status != AnalysisStatus.SUBMITTED:
        raise MoveRefused("The region has not handed this version in. It is published once it says what it changes.")


@transaction.atomic
def publish_analysis(analysis: IndustryAnalysis, *, by: Member, waiver: str = "") -> IndustryAnalysis:
    """Publish, and replace the one that it follows. Raises Lacking with everything that stands against it.

    `waiver` is the written reason why fewer than five employers are enough.
    """
    before = _to_be_replaced(analysis)
    held = IndustryAnalysis.objects.select_for_update(of=("self",)).get(pk=analysis.pk)
    _check_publication(held, before)
    employers = employers_in(conversations_of(held))
    found = lacks(
        rationale=held.rationale,
        chosen=held.chosen,
        assessment=held.assessment,
        employers=employers,
        waiver=waiver,
    )
    if found:
        raise Lacking(found)
    details: Mapping[str, Any] = {"employers": employers, "sha256": held.sha256} | (
        {"waiver": waiver} if waiver else {}
    )
    moved: IndustryAnalysis = make_move(
        held,
        MOVES,
        "publish",
        by=by,
        details=dict(details),
        published_at=timezone.now(),
        published_by=by,
        waiver_reason=waiver.strip(),
    )
    if before is not None and before.status == AnalysisStatus.PUBLISHED:
        make_move(before, MOVES, "supersede", by=by, ended_reason=f"Replaced by {moved.title}.")
    if moved.author_role == AuthorRole.REGION:
        emails.published(moved)
    return moved
