"""The outbox. A message is rendered and frozen in the transaction that asks for it; a job sends it later, once.

Its Message-ID never changes. A message is marked `sending` before the mail server is spoken to and `sent` after it said
yes. One that is found in `sending` may or may not have gone out: the server's log is asked (settings.MAIL_LOG), and
where that cannot answer the message is held for a person. It is never sent again blindly.
"""

from __future__ import annotations

import hashlib
import re
from email.utils import formataddr
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from core import audit, jobs
from core.isolation import current_state_id, state_scope
from core.models import Email, EmailStatus, Member, State


def send(template: str, *, to: str, context: dict[str, Any], key: str, unsubscribe: str = "") -> Email:
    """Queue the message `templates/emails/<template>.txt` (first line `Subject: …`) and `.html`, once for each key.

    `unsubscribe` is the path at which a post ends such messages; mail programs offer it as a button (RFC 8058).
    """
    state = State.objects.get(pk=current_state_id())
    context = {"state": state, "base_url": base_url(state)} | context
    head, _, text = render_to_string(f"emails/{template}.txt", context).strip().partition("\n")
    subject = head.removeprefix("Subject:").strip()
    html = render_to_string(f"emails/{template}.html", context)
    url = f"{context['base_url']}{unsubscribe}" if unsubscribe else ""
    body = text.strip() + "\n"
    return queue(to=to, subject=subject, text=body, html=html, template=template, key=key, unsubscribe_url=url)


def queue(
    *, to: str, subject: str, text: str, template: str, html: str = "", key: str, unsubscribe_url: str = ""
) -> Email:
    """Freeze a message in the outbox and ask for its job. The same key for the same person gives the same message.

    Raises ValueError for an address or a subject that would smuggle a header in.
    """
    if re.search(r"[\r\n]", to + subject + unsubscribe_url):
        raise ValueError("An e-mail address or subject must be a single line.")
    digest = hashlib.sha256(f"{current_state_id()}|{template}|{to.lower()}|{key}".encode()).hexdigest()
    message_id = f"<{digest[:40]}@{settings.MAIL_DOMAIN}>"
    found = Email.objects.filter(message_id=message_id).first()
    if found:
        return found
    email = Email.objects.create(
        template=template,
        to=to,
        subject=subject[:200],
        text=text,
        html=html,
        message_id=message_id,
        unsubscribe_url=unsubscribe_url,
    )
    jobs.enqueue("send_email", email_id=email.pk)
    return email


def deliver(state_id: int, email_id: int) -> None:
    """Send one message of the outbox, or find out what became of it."""
    with state_scope(state_id):
        email = Email.objects.get(pk=email_id)
        state = State.objects.get(pk=state_id)
    if email.status in {EmailStatus.SENT, EmailStatus.HELD}:
        return
    if email.status == EmailStatus.SENDING:
        went = went_out(email.message_id)
        if went is not False:
            _mark(email, EmailStatus.HELD if went is None else EmailStatus.SENT)
            return
    with get_connection() as connection:  # a server that is away is noticed before anything is promised
        _mark(email, EmailStatus.SENDING)
        try:
            _message(email, state, connection).send()
        except SMTPRecipientsRefused as error:
            _mark(email, EmailStatus.FAILED)
            raise jobs.JobFailed(f"The mail server refused the address {email.to}: {error}") from error
        except (SMTPException, OSError):
            _mark(email, _after_a_fault(email))
            raise
        _mark(email, EmailStatus.SENT)


def _after_a_fault(email: Email) -> EmailStatus:
    """After an error in the conversation: waiting again only where the log says that nothing was taken."""
    went = went_out(email.message_id)
    if went is None:
        return EmailStatus.SENDING
    return EmailStatus.SENT if went else EmailStatus.PENDING


def went_out(message_id: str) -> bool | None:
    """Whether the mail server took the message; None when its log cannot be asked."""
    if not settings.MAIL_LOG:
        return None
    return import_string(settings.MAIL_LOG)(message_id)


def _mark(email: Email, status: EmailStatus) -> None:
    with state_scope(email.state_id):
        sent_at = Now() if status == EmailStatus.SENT else None
        Email.objects.filter(pk=email.pk).update(status=status, sent_at=sent_at)


def _message(email: Email, state: State, connection: Any) -> EmailMultiAlternatives:
    sender = formataddr((f"{state.name} {state.word('program')}", settings.DEFAULT_FROM_EMAIL))
    headers = {"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"}
    if email.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{email.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    reply_to = [state.contact_email] if state.contact_email else None
    message = EmailMultiAlternatives(
        email.subject, email.text, sender, [email.to], connection=connection, headers=headers, reply_to=reply_to
    )
    if email.html:
        message.attach_alternative(email.html, "text/html")
    return message


def base_url(state: State) -> str:
    """Where the state's pages are: the first of its host names."""
    host = state.host_names.order_by("pk").values_list("host", flat=True).first() or settings.BASE_DOMAIN
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{host}{settings.PUBLIC_PORT}"


@transaction.atomic
def settle_by_hand(email: Email, *, went: bool, by: Member) -> bool:
    """An operator who looked says whether a held message went out; one that did not is sent now."""
    status = EmailStatus.SENT if went else EmailStatus.PENDING
    changed = Email.objects.filter(pk=email.pk, status=EmailStatus.HELD).update(status=status)
    if changed:
        audit.record("email.settle", email, by=by, went_out=went)
        if not went:
            jobs.enqueue("send_email", key=f"by hand {email.pk}", email_id=email.pk)
    return bool(changed)
