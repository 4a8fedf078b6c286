"""Addresses of evaluation."""

from django.urls import path

from evaluation.views import respondent, stories, surveys

urlpatterns = [
    path("surveys/", surveys.survey_list, name="surveys"),
    path("surveys/new/", surveys.survey_new, name="survey-new"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/answers/", surveys.survey_raw, name="survey-raw"),
    path("surveys/<int:pk>/open/", surveys.survey_open, name="survey-open"),
    path("surveys/<int:pk>/remind/", surveys.survey_remind, name="survey-remind"),
    path("surveys/<int:pk>/close/", surveys.survey_close, name="survey-close"),
    path("s/<str:token>/", respondent.survey_answer, name="survey-answer"),
    path("stories/", stories.story_list, name="stories"),
    path("stories/offered/<int:pk>/", stories.story_take_up, name="story-take-up"),
    path("stories/<int:pk>/", stories.story, name="story"),
    path("stories/<int:pk>/revoke/", stories.story_revoke, name="story-revoke"),
]
