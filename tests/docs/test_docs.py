"""Docs fail like code: generated pages are current, and what is named exists."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

import shoal
from shoal.cli.main import app
from shoal.registry.result import FILES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_generated_pages_are_current() -> None:
    command = [sys.executable, DOCS / "generate.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_readme_names_every_command_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `shoal (\w+)", readme, re.M))
    assert listed == set(get_command(app).commands)  # type: ignore[attr-defined]


def test_the_readme_names_the_files_of_a_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in FILES.values():
        assert name in readme or f"`{Path(name).suffix}`" in readme, name


def test_the_readme_and_the_contributors_page_draw_the_house_as_it_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    modules = {name.strip() for layer in layers for name in layer.split("|")}
    for page in ("README.md", "CONTRIBUTING.md"):
        (drawn,) = re.findall(r"^faces .*?(?=^```)", (ROOT / page).read_text(encoding="utf-8"), re.M | re.S)
        assert modules <= set(re.findall(r"\w+", drawn)), page


def test_links_of_the_docs_lead_somewhere() -> None:
    pages = (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_public_names_are_a_reviewed_list() -> None:
    names = [
        "Result",
        "build",
        "check",
        "churn",
        "data_get",
        "data_list",
        "demand",
        "demo",
        "explain",
        "forget",
        "identity",
        "jobs",
        "lock_segment",
        "merge_segments",
        "next_products",
        "playbook",
        "predictions",
        "propensity",
        "rename_segment",
        "run",
        "score",
        "segment",
        "segments",
        "segments_sql",
        "split",
        "unlock_segment",
    ]
    assert sorted(shoal.__all__) == names
    for name in shoal.__all__:
        assert getattr(shoal, name).__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = shoal.nonsense
