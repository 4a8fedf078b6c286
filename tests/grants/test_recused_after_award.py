"""Who is recused from an application sees and decides nothing of the award that came of it, wherever she tries."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core import files
from core.models import Email, Member
from core.moves import MoveRefused
from core.permissions import Role
from grants.access.awards import SUBAWARD, get_award, is_barred, may_open_sheet, officers_of
from grants.actions import agreements, closeout, conflicts, holds, monitoring, reports, subawards
from grants.actions import amendment_questions as questions
from grants.actions import amendments as amending
from grants.actions import report_drafts as drafts
from grants.choices import AwardStatus, ReportStatus
from grants.models import Award, Closeout, Conflict, SheetVersion
from grants.readmodels.report_page import page_of
from home.readmodels.after_tasks import award_tasks
from home.readmodels.search import search_for
from home.readmodels.tasks import of_reports
from tests import factories
from tests.grants.amending import Office
from tests.grants.pages import text
from tests.grants.reporting import FIRST, NAME, fill, opened
from tests.grants.test_monitoring import GOOD
from tests.grants.test_recused_everywhere import PARAMETER
from tests.house.test_doors import OURS

DAY = dt.timedelta(days=1)
WHY = "The second instructor costs more than the plan foresaw."
LOOKED_AT = "Time sheets of the spring"
FOUND = "Two time sheets are not signed."
TOLD = "Nine employers agreed on one skills checklist."
SECRETS = (WHY, LOOKED_AT, FOUND, TOLD)


@pytest.fixture
def scene(pa):
    """An active award with a request for money, a report, a visit and a finding; a director tied to its application."""
    office = Office()
    made, director = office.made, office.director
    report = fill(made, opened(made, FIRST))
    why = {f"why.{flag.key}": ("Because.", 0) for flag in page_of(report).to_explain}
    drafts.save_boxes(report, why, by=made.convener)
    reports.submit_report(report, certified_as=NAME, by=made.convener)
    amendment = office.ask("amount", amount="5000", category_to="personnel", what=WHY)
    visit = monitoring.plan_visit(office.award, "site", timezone.localdate(), LOOKED_AT, by=made.officer)
    visit = monitoring.hold_visit(
        visit, held_on=timezone.localdate(), participants="", answers=GOOD, comments={}, notes="", by=made.officer
    )
    facts = {"severity": "finding", "text": FOUND, "action": "Sign them.", "owner": "Convener"}
    finding = monitoring.add_finding(visit, facts | {"due_on": timezone.localdate() + DAY}, by=made.officer)
    monitoring.answer_finding(finding, "They are signed.", by=made.convener)
    tied = conflicts.record_conflict(
        director, made.application, "family", "Her brother directs it.", severity="hard", by=made.officer
    )
    client = factories.client(pa, Member.objects.get(pk=director.pk))
    known = {"report": report, "amendment": amendment, "visit": visit, "finding": finding, "tied": tied}
    return SimpleNamespace(**known, office=office, made=made, director=director, client=client, award=office.award)


@pytest.fixture
def ended(scene):
    """The same award past its period, with its closeout begun."""
    Award.objects.filter(pk=scene.award.pk).update(ends_on=timezone.localdate() - DAY)
    scene.closeout = closeout.begin_closeout(scene.award)
    return scene


def addresses(scene) -> list[str]:
    """Every address of the product with the ids of the award and of what hangs on it."""
    named = {
        "amendment": scene.amendment.pk,
        "item": scene.amendment.items.get().pk,
        "visit": scene.visit.pk,
        "finding": scene.finding.pk,
        "kind": "budget",
        "step": "reports",
        "slug": scene.made.application.round.slug,
    }
    found = []
    for path in (path for path, _, _ in OURS if not path.startswith("health")):
        for pk in (scene.award.pk, scene.report.pk, scene.award.fund_id) if "<int:pk>" in path else (0,):
            found.append("/" + PARAMETER.sub(lambda m, pk=pk: str(named.get(m[2], pk)), path))
    return found


def shown_at(scene, *secrets: str) -> list[str]:
    leaks = []
    for address in addresses(scene):
        for send in (scene.client.get, scene.client.post):
            answer = send(address, {"q": scene.award.number})
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            if any(secret in body.decode("utf-8", "replace") for secret in secrets):
                leaks.append(f"{send.__name__.upper()} {address}: {answer.status_code}")
    return leaks


def test_no_address_shows_anything_of_an_award_that_runs(scene):
    assert shown_at(scene, *SECRETS) == []
    page = text(scene.client.get("/awards/"))
    assert scene.award.number not in page


def test_no_address_shows_anything_of_an_award_that_is_closed_out(ended):
    assert shown_at(ended, *SECRETS) == []
    assert Closeout.objects.get().status == "open"


@pytest.mark.parametrize(
    "tail", ["", "terms/", "monitoring/", "closeout/", "agreement/", "revision/", "risk/", "subaward/", "trace/"]
)
def test_the_awards_pages_are_not_there_for_her_and_are_for_a_director_without_a_conflict(scene, pa, tail):
    address = f"/awards/{scene.award.pk}/{tail}"
    assert scene.client.get(address).status_code == 404
    other = factories.client(pa, factories.member(Role.DIRECTOR))
    assert other.get(address).status_code == 200


def test_she_approves_no_money(scene):
    address = f"/awards/{scene.award.pk}/terms/{scene.amendment.pk}/decide/"
    given = {"decision": "approve", "from_day": timezone.localdate().isoformat(), "justification": "It fits."}
    assert scene.client.post(address, given).status_code == 404
    with pytest.raises(MoveRefused, match="conflict with this award's application"):
        scene.office.approve(scene.amendment, by=scene.director)
    scene.amendment.refresh_from_db()
    assert scene.amendment.status == "requested"
    assert scene.office.approve(scene.amendment, by=factories.member(Role.DIRECTOR)).status == "approved"


def test_every_deed_of_the_state_refuses_her(ended):
    award, by, day = ended.award, ended.director, timezone.localdate()
    held = ended.closeout
    deeds = [
        lambda: amending.deny_amendment(ended.amendment, justification="No.", by=by),
        lambda: amending.add_item(award, "period", {"what": "Later.", "ends_on": day + DAY}, by=by),
        lambda: questions.ask_back(ended.amendment, "Why?", by=by),
        lambda: reports.accept_report(ended.report, by=by),
        lambda: reports.return_report(ended.report, {"money": "More."}, by=by),
        lambda: monitoring.plan_visit(award, "desk", day, "All", by=by),
        lambda: monitoring.close_finding(ended.finding, "Done.", by=by),
        lambda: monitoring.send_back_finding(ended.finding, "Not enough.", by=by),
        lambda: monitoring.add_finding(ended.visit, {"due_on": day + DAY}, by=by),
        lambda: closeout.settle_step(held, "equipment", "None.", by=by, waive=True),
        lambda: closeout.undo_step(held, "equipment", by=by),
        lambda: closeout.give_time(held, day + 300 * DAY, "Illness.", by=by),
        lambda: closeout.close_award(held, by=by),
        lambda: closeout.close_alone(held, "No answer.", by=by),
        lambda: closeout.reopen_award(held, "Audit.", by=by),
        lambda: holds.place_hold(award, "A suit.", by=by),
        lambda: subawards.assess_risk(award, subawards.Assessed({}, ()), by=by),
        lambda: subawards.save_sheet(award, {}, to_follow=(), version=0, by=by),
        lambda: subawards.freeze_sheet(award, by=by),
        lambda: agreements.make_agreement(award, ended.made.convener, by=by),
    ]
    for deed in deeds:
        with pytest.raises(MoveRefused, match="conflict with this award's application"):
            deed()


def test_lists_searches_and_home_leave_it_out_and_count_without_it(scene):
    other = factories.award(officer=scene.made.officer)
    signed = {"submitted_at": timezone.now(), "submitted_by": scene.made.convener, "certified_as": NAME}
    sent = factories.report(other, status=ReportStatus.SUBMITTED, opened_at=timezone.now(), **signed)
    page = text(scene.client.get("/awards/"))
    assert other.number in page
    assert "1 award" in page
    for view in ("waiting", "quarters"):
        shown = text(scene.client.get("/reports/", {"view": view}))
        assert other.partnership.name in shown
        assert scene.award.partnership.name not in shown
    who = Member.objects.get(pk=scene.director.pk)
    assert scene.award.number not in str(search_for(scene.award.number, who))
    assert not [task for task in award_tasks(who, timezone.now()) if scene.award.number in task.note]
    who.role_grants.create(role=Role.OFFICER, scope="state")
    waiting = [task.url for task in of_reports(Member.objects.get(pk=who.pk), timezone.now())]
    assert waiting == [f"/reports/{sent.pk}/"]
    assert str(scene.award.number) in text(factories.client(scene.award.state, scene.made.officer).get("/awards/"))


def test_its_files_are_shut_to_her(scene):
    stored = files.store(b"%PDF-1.7 sheet", name="sheet.pdf", purpose=SUBAWARD)
    SheetVersion.objects.create(
        award=scene.award, number=1, facts={}, facts_sha256="0" * 64, file=stored, by=scene.made.officer
    )
    assert may_open_sheet(stored, Member.objects.get(pk=scene.made.officer.pk))
    assert not may_open_sheet(stored, Member.objects.get(pk=scene.director.pk))


def test_what_she_holds_over_the_grantee_stays_hers_and_gives_her_nothing_of_the_states(scene, pa):
    scene.director.role_grants.create(role=Role.CONVENER, scope="organization", scope_id=scene.made.lead.pk)
    client = factories.client(pa, Member.objects.get(pk=scene.director.pk))
    assert client.get(f"/my/awards/{scene.award.pk}/").status_code == 200
    assert client.get(f"/awards/{scene.award.pk}/").status_code in (403, 404)
    assert client.post(f"/awards/{scene.award.pk}/closeout/begin/").status_code in (403, 404)


def test_mails_about_it_go_to_its_officer_or_to_others_without_a_conflict(scene):
    assert officers_of(scene.award) == [scene.made.officer]
    Conflict.objects.filter(pk=scene.tied.pk).update(reviewer=scene.made.officer)
    second = factories.member(Role.OFFICER)
    assert officers_of(scene.award) == [second]
    Email.objects.all().delete()
    scene.office.ask("extension", ends_on=scene.office.ends_on + DAY, what="A later end.")
    assert set(Email.objects.filter(template="amendment_sent").values_list("to", flat=True)) == {second.email}


def test_what_was_fetched_for_one_says_nothing_of_another(scene, rf):
    rf.member, rf.needs = scene.made.officer, None
    award = get_award(rf, scene.award.pk)
    assert not is_barred(scene.made.officer, award)
    assert is_barred(scene.director, award)


def test_once_the_conflict_is_gone_the_award_is_there_again(scene):
    Conflict.objects.filter(pk=scene.tied.pk).update(status="lapsed")
    assert scene.client.get(f"/awards/{scene.award.pk}/").status_code == 200
    assert Award.objects.get(pk=scene.award.pk).status == AwardStatus.ACTIVE
