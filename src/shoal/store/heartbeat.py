"""A sign of life while somebody works: one thread that mostly sleeps, and ends with the work."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from shoal.errors import ShoalError


class Heartbeat:
    """Call a function now and then until told to stop, or until it says that there is nothing left to do.

    Parameters
    ----------
    beat : callable
        True to go on. An error of ours is no reason to stop: the state may be locked for the moment, or its disk full.
    every_seconds : float

    Examples
    --------
    >>> beats = []
    >>> heart = Heartbeat(lambda: beats.append(1) or len(beats) < 3, every_seconds=0.001)
    >>> heart.start()
    >>> heart.join()
    >>> len(beats)
    3
    """

    def __init__(self, beat: Callable[[], bool], *, every_seconds: float) -> None:
        self._beat, self._every, self._end = beat, every_seconds, Event()
        # A daemon: a program that ends without a word takes it along.
        self._thread = Thread(target=self._run, name="shoal lease", daemon=True)

    def start(self) -> None:
        """Begin; the first beat comes after the first interval."""
        self._thread.start()

    def stop(self) -> None:
        """End, after a beat that is under way."""
        self._end.set()
        self._thread.join()

    def join(self) -> None:
        """Wait until there is nothing left to do."""
        self._thread.join()

    def _run(self) -> None:
        while not self._end.wait(self._every):
            try:
                if not self._beat():
                    return
            except ShoalError:
                continue
