"""Core's addresses."""

from django.urls import path

from core.views import account, files, health, operations, theme

urlpatterns = [
    path("theme.css", theme.theme, name="theme"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("account/", account.account, name="account"),
    path("accessibility/", account.accessibility, name="accessibility"),
    path("demo-sign-in/", account.demo_sign_in, name="demo-sign-in"),
    path("files/<int:pk>/", files.download, name="file"),
    path("operations/", operations.operations, name="operations"),
    path("operations/jobs/<int:pk>/retry/", operations.job_retry, name="job-retry"),
    path("operations/jobs/<int:pk>/drop/", operations.job_drop, name="job-drop"),
    path("operations/messages/<int:pk>/settle/", operations.email_settle, name="email-settle"),
]
