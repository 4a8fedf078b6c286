"""Whether somebody may apply, before she has an account: the answers, the result, what is kept, what it carries on to."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import AccessLink, AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import eligibility as actions
from grants.actions import waivers
from grants.actions.submissions import submit_application
from grants.choices import EligibilityResult, RoundStatus, WaiverStatus
from grants.models import Application, EligibilityCheck, Round, Submission, Waiver
from grants.readmodels.eligibility import fitting_rounds
from grants.readmodels.eligibility_default import check_from_terms
from questions.models import FormVersion
from tests import factories
from tests.grants import applying

DAY = dt.timedelta(days=1)
GOOD = {
    "q-organization-type": "workforce_board",
    "q-in-state": "yes",
    "q-table-employer": "3",
    "q-table-education": "1",
    "q-table-labor": "yes",
    "q-match": "yes",
}
BAD = GOOD | {"q-table-employer": "1", "q-match": "no"}
TALK = GOOD | {"q-match": "unsure"}


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Nadia Torres")


def with_check(round, by):
    """The round asks the check made of its own terms."""
    version = actions.compose_check(round, by=by)
    held = actions.use_check(round, version, by=by)
    return Round.objects.select_related("eligibility_version__form").get(pk=held.pk)


@pytest.fixture
def round(officer):
    made = applying.round(eligible_types=["workforce_board", "college"])
    return with_check(made, officer)


@pytest.fixture
def address(round):
    return f"/rounds/{round.slug}/eligibility/"


def checked(client, address, answers=GOOD):
    answer = client.post(address, answers)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def token_in(location):
    return location.rstrip("/").rsplit("/", 1)[1]


def convener(name="Lehigh Board", type="workforce_board"):
    lead = factories.organization(name, type=type)
    return factories.member(Role.CONVENER, over=lead, name="Elena Ruiz"), lead


# The check of the round's own terms


def test_it_is_made_of_the_rounds_terms_and_passes_the_composers_own_checks(pa, officer):
    made = applying.round(
        eligible_types=["college"], prerequisite="required", prerequisite_kind="planning", composition={}
    )
    asked = [one["key"] for one in check_from_terms(made, pa)["sections"][0]["questions"]]
    assert asked == [
        "organization-type",
        "in-state",
        "earlier-award",
        "table-employer",
        "table-education",
        "table-labor",
        "match",
    ]
    version = actions.compose_check(made, by=officer)
    assert actions.compose_check(made, by=officer).pk == version.pk, "a second press goes on with the first"
    held = actions.use_check(made, version, by=officer)
    assert held.eligibility_version.is_frozen


def test_a_check_is_short_and_asks_for_a_word_or_a_number(pa, officer, round):
    form = json.loads(json.dumps(check_from_terms(round, pa)))
    form["title"], questions = "Too long", form["sections"][0]["questions"]
    questions += [{"key": f"more-{n}", "type": "long_text" if n == 0 else "yes_no", "label": "More?"} for n in range(9)]
    version = actions.import_form(json.dumps(form), by=officer)
    Round.objects.update(status=RoundStatus.DRAFT)
    with pytest.raises(MoveRefused, match=r"at most 12 questions; this one has 15.*asks for one of: yes or no"):
        actions.use_check(round, version, by=officer)


# Answering


def test_a_stranger_is_told_yes_and_nothing_of_her_is_kept(pa, round, address):
    client = factories.client(pa)
    page = client.get(address).content.decode()
    assert "You need no account" in page
    assert "What is the organization that would apply?" in page
    result = client.get(checked(client, address))
    assert "You may apply" in result.content.decode()
    assert result["Referrer-Policy"] == "same-origin"
    assert result["Cache-Control"] == "no-store"
    check = EligibilityCheck.objects.get()
    assert check.result == EligibilityResult.ELIGIBLE
    assert check.content["form"]["sha256"] == round.eligibility_version.sha256
    assert AccessLink.objects.get(purpose="eligibility").audience == ""
    assert AuditEvent.objects.get(deed="eligibility.check").actor == "Somebody"


def test_no_is_said_with_every_reason_in_the_rounds_words(pa, round, address):
    client = factories.client(pa)
    page = client.get(checked(client, address, BAD)).content.decode()
    assert "You may not apply in this round" in page
    assert "This round asks for at least 2 employers at the table." in page
    assert "You answered: 1" in page
    assert "This round asks for a match: 25% of the award" in page


def test_what_is_not_sure_is_something_to_talk_about(pa, round, address):
    client = factories.client(pa)
    page = client.get(checked(client, address, TALK)).content.decode()
    assert "Talk to us first" in page
    assert "Start an application" in page


def test_what_is_missing_or_odd_is_said_and_what_was_typed_stays(pa, round, address):
    answer = factories.client(pa).post(address, {"q-in-state": "yes", "q-table-employer": "many"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_q-organization-type"' in page
    assert 'value="many"' in page
    assert not EligibilityCheck.objects.exists()


def test_a_second_click_and_the_back_button_keep_one_check(pa, round, address):
    client = factories.client(pa)
    first = checked(client, address)
    assert checked(client, address) == first
    assert 'value="3"' in client.get(address).content.decode(), "the answers are there to change"
    assert checked(client, address, BAD) != first
    assert EligibilityCheck.objects.count() == 2
    assert client.get(first).status_code == 200, "the first link still reads as it was"


def test_a_closed_round_checks_nobody_and_a_round_without_a_check_has_no_page(pa, round, address):
    Round.objects.update(opens_at=timezone.now() - 9 * DAY, closes_at=timezone.now() - DAY)
    client = factories.client(pa)
    assert "takes no applications any more" in client.get(address).content.decode()
    assert client.post(address, GOOD).status_code == 422
    Round.objects.update(eligibility_version=None)
    assert client.get(address).status_code == 404


def test_a_bad_token_of_any_sort_is_404(pa, round, address, officer):
    client = factories.client(pa)
    good = checked(client, address)
    other = with_check(applying.round(name="Other", slug="other", number_prefix="PA-X"), officer)
    assert client.get(good.replace(round.slug, other.slug)).status_code == 404, "made for another round"
    assert client.get(good[:-2] + "x/").status_code == 404
    AccessLink.objects.update(expires_at=timezone.now() - DAY)
    assert client.get(good).status_code == 404
    assert client.get(address).status_code == 200


def test_another_state_reads_neither_the_check_nor_its_result(ga):
    pa = factories.state("pa")
    with state_scope(pa):
        made = with_check(applying.round(), factories.member(Role.OFFICER))
        kept, token = actions.make_check(made, {k.removeprefix("q-"): v for k, v in GOOD.items()})
    with state_scope(ga):
        applying.round()
    here, there = factories.client(pa), factories.client(ga)
    assert here.get(f"/rounds/2027-planning/eligibility/{token}/").status_code == 200
    assert there.get(f"/rounds/2027-planning/eligibility/{token}/").status_code == 404
    assert there.get("/rounds/2027-planning/eligibility/").status_code == 404


# Other rounds


def other(name, **fields):
    slug = name.lower().replace(" ", "-")
    return applying.round(name=name, slug=slug, number_prefix=f"X-{Round.objects.count()}", **fields)


def test_other_open_rounds_that_fit_are_offered(pa, round, address, officer):
    other("By kind fits", eligible_types=["workforce_board"])
    other("By kind does not", eligible_types=["college"])
    with_check(other("By answers fits", match_percent=0, match_basis="none", min_employers=1), officer)
    with_check(other("By answers does not", min_employers=9), officer)
    other("Closed", status=RoundStatus.CLOSED)
    other("Rehearsed", is_rehearsal=True)
    client = factories.client(pa)
    checked(client, address, BAD)
    found = {fit.notice.round.name: fit for fit in fitting_rounds(EligibilityCheck.objects.get())}
    assert set(found) == {"By kind fits", "By answers fits"}
    assert found["By answers fits"].has_check
    assert found["By answers fits"].more == 0


def test_offering_takes_as_many_queries_for_ten_rounds_as_for_one(
    pa, round, address, officer, django_assert_num_queries
):
    with_check(other("One", min_employers=1), officer)
    checked(factories.client(pa), address, BAD)
    check = EligibilityCheck.objects.get()
    with django_assert_num_queries(2):
        fitting_rounds(check)
    for number in range(5):
        with_check(other(f"More {number}", min_employers=1), officer)
    with django_assert_num_queries(2):
        fitting_rounds(check)


# Starting an application


def begin(client, lead, token="", slug="2027-planning"):
    given = {"organization": lead.pk, "partnership": "new", "title": "Lehigh Valley Food"}
    return client.post(f"/rounds/{slug}/apply/", given | ({"check": token} if token else {}))


def test_a_round_with_a_check_asks_it_first(pa, round):
    who, lead = convener()
    client = factories.client(pa, who)
    assert "First, a few short questions" in client.get("/rounds/2027-planning/apply/").content.decode()
    assert begin(client, lead)["Location"] == "/rounds/2027-planning/"
    assert not Application.objects.exists()


def test_the_check_made_before_signing_in_becomes_the_first_part_of_the_application(pa, round, address, officer):
    who, lead = convener()
    client = factories.client(pa)
    checked(client, address)
    client.force_login(who.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "Your eligibility check" in client.get("/rounds/2027-planning/apply/").content.decode()
    begin(client, lead)
    draft = Application.objects.get()
    assert draft.eligibility == EligibilityCheck.objects.get()
    for path in (f"/my/applications/{draft.pk}/", f"/my/applications/{draft.pk}/check/"):
        assert "Answered before you began" in client.get(path).content.decode()
    applying.fill(draft, by=who)
    submit_application(draft, certified_name=who.name, by=who)
    sent = Submission.objects.get().content["eligibility"]
    assert sent["result"] == "eligible"
    assert [one["shown"] for one in sent["answers"]][:2] == ["Local workforce board", "Yes"]
    page = factories.client(pa, officer).get(f"/applications/{draft.pk}/").content.decode()
    assert "Eligibility check, before the application" in page
    assert "Local workforce board" in page
    assert "Eligibility check" in client.get(f"/my/applications/{draft.pk}/receipt/").content.decode()


def test_the_link_carries_it_to_another_device_and_two_clicks_start_one_draft(pa, round, address):
    token = token_in(checked(factories.client(pa), address))
    who, lead = convener()
    there = factories.client(pa, who)
    assert f'value="{token}"' in there.get(f"/rounds/2027-planning/apply/?check={token}").content.decode()
    begin(there, lead, token)
    begin(there, lead, token)
    assert Application.objects.get().eligibility is not None


def test_who_may_not_apply_starts_only_with_an_exception_that_somebody_else_grants(pa, round, address, officer):
    token = token_in(checked(factories.client(pa), address, BAD))
    who, lead = convener()
    client = factories.client(pa, who)
    page = client.get(f"/rounds/2027-planning/apply/?check={token}").content.decode()
    assert "Ask for an exception" in page
    assert "at least 2 employers" in page
    begin(client, lead, token)
    assert not Application.objects.exists()

    asking = {"check": token, "organization": lead.pk, "reason": "  "}
    again = client.post("/rounds/2027-planning/apply/exception/", asking)
    assert again.status_code == 422
    asking["reason"] = "A second employer signs next week."
    assert client.post("/rounds/2027-planning/apply/exception/", asking).status_code == 302
    twice = client.post("/rounds/2027-planning/apply/exception/", asking)
    assert (twice.status_code, "asked for already" in twice.content.decode()) == (422, True)
    waiver = Waiver.objects.get()
    assert "at least 2 employers" in waiver.reason
    assert "who may apply" in Email.objects.get(template="waiver_requested").text
    begin(client, lead, token)
    assert not Application.objects.exists(), "a request is no exception yet"

    page = factories.client(pa, officer).get(f"/waivers/{waiver.pk}/")
    assert page.status_code == 200
    waivers.approve_waiver(waiver, waivers.Effect(), justification="Their letter is in.", by=officer)
    assert "/apply/" in Email.objects.get(template="waiver_decided").text
    begin(client, lead, token)
    waiver.refresh_from_db()
    assert waiver.status == WaiverStatus.USED
    assert waiver.application == Application.objects.get()


def test_an_exception_of_one_organization_is_none_for_another(pa, round, address, officer):
    token = token_in(checked(factories.client(pa), address, BAD))
    check = EligibilityCheck.objects.get()
    (who, lead), (_, other_lead) = convener(), convener("Another")
    asked = actions.ask_exception(round, other_lead, check, reason="Ours is different.", by=who)
    waivers.approve_waiver(asked, waivers.Effect(), justification="Yes.", by=officer)
    begin(factories.client(pa, who), lead, token)
    assert not Application.objects.exists()


def test_somebody_who_only_reads_asks_for_no_exception(pa, round, address):
    token = token_in(checked(factories.client(pa), address, BAD))
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert auditor.post("/rounds/2027-planning/apply/exception/", {"check": token}).status_code == 403


# Staff


def test_staff_make_the_check_change_it_and_use_it(pa, officer):
    made = applying.round(status=RoundStatus.DRAFT)
    client = factories.client(pa, officer)
    at = f"/staff/rounds/{made.slug}/eligibility/"
    assert "asks nothing before an application" in client.get(at).content.decode()
    composing = client.post(f"{at}use/", {"act": "make"})["Location"]
    assert client.get(composing).status_code == 200
    version = FormVersion.objects.get(form__kind="eligibility")
    client.post(f"{at}use/", {"act": f"use:{version.pk}"})
    made.refresh_from_db()
    assert made.eligibility_version == version
    page = client.get(at).content.decode()
    assert (
        "unless “How many employers will be at the table by the time you send the application?” is at least 2" in page
    )
    client.post(f"{at}use/", {"act": "none"})
    made.refresh_from_db()
    assert made.eligibility_version is None


def test_an_open_round_keeps_its_questions_and_may_still_be_given_some(pa, officer, round):
    with pytest.raises(MoveRefused, match="stay as they were published"):
        actions.use_check(round, None, by=officer)
    late = other("Without")
    assert with_check(late, officer).eligibility_version is not None
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert auditor.get(f"/staff/rounds/{round.slug}/eligibility/").status_code == 200
    assert auditor.post(f"/staff/rounds/{round.slug}/eligibility/use/", {"act": "make"}).status_code == 403


def test_in_the_composer_a_rule_can_only_call_for_a_talk(pa, officer):
    made = applying.round(status=RoundStatus.DRAFT)
    version = actions.compose_check(made, by=officer)
    section = version.sections.get()
    match = section.questions.get(key="match")
    client = factories.client(pa, officer)
    at = f"/forms/versions/{version.pk}/sections/{section.pk}/questions/{match.pk}/"
    page = client.get(at)
    assert page.status_code == 200
    assert page.content.decode().count('name="r1-talk" checked') == 1
    assert 'name="r0-talk" checked' not in page.content.decode()


# Forgetting


def test_what_nobody_used_is_forgotten_after_its_days(pa, round, address, run_jobs):
    who, lead = convener()
    used = token_in(checked(factories.client(pa), address))
    begin(factories.client(pa, who), lead, used)
    checked(factories.client(pa), address, BAD)
    EligibilityCheck.objects.update(at=timezone.now() - dt.timedelta(days=actions.KEEP_DAYS + 1))
    AccessLink.objects.update(expires_at=timezone.now() - DAY)
    assert actions.forget_checks(pa) == 1
    assert EligibilityCheck.objects.get().applications.exists()
    assert not AccessLink.objects.filter(purpose="eligibility").exists()
    assert actions.forget_checks(pa) == 0
    assert AuditEvent.objects.filter(deed="eligibility.forget").count() == 1
