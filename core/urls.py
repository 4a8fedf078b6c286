"""Core's addresses."""

from django.urls import path

from core.views import account, audit, files, health, invitations, operations, people, theme

urlpatterns = [
    path("theme.css", theme.theme, name="theme"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("account/", account.account, name="account"),
    path("account/signed-in/", account.signed_in_again, name="signed-in-again"),
    path("account/stay/", account.stay, name="stay"),
    path("accessibility/", account.accessibility, name="accessibility"),
    path("demo-sign-in/", account.demo_sign_in, name="demo-sign-in"),
    path("files/<int:pk>/", files.download, name="file"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/invitations/<int:pk>/", people.invitation_act, name="invitation-act"),
    path("people/roles/<int:pk>/end/", people.role_end, name="role-end"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("audit/", audit.audit, name="audit"),
    path("audit.csv", audit.audit_csv, name="audit-csv"),
    path("audit/check/", audit.audit_check, name="audit-check"),
    path("operations/", operations.operations, name="operations"),
    path("operations/jobs/<int:pk>/retry/", operations.job_retry, name="job-retry"),
    path("operations/jobs/<int:pk>/drop/", operations.job_drop, name="job-drop"),
    path("operations/quotas/", operations.quotas, name="quotas"),
    path("operations/messages/<int:pk>/settle/", operations.email_settle, name="email-settle"),
]
