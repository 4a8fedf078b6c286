"""Addresses that everybody may open: the rounds, and the check of a receipt."""

from django.urls import path

from grants.views import eligibility, feed, notices
from grants.views import public as views
from grants.views import round_versions as versions

urlpatterns = [
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/<slug:slug>/", views.round, name="round"),
    path("rounds/<slug:slug>/questions/", views.questions, name="round-questions"),
    path("rounds/<slug:slug>/eligibility/", eligibility.eligibility, name="round-eligibility"),
    path("rounds/<slug:slug>/eligibility/<str:token>/", eligibility.result, name="round-eligibility-result"),
    path("rounds/<slug:slug>/versions/<int:number>/", versions.round_version, name="round-version"),
    path("rounds/<slug:slug>/versions/<int:number>.json", versions.round_version_json, name="round-version-json"),
    path("rounds/<slug:slug>/calendar.ics", notices.calendar, name="round-calendar"),
    path("rounds/<slug:slug>/ask/", notices.ask, name="round-ask"),
    path("rounds/<slug:slug>/subscribe/", notices.subscribe, name="round-subscribe"),
    path("rounds/<slug:slug>/confirm/<str:token>/", notices.confirm, name="round-confirm"),
    path("rounds/<slug:slug>/stop/<str:token>/", notices.unsubscribe, name="round-unsubscribe"),
    path("common-grants/opportunities", feed.opportunity_list, name="opportunities"),
    path("common-grants/opportunities/<uuid:key>", feed.opportunity, name="opportunity"),
    path("receipts/", views.receipt_check, name="receipt-check"),
]
