"""Addresses of support beside money: assistance, events, the library, peers, the plan."""

from django.urls import URLPattern, path

from partnerships.views import events, events_staff, support

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
    path("support/events/", events.events, name="events"),
    path("support/events/new/", events_staff.event_edit, name="event-new"),
    path("support/events/<int:pk>/", events.event, name="event"),
    path("support/events/<int:pk>/edit/", events_staff.event_edit, name="event-edit"),
    path("support/events/<int:pk>/move/<slug:name>/", events_staff.event_move, name="event-move"),
    path("support/events/<int:pk>/cancel/", events_staff.event_cancel, name="event-cancel"),
    path("support/events/<int:pk>/register/", events.event_register, name="event-register"),
    path("support/events/<int:pk>/leave/", events.event_leave, name="event-leave"),
    path("support/events/<int:pk>/guest/", events.event_guest, name="event-guest"),
    path("support/events/<int:pk>/calendar.ics", events.event_calendar, name="event-calendar"),
    path("support/events/<int:pk>/people/", events_staff.event_people, name="event-people"),
    path("support/events/<int:pk>/people.csv", events_staff.event_csv, name="event-csv"),
    path("support/events/<int:pk>/door/", events_staff.event_door, name="event-door"),
    path("support/events/<int:pk>/people/<int:registration>/seat/", events_staff.event_seat, name="event-seat"),
    path("support/events/<int:pk>/materials/", events_staff.event_material, name="event-material"),
    path(
        "support/events/<int:pk>/materials/<int:material>/remove/",
        events_staff.event_material_remove,
        name="event-material-remove",
    ),
    path("support/pass/<str:token>/", events.event_pass, name="event-pass"),
    path("support/check-in/<str:token>/", events_staff.event_check_in, name="event-check-in"),
]
