"""Addresses of those who prepare applications."""

from django.urls import path

from grants.views import convener as views
from grants.views import convener_sections as sections
from grants.views import convener_waivers as waivers
from grants.views import eligibility, team, teamwork
from grants.views import letters_asked as letters

urlpatterns = [
    path("my/applications/", views.my_applications, name="my-applications"),
    path("rounds/<slug:slug>/apply/", views.start, name="application-start"),
    path("rounds/<slug:slug>/apply/exception/", eligibility.exception, name="application-exception"),
    path("my/applications/<int:pk>/", views.tasks, name="application-tasks"),
    path("my/applications/<int:pk>/sections/<slug:key>/", sections.section, name="application-section"),
    path("my/applications/<int:pk>/sections/<slug:key>/read/", teamwork.reading, name="application-reading"),
    path("my/applications/<int:pk>/sections/<slug:key>/writing/", teamwork.lease, name="application-lease"),
    path("my/applications/<int:pk>/certification/", teamwork.certification, name="application-certification"),
    path("my/applications/<int:pk>/save/", sections.save, name="application-save"),
    path("my/applications/<int:pk>/sums/", sections.sums, name="application-sums"),
    path("my/applications/<int:pk>/form-seen/", views.form_seen, name="application-form-seen"),
    path("my/applications/<int:pk>/check/", views.check, name="application-check"),
    path("my/applications/<int:pk>/submit/", views.submit, name="application-submit"),
    path("my/applications/<int:pk>/withdraw/", views.withdraw, name="application-withdraw"),
    path("my/applications/<int:pk>/team/", team.team, name="application-team"),
    path("my/applications/<int:pk>/team/lead/", team.hand_over, name="application-hand-over"),
    path("my/applications/<int:pk>/team/<int:teammate>/", team.teammate, name="application-teammate"),
    path(
        "my/applications/<int:pk>/team/invitations/<int:invitation>/",
        team.invitation,
        name="application-team-invitation",
    ),
    path("team/<str:token>/", team.taking, name="team-invitation"),
    path("my/applications/<int:pk>/letters/", letters.letters, name="application-letters"),
    path(
        "my/applications/<int:pk>/letters/<int:letter>/withdraw/",
        letters.letter_withdraw,
        name="application-letter-withdraw",
    ),
    path("letters/<str:token>/", letters.letter_sign, name="letter-sign"),
    path("letters/<str:token>/letter.pdf", letters.letter_copy, name="letter-copy"),
    path("my/applications/<int:pk>/start-again/", waivers.again, name="application-start-again"),
    path("my/applications/<int:pk>/take-up/", waivers.take_up, name="application-take-up"),
    path("my/applications/<int:pk>/waiver/", waivers.waiver_request, name="application-waiver"),
    path(
        "my/applications/<int:pk>/waiver/<int:waiver>/withdraw/",
        waivers.waiver_withdraw,
        name="application-waiver-withdraw",
    ),
    path("my/applications/<int:pk>/receipt/", views.receipt, name="application-receipt"),
    path("my/applications/<int:pk>/receipt.json", views.receipt_json, name="application-receipt-json"),
    path("suggest/counties/", sections.suggest_counties, name="suggest-counties"),
    path("suggest/industries/", sections.suggest_industries, name="suggest-industries"),
]
