"""What every room's tests share: an engine, and the folder of real data where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import command as command_of_shoal
import postgres as postgres_server
from command import Command
from postgres import PostgresServer
from shoal.engine import DuckEngine

# A busy machine is no fault of the code: nothing is judged by the clock.
settings.register_profile("shoal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shoal")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckEngine]:
    """A DuckDB engine that spills into the test's own folder."""
    engine = DuckEngine(tmp_path / "spill")
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def shoal_command() -> Iterator[Command]:
    """The command `shoal`, loaded once."""
    command = command_of_shoal.start()
    yield command
    command.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of the tests' own; the test is skipped, aloud, where it is not installed."""
    server = postgres_server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def datasets() -> Path:
    """The folder of real data; the test is skipped, aloud, where there is none."""
    folder = os.environ.get("SHOAL_DATASETS", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("real data not found: set SHOAL_DATASETS to the folder that holds them")
    return Path(folder).resolve()
