"""The command that checks data and configuration, as a gate for pipelines."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

import shoal
from shoal.cli.answer import answer
from shoal.cli.progress import Bar

MOST_FINDINGS = 10
_COLOURS = {"error": "red", "warning": "yellow", "note": "dim"}


class FailOn(StrEnum):
    """From which severity on findings fail a check."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    NEVER = "never"


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="A workspace, or files and folders to check by themselves; none: the workspace here."),
    ] = None,
    segmentation: Annotated[str, typer.Option(help="Name of the segmentation.")] = "main",
    fail_on: Annotated[FailOn | None, typer.Option(help="Findings from this severity on fail the check.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="The same as --fail-on warning.")] = False,
    min_score: Annotated[float | None, typer.Option(help="A source whose score (0 to 100) is lower fails.")] = None,
    max_missing: Annotated[float | None, typer.Option(help="Share of a column that may be missing.")] = None,
    max_orphans: Annotated[float | None, typer.Option(help="Share of rows that may point to nothing.")] = None,
    answers: Annotated[list[str] | None, typer.Option("--answer", help="Answer to a question: Q=A.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Check data and configuration: leaves with 0 where they pass and with 1 where they do not; builds nothing."""
    given = {}
    for pair in answers or []:
        question, equals, given[question] = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{pair}' is not of the form QUESTION=ANSWER", param_hint="--answer")
    is_workspace = not paths or (len(paths) == 1 and (Path(paths[0]) / "shoal.toml").is_file())
    passed: list[bool] = []

    def work(bar: Bar) -> dict[str, Any]:
        result = shoal.check(
            () if is_workspace else paths or (),
            workspace=paths[0] if is_workspace and paths else ".",
            segmentation=segmentation,
            answers=given,
            progress=bar,
            fail_on="warning" if strict else fail_on.value if fail_on else None,
            min_score=min_score,
            max_missing=max_missing,
            max_orphans=max_orphans,
        )
        passed.append(result["passed"])
        return result

    answer(work, as_json=as_json, show=_show)
    if not all(passed):
        raise typer.Exit(1)


def _show(result: Mapping[str, Any], console: Console) -> None:
    for one in result["quality"]["by_source"]:
        _show_source(one, console)
    if result["changes"]:
        console.print("\nSince the last build:")
        for change in result["changes"]:
            console.print(f"  {escape(_sentence(change))}", soft_wrap=True)
    console.print("\n[bold green]passed[/]" if result["passed"] else "\n[bold red]failed[/]")
    for failure in result["failures"]:
        console.print(f"  {failure['rule']}: {escape(_sentence(failure))}", soft_wrap=True)


def _show_source(one: Mapping[str, Any], console: Console) -> None:
    parts = ", ".join(f"{name} {share:.0f}" for name, share in one["parts"].items())
    console.print(f"\n[bold]{escape(one['source'])}[/]: {one['kind']}, score {one['score']:.0f} of 100", soft_wrap=True)
    console.print(f"  {one['n_rows']:,} rows, {one['n_customers']:,} customers; {parts}", soft_wrap=True)
    for finding in one["findings"][:MOST_FINDINGS]:
        where = f"{finding['column']}: " if finding["column"] else ""
        colour = _COLOURS[finding["severity"]]
        console.print(f"  [{colour}]{finding['severity']:<8}[/] {escape(where + finding['found'])}", soft_wrap=True)
    if len(one["findings"]) > MOST_FINDINGS:
        console.print(f"  and {len(one['findings']) - MOST_FINDINGS} more; --json lists them all")
    for fix in (fix for fix in one["fixes"] if not fix["is_applied"]):
        console.print(f"  proposed {escape(fix['name'])}: {escape(fix['effect'])}", soft_wrap=True)


def _sentence(line: Mapping[str, str]) -> str:
    where = f"{line['source']}, {line['column']}" if line["column"] else line["source"]
    return f"{where}: {line['found']}"
