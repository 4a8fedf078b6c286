"""The list of partnerships, and the page on which a record is kept."""

from django.urls import path

from partnerships.views import public, records

urlpatterns = [
    path("partnerships/", public.partnerships, name="partnerships"),
    path("partnerships/<slug:slug>/edit/", records.partnership_edit, name="partnership-edit"),
]
