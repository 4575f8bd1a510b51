"""Refused rows: kept for whoever repairs the source, personal data all the same, deleted after their time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta

import pyarrow as pa

from shoal.privacy.forgotten import forgotten
from shoal.privacy.surrogate import tombstone
from shoal.store import Store
from shoal.terms import Relation

_NAME = re.compile(r"refused-until-(\d{4}-\d{2}-\d{2})\.parquet")


def keep_refused(
    store: Store,
    refused: Relation | None,
    *,
    days: int,
    today: date,
    secret: bytes,
    normalise: Callable[[str], str | None],
) -> None:
    """Write the refused rows to the quarantine, in place of those of an earlier run.

    A row that holds a key or an identifier of somebody who was forgotten is not kept.

    Parameters
    ----------
    store : Store
    refused : Relation or None
        As in `Records.refused`.
    days : int
        After so many days `delete_expired` removes them; 0 keeps none.
    today : date
    secret : bytes
        Key of the tombstones.
    normalise : callable
        Raw source key to normalised key.
    """
    before = list(store.quarantine_folder.glob("refused-until-*.parquet"))
    if refused is not None and days > 0 and refused.count():
        path = store.quarantine_folder / f"refused-until-{today + timedelta(days=days)}.parquet"
        beside = path.with_suffix(".part")
        tombstones = forgotten(store)
        kept = _without_forgotten(refused, tombstones, secret, normalise) if tombstones else refused
        kept.engine.write(f"SELECT * FROM {kept.name} ORDER BY source, row", beside, step="quarantine")
        beside.replace(path)
        before = [old for old in before if old != path]
    for old in before:
        old.unlink()


def delete_expired(store: Store, today: date) -> int:
    """Delete what has had its time; returns how many files."""
    expired = [
        path
        for path in store.quarantine_folder.iterdir()
        if (name := _NAME.fullmatch(path.name)) is None or date.fromisoformat(name.group(1)) < today
    ]
    for path in expired:
        path.unlink()
    return len(expired)


def _without_forgotten(
    refused: Relation, tombstones: frozenset[str], secret: bytes, normalise: Callable[[str], str | None]
) -> Relation:
    """Leave out the rows in which a whole value is a key or an identifier of somebody who was forgotten."""
    known: dict[str, bool] = {}

    def is_theirs(value: str) -> bool:
        if value not in known:
            marks = {value.strip(), normalise(value) or ""}
            known[value] = any(tombstone(secret, mark) in tombstones for mark in sorted(marks))
        return known[value]

    lines = refused.engine.arrow(f"SELECT source, row, line FROM {refused.name}", step="refused rows").to_pylist()
    theirs = [(one["source"], one["row"]) for one in lines if any(map(is_theirs, _values(one["line"])))]
    gone = pa.table(
        {
            "source": pa.array([source for source, _ in theirs], pa.string()),
            "row": pa.array([row for _, row in theirs], pa.int64()),
        }
    )
    engine = refused.engine
    engine.register("shoal_theirs", gone)
    return engine.create(
        "shoal_kept",
        f"SELECT r.* FROM {refused.name} r LEFT JOIN shoal_theirs t ON r.source = t.source AND r.row = t.row"
        " WHERE t.row IS NULL",
        step="quarantine",
    )


def _values(line: str | None) -> list[str]:
    """Give the cells of a refused row: of a JSON object its values, of a ragged line what its delimiters part."""
    if line is None:
        return []
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if isinstance(row, dict):
        return [str(value) for value in row.values() if value is not None]
    return [cell for cell in re.split(r"[,;\t|\"]", line) if cell.strip()]
