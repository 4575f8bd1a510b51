"""Answers for people: tables on a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

MOST_RULES = 12
"""Rules and plays that are printed; the report has all."""
MOST_ROWS = 24
"""Segments of a table on a terminal; more than these scroll away."""


def show_result(result: Any, console: Console) -> None:
    """Print a segmentation: the verdict, the segments, what was refused, where the report is."""
    console.print()
    console.print(escape(str(result).splitlines()[0]), style="bold")
    console.print()
    console.print(_segments(result))
    _show_rules(result, console)
    _show_plays(result, console)
    quality = result["quality"]
    refused = sum(quality["rows_refused"].values())
    console.print(f"\n{quality['rows_read']:,} rows read, {quality['rows_used']:,} used, {refused:,} refused")
    for reason, count in quality["rows_refused"].items():
        console.print(f"  {count:>9,}  {reason.replace('_', ' ')}")
    for warning in result["warnings"]:
        console.print(f"[yellow]![/] {escape(warning)}", soft_wrap=True)
    console.print(f"\nReport: {escape(str(_report(result)))}", soft_wrap=True)


def show_mapping(result: Mapping[str, Any], console: Console) -> None:
    """Print a short answer, one line a fact."""
    for key, value in result.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for item in value:
                console.print(f"  {item['n_customers']:>9,}  {escape(item['name'])}")
        elif value:
            console.print(f"{key.replace('_', ' ')}: {escape(str(value))}", soft_wrap=True)


def _show_rules(result: Mapping[str, Any], console: Console) -> None:
    """Print who is in each segment, with the shares of those it names that are in it, and of the segment it finds."""
    told = [segment for segment in result["segments"] if segment["rule"]]
    if told:
        console.print("\nIn a rule, and how many of those it names are in the segment, how many of them it finds:")
    for segment in told[:MOST_RULES]:
        rule = segment["rule"]
        console.print(f"  {segment['id']:>2}  {escape(rule['text'])}", soft_wrap=True, end="")
        console.print(f" [dim]({rule['precision']:.0%}, {rule['recall']:.0%})[/]", soft_wrap=True)


def _show_plays(result: Mapping[str, Any], console: Console) -> None:
    """Print what to do about each segment, in a line; `shoal segments SEGMENT` says how and why."""
    told = [segment for segment in result["segments"] if segment["actions"]]
    if told:
        console.print("\nWhat to do (`shoal segments NUMBER` says how, and why):")
    for segment in told[:MOST_RULES]:
        action = segment["actions"][0]
        console.print(f"  {segment['id']:>2}  {action['tier']}: {escape(action['goal'])}", soft_wrap=True)


def _report(result: Any) -> Path:
    """Give the copy at the top of the workspace, if it is of this version."""
    name = result["files"]["segments"]
    shown, own = result.workspace / name, result.folder / name
    is_shown = shown.is_file() and shown.read_bytes() == own.read_bytes()
    top: Path = (result.workspace if is_shown else result.folder) / result["files"]["report"]
    return top


def _segments(result: Mapping[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("segment")
    table.add_column("customers", justify="right")
    table.add_column("share", justify="right")
    table.add_column("value", justify="right")
    for segment in result["segments"][:MOST_ROWS]:
        value = segment["value_share"]
        table.add_row(
            str(segment["id"]),
            escape(segment["name"]),
            f"{segment['n_customers']:,}",
            f"{segment['share']:.1%}",
            "" if value is None else f"{value:.1%}",
        )
    if (more := len(result["segments"]) - MOST_ROWS) > 0:
        table.add_row("", f"{more:,} more are in {result['files']['segments']}", "", "", "")
    return table
