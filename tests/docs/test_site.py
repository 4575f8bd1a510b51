"""The site builds without a warning, leads nowhere wrong, and asks no other host for anything."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

pytest.importorskip("sphinx", reason="the docs are not installed: pip install --group docs")
pytest.importorskip("myst_parser")
pytest.importorskip("furo")

DOCS = Path(__file__).parents[2] / "docs"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def built(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", "-c", DOCS, "-d", out.parent / "trees"]
    return subprocess.run([*command, source, out], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site") / "html"
    done = built(DOCS, out)
    assert done.returncode == 0, done.stderr
    return out


@dataclass
class Page(HTMLParser):
    """What a page loads, where it leads, and what can be led to."""

    loads: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    places: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places.add(given.get("id", ""))
        if "src" in given or "srcset" in given or "style" in given:
            self.loads += [given.get("src", ""), given.get("srcset", ""), *addresses(given.get("style", ""))]
        if "href" in given and tag == "link":
            self.loads.append(given["href"])
        elif "href" in given:
            self.leads.append(given["href"])


def read(html: str) -> Page:
    page = Page()
    page.feed(html)
    return page


def addresses(css: str) -> list[str]:
    """List what a style sheet loads."""
    return re.findall(r"url\(\s*['\"]?([^'\")]+)", css) + re.findall(r"@import\s+['\"]([^'\"]+)", css)


def foreign(found: list[str]) -> list[str]:
    """List the addresses that are on another host."""
    return [address for address in found if urlsplit(address).netloc or urlsplit(address).scheme in ("http", "https")]


def test_nothing_is_loaded_from_another_host(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert not foreign(read(path.read_text(encoding="utf-8")).loads), path.name
    sheets = list(site.rglob("*.css"))
    assert sheets
    for path in sheets:
        assert not foreign(addresses(path.read_text(encoding="utf-8"))), path.name


def test_every_link_leads_to_a_page_and_a_place_of_it(site: Path) -> None:
    pages = {path: read(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    n_checked = 0
    for path, page in pages.items():
        for lead in page.leads:
            if urlsplit(lead).scheme:
                continue
            address, place = urldefrag(lead)
            target = (path.parent / unquote(address)).resolve() if address else path
            assert target.is_file(), f"{path.name}: {lead}"
            if place and target in pages:
                assert unquote(place) in pages[target].places, f"{path.name}: {lead}"
            n_checked += 1
    assert n_checked > 100


@pytest.mark.parametrize(
    "html",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        '<img src="http://example.com/a.png">',
        "<p style=\"background: url('https://example.com/a.png')\">",
    ],
)
def test_another_host_would_be_found(html: str) -> None:
    assert foreign(read(html).loads)


def test_a_lost_page_and_a_wrong_link_would_be_found(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    shutil.copytree(DOCS / "_static", source / "_static")
    (source / "index.md").write_text("# One\n\n[nowhere](nowhere.md), [no place](#no-place)\n")
    (source / "lost.md").write_text("# Lost\n\n```{eval-rst}\n:py:func:`shoal.nothing`\n```\n")
    done = built(source, tmp_path / "out")
    assert done.returncode != 0
    for said in ("'nowhere.md'", "'no-place'", "isn't included in any toctree", "shoal.nothing"):
        assert said in done.stderr, done.stderr


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not here")
def test_pages_fit_a_telephone_and_ask_for_nothing(site: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    asked: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.on("request", lambda request: asked.append(request.url))
        for path in sorted(site.rglob("*.html")):
            page.goto(path.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name
        browser.close()
    assert asked
    assert not [url for url in asked if not url.startswith(("file:", "data:"))]
