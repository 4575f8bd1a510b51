"""The commands for public data: what there is, and a set on this machine."""

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

app = typer.Typer(
    help="Public data sets: what there is, and fetching one from its publisher.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Show the catalogue: every set with its size, its licence and whether it is on this machine."""
    answer(lambda _: shoal.data_list(), as_json=as_json, show=_show_list)


@app.command()
def get(
    name: Annotated[str, typer.Argument(help="A set of `shoal data list`.")],
    out: Annotated[
        Path | None, typer.Option(help="Keep it in the folder NAME in here; default: shoal's folder in your home.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring a set to this machine: found in SHOAL_DATASETS, kept from before, or fetched and checked."""
    answer(lambda bar: shoal.data_get(name, out, progress=bar), as_json=as_json, show=_show_set)


def _show_list(result: Mapping[str, Any], console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("name", "customers", "rows", "to fetch", "licence", "here"):
        table.add_column(name, justify="right" if name in ("customers", "rows", "to fetch") else "left", no_wrap=True)
    for each in result["datasets"]:
        table.add_row(
            each["name"],
            _number(each["n_customers"]),
            _number(each["n_rows"]),
            _megabytes(each["fetched_bytes"]),
            escape(each["terms"]),
            "yes" if each["here"] else "",
        )
    console.print(table)
    console.print("\n`shoal data get NAME` says what a set is and its licence in full, and brings it here.")


def _show_set(result: Mapping[str, Any], console: Console) -> None:
    console.print(escape(result["title"]), style="bold")
    for key in ("about", "publisher", "home", "fetched_from", "licence"):
        console.print(f"{key.replace('_', ' ')}: {escape(result[key])}", soft_wrap=True)
    for file in result["files"]:
        rows = "" if file["rows"] is None else f", {file['rows']:,} rows"
        console.print(f"  {escape(file['name'])}: {_megabytes(file['size'])}{rows}, checksum holds", soft_wrap=True)
    console.print(f"folder: {escape(result['folder'])} ({result['origin']})", soft_wrap=True)


def _number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _megabytes(size: int) -> str:
    """Write a size.

    Examples
    --------
    >>> _megabytes(4072), _megabytes(48_064_654)
    ('4 kB', '48.1 MB')
    """
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.0f} kB"
