"""What the columns of tables without customers mean: the products of a business, and its campaigns."""

from __future__ import annotations

from shoal.sources.event_roles import campaign_key, product_key
from shoal.sources.kind_words import CHANNEL, COST, LIST_PRICE, PRODUCT_NAME, SENT
from shoal.sources.profile import Profile
from shoal.sources.role_choice import Score, choose_roles, column_spec, is_number, is_time, is_word, named
from shoal.sources.vocabulary import AMOUNT, CATEGORY, ID, PRICE, PRODUCT, PRODUCT_CATEGORY, TYPE, has
from shoal.terms import ColumnSpec, ColumnType, Role

NEARLY = 0.9
"""A key of a catalogue is different in every row, but for mistakes."""


def product_roles(columns: tuple[Profile, ...]) -> dict[Role, tuple[str, float]]:
    """Find the best column for each role of a product; empty where no column is its key."""
    roles = choose_roles(columns, _PRODUCT_SCORES)
    return roles if Role.PRODUCT in roles else {}


def campaign_roles(columns: tuple[Profile, ...]) -> dict[Role, tuple[str, float]]:
    """Find the best column for each role of a campaign; empty where no column is its key."""
    roles = choose_roles(columns, _CAMPAIGN_SCORES)
    return roles if Role.CAMPAIGN in roles else {}


def name_column(columns: tuple[Profile, ...], roles: dict[Role, tuple[str, float]]) -> dict[str, ColumnSpec]:
    """Find the column with the names of products or campaigns; empty where there is none."""
    taken = {name for name, _ in roles.values()}
    for one in columns:
        is_name = is_word(one) and has(one.words, (*PRODUCT_NAME, *PRODUCT)) and not has(one.words, (*ID, "subject"))
        if is_name and one.name not in taken and not set(one.words) & set(TYPE):
            return {one.name: column_spec(one, Role.TEXT, 0.8)}
    return {}


def _is_nearly_unique(profile: Profile) -> bool:
    return profile.n_levels >= NEARLY * sum(profile.values.values()) > 0


def _product(profile: Profile) -> float:
    return product_key(profile) if _is_nearly_unique(profile) and has(profile.words, (*ID, "code", *PRODUCT)) else 0.0


def _list_price(profile: Profile) -> float:
    if not is_number(profile) or not has(profile.words, (*PRICE, "msrp", "uvp", "rrp")):
        return 0.0
    return 0.9 if has(profile.words, LIST_PRICE) else 0.6


def _cost(profile: Profile) -> float:
    return 0.9 if is_number(profile) and has(profile.words, COST) else 0.0


def _category(profile: Profile) -> float:
    if profile.type is ColumnType.DATE or _is_nearly_unique(profile) or has(profile.words, ID):
        return 0.0
    if has(profile.words, PRODUCT_CATEGORY):
        return 0.9
    is_kind = is_word(profile) and has(profile.words, (*TYPE, *CATEGORY))
    return 0.6 if is_kind else 0.35 if profile.type is ColumnType.CATEGORY else 0.0


def _campaign(profile: Profile) -> float:
    return campaign_key(profile) if _is_nearly_unique(profile) else 0.0


def _campaign_cost(profile: Profile) -> float:
    return 0.9 if is_number(profile) and has(profile.words, (*COST, *AMOUNT)) and not has(profile.words, ID) else 0.0


def _sent(profile: Profile) -> float:
    return 0.9 if is_time(profile) and has(profile.words, SENT) else 0.4 if is_time(profile) else 0.0


def _channel(profile: Profile) -> float:
    return named(CHANNEL)(profile) if is_word(profile) else 0.0


_PRODUCT_SCORES: tuple[tuple[Role, Score], ...] = (
    (Role.PRODUCT, _product),
    (Role.LIST_PRICE, _list_price),
    (Role.COST, _cost),
    (Role.CATEGORY, _category),
)
_CAMPAIGN_SCORES: tuple[tuple[Role, Score], ...] = (
    (Role.CAMPAIGN, _campaign),
    (Role.CHANNEL, _channel),
    (Role.OCCURRED_AT, _sent),
    (Role.COST, _campaign_cost),
)
