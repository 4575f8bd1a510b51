"""Takes the picture of the README: the top of the report of `make demo`, in a headless Chromium.

usage: python docs/picture.py [REPORT]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Open the report at 1440 pixels and keep what a reader sees first."""
    report = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "demo" / "report.html"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport={"width": 1440, "height": 1270})
        page.goto(report.resolve().as_uri())
        page.wait_for_timeout(1500)
        page.screenshot(path=HERE / "images" / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
