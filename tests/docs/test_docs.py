"""Docs fail like code: the tutorial runs, generated pages are current, what is named exists."""

from __future__ import annotations

import doctest
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from typer.main import get_command

import shoal
from shoal.cli.main import app
from shoal.registry.result import FILES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("page", sorted(path.name for path in (DOCS / "tutorial").glob("*.md")))
def test_the_tutorial_runs(page: str) -> None:
    result = doctest.testfile(str(DOCS / "tutorial" / page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current() -> None:
    for name, text in generator().pages().items():
        assert (DOCS / "reference" / name).read_text(encoding="utf-8") == text, f"{name}: run `make docs`"


def test_the_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `shoal (\w+)", readme, re.M))
    assert listed == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_readme_names_the_files_of_a_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in FILES.values():
        assert name in readme or f"`{Path(name).suffix}`" in readme, name


def test_links_of_the_docs_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_public_names_are_a_reviewed_list() -> None:
    assert sorted(shoal.__all__) == ["Result", "build", "demo", "forget", "run", "score", "segments"]
    for name in shoal.__all__:
        assert getattr(shoal, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = shoal.nonsense
