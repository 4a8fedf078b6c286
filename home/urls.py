"""Addresses of home: the front page, everybody's first page, search, and the pages of a partnership and an organization."""

from django.urls import path

from home.views import members, public, records, work

urlpatterns = [
    path("", public.front, name="front"),
    path("home/", members.home, name="home"),
    path("search/", members.search, name="search"),
    path("partnerships/<slug:slug>/", public.partnership, name="partnership"),
    path("partnerships/<slug:slug>/neutrality/", work.partnership_neutrality, name="partnership-neutrality"),
    path("partnerships/<slug:slug>/lasting/", work.partnership_lasting, name="partnership-lasting"),
    path("partnerships/<slug:slug>/record/", records.partnership_record, name="partnership-record"),
    path("organizations/<int:pk>/", records.organization, name="organization"),
]
