"""The guides' pictures, taken from the demonstration so that they stay true: `make screenshots`.

Uses the demonstration that runs on PORT (8300 when not given), or starts it there, and writes PNGs to docs/pictures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tools import servers

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class Shot(NamedTuple):
    """One picture: its name, who looks (nobody: the public), where she starts, and the links she follows from there.

    `top` is the selector of what the picture begins with; a picture ends `height` pixels below its beginning.
    `state` "inbox" stands for the demonstration's mail.
    """

    name: str
    person: str
    path: str
    follow: tuple[str, ...] = ()
    width: int = 1280
    state: str = "pa"
    top: str = ""
    height: int = 1600


DRAFT = 'table tbody tr:has-text("Draft") a'
SURVEY = "/s/demonstration-pa-employer-2/"
RANKED = 'table tr:has-text("Recommended") a'
EDITION = "main table a"
TABLE = 'main table a[href^="/partnerships/"], main article a[href^="/partnerships/"]'
ROOM = 'main a[href$="/room/"]'
WORK = 'main a[href$="/{}/"]'
DELIVERED = 'li:has-text("Industry partnerships in fiscal year") a'

SHOTS = (
    Shot("front", "", "/"),
    Shot("round", "", "/rounds/", ('a:has-text("Read the round")',)),
    Shot("sign-in", "", "/accounts/login/"),
    Shot("officer-home", "officer", "/home/", height=1100),
    Shot("officer-home-phone", "officer", "/home/", width=360, height=1100),
    Shot("rounds-staff", "officer", "/staff/rounds/"),
    Shot("applications", "officer", "/applications/", height=1250),
    Shot(
        "application", "officer", "/applications/?view=screening", ("table tbody th a, table tbody td a",), height=1250
    ),
    Shot(
        "assign",
        "officer",
        "/applications/?view=short",
        ("table tbody th a, table tbody td a", 'main a[href$="/reviewers/"]'),
    ),
    Shot("decisions", "officer", "/decisions/"),
    Shot("slate", "director", "/decisions/", (RANKED,)),
    Shot("reports", "officer", "/reports/?view=mine", height=900),
    Shot("report", "officer", "/reports/?view=mine", ("table tbody a",)),
    Shot("reviews", "reviewer", "/reviews/", height=1000),
    Shot("review-declare", "reviewer", "/reviews/", ('table tr:has-text("Assigned") a',)),
    Shot("review", "reviewer", "/reviews/", ('table tr:has-text("In progress") a',), height=900),
    Shot("convener-home", "convener", "/home/", height=1100),
    Shot("convener-home-phone", "convener", "/home/", width=360, height=1100),
    Shot("my-applications", "convener", "/my/applications/", height=900),
    Shot("application-tasks", "convener", "/my/applications/", (DRAFT,)),
    Shot("application-section", "convener", "/my/applications/", (DRAFT, 'main a[href$="/sections/partnership/"]')),
    Shot("application-check", "convener", "/my/applications/", (DRAFT, 'main a[href$="/check/"]'), height=1000),
    Shot("receipt", "convener", "/my/applications/", ('table tr:has-text("In review") a',), height=1000),
    Shot("my-award", "convener", "/my/awards/", ('main a:has-text("Answer the offer")',)),
    Shot("my-reports", "convener", "/my/reports/", height=900),
    Shot("my-report", "convener", "/my/reports/", ('main a:has-text("Fill in")',)),
    Shot("my-report-returned", "convener2", "/home/", ('main a:has-text("Read comments")',)),
    Shot("partnerships", "", "/partnerships/", height=1100),
    Shot("partnerships-staff", "officer", "/partnerships/", height=1250),
    Shot("partnership-record", "officer", "/partnerships/", (TABLE,), height=1500),
    Shot("partnership-room", "convener", "/home/", (ROOM,), height=1200),
    Shot("meetings", "convener", "/home/", (ROOM, WORK.format("meetings")), height=1100),
    Shot("goals", "convener", "/home/", (ROOM, WORK.format("goals")), height=1200),
    Shot("employers", "convener", "/home/", (ROOM, WORK.format("employers")), height=1200),
    Shot("commitments", "convener", "/home/", (ROOM, WORK.format("commitments")), height=1200),
    Shot("neutrality", "convener", "/home/", (ROOM, WORK.format("neutrality")), height=1200),
    Shot("organizations", "officer", "/organizations/", height=1000),
    Shot("target-industries", "analyst", "/target-industries/", height=1000),
    Shot("workbench", "analyst", "/labor-market/workbench/", height=2000),
    Shot("analysis", "analyst", "/analyses/", ('main table tr:has-text("Published") a',), height=1600),
    Shot("imports", "analyst", "/labor-market/imports/", height=1000),
    Shot("why-industries", "", "/why-these-industries/", ('main a[href*="/why-these-industries/"]',), height=1400),
    Shot("support", "officer", "/support/", height=1200),
    Shot("support-provider", "provider", "/support/", height=900),
    Shot("events", "convener", "/support/events/", height=1000),
    Shot("event-phone", "convener", "/support/events/", ("main table a, main article a",), width=360, height=1000),
    Shot("trace", "officer", "/policies/", ('main table tr:has-text("Statute") a', "main a.usa-button"), height=1300),
    Shot("shares", "steward", "/shares/", height=1100),
    Shot("survey-phone", "", SURVEY, width=360, height=1000),
    Shot("survey-question-phone", "", SURVEY, (".sv-go",), width=360, height=1000),
    Shot("surveys", "officer", "/surveys/"),
    Shot("stories", "officer", "/stories/", height=900),
    Shot("editions", "officer", "/editions/"),
    Shot("edition", "officer", "/editions/", (EDITION,)),
    Shot("legislators", "officer", "/legislators/", height=900),
    Shot("impact", "", "/impact/"),
    Shot("impact-edition", "", "/impact/", ('main a[href^="/impact/"]',)),
    Shot("legislator-link", "", "/", (DELIVERED, 'a[href*="/i/"]'), state="inbox"),
    Shot("legislator-link-phone", "", "/", (DELIVERED, 'a[href*="/i/"]'), width=360, state="inbox", height=1100),
    Shot("labor-market", "officer", "/labor-market/", state="ok", height=1100),
    Shot("audit", "auditor", "/audit/", height=900),
    Shot("people", "director", "/people/", height=900),
    Shot("operations", "director", "/operations/"),
)


def main() -> int:
    """Take every picture. Names on the command line take only those."""
    wanted = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    port = int(os.environ.get("PORT", "8300"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    demo = None if answers(port) else start(port)
    try:
        wait(port, demo)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            failed = [shot.name for shot in wanted if not take(browser, shot, port)]
            browser.close()
    finally:
        if demo:
            demo.terminate()
            demo.wait(30)
    print(
        f"{len(wanted) - len(failed)} pictures in {PICTURES.relative_to(ROOT)}",
        *(f"not taken: {one}" for one in failed),
    )
    return 1 if failed else 0


def start(port: int) -> subprocess.Popen[bytes]:
    """The demonstration on that port; it ends with this process."""
    command = [sys.executable, "-m", "tools.demo"]
    environment = os.environ | {"PORT": str(port)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, preexec_fn=servers.die_with_parent)


def answers(port: int, path: str = "/health/live") -> str:
    """What the page at that path says; nothing where nobody answers."""
    try:
        with urlopen(
            Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"pa.localhost:{port}"}), timeout=5
        ) as page:
            return str(page.read().decode()) or "yes"
    except OSError:
        return ""


def wait(port: int, demo: subprocess.Popen[bytes] | None) -> None:
    """Until the demonstration answers and its impact report is published, which waits for 254 documents."""
    for _ in range(2400):
        if demo and demo.poll() is not None:
            raise SystemExit("The demonstration ended before it was ready; its message is above.")
        if 'href="/impact/' in answers(port, "/impact/").partition("<main")[2]:
            return
        time.sleep(0.5)
    raise SystemExit("The demonstration had published no impact report after twenty minutes.")


def take(browser: Browser, shot: Shot, port: int) -> bool:
    """One picture from the top of the page or from `shot.top`. False when the page could not be reached."""
    base = f"http://localhost:{port + 1}" if shot.state == "inbox" else f"http://{shot.state}.localhost:{port}"
    context = browser.new_context(viewport={"width": shot.width, "height": 900}, locale="en-US")
    page = context.new_page()
    try:
        if shot.person:
            sign_in(page, base, f"{shot.person}@{shot.state}.example")
        answer = page.goto(base + shot.path)
        for selector in shot.follow:
            page.locator(selector).first.click(timeout=5000)
            page.wait_for_load_state()
        shoot(page, shot)
    except PlaywrightError as error:
        print(f"{shot.name}: {str(error).splitlines()[0]}")
        return False
    finally:
        context.close()
    return answer is not None and answer.status == 200


def shoot(page: Page, shot: Shot) -> None:
    """Write the picture, with 200 colors: pages of text lose nothing by it, and the repository stays small."""
    box = page.locator(shot.top).first.bounding_box() if shot.top else None
    top = int(box["y"]) if box else 0
    taken = page.screenshot(full_page=True)
    with Image.open(BytesIO(taken)) as picture:
        cut = picture.crop((0, top, picture.width, min(picture.height, top + shot.height)))
        cut.convert("RGB").quantize(200, dither=Image.Dither.NONE).save(PICTURES / f"{shot.name}.png", optimize=True)


def sign_in(page: Page, base: str, email: str) -> None:
    """By the demonstration's one-click button."""
    page.goto(f"{base}/accounts/login/")
    page.locator(f'form:has(input[value="{email}"]) button').click()
    page.wait_for_load_state()


if __name__ == "__main__":
    sys.exit(main())
