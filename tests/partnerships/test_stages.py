"""The life of a partnership: what each stage asks for, who proposes and who confirms, and what is taken back."""

from __future__ import annotations

import pytest

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from partnerships.actions import stages
from partnerships.actions.tables import set_rule
from partnerships.choices import Stage
from partnerships.models import StageChange
from partnerships.rules.composition import preset_rule
from partnerships.rules.stages import ADVANCE, MOVES
from tests import factories
from tests.partnerships import standing


@pytest.fixture
def lehigh(pa):
    board = factories.organization("Lehigh Valley Workforce Collaborative")
    return factories.partnership(board, name="Lehigh Manufacturing", slug="lehigh", stage="assessing", is_public=False)


@pytest.fixture
def elena(pa, lehigh):
    return factories.member(Role.CONVENER, over=lehigh.convener, name="Elena Márquez")


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Dana Kowalczyk")


def missing(partnership, move, by) -> str:
    with pytest.raises(MoveRefused) as refused:
        stages.propose_change(partnership, move, by=by, reason="It is time.")
    return str(refused.value)


@pytest.mark.claim(3)
def test_convening_needs_a_region_a_published_analysis_and_a_convener_who_disclosed(lehigh, elena):
    assert "No analysis of" in (said := missing(lehigh, "convene", elena))
    assert "has not said what may tie it to one side" in said
    standing.analysis(lehigh, status="draft", published_at=None)
    assert "No analysis of" in missing(lehigh, "convene", elena)
    standing.analysis(lehigh, county_fips=["42101"])
    assert "No analysis of" in missing(lehigh, "convene", elena), (
        "an analysis of another region says nothing of this one"
    )

    standing.analysis(lehigh)
    standing.disclosure(lehigh)
    lehigh.county_fips = []
    lehigh.save()
    assert missing(lehigh, "convene", elena) == ("The partnership has no county yet. Say which counties it serves.")
    lehigh.county_fips = ["42077"]
    lehigh.save()
    assert stages.propose_change(lehigh, "convene", by=elena, reason="Nine employers agreed.").to_stage == "convening"


@pytest.mark.claim(3)
def test_the_convener_proposes_and_somebody_else_confirms(lehigh, elena, officer):
    standing.analysis(lehigh)
    standing.disclosure(lehigh)
    change = stages.propose_change(lehigh, "convene", by=elena, reason="Nine employers agreed.")

    lehigh.refresh_from_db()
    assert lehigh.stage == "assessing"
    assert [fact["label"] for fact in change.facts if fact["met"]] == [
        "A region of whole counties",
        "A published analysis of its industry",
        "A convener",
        "The convener's interests, disclosed",
    ]
    with pytest.raises(MoveRefused, match="You proposed this change"):
        stages.confirm_change(change, by=elena)
    stages.confirm_change(change, by=officer, note="Well prepared.")
    lehigh.refresh_from_db()
    change.refresh_from_db()
    assert (lehigh.stage, lehigh.is_public) == ("convening", True)
    assert (change.outcome, change.decided_by, change.decision_note) == ("confirmed", officer, "Well prepared.")
    with pytest.raises(MoveRefused, match="is confirmed already"):
        stages.refuse_change(change, by=officer, note="No.")
    assert list(Email.objects.order_by("pk").values_list("template", "to")) == [
        ("stage_proposed", officer.email),
        ("stage_decided", elena.email),
    ]
    assert list(AuditEvent.objects.order_by("seq").values_list("deed", flat=True)) == [
        "partnership.stage_propose",
        "partnership.stage_confirm",
    ]


def test_what_is_missing_at_the_confirmation_stops_it(lehigh, elena, officer):
    analysis = standing.analysis(lehigh)
    standing.disclosure(lehigh)
    change = stages.propose_change(lehigh, "convene", by=elena, reason="Nine employers agreed.")
    analysis.status = "withdrawn"
    analysis.save()

    with pytest.raises(MoveRefused, match="No analysis of"):
        stages.confirm_change(change, by=officer)
    stages.refuse_change(change, by=officer, note="The analysis was withdrawn.")
    lehigh.refresh_from_db()
    assert lehigh.stage == "assessing"
    with pytest.raises(MoveRefused, match="Say why"):
        stages.refuse_change(standing_proposal(lehigh, elena), by=officer, note=" ")


def standing_proposal(lehigh, elena) -> StageChange:
    return stages.propose_change(lehigh, "rest", by=elena, reason="Two employers moved away.")


