"""A progress bar on a terminal, with an estimate of the time left; nothing in a pipe."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Bar:
    """Draws the stages of long work on standard error; a context manager."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TextColumn("·"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task("starting", total=1.0)
        self._within = self._progress.add_task("", total=1.0, visible=False)
        self._console = console

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def stage(self, name: str, share: float) -> None:
        """Enter a stage."""
        self._progress.update(self._task, description=name, completed=share)
        self._progress.reset(self._within, visible=False)

    def step(self, share: float) -> None:
        """Say how far the stage is, on a bar of its own."""
        self._progress.update(self._within, description=f"  {share:.0%} of it", completed=share, visible=True)

    def tell(self, text: str) -> None:
        """Print a sentence above the bars; nothing in a pipe."""
        if self._console.is_terminal:
            self._console.print(f"[dim]·[/] {escape(text)}", soft_wrap=True)

    def paused(self, ask: Callable[[Asked], Answer], question: Asked) -> Answer:
        """Take the bar away while a person is asked something."""
        self._progress.stop()
        try:
            return ask(question)
        finally:
            self._progress.start()
