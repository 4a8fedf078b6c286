"""Addresses of the traces of money."""

from django.urls import URLPattern, path

from grants.views import traces

urlpatterns: list[URLPattern] = [
    path("staff/funds/<int:pk>/trace/", traces.trace_fund, name="fund-trace"),
    path("awards/<int:pk>/trace/", traces.trace_award, name="award-trace"),
    path("policies/<int:pk>/trace/", traces.trace_policy, name="policy-trace"),
    path("policies/<int:pk>/trace/cite/", traces.policy_cite, name="policy-cite"),
    path("policies/<int:pk>/trace/citations/<int:citation>/", traces.policy_uncite, name="policy-uncite"),
]
