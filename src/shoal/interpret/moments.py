"""Count, mean and sum of squares of groups, and of groups put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Moments:
    """What is needed of a group to compare its mean with another's.

    Parameters
    ----------
    n : int
        Customers with a value.
    mean : float
        0 where nobody has a value.
    squares : float
        Sum of squared deviations from the mean.

    References
    ----------
    Chan, Golub & LeVeque (1983), The American Statistician 37(3): the update that `__add__` uses, which does not
    lose digits where means are large against their spread.

    Examples
    --------
    >>> Moments(2, 1.5, 0.5) + Moments(2, 3.5, 0.5)  # 1, 2 and 3, 4
    Moments(n=4, mean=2.5, squares=5.0)
    """

    n: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Moments) -> Moments:
        n = self.n + other.n
        if n == 0:
            return Moments()
        gap = other.mean - self.mean
        return Moments(
            n,
            self.mean + gap * other.n / n,
            self.squares + other.squares + gap * gap * self.n * other.n / n,
        )

    @property
    def total(self) -> float:
        """Give the sum of the values."""
        return self.n * self.mean

    @classmethod
    def together(cls, groups: Iterable[Moments]) -> Moments:
        """Put groups together."""
        return sum(groups, cls())
