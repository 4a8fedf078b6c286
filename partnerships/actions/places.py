"""Keeping regions and target industries; what was decided about an industry stays with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit, geography
from core.models import Member, State
from core.moves import MoveRefused, make_move
from partnerships.choices import IndustryStatus
from partnerships.choices.analyses import IndustryMove
from partnerships.models import IndustryAnalysis, IndustryStep, Partnership, Region, TargetIndustry
from partnerships.rules.industries import MOVES, apart, overlaps, review_after


class Refused(MoveRefused):
    """It cannot be done so. The message is fit to show the user; `field` is the box that it belongs to."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def save_region(
    region: Region | None, *, name: str, kind: str, counties: Sequence[str], apart_reason: str, state: State, by: Member
) -> Region:
    """Add a region or change it. Counties hang together, or a reason says why they are one region."""
    wanted, name = sorted(set(counties)), " ".join(name.split())
    if unknown := [fips for fips in wanted if fips not in geography.all_counties()]:
        raise Refused(f"No county has the code {', '.join(unknown)}.", "counties")
    if not any(fips.startswith(state.fips) for fips in wanted):
        raise Refused(f"Choose at least one county of {state.name}.", "counties")
    if geography.overlapping(wanted):
        raise Refused(
            "Former counties and planning regions lie over each other. Choose planning regions alone, in which jobs are"
            " counted from 2024, or former counties alone, for figures before.",
            "counties",
        )
    gap = apart(wanted)
    if gap and not apart_reason.strip():
        raise Refused(gap, "counties")
    others = Region.objects.filter(name__iexact=name)
    if (others.exclude(pk=region.pk) if region else others).exists():
        raise Refused(f"There is a region called {name} already.", "name")
    fields: dict[str, Any] = {"name": name, "kind": kind, "county_fips": wanted}
    fields["apart_reason"] = apart_reason.strip() if gap else ""
    fields["geo_vintage"] = geography.vintage_of(wanted)
    if region is None:
        made = Region.objects.create(**fields)
        audit.record("region.add", made, by=by, name=name, counties=wanted)
        return made
    changed: dict[str, Any] = {key: value for key, value in fields.items() if getattr(region, key) != value}
    for key, value in changed.items():
        setattr(region, key, value)
    if changed:
        region.save(update_fields=list(changed))
        audit.record("region.edit", region, by=by, **changed)
    return region


@transaction.atomic
def drop_region(region: Region, *, by: Member) -> None:
    """Delete a region that nothing refers to."""
    used = Partnership.objects.filter(region=region).count()
    analyses = IndustryAnalysis.objects.filter(region=region).count()
    if used or analyses:
        said = (
            f"{used} partnership{'' if used == 1 else 's'} and {analyses} {'analysis' if analyses == 1 else 'analyses'}"
        )
        raise Refused(f"{region.name} is the region of {said}, so it stays.")
    audit.record("region.drop", region, by=by, name=region.name, counties=region.county_fips)
    region.delete()


@transaction.atomic
def save_industry(
    industry: TargetIndustry | None, *, by: Member, title: str, naics: Sequence[str], reason: str = "", **more: Any
) -> TargetIndustry:
    """Add a candidate or change an industry. The codes of two targeted industries never overlap."""
    title, codes = " ".join(title.split()), list(dict.fromkeys(naics))
    same = TargetIndustry.objects.filter(title__iexact=title)
    if (same.exclude(pk=industry.pk) if industry else same).exists():
        raise Refused(f"There is an industry called {title} already.", "title")
    targeted = industry is not None and industry.status == IndustryStatus.TARGETED
    _refuse_overlap(industry, codes, targeted=targeted)
    if industry is None:
        made = TargetIndustry.objects.create(title=title, naics=codes, status=IndustryStatus.CANDIDATE, **more)
        _step(made, IndustryMove.ADD, reason, by)
        audit.record("targetindustry.add", made, by=by, title=title, naics=codes)
        return made
    fields = {"title": title, "naics": codes} | more
    changed = [key for key, value in fields.items() if getattr(industry, key) != value]
    for key in changed:
        setattr(industry, key, fields[key])
    if changed:
        industry.save(update_fields=changed)
        _step(industry, IndustryMove.EDIT, reason or f"Changed: {', '.join(sorted(changed))}", by)
        audit.record("targetindustry.edit", industry, by=by, changed=sorted(changed), naics=codes)
    return industry


def _refuse_overlap(industry: TargetIndustry | None, codes: Sequence[str], *, targeted: bool) -> None:
    """Codes overlap neither each other nor, once targeted, those of another targeted industry."""
    others = TargetIndustry.objects.select_for_update().targeted()
    theirs = {one.title: one.naics for one in others if industry is None or one.pk != industry.pk} if targeted else {}
    if found := overlaps(codes, theirs):
        raise Refused(" ".join(found), "naics")


def _step(industry: TargetIndustry, move: str, reason: str, by: Member) -> None:
    IndustryStep.objects.create(industry=industry, move=move, reason=reason.strip(), by=by)


@transaction.atomic
def move_industry(industry: TargetIndustry, name: str, *, reason: str, by: Member) -> TargetIndustry:
    """Target, retire or take up again, with the reason. Raises MoveRefused."""
    today = timezone.localdate()
    changes: dict[str, Any] = {}
    if name == "target":
        _refuse_overlap(industry, industry.naics, targeted=True)
        changes = {"targeted_from": today, "targeted_to": None, "review_due_on": review_after(today)}
    elif name == "retire":
        changes = {"targeted_to": today if industry.targeted_from else None, "review_due_on": None}
    moved: TargetIndustry = make_move(industry, MOVES, name, by=by, reason=reason, **changes)
    _step(moved, name, reason, by)
    return moved


@transaction.atomic
def review_industry(
    industry: TargetIndustry, *, reason: str, analysis: IndustryAnalysis | None, by: Member, on: dt.date | None = None
) -> TargetIndustry:
    """The yearly look: it stays targeted, with the reason and the analysis that it rests on. The next is due in a year."""
    held: TargetIndustry = TargetIndustry.objects.select_for_update(of=("self",)).get(pk=industry.pk)
    if held.status != IndustryStatus.TARGETED:
        raise Refused(f"{held.title} is not targeted, so nothing is reviewed.")
    if not reason.strip():
        raise Refused("Say why it stays targeted. The reason is published with it.", "reason")
    held.review_due_on = review_after(on or timezone.localdate())
    held.analysis = analysis or held.analysis
    held.save(update_fields=["review_due_on", "analysis"])
    _step(held, IndustryMove.REVIEW, reason, by)
    audit.record("targetindustry.review", held, by=by, reason=reason, due=held.review_due_on.isoformat())
    return held
