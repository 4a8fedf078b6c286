"""PDFs: tagged, the same each time, joined without a scar, and drawn where a hostile document hurts nobody."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pytest
from outloud import check

from core.charts import Theme
from core.pdf import PdfFailed, broken_parents, draw, merge, page_count
from core.pdf.pool import Limits, Pool
from core.pdf.request import Request
from tests.core.specimens import bars, every_chart, pennsylvania, report

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63f8cfc0f01f0005000"
    "1ff89993d1d0000000049454e44ae426082"
)
LETTER = """<html lang="en-US"><head><title>Award letter</title></head><body data-title="Award letter" data-edition="PA-7">
<header class="letterhead"><img src="asset:mark" alt="Seal of the state"><div><p class="state">Pennsylvania</p>
<p class="office">Office of Industry Partnerships</p></div></header><h1>Your award</h1><p>It is yours.</p>
<div class="amount"><p class="label">Amount</p><p class="figure">$310,000.00</p></div></body></html>"""


def faults(tmp_path: Path, content: bytes) -> list[str]:
    """What a checker of PDF/UA-1 finds, and what it does not look for."""
    file = tmp_path / f"{hashlib.sha256(content).hexdigest()[:8]}.pdf"
    file.write_bytes(content)
    found = [finding for finding in check(str(file)).findings if finding.severity in ("error", "warning")]
    return [f"{finding.rule}: {finding.message} ({finding.evidence})" for finding in found] + broken_parents(content)


# What is drawn ----------------------------------------------------------------------------------------------------------
def test_a_report_with_every_chart_passes_the_checker(tmp_path: Path) -> None:
    assert faults(tmp_path, draw(report(every_chart()))) == []


def test_a_letter_passes_the_checker_and_shows_the_mark(tmp_path: Path) -> None:
    content = draw(LETTER, stylesheet="letter", assets={"mark": (PNG, "image/png")}, theme=Theme("#00386b"))
    assert faults(tmp_path, content) == []
    assert images_in(content) > 0


def test_a_chart_is_a_figure_whose_alternative_text_is_its_finding() -> None:
    charts = bars()
    with pikepdf.open(io.BytesIO(draw(report(charts)))) as pdf:
        said = {
            str(thing.Alt)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure" and "/Alt" in thing
        }
    assert {chart.finding for chart in charts} <= said


def test_the_same_html_gives_the_same_bytes_in_every_process() -> None:
    html = report(every_chart())
    drawings = []
    for _ in range(2):
        pool = Pool(1)
        drawings += [pool.draw(Request(html)).content for _ in range(2)]
        pool.close()
    assert len({hashlib.sha256(content).hexdigest() for content in drawings}) == 1


def test_a_theme_and_a_first_page_change_only_what_they_should() -> None:
    html = report(bars())
    plain, colored, later = draw(html), draw(html, theme=Theme("#5a1430", "#961f5a")), draw(html, first_page=13)
    assert len({plain, colored, later}) == 3
    assert page_count(plain) == page_count(colored) == page_count(later)


def test_what_cannot_be_asked_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="asset's name"):
        draw("<p>", assets={"../x": (b"", "image/png")})
    with pytest.raises(ValueError, match="too many to draw"):
        draw("x" * 20_000_001)


# Joining ----------------------------------------------------------------------------------------------------------------
def test_two_tagged_parts_become_one_document(tmp_path: Path) -> None:
    first = draw(report(bars(), "Statewide", "one"))
    second = draw(report(pennsylvania("d-"), "District", "two"), first_page=page_count(first) + 1)
    merged = merge(first, second)
    assert page_count(merged) == page_count(first) + page_count(second)
    assert faults(tmp_path, merged) == []
    assert merge(first, second) == merged
    with pikepdf.open(io.BytesIO(merged)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
    assert titles == ["Statewide", "The end of Statewide", "District", "The end of District"]


def test_unshifted_keys_are_found_where_the_checker_is_blind() -> None:
    with pikepdf.open(io.BytesIO(merge(draw(report(bars(), anchor="a")), draw(report(bars("b-"), anchor="b"))))) as pdf:
        last = pdf.pages[-1].obj
        last.StructParents = 0
        out = io.BytesIO()
        pdf.save(out)
    assert broken_parents(out.getvalue())


def test_parts_with_the_same_anchors_are_refused() -> None:
    part = draw(report(bars()))
    with pytest.raises(ValueError, match="same anchors"):
        merge(part, part)


# Hostile documents ------------------------------------------------------------------------------------------------------
class Bait(HTTPServer):
    """A server that nobody may reach."""

    def __init__(self) -> None:
        self.requests = 0
        super().__init__(("127.0.0.1", 0), BaitHandler)


class BaitHandler(BaseHTTPRequestHandler):
    """Counts."""

    def do_GET(self) -> None:
        self.server.requests += 1  # type: ignore[attr-defined]
        self.send_response(302)
        self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def bait() -> Iterator[Bait]:
    server = Bait()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("secret")
    (folder / "mark.png").write_bytes(PNG)
    (folder / "mark.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>CANARY</text></svg>"
    )
    (folder / "page.css").write_text("h1::after { content: 'CANARY' }")
    return folder


def payloads(web: str, file: str) -> dict[str, str]:
    """Each way to make a document fetch something: by kind."""
    found = {}
    for name, at in (("web", web), ("file", file)):
        found |= {
            f"{name} img": f"<img src='{at}/mark.png' alt=x>",
            f"{name} srcset": f"<img srcset='{at}/mark.png 2x' src='{at}/mark.png' alt=x>",
            f"{name} link": f"<link rel=stylesheet href='{at}/page.css'>",
            f"{name} import": f"<style>@import url('{at}/page.css')</style>",
            f"{name} background": f"<p style='background:url({at}/mark.png)'>x</p>",
            f"{name} list": f"<ul style='list-style-image:url({at}/mark.svg)'><li>x</ul>",
            f"{name} content": f"<style>p::before{{content:url({at}/mark.png)}}</style><p>x",
            f"{name} font": f"<style>@font-face{{font-family:f;src:url({at}/f.ttf)}}p{{font-family:f}}</style><p>x",
            f"{name} page": f"<style>@page{{background:url({at}/mark.png)}}</style>",
            f"{name} svg image": f"<svg width=9 height=9><image href='{at}/mark.png' width=9 height=9 /></svg>",
            f"{name} svg use": f"<svg width=9 height=9><use href='{at}/mark.svg#a' /></svg>",
            f"{name} svg xlink": f"<svg><image xlink:href='{at}/mark.svg' width=9 height=9 /></svg>",
            f"{name} svg style": f"<svg><style>@import url('{at}/page.css')</style><rect width=9 height=9 /></svg>",
            f"{name} object": f"<object data='{at}/mark.svg' type='image/svg+xml'>x</object>",
            f"{name} embed": f"<embed src='{at}/mark.svg' type='image/svg+xml'>",
            f"{name} attachment": f"<link rel=attachment href='{at}/page.css'>",
            f"{name} anchor attachment": f"<a rel=attachment href='{at}/page.css'>x</a>",
            f"{name} base": f"<base href='{at}/'><img src='mark.png' alt=x>",
            f"{name} profile": f"<style>@color-profile --x{{src:url({at}/x.icc)}}p{{color:color(--x 1 0 0)}}</style><p>x",
            f"{name} nested svg": "<img alt=x src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
            f"<image href='{at}/mark.png'/></svg>\">",
            f"{name} presentational": f"<table background='{at}/mark.png'><tr background='{at}/a.png'><td>x</table>",
        }
    return found | {
        "redirect": f"<img src='{web}/redirect' alt=x>",
        "relative": "<img src='/etc/passwd' alt=x><img src='../../manage.py' alt=x>",
        "network path": f"<img src='{web.removeprefix('http:')}/mark.png' alt=x>",
        "hints": f"<font color='red;background:url({web}/a.png)'>x</font><hr width='1;background:url({web}/b.png)'>",
        "unknown asset": "<img src='asset:other' alt=x>",
    }


KINDS = sorted(payloads("", ""))


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    made = Pool(1)
    yield made
    made.close()


def images_in(content: bytes) -> int:
    """Pictures in a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        return sum(thing.get("/Subtype") == "/Image" for thing in streams)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_fetches_nothing_that_is_not_its_asset(kind: str, pool: Pool, bait: Bait, secret: Path) -> None:
    payload = payloads(f"http://127.0.0.1:{bait.server_port}", secret.as_uri())[kind]
    bait.requests = 0
    try:
        content = pool.draw(Request(f"<html lang=en><title>x</title><h1>Title</h1>{payload}")).content
    except PdfFailed:
        content = draw("<h1>Not drawn at all, which is as well")
    assert bait.requests == 0
    assert images_in(content) == 0
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert not [t for t in pdf.objects if isinstance(t, pikepdf.Dictionary) and t.get("/Type") == "/Filespec"]
        streams = [t for t in pdf.objects if isinstance(t, pikepdf.Stream) and "/Subtype" not in t]
        assert not [stream for stream in streams if b"CANARY" in stream.read_bytes()]


