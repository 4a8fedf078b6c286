"""Addresses of awards."""

from django.urls import path

from grants.views import awards as views
from grants.views import subawards

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/<int:pk>/", views.award, name="award"),
    path("awards/<int:pk>/risk/", subawards.risk, name="award-risk"),
    path("awards/<int:pk>/risk/assess/", subawards.risk_assess, name="award-risk-assess"),
    path("awards/<int:pk>/subaward/", subawards.sheet, name="award-subaward"),
    path("awards/<int:pk>/subaward/save/", subawards.sheet_save, name="award-subaward-save"),
    path("awards/<int:pk>/subaward/freeze/", subawards.sheet_freeze, name="award-subaward-freeze"),
    path("my/awards/", views.my_awards, name="my-awards"),
    path("my/awards/<int:pk>/", views.my_award, name="my-award"),
    path("my/awards/<int:pk>/answer/", views.answer, name="my-award-answer"),
]
