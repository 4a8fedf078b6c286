"""What django-allauth must ask us: nobody signs up by herself."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """E-mail and password; accounts come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
