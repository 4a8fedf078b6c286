"""Every address, by app. The host names the state, so addresses carry none."""

from django.urls import include, path

urlpatterns = [
    path("", include("home.urls")),
    path("", include("core.urls")),
    path("", include("labor_market.urls")),
    path("", include("questions.urls")),
    path("", include("partnerships.urls")),
    path("", include("grants.urls")),
    path("", include("evaluation.urls")),
    path("", include("legislature.urls")),
    path("accounts/", include("allauth.urls")),
]
