"""Addresses of the report of one fund's share."""

from django.urls import URLPattern, path

from grants.views import shares

urlpatterns: list[URLPattern] = [
    path("shares/", shares.shares, name="shares"),
    path("shares/<int:pk>/", shares.share, name="share"),
    path("shares/<int:pk>/report.csv", shares.share_csv, name="share-csv"),
]
