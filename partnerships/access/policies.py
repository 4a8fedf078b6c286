"""The register of state policies with permission: the state's own staff read it, officers and directors keep it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from partnerships.models import PolicyGoal, ReportDuty, StatePolicy


def get_policy(pk: int) -> StatePolicy:
    return get_object_or_404(StatePolicy.objects.select_related("made_by"), pk=pk)


def get_goal(policy: StatePolicy, pk: int) -> PolicyGoal:
    return get_object_or_404(PolicyGoal, policy=policy, pk=pk)


def get_duty(policy: StatePolicy, pk: int) -> ReportDuty:
    return get_object_or_404(ReportDuty, policy=policy, pk=pk)
