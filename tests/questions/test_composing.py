"""The composer: drafts change, frozen versions never do."""

from __future__ import annotations

import pytest

from core.models import AuditEvent
from core.permissions import Role
from questions.actions import composing as actions
from questions.actions.composing import CannotCompose
from questions.models import FormVersion, Question
from questions.readmodels import sha256_of, version_content
from tests import factories


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER)


@pytest.fixture
def draft(officer) -> FormVersion:
    version = actions.create_form("Quarterly narrative", "report", by=officer)
    section = actions.save_section(version, None, title="What happened", intro="", panel="", by=officer)
    for label in ("What did you do?", "What did you do?", "What comes next?"):
        actions.save_question(version, None, section=section, label=label, type="text", by=officer)
    return version


def keys(version):
    rows = Question.objects.filter(section__version=version).order_by("section__position", "position")
    return list(rows.values_list("key", flat=True))


def test_keys_are_made_once_of_the_words(draft):
    assert keys(draft) == ["what-did-you-do", "what-did-you-do-2", "what-comes-next"]


def test_questions_change_places_and_stay_at_the_edge(draft, officer):
    actions.move(Question.objects.get(key="what-comes-next"), up=True, by=officer)
    assert keys(draft) == ["what-did-you-do", "what-comes-next", "what-did-you-do-2"]
    actions.move(Question.objects.get(key="what-did-you-do"), up=True, by=officer)
    assert keys(draft)[0] == "what-did-you-do"


def test_deleting_closes_the_gap(draft, officer):
    actions.delete(Question.objects.get(key="what-did-you-do"), by=officer)
    assert list(Question.objects.order_by("position").values_list("position", flat=True)) == [1, 2]


def test_a_frozen_version_has_a_hash_and_never_changes(draft, officer):
    actions.freeze_version(draft, by=officer)
    assert draft.sha256 == sha256_of(version_content(draft))
    with pytest.raises(CannotCompose, match="is frozen"):
        actions.save_section(draft, None, title="More", intro="", panel="", by=officer)
    with pytest.raises(CannotCompose, match="is frozen"):
        actions.delete(Question.objects.first(), by=officer)
    assert AuditEvent.objects.filter(deed="form.freeze").count() == 1


def test_the_next_version_is_a_copy_and_there_is_one_draft(draft, officer):
    actions.freeze_version(draft, by=officer)
    copy = actions.new_version(draft, by=officer)
    assert (copy.number, keys(copy)) == (2, keys(draft))
    assert draft.sections.count() == 1
    with pytest.raises(CannotCompose, match="Version 2 of Quarterly narrative is still a draft"):
        actions.new_version(draft, by=officer)


def test_a_form_that_asks_nothing_or_depends_on_nothing_is_not_frozen(officer):
    version = actions.create_form("Planning application", "application", by=officer)
    section = actions.save_section(version, None, title="Case", intro="", panel="", by=officer)
    actions.save_question(
        version,
        None,
        section=section,
        label="Which?",
        type="choice",
        show_if={"question": "no", "is": "answered"},
        by=officer,
    )
    faults = " ".join(actions.faults_of(version))
    assert "at least two answers" in faults
    assert "depends on “no”" in faults
    assert "needs a section with the panel “Budget and match”" in faults
    with pytest.raises(CannotCompose):
        actions.freeze_version(version, by=officer)


def test_the_composer_works_by_plain_posts(pa, officer):
    browser = factories.client(pa, officer)
    answer = browser.post("/forms/new/", {"title": "Employer survey", "kind": "survey"}, follow=True)
    page = answer.redirect_chain[-1][0]
    assert "No section yet" in answer.content.decode()
    browser.post(f"{page}sections/new/", {"title": "Your people", "intro": "", "panel": ""})
    section = FormVersion.objects.get().sections.get()
    asked = {
        "label": "How hard is it to hire?",
        "type": "choice",
        "choices": "hard = Very hard\neasy",
        "required": "on",
        "dont_know": "on",
        "depends_how": "equal",
    }
    browser.post(f"{page}sections/{section.pk}/questions/new/", asked)
    question = section.questions.get()
    assert question.options == {"choices": [["hard", "Very hard"], ["easy", "easy"]], "apart": ["dont_know"]}
    answer = browser.get(f"{page}sections/{section.pk}/questions/{question.pk}/")
    assert "hard = Very hard" in answer.content.decode()
    assert "Don&#x27;t know" in browser.get(f"{page}preview/").content.decode()
    frozen = browser.post(f"{page}act/", {"act": "freeze"}, follow=True).content.decode()
    assert "is frozen. Rounds" in frozen
    assert "Start a new version" in frozen
    refused = browser.post(f"{page}sections/new/", {"title": "More", "intro": "", "panel": ""})
    assert "is frozen" in refused.content.decode()
    browser.post(f"{page}act/", {"act": "copy"})
    assert FormVersion.objects.count() == 2


def test_who_may_compose(pa, officer, draft):
    convener = factories.client(pa, factories.member(Role.CONVENER))
    assert convener.get("/forms/").status_code == 403
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    page = f"/forms/versions/{draft.pk}/"
    assert auditor.get(page).status_code == 200
    assert auditor.post(f"{page}act/", {"act": "freeze"}).status_code == 403
    assert factories.client(pa, officer).get("/forms/versions/999999/").status_code == 404
