"""Addresses of the money's path, by audience and noun."""

from grants.urls import awards, convener, decisions, money, public, reports, reviews, staff

urlpatterns = [
    *public.urlpatterns,
    *convener.urlpatterns,
    *staff.urlpatterns,
    *reviews.urlpatterns,
    *decisions.urlpatterns,
    *awards.urlpatterns,
    *reports.urlpatterns,
    *money.urlpatterns,
]
