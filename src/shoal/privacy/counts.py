"""The minimum count: what is said of few people is said of each of them."""

from __future__ import annotations

from shoal.errors import TooFewCustomers


def refuse_if_too_few(n: int, min_count: int) -> None:
    """Refuse to describe fewer customers than the minimum count.

    Parameters
    ----------
    n : int
        Customers there are.
    min_count : int
        Fewest that may be described together.

    Raises
    ------
    TooFewCustomers

    Examples
    --------
    >>> refuse_if_too_few(11, 11)
    >>> refuse_if_too_few(3, 11)
    Traceback (most recent call last):
    shoal.errors.TooFewCustomers: there are 3 customers; expected at least 11. To fix it: add data, or lower ...
    """
    if n >= min_count:
        return
    there_are = {0: "there are no customers", 1: "there is 1 customer"}.get(n, f"there are {n} customers")
    raise TooFewCustomers(
        there_are, expected=f"at least {min_count}", do="add data, or lower privacy.min_count where the law allows it"
    )
