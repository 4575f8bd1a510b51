"""A case: what is given, and the one way it must end; and how that is checked.

Every input ends in exactly one of four ways: right values, rows refused with a reason, a file refused in words that say
what to do, or an open question. A case says which, and `check` runs it and looks: at the exit code, at the words, at
the values of customers, and at what is left in the folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import shoal
from shoal.errors import OpenQuestion, ShoalError

Values = Mapping[str, Mapping[str, object]]
"""Feature -> customer -> value, such as ``{"net_revenue": {"K01": 12.5}}``; what is not named is not looked at."""

Given = bytes | Callable[[Path], Path | str | Sequence[Path] | None]
"""The bytes of one file, or a function that makes files in a folder and names what shoal is given (None: the file;
a text: an address)."""

MEMORY_MB = 512
"""What a refused file may cost at most, in resident memory."""

SECONDS = 60
"""When a process is taken to hang, on a busy machine; a case takes far less."""


@dataclass(frozen=True)
class Right:
    """Every row is used, and the values are these.

    Parameters
    ----------
    values : Values
    rows : int or None
        Rows used; None where the case does not say.
    says : tuple of str
        Words that must stand in a warning or a note.
    """

    values: Values = field(default_factory=dict)
    rows: int | None = None
    says: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Say the outcome in words."""
        return "Read, every value right" + _saying(self.says) + "."


