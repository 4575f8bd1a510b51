"""The command that says what customers will buy next."""

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


class Way(StrEnum):
    """How products are put in order."""

    AUTO = "auto"
    POPULAR = "popular"
    NEIGHBOURS = "neighbours"
    LINEAR = "linear"
    FACTORS = "factors"


WORDS = {
    "popular": "what sells most",
    "neighbours": "what the same customers bought",
    "linear": "what is bought together, each product's own part",
    "factors": "tastes that customers share",
    "often": "what the customer bought most often",
    "lately": "what the customer bought often and lately",
    "rebuying": "what the customer bought often and lately, and people buy again",
}


def predict_next(
    workspace: Annotated[
        Path, typer.Option("--workspace", parser=folder, help="The folder that `shoal run` made.")
    ] = Path(),
    segmentation: Annotated[
        str, typer.Option(help="Its segments say what somebody is told of whom nothing is known.")
    ] = "main",
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Compute as of this day (2025-12-31); default: after the last event.")
    ] = None,
    horizon: Annotated[int, typer.Option(help="Days ahead in which a suggestion may come true.")] = 90,
    top: Annotated[int, typer.Option(help="Products a customer is told of.")] = 5,
    way: Annotated[Way, typer.Option(help="How products are put in order; auto: as did best on an earlier day.")] = (
        Way.AUTO
    ),
    forbidden: Annotated[
        Path | None, typer.Option(help="A text file of products and categories never to suggest, one a line.")
    ] = None,
    backtest: Annotated[
        bool, typer.Option("--backtest", help="Also do it as of earlier days, and hold it against what came.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Predict which products each customer will buy next: new ones with the reason, and ones bought before."""
    instant = day(as_of)
    answer(
        lambda bar: shoal.next_products(
            workspace,
            segmentation=segmentation,
            as_of=instant,
            horizon_days=horizon,
            top=top,
            way=way.value,
            forbidden=() if forbidden is None else forbidden,
            backtest=backtest,
            progress=bar,
        ),
        as_json=as_json,
        show=_show,
    )


def _show(result: Mapping[str, Any], console: Console) -> None:
    days = result["asked"]["horizon_days"]
    console.print(
        f"\n[bold]What {result['n_customers']:,} customers will buy in the {days} days from {result['as_of'][:10]}[/]"
    )
    for what, kind in (("New to them", "new"), ("Bought before", "own")):
        learnt = result["learnt"][kind]
        console.print(f"  {what}: by {WORDS[learnt['way']]}{_proven(learnt, kind)}", soft_wrap=True)
    interests = result["learnt"]["interests"]
    if interests:
        console.print(
            f"  Categories: {interests['first_share']:.0%} of what was bought next was of the category told first;"
            f" {interests['usual_share']:.0%} of the one that sells most",
            soft_wrap=True,
        )
    console.print("\nNew products to tell people of:")
    console.print(_products(result["products"]))
    console.print("\nFor somebody of whom nothing is known yet:")
    for one in result["newcomers"]:
        told = map(named, one["products"], one["product_names"])
        console.print(f"  {escape(one['name'])}: {escape(', '.join(told))}", soft_wrap=True)
    console.print()
    for warning in result["warnings"]:
        console.print(f"[yellow]![/] {escape(warning)}", soft_wrap=True)
    console.print(f"\nPredictions, a row a customer: {', '.join(result['files'].values())}", soft_wrap=True)


def named(product: str, name: str | None) -> str:
    """Write a product: what it is called, with its key in brackets."""
    return product if name is None else f"{name} ({product})"


def _proven(learnt: Mapping[str, Any], kind: str) -> str:
    """Say how the chosen way did on the earlier day, beside the plainest."""
    proof = learnt["proofs"].get(learnt["way"])
    if proof is None or not proof["n_customers"]:
        return ""
    plain = learnt["proofs"]["popular" if kind == "new" else "often"]["recall"]["value"]
    name = "what sells most" if kind == "new" else "the customer's own favourites"
    beside = "" if learnt["way"] in {"popular", "often"} else f" ({name}: {plain:.1%})"
    return f"; ten found {proof['recall']['value']:.1%} of what was bought on an earlier day{beside}"


def _products(products: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("product", "customers told", "of whom will buy"):
        table.add_column(name, justify="left" if name == "product" else "right")
    for one in products:
        buyers = one["expected_buyers"]
        will_buy = "unknown" if buyers is None else f"{buyers:,.0f}"
        table.add_row(escape(named(one["product"], one["name"])), f"{one['n_customers']:,}", will_buy)
    return table
