"""Fetching forms with permission: staff see and compose all of the state's."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from core.access import StateRequest, demand
from core.models import Member
from core.permissions import Permission
from questions.choices import FormKind, VersionStatus
from questions.models import Form, FormVersion, Question, Section


def visible_to(member: Member) -> QuerySet[Form]:
    """The forms she may see, with their versions."""
    if not member.can(Permission.FORM_SEE):
        return Form.objects.none()
    return Form.objects.prefetch_related(Prefetch("versions", FormVersion.objects.order_by("-number")))


def get_version(request: StateRequest, pk: int) -> FormVersion:
    """A version of a form, for staff; 403 for those who may look but not compose."""
    may_see = request.member.can(Permission.FORM_SEE)
    found = FormVersion.objects.select_related("form").filter(pk=pk).first() if may_see else None
    demand(request, may_see=found is not None, may_do=request.member.can(request.needs or Permission.FORM_SEE))
    assert found is not None
    return found


def get_section(version: FormVersion, pk: int) -> Section:
    return get_object_or_404(Section, version=version, pk=pk)


def get_question(version: FormVersion, pk: int) -> Question:
    return get_object_or_404(Question.objects.select_related("section"), section__version=version, pk=pk)


def frozen_versions(kind: str) -> QuerySet[FormVersion]:
    """The versions that may be used: newest first."""
    rows = FormVersion.objects.filter(form__kind=kind, status=VersionStatus.FROZEN)
    return rows.select_related("form").order_by("form__title", "-number")


def versions_of(form_id: int) -> QuerySet[FormVersion]:
    """Every version of one form, newest first."""
    return FormVersion.objects.filter(form_id=form_id).select_related("form").order_by("-number")


def check_versions() -> QuerySet[FormVersion]:
    """The eligibility checks that a round could ask: of each form the latest version, drafts too."""
    rows = FormVersion.objects.filter(form__kind=FormKind.ELIGIBILITY).select_related("form")
    later = FormVersion.objects.filter(form=OuterRef("form"), number__gt=OuterRef("number"))
    return rows.filter(~Exists(later)).order_by("form__title")
