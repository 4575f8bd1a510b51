"""The report: how large it is, and how long a browser takes until the page and every picture stand.

usage: python benchmarks/report.py [--runs N] [--data FILE] [--full]

A report of the online retail data is opened in a headless Chromium, each time with an empty cache; the first time, when
the browser itself begins, is not counted. "Drawn" is when the first page has been painted after its script has run; to
turn to a page is over when it has been painted. The peer is a page with one map of 2,000 points and plotly's JavaScript
inside, where plotly is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import shoal

DATA = Path(os.environ.get("SHOAL_DATASETS", "../shared/data"))
ASKED_BYTES, ASKED_SECONDS = 6_000_000, 2.0
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
PLOT = """<!doctype html><div id="map"></div><script>{source}</script><script>
Plotly.newPlot("map", [{{type: "scattergl", mode: "markers", x: {x}, y: {y}}}]);</script>"""


def opened(browser: Any, page_file: Path) -> tuple[float, float, float]:
    """Give the seconds until the load event, until the first page is drawn, and to turn every page; 0 without pages."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(page_file.resolve().as_uri(), wait_until="load")
    drawn = float(page.evaluate(PAINTED)) / 1000
    loaded = float(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")) / 1000
    began = time.perf_counter()
    targets = page.eval_on_selector_all(".contents a", "links => links.map(link => link.hash)")
    for target in targets:
        page.evaluate(f"location.hash = '{target}'")
        page.evaluate(PAINTED)
    turned = time.perf_counter() - began if targets else 0.0
    page.close()
    return loaded, drawn, turned


def with_plotly(folder: Path) -> Path | None:
    """Write the peer's page; None where plotly is not installed."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or not spec.submodule_search_locations:
        return None
    source = (Path(spec.submodule_search_locations[0]) / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    points = [[(i * step) % 997 / 997 for i in range(2000)] for step in (389, 571)]
    page = folder / "peer.html"
    text = PLOT.format(source=source.replace("</script", r"<\/script"), x=points[0], y=points[1])
    page.write_text(text, encoding="utf-8")
    return page


def line(name: str, value: str, asked: str, *, is_met: bool | None) -> str:
    """Write a figure beside what is asked."""
    verdict = "" if is_met is None else ", met" if is_met else ", NOT MET"
    return f"{name:44}{value:>12}  {asked}{verdict}"


def _middle(runs: list[tuple[float, float, float]], place: int) -> float:
    return statistics.median(each[place] for each in runs)


def main() -> None:
    """Make the report, open it, print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--data", type=Path, default=DATA / "online_retail" / "online_retail.parquet")
    options.add_argument("--full", action="store_true")
    asked = options.parse_args()
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        shoal.run(asked.data, out=folder / "out", full=asked.full)
        report, peer = folder / "out" / "report.html", with_plotly(folder)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        opened(browser, report)
        ours = [opened(browser, report) for _ in range(asked.runs)]
        theirs = [opened(browser, peer) for _ in range(asked.runs)] if peer is not None else []
        browser.close()
        size = report.stat().st_size
        print(f"{asked.data.name}, {asked.runs} times, medians; the slowest in brackets")
        print(line("size of report.html", f"{size / 1e6:.2f} MB", "< 6 MB", is_met=size < ASKED_BYTES))
        for place, what in enumerate(("until loaded", "until the first page is drawn")):
            worst = max(each[place] for each in ours)
            value = f"{_middle(ours, place):.2f} s ({worst:.2f})"
            print(line(what, value, "< 2 s", is_met=_middle(ours, place) < ASKED_SECONDS))
        print(line("to turn to every page once, besides", f"{_middle(ours, 2):.2f} s", "", is_met=None))
        if theirs:
            print(line("one map drawn by plotly, until drawn", f"{_middle(theirs, 1):.2f} s", "", is_met=None))


if __name__ == "__main__":
    main()
