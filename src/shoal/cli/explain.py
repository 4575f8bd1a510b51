"""The command that says why a customer is in their segment."""

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
from shoal.report.numbers import number

TOO_SMALL = "this is no segment, but those in groups too small to be described, or in none."
ALONE = "no other segment is described, or one of their values that place them is not known."


def explain(
    customer: Annotated[str, typer.Argument(help="Any key of the customer, or the customer_id.")],
    workspace: Annotated[Path, typer.Option("--workspace", help="The folder that `shoal run` made.")] = Path(),
    segmentation: Annotated[str | None, typer.Option("--segmentation", help="Name of the segmentation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Say why a customer is in their segment, which is next, and what would move them."""
    answer(
        lambda _: shoal.explain(customer, workspace=workspace, segmentation=segmentation), as_json=as_json, show=_show
    )


def _show(result: Mapping[str, Any], console: Console) -> None:
    own, following = result["segment"]["name"], result["runner_up"]
    console.print(f"{escape(result['customer_id'])} is in [bold]{escape(own)}[/].", soft_wrap=True)
    if result["rule"]:
        holds = (
            "which is true of them" if result["rule"]["holds"] else "which is not true of them: they are at its edge"
        )
        console.print(f"Its rule: {escape(result['rule']['text'])}, {holds}.", soft_wrap=True)
    if following is None:
        console.print("There is nothing to compare with: " + (TOO_SMALL if result["rule"] is None else ALONE))
        return
    sureness = "" if result["confidence"] is None else f" (confidence {result['confidence']:.2f}; 0 is on the border)"
    console.print(f"Next to it is {escape(following['name'])}{sureness}.\n", soft_wrap=True)
    console.print(_reasons(result))
    _show_ahead(result, console)


def _show_ahead(result: Mapping[str, Any], console: Console) -> None:
    """Print what would move the customer to a better segment, and where they go if they do not order."""
    if result["changes"]:
        console.print("\nWhat would move them, counted through from all their orders:")
    for change in result["changes"]:
        console.print(f"  {escape(change['text'])}: [bold]{escape(change['segment']['name'])}[/]", soft_wrap=True)
    if result["no_changes"]:
        console.print(f"\nNo change is offered: {escape(result['no_changes'])}.", soft_wrap=True)
    if idle := result["without_orders"]:
        console.print(
            f"  without another order within {idle['within_days']} days: {escape(idle['segment']['name'])}",
            soft_wrap=True,
        )


def _reasons(result: Mapping[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for head in ("", "theirs", "typical of their segment", "typical of the next", "speaks for"):
        table.add_column(head, justify="left" if head in ("", "speaks for") else "right")
    for reason in result["reasons"]:
        values = (reason["value"], reason["typical"], reason["typical_of_runner_up"])
        table.add_row(
            escape(reason["title"]), *map(_value, values), "their segment" if reason["weight"] > 0 else "the next"
        )
    return table


def _value(value: float | str | None) -> str:
    return escape(value) if isinstance(value, str) else number(value)
