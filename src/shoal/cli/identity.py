"""The command that shows which source keys are one customer, and takes a merge back."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

import shoal
from shoal.cli.answer import answer
from shoal.cli.show import show_mapping


def identity(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CUSTOMER | split KEY KEY]", help="Any key of a customer; none: those with most keys."),
    ] = None,
    workspace: Annotated[Path, typer.Option("--workspace", help="The folder that `shoal run` made.")] = Path(),
    segmentation: Annotated[str | None, typer.Option("--segmentation", help="Name of the segmentation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Show which source keys are one customer and why; `identity split KEY KEY` takes a merge back."""
    given = words or []
    if len(given) == 3 and given[0] == "split":
        answer(
            lambda _: shoal.split(given[1], given[2], workspace=workspace, segmentation=segmentation),
            as_json=as_json,
            show=show_mapping,
        )
        return
    if len(given) > 1:
        raise typer.BadParameter("name one customer, or split and two keys", param_hint="CUSTOMER")
    customer = given[0] if given else None
    answer(
        lambda _: shoal.identity(customer, workspace=workspace, segmentation=segmentation),
        as_json=as_json,
        show=_show,
    )


def _show(result: Mapping[str, Any], console: Console) -> None:
    counts = result["identity"]
    console.print(
        f"{counts['n_source_keys']:,} source keys are {counts['n_customers']:,} customers;"
        f" {counts['n_stitched']:,} of {counts['n_visitors']:,} anonymous visitors are one of them"
    )
    for customer in result["customers"]:
        console.print(f"\n{escape(customer['customer_id'])}", style="bold")
        for key in customer["keys"]:
            console.print(f"  key {escape(key['source_key'])}, since {key['since'][:10]}", soft_wrap=True)
        for visitor in customer["visitors"]:
            console.print(
                f"  visitor {escape(visitor['anonymous_key'])} by login, since {visitor['since'][:10]}", soft_wrap=True
            )
        for link in customer["links"]:
            via = link["via"].replace("_", " ")
            console.print(
                f"  {escape(link['linked_key'])} = {escape(link['source_key'])} by {via}, since {link['since'][:10]}",
                soft_wrap=True,
            )
