"""Addresses of home: the front page, everybody's first page, search, and a partnership's page."""

from django.urls import path

from home.views import members, public

urlpatterns = [
    path("", public.front, name="front"),
    path("home/", members.home, name="home"),
    path("search/", members.search, name="search"),
    path("partnerships/<slug:slug>/", public.partnership, name="partnership"),
]
