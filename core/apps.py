from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Know every app's job handlers and schedules in every process, not in the workers alone."""
        autodiscover_modules("tasks", "jobs")
