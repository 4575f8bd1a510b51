"""Jobs: everything that writes in a workspace, one at a time, with a line in its history."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from shoal import privacy
from shoal.app.workspace import Surroundings, Workspace, in_words, lease_terms, reading
from shoal.engine import DuckEngine
from shoal.errors import LeaseLost, Refused, ShoalError, Stopped
from shoal.store import Store
from shoal.terms import Version

_MAX_WORDS = 400
"""Letters of each part of a cause that are kept: a list of options can be long."""


@dataclass
class Working:
    """A workspace in the hands of its one writer, and what its line in the history will say.

    Parameters
    ----------
    workspace : Workspace
    facts : dict
        Fields of `shoal.store.Job` as they become known.
    """

    workspace: Workspace
    facts: dict[str, Any] = field(default_factory=dict)

    def did(self, version: Version, *, rows_read: int, rows_used: int, n_customers: int) -> None:
        """Note with which version something was done, and from how much."""
        self.facts |= {
            "rows_read": rows_read,
            "rows_used": rows_used,
            "n_customers": n_customers,
            "segmentation": version.segmentation,
            "version": version.version,
        }


@contextmanager
def working(
    folder: Path,
    command: str,
    *,
    create: bool,
    surroundings: Surroundings,
    frames: Mapping[str, pa.Table] | None = None,
) -> Iterator[Working]:
    """Be the one writer of a workspace for the length of a job, and give everything back at the end, whatever happens.

    Parameters
    ----------
    folder : Path
    command : str
        What is done, for the history and for those who are refused meanwhile.
    create : bool
        Whether a folder that is no workspace becomes one.
    surroundings : Surroundings
    frames : mapping of name to table, or None

    Raises
    ------
    WorkspaceBusy
        If another job is writing here.
    LeaseLost
        If another job took over because this one did not answer; nothing was written since.
    WorkspaceError
        If the folder is no workspace and `create` is false, or cannot be written.
    NoRoom
        If a disk is full, or the memory too small.
    """
    since, facts = surroundings.stopwatch(), dict[str, Any]()
    with in_words(folder), Store.open(folder, create=create) as store:
        try:
            with in_words(folder):
                store.claim(lease_terms(command, surroundings))
                store.clear()
                privacy.delete_expired(store, surroundings.now.date())
                engine = DuckEngine(store.spill_folder, memory_limit=surroundings.memory_limit)
                try:
                    yield Working(Workspace(folder, engine, store, surroundings, dict(frames or {})), facts)
                finally:
                    engine.close()
        except BaseException as error:
            _fence(store, error)
            _end(store, since, surroundings, facts | _cause(error, folder), after=error)
            raise
        _end(store, since, surroundings, facts | {"outcome": "done"})


def history(folder: Path, *, surroundings: Surroundings) -> list[dict[str, Any]]:
    """Give the jobs of a workspace, newest first, as plain data."""
    with reading(folder, surroundings=surroundings) as store:
        return [asdict(job) for job in store.history(lease_terms("reading", surroundings))]


def _end(
    store: Store,
    since: float,
    surroundings: Surroundings,
    facts: Mapping[str, Any],
    *,
    after: BaseException | None = None,
) -> None:
    """Write down how a job ended, and let go of the lease; what has already failed is not hidden by failing here."""
    if store.job is None:
        return  # it was refused before it began, or has lost the lease
    ended = replace(
        store.job,
        ended_at=f"{surroundings.clock():%Y-%m-%dT%H:%M:%SZ}",
        seconds=round(surroundings.stopwatch() - since, 3),
        peak_memory=surroundings.peak_memory(),
        **facts,
    )
    try:
        try:
            store.release(ended, keep=surroundings.kept_jobs)
        except KeyboardInterrupt:  # it came when all was done but this
            store.release(ended, keep=surroundings.kept_jobs)
            raise
    except (ShoalError, OSError) as error:
        if after is None:
            raise
        after.add_note(f"Neither could its end be written into the history: {error}")


def _fence(store: Store, error: BaseException) -> None:
    """Say that the lease was lost where that explains what happened: its new holder clears our files away."""
    if store.job is not None and isinstance(error, Exception) and not isinstance(error, LeaseLost):
        try:
            store.fence()
        except LeaseLost as lost:
            raise lost from error
        except ShoalError:
            return  # the state cannot be read: the error that led here says more


def _cause(error: BaseException, folder: Path) -> dict[str, Any]:
    """Say how a job ended and why, with paths as shoal.toml has them.

    What was found is left out: it may be a cell of somebody's row.

    Examples
    --------
    >>> from shoal.errors import SourceError
    >>> _cause(SourceError("'Ann'", expected="a date", where="/shop/orders.csv, row 5"), Path("/shop"))["cause"]
    {'error': 'SourceError', 'where': 'orders.csv, row 5', 'expected': 'a date', 'do': ''}
    """
    if isinstance(error, KeyboardInterrupt | Stopped):
        return {"outcome": "stopped"}
    if not isinstance(error, Refused):
        return {"outcome": "failed", "cause": _fault(error)}
    said = {"error": type(error).__name__, "where": error.where, "expected": error.expected, "do": error.do}
    return {"outcome": "refused", "cause": {name: _shortened(text, folder) for name, text in said.items()}}


def _fault(error: BaseException) -> dict[str, str]:
    """Name the class of a fault and the line of ours that it came from; its text may quote anything."""
    home = Path(__file__).parents[1]
    ours = [
        f"{Path(frame.filename).relative_to(home).as_posix()}, line {frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(home)
    ]
    return {"error": type(error).__name__, "where": ours[-1] if ours else "", "expected": "", "do": "report it"}


def _shortened(text: str, folder: Path) -> str:
    if text.startswith("/"):
        path, comma, place = text.partition(",")
        text = Path(os.path.relpath(path, folder.resolve())).as_posix() + comma + place
    return text if len(text) <= _MAX_WORDS else text[: _MAX_WORDS - 3] + "..."
