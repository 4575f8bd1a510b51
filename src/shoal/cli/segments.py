"""The command that shows segments, writes them as SQL, and takes decisions of a person about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

import shoal
from shoal.cli.answer import answer
from shoal.cli.apart import show_apart
from shoal.cli.places import folder
from shoal.cli.show import show_result

_WORDS = (
    "None: all of them. SEGMENT (number, name or words of it): that one. rename SEGMENT NAME; merge SEGMENT SEGMENT;"
    " lock SEGMENT and unlock SEGMENT keep its borders, or draw them anew; playbook prints the rules of what to do."
)


def segments(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SEGMENT | rename | merge | lock | unlock | playbook] ...", help=_WORDS),
    ] = None,
    workspace: Annotated[
        Path, typer.Option("--workspace", parser=folder, help="The folder that `shoal run` made.")
    ] = Path(),
    segmentation: Annotated[str | None, typer.Option("--segmentation", help="Name of the segmentation.")] = None,
    name: Annotated[str, typer.Option(help="With merge: the name of the joined segment; empty: shoal names it.")] = "",
    sql: Annotated[bool, typer.Option("--sql", help="Write them as one query over a feature table.")] = False,
    from_orders: Annotated[bool, typer.Option("--from-orders", help="Write it over a table of order lines.")] = False,
    dialect: Annotated[
        str, typer.Option(help="With --sql: duckdb, postgres, spark, snowflake or bigquery.")
    ] = "duckdb",
    table: Annotated[
        str | None, typer.Option(help="With --sql: the name of the table there; features, or orders, if not said.")
    ] = None,
    dbt: Annotated[bool, typer.Option("--dbt", help="With --sql: write a model of dbt.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Show the segments that were published last, name, join or lock them by hand, or write them as SQL."""
    if sql or dbt or from_orders:
        answer(
            lambda _: shoal.segments_sql(
                workspace, segmentation, dialect=dialect, table=table, dbt=dbt, from_orders=from_orders
            ),
            as_json=as_json,
            show=lambda result, _: typer.echo(result["sql"], nl=False),
        )
        return
    where: dict[str, Any] = {"workspace": workspace, "segmentation": segmentation}
    match words or []:
        case []:
            answer(lambda _: shoal.segments(workspace, segmentation), as_json=as_json, show=show_result)
        case ["playbook"]:
            answer(lambda _: {"playbook": shoal.playbook()}, as_json=as_json, show=_show_playbook)
        case ["rename", one, new]:
            _decided(lambda: shoal.rename_segment(one, new, **where), as_json=as_json)
        case ["merge", first, second, *more]:
            _decided(lambda: shoal.merge_segments(first, second, *more, name=name, **where), as_json=as_json)
        case ["lock", one]:
            _decided(lambda: shoal.lock_segment(one, **where), as_json=as_json)
        case ["unlock", one]:
            _decided(lambda: shoal.unlock_segment(one, **where), as_json=as_json)
        case [one] if one not in ("rename", "merge", "lock", "unlock"):
            answer(lambda _: shoal.segment(one, workspace, segmentation), as_json=as_json, show=_show_segment)
        case [what, *_]:
            raise typer.BadParameter(
                f"'{what}' with {len(words or []) - 1} more; expected {_EXPECTED.get(what, 'one segment')}",
                param_hint="SEGMENT",
            )


_EXPECTED = {
    "rename": "rename SEGMENT NAME (in quotes)",
    "merge": "merge SEGMENT SEGMENT ...",
    "lock": "lock SEGMENT",
    "unlock": "unlock SEGMENT",
    "playbook": "playbook alone",
}


def _decided(decide: Callable[[], Mapping[str, Any]], *, as_json: bool) -> None:
    answer(lambda _: decide(), as_json=as_json, show=_show_decision)


def _show_decision(result: Mapping[str, Any], console: Console) -> None:
    """Print what was decided, and what has to be done for it to be seen."""
    named = " and ".join(f"“{name}”" for name in result["segments"])
    then = f"“{result['name']}”" if result["name"] else "one segment, which shoal names"
    kept = f", its borders as in version {result['locked']}" if result["locked"] else ""
    console.print(f"{escape(named)} will be {escape(then)}{kept}.", soft_wrap=True)
    console.print(result["note"], soft_wrap=True)


def _show_playbook(result: Mapping[str, Any], _: Console) -> None:
    typer.echo(result["playbook"], nl=False)


def _show_segment(segment: Mapping[str, Any], console: Console) -> None:
    """Print who a segment is and what to do about it."""
    console.print(f"\n{escape(segment['name'])}", style="bold")
    console.print(escape(segment["persona"]), soft_wrap=True)
    for heading, key in (
        ("What draws them", "motives"),
        ("What bothers them", "pains"),
        ("What they seem to prefer", "preferences"),
    ):
        _show_choices(heading, [(one["text"], one["because"]) for one in segment[key]], console)
    show_apart(segment, console)
    for action in segment["actions"]:
        console.print(f"\n[bold]{escape(action['tier'].capitalize())}.[/] {escape(action['goal'])}", soft_wrap=True)
        console.print(f"[dim]{escape(action['why'])}[/]", soft_wrap=True)
        for heading, chosen in (
            ("Channel", action["channels"]),
            ("When", action["timing"]),
            ("Offer", [action["offer"]]),
            ("Watch", [action["kpi"]]),
        ):
            _show_choices(heading, [(one["what"], one["why"]) for one in chosen], console)
        _show_choices("Say", [(hint, "") for hint in action["creative"]], console)
        plan = action["experiment"]
        lines = [action["campaign"], action["reach"]["sentence"], "" if plan is None else plan["sentence"]]
        _show_choices("Example", [(line, "") for line in lines[:1]], console)
        _show_choices("Reach and experiment", [(line, "") for line in lines[1:] if line], console)
    _show_choices(
        "For those who make the product", [(one["text"], one["because"]) for one in segment["product_hints"]], console
    )


def _show_choices(heading: str, chosen: list[tuple[str, str]], console: Console) -> None:
    if not chosen:
        return
    console.print(f"\n{heading}")
    for what, why in chosen:
        console.print(f"  {escape(what)}{f' [dim]({escape(why)})[/]' if why else ''}", soft_wrap=True)
