"""Places that options name."""

from __future__ import annotations

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
