"""Addresses: panel meetings and their discussions, and what reviewers see."""

from django.urls import path

from grants.views import panel_talks as talks
from grants.views import panels as views
from grants.views import staff_visibility as sees

urlpatterns = [
    path("staff/rounds/<slug:slug>/panels/", views.round_panels, name="round-panels"),
    path("staff/rounds/<slug:slug>/panels/new/", views.panel_new, name="panel-new"),
    path("staff/rounds/<slug:slug>/visibility/", sees.round_visibility, name="round-visibility"),
    path("staff/rounds/<slug:slug>/visibility/save/", sees.round_visibility_save, name="round-visibility-save"),
    path("panels/<int:pk>/", views.panel, name="panel"),
    path("panels/<int:pk>/change/", views.panel_change, name="panel-change"),
    path("panels/<int:pk>/agenda/", views.panel_agenda, name="panel-agenda"),
    path("panels/<int:pk>/open/", views.panel_open, name="panel-open"),
    path("panels/<int:pk>/attendance/", views.panel_attendance, name="panel-attendance"),
    path("panels/<int:pk>/packet/", views.panel_packet, name="panel-packet"),
    path("panels/<int:pk>/close/", views.panel_close, name="panel-close"),
    path("panels/<int:pk>/cancel/", views.panel_cancel, name="panel-cancel"),
    path("panels/<int:pk>/applications/<int:place>/", talks.panel_talk, name="panel-talk"),
    path("panels/<int:pk>/applications/<int:place>/declare/", talks.panel_declare, name="panel-declare"),
    path("panels/<int:pk>/applications/<int:place>/begin/", talks.panel_begin, name="panel-begin"),
    path("panels/<int:pk>/applications/<int:place>/consensus/", talks.panel_consensus, name="panel-consensus"),
    path("panels/<int:pk>/applications/<int:place>/stand/", talks.panel_stand, name="panel-stand"),
    path("panels/<int:pk>/applications/<int:place>/again/", talks.panel_again, name="panel-again"),
    path("panels/<int:pk>/applications/<int:place>/dissent/", talks.panel_dissent, name="panel-dissent"),
]
