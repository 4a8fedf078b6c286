"""Addresses of legislature."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
