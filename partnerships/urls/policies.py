"""Addresses of the register of state policies."""

from django.urls import URLPattern, path

from partnerships.views import policies

urlpatterns: list[URLPattern] = [
    path("policies/", policies.policies, name="policies"),
    path("policies/new/", policies.policy_edit, name="policy-new"),
    path("policies/<int:pk>/", policies.policy, name="policy"),
    path("policies/<int:pk>/edit/", policies.policy_edit, name="policy-edit"),
    path("policies/<int:pk>/delete/", policies.policy_delete, name="policy-delete"),
    path("policies/<int:pk>/goals/", policies.policy_goal, name="policy-goal"),
    path("policies/<int:pk>/goals/<int:goal>/remove/", policies.policy_goal_remove, name="policy-goal-remove"),
    path("policies/<int:pk>/duties/", policies.policy_duty, name="policy-duty"),
    path("policies/<int:pk>/duties/<int:duty>/remove/", policies.policy_duty_remove, name="policy-duty-remove"),
]
