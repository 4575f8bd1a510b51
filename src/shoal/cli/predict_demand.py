"""The command that says what segments will want in the weeks to come."""

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
from shoal.cli.places import day, folder
from shoal.cli.predict_next import named


def predict_demand(
    workspace: Annotated[
        Path, typer.Option("--workspace", parser=folder, help="The folder that `shoal run` made.")
    ] = Path(),
    segmentation: Annotated[str, typer.Option(help="Whose segments are the lines of the forecast.")] = "main",
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Look ahead from this day (2025-12-31); default: the last event.")
    ] = None,
    weeks: Annotated[int, typer.Option(help="Weeks ahead, 1 to 26.")] = 4,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Also do it as of earlier days, and hold it against what came.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Predict the orders, units and revenue of each segment week by week, and which products it will want."""
    instant = day(as_of)
    answer(
        lambda bar: shoal.demand(
            workspace, segmentation=segmentation, as_of=instant, weeks=weeks, backtest=backtest, progress=bar
        ),
        as_json=as_json,
        show=_show,
    )


def _show(result: Mapping[str, Any], console: Console) -> None:
    lines, n = result["lines"], result["asked"]["weeks"]
    measures = list(lines[0]["together"])
    last = lines[0]["weeks"][-1]["ends_on"]
    span = f"the {n} weeks" if n > 1 else "the week"
    console.print(
        f"\n[bold]What {span} from {result['as_of'][:10]} to {last} will bring[/], and where it will lie 4 times in 5"
    )
    console.print(_table(lines, measures))
    console.print("\nWeek by week, all customers:")
    console.print(_by_week(lines[-1]["weeks"], measures))
    wanted = [line for line in lines if line["products"]]
    if wanted:
        console.print("\nProducts wanted most (units):")
    for line in wanted:
        told = ", ".join(f"{named(one['product'], one['name'])} {one['units']:,.0f}" for one in line["products"])
        console.print(f"  {escape(line['name'])}: {escape(told)}", soft_wrap=True)
    console.print()
    if result["currency"] is None and "revenue" in measures:
        console.print("[yellow]![/] The amounts name no currency.")
    for warning in result["warnings"]:
        console.print(f"[yellow]![/] {escape(warning)}", soft_wrap=True)
    console.print(f"\nForecast, a row a segment and week: {', '.join(result['files'].values())}", soft_wrap=True)


def _table(lines: list[dict[str, Any]], measures: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("segment")
    for name in ("customers", *measures):
        table.add_column(name, justify="right")
    for line in lines:
        n = "" if line["n_customers"] is None else f"{line['n_customers']:,}"
        table.add_row(escape(line["name"]), n, *(_figure(line["together"][name]) for name in measures))
    return table


def _by_week(weeks: list[dict[str, Any]], measures: list[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("from")
    for name in measures:
        table.add_column(name, justify="right")
    for week in weeks:
        table.add_row(week["starts_on"], *(_figure(week[name]) for name in measures))
    return table


def _figure(one: Mapping[str, float]) -> str:
    return f"{_short(one['value'])} ({_short(one['low'])} to {_short(one['high'])})"


def _short(value: float) -> str:
    """Write a figure so that three of them fit a column; all digits are in the files.

    Examples
    --------
    >>> _short(643.2), _short(699_576), _short(1_215_048)
    ('643', '700k', '1.22M')
    """
    if value < 99_500:
        return f"{value:,.0f}"
    return f"{value / 1e3:,.0f}k" if value < 999_500 else f"{value / 1e6:,.2f}M"
