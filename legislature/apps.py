from django.apps import AppConfig


class LegislatureConfig(AppConfig):
    name = "legislature"
