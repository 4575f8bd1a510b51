"""A shop for things around the house."""

from __future__ import annotations

from shoal.simulate.distinct import DISTINCT_TYPES
from shoal.simulate.sectors.sector import FILES, Activity, Sector, Words

SHOP_WORDS = Words(
    things={
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
    },
    styles=("blue", "green", "oak", "linen", "classic", "large", "mini", "copper", "retro"),
)

SHOP = Sector(
    name="shop",
    description="an online shop for things around the house",
    types=DISTINCT_TYPES,
    words=SHOP_WORDS,
    activity=Activity(inside=(("products_searched", 0.25), ("wishlist_added", 0.06), ("size_guide_viewed", 0.03))),
    phrases="goods",
    subjects=(
        ("Spring cleaning", "Make room for the light"),
        ("Garden weeks", "The garden is waiting"),
        ("Free delivery", "This week we pay the post"),
        ("Summer sale", "The summer shelves go down in price"),
        ("New arrivals", "Fresh from the boxes"),
        ("Back to the desk", "A tidy desk for September"),
        ("Gift ideas", "Presents, sorted by person"),
        ("Last orders", "In time for the tree"),
    ),
    files=tuple(name for name in FILES if name != "holdings"),
)
