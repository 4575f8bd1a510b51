"""Independent streams of chance, one for each thing that is drawn."""

from __future__ import annotations

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Give the stream of a name; drawing from one never moves another.

    The name is the spawn key of the seed, so that a column added later leaves every other column as it was.

    Parameters
    ----------
    seed : int
        At least 0.
    name : str
        What is drawn.

    Examples
    --------
    >>> bool(stream(1, "gaps").random() == stream(1, "gaps").random())
    True
    >>> bool(stream(1, "gaps").random() == stream(1, "returns").random())
    False
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=tuple(name.encode())))
