"""Running shoal as its users do: the command in a process of its own, with a home and a clock of the test's."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import shoal
from command import Command
from shoal import simulate


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON object and nothing else."""
        return json.loads(self.out)


Cli = Callable[..., Answer]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home that every test has."""
    return tmp_path / "home"


@pytest.fixture
def cli(tmp_path: Path, home: Path, shoal_command: Command) -> Cli:
    """Run `shoal` with arguments in the test's folder."""

    def run(*arguments: str | Path) -> Answer:
        done = shoal_command.run(arguments, folder=tmp_path, environment={**os.environ, "SHOAL_HOME": str(home)})
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def shop_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of a small simulated shop."""
    folder = tmp_path_factory.mktemp("shop")
    simulate.write(simulate.shop(250, seed=11), folder)
    return folder


@pytest.fixture(scope="session")
def ran_once(tmp_path_factory: pytest.TempPathFactory, shop_files: Path) -> Path:
    """A folder that holds those files in ``shop``, and what a run made of them in ``ws``."""
    folder = tmp_path_factory.mktemp("ran")
    shutil.copytree(shop_files, folder / "shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shoal.run(folder / "shop", out=folder / "ws")
    return folder


@pytest.fixture
def ran(ran_once: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that workspace, ``ws`` in the test's folder, beside the files ``shop`` it was made of."""
    for name, to in (("shop", tmp_path / "shop"), ("home", home), ("ws", tmp_path / "ws")):
        if (ran_once / name).exists():
            shutil.copytree(ran_once / name, to)
    monkeypatch.setenv("SHOAL_HOME", str(home))
    return tmp_path / "ws"