def test_one_change_at_a_time_and_each_with_a_reason(lehigh, elena):
    with pytest.raises(MoveRefused, match="Give a reason"):
        stages.propose_change(lehigh, "rest", by=elena, reason="  ")
    change = standing_proposal(lehigh, elena)
    with pytest.raises(MoveRefused, match="Elena Márquez asked to go from assessing to dormant"):
        stages.propose_change(lehigh, "end", by=elena, reason="It is over.")
    stages.withdraw_change(change, by=elena)
    assert stages.propose_change(lehigh, "end", by=elena, reason="It is over.").to_stage == "sunset"


def test_a_convener_does_not_take_back_what_the_states_officer_asked_for(pa, lehigh, elena, officer):
    change = stages.propose_change(lehigh, "end", by=officer, reason="Nobody came for a year.")
    with pytest.raises(MoveRefused, match="Only who asked, or a colleague"):
        stages.withdraw_change(change, by=elena)
    assert "Take it back" not in factories.client(pa, elena).get(f"/partnerships/{lehigh.slug}/stage/").content.decode()
    stages.withdraw_change(change, by=officer)
    own = stages.propose_change(lehigh, "rest", by=elena, reason="The chair left.")
    assert "Take it back" in factories.client(pa, elena).get(f"/partnerships/{lehigh.slug}/stage/").content.decode()
    stages.withdraw_change(own, by=elena)


@pytest.mark.claim(4)
@pytest.mark.parametrize(
    ("preset", "enough", "one_short"),
    [
        ("usual", {"employer": 2, "education": 1, "labor": 1}, {"employer": 1, "education": 1, "labor": 1}),
        ("wioa", {"employer": 2, "education": 1, "labor": 1}, {"employer": 2, "education": 1}),
        ("ri", {"employer": 5, "education": 1, "community": 1}, {"employer": 4, "education": 1, "community": 1}),
        ("mt", {"employer": 2, "education": 1, "government": 1}, {"employer": 2, "education": 1}),
    ],
)
def test_planning_needs_who_the_states_rule_asks_for(lehigh, elena, officer, preset, enough, one_short):
    if preset != "usual":
        set_rule(preset_rule(preset), by=officer, reason="29 USC 3102")
    lehigh.stage = Stage.CONVENING
    lehigh.save()
    standing.table(lehigh, **one_short)
    assert "dd " in missing(lehigh, "plan", elena)
    for role, many in enough.items():
        for _ in range(many - one_short.get(role, 0)):
            standing.seat(lehigh, role)
    assert stages.propose_change(lehigh, "plan", by=elena, reason="Everybody is here.").to_stage == "planning"


@pytest.mark.claim(4)
def test_a_written_reason_stands_in_for_labor(lehigh, elena):
    lehigh.stage = Stage.CONVENING
    lehigh.save()
    standing.table(lehigh, employer=2, education=1)
    assert missing(lehigh, "plan", elena) == (
        "Add a labor organization or worker representative, or write why there is none."
    )
    lehigh.no_labor_reason = "No union organizes these shops; workers elected two speakers."
    lehigh.save()
    assert stages.propose_change(lehigh, "plan", by=elena, reason="Everybody is here.")


def test_implementing_needs_a_plan_that_employers_carried_and_sustaining_money_beside_the_grant(lehigh, elena, officer):
    lehigh.stage = Stage.PLANNING
    lehigh.save()
    assert "No meeting has adopted the plan of work yet" in missing(lehigh, "implement", elena)
    standing.decision(lehigh, "plan", employers=3, present=6)
    assert "3 of 6 organizations being employers" in missing(lehigh, "implement", elena)
    standing.decision(lehigh, "plan", employers=4, present=6)
    change = stages.propose_change(lehigh, "implement", by=elena, reason="The plan is adopted.")
    stages.confirm_change(change, by=officer)

    lehigh.refresh_from_db()
    assert "No meeting has adopted a plan to pay" in missing(lehigh, "sustain", elena)
    standing.decision(lehigh, "funding", employers=4, present=6)
    assert "no source of money is named" in missing(lehigh, "sustain", elena)
    standing.funded(lehigh)
    assert stages.propose_change(lehigh, "sustain", by=elena, reason="Dues pay the coordinator.")


@pytest.mark.parametrize("move", ADVANCE)
def test_no_stage_is_skipped(lehigh, elena, move):
    for stage in Stage.values:
        if stage in MOVES[move].sources or stage == Stage.MERGED:
            continue
        lehigh.stage = stage
        lehigh.save()
        with pytest.raises(MoveRefused, match="You cannot"):
            stages.propose_change(lehigh, move, by=elena, reason="It is time.")


