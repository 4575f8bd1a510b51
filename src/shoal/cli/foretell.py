"""The commands that say who leaves, and who does what."""

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

Workspace = Annotated[Path, typer.Option("--workspace", parser=folder, help="The folder that `shoal run` made.")]
Name = Annotated[
    str, typer.Option("--segmentation", help="Whose sources and settings are read; it is added up for its segments.")
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Compute as of this day (2025-12-31); default: after the last event.")
]
Horizon = Annotated[int | None, typer.Option(help="Days ahead; default: twice the usual gap between orders, 30 to 90.")]
Models = Annotated[
    str | None,
    typer.Option(
        help="Kinds of models that compete, separated by commas: logistic_regression, decision_tree, random_forest,"
        " gradient_boosting."
    ),
]
Trust = Annotated[
    str | None, typer.Option(help="Features, separated by commas, that are learnt from though they seem to leak.")
]
Budget = Annotated[float, typer.Option(help="Seconds that learning may take, as estimated from the size of the data.")]
Saved = Annotated[
    bool, typer.Option("--saved", help="Tell by the model that the last time left in the workspace; learn nothing.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")]


class By(StrEnum):
    """What leaving means."""

    AUTO = "auto"
    LABEL = "label"
    HOLDINGS = "holdings"
    ORDERS = "orders"


def churn(
    workspace: Workspace = Path(),
    segmentation: Name = "main",
    as_of: AsOf = None,
    horizon: Horizon = None,
    by: Annotated[
        By, typer.Option(help="What leaving means: a label, the end of what is held, or no order any more.")
    ] = By.AUTO,
    label: Annotated[str, typer.Option(help="The label that says who has left, where there are several.")] = "",
    value: Annotated[str | None, typer.Option(help="The feature that says what a customer is worth.")] = None,
    tenure: Annotated[str | None, typer.Option(help="The feature that says how long a customer was there.")] = None,
    models: Models = None,
    trust: Trust = None,
    budget: Budget = 120.0,
    saved: Saved = False,
    as_json: Json = False,
) -> None:
    """Predict who leaves, why, what is at risk, and at which stage everybody is."""
    instant, kinds, trusted = day(as_of), _listed(models), _listed(trust)
    answer(
        lambda bar: shoal.churn(
            workspace,
            segmentation=segmentation,
            as_of=instant,
            horizon_days=horizon,
            by=by.value,
            label=label,
            value=value,
            tenure=tenure,
            models=kinds,
            trusted=trusted,
            budget=budget,
            saved=saved,
            progress=bar,
        ),
        as_json=as_json,
        show=_show,
    )


def propensity(
    target: Annotated[
        str,
        typer.Argument(help="order, or the name of an event, category, product, channel or label; or COLUMN=NAME."),
    ],
    workspace: Workspace = Path(),
    segmentation: Name = "main",
    as_of: AsOf = None,
    horizon: Horizon = None,
    models: Models = None,
    trust: Trust = None,
    budget: Budget = 120.0,
    saved: Saved = False,
    as_json: Json = False,
) -> None:
    """Predict who will do what: order again, have an event, buy of a category."""
    instant, kinds, trusted = day(as_of), _listed(models), _listed(trust)
    answer(
        lambda bar: shoal.propensity(
            target,
            workspace,
            segmentation=segmentation,
            as_of=instant,
            horizon_days=horizon,
            models=kinds,
            trusted=trusted,
            budget=budget,
            saved=saved,
            progress=bar,
        ),
        as_json=as_json,
        show=_show,
    )


def _listed(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(name.strip() for name in text.split(",") if name.strip())


def _show(result: Mapping[str, Any], console: Console) -> None:
    target, horizon, totals = result["target"], result["horizon_days"], result["totals"]
    window = "" if horizon is None else f" within {horizon} days"
    console.print(
        f"\n[bold]{result['n_customers']:,} customers as of {result['as_of'][:10]}[/]: how likely it is that"
        f" a customer {escape(target['in_words'])}{window}, by {result['model']['kind'].replace('_', ' ')}",
        soft_wrap=True,
    )
    here = f" of the {totals['n_here']:,} who are still here" if totals["stages"] is not None else ""
    console.print(f"  expected of {totals['expected']:,.0f}{here}, {_share(totals['probability'])}", highlight=False)
    if totals["value_at_risk"] is not None:
        console.print(f"  value at risk: {totals['value_at_risk']:,.0f}{_of(result['currency'])}", highlight=False)
    if totals["stages"] is not None:
        stages = ", ".join(f"{n:,} {stage.replace('_', ' ')}" for stage, n in totals["stages"].items() if n)
        unseen = totals["shows_no_sign"]
        signs = "" if unseen is None else f"; {unseen:,} of those at risk show no obvious sign yet"
        console.print(f"  {stages}{signs}", highlight=False)
    if result["segments"]:
        console.print(_segments(result))
    console.print()
    for sentence in result["trust"]:
        console.print(f"· {escape(sentence)}", soft_wrap=True, highlight=False)
    for warning in result["warnings"]:
        console.print(f"[yellow]![/] {escape(warning)}", soft_wrap=True)
    console.print(f"\nPredictions: {', '.join(result['files'].values())}", soft_wrap=True)


def _segments(result: Mapping[str, Any]) -> Table:
    has_value = result["totals"]["value_at_risk"] is not None
    has_stages = result["totals"]["stages"] is not None
    table = Table(box=None, pad_edge=False, header_style="dim")
    heads = ["segment", "customers", "probability", *["value at risk"] * has_value, *["at risk"] * has_stages]
    for head in heads:
        table.add_column(head, justify="left" if head == "segment" else "right")
    for one in result["segments"]:
        cells = [escape(one["name"]), f"{one['n_customers']:,}", _share(one["probability"])]
        if has_value:
            cells.append(_number(one["value_at_risk"]))
        if has_stages:
            cells.append(_number(one["stages"]["at_risk"]))
        table.add_row(*cells)
    return table


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _of(currency: str | None) -> str:
    return f" {currency}" if currency else ""
