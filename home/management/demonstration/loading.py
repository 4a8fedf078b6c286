"""Fills one state, step by step, in one transaction: it is there whole or not at all."""

from __future__ import annotations

import random

from django.db import transaction
from django.utils import timezone

from core.isolation import state_scope
from home.management.demonstration.after import make_after
from home.management.demonstration.announcements import make_announcement
from home.management.demonstration.appeals import make_appeals
from home.management.demonstration.applications import make_applications
from home.management.demonstration.before import make_before
from home.management.demonstration.decisions import make_decisions
from home.management.demonstration.editions import make_edition
from home.management.demonstration.forms import make_forms
from home.management.demonstration.legislators import make_legislators
from home.management.demonstration.measures import make_measures
from home.management.demonstration.names import Names
from home.management.demonstration.notices import make_notices
from home.management.demonstration.organizations import make_ground, make_organizations
from home.management.demonstration.panels import make_panels
from home.management.demonstration.partnering import make_partnering
from home.management.demonstration.partnerships import make_partnerships
from home.management.demonstration.people import make_conveners, make_staff, make_state
from home.management.demonstration.profiles import Profile
from home.management.demonstration.rehearsal import make_rehearsal
from home.management.demonstration.reports import make_reports
from home.management.demonstration.reviewers import make_conflicts, make_pool
from home.management.demonstration.reviews import make_reviews
from home.management.demonstration.rounds import make_funds, make_programs, make_rounds, settle_funds
from home.management.demonstration.stories import make_evidence
from home.management.demonstration.surveys import make_surveys
from home.management.demonstration.teams import make_team
from home.management.demonstration.trail import make_trail
from home.management.demonstration.waivers import make_waivers
from home.management.demonstration.whatifs import make_whatifs
from home.management.demonstration.workers import make_workers
from home.management.demonstration.world import SEED, World


@transaction.atomic
def load_state(profile: Profile) -> World:
    """Make the state and everything in it."""
    rng = random.Random(f"{SEED}-{profile.code}")
    state = make_state(profile)
    with timezone.override(state.zone), state_scope(state):
        world = World(profile, state, timezone.localtime(), rng, Names(rng))
        make_staff(world)
        make_ground(world)
        make_organizations(world)
        make_conveners(world)
        make_measures(world)
        make_partnerships(world)
        make_forms(world)
        make_funds(world)
        make_programs(world)
        make_rounds(world)
        make_applications(world)
        make_pool(world)
        make_reviews(world)
        if profile.extras:
            make_panels(world)
        make_decisions(world)
        make_conflicts(world)
        settle_funds(world)
        make_before(world)
        make_whatifs(world)
        _make_delivery(world)
        make_partnering(world)
        if profile.extras:
            _make_extras(world)
    return world


def _make_delivery(world: World) -> None:
    """What came of the awards."""
    courses = make_reports(world)
    make_after(world)
    make_workers(world, courses)
    make_evidence(world)


def _make_extras(world: World) -> None:
    """What the fullest state has beside the rest: its legislature, and a case of each thing that is rare."""
    make_legislators(world)
    make_appeals(world)
    make_waivers(world)
    make_notices(world)
    make_trail(world)
    make_surveys(world)
    make_edition(world)
    make_announcement(world)
    make_rehearsal(world)
    make_team(world)
