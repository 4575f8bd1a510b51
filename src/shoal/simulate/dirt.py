"""Dirt: what is wrong with real exports, planted so that every row of it is known."""

from __future__ import annotations

from dataclasses import dataclass, fields

from shoal.errors import ConfigError


@dataclass(frozen=True)
class Dirt:
    """How much of each kind of dirt: shares in [0, 1], all 0 by default.

    A share is of the rows of a file that the kind can befall, each on its own; no cell gets two kinds.

    Parameters
    ----------
    copies : float
        Rows of orders and events that are there twice.
    test_orders : float
        Orders of the customer ``TEST`` on top, as a share of the rows of orders.
    missing_traits : float
        Cells of the traits of customers that are empty.
    padded_keys : float
        Customer keys in orders with blanks around them.
    invisible_keys : float
        Customer keys in orders with a zero-width or right-to-left mark before or after them.
    key_case : float
        Customer keys in orders in lower case.
    homoglyph_keys : float
        Customer keys in orders with a Cyrillic letter for a Latin one that looks the same: a silent fault, since such a
        key is a customer of its own.
    orphans : float
        Customer keys in orders that the customers do not have.
    unreadable_dates : float
        Times of orders that are no time: ``soon``, ``31.02.``.
    impossible_dates : float
        Times of orders in 1900 or 2099.
    other_date_formats : float
        Times of orders in another format than all others.
    unreadable_prices : float
        Prices of order lines that are no number: ``#REF!``, ``on request``.
    negative_prices : float
        Prices of order lines with a minus before them.
    zero_prices : float
        Prices of order lines that are 0.
    currency_signs : float
        Prices of order lines with a currency sign: they can be read.
    thousands_marks : float
        Prices of order lines of 1000 and more with a comma after the thousands: they can be read.
    fat_fingers : float
        Quantities of order lines that are 1000 times too large: a silent fault.
    formulas : float
        Names of customers that are a spreadsheet formula or markup.
    mojibake : float
        Names of customers in which an accented letter was read in the wrong encoding.
    reversed_names : float
        Names of customers with a right-to-left mark in them.
    ragged_rows : float
        Lines of text files that have a field too few or too many.
    stray_quotes : float
        Lines of text files with a quotation mark that nothing closes.

    Raises
    ------
    ConfigError
        Where a share is out of its range, or the kinds of one column share out more than there is.

    Examples
    --------
    >>> Dirt().is_clean, Dirt(padded_keys=0.01).is_clean
    (True, False)
    """

    copies: float = 0.0
    test_orders: float = 0.0
    missing_traits: float = 0.0
    padded_keys: float = 0.0
    invisible_keys: float = 0.0
    key_case: float = 0.0
    homoglyph_keys: float = 0.0
    orphans: float = 0.0
    unreadable_dates: float = 0.0
    impossible_dates: float = 0.0
    other_date_formats: float = 0.0
    unreadable_prices: float = 0.0
    negative_prices: float = 0.0
    zero_prices: float = 0.0
    currency_signs: float = 0.0
    thousands_marks: float = 0.0
    fat_fingers: float = 0.0
    formulas: float = 0.0
    mojibake: float = 0.0
    reversed_names: float = 0.0
    ragged_rows: float = 0.0
    stray_quotes: float = 0.0

    def __post_init__(self) -> None:
        for name, share in self.shares().items():
            if not 0 <= share <= 1:
                raise ConfigError(f"{name} is {share}", expected="a share in [0, 1]", where=f"dirt {name}")
        for together in TOGETHER:
            total = sum(self.shares()[name] for name in together)
            if total > 1:
                raise ConfigError(
                    f"the shares of {', '.join(together)} add up to {total:g}", expected="at most 1", where="dirt"
                )

    def shares(self) -> dict[str, float]:
        """Give the share of every kind, by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def is_clean(self) -> bool:
        """Say whether there is none."""
        return not any(self.shares().values())


KEYS = ("padded_keys", "invisible_keys", "key_case", "homoglyph_keys", "orphans")
DATES = ("unreadable_dates", "impossible_dates", "other_date_formats")
PRICES = ("unreadable_prices", "negative_prices", "zero_prices", "currency_signs", "thousands_marks")
QUANTITIES = ("fat_fingers",)
NAMES = ("formulas", "mojibake", "reversed_names")
LINES = ("ragged_rows", "stray_quotes")
TOGETHER = (KEYS, DATES, PRICES, QUANTITIES, NAMES, LINES)
"""Kinds that befall the same cells: a cell gets one of them at most."""

DIRTY = Dirt(
    copies=0.005,
    test_orders=0.001,
    missing_traits=0.02,
    padded_keys=0.01,
    invisible_keys=0.002,
    key_case=0.01,
    homoglyph_keys=0.0005,
    orphans=0.005,
    unreadable_dates=0.003,
    impossible_dates=0.002,
    other_date_formats=0.002,
    unreadable_prices=0.003,
    negative_prices=0.002,
    zero_prices=0.005,
    currency_signs=0.005,
    thousands_marks=0.02,
    fat_fingers=0.0002,
    formulas=0.002,
    mojibake=0.005,
    reversed_names=0.002,
    ragged_rows=0.002,
    stray_quotes=0.0005,
)
"""An ordinary export: a little of everything. Rows that cannot be read are refused one by one; the rest still tells who
the customers are."""
