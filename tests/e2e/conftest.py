"""Running shoal as its users do: the command in a process of its own, with a home and a clock of the test's."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

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
def cli(tmp_path: Path, home: Path, command: Command) -> Cli:
    """Run `shoal` with arguments in the test's folder."""

    def run(*arguments: str | Path) -> Answer:
        done = command.run(arguments, folder=tmp_path, environment={**os.environ, "SHOAL_HOME": str(home)})
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def shop_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of a small simulated shop."""
    folder = tmp_path_factory.mktemp("shop")
    simulate.write(simulate.shop(600, seed=11), folder)
    return folder
