"""Grace, waivers, returns, withdrawals and reinstatements: what each allows to the second, and what it refuses."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused, make_move
from core.permissions import Role
from grants.actions import applications as actions
from grants.actions import submissions, waivers
from grants.actions.waivers import Effect
from grants.models import Application, Review, Round, Submission, Waiver
from grants.readmodels.application_content import problems_of
from grants.readmodels.application_page import listed
from grants.readmodels.application_timeline import timeline_of
from grants.readmodels.deadlines import deadline_of
from grants.rules.applications import MOVES
from questions.actions.answers import NotOpen
from tests import factories
from tests.grants import applying

HOUR = dt.timedelta(hours=1)


class Desk:
    """A whole draft, its two preparers, and staff."""

    def __init__(self, **terms):
        self.lead = factories.organization("Lehigh and Berks Workforce Alliance")
        self.elena = factories.member(Role.CONVENER, over=self.lead, name="Elena Márquez")
        self.officer = factories.member(Role.OFFICER, name="Nadia Torres")
        self.director = factories.member(Role.DIRECTOR, name="Drew Director")
        self.round = applying.round(**terms)
        self.draft = applying.fill(applying.start(self.round, self.lead, by=self.elena), by=self.elena)

    def close(self, ago=HOUR, **fields):
        closes = timezone.now() - ago
        Round.objects.filter(pk=self.round.pk).update(
            closes_at=closes, opens_at=closes - dt.timedelta(days=30), **fields
        )
        Application.objects.filter(pk=self.draft.pk).update(created_at=closes - dt.timedelta(days=2))
        return self.fresh()

    def fresh(self):
        self.draft = Application.objects.select_related("round", "organization", "response").get(pk=self.draft.pk)
        self.round = self.draft.round
        return self.draft

    def submit(self):
        return submissions.submit_application(self.fresh(), certified_name=self.elena.name, by=self.elena)

    def ask(self, kind="deadline", **given):
        return waivers.request_waiver(
            self.round, self.lead, kind, reason="Our network was down.", by=self.elena, application=self.draft, **given
        )

    def allow(self, waiver, *, by=None, **effect):
        given = {"until": timezone.now() + HOUR} | effect if waiver.kind == "deadline" else effect
        return waivers.approve_waiver(waiver, Effect(**given), justification="Confirmed.", by=by or self.officer)


@pytest.fixture
def desk(pa):
    return Desk()


# Grace


def test_a_draft_started_before_the_closing_may_be_sent_in_the_grace_period(desk):
    desk.close(ago=dt.timedelta(minutes=10), grace_minutes=30)
    assert deadline_of(desk.draft).sent_in == "grace"
    assert desk.submit().sent_in == "grace"


@pytest.mark.parametrize(("minutes", "created_after"), [(5, False), (30, True)])
def test_grace_helps_neither_after_it_nor_a_draft_that_was_started_late(desk, minutes, created_after):
    desk.close(ago=dt.timedelta(minutes=10), grace_minutes=minutes)
    if created_after:
        Application.objects.update(created_at=timezone.now() - dt.timedelta(minutes=9))
    with pytest.raises(MoveRefused, match="closed on"):
        desk.submit()
    assert not Submission.objects.exists()


def test_a_round_that_was_closed_early_has_no_grace(desk):
    Round.objects.update(status="closed", grace_minutes=60)
    with pytest.raises(MoveRefused):
        desk.submit()


# Waivers of the deadline


def test_a_waiver_opens_a_closed_round_for_one_applicant_alone_and_is_used_up(desk):
    other = factories.organization("Berks Chamber")
    maria = factories.member(Role.CONVENER, over=other, name="Maria Lopez")
    theirs = applying.fill(applying.start(desk.round, other, by=maria, title="Berks Metals"), by=maria)
    desk.close()
    waiver = desk.allow(desk.ask())

    deadline = deadline_of(desk.fresh())
    assert (deadline.at, deadline.sent_in, deadline.waiver) == (waiver.until, "waiver", waiver)
    assert listed([desk.draft])[0].note.startswith("Open for you")
    with pytest.raises(MoveRefused, match="closed on"):
        submissions.submit_application(theirs, certified_name=maria.name, by=maria)
    made = desk.submit()

    assert made.sent_in == "waiver"
    waiver.refresh_from_db()
    assert waiver.status == "used"
    assert [step.what.split(" ")[0] for step in timeline_of(desk.draft)][:4] == [
        "used",
        "submitted",
        "approved",
        "asked",
    ]


def test_an_ended_waiver_helps_no_more(desk):
    desk.close()
    waiver = desk.allow(desk.ask())
    Waiver.objects.filter(pk=waiver.pk).update(until=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(MoveRefused, match="ask for a waiver"):
        desk.submit()
    waiver.refresh_from_db()
    assert waiver.has_ended


def test_a_waiver_is_not_used_up_while_the_round_is_open_or_in_grace(desk):
    waiver = desk.allow(desk.ask(), until=desk.round.closes_at + HOUR)
    assert desk.submit().sent_in == "time"
    waiver.refresh_from_db()
    assert waiver.status == "approved"


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ({"until": None}, "until when"),
        ({"until": "past"}, "has passed"),
        ({"until": "far"}, "more than 5 days"),
        ({"until": "reviews"}, "Reviews begin on"),
    ],
)
def test_a_waiver_has_limits(desk, effect, said):
    desk.close(review_opens_at=timezone.now() + 2 * HOUR)
    ends = {"past": -HOUR, "far": dt.timedelta(days=6), "reviews": 3 * HOUR}
    until = timezone.now() + ends[effect["until"]] if effect["until"] else None
    with pytest.raises(MoveRefused, match=said):
        desk.allow(desk.ask(), until=until)
    assert Waiver.objects.get().status == "requested"


def test_reviews_may_have_begun_where_whoever_approves_says_so(desk):
    desk.close(review_opens_at=timezone.now() + 2 * HOUR)
    waiver = desk.allow(desk.ask(), until=timezone.now() + 3 * HOUR, review_may_have_begun=True)
    assert waiver.status == "approved"


def test_nobody_decides_on_what_she_asked_for_herself(desk):
    desk.close()
    own = waivers.request_waiver(desk.round, desk.lead, "deadline", reason="For them", by=desk.officer)
    for deed in (lambda: desk.allow(own), lambda: waivers.deny_waiver(own, justification="No", by=desk.officer)):
        with pytest.raises(MoveRefused, match="Somebody else has to decide"):
            deed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.filter(pk=own.pk).update(decided_by=desk.officer)


def test_a_second_waiver_of_the_deadline_needs_the_director(desk):
    desk.close()
    waivers.revoke_waiver(desk.allow(desk.ask()), justification="Given in error.", by=desk.director)
    again = desk.ask()
    with pytest.raises(MoveRefused, match="director decides on a second"):
        desk.allow(again)
    assert desk.allow(again, by=desk.director).status == "approved"


def test_the_same_is_asked_for_once(desk):
    desk.close()
    first = desk.ask()
    with pytest.raises(MoveRefused, match="was asked for already"):
        desk.ask()
    waivers.withdraw_request(first, by=desk.elena)
    assert desk.ask().number == "W-0002"


def test_a_decided_round_has_nothing_left_to_waive(desk):
    desk.close(status="decision")
    with pytest.raises(MoveRefused, match="Nothing can be waived"):
        desk.ask()


def test_mails_go_to_who_decides_and_to_who_asked(desk):
    desk.close()
    waiver = desk.ask()
    waivers.deny_waiver(waiver, justification="No outage is known.", by=desk.officer)
    sent = list(Email.objects.order_by("pk").values_list("to", "subject"))
    assert sent == [
        (desk.officer.email, f"{desk.lead.legal_name} asks for a waiver (W-0001)"),
        (desk.elena.email, "Your waiver W-0001 is denied"),
    ]


# Other waivers


def texts(draft):
    return " ".join(problem.text for problem in problems_of(draft))


@pytest.mark.rule("BR-03")
def test_a_waived_match_asks_for_less(desk):
    actions.save_budget(desk.draft, [applying.line("80000", "12000")], version=1, by=desk.elena)
    assert "20,000" in texts(desk.fresh())
    desk.allow(desk.ask("match"), match_percent=15)
    assert problems_of(desk.fresh()) == []
    assert desk.submit().content["match"]["needed"] == "12000.00"


def test_an_earlier_award_is_required_known_or_waived(desk):
    Round.objects.update(prerequisite="required", prerequisite_kind="seed")
    assert "seed award" in texts(desk.fresh())
    seed = factories.round("awarded", kind="seed", slug="seed", number_prefix="S", name="Seed")
    award = factories.award(factories.application(seed, desk.lead, status="awarded", by=desk.elena), status="refused")
    assert "seed award" in texts(desk.fresh())
    type(award).objects.update(status="ended")
    assert problems_of(desk.fresh()) == []
    type(award).objects.update(status="refused")
    desk.allow(desk.ask("prerequisite"))
    assert problems_of(desk.fresh()) == []


@pytest.mark.rule("BR-05")
def test_a_waived_composition_asks_for_nobody(desk):
    actions.save_roster(desk.draft, applying.SEATS[:1], version=1, by=desk.elena)
    assert problems_of(desk.fresh())
    desk.allow(desk.ask("composition"))
    assert problems_of(desk.fresh()) == []


# Returned for correction


def give_back(desk, keys=("budget",), due=HOUR, **given):
    return submissions.return_application(
        desk.fresh(),
        keys,
        **{"reason": "The months do not fit.", "due_at": timezone.now() + due, "by": desk.officer} | given,
    )


def test_only_the_sections_that_were_sent_back_open_and_a_second_receipt_follows(desk):
    first = desk.submit()
    received = desk.fresh().submitted_at
    give_back(desk)
    assert desk.fresh().status == "returned"
    with pytest.raises(NotOpen, match="sent back"):
        actions.save_roster(desk.draft, applying.SEATS, version=1, by=desk.elena)
    question = desk.draft.response.version.sections.get(key="work-plan").questions.get()
    with pytest.raises(NotOpen):
        actions.answer_saver(desk.draft)(desk.draft.response, question, "Other", version=1, by=desk.elena)
    actions.save_budget(desk.draft, [applying.line("60000", "15000")], version=1, by=desk.elena)
    desk.close()
    second = desk.submit()

    assert (first.number, second.number) == (f"{desk.draft.number}-R1", f"{desk.draft.number}-R2")
    assert second.sent_in == "return"
    assert desk.fresh().status == "submitted"
    assert desk.draft.submitted_at == received, "when it came first is what counts"
    assert desk.draft.submissions.first() == second
    assert first.content["requested"] == "80000.00"
    assert second.content["requested"] == "60000.00"


def test_corrections_after_their_instant_are_refused_and_staff_go_on_with_what_came_first(desk):
    desk.submit()
    returned = give_back(desk)
    type(returned).objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(MoveRefused, match="corrections were due"):
        desk.submit()
    ended = submissions.end_return(desk.fresh(), reason="Nothing came.", by=desk.officer)
    assert ended.status == "submitted"
    with pytest.raises(NotOpen):
        actions.save_budget(ended, [applying.line()], version=1, by=desk.elena)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"keys": ()}, "Tick the sections"),
        ({"keys": ("nowhere",)}, "Tick the sections"),
        ({"due": -HOUR}, "has passed"),
        ({"reason": " "}, "Give a reason"),
    ],
)
def test_a_return_says_what_and_why_and_until_when(desk, given, said):
    desk.submit()
    with pytest.raises(MoveRefused, match=said):
        give_back(desk, **given)
    assert desk.fresh().status == "submitted"


def test_a_draft_cannot_be_returned(desk):
    with pytest.raises(MoveRefused):
        give_back(desk)


# Withdrawn, and back


def test_a_withdrawal_voids_the_reviews_that_are_not_done(desk):
    desk.submit()
    Application.objects.update(status="under_review")
    done, begun, assigned = (factories.member(Role.REVIEWER) for _ in range(3))
    for who, status in ((done, "submitted"), (begun, "in_progress"), (assigned, "assigned")):
        given = {} if status == "assigned" else {"declared_at": timezone.now()}
        given |= {"submitted_at": timezone.now()} if status == "submitted" else {}
        Review.objects.create(
            application=desk.draft,
            reviewer=who,
            status=status,
            due_at=timezone.now() + HOUR,
            assigned_by=desk.officer,
            **given,
        )
    submissions.withdraw_application(desk.fresh(), reason="We merged.", by=desk.elena)
    assert dict(Review.objects.values_list("reviewer", "status")) == {
        done.pk: "submitted", begun.pk: "void", assigned.pk: "void"
    }  # fmt: skip


def test_what_was_sent_is_reinstated_by_staff_with_a_reason(desk):
    desk.submit()
    submissions.withdraw_application(desk.fresh(), reason="A mistake.", by=desk.elena)
    with pytest.raises(MoveRefused, match="Give a reason"):
        submissions.reinstate_application(desk.fresh(), reason="", by=desk.director)
    back = submissions.reinstate_application(desk.fresh(), reason="Pressed by mistake.", by=desk.director)
    assert back.status == "submitted"
    assert "reinstated it: Pressed by mistake." in [step.what for step in timeline_of(back)]


def test_a_draft_that_was_withdrawn_is_taken_up_again_only_while_the_round_is_open(desk):
    submissions.withdraw_application(desk.draft, reason="Not yet.", by=desk.elena)
    with pytest.raises(MoveRefused, match="never sent"):
        submissions.reinstate_application(desk.fresh(), reason="Why not", by=desk.director)
    assert submissions.take_up_draft(desk.fresh(), by=desk.elena).status == "draft"
    submissions.withdraw_application(desk.fresh(), reason="Not yet.", by=desk.elena)
    desk.close()
    with pytest.raises(MoveRefused, match="takes no applications"):
        submissions.take_up_draft(desk.fresh(), by=desk.elena)


# What the applicant reads


@pytest.mark.parametrize("status", ["scored", "recommended"])
def test_nobody_learns_from_a_label_what_is_not_decided(desk, status):
    desk.submit()
    Application.objects.update(status=status)
    page = factories.client(desk.draft.state, desk.elena).get("/my/applications/").content.decode()
    assert "In review" in page
    assert status.capitalize() not in page


def test_an_internal_reason_stays_internal(desk):
    desk.submit()
    Application.objects.update(status="scored")
    make_move(desk.fresh(), MOVES, "decline", by=desk.director, reason="Weakest of all.")
    assert "decided not to fund it" in [step.what for step in timeline_of(desk.draft)]
    assert AuditEvent.objects.filter(deed="application.decline", details__reason="Weakest of all.").exists()


# Sealed rounds


def test_of_a_sealed_round_staff_read_nothing_before_it_closes(desk):
    Round.objects.update(is_sealed=True)
    desk.submit()
    client = factories.client(desk.draft.state, desk.officer)
    at = f"/applications/{desk.draft.pk}/"
    for path in ("/applications/", "/applications.csv", "/home/", "/search/?q=Lehigh"):
        answer = client.get(path)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert desk.draft.number not in text.decode(), path
    assert client.get(at).status_code == 404
    assert (
        factories.client(desk.draft.state, desk.elena).get(f"/my/applications/{desk.draft.pk}/receipt/").status_code
        == 200
    )

    desk.close()
    assert client.get(at).status_code == 200
    assert desk.draft.number in client.get("/applications/").content.decode()
