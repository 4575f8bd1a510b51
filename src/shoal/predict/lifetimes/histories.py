"""What the models of orders know of a customer: how often, how recently, for how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shoal.errors import PredictError
from shoal.predict.arrays import Floats


@dataclass(frozen=True)
class Histories:
    """The three figures of each customer that orders to come are told from; time in any one unit.

    Customers who are alike in all three are one row, which counts as often as there are such customers.

    Parameters
    ----------
    repeat_count : float array (n,), whole, >= 0
        Orders after the first.
    active : float array (n,)
        From the first to the last order; 0 where nothing was ordered again.
    age : float array (n,)
        From the first order to now; at least `active`.
    weight : float array (n,), > 0
        Customers that a row stands for.
    """

    repeat_count: Floats
    active: Floats
    age: Floats
    weight: Floats

    def __len__(self) -> int:
        return len(self.age)

    @property
    def n_customers(self) -> float:
        """Customers in all."""
        return float(self.weight.sum())

    def rows(self, chosen: NDArray[np.intp] | slice) -> Histories:
        """Give some of the rows."""
        return Histories(self.repeat_count[chosen], self.active[chosen], self.age[chosen], self.weight[chosen])


def histories(repeat_count: ArrayLike, active: ArrayLike, age: ArrayLike) -> Histories:
    """Check the figures of customers, a row each.

    Parameters
    ----------
    repeat_count, active, age : arrays (n,)

    Raises
    ------
    PredictError
        If there is nobody, or a customer's figures contradict each other; the first such row is named.

    Examples
    --------
    >>> histories([2, 0], [30.0, 0.0], [90.0, 10.0]).n_customers
    2.0
    >>> histories([2], [100.0], [90.0])
    Traceback (most recent call last):
    ...
    shoal.errors.PredictError: row 1: the last order is 100 after the first, and now is only 90 after it; ...
    """
    rows = [np.asarray(one, dtype=np.float64).ravel() for one in (repeat_count, active, age)]
    count, last, now = rows
    if not len(count) == len(last) == len(now):
        raise PredictError(f"{len(count)}, {len(last)} and {len(now)} figures", expected="one of each a customer")
    if not len(count):
        raise PredictError("there is no customer", expected="customers with orders")
    _refuse(~np.isfinite(count + last + now), rows, "a figure is missing", "three numbers a customer")
    _refuse((count < 0) | (count % 1 != 0), rows, "{0:g} orders after the first", "a whole number from 0 on")
    _refuse(last < 0, rows, "the last order lies before the first", "0 or more between them")
    _refuse(
        last > now,
        rows,
        "the last order is {1:g} after the first, and now is only {2:g} after it",
        "nothing later than now",
    )
    _refuse((count == 0) & (last > 0), rows, "no order after the first, and yet {1:g} from first to last", "0")
    _refuse((count > 0) & (last == 0), rows, "{0:g} orders after the first, all at once", "orders of one day as one")
    return Histories(count, last, now, np.ones(len(count)))


def grouped(each: Histories) -> tuple[Histories, NDArray[np.intp]]:
    """Put customers together who are alike; with the row that each of them went to.

    Examples
    --------
    >>> alike, place = grouped(histories([0, 1, 0], [0.0, 5.0, 0.0], [9.0, 9.0, 9.0]))
    >>> alike.weight, place
    (array([2., 1.]), array([0, 1, 0]))
    """
    order = np.lexsort((each.age, each.active, each.repeat_count))
    sorted_ = each.rows(order)
    is_new = np.ones(len(each), dtype=bool)
    is_new[1:] = (np.diff(sorted_.repeat_count) != 0) | (np.diff(sorted_.active) != 0) | (np.diff(sorted_.age) != 0)
    begins = np.flatnonzero(is_new)
    place = np.empty(len(each), dtype=np.intp)
    place[order] = np.cumsum(is_new) - 1
    first = sorted_.rows(begins)
    weight = np.add.reduceat(sorted_.weight, begins)
    return Histories(first.repeat_count, first.active, first.age, weight), place


def _refuse(is_wrong: NDArray[np.bool_], rows: list[Floats], found: str, expected: str) -> None:
    if is_wrong.any():
        row = int(np.argmax(is_wrong))
        raise PredictError(found.format(*(one[row] for one in rows)), expected=expected, where=f"row {row + 1}")
