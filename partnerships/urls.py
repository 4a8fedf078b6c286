"""Addresses of partnerships; a partnership's own page is home's, which may read everything."""

from django.urls import path

from partnerships.views import public, records

urlpatterns = [
    path("partnerships/", public.partnerships, name="partnerships"),
    path("partnerships/<slug:slug>/edit/", records.partnership_edit, name="partnership-edit"),
]
