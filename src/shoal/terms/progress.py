"""How long work tells where it is, and how it is told to stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives the stages of a long action; every room reports through it and none prints."""

    def stage(self, name: str, share: float) -> None:
        """Enter a stage; `share` of the whole work, in [0, 1], is behind us. May raise `Stopped`."""

    def step(self, share: float) -> None:
        """Say how far the stage is, in [0, 1]. May raise `Stopped`."""


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
