"""The report as it is opened: every picture there, pages that turn, pictures saved, nothing asked of anybody."""

from __future__ import annotations

import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from report.sold import orders_of
from shoal import report
from shoal.report.flows import CAME, WENT, Flow, Moved

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (
    "[...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') && !e.closest('svg')"
    " && e.getBoundingClientRect().right > window.innerWidth + 1).map(e => e.tagName + '.' + e.className)"
)

DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Waits until what was asked for is on the screen; the page allows no predicate of ours to be evaluated again."""


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip(f"no browser: {CHROMIUM} is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def file(shop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = tuple(segment.name for segment in shop.segmentation.segments)
    n = len(names) + 1
    moved = Moved(
        "2011-11-01", Flow((*names, CAME), (*names, WENT), tuple(tuple(20 for _ in range(n)) for _ in range(n)))
    )
    beside = report.Beside(rfm=shop.crossing, moved=moved, purchases=orders_of(shop))
    path = tmp_path_factory.mktemp("page") / "report.html"
    documents = report.documents(**(shop.arguments() | {"beside": beside}))
    path.write_text(documents["report.html"], encoding="utf-8")
    return path


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height", "scheme"), [(390, 844, "dark"), (1440, 900, "light")])
def test_every_page_shows_its_pictures_and_asks_nothing_of_anybody(
    browser, file: Path, width: int, height: int, scheme: str
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    seen: set[str] = set()
    for target in page.eval_on_selector_all(".contents a", "links => links.map(link => link.hash)"):
        page.evaluate(f"location.hash = '{target}'")
        page.evaluate(DRAWN)
        assert page.locator(f".leaf.open:is({target}, :has({target}))").count() == 1
        assert page.locator(".leaf.open").count() == 1
        assert page.locator(".contents [aria-current]").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), target
        assert page.evaluate(WIDE) == [], target
        sizes = page.eval_on_selector_all(
            ".leaf.open .picture",
            "all => all.map(one => { const box = one.querySelector('svg.drawn').getBoundingClientRect();"
            " return [one.dataset.name, box.width, box.height]; })",
        )
        assert all(wide > 200 and high > 40 for _, wide, high in sizes)
        seen |= {name for name, _, _ in sizes}
    every = page.eval_on_selector_all(".picture", "all => all.map(one => one.dataset.name)")
    assert seen == set(every)
    kinds = {"treemap", "radar", "parallel", "spread", "map", "space", "dendrogram", "products", "months", "hours"}
    assert kinds | {"moved", "elbow", "silhouette", "gap"} <= {name.split("-")[0] for name in seen}
    assert said == []
    assert asked == [file.as_uri()]
    page.close()


@pytest.mark.browser
def test_pictures_are_saved_and_the_map_in_three_directions_turns(browser, file: Path) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{file.as_uri()}#map")
    with page.expect_download() as saved:
        page.click("[data-name=map] [data-save=svg]")
    assert saved.value.suggested_filename == "shoal-map.svg"
    root = ElementTree.fromstring(Path(saved.value.path()).read_bytes())  # noqa: S314 - ours
    text = ElementTree.tostring(root, encoding="unicode")
    assert "var(" not in text
    assert "class=" not in text
    assert "The map" in text
    with page.expect_download() as saved:
        page.click("[data-name=space] [data-save=png]")
    assert saved.value.suggested_filename == "shoal-space.png"
    content = Path(saved.value.path()).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert width > 1000
    assert height > 800
    page.focus("[data-name=space] .canvas")
    ends = []
    for key in ("ArrowLeft", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
        page.evaluate(DRAWN)
        ends.append(page.get_attribute("[data-name=space] [data-axis='0']", "d"))
    assert ends[0] != ends[1]
    assert ends[0] == ends[2]
    assert said == []
    page.close()


@pytest.mark.browser
def test_without_a_script_and_on_paper_everything_is_there(browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    leaves = page.locator(".leaf")
    assert leaves.count() > 5
    assert all(leaves.nth(place).is_visible() for place in range(leaves.count()))
    assert not page.locator(".save").first.is_visible()
    context.close()
    page = browser.new_page()
    page.goto(file.as_uri())
    page.emulate_media(media="print")
    assert all(page.locator(".leaf").nth(place).is_visible() for place in range(page.locator(".leaf").count()))
    page.close()
