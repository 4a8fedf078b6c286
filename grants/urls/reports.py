"""Addresses of quarterly reports."""

from django.urls import path

from grants.views import convener_reports as own
from grants.views import reports as views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/return/", views.send_back, name="report-return"),
    path("reports/<int:pk>/accept/", views.accept, name="report-accept"),
    path("my/reports/", own.my_reports, name="my-reports"),
    path("my/reports/<int:pk>/", own.my_report, name="my-report"),
    path("my/reports/<int:pk>/save/", own.save, name="my-report-save"),
    path("my/reports/<int:pk>/submit/", own.submit, name="my-report-submit"),
]
