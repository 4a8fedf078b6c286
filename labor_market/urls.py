"""Addresses of the labor-market pages."""

from django.urls import path

from labor_market import views

urlpatterns = [
    path("labor-market/", views.areas, name="labor-market"),
    path("labor-market/areas/<slug:code>/", views.area, name="labor-market-area"),
    path("labor-market/areas/<slug:code>/occupations.csv", views.occupations_csv, name="labor-market-occupations-csv"),
    path("labor-market/industries/<slug:code>/", views.industry, name="labor-market-industry"),
    path("labor-market/imports/", views.imports, name="labor-market-imports"),
    path("labor-market/imports/new/", views.import_new, name="labor-market-import-new"),
    path("labor-market/imports/<int:pk>/", views.import_one, name="labor-market-import"),
    path("labor-market/imports/<int:pk>/progress/", views.import_progress, name="labor-market-import-progress"),
    path("labor-market/imports/<int:pk>/headings/", views.import_headings, name="labor-market-import-headings"),
    *(
        path(f"labor-market/imports/<int:pk>/{act}/", views.import_act, {"act": act}, name=f"labor-market-import-{act}")
        for act in ("load", "discard", "take-back")
    ),
    path("labor-market/data-sets/<int:pk>/remove/", views.dataset_remove, name="labor-market-dataset-remove"),
]
