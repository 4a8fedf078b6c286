"""Addresses of the staff pages."""

from django.urls import URLPattern, path

from grants.views import staff_application as one
from grants.views import staff_applications as several
from grants.views import staff_documents as documents
from grants.views import staff_eligibility as eligibility
from grants.views import staff_form_changes as form_changes
from grants.views import staff_leads as leads
from grants.views import staff_notices as notices
from grants.views import staff_rounds as rounds
from grants.views import staff_rounds_deeds as deeds
from grants.views import staff_waivers as waivers

urlpatterns: list[URLPattern] = [
    path("staff/rounds/", rounds.rounds_staff, name="rounds-staff"),
    path("staff/rounds/new/", rounds.round_new, name="round-new"),
    path("staff/rounds/<slug:slug>/", rounds.round_staff, name="round-staff"),
    path("staff/rounds/<slug:slug>/change/", rounds.round_edit, name="round-edit"),
    path("staff/rounds/<slug:slug>/open/", rounds.round_open, name="round-open"),
    path("staff/rounds/<slug:slug>/close/", rounds.round_close, name="round-close"),
    path("staff/rounds/<slug:slug>/review/", rounds.round_start_review, name="round-start-review"),
    path("staff/rounds/<slug:slug>/cancel/", deeds.round_cancel, name="round-cancel"),
    path("staff/rounds/<slug:slug>/duplicate/", deeds.round_duplicate, name="round-duplicate"),
    path("staff/rounds/<slug:slug>/testers/", deeds.round_tester, name="round-tester"),
    path("staff/rounds/<slug:slug>/promise.json", deeds.round_promise, name="round-promise"),
    path("staff/rounds/<slug:slug>/form/", form_changes.round_form, name="round-form"),
    path("staff/rounds/<slug:slug>/notices/", notices.notices, name="round-notices"),
    path("staff/rounds/<slug:slug>/notices/amend/", notices.amend, name="round-amend"),
    path("staff/rounds/<slug:slug>/notices/answers/", notices.answers, name="round-answers"),
    path("staff/rounds/<slug:slug>/documents/", documents.documents, name="round-documents"),
    path("staff/rounds/<slug:slug>/documents/add/", documents.document_add, name="round-document-add"),
    path(
        "staff/rounds/<slug:slug>/documents/<int:pk>/withdraw/",
        documents.document_withdraw,
        name="round-document-withdraw",
    ),
    path("staff/rounds/<slug:slug>/eligibility/", eligibility.round_check, name="round-check"),
    path("staff/rounds/<slug:slug>/eligibility/use/", eligibility.round_check_use, name="round-check-use"),
    path("staff/rounds/<slug:slug>/waivers/ask/", waivers.waiver_on_behalf, name="waiver-on-behalf"),
    path("applications/", several.applications, name="applications"),
    path("applications.csv", several.applications_csv, name="applications-csv"),
    path("applications/give/", several.applications_give, name="applications-give"),
    path("applications/find-eligible/", several.applications_find_eligible, name="applications-find-eligible"),
    path("applications/share/", several.applications_share, name="applications-share"),
    path("applications/leads/", leads.leads, name="application-leads"),
    path("applications/<int:pk>/lead/", leads.lead_transfer, name="application-lead-transfer"),
    path("applications/<int:pk>/", one.application, name="application"),
    path("applications/<int:pk>/screen/", one.application_screen, name="application-screen"),
    path("applications/<int:pk>/return/", waivers.application_return, name="application-return"),
    path("applications/<int:pk>/end-return/", waivers.application_end_return, name="application-end-return"),
    path("applications/<int:pk>/reinstate/", waivers.application_reinstate, name="application-reinstate"),
    path("waivers/", waivers.waiver_list, name="waivers"),
    path("waivers/<int:pk>/", waivers.waiver, name="waiver"),
    path("waivers/<int:pk>/decide/", waivers.waiver_decide, name="waiver-decide"),
    path("applications/<int:pk>/reviewers/", one.application_assign, name="application-assign"),
]
