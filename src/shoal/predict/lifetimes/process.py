"""What every model of orders and of leaving says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from shoal.predict.arrays import Floats
from shoal.predict.lifetimes.histories import Histories


class Process(Protocol):
    """How customers order while they are customers, and how they leave without a word.

    Parameters are an array in the order of `parameters`, all above 0.

    What happens after now depends, for a customer who has not left, on `repeat_count` and `age` alone: when the last
    order was tells only whether the customer is still there. So everything of the future is said of those who stayed.
    """

    @property
    def name(self) -> str:
        """What it is called in results."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""

    def usual(self, histories: Histories) -> Floats:
        """Give parameters (4,) that are ordinary for customers who order about as often as these."""

    def likelihood(self, at: Floats, histories: Histories) -> tuple[Floats, Floats]:
        """Give the log-likelihood of each row (n,), and its derivatives by the parameters (4, n)."""

    def p_alive(self, at: Floats, histories: Histories) -> Floats:
        """Give the probability (n,) that a customer has not left."""

    def expected(self, at: Floats, histories: Histories, horizon: float) -> Floats:
        """Give the mean number of orders (n,) within a horizon of customers who have not left."""

    def tails(self, at: Floats, histories: Histories, horizon: float) -> Iterator[tuple[slice, Floats]]:
        """Give the probabilities (rows, m) that such a customer orders at least 1, 2 ... m times; block by block.

        The rows must be in rising order of `repeat_count` for blocks to be small. Beyond the last column is nothing
        that matters: less than 1e-9.
        """
