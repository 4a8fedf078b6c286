"""The tables of the product: which belong to a state, and which everybody shares."""

from __future__ import annotations

from django.apps import apps
from django.db import models

from core.isolation import SameState, StateModel

SHARED = {
    # people and their credentials
    "core_user", "core_user_groups", "core_user_user_permissions", "core_state", "core_hostname", "account_emailaddress",
    "account_emailconfirmation", "mfa_authenticator", "auth_group", "auth_group_permissions", "auth_permission",
    # Django's own
    "django_content_type", "django_migrations", "django_session",
    # public reference data
    "labor_market_area", "labor_market_county", "labor_market_dataset", "labor_market_industry",
    "labor_market_industryfigure", "labor_market_occupation", "labor_market_occupationfigure",
    "labor_market_occupationprojection", "labor_market_staffingshare",
}  # fmt: skip
"""The short list of tables without a state. A new one has to be argued for here."""


def tenant_models() -> list[type[models.Model]]:
    """Every model whose rows belong to a state."""
    return [model for model in apps.get_models() if issubclass(model, StateModel)]


def same_state_keys(model: type[models.Model]) -> list[str]:
    """The foreign keys that `SameState` holds within the state."""
    return [rule.fk for rule in model._meta.constraints if isinstance(rule, SameState)]
