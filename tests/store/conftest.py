"""A store in the hands of its one writer, and what the writers of a test agree on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shoal.store import LeaseTerms, Store
from store.leased import leased


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terms(clock: Clock) -> LeaseTerms:
    return LeaseTerms("test", clock)


@contextmanager
def writer(folder: Path) -> Iterator[Store]:
    """Open a store as its writer; what a dead writer left is put in order."""
    with Store.open(folder, create=True) as store, leased(store, LeaseTerms("test", Clock())):
        yield store
