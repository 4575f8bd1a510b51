"""Futures: orders that a customer has not placed yet, of which segments can say what they would change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Future:
    """More orders, each of the same goods as the customer's usual order.

    The last of them comes as many days after `as_of` as it says, and that is when it is looked at; those before it
    are evenly spread. Without an order only time goes by.

    Parameters
    ----------
    n_orders : int
        0 or more.
    times : float
        How many times as many pieces each holds as the usual one; at least 1.
    within_days : int
        1 or more.

    Examples
    --------
    >>> Future(2, 1.5, 60).size
    3.0
    """

    n_orders: int
    times: float
    within_days: int

    @property
    def size(self) -> float:
        """How much it asks of the customer, in usual orders."""
        return self.n_orders * self.times
