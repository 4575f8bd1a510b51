"""What the columns of holdings mean: subscriptions, contracts, assets, with their beginnings and ends."""

from __future__ import annotations

from shoal.sources.kind_words import ENDED, HOLDING, HOLDING_AMOUNT, PLAN, REASON, STARTED, STATUS
from shoal.sources.profile import Profile
from shoal.sources.role_choice import Score, choose_roles, is_number, is_word, named
from shoal.sources.vocabulary import AMOUNT, CUSTOMER, FEE, ID, PRICE, PRODUCT_CATEGORY, has
from shoal.terms import ColumnType, Role

_MOST_PLANS = 1_000
"""More different texts in a sample are no plans."""


def holding_roles(columns: tuple[Profile, ...], customer: str | None) -> dict[Role, tuple[str, float]]:
    """Find the best column for each role of a holding.

    Parameters
    ----------
    columns : tuple of Profile
    customer : str or None
        The column of the customer.
    """
    return choose_roles(columns, _SCORES, taken=frozenset({customer} if customer else ()))


def _started(profile: Profile) -> float:
    if profile.type is not ColumnType.DATE or not has(profile.words, STARTED):
        return 0.0
    return 0.9


def _ended(profile: Profile) -> float:
    if profile.type is ColumnType.DATE and has(profile.words, ENDED):
        return 0.9
    return 0.5 if not profile.values and has(profile.words, ENDED) else 0.0  # nothing has ended yet


def _holding(profile: Profile) -> float:
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or not has(profile.words, HOLDING):
        return 0.0
    return 0.9 if has(profile.words, ID) and not has(profile.words, AMOUNT) else 0.0


def _plan(profile: Profile) -> float:
    if not is_word(profile) or has(profile.words, (*ID, *REASON, *STATUS)):
        return 0.0
    return 0.8 if has(profile.words, PLAN) and profile.n_levels <= _MOST_PLANS else 0.0


def _amount(profile: Profile) -> float:
    return 0.8 if is_number(profile) and has(profile.words, (*AMOUNT, *PRICE, *FEE, *HOLDING_AMOUNT)) else 0.0


def _status(profile: Profile) -> float:
    is_one = profile.type in (ColumnType.CATEGORY, ColumnType.FLAG, ColumnType.TEXT) and has(profile.words, STATUS)
    return 0.8 if is_one and not has(profile.words, CUSTOMER) else 0.0


def _reason(profile: Profile) -> float:
    return 0.8 if is_word(profile) and has(profile.words, REASON) else 0.0


def _category(profile: Profile) -> float:
    return named(PRODUCT_CATEGORY)(profile) if is_word(profile) else 0.0


_SCORES: tuple[tuple[Role, Score], ...] = (
    (Role.STARTED_AT, _started),
    (Role.ENDED_AT, _ended),
    (Role.HOLDING, _holding),
    (Role.CATEGORY, _category),
    (Role.REASON, _reason),
    (Role.STATUS, _status),
    (Role.PRODUCT, _plan),
    (Role.AMOUNT, _amount),
)
