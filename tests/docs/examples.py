"""The examples of a page: Python prompts and shell commands, run in the order of the page, their output compared.

In a ``python`` block what follows ``>>>`` is run by doctest. In a ``console`` block what follows ``$`` is run by bash,
in the same folder; lines that begin with ``>`` continue it. A command must succeed, unless the next one asks for
``$?``. Output that is shown must appear, with ``...`` for what differs from run to run; output that is not shown is not
compared.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line of the page on which the text begins."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Command:
    """A shell command, and the output that the page shows (empty: none is shown)."""

    text: str
    shown: str
    asks_how_it_ended: bool


def blocks(page: str) -> Iterator[Block]:
    """Give the fenced blocks of a page."""
    for found in _BLOCK.finditer(page):
        yield Block(found[1], found[2], page.count("\n", 0, found.start(2)))


def commands(text: str) -> list[Command]:
    """Give the commands of a console block."""
    found: list[Command] = []
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        lines = part.splitlines()
        n_more = next((n for n, line in enumerate(lines[1:]) if not line.startswith("> ")), len(lines) - 1)
        command = "\n".join([lines[0], *(line[2:] for line in lines[1 : n_more + 1])])
        found.append(Command(command, "\n".join(lines[n_more + 1 :]).strip(), "$?" in command))
    return found


def run(page: Path, folder: Path, shoal: Path) -> tuple[int, list[str]]:
    """Run the examples of a page; give their number and what is wrong."""
    variables: dict[str, object] = {"__name__": "__main__"}
    wrong: list[str] = []
    n_run = 0
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.language == "python" and ">>>" in block.text:
            n, failures = _run_python(block, page.name, variables)
        elif block.language == "console":
            n, failures = _run_console(block, page.name, folder, shoal)
        else:
            continue
        n_run += n
        wrong += failures
    return n_run, wrong


def _run_python(block: Block, name: str, variables: dict[str, object]) -> tuple[int, list[str]]:
    said: list[str] = []
    test = doctest.DocTestParser().get_doctest(block.text, variables, name, name, block.line)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    outcome = runner.run(test, out=said.append, clear_globs=False)
    variables.update(test.globs)
    return outcome.attempted, ["".join(said)] if outcome.failed else []


def _run_console(block: Block, name: str, folder: Path, shoal: Path) -> tuple[int, list[str]]:
    listed, wrong, code = commands(block.text), [], 0
    for command, following in zip(listed, [*listed[1:], None], strict=True):
        done = subprocess.run(
            ["bash", "-c", f"(exit {code}); {command.text}"],
            cwd=folder,
            env={**os.environ, "PATH": f"{shoal.parent}:{os.environ['PATH']}", "COLUMNS": "120"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        code = done.returncode
        where = f"{name}, line {block.line + 1}: $ {command.text}\n"
        if code and not (following and following.asks_how_it_ended):
            wrong.append(f"{where}left with {code}:\n{done.stdout}")
        if command.shown and not doctest.OutputChecker().check_output(command.shown + "\n", done.stdout, FLAGS):
            wrong.append(f"{where}expected:\n{command.shown}\ngot:\n{done.stdout}")
    return len(listed), wrong
