"""An offer that nobody answers: its last day, the reminders, more time, and the deed that lets it lapse."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import agreements, awards, decisions, revisions
from grants.actions import offers as actions
from grants.actions import waiting as waiting_actions
from grants.actions.conflicts import declared_by_herself
from grants.choices.awarding import Turn
from grants.jobs.offers import remind_offers
from grants.models import Application, Award, AwardRevision, Letter
from grants.readmodels.offers import offer_of, turn_of
from grants.readmodels.waiting import free_in, waiting_lines
from grants.rules.awards import no_sooner, reminder_due
from tests import factories
from tests.grants.agreeing import drawn, offered, sent, signed
from tests.grants.deciding import send_all
from tests.grants.pages import slate_at, text

DAY = dt.date(2027, 6, 30)


@pytest.fixture
def decided(slate, reviewed, people):
    """Two are offered all the money, the third waits; the letters are sent."""
    third = slate.lines.get(rank=3)
    decisions.save_lines(slate, {third.pk: decisions.Choice("waitlist")}, by=people.officer)
    decisions.approve_slate(decisions.recommend_slate(slate, by=people.officer), by=people.director)
    send_all(slate, by=people.officer)
    slate.refresh_from_db()
    return slate


@pytest.fixture
def award(decided):
    return Award.objects.order_by("pk").select_related("application__round", "officer").first()


def ago(award, days):
    """Its last day was so many days ago, or is as many ahead for a negative number."""
    Award.objects.filter(pk=award.pk).update(
        answer_by=timezone.localdate() - dt.timedelta(days), offered_at=timezone.now() - dt.timedelta(60)
    )
    award.refresh_from_db()
    return award


@pytest.mark.parametrize(
    ("days", "due"), [(8, None), (7, 7), (6, 7), (2, 7), (1, 1), (0, None), (-3, None)], ids=lambda one: str(one)
)
def test_reminders_come_a_week_and_a_day_before_and_make_up_for_a_lost_day(days, due):
    assert reminder_due(DAY - dt.timedelta(days), DAY, DAY - dt.timedelta(30)) == due


def test_whoever_got_fewer_days_than_a_reminder_is_not_reminded_then():
    assert reminder_due(DAY - dt.timedelta(5), DAY, DAY - dt.timedelta(5)) is None
    assert reminder_due(DAY - dt.timedelta(1), DAY, DAY - dt.timedelta(5)) == 1


def test_time_given_never_shortens_and_an_offer_without_a_day_keeps_none():
    assert no_sooner(DAY, DAY, 7) == DAY + dt.timedelta(7)
    assert no_sooner(DAY, DAY - dt.timedelta(30), 7) == DAY
    assert no_sooner(None, DAY, 7) is None


def test_the_letter_names_the_days_before_it_is_sent_and_the_day_after(award):
    letter = Letter.objects.get(application=award.application, kind="award")
    assert award.answer_by == timezone.localdate() + dt.timedelta(30)
    assert letter.facts["answer_on"] == award.answer_by.isoformat()
    assert letter.facts["answer_by"].endswith(str(award.answer_by.year))


def test_each_is_reminded_once_and_the_last_day_brings_another_round(award, pa):
    ago(award, -7)
    for _ in range(2):
        remind_offers(state_id=pa.pk)
    (first,) = Email.objects.filter(template="award_offer")
    assert first.to == award.application.submitted_by.email
    assert "7 days left" in first.subject
    assert "accept or refuse it" in first.text
    ago(award, -1)
    remind_offers(state_id=pa.pk)
    assert Email.objects.filter(template="award_offer", subject__startswith="One day left").count() == 1


def test_nothing_lapses_by_itself_and_nobody_is_reminded_after_the_day(award, pa):
    ago(award, 3)
    remind_offers(state_id=pa.pk)
    award.refresh_from_db()
    assert award.status == "offered"
    assert not Email.objects.filter(template="award_offer").exists()


def test_more_time_has_a_reason_that_the_applicant_reads(award, people):
    ago(award, 3)
    until = timezone.localdate() + dt.timedelta(14)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.extend_offer(award, until, " ", by=people.officer)
    with pytest.raises(MoveRefused, match="Choose a day after"):
        actions.extend_offer(award, timezone.localdate(), "Their board meets late.", by=people.officer)
    with pytest.raises(MoveRefused, match="within the next 365 days"):
        actions.extend_offer(award, timezone.localdate() + dt.timedelta(400), "Long.", by=people.officer)
    assert actions.extend_offer(award, until, "Their board meets late.", by=people.officer).answer_by == until
    (message,) = Email.objects.filter(template="award_offer")
    assert "Their board meets late." in message.text
    assert AuditEvent.objects.get(deed="award.extend").details["after"] == str(until)


def test_an_offer_lapses_by_a_deed_with_a_reason_and_its_money_goes_to_the_next(award, decided, people):
    before = free_in(decided.round)[0].left
    with pytest.raises(MoveRefused, match="Let it lapse after that day"):
        actions.lapse_offer(ago(award, 0), "No answer.", by=people.officer)
    ago(award, 1)
    with pytest.raises(MoveRefused, match="Give a reason"):
        actions.lapse_offer(award, "", by=people.officer)
    done = actions.lapse_offer(award, "Nobody answered two letters.", by=people.officer)
    assert (done.status, done.answered_at) == ("lapsed", None)
    assert Application.objects.get(pk=award.application_id).status == "lapsed"
    assert free_in(decided.round)[0].left == before + award.amount
    (message,) = Email.objects.filter(template="award_offer")
    assert "Nobody answered two letters." in message.text
    (line,) = waiting_lines(decided)
    fund = decided.round.round_funds.get().fund_id
    assert waiting_actions.propose_offer(line, Decimal(90_000), fund, "", by=people.officer).status == "proposed"
    with pytest.raises(MoveRefused, match="it is lapsed now"):
        awards.accept_award(award, signature="Carla Convener", by=award.application.submitted_by)


def test_an_answer_after_the_day_is_taken_with_a_note(award, pa, people):
    ago(award, 2)
    done = awards.accept_award(award, signature="Carla Convener", by=award.application.submitted_by)
    assert (done.status, done.days_late) == ("active", 2)
    assert AuditEvent.objects.get(deed="award.accept").details["late_for"] == str(done.answer_by)
    page = text(factories.client(pa, people.officer).get(f"/awards/{award.pk}/"))
    assert "answered 2 days after" in page
    with pytest.raises(MoveRefused, match="nobody waits"):
        actions.extend_offer(award, timezone.localdate() + dt.timedelta(5), "Why not.", by=people.officer)


def test_whoever_has_a_conflict_neither_extends_nor_lets_lapse(award, people):
    ago(award, 2)
    declared_by_herself(people.officer, award.application, "other", "Her brother leads it.")
    for deed in (
        lambda: actions.lapse_offer(award, "No answer.", by=people.officer),
        lambda: actions.extend_offer(award, timezone.localdate() + dt.timedelta(9), "More.", by=people.officer),
    ):
        with pytest.raises(MoveRefused, match="You have a conflict"):
            deed()


def test_the_database_keeps_a_lapse_whole(award):
    with pytest.raises(IntegrityError, match="award_lapses_unanswered"), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(status="lapsed")


def test_the_way_of_an_unanswered_offer_on_the_pages(award, decided, pa, people):
    ago(award, 2)
    officer, lead = factories.client(pa, people.officer), factories.client(pa, award.application.submitted_by)
    home = text(officer.get("/home/"))
    assert "The offer is not answered" in home
    assert "2 days late" in home
    assert award.number in text(officer.get(slate_at(decided.round, "waiting/")))
    assert "You can still answer while the offer stands" in text(lead.get(f"/my/awards/{award.pk}/"))
    assert "2 days late" in text(lead.get("/home/"))
    path = f"/awards/{award.pk}/"
    assert "Let the offer lapse" in text(officer.get(path))
    assert officer.post(path + "offer/extend/", {"until": "soon", "reason": "More."}, follow=True).status_code == 200
    assert lead.post(path + "offer/lapse/", {"reason": "No."}).status_code == 403
    until = timezone.localdate() + dt.timedelta(20)
    officer.post(path + "offer/extend/", {"until": until.isoformat(), "reason": "Their board meets late."})
    assert "Let the offer lapse" not in text(officer.get(path))
    ago(award, 1)
    officer.post(path + "offer/lapse/", {"reason": "Nobody answered."})
    assert "This offer lapsed" in text(officer.get(path))
    assert "This offer lapsed" in text(lead.get(f"/my/awards/{award.pk}/"))
    assert "Offer lapsed" in text(lead.get("/my/applications/"))
    assert "Money came free: offer it to the next" in text(officer.get("/home/"))


# Whose turn it is


def test_an_agreement_goes_from_one_side_to_the_other(pa):
    made = offered()
    Award.objects.filter(pk=made.award.pk).update(answer_by=timezone.localdate() - dt.timedelta(3))
    made.award.refresh_from_db()
    assert turn_of(made.award) == Turn.PREPARE
    assert not offer_of(made.award).is_late
    with pytest.raises(MoveRefused, match="waits for the state"):
        actions.lapse_offer(made.award, "No answer.", by=made.officer)
    agreement = sent(made)
    made.award.refresh_from_db()
    assert turn_of(made.award) == Turn.SIGN
    assert made.award.answer_by == timezone.localdate() + dt.timedelta(30)
    (message,) = Email.objects.filter(template="agreement_step")
    assert "Please sign it by" in message.text
    agreements.object_to_agreement(agreement, "The period is wrong.", by=made.certifier)
    assert turn_of(made.award) == Turn.ANEW


def test_the_signer_is_reminded_and_an_unsigned_agreement_lapses_with_its_offer(pa):
    made = offered()
    sent(made)
    ago(made.award, -1)
    remind_offers(state_id=pa.pk)
    (message,) = Email.objects.filter(template="award_offer")
    assert message.to == made.certifier.email
    assert "sign its agreement" in message.text
    ago(made.award, 1)
    assert "The agreement is not signed" in text(factories.client(pa, made.officer).get("/home/"))
    assert "Sign the agreement" in text(factories.client(pa, made.certifier).get("/home/"))
    done = actions.lapse_offer(made.award, "It was never signed.", by=made.officer)
    assert done.agreements.get().status == "void"
    assert Email.objects.filter(template="award_offer", to=made.certifier.email, subject__contains="lapsed").exists()


def test_a_signed_agreement_waits_for_the_state_and_for_those_who_may_countersign(pa):
    made = offered()
    signed(made)
    assert turn_of(made.award) == Turn.COUNTERSIGN
    director, officer = (factories.client(pa, who) for who in (made.director, made.officer))
    home = text(director.get("/home/"))
    assert "Countersign the agreement" in home
    assert "Read and sign" in home
    assert "Read and sign" not in text(officer.get("/home/"))
    assert "The state signs your agreement" in text(factories.client(pa, made.certifier).get("/home/"))


def test_the_officer_is_told_to_make_the_agreement_and_the_convener_that_it_comes(pa):
    made = offered()
    drawn(made)
    assert "Make the agreement and send it" in text(factories.client(pa, made.officer).get("/home/"))
    assert "Your grant agreement is being prepared" in text(factories.client(pa, made.certifier).get("/home/"))


def test_a_revised_budget_is_asked_for_read_and_gives_time_when_it_comes_back(pa):
    made = offered()
    Application.objects.filter(pk=made.application.pk).update(requested=made.award.amount + 1000)
    ago(made.award, 2)
    assert turn_of(made.award) == Turn.REVISE
    officer, convener = factories.client(pa, made.officer), factories.client(pa, made.convener)
    assert "The revised budget was not sent" in text(officer.get("/home/"))
    assert "Send the revised budget" in text(convener.get("/home/"))
    revision = AwardRevision.objects.create(
        award=made.award, status="sent", sent_at=timezone.now(), changed_by=made.convener
    )
    assert turn_of(made.award) == Turn.READ
    assert "Read the revised budget" in text(officer.get("/home/"))
    assert "Your revised budget is being read" in text(convener.get("/home/"))
    revisions.return_revision(revision, "The match is missing.", by=made.officer)
    made.award.refresh_from_db()
    assert made.award.answer_by == timezone.localdate() + dt.timedelta(7)


def test_an_auditor_sees_that_an_offer_is_late_and_has_nothing_to_do_about_it(award, pa):
    ago(award, 2)
    page = text(factories.client(pa, factories.member(Role.AUDITOR)).get("/home/"))
    assert "The offer is not answered" in page
    assert "Give time or let lapse" not in page
