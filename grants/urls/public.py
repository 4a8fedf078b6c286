"""Addresses that everybody may open: the rounds, and the check of a receipt."""

from django.urls import path

from grants.views import public as views

urlpatterns = [
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/<slug:slug>/", views.round, name="round"),
    path("rounds/<slug:slug>/questions/", views.questions, name="round-questions"),
    path("receipts/", views.receipt_check, name="receipt-check"),
]
