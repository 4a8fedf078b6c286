"""Addresses of the labor-market pages."""

from django.urls import path

from labor_market import views

urlpatterns = [
    path("labor-market/", views.areas, name="labor-market"),
    path("labor-market/areas/<slug:code>/", views.area, name="labor-market-area"),
    path("labor-market/areas/<slug:code>/occupations.csv", views.occupations_csv, name="labor-market-occupations-csv"),
    path("labor-market/industries/<slug:code>/", views.industry, name="labor-market-industry"),
]
