"""The outbox: letters are held, looked at, changed and sent; nothing comes out before; another corrects what was sent."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connections, transaction

from core.isolation import state_scope
from core.models import AuditEvent, Email, Job
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import conflicts, decisions, outbox
from grants.actions import reviews as reviewing
from grants.models import Application, Award, Letter, Round
from grants.readmodels.purses import purses_of
from grants.rules.awards import Terms
from grants.tasks.letters import draw_letter
from partnerships.models import Partnership
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.deciding import look_at_all, send_all
from tests.grants.pages import queries, slate_at, text


@pytest.fixture
def approved(recommended, people):
    """Two offers and a decline, merged and held."""
    decisions.approve_slate(recommended, by=people.director)
    recommended.refresh_from_db()
    return recommended


def letters(slate):
    return list(Letter.objects.filter(line__slate=slate).order_by("line__rank", "version"))


def convener(pa, letter):
    """Somebody of the applicant, signed in."""
    return factories.client(pa, factories.member(Role.CONVENER, over=letter.application.organization))


def drawn(pa):
    for pk in Letter.objects.filter(file=None).values_list("pk", flat=True):
        draw_letter(state_id=pa.pk, letter_id=pk)


# Held


def test_until_a_letter_is_sent_nothing_has_happened(approved, round, pa):
    drawn(pa)
    round.refresh_from_db()
    assert round.status == "decision"
    assert set(Application.objects.values_list("status", flat=True)) == {"recommended", "scored"}
    assert not Award.objects.exists()
    assert not Partnership.objects.exists()
    assert not Email.objects.filter(template="decision_letter").exists()
    assert all(letter.file_id and not letter.facts["date"] for letter in letters(approved))


def test_what_was_approved_is_given_though_no_letter_was_sent(approved, round):
    fund = round.round_funds.get().fund
    fund.amount, fund.admin_percent = 250_000, 0
    fund.save()
    other = factories.round("decision", slug="other", money="250000")
    other.round_funds.update(fund=fund)
    assert purses_of(other)[fund.pk].available == 50_000


def test_the_applicant_and_her_search_find_no_letter_before_it_is_sent(approved, pa, people):
    first = letters(approved)[0]
    drawn(pa)
    first.refresh_from_db()
    client = convener(pa, first)
    paths = [f"/my/letters/{first.pk}/", f"/files/{first.file_id}/"]
    assert [client.get(path).status_code for path in paths] == [404, 404]
    assert client.get(slate_at(approved.round, "letters/")).status_code in (403, 404)
    send_all(approved, by=people.officer)
    drawn(pa)
    first.refresh_from_db()
    page = text(client.get(f"/my/letters/{first.pk}/"))
    assert "We are glad to offer" in page
    assert client.get(f"/files/{first.file_id}/").status_code == 200
    stranger = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization("Other Board")))
    assert stranger.get(f"/my/letters/{first.pk}/").status_code == 404


# Looking


def test_a_letter_goes_only_after_somebody_looked_at_it(approved, people):
    first, second, _ = letters(approved)
    with pytest.raises(MoveRefused, match=f"Nobody has looked at the letter for {first.facts['number']}"):
        outbox.send_letters(approved, [first.pk], by=people.officer)
    outbox.look_at(approved, {first.pk: first.facts_sha256}, by=people.officer)
    with pytest.raises(MoveRefused, match="Nothing was sent"):
        outbox.send_letters(approved, [first.pk, second.pk], by=people.officer)
    assert not Letter.objects.sent().exists()
    with pytest.raises(IntegrityError, match="letter_sent_after_a_look"), transaction.atomic():
        Letter.objects.filter(pk=second.pk).update(sent_at=second.made_at)


def test_a_letter_that_changed_since_it_was_shown_is_not_marked(approved, people):
    first = letters(approved)[0]
    outbox.add_paragraph(first, "Call Dana before Friday.", was=first.facts_sha256, by=people.officer)
    with pytest.raises(MoveRefused, match="was changed since you opened it"):
        outbox.look_at(approved, {first.pk: first.facts_sha256}, by=people.officer)


def test_a_paragraph_makes_it_to_be_looked_at_again_and_of_two_writers_one_is_told(approved, people, pa):
    look_at_all(approved, by=people.officer)
    first = letters(approved)[0]
    drawn(pa)
    changed = outbox.add_paragraph(first, "Call Dana before Friday.", was=first.facts_sha256, by=people.officer)
    assert (changed.looked_at, changed.file_id, changed.status) == (None, None, "held")
    with pytest.raises(MoveRefused, match="Somebody else changed this letter"):
        outbox.add_paragraph(first, "Call me.", was=first.facts_sha256, by=people.officer)
    assert Letter.objects.get(pk=first.pk).facts["paragraph"] == "Call Dana before Friday."


def test_a_drawing_of_what_changed_meanwhile_is_thrown_away(approved, people, pa, monkeypatch):
    first = letters(approved)[0]

    def slow(html, **kwargs):
        outbox.add_paragraph(first, "Call Dana.", was=first.facts_sha256, by=people.officer)
        return b"%PDF-1.7 old"

    monkeypatch.setattr("grants.tasks.letters.pdf.draw", slow)
    draw_letter(state_id=pa.pk, letter_id=first.pk)
    assert Letter.objects.get(pk=first.pk).file_id is None


# Sending


def test_some_are_sent_and_the_round_is_awarded_with_the_last(approved, round, people, pa):
    look_at_all(approved, by=people.officer)
    first, second, third = letters(approved)
    outbox.send_letters(approved, [first.pk], by=people.officer)
    assert [award.application_id for award in Award.objects.all()] == [first.application_id]
    round.refresh_from_db()
    assert round.status == "decision"
    outbox.send_letters(approved, None, by=people.officer)
    round.refresh_from_db()
    assert round.status == "awarded"
    statuses = {one.pk: one.status for one in Application.objects.all()}
    assert [statuses[one.application_id] for one in (first, second, third)] == ["offered", "offered", "declined"]
    drawn(pa)
    assert Email.objects.filter(template="decision_letter").count() == 3
    assert AuditEvent.objects.filter(deed="round.award").get().details["awards"] == 2


def test_a_letter_is_sent_once(approved, people, pa):
    send_all(approved, by=people.officer)
    with pytest.raises(MoveRefused, match="they were sent already"):
        outbox.send_letters(approved, [letters(approved)[0].pk], by=people.officer)
    with pytest.raises(MoveRefused, match="was sent and cannot be changed"):
        outbox.add_paragraph(letters(approved)[0], "Too late.", was="", by=people.officer)
    assert Award.objects.count() == 2


def test_the_award_is_what_its_letter_says(approved, people):
    first = letters(approved)[0]
    Round.objects.filter(pk=approved.round_id).update(period_starts_on="2031-01-01")
    award = send_all(approved, by=people.officer)[0]
    made = Terms(award.number, award.starts_on, award.ends_on, award.match_required)
    assert made == Terms.from_kept(first.facts["terms"])
    assert Letter.objects.get(pk=first.pk).facts["date"]


def test_who_has_a_conflict_neither_reads_nor_sends(approved, people, pa):
    first = letters(approved)[0]
    both = factories.member(Role.OFFICER, name="Bea Both")
    outbox_at = slate_at(approved.round, "letters/")
    look_at_all(approved, by=people.officer)

    conflicts.record_conflict(both, first.application, "other", "Her sister.", severity="hard", by=people.officer)
    client = factories.client(pa, both)
    assert client.get(f"{outbox_at}{first.pk}/").status_code == 404
    assert "Your conflict: somebody else sees to it" in text(client.get(outbox_at))
    with pytest.raises(MoveRefused, match="You have a conflict with"):
        outbox.send_letters(approved, None, by=both)


# Giving an approved slate back


def test_an_approved_slate_is_given_back_while_no_letter_was_sent(approved, people):
    slate = decisions.send_back_slate(approved, "Rank 2 withdrew.", by=people.director)
    assert (slate.status, slate.approved_by, Letter.objects.count()) == ("draft", None, 0)
    assert slate.approvals.get().superseded_reason == "Rank 2 withdrew."
    decisions.approve_slate(decisions.recommend_slate(slate, by=people.officer), by=people.director)
    assert len(send_all(slate, by=people.officer)) == 2


def test_once_a_letter_was_sent_the_decision_is_locked(approved, people):
    look_at_all(approved, by=people.officer)
    outbox.send_letters(approved, [letters(approved)[2].pk], by=people.officer)
    with pytest.raises(MoveRefused, match="the decision is locked"):
        decisions.send_back_slate(approved, "Rank 2 withdrew.", by=people.director)
    assert Letter.objects.count() == 3


# Correcting


@pytest.fixture
def sent(approved, people, pa):
    send_all(approved, by=people.officer)
    drawn(pa)
    Email.objects.all().delete()
    return letters(approved)[2]


def test_a_correction_is_another_letter_that_somebody_else_approves(sent, approved, people, pa):
    made = outbox.correct_letter(sent, "We gave your rank as 4.", "Money ran out.", "Typing error.", by=people.officer)
    assert (made.version, made.corrects, made.kind) == (2, sent, "decline")
    with pytest.raises(MoveRefused, match="Nobody has looked"):
        outbox.send_letters(approved, [made.pk], by=people.officer)
    assert outbox.look_at(approved, {made.pk: made.facts_sha256}, by=people.officer) == 0
    with pytest.raises(MoveRefused, match="You wrote this correction"):
        outbox.approve_correction(made, was=made.facts_sha256, by=people.officer)
    outbox.approve_correction(made, was=made.facts_sha256, by=people.director)
    outbox.send_letters(approved, [made.pk], by=people.officer)
    drawn(pa)

    (message,) = Email.objects.filter(template="decision_letter")
    assert message.subject.startswith("A corrected letter about")
    before = sent.facts_sha256
    sent.refresh_from_db()
    assert sent.facts_sha256 == before
    client = convener(pa, sent)
    page = text(client.get(f"/my/letters/{made.pk}/"))
    assert f"This letter corrects ours of {sent.facts['date']}." in page
    assert "We gave your rank as 4." in page
    assert "Typing error." not in page
    assert "There is a later letter." in text(client.get(f"/my/letters/{sent.pk}/"))
    assert Application.objects.get(pk=sent.application_id).status == "declined"


def test_only_the_latest_letter_is_corrected_and_once(sent, people):
    outbox.correct_letter(sent, "We gave your rank as 4.", "", "Typing error.", by=people.officer)
    with pytest.raises(MoveRefused, match="There is a later letter already, to approve"):
        outbox.correct_letter(sent, "Again.", "", "Again.", by=people.officer)
    assert Letter.objects.filter(application=sent.application_id).count() == 2


def test_a_letter_that_was_not_sent_is_changed_and_not_corrected(approved, people):
    with pytest.raises(MoveRefused, match="Change it instead"):
        outbox.correct_letter(letters(approved)[0], "Wrong.", "", "Wrong.", by=people.officer)


# The pages


def test_the_officer_looks_changes_and_sends(approved, officer, director, pa, round):
    box = slate_at(round, "letters/")
    assert "Look at the letters and send them" in text(officer.get("/home/"))
    page = text(officer.get(box))
    assert "3 to look at" in page
    assert "Send the ticked letters" not in page
    reading = officer.get(box + "read/")
    page = text(reading)
    assert "I have looked at these 3 letters" in page
    assert page.count("Dated on the day it is sent") == 3
    seen = [part[: part.index('"')] for part in reading.content.decode().split('name="seen" value="')[1:]]
    assert director.post(box + "look/", {"seen": seen}).status_code == 403
    officer.post(box + "look/", {"seen": seen[:2]})
    assert "I have looked at this letter" in text(officer.get(box + "read/"))
    first = letters(approved)[0]
    path = f"{box}{first.pk}/"
    stale = officer.post(path + "paragraph/", {"paragraph": "Call Dana.", "was": "0" * 64})
    assert "Somebody else changed this letter" in text(stale, 409)
    assert ">Call Dana.</textarea>" in stale.content.decode()
    officer.post(path + "paragraph/", {"paragraph": "Call Dana.", "was": first.facts_sha256})
    assert "Call Dana." in text(officer.get(path))
    officer.post(box + "send/", {"all": "yes"})
    assert "1 letter is on the way" in text(officer.get(box))
    officer.post(box + "send/", {"letter": [str(first.pk), "x", "99999999999999999999"]})
    assert "Nobody has looked at the letter for" in text(officer.get(box))
    assert Letter.objects.sent().count() == 1


def test_a_correction_is_written_and_approved_on_the_pages(sent, officer, director, round, people):
    path = slate_at(round, f"letters/{sent.pk}/correct/")
    assert director.get(path).status_code == 403
    wrong = officer.post(path, {"words": "", "about": "", "reason": "Typing error."})
    assert "Say to the applicant what was wrong." in text(wrong, 422)
    made = officer.post(path, {"words": "Our letter gave rank 4.", "about": "", "reason": "Typing error."})["Location"]
    page = text(officer.get(made))
    assert "Somebody else who may approve decisions approves it" in page
    page = text(director.get(made))
    was = page.split('name="was" value="')[1][:64]
    director.post(made + "approve/", {"was": was})
    assert "The correction is approved." in text(director.get(made))


def test_the_outbox_costs_the_same_for_1_and_12_letters(officer, people, reviewed):
    costs: dict[str, list[int]] = {"letters/": [], "letters/read/": []}
    for number in (1, 12):
        round = factories.round("review", money="300000", reviewers_each=1)
        for place in range(number):
            reviewed(round, 200 + place)
        slate = decisions.recommend_slate(decisions.start_decision(round, by=people.officer), by=people.officer)
        decisions.approve_slate(slate, by=people.director)
        for tail, counted in costs.items():
            counted.append(queries(officer, slate_at(round, tail)))
    for tail, counted in costs.items():
        assert len(set(counted)) == 1, (tail, counted)
        assert counted[0] <= 12, (tail, counted)


@pytest.mark.parametrize("times", range(2))
def test_of_two_who_send_at_once_one_is_told(committed_db, times):
    state = factories.state("pa")
    with state_scope(state):
        officer, other = factories.member(Role.OFFICER), factories.member(Role.OFFICER)
        director, rita = factories.member(Role.DIRECTOR), factories.member(Role.REVIEWER)
        round = factories.round("review", money="200000", reviewers_each=1)
        application = factories.application(round, status="eligible", requested=100_000)
        (review,) = reviewing.assign_reviewers(application, [rita], by=officer)
        review = reviewing.clear_conflict(review, by=rita)
        score(review, rita)
        slate = decisions.recommend_slate(decisions.start_decision(round, by=officer), by=officer)
        decisions.approve_slate(slate, by=director)
        slate.refresh_from_db()
        look_at_all(slate, by=officer)
    clients = [factories.client(state, who) for who in (officer, other)]
    start, pages = threading.Barrier(2), {}

    def send(place: int) -> None:
        start.wait()
        try:
            pages[place] = text(clients[place].post(slate_at(round, "letters/send/"), {"all": "yes"}, follow=True))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted("they were sent already" in page for page in pages.values()) == [False, True]
    with state_scope(state):
        assert Award.objects.count() == 1
        assert Job.objects.filter(kind="draw_letter", args__letter_id=Letter.objects.get().pk).count() == 2


def score(review, by):

    score_all(review, 250, by=by)
    reviewing.submit_review(review, by=by)
