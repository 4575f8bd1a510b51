"""The command that shows what was done in a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import shoal
from shoal.cli.answer import answer

_COLUMNS = ("when (UTC)", "command", "outcome", "took", "rows", "memory", "version or cause")
_TO_THE_RIGHT = ("took", "rows", "memory")


def jobs(
    workspace: Annotated[Path, typer.Option("--workspace", help="The folder that `shoal run` made.")] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Show what was done in a workspace, how it ended and what it took."""
    answer(lambda _: {"jobs": shoal.jobs(workspace)}, as_json=as_json, show=_show)


def _show(result: Mapping[str, Any], console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _COLUMNS:
        table.add_column(
            name, justify="right" if name in _TO_THE_RIGHT else "left", no_wrap=name != _COLUMNS[-1], overflow="fold"
        )
    for job in result["jobs"]:
        table.add_row(*map(escape, _cells(job)))
    console.print(table if result["jobs"] else "Nothing was done here yet.")


def _cells(job: Mapping[str, Any]) -> tuple[str, ...]:
    """Write a job as the cells of its line.

    Examples
    --------
    >>> _cells({"started_at": "2026-01-01T09:30:00Z", "command": "run", "outcome": "done", "seconds": 75.0,
    ...         "rows_read": 1200, "peak_memory": 300_000_000, "segmentation": "main", "version": "0a1b",
    ...         "cause": None})
    ('2026-01-01 09:30:00', 'run', 'done', '1 min 15 s', '1,200', '300 MB', 'main 0a1b')
    """
    rows, memory = job["rows_read"], job["peak_memory"]
    return (
        job["started_at"].replace("T", " ").rstrip("Z"),
        job["command"],
        job["outcome"],
        _duration(job["seconds"]),
        "" if rows is None else f"{rows:,}",
        "" if memory is None else f"{memory / 1e6:,.0f} MB",
        _cause(job["cause"]) if job["cause"] else " ".join(filter(None, (job["segmentation"], job["version"]))),
    )


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _cause(cause: Mapping[str, str]) -> str:
    said = [cause["error"], cause["where"], f"expected {cause['expected']}" if cause["expected"] else "", cause["do"]]
    return "; ".join(filter(None, said))
