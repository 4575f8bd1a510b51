"""Refused rows: kept for whoever repairs the source, personal data all the same, deleted after their time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from shoal.store import Store
from shoal.terms import Relation

_NAME = re.compile(r"refused-until-(\d{4}-\d{2}-\d{2})\.parquet")


def keep_refused(store: Store, refused: Relation | None, *, days: int, today: date) -> None:
    """Write the refused rows to the quarantine, in place of those of an earlier run.

    Parameters
    ----------
    store : Store
    refused : Relation or None
        As in `Records.refused`.
    days : int
        After so many days `delete_expired` removes them; 0 keeps none.
    today : date
    """
    before = list(store.quarantine_folder.glob("refused-until-*.parquet"))
    if refused is not None and days > 0 and refused.count():
        path = store.quarantine_folder / f"refused-until-{today + timedelta(days=days)}.parquet"
        beside = path.with_suffix(".part")
        refused.engine.write(f"SELECT * FROM {refused.name} ORDER BY source, row", beside, step="quarantine")
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
