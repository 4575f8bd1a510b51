"""The history of jobs: what was done here, how it ended and what it took; no personal data, and of bounded length."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from shoal.store.tables import jobs as table

DIED: Mapping[str, str] = {
    "error": "Died",
    "where": "",
    "expected": "an end that the run itself has written down",
    "do": "it was killed, lost its power or its memory, or was taken over; run it again",
}


@dataclass(frozen=True)
class Job:
    """One line of the history.

    Parameters
    ----------
    job : int
        Counts upwards; the token of the lease that it held.
    command : str
        ``run``, ``build``, ``score``, ``forget`` or ``demo``, without its arguments.
    started_at : str
        ISO 8601, UTC.
    ended_at : str or None
        None where it runs, or died.
    outcome : str
        ``running``, ``done``, ``refused``, ``failed``, ``stopped`` or ``died``.
    seconds : float or None
    rows_read, rows_used, n_customers : int or None
    peak_memory : int or None
        Bytes; the most that the process has held by the end of the job.
    segmentation, version : str or None
        What was published, or scored with.
    cause : mapping or None
        Why it did not end well: ``error`` (class), ``where``, ``expected``, ``do``. Never what was found: that may be a
        cell of somebody's row.
    """

    job: int
    command: str
    started_at: str
    ended_at: str | None = None
    outcome: str = "running"
    seconds: float | None = None
    rows_read: int | None = None
    rows_used: int | None = None
    n_customers: int | None = None
    peak_memory: int | None = None
    segmentation: str | None = None
    version: str | None = None
    cause: Mapping[str, str] | None = None


def begin(connection: Connection, job: Job) -> None:
    """Write down that a job has begun; whoever was still said to be running has died, for only one can."""
    over = {"outcome": "died", "cause": json.dumps(DIED)}
    connection.execute(update(table).where(table.c.outcome == "running").values(over))
    _write(connection, job)


def end(connection: Connection, job: Job, *, keep: int) -> None:
    """Write down how a job ended, and drop what is older than the jobs to keep."""
    _write(connection, job)
    kept = select(table.c.job).order_by(table.c.job.desc()).limit(keep)
    connection.execute(delete(table).where(table.c.job.not_in(kept)))


def read(connection: Connection, *, running: int | None) -> tuple[Job, ...]:
    """Give the history, newest first.

    Parameters
    ----------
    running : int or None
        The job that is certainly running; another that is said to be has died and nobody has written it down yet.
    """
    return tuple(_job(row, running) for row in connection.execute(select(table).order_by(table.c.job.desc())))


def _write(connection: Connection, job: Job) -> None:
    values = {**asdict(job), "cause": json.dumps(dict(job.cause), ensure_ascii=False) if job.cause else None}
    # Also where there is no such row: an erasure takes its own along when it looks like the person.
    connection.execute(insert(table).values(values).on_conflict_do_update(index_elements=["job"], set_=values))


def _job(row: Row[Any], running: int | None) -> Job:
    values: dict[str, Any] = dict(row._mapping)
    values["cause"] = json.loads(row.cause) if row.cause else None
    if row.outcome == "running" and row.job != running:
        values |= {"outcome": "died", "cause": dict(DIED)}
    return Job(**values)
