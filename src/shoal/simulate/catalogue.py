"""The catalogue: products in categories, with heavy-tailed prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.simulate.seasons import Floats, Ints
from shoal.simulate.streams import stream

CATEGORIES = {
    "Kitchen": ("Mug", "Teapot", "Ladle", "Pan", "Bread board", "Kettle", "Whisk", "Salt mill"),
    "Garden": ("Watering can", "Planter", "Trowel", "Bird feeder", "Seed box", "Lantern", "Bench", "Hose"),
    "Paper": (
        "Notebook",
        "Card set",
        "Wrapping roll",
        "Calendar",
        "Envelope pack",
        "Sketch pad",
        "Sticker sheet",
        "Pen",
    ),
    "Home": ("Candle", "Cushion", "Throw", "Vase", "Clock", "Mirror", "Lamp", "Picture frame"),
    "Toys": ("Puzzle", "Wooden train", "Kite", "Doll", "Board game", "Ball", "Paint box", "Rocking horse"),
    "Bath": ("Soap", "Towel", "Bath salt", "Hand cream", "Sponge", "Robe", "Mat", "Brush set"),
    "Office": ("Desk tray", "Stapler", "Binder", "Label roll", "Chair mat", "Desk lamp", "Box file", "Whiteboard"),
    "Fashion": ("Scarf", "Tote bag", "Socks", "Hat", "Gloves", "Belt", "Purse", "Umbrella"),
}
STYLES = ("blue", "green", "oak", "linen", "classic", "large", "mini", "copper", "retro")


@dataclass(frozen=True)
class Catalogue:
    """Products by rising price.

    Parameters
    ----------
    product, category : tuple of str
    cents : int array (products,)
        List price, rising.
    """

    product: tuple[str, ...]
    category: tuple[str, ...]
    cents: Ints

    def __len__(self) -> int:
        return len(self.product)

    def nearest(self, log_price: Floats) -> Ints:
        """Find the product whose list price is nearest to each price, given as logarithm."""
        log_list = np.log(self.cents / 100)
        borders = (log_list[1:] + log_list[:-1]) / 2
        return np.searchsorted(borders, log_price).astype(np.int64)


def draw_catalogue(seed: int) -> Catalogue:
    """Draw list prices for all products: log-normal, median 13, a long tail.

    Examples
    --------
    >>> catalogue = draw_catalogue(0)
    >>> len(catalogue), len(set(catalogue.product))
    (576, 576)
    """
    named = [
        (f"{thing}, {style}".replace(",", ""), category)
        for category, things in CATEGORIES.items()
        for thing in things
        for style in STYLES
    ]
    log_price = stream(seed, "catalogue").normal(np.log(13.0), 1.0, len(named))
    cents = np.maximum(np.rint(np.exp(log_price) * 100), 50).astype(np.int64)
    by_price = np.argsort(cents, kind="stable")
    return Catalogue(
        tuple(named[row][0] for row in by_price), tuple(named[row][1] for row in by_price), cents[by_price]
    )
