"""Addresses of the reviews pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
