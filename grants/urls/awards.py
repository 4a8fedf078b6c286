"""Addresses of the awards pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
