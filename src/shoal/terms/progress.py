"""How long work tells where it is, and how it is told to stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


class Progress(Protocol):
    """Receives the stages of a long action; every room reports through it and none prints."""

    def stage(self, name: str, share: float) -> None:
        """Enter a stage; `share` of the whole work, in [0, 1], is behind us. May raise `Stopped`."""

    def step(self, share: float) -> None:
        """Say how far the stage is, in [0, 1]. May raise `Stopped`."""


@runtime_checkable
class Told(Protocol):
    """Progress that takes whole sentences too, such as what the work will cost; whoever watches need not."""

    def tell(self, text: str) -> None:
        """Show a sentence that stays."""


def tell(progress: Progress, text: str) -> None:
    """Tell a sentence to whoever takes any.

    Examples
    --------
    >>> tell(Silent(), "About 30 seconds.")
    """
    if isinstance(progress, Told):
        progress.tell(text)


class Silent:
    """Progress that nobody watches.

    Examples
    --------
    >>> Silent().stage("reading", 0.0)
    """

    def stage(self, name: str, share: float) -> None:
        """Do nothing."""

    def step(self, share: float) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Stretch:
    """A stretch of longer work: its stages are told under its title, within its share of the whole.

    Parameters
    ----------
    whole : Progress
    title : str
    begins, ends : float
        Shares of the whole, in [0, 1].

    Examples
    --------
    >>> Stretch(Silent(), "as of 1 May 2025", 0.7, 0.8).stage("reading rows", 0.5)
    """

    whole: Progress
    title: str
    begins: float
    ends: float

    def stage(self, name: str, share: float) -> None:
        """Enter a stage of the stretch."""
        self.whole.stage(f"{self.title}: {name}", self.begins + share * (self.ends - self.begins))

    def step(self, share: float) -> None:
        """Say how far the stage is."""
        self.whole.step(share)
