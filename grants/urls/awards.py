"""Addresses of awards."""

from django.urls import path

from grants.views import awards as views

urlpatterns = [
    path("awards/", views.awards, name="awards"),
    path("awards/<int:pk>/", views.award, name="award"),
    path("my/awards/", views.my_awards, name="my-awards"),
    path("my/awards/<int:pk>/", views.my_award, name="my-award"),
    path("my/awards/<int:pk>/answer/", views.answer, name="my-award-answer"),
]
