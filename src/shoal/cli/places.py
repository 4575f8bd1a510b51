"""Places and days that options name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer


def folder(text: str | Path) -> Path:
    """Read the name of a folder; an empty one is most often a variable that nobody set.

    Examples
    --------
    >>> folder("out").name
    'out'
    """
    if not str(text).strip():
        raise typer.BadParameter("an empty name; expected a folder")
    return Path(text)


def day(text: str | None) -> datetime | None:
    """Read the day of ``--as-of``.

    Examples
    --------
    >>> day("2025-12-31")
    datetime.datetime(2025, 12, 31, 0, 0)
    """
    try:
        return None if text is None else datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is not a date such as 2025-12-31", param_hint="--as-of") from error