def test_rest_and_waking_up(lehigh, elena, officer):
    stages.confirm_change(standing_proposal(lehigh, elena), by=officer)
    lehigh.refresh_from_db()
    assert lehigh.stage == "dormant"
    change = stages.propose_change(lehigh, "wake", by=elena, reason="A new plant opens.")
    stages.confirm_change(change, by=officer)
    lehigh.refresh_from_db()
    assert lehigh.stage == "assessing"


def test_merging_names_the_other_and_only_the_state_takes_it_back(lehigh, elena, officer):
    other = factories.partnership(name="Berks Manufacturing")
    director = factories.member(Role.DIRECTOR)
    for into in (None, lehigh):
        with pytest.raises(MoveRefused, match="into which other partnership"):
            stages.propose_change(lehigh, "merge", by=elena, reason="One table is enough.", into=into)
    ended = factories.partnership(name="Ended", stage="sunset")
    with pytest.raises(MoveRefused, match="Choose one that goes on"):
        stages.propose_change(lehigh, "merge", by=elena, reason="One table is enough.", into=ended)
    change = stages.propose_change(lehigh, "merge", by=elena, reason="One table is enough.", into=other)
    stages.confirm_change(change, by=officer)
    lehigh.refresh_from_db()
    assert (lehigh.stage, lehigh.merged_into) == ("merged", other)

    with pytest.raises(MoveRefused, match="Only the state takes a confirmed change back"):
        stages.propose_change(lehigh, "undo", by=elena, reason="It was a mistake.")
    back = stages.propose_change(lehigh, "undo", by=officer, reason="It was a mistake.")
    with pytest.raises(MoveRefused, match="somebody else confirms"):
        stages.confirm_change(back, by=officer)
    stages.confirm_change(back, by=director)
    lehigh.refresh_from_db()
    assert (lehigh.stage, lehigh.merged_into) == ("assessing", None)
    with pytest.raises(MoveRefused, match="No change to assessing is on record"):
        stages.propose_change(lehigh, "undo", by=officer, reason="Further back.")


def test_pages_of_the_stage(pa, lehigh, elena, officer, django_assert_max_num_queries):
    convener, staff = factories.client(pa, elena), factories.client(pa, officer)
    page = convener.get("/partnerships/lehigh/stage/").content.decode()
    assert "What the next stage asks for" in page
    assert "No analysis of" in page

    sent = {"act": "propose", "move": "convene", "reason": "Nine employers agreed."}
    refused = convener.post("/partnerships/lehigh/stage/", sent)
    assert refused.status_code == 422
    assert "Nine employers agreed." in refused.content.decode()
    standing.analysis(lehigh)
    standing.disclosure(lehigh)
    standing.table(lehigh, employer=3, education=1)
    assert convener.post("/partnerships/lehigh/stage/", sent).status_code == 302
    with django_assert_max_num_queries(26):
        record = staff.get("/partnerships/lehigh/record/").content.decode()
    assert "Confirm convening" in record
    assert staff.post("/partnerships/lehigh/stage/decide/", {"act": "refuse", "note": ""}).status_code == 302
    assert StageChange.objects.get().outcome == "proposed"
    assert staff.post("/partnerships/lehigh/stage/decide/", {"act": "confirm"}).status_code == 302
    lehigh.refresh_from_db()
    assert lehigh.stage == "convening"
    assert "Confirmed" in convener.get("/partnerships/lehigh/stage/").content.decode()


def test_who_may_open_what(pa, lehigh, elena, officer):
    theirs = factories.member(Role.CONVENER, over=factories.organization())
    auditor, analyst = factories.member(Role.AUDITOR), factories.member(Role.ANALYST)
    change = standing_proposal(lehigh, officer)

    def status(who, path, method="get"):
        return getattr(factories.client(pa, who), method)(f"/partnerships/lehigh/{path}/").status_code

    assert status(theirs, "stage") == 404
    assert status(auditor, "stage") == 403
    assert status(auditor, "record") == 200
    assert status(analyst, "record") == 200
    assert status(elena, "record") == 403
    assert status(auditor, "stage/decide", "post") == 403
    assert status(officer, "stage/decide", "post") == 403, "she proposed it herself"
    change.refresh_from_db()
    assert change.outcome == "proposed"


def test_another_states_partnership_is_not_found(db):
    with state_scope(factories.state("ga")):
        factories.partnership(slug="peach")
    here = factories.state("pa")
    with state_scope(here):
        officer = factories.client(here, factories.member(Role.OFFICER))
    for path in ("stage", "record", "convener"):
        assert officer.get(f"/partnerships/peach/{path}/").status_code == 404
    for path in ("stage/decide", "convener/accept"):
        assert officer.post(f"/partnerships/peach/{path}/").status_code == 404
