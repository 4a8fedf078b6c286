"""Addresses of the money's path, by audience and noun."""

from grants.urls import (
    after,
    awards,
    convener,
    decisions,
    money,
    panels,
    public,
    reports,
    reviews,
    shares,
    staff,
    traces,
)

urlpatterns = [
    *public.urlpatterns,
    *convener.urlpatterns,
    *staff.urlpatterns,
    *reviews.urlpatterns,
    *panels.urlpatterns,
    *decisions.urlpatterns,
    *awards.urlpatterns,
    *after.urlpatterns,
    *reports.urlpatterns,
    *money.urlpatterns,
    *traces.urlpatterns,
    *shares.urlpatterns,
]
