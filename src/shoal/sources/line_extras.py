"""What an order line may say beside what was bought: list price, discount, cost, channel and campaign."""

from __future__ import annotations

from shoal.sources.event_roles import campaign_key
from shoal.sources.kind_words import CHANNEL, LIST_PRICE
from shoal.sources.numbers import read_number
from shoal.sources.profile import Profile
from shoal.sources.role_choice import is_number, is_word, named
from shoal.sources.vocabulary import ID, OF_ONE, PRICE, has

COST_OF_ONE = ("cogs", "einkaufspreis", "einstandspreis", "cost", "kosten", "einkauf")
"""Words of what one piece costs the business, where the name says that it is of one piece or a price as well."""

_DISCOUNT = ("discount", "rabatt", "remise", "descuento", "nachlass", "reduction", "ermassigung")
_SHARE = ("percent", "percentage", "pct", "prozent", "rate", "share", "code", "type", "satz", "anteil")

_ROUND = 5
"""Discounts that are all whole multiples of it up to 100 are more likely percentages than money."""


def list_price(profile: Profile) -> float:
    """Say how sure it is that a column is the price of one piece in the list."""
    is_one = is_number(profile) and has(profile.words, PRICE) and has(profile.words, LIST_PRICE)
    return 0.8 if is_one and not has(profile.words, COST_OF_ONE) else 0.0


def discount(profile: Profile) -> float:
    """Say how sure it is that a column is money taken off a line; percentages and shares are none."""
    if not is_number(profile) or not has(profile.words, _DISCOUNT) or has(profile.words, (*_SHARE, *ID)):
        return 0.0
    if any("%" in value for value in profile.values):
        return 0.0
    read = (read_number(value, profile.decimal) for value in profile.values)
    sizes = [abs(number) for number in read if number is not None]
    are_shares = all(size <= 1 for size in sizes)
    are_percent = all(size <= 100 and size % _ROUND == 0 for size in sizes)
    return 0.0 if not sizes or are_shares or are_percent else 0.7


def cost(profile: Profile) -> float:
    """Say how sure it is that a column is what one piece costs the business."""
    if not is_number(profile) or not is_cost_of_one(profile):
        return 0.0
    return 0.8


def is_cost_of_one(profile: Profile) -> bool:
    """Say whether the name is that of what one piece costs the business: ``unit_cost``, ``cost_price``."""
    own = has(profile.words, ("cogs", "einkaufspreis", "einstandspreis"))
    return own or (has(profile.words, COST_OF_ONE) and has(profile.words, (*OF_ONE, *PRICE)))


def channel(profile: Profile) -> float:
    """Say how sure it is that a column is the channel of the order."""
    return named(CHANNEL)(profile) if is_word(profile) and not has(profile.words, ID) else 0.0


def campaign(profile: Profile) -> float:
    """Say how sure it is that a column names the campaign of the order."""
    return campaign_key(profile)
