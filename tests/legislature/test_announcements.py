"""Awards are told to the legislators of their districts first, to the press and everybody at the release, each once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core import jobs
from core.isolation import state_scope
from core.models import AuditEvent, Email, Job
from core.moves import MoveRefused, check_move
from core.permissions import Role
from grants.models import Award
from legislature.actions import announcements as actions
from legislature.actions.people import import_legislators, match_counties
from legislature.checks.imports import Person
from legislature.choices import AnnouncementStatus
from legislature.models import Announcement, AwardNotice, Legislator
from legislature.rules import ANNOUNCEMENT_MOVES
from legislature.tasks.announcements import RELEASE_AWARDS, TELL_LEGISLATORS, release_awards, tell_legislators
from tests import factories
from tests.legislature import scene
from tests.legislature.announcing import (
    SENTENCE,
    approved,
    args,
    awarded,
    in_two_days,
    passes,
    proposed,
    public_pages,
    sent_to,
    text_to,
    told,
    written,
)

# The table


@pytest.mark.parametrize("status", AnnouncementStatus)
@pytest.mark.parametrize("name", ANNOUNCEMENT_MOVES)
def test_only_the_moves_of_the_table(name, status):
    move = ANNOUNCEMENT_MOVES[name]
    if status in move.sources:
        assert check_move(ANNOUNCEMENT_MOVES, name, status, reason="Because.").target == move.target
    else:
        with pytest.raises(MoveRefused):
            check_move(ANNOUNCEMENT_MOVES, name, status, reason="Because.")


# Written


def test_a_draft_takes_every_award_and_a_sentence_of_its_application(here, round, awards):
    awarded(round, "Gone", scene.ERIE, status="refused")
    draft = actions.draft(round, release_at=in_two_days(), by=here.officer)
    assert [(one.award.partnership.name, one.sentence) for one in draft.awards.all()] == [
        ("Lathe", SENTENCE),
        ("Nursing", SENTENCE),
    ]


def test_only_the_applications_own_words_are_taken(here, round, awards):
    with pytest.raises(MoveRefused, match="does not stand in the application"):
        written(here, round, sentences={awards[0].pk: "The best plan in the state."})
    announcement = Announcement.objects.get()
    kept = actions.save(
        announcement,
        release_at=in_two_days(),
        hours=24,
        words="",
        press=[],
        sentences={awards[0].pk: "Then we  place them."},
        by=here.officer,
    )
    assert [one.sentence for one in kept.awards.all()] == ["Then we place them."]


def test_the_press_list_of_the_last_one_is_offered_again(here, round, awards):
    actions.cancel(written(here, round), reason="Not now.", by=here.officer)
    assert actions.draft(round, release_at=in_two_days(), by=here.officer).press == ["desk@paper.example"]


# Two people, and enough time


def test_who_proposed_does_not_approve_and_what_changed_is_read_again(here, round, awards):
    announcement = proposed(here, round)
    with pytest.raises(MoveRefused, match="Somebody else must approve"):
        actions.approve(announcement, was=announcement.facts_sha256, by=here.officer)
    with pytest.raises(MoveRefused, match="Read it again"):
        actions.approve(announcement, was="0" * 64, by=here.director)
    assert sent_to("announcement_proposed") == [here.director.email]
    actions.approve(announcement, was=announcement.facts_sha256, by=here.director)
    assert sent_to("announcement_approved") == [here.officer.email]


def test_an_approval_that_leaves_less_than_the_head_start_is_refused(here, round, awards):
    announcement = proposed(here, round, release_at=timezone.now() + dt.timedelta(hours=23))
    with pytest.raises(MoveRefused, match="Less than 24 hours are left"):
        actions.approve(announcement, was=announcement.facts_sha256, by=here.director)
    assert not Job.objects.filter(kind=TELL_LEGISLATORS).exists()


def test_who_is_told_stands_there_before_anything_goes(pa, here, round, awards):
    awarded(round, "Harbor", scene.ERIE)
    announcement = proposed(here, round)
    notices = AwardNotice.objects.filter(announcement=announcement)
    assert {(str(one.legislator or one.email), one.status) for one in notices} == {
        ("Dana Whitcomb", "waiting"),
        ("Kim Park", "waiting"),
        ("Sol Nomail", "no_address"),
        ("desk@paper.example", "waiting"),
    }
    page = factories.client(pa, here.director).get(f"/announcements/{announcement.pk}/").content.decode()
    assert "1 legislator has no e-mail address" in page
    dana = Legislator.objects.get(name="Dana Whitcomb")
    mail = factories.client(pa, here.director).get(f"/announcements/{announcement.pk}/mail/{dana.pk}/").content.decode()
    assert "Lathe" in mail
    assert "Nursing" not in mail
    assert "<time" not in mail.split("<h1>")[1].split("</section>")[0]
    assert not sent_to()


# Told and released by the clock


def test_each_hears_of_her_district_alone_and_until_when_it_is_not_public(here, round, awards):
    announcement = told(approved(here, round, words="Call Olive at 717-555-0100."))
    assert sent_to() == ["dana@house.example", "kim@senate.example"]
    text = text_to("dana@house.example")
    assert "Lathe: $100,000" in text
    assert f"In its own words: “{SENTENCE}”" in text
    assert "Counties: Lycoming" in text
    assert "Nursing" not in text
    assert "NOT PUBLIC BEFORE" in text
    instant = timezone.localtime(dt.datetime.fromisoformat(announcement.facts["release_at"]))
    assert f"{instant:%a %b} {instant.day}, {instant.year}" in text
    assert "Call Olive" in text
    assert "<" not in text
    assert "Nursing" in text_to("kim@senate.example")
    assert not sent_to("awards_for_press")


def test_legislators_first_and_the_press_at_the_instant_by_the_databases_clock(here, round, awards):
    announcement = approved(here, round)
    for early in (tell_legislators, release_awards):
        with pytest.raises(MoveRefused, match="not the hour yet"):
            early(**args(announcement))
    assert not Email.objects.filter(template__startswith="awards_for").exists()
    told(announcement)
    with pytest.raises(MoveRefused, match="not the hour yet"):
        release_awards(**args(announcement))
    assert not sent_to("awards_for_press")
    release_awards(**args(passes(announcement, hours=24)))
    assert sent_to("awards_for_press") == ["desk@paper.example"]
    announcement.refresh_from_db()
    assert announcement.told_at <= announcement.released_at
    assert "Nursing: $100,000" in text_to("desk@paper.example")
    assert [one.actor for one in AuditEvent.objects.filter(deed__in=["announcement.tell", "announcement.release"])] == [
        "Clock",
        "Clock",
    ]


def test_the_jobs_wait_for_their_hour_in_the_ledger(here, round, awards):
    announcement = approved(here, round)
    tell, release = Job.objects.get(kind=TELL_LEGISLATORS), Job.objects.get(kind=RELEASE_AWARDS)
    assert (tell.run_after, release.run_after) == (announcement.tell_at, announcement.release_at)
    assert jobs.claim(tell.pk, tell.state_id) is None
    assert jobs.claim(release.pk, release.state_id) is None


def test_a_job_that_runs_twice_tells_nobody_twice(here, round, awards):
    announcement = told(approved(here, round))
    tell_legislators(**args(announcement))
    passes(announcement, hours=24)
    for _ in range(2):
        release_awards(**args(announcement))
    assert sent_to() == ["dana@house.example", "kim@senate.example"]
    assert sent_to("awards_for_press") == ["desk@paper.example"]


def test_where_the_hour_of_legislators_was_missed_they_still_come_first(here, round, awards):
    announcement = passes(approved(here, round), hours=49)
    release_awards(**args(announcement))
    order = list(
        Email.objects.filter(template__startswith="awards_for").order_by("pk").values_list("template", flat=True)
    )
    assert order == ["awards_for_legislator", "awards_for_legislator", "awards_for_press"]


def test_an_award_that_was_refused_meanwhile_is_told_to_nobody(here, round, awards):
    announcement = approved(here, round)
    Award.objects.filter(pk=awards[1].pk).update(status="refused", answered_at=timezone.now())
    release_awards(**args(passes(told(announcement), hours=24)))
    assert sent_to() == ["dana@house.example"]
    assert AwardNotice.objects.get(email="kim@senate.example").status == "stopped"
    assert "Nursing" not in text_to("desk@paper.example")


def test_where_every_award_was_refused_meanwhile_the_press_hears_nothing(here, round, awards):
    announcement = passes(told(approved(here, round)), hours=24)
    Award.objects.update(status="refused", answered_at=timezone.now())
    release_awards(**args(announcement))
    assert not Email.objects.filter(template="awards_for_press").exists()
    assert AwardNotice.objects.get(email="desk@paper.example").status == "stopped"


def test_a_legislator_of_another_state_hears_nothing(ga):
    with state_scope(ga):
        officer = factories.member(Role.OFFICER)
        person = Person(
            "ocd-person/9", "Pat Peach", "ocd-division/country:us/state:ga/sldl:1", "", "", "pat@ga.example"
        )
        import_legislators([person], by=officer)
        match_counties({person.ocd_id: [scene.LYCOMING, scene.UNION]}, by=officer)
    state = factories.state("pa")
    with timezone.override(state.zone), state_scope(state):
        here = scene.set_scene(state)
        round = factories.round("awarded", head_start_hours=24)
        awarded(round, "Lathe", scene.LYCOMING)
        told(approved(here, round))
        assert sent_to() == ["dana@house.example"]
    with state_scope(ga):
        assert not Email.objects.exists()
        assert not AwardNotice.objects.exists()


# Taken back, canceled, corrected


def test_what_is_taken_back_is_told_to_nobody_and_its_jobs_do_nothing(here, round, awards):
    announcement = approved(here, round)
    old = args(announcement)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.take_back(announcement, reason=" ", by=here.officer)
    taken = actions.take_back(announcement, reason="A name is wrong.", by=here.officer)
    assert taken.facts is None
    passes(taken, hours=49)
    tell_legislators(**old)
    release_awards(**old)
    assert not Email.objects.filter(template__startswith="awards_for").exists()
    assert not Award.objects.filter(public_from__isnull=False).exists()


def test_a_canceled_one_is_never_released_and_who_was_told_learns_why(pa, here, round, awards):
    announcement = told(approved(here, round))
    actions.cancel(announcement, reason="The budget is not signed.", by=here.director)
    assert "The budget is not signed." in text_to("dana@house.example")
    passes(announcement, hours=24)
    release_awards(**args(announcement))
    assert not sent_to("awards_for_press")
    assert not any("$100,000" in page for page in public_pages(pa).values())
    assert AwardNotice.objects.get(legislator=None).status == "stopped"


def test_after_its_instant_it_cannot_be_canceled(here, round, awards):
    announcement = passes(told(approved(here, round)), hours=24)
    with pytest.raises(MoveRefused, match="Correct the announcement instead"):
        actions.cancel(announcement, reason="Too late.", by=here.director)


def test_correcting_before_the_release_stops_it_and_tells_everybody_again(here, round, awards):
    first = told(approved(here, round))
    second = actions.correct(first, reason="Nursing serves Clinton.", by=here.officer)
    first.refresh_from_db()
    assert (first.status, second.status, second.corrects) == ("canceled", "draft", first)
    assert "You get a corrected message" in text_to("kim@senate.example")
    sentences = {awards[0].pk: SENTENCE}
    given = {"release_at": in_two_days(), "hours": 24, "words": "", "press": first.press, "sentences": sentences}
    second = actions.propose(actions.save(second, **given, by=here.officer), by=here.officer)
    told(actions.approve(second, was=second.facts_sha256, by=here.director))
    assert "What changed: Nursing serves Clinton." in text_to("dana@house.example")
    kim = text_to("kim@senate.example")
    assert "None of the awards of Round of spring is in your district any more" in kim
    assert "Lathe" not in kim


def test_after_the_release_a_correction_is_a_new_announcement_and_nothing_is_hidden_again(pa, here, round, awards):
    first = passes(told(approved(here, round)), hours=24)
    release_awards(**args(first))
    first.refresh_from_db()
    second = actions.correct(first, reason="The amount was printed wrong.", by=here.officer)
    first.refresh_from_db()
    assert first.status == "released"
    second = actions.propose(second, by=here.officer)
    actions.approve(second, was=second.facts_sha256, by=here.director)
    assert "Lathe Board" in factories.client(pa).get("/rounds/spring/").content.decode()


def test_an_award_made_later_is_announced_on_its_own(here, round, awards):
    first = passes(told(approved(here, round)), hours=24)
    release_awards(**args(first))
    with pytest.raises(MoveRefused, match="No award of Round of spring waits"):
        actions.draft(round, release_at=in_two_days(), by=here.officer)
    late = awarded(round, "Harbor", scene.ERIE)
    second = actions.draft(round, release_at=in_two_days(), by=here.officer)
    assert [one.award for one in second.awards.all()] == [late]
