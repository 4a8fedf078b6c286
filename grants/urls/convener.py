"""Addresses of the convener pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
