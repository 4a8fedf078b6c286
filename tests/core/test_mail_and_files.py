"""The outbox, and files from outside."""

from __future__ import annotations

import io
import socketserver
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator

import pytest
from django.core.files.storage import default_storage

from core import files, mail
from core.models import Email, EmailStatus, FileStatus, Job, StoredFile
from core.permissions import Role
from tests import factories, uploads
from tests.uploads import pdf

PDF = pdf()
EICAR = "Eicar-Test-Signature"


def queue(**fields):
    message = {"to": "ann@pa.example", "subject": "Open", "text": "Come in.\n", "template": "test", "key": "1"} | fields
    return mail.queue(**message)


def test_a_message_is_frozen_once_under_one_id(pa):
    first, second = queue(), queue(text="Something else.\n")
    assert first == second
    assert Email.objects.count() == Job.objects.filter(kind="send_email").count() == 1


@pytest.mark.parametrize("fields", [{"to": "ann@pa.example\nBcc: x@x.example"}, {"subject": "Hi\r\nBcc: x@x.example"}])
def test_no_header_can_be_smuggled_in(pa, fields):
    with pytest.raises(ValueError, match="single line"):
        queue(**fields)


def test_a_message_goes_out_with_its_id_and_the_states_name(pa, mailbox, run_jobs):
    email = queue()
    run_jobs(pa)
    [message] = mailbox.messages()
    assert message["Message-ID"] == email.message_id
    assert "Pennsylvania" in message["From"]
    email.refresh_from_db()
    assert (email.status, email.sent_at is not None) == (EmailStatus.SENT, True)


@pytest.mark.parametrize(("log", "becomes"), [("", EmailStatus.HELD), ("tools.inbox.took", EmailStatus.PENDING)])
def test_a_message_caught_half_way_is_never_sent_blindly(pa, mailbox, settings, log, becomes):
    """With a log that can be asked and says no, it is tried again; without one a person decides."""
    settings.MAIL_LOG = log
    email = queue()
    Email.objects.update(status=EmailStatus.SENDING)
    mail.deliver(pa.pk, email.pk)
    email.refresh_from_db()
    assert email.status == (EmailStatus.SENT if becomes == EmailStatus.PENDING else becomes)
    assert len(mailbox.messages()) == (1 if becomes == EmailStatus.PENDING else 0)


def test_what_the_log_says_went_out_is_not_sent_again(pa, mailbox, run_jobs):
    email = queue()
    run_jobs(pa)
    Email.objects.update(status=EmailStatus.SENDING)
    mail.deliver(pa.pk, email.pk)
    assert len(mailbox.messages()) == 1
    email.refresh_from_db()
    assert email.status == EmailStatus.SENT


def test_a_person_settles_a_held_message(pa, mailbox, run_jobs):
    officer = factories.member(Role.OFFICER)
    email = queue()
    Email.objects.update(status=EmailStatus.HELD)
    assert mail.settle_by_hand(email, went=False, by=officer)
    run_jobs(pa)
    assert len(mailbox.messages()) == 1


@pytest.fixture
def purpose() -> Iterator[str]:
    @files.purpose("test", endings=(".pdf", ".txt"), max_size=1000)
    def may_open(stored: StoredFile, member: object) -> bool:
        return member is not None

    yield "test"
    files.PURPOSES.pop("test")


def test_a_file_is_kept_under_a_key_that_cannot_be_guessed(pa, purpose):
    stored = files.store(PDF, name="../../plan 2027.pdf", purpose=purpose)
    assert (stored.name, stored.status) == ("plan 2027.pdf", FileStatus.UNSCANNED)
    assert stored.name not in stored.key
    assert files.read(stored) == PDF


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"MZ\x90\x00 not a document", "plan.pdf", "pdf"),
        (PDF, "plan.exe", "plan.exe"),
        (b"x" * 1001, "plan.txt", "limit"),
        (b"", "plan.pdf", "empty"),
    ],
)
def test_a_file_of_the_wrong_sort_is_refused_in_a_sentence(pa, purpose, content, name, says):
    with pytest.raises(files.FileRefused, match=f"(?i){says}"):
        files.store(content, name=name, purpose=purpose)
    assert not StoredFile.objects.exists()


def infected(content: bytes) -> bool:
    """Whether it holds the test virus, or its name."""
    return EICAR.encode() in content or uploads.EICAR in content


def members(content: bytes) -> list[bytes]:
    """What an archive holds; nothing for anything else."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [archive.read(name) for name in archive.namelist()]
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError):
        return []


class Scanner(socketserver.BaseRequestHandler):
    """Speaks the daemon's INSTREAM: finds the test virus in what holds it, archives too."""

    def handle(self) -> None:
        reader = self.request.makefile("rb")
        command = b""
        while not command.endswith((b"\n", b"\0")):
            command += reader.read(1)
        content = b""
        while size := struct.unpack("!L", reader.read(4))[0]:
            content += reader.read(size)
        verdict = f"{EICAR} FOUND" if any(map(infected, [content, *members(content)])) else "OK"
        self.request.sendall(f"stream: {verdict}\n".encode())


@pytest.fixture
def scanner(settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        settings.CLAMAV_HOST, settings.CLAMAV_PORT = server.server_address
        yield
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(("content", "becomes"), [(PDF, FileStatus.CLEAN), (PDF + EICAR.encode(), FileStatus.REFUSED)])
def test_a_file_is_not_served_before_the_scanner_found_it_clean(pa, purpose, scanner, run_jobs, content, becomes):
    stored = files.store(content, name="plan.pdf", purpose=purpose)
    assert stored.status == FileStatus.QUARANTINED
    with pytest.raises(files.FileRefused, match="being checked"):
        files.read(stored)
    run_jobs(pa)
    stored.refresh_from_db()
    assert stored.status == becomes
    assert default_storage.exists(stored.key)


def test_a_file_is_opened_through_its_purpose_alone(pa, purpose):
    stored = files.store(PDF, name="plan.pdf", purpose=purpose)
    answer = factories.client(pa, factories.member(Role.OFFICER)).get(f"/files/{stored.pk}/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert factories.client(pa).get(f"/files/{stored.pk}/").status_code == 404
