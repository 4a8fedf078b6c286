"""The work of a partnership: meetings, plan, goals, employers, commitments."""

from django.urls import path

from partnerships.views import commitments, engagement, goals, lasting, meeting_record, meetings, plan, state_ledger

ONE = "partnerships/<slug:slug>/"
MEETING = f"{ONE}meetings/<int:pk>/"
COMMITMENT = f"{ONE}commitments/<int:pk>/"
ACTIVITY = f"{ONE}plan/activities/<int:pk>/"

urlpatterns = [
    path("staff/commitments/", state_ledger.state_commitments, name="state-commitments"),
    path("staff/commitments.csv", state_ledger.state_commitments_csv, name="state-commitments-csv"),
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
    path(f"{ONE}plan/", plan.partnership_plan, name="partnership-plan"),
    path(f"{ONE}plan/challenges/new/", plan.partnership_challenge_new, name="partnership-challenge-new"),
    path(f"{ONE}plan/challenges/<int:pk>/", plan.partnership_challenge, name="partnership-challenge"),
    path(f"{ONE}plan/challenges/<int:pk>/end/", plan.partnership_challenge_end, name="partnership-challenge-end"),
    path(f"{ONE}plan/challenges/<int:pk>/strategy/", plan.partnership_strategy_new, name="partnership-strategy-new"),
    path(f"{ONE}plan/strategies/<int:pk>/activity/", plan.partnership_activity_new, name="partnership-activity-new"),
    path(ACTIVITY, plan.partnership_activity, name="partnership-activity"),
    path(f"{ACTIVITY}done/", plan.partnership_activity_done, name="partnership-activity-done"),
    path(f"{ACTIVITY}drop/", plan.partnership_activity_drop, name="partnership-activity-drop"),
    path(f"{ACTIVITY}product/", plan.partnership_product_new, name="partnership-product-new"),
    path(f"{ONE}goals/", goals.partnership_goals, name="partnership-goals"),
    path(f"{ONE}goals/new/", goals.partnership_goal_new, name="partnership-goal-new"),
    path(f"{ONE}goals/<int:pk>/levels/", goals.partnership_goal_levels, name="partnership-goal-levels"),
    path(f"{ONE}goals/<int:pk>/score/", goals.partnership_goal_score, name="partnership-goal-score"),
    path(f"{ONE}employers/", engagement.partnership_employers, name="partnership-employers"),
    path(f"{ONE}employers/new/", engagement.partnership_event_new, name="partnership-event-new"),
    path(f"{ONE}employers/<int:pk>/remove/", engagement.partnership_event_remove, name="partnership-event-remove"),
    path(f"{ONE}commitments/", commitments.partnership_commitments, name="partnership-commitments"),
    path(f"{ONE}commitments/new/", commitments.partnership_commitment_new, name="partnership-commitment-new"),
    path(f"{COMMITMENT}commit/", commitments.partnership_commitment_commit, name="partnership-commitment-commit"),
    path(f"{COMMITMENT}document/", commitments.partnership_commitment_document, name="partnership-commitment-document"),
    path(f"{COMMITMENT}withdraw/", commitments.partnership_commitment_withdraw, name="partnership-commitment-withdraw"),
    path(f"{COMMITMENT}correct/", commitments.partnership_commitment_correct, name="partnership-commitment-correct"),
    path(f"{COMMITMENT}verify/", commitments.partnership_commitment_verify, name="partnership-commitment-verify"),
    path(f"{COMMITMENT}send-back/", commitments.partnership_commitment_back, name="partnership-commitment-back"),
    path(f"{ONE}lasting/new/", lasting.partnership_milestone_new, name="partnership-milestone-new"),
    path(f"{ONE}lasting/<int:pk>/done/", lasting.partnership_milestone_done, name="partnership-milestone-done"),
    path(f"{ONE}lasting/<int:pk>/drop/", lasting.partnership_milestone_drop, name="partnership-milestone-drop"),
]
