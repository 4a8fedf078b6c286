"""The work of a partnership: meetings, plan, goals, employers, commitments."""

from django.urls import path

from partnerships.views import meeting_record, meetings

ONE = "partnerships/<slug:slug>/"
MEETING = f"{ONE}meetings/<int:pk>/"

urlpatterns = [
    path(f"{ONE}meetings/", meetings.partnership_meetings, name="partnership-meetings"),
    path(f"{ONE}meetings/new/", meetings.partnership_meeting_new, name="partnership-meeting-new"),
    path(MEETING, meetings.partnership_meeting, name="partnership-meeting"),
    path(f"{MEETING}change/", meetings.partnership_meeting_change, name="partnership-meeting-change"),
    path(f"{MEETING}agenda/", meetings.partnership_meeting_agenda, name="partnership-meeting-agenda"),
    path(f"{MEETING}calendar.ics", meetings.partnership_meeting_calendar, name="partnership-meeting-calendar"),
    path(f"{MEETING}attendance/", meeting_record.partnership_meeting_attendance, name="partnership-meeting-attendance"),
    path(f"{MEETING}minutes/", meeting_record.partnership_meeting_minutes, name="partnership-meeting-minutes"),
    path(f"{MEETING}close/", meeting_record.partnership_meeting_close, name="partnership-meeting-close"),
    path(f"{MEETING}reopen/", meeting_record.partnership_meeting_reopen, name="partnership-meeting-reopen"),
    path(f"{MEETING}adopt/", meeting_record.partnership_meeting_adopt, name="partnership-meeting-adopt"),
    path(f"{MEETING}cancel/", meeting_record.partnership_meeting_cancel, name="partnership-meeting-cancel"),
    path(f"{ONE}agenda-items/<int:pk>/", meeting_record.partnership_item, name="partnership-item"),
    path(f"{ONE}agenda-items/<int:pk>/take-back/", meetings.partnership_item_back, name="partnership-item-back"),
]
