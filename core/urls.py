"""Core's addresses."""

from django.urls import path

from core.views import files, health, operations

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("files/<int:pk>/", files.download, name="file"),
    path("operations/", operations.operations, name="operations"),
    path("operations/jobs/<int:pk>/retry/", operations.job_retry, name="job-retry"),
    path("operations/jobs/<int:pk>/drop/", operations.job_drop, name="job-drop"),
    path("operations/messages/<int:pk>/settle/", operations.email_settle, name="email-settle"),
]
