"""The examples of the tutorial and the guides run, and say what the pages show."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import Command
from docs.examples import blocks, commands, run

DOCS = Path(__file__).parents[2] / "docs"


def pages(part: str) -> list[Path]:
    """List the pages that have examples; a page may be prose alone."""
    found = sorted((DOCS / part).glob("*.md"))
    return [
        path
        for path in found
        if any(block.language in ("python", "console") for block in blocks(path.read_text(encoding="utf-8")))
    ]


PAGES = [*pages("tutorial"), *(pytest.param(path, marks=pytest.mark.slow) for path in pages("guides"))]
"""The tutorial always; the guides, which are many, with the tests that take longer."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path, shoal_command: Command) -> None:
    n_run, wrong = run(page, tmp_path, shoal_command.program)
    assert not wrong, "\n".join(wrong)
    assert n_run > 0


@pytest.mark.parametrize(
    ("example", "says"),
    [
        ("```python\n>>> 1 + 1\n3\n```\n", "Expected:"),
        ("```python\n>>> undefined\n```\n", "NameError"),
        ("```console\n$ echo one\ntwo\n```\n", "expected:\ntwo\ngot:\none"),
        ("```console\n$ false\n```\n", "left with 1"),
        ("```console\n$ false\n$ echo $?\n0\n```\n", "expected:\n0\ngot:\n1"),
        ("```console\n$ shoal frobnicate\n```\n", "left with 2"),
    ],
)
def test_an_example_that_is_wrong_is_found(example: str, says: str, tmp_path: Path, shoal_command: Command) -> None:
    page = tmp_path / "page.md"
    page.write_text(example)
    n_run, wrong = run(page, tmp_path, shoal_command.program)
    assert n_run > 0
    assert says in "\n".join(wrong)


def test_commands_are_told_from_their_output() -> None:
    first, second = commands("$ cat <<END\n> text\n> END\ntext\n$ echo $?\n0\n")
    assert (first.text, first.shown, first.asks_how_it_ended) == ("cat <<END\ntext\nEND", "text", False)
    assert (second.shown, second.asks_how_it_ended) == ("0", True)
