"""Addresses of support beside money: assistance, events, the library, peers, the plan."""

from django.urls import URLPattern, path

from partnerships.views import support

urlpatterns: list[URLPattern] = [
    path("support/", support.support, name="support"),
    path("support/ask/", support.support_ask, name="support-ask"),
    path("support/requests/<int:pk>/", support.support_request, name="support-request"),
    path("support/requests/<int:pk>/assign/", support.support_assign, name="support-assign"),
    path("support/requests/<int:pk>/session/", support.support_session, name="support-session"),
    path("support/requests/<int:pk>/done/", support.support_finish, name="support-finish"),
    path("support/requests/<int:pk>/withdraw/", support.support_withdraw, name="support-withdraw"),
    path("support/requests/<int:pk>/decline/", support.support_decline, name="support-decline"),
    path("support/requests/<int:pk>/rate/", support.support_rate, name="support-rate"),
    path("support/requests/<int:pk>/say/", support.support_say, name="support-say"),
]
