"""What django-allauth must ask us: nobody signs up by herself, and mail goes through our own outbox."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from core import mail


class AccountAdapter(DefaultAccountAdapter):
    """E-mail and password; accounts come from invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue allauth's message (reset, changed password, new passkey) in the state's outbox."""
        message = self.render_mail(template_prefix, email, context)
        mail.queue(
            to=email,
            subject=message.subject,
            text=str(message.body),
            template=template_prefix,
            key=secrets.token_hex(8),
        )
