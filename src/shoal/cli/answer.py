"""How a command answers: one JSON object or readable text on standard output, the rest on standard error."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from shoal.cli.progress import Bar
from shoal.errors import Fault, OpenQuestion, ShoalError, Stopped, without_texts


def answer(work: Callable[[Bar], Any], *, as_json: bool, show: Callable[[Any, Console], None]) -> None:
    """Do the work of a command, show its answer, and leave with the right exit code.

    Parameters
    ----------
    work : callable
        Gets the progress bar, gives a mapping.
    as_json : bool
        Print the mapping as one JSON object.
    show : callable
        Prints the answer for people.
    """
    aside = Console(stderr=True, highlight=False)
    for polite in (signal.SIGINT, signal.SIGTERM):
        signal.signal(polite, _stop)
    try:
        with Bar(aside) as bar:
            result = work(bar)
        for note in getattr(result, "notes", ()):
            aside.print(f"[dim]·[/] {escape(note)}", soft_wrap=True)
        if not as_json:
            show(result, Console(highlight=False))
    except (KeyboardInterrupt, typer.Abort, Stopped):
        # Wherever the work was, in a query or between two: which step it was helps nobody who stopped it.
        _leave(
            Stopped("the work was interrupted", do="run it again; the last good result is in place"),
            aside,
            as_json=as_json,
        )
    except ShoalError as error:
        _leave(error, aside, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the border of the program: shown whole, never swallowed
        # what stands in quotes may be a cell, and a report is read by others
        aside.print(escape(without_texts(traceback.format_exc())))
        said = without_texts(f"{type(error).__name__}: {error}")
        _leave(Fault(said, do="please report it"), aside, as_json=as_json)
    if as_json and not _print_json(result, aside):
        raise typer.Exit(1)


def _print_json(result: Mapping[str, Any], aside: Console) -> bool:
    """Print one object, and say whether it went out or nobody wanted it: the work is done in any case."""
    if sys.stdout is None:
        return True  # closed before we began
    try:
        sys.stdout.buffer.write(to_json(result).encode())
        sys.stdout.flush()
    except OSError as error:
        # Python would try once more when it ends, and complain aloud.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return True
        aside.print(f"[bold red]The answer cannot be written to standard output ({error.strerror}).[/]", soft_wrap=True)
        return False
    return True


def ask(question: OpenQuestion) -> str:
    """Ask a question on the terminal."""
    aside = Console(stderr=True, highlight=False)
    aside.print(f"[bold]{escape(question.where)}[/]: {escape(question.question)}")
    for place, option in enumerate(question.options, 1):
        aside.print(f"  {place}  {escape(option)}")
    number: int = typer.prompt("Number", type=int, err=True)
    if not 1 <= number <= len(question.options):
        raise question
    chosen: str = question.options[number - 1]
    return chosen


def is_interactive() -> bool:
    """Say whether a person can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def to_json(result: Mapping[str, Any]) -> str:
    """Write a result as one JSON object."""
    return json.dumps(dict(result), ensure_ascii=False, indent=1) + "\n"


def _leave(error: ShoalError, aside: Console, *, as_json: bool) -> None:
    if as_json:
        _print_json(error.to_dict(), aside)
    aside.print(f"[bold red]{type(error).__name__}[/] {escape(str(error))}", soft_wrap=True)
    raise typer.Exit(error.exit_code)


def _stop(_signum: int, _frame: FrameType | None) -> None:
    """Treat every polite request to end like Ctrl-C; once, so that nothing disturbs what is put away then."""
    for polite in (signal.SIGINT, signal.SIGTERM):
        signal.signal(polite, signal.SIG_IGN)
    raise KeyboardInterrupt
