"""The guides' pictures, taken from the demonstration so that they stay true: `make screenshots`.

Starts the demonstration on PORT (8300 when not given) and writes PNGs to docs/pictures.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from tools import servers

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


class Shot(NamedTuple):
    """One picture: its name, who looks (nobody: the public), where she starts, and the links she follows from there."""

    name: str
    person: str
    path: str
    follow: tuple[str, ...] = ()
    width: int = 1280
    state: str = "pa"


SHOTS = (
    Shot("front", "", "/"),
    Shot("round", "", "/rounds/", ("main h2 a, main h3 a",)),
    Shot("sign-in", "", "/accounts/login/"),
    Shot("officer-home", "officer", "/home/"),
    Shot("officer-home-phone", "officer", "/home/", width=360),
    Shot("applications", "officer", "/applications/"),
    Shot("application", "officer", "/applications/", ("table tbody th a",)),
    Shot("decisions", "director", "/decisions/"),
    Shot("slate", "director", "/decisions/", ("main table a, main .rt-due a",)),
    Shot("reports", "officer", "/reports/"),
    Shot("reviews", "reviewer", "/reviews/"),
    Shot("convener-home", "convener", "/home/"),
    Shot("my-applications", "convener", "/my/applications/"),
    Shot("my-reports", "convener", "/my/reports/"),
    Shot("partnerships", "", "/partnerships/"),
    Shot("surveys", "officer", "/surveys/"),
    Shot("editions", "officer", "/editions/"),
    Shot("impact", "", "/impact/"),
    Shot("labor-market", "officer", "/labor-market/", state="ok"),
    Shot("audit", "auditor", "/audit/"),
    Shot("people", "director", "/people/"),
)


def main() -> int:
    """Take every picture. Names on the command line take only those."""
    wanted = [shot for shot in SHOTS if not sys.argv[1:] or shot.name in sys.argv[1:]]
    port = int(os.environ.get("PORT", "8300"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    demo = subprocess.Popen(
        [sys.executable, "-m", "tools.demo"],
        cwd=ROOT,
        env=os.environ | {"PORT": str(port)},
        preexec_fn=servers.die_with_parent,
    )
    try:
        wait(port, demo)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            failed = [shot.name for shot in wanted if not take(browser, shot, port)]
            browser.close()
    finally:
        demo.terminate()
        demo.wait(30)
    print(
        f"{len(wanted) - len(failed)} pictures in {PICTURES.relative_to(ROOT)}",
        *(f"not taken: {one}" for one in failed),
    )
    return 1 if failed else 0


def wait(port: int, demo: subprocess.Popen[bytes]) -> None:
    """Until the demonstration answers."""
    for _ in range(600):
        if demo.poll() is not None:
            raise SystemExit("The demonstration ended before it was ready; its message is above.")
        try:
            urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2).close()
            return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The demonstration was not ready within five minutes.")


def take(browser: Browser, shot: Shot, port: int) -> bool:
    """One picture of the whole page. False when the page could not be reached."""
    base = f"http://{shot.state}.localhost:{port}"
    context = browser.new_context(viewport={"width": shot.width, "height": 900}, locale="en-US")
    page = context.new_page()
    if shot.person:
        sign_in(page, base, f"{shot.person}@{shot.state}.example")
    answer = page.goto(base + shot.path)
    for selector in shot.follow:
        page.locator(selector).first.click()
        page.wait_for_load_state()
    page.screenshot(path=PICTURES / f"{shot.name}.png", full_page=True)
    context.close()
    return answer is not None and answer.status == 200


def sign_in(page: Page, base: str, email: str) -> None:
    """By the demonstration's one-click button."""
    page.goto(f"{base}/accounts/login/")
    page.locator(f'button[name="email"][value="{email}"]').click()
    page.wait_for_load_state()


if __name__ == "__main__":
    sys.exit(main())
