"""Independent streams of chance, one for each thing that is drawn in each part of a business."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Chance:
    """Streams by name; drawing from one never moves another.

    The part and the name are the spawn key of the seed, so that a column added later leaves every other column as it
    was, and a part can be drawn without those before it.

    Parameters
    ----------
    seed : int
        At least 0.
    part : int
        Number of the part of the business, from 0.

    Examples
    --------
    >>> chance = Chance(1, 0)
    >>> bool(chance("gaps").random() == chance("gaps").random())
    True
    >>> bool(chance("gaps").random() == chance("returns").random())
    False
    >>> bool(chance("gaps").random() == Chance(1, 1)("gaps").random())
    False
    """

    seed: int
    part: int = 0

    def __call__(self, name: str) -> np.random.Generator:
        """Give the stream of a name, from its beginning."""
        key = (self.part, *name.encode())
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))
