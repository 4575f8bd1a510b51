"""The gap statistic: how much tighter groups are than those of uniform noise in the same box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Gap:
    """The gap for k = 1, 2, ... and its error.

    Parameters
    ----------
    values : float array (max k,)
        Mean log dispersion of the references less that of the data.
    errors : float array (max k,)
        Standard deviation over the references times sqrt(1 + 1 / references).
    best_k : int or None
        The smallest k with gap(k) >= gap(k + 1) - error(k + 1); None where no k up to the last but one has it.
    """

    values: NDArray[np.float64]
    errors: NDArray[np.float64]
    best_k: int | None


def gap(dispersions: NDArray[np.float64], references: NDArray[np.float64]) -> Gap:
    """Compare the dispersion of the data with that of references, for k = 1, 2, ...

    Parameters
    ----------
    dispersions : float array (max k,), >= 0
        Within-group sum of squares of the data.
    references : float array (references, max k), > 0
        The same of each reference data set.

    References
    ----------
    Tibshirani, Walther & Hastie (2001), JRSS B 63(2), steps 1 to 3.

    Examples
    --------
    >>> gap(np.array([100.0, 20.0, 18.0]), np.array([[100.0, 60.0, 40.0], [100.0, 62.0, 41.0]])).best_k
    2
    """
    smallest = np.finfo(np.float64).tiny
    logs = np.log(np.maximum(references, smallest))
    values = logs.mean(axis=0) - np.log(np.maximum(dispersions, smallest))
    errors = logs.std(axis=0) * np.sqrt(1 + 1 / len(references))
    holds = np.flatnonzero(values[:-1] >= values[1:] - errors[1:])
    return Gap(values, errors, int(holds[0]) + 1 if len(holds) else None)


def principal_box(rows: NDArray[np.float64], n_references: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Draw references: uniform over the box around the data that is aligned with its principal axes.

    Parameters
    ----------
    rows : float array (n, columns)
    n_references : int
    random : numpy.random.Generator

    Returns
    -------
    float array (references, n, columns)

    Examples
    --------
    >>> principal_box(np.eye(3), 2, np.random.default_rng(0)).shape
    (2, 3, 3)
    """
    centred = rows - rows.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    turned = centred @ axes
    low, high = turned.min(axis=0), turned.max(axis=0)
    drawn: NDArray[np.float64] = random.uniform(low, high, size=(n_references, *rows.shape)) @ axes.T + rows.mean(
        axis=0
    )
    return drawn
