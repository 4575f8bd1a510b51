"""The commands that say what customers will do next; without a word more, what they will order and be worth."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import shoal
from shoal.cli.answer import answer
from shoal.cli.places import day, folder

app = typer.Typer(no_args_is_help=False)


class Model(StrEnum):
    """How customers order and leave."""

    AUTO = "auto"
    BG_NBD = "bg_nbd"
    MBG_NBD = "mbg_nbd"
    PARETO_NBD = "pareto_nbd"


@app.callback(invoke_without_command=True)
def predict(
    context: typer.Context,
    workspace: Annotated[
        Path, typer.Option("--workspace", parser=folder, help="The folder that `shoal run` made.")
    ] = Path(),
    segmentation: Annotated[str, typer.Option(help="Whose sources and settings are read.")] = "main",
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Compute as of this day (2025-12-31); default: after the last event.")
    ] = None,
    horizon: Annotated[int, typer.Option(help="Days ahead of orders, spend and churn.")] = 90,
    value_horizon: Annotated[int, typer.Option(help="Days ahead of lifetime value.")] = 365,
    discount: Annotated[float, typer.Option(help="Yearly rate at which money to come counts less.")] = 0.1,
    model: Annotated[
        Model, typer.Option(help="How customers order and leave; auto: as the orders so far are likeliest.")
    ] = Model.AUTO,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Also do it as of earlier days, and hold it against what came.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Predict who has left, how often customers will order and what that is worth, with intervals."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context, context.invoked_subcommand)
        return
    instant = day(as_of)
    answer(
        lambda bar: shoal.predictions(
            workspace,
            segmentation=segmentation,
            as_of=instant,
            horizon_days=horizon,
            value_days=value_horizon,
            discount=discount,
            model=model.value,
            backtest=backtest,
            progress=bar,
        ),
        as_json=as_json,
        show=_show,
    )


def _refuse_options_before(context: typer.Context, command: str) -> None:
    """Refuse options that stand before the name of a command: they are not its own, and would do nothing."""
    given = [name for name in context.params if _is_given(context, name)]
    if given:
        raise typer.BadParameter(f"options stand after the word '{command}'", ctx=context)


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _show(result: Mapping[str, Any], console: Console) -> None:
    n, asked = result["n_customers"], result["asked"]
    console.print(f"\n[bold]{n:,} buyers as of {result['as_of'][:10]}[/], by {result['models']['orders']['name']}")
    for name, total in result["totals"].items():
        console.print(f"  {name}: {total:,.0f} in all, {total / n:,.2f} a customer")
    if result["backtest"]:
        console.print(f"\nOn earlier days, {asked['horizon_days']} days ahead:")
        console.print(_tried(result["backtest"]))
    console.print()
    for warning in result["warnings"]:
        console.print(f"[yellow]![/] {escape(warning)}", soft_wrap=True)
    console.print(f"\nPredictions: {', '.join(result['files'].values())}", soft_wrap=True)


def _tried(tried: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("as of", "buyers", "orders expected", "orders came", "within the middle 80 %"):
        table.add_column(name, justify="left" if name == "as of" else "right")
    for one in tried:
        table.add_row(
            one["origin"][:10],
            f"{one['n_customers']:,}",
            f"{one['expected_orders']:,.0f}",
            f"{one['came_orders']:,.0f}",
            f"{one['inside']:.0%}",
        )
    return table
