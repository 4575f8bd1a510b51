"""How a command answers when its surroundings are odd: who reads it has gone, or can read nothing but ASCII."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.console import Console

import shoal
from e2e.conftest import Cli
from shoal.cli.answer import answer
from shoal.cli.progress import Bar
from shoal.errors import ConfigError, Stopped
from shoal.terms import tell

ASCII = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.fixture(scope="module")
def workspace(shop_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answers")
    orders = (shop_files / "orders.csv").read_text().replace("Kitchen", "Küche")
    (folder / "orders.csv").write_text(orders)
    shoal.run(folder / "orders.csv", out=folder / "ws")
    return folder / "ws"


def said(workspace: Path, redirected: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = f'"{sys.executable}" -m shoal segments --workspace "{workspace}" --json {redirected}'
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.parametrize(("redirected", "code"), [("| true", 0), (">&-", 0), ("> /dev/full", 1)])
def test_an_answer_that_nobody_takes_is_no_fault(workspace: Path, redirected: str, code: int) -> None:
    done = said(workspace, redirected)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "please report it" not in done.stderr


def test_json_is_utf_8_wherever_it_goes(workspace: Path) -> None:
    plain, narrow = said(workspace, ""), said(workspace, "", **ASCII)
    assert narrow.returncode == 0, narrow.stderr
    assert json.loads(narrow.stdout) == json.loads(plain.stdout)


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), Stopped("stopped while the engine was working", where="keys")])
def test_whoever_stops_is_told_what_is_left(stop: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    """Between two queries Python says that it was stopped, in the middle of one the engine does."""

    def work(_bar: Bar) -> None:
        raise stop

    polite = [(each, signal.getsignal(each)) for each in (signal.SIGINT, signal.SIGTERM)]
    try:
        with pytest.raises(typer.Exit) as left:
            answer(work, as_json=False, show=lambda _result, _console: None)
    finally:
        for each, before in polite:
            signal.signal(each, before)
    assert left.value.exit_code == 130
    assert "run it again; the last good result is in place" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--k", "²"), ("--k", "３"), ("--out", ""), ("--candidates", "kmeans,")])
def test_an_option_that_only_looks_right_is_wrong_usage(cli: Cli, shop_files: Path, option: tuple[str, str]) -> None:
    answer = cli("run", shop_files, *option)
    assert answer.code == 2
    assert option[0] in answer.err


def test_candidates_are_named_in_the_command_and_stay_in_the_settings(cli: Cli, shop_files: Path) -> None:
    answer = cli("run", shop_files, "--out", "o", "--candidates", "kmeans,bisecting_kmeans", "--json")
    listed = {one["algorithm"]: one for one in answer.json["evidence"]["candidates"]}
    assert listed["bisecting_kmeans"]["tried"]
    assert not listed["birch"]["tried"]
    assert "not tried" in listed["birch"]["why"]
    again = cli("build", "--workspace", "o", "--json").json
    assert again["evidence"]["candidates"] == answer.json["evidence"]["candidates"]
    refused = cli("run", shop_files, "--out", "p", "--candidates", "kmean")
    assert refused.code != 0
    assert "cluster.candidates" in refused.err


def test_a_time_that_utc_does_not_have_is_refused_in_words(cli: Cli, shop_files: Path) -> None:
    answer = cli("run", shop_files, "--as-of", "0001-01-01T00:00+14:00", "--json")
    assert (answer.code, answer.json["where"]) == (1, "as_of")


def test_a_project_without_sources_has_nothing_to_build(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "ws").mkdir()
    subprocess.run(["cp", "-r", f"{workspace}/.", str(tmp_path / "ws")], check=True)
    (tmp_path / "ws" / "shoal.toml").write_text("")
    with pytest.raises(ConfigError, match="names no"):
        shoal.build(tmp_path / "ws")


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_it_costs_is_said_on_a_terminal_and_not_in_a_pipe(is_terminal: bool) -> None:
    said = io.StringIO()
    with Bar(Console(file=said, force_terminal=is_terminal, width=200, highlight=False)) as bar:
        bar.stage("looking for groups", 0.4)
        tell(bar, "About 30 seconds [of one core].")
        bar.step(0.25)
    assert ("About 30 seconds [of one core]." in said.getvalue()) == is_terminal
    assert ("25% of it" in said.getvalue()) == is_terminal
    assert is_terminal or said.getvalue() == ""