@dataclass(frozen=True)
class RowsRefused:
    """Some rows are refused, each for its reason; the rest is used, and its values are these.

    Parameters
    ----------
    reasons : mapping of reason to count
        All of them, exactly.
    values, rows, says
        As in `Right`.
    """

    reasons: Mapping[str, int]
    values: Values = field(default_factory=dict)
    rows: int | None = None
    says: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Say the outcome in words."""
        listed = ", ".join(f"{n} `{reason}`" for reason, n in self.reasons.items())
        return f"Rows refused: {listed}; the rest is right{_saying(self.says)}."


@dataclass(frozen=True)
class FileRefused:
    """The file is refused with exit code 1, and an earlier result stays as it was.

    Parameters
    ----------
    words : str
        What the message must hold.
    do : str
        What its advice must hold.
    where : str
        What its place must hold.
    """

    words: str
    do: str = ""
    where: str = ""

    def sentence(self) -> str:
        """Say the outcome in words."""
        advice = f" Advice: “{self.do}”." if self.do else ""
        return f"Refused: “{self.words}”.{advice}"


@dataclass(frozen=True)
class Question:
    """shoal asks, and does not guess.

    Parameters
    ----------
    name : str
        The start of the question's name, which goes on with the file it is about.
    options : tuple of str
        All of them, in order.
    """

    name: str
    options: tuple[str, ...]

    def sentence(self) -> str:
        """Say the outcome in words."""
        return f"Asked: `{self.name}`, one of {', '.join(self.options)}."


Outcome = Right | RowsRefused | FileRefused | Question


@dataclass(frozen=True)
class Case:
    """One input and its outcome.

    Parameters
    ----------
    name : str
        Short and unique, with dashes.
    given_text : str
        What is given, in one sentence.
    given : Given
    expect : Outcome
    file : str
        The name of the file, where `given` is bytes.
    options : mapping
        Further arguments of `shoal.run`, such as ``{"answers": {..}}``.
    apart : bool
        True where the command runs in a process of its own, with its memory measured.
    """

    name: str
    given_text: str
    given: Given
    expect: Outcome
    file: str = "orders.csv"
    options: Mapping[str, Any] = field(default_factory=dict)
    apart: bool = False


@dataclass(frozen=True)
class Ended:
    """How a run ended: what the four outcomes are told apart by."""

    code: int
    message: str
    error: Mapping[str, str] = field(default_factory=dict)
    quality: Mapping[str, Any] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    memory_mb: float = 0.0


def check(case: Case, folder: Path, good: Path) -> None:
    """Run a case in an empty folder and compare.

    Parameters
    ----------
    case : Case
    folder : Path
        Empty.
    good : Path
        A workspace that holds a good result.

    Raises
    ------
    AssertionError
        If it does not end as it must.
    """
    inputs, out = folder / "given", folder / "out"
    inputs.mkdir()
    paths = _put(case, inputs)
    ended = _run(case, paths, out)
    match case.expect:
        case FileRefused() | Question():
            _check_refused(case, ended)
            assert visible(out) == [], f"left behind: {visible(out)}"
            _check_earlier_result_stays(case, paths, good)
        case Right() | RowsRefused():
            _check_values(case.expect, ended, out)
    assert not list(out.glob(".shoal/spill/*")), "temporary files are left"


def state(workspace: Path) -> dict[str, str]:
    """Take the content of everything a workspace holds for its reader, by relative path."""
    return {
        str(path.relative_to(workspace)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(workspace.rglob("*"))
        if path.is_file() and path.name != "state.sqlite"
    }


def visible(workspace: Path) -> list[str]:
    """List what a workspace shows: everything but its own hidden folder, and the versions in it."""
    if not workspace.exists():
        return []
    shown = [path.name for path in workspace.iterdir() if path.name != ".shoal"]
    return sorted([*shown, *(str(path.relative_to(workspace)) for path in workspace.glob(".shoal/versions/*/*"))])


def _put(case: Case, inputs: Path) -> list[Path | str]:
    if isinstance(case.given, bytes):
        (inputs / case.file).write_bytes(case.given)
        return [inputs / case.file]
    made = case.given(inputs)
    if made is None:
        return [inputs / case.file]
    return [made] if isinstance(made, Path | str) else list(made)


def _run(case: Case, paths: Sequence[Path | str], out: Path) -> Ended:
    return _run_apart(case, paths, out) if case.apart else _run_here(case, paths, out)


def _run_here(case: Case, paths: Sequence[Path | str], out: Path) -> Ended:
    try:
        result = shoal.run(list(paths), out=out, **case.options)
    except ShoalError as error:
        return Ended(error.exit_code, str(error), error.to_dict())
    return Ended(0, "", quality=result["quality"], said=(*result["warnings"], *result.notes))


_MEASURED = """
import pathlib, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code if code >= 0 else 255)
"""
"""Between the tests and the command stands a small process: Linux counts what the starting process holds as well."""


def _run_apart(case: Case, paths: Sequence[Path | str], out: Path) -> Ended:
    """Run the command in a process of its own, under a limit, and take its highest resident memory."""
    answers = [f"--answer={name}={value}" for name, value in case.options.get("answers", {}).items()]
    command = [sys.executable, "-m", "shoal", "run", "--json", f"--out={out}", *answers, "--", *map(os.fspath, paths)]
    measured = out.with_name("memory")
    process = subprocess.Popen(
        [sys.executable, "-c", _MEASURED, os.fspath(measured), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        answer, told = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise AssertionError(f"it hangs: stopped after {SECONDS} s") from None
    memory = int(measured.read_text()) / (1024 if sys.platform == "linux" else 1024**2)
    said = json.loads(answer) if answer else {}
    message = told.decode("utf-8", "replace")
    if process.returncode:
        return Ended(process.returncode, message, said, memory_mb=memory)
    said_aloud = (*said["warnings"], *(line for line in message.splitlines() if line.startswith("·")))
    return Ended(0, message, quality=said["quality"], said=said_aloud, memory_mb=memory)


def _check_refused(case: Case, ended: Ended) -> None:
    assert ended.code == 1, f"exit code {ended.code}: {ended.message or ended.quality}"
    assert ended.memory_mb < MEMORY_MB, f"{ended.memory_mb:.0f} MB of memory for a refused file"
    assert ended.error["where"], "the message does not say where"
    if isinstance(case.expect, Question):
        assert ended.error["error"] == OpenQuestion.__name__, ended.message
        assert ended.error["question"].startswith(case.expect.name), ended.message
        assert ended.error["options"] == ", ".join(case.expect.options), ended.message
        return
    assert isinstance(case.expect, FileRefused)
    assert ended.error["error"] != OpenQuestion.__name__, ended.message
    assert case.expect.words.casefold() in ended.message.casefold(), ended.message
    assert case.expect.do.casefold() in ended.error["do"].casefold(), ended.message
    assert case.expect.where in ended.error["where"], ended.message
    assert ended.error["expected"] or ended.error["do"], f"the message does not say what to change: {ended.message}"


def _check_earlier_result_stays(case: Case, paths: Sequence[Path | str], good: Path) -> None:
    before = state(good)
    assert "segments.json" in before
    ended = _run(case, paths, good)
    assert ended.code == 1, f"exit code {ended.code} where a good result was: {ended.message}"
    assert state(good) == before, "an earlier good result did not stay as it was"


def _check_values(expect: Right | RowsRefused, ended: Ended, out: Path) -> None:
    assert ended.code == 0, ended.message
    reasons = expect.reasons if isinstance(expect, RowsRefused) else {}
    assert ended.quality["rows_refused"] == dict(reasons), ended.quality
    assert ended.quality["rows_read"] == ended.quality["rows_used"] + sum(reasons.values()), ended.quality
    if expect.rows is not None:
        assert ended.quality["rows_used"] == expect.rows, ended.quality
    for words in expect.says:
        assert any(words in line for line in ended.said), f"{words!r} is not said: {ended.said}"
    rows = pq.read_table(out / "features.parquet").to_pylist()
    for feature, by_customer in expect.values.items():
        found = {row["customer_id"]: row[feature] for row in rows}
        assert found.keys() == by_customer.keys(), f"customers: {sorted(found.keys() ^ by_customer.keys())}"
        wrong = {key: (found[key], value) for key, value in by_customer.items() if not _same(found[key], value)}
        assert not wrong, f"{feature}, found and expected: {wrong}"


def _same(found: object, expected: object) -> bool:
    if isinstance(found, float) and isinstance(expected, int | float):
        return abs(found - expected) <= 1e-9 * max(1.0, abs(expected))
    return found == expected


def _saying(says: tuple[str, ...]) -> str:
    return ", and said: " + ", ".join(f"“{words}”" for words in says) if says else ""


def unique(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Give the cases, after making sure that no two have a name in common."""
    names = [case.name for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"names used twice: {twice}"
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names), names
    return tuple(cases)