def test_what_was_refused_is_told(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    html = "<html lang=en><title>x</title><h1>x</h1><img src='http://127.0.0.1:9/a.png' alt=x>"
    assert pool.draw(Request(html)).refused == ["http://127.0.0.1:9/a.png"]
    draw(html)
    assert "not its assets" in caplog.text


DOORS = """
import socket, subprocess, sys
from core.pdf import worker
worker.leave_network()
worker.forbid(("/nowhere/",))
def shut(deed):
    try: deed()
    except PermissionError: return True
    return False
doors = [lambda: socket.create_connection(("127.0.0.1", 9)), lambda: socket.getaddrinfo("example.com", 80),
         lambda: open("/etc/passwd"), lambda: subprocess.run(["true"]), lambda: __import__("os").system("true")]
sys.exit(0 if all(shut(door) for door in doors) else 1)
"""


def test_the_drawing_process_has_no_network_no_files_and_starts_nothing() -> None:
    assert subprocess.run([sys.executable, "-c", DOORS], check=False, timeout=30).returncode == 0


def test_a_document_that_never_ends_is_stopped_and_the_next_one_is_drawn() -> None:
    pool = Pool(1, Limits(cpu=2, wall=20))
    with pytest.raises(PdfFailed, match="could not be drawn within 2 seconds"):
        pool.draw(Request("<html lang=en><table><td colspan=1000000>"))
    assert page_count(pool.draw(Request(report(bars()))).content) > 0
    pool.close()


def test_the_clock_ends_a_document_too() -> None:
    pool = Pool(1, Limits(cpu=60, wall=0.05))
    with pytest.raises(PdfFailed, match="shorten it"):
        pool.draw(Request("<p>Too slow to start"))
    pool.close()


def test_a_process_is_replaced_after_so_many_documents() -> None:
    pool = Pool(1, Limits(documents=2))
    for _ in range(5):
        pool.draw(Request("<html lang=en><title>x</title><h1>x</h1>"))
    assert len(pool._idle) == 1
    assert pool._idle[0].drawn == 1
    pool.close()


def test_a_process_that_dies_is_tried_again_once() -> None:
    pool = Pool(1)
    pool.draw(Request("<h1>x"))
    os.kill(pool._idle[0]._popen.pid, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (pool._idle[0]._popen.pid, signal.SIGKILL)).start()
    assert page_count(pool.draw(Request("<h1>x")).content) == 1
    pool.close()


HANGING = {
    "colspan": "<table><td colspan=1000000>",
    "rowspan": "<table><tr><td rowspan=1000000>x<tr><td>y",
    "nested flex": "<div style='display:flex'>" * 40 + "x",
    "nested tables": "<table><tr><td>" * 60 + "x",
    "nested divs": "<div>" * 3000 + "x",
    "long table": "<table>" + "<tr><td>a<td>b<td>c" * 20_000,
    "long list": "<ul>" + "<li>x" * 50_000,
    "floats": "<div style='float:left'>x</div>" * 400,
    "huge type": "<p style='font-size:1e9px'>x",
    "huge box": "<div style='height:1e9px'>x",
    "counters": "<style>p{counter-increment:a 2000000000}p::after{content:counter(a,lower-roman)}</style>"
    + "<p>x" * 50,
    "svg bomb": "<svg width=9 height=9><defs><g id=a0><rect width=1 height=1 /></g>"
    + "".join(f"<g id=a{i}>{f'<use href=#a{i - 1} />' * 10}</g>" for i in range(1, 9))
    + "</defs><use href=#a8 /></svg>",
}


@pytest.mark.drill
@pytest.mark.parametrize("kind", HANGING)
def test_a_document_made_to_hang_ends_within_its_limits(kind: str) -> None:
    pool = Pool(1, Limits(cpu=10, wall=25))
    began = time.monotonic()
    with contextlib.suppress(PdfFailed):
        pool.draw(Request(f"<html lang=en><title>x</title>{HANGING[kind]}"))
    assert time.monotonic() - began < 60
    assert page_count(pool.draw(Request("<h1>x")).content) == 1
    pool.close()


@pytest.mark.drill
def test_a_drawing_process_does_not_outlive_its_parent(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom core.pdf.pool import Pool\nfrom core.pdf.request import Request\npool = Pool(1)\n"
        "pool.draw(Request('<h1>x'))\nprint(pool._idle[0]._popen.pid, pool._idle[0]._folder, flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        pid, folder = (parent.stdout.readline() if parent.stdout else "").split()
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    time.sleep(1.5)
    assert not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]
    assert not Path(folder).exists()
