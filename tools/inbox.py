"""A mail server that keeps what it is sent, and a page to read it. For the demonstration and the tests.

    python -m tools.inbox SMTP_PORT WEB_PORT

Messages lie in MAIL_DIR, a file each, named by its Message-ID, so that the product can ask whether one was taken.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import html
import os
import re
import sys
import time
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def folder() -> Path:
    path = Path(os.environ["MAIL_DIR"])
    path.mkdir(parents=True, exist_ok=True)
    return path


def _name(message_id: str) -> str:
    return hashlib.sha256(message_id.strip().encode()).hexdigest()[:32]


def took(message_id: str) -> bool:
    """Whether a message with this Message-ID was taken (settings.MAIL_LOG)."""
    return any(folder().glob(f"{_name(message_id)}.*"))


class Keep:
    """aiosmtpd's handler: one file for each time a message is taken, so that a second time is seen."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        message = email.message_from_bytes(content)
        (folder() / f"{_name(str(message['Message-ID']))}.{time.time_ns()}.eml").write_bytes(content)
        return "250 kept"


def messages() -> list[tuple[Path, EmailMessage]]:
    """Everything that was taken, newest first."""
    files = sorted(folder().glob("*.eml"), key=lambda path: int(path.name.split(".")[1]), reverse=True)
    return [
        (path, email.message_from_bytes(path.read_bytes(), policy=email.policy.default))  # type: ignore[misc]
        for path in files[:300]
    ]


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Inbox of the demonstration</title>
<style>body{{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}pre{{white-space:pre-wrap}}
li{{margin:.4rem 0}}</style></head><body><h1>{title}</h1>{body}</body></html>"""


class Inbox(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = re.fullmatch(r"/([0-9a-f]{32}\.\d+\.eml)", self.path)
        page = self.one(found[1]) if found else self.all()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(page.encode())

    def all(self) -> str:
        rows = [
            f'<li><a href="/{path.name}">{html.escape(str(message["Subject"]))}</a> to '
            f"{html.escape(str(message['To']))}</li>"
            for path, message in messages()
        ]
        return PAGE.format(
            title="Mail that the demonstration sent", body=f"<ul>{''.join(rows) or '<li>None yet.</li>'}</ul>"
        )

    def one(self, name: str) -> str:
        path = folder() / name
        if not path.exists():
            return self.all()
        message: Any = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = message.get_body(("plain", "html"))
        text = html.escape(body.get_content() if body else "")
        text = re.sub(r"(https?://[^\s<]+)", r'<a href="\1">\1</a>', text)
        return PAGE.format(
            title=html.escape(str(message["Subject"])), body=f'<pre>{text}</pre><p><a href="/">All mail</a></p>'
        )

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing to say."""


def main() -> None:
    controller = Controller(Keep(), hostname="127.0.0.1", port=int(sys.argv[1]))
    controller.start()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Inbox).serve_forever()


if __name__ == "__main__":
    main()
