"""What the columns of a table of events mean: what customers did, and what became of the messages sent to them."""

from __future__ import annotations

from shoal.privacy.recognise import identifier_field
from shoal.sources.actions import telling
from shoal.sources.kind_words import (
    ANONYMOUS,
    CAMPAIGN,
    CHANNEL,
    DEVICE,
    DURATION,
    EVENT,
    MESSAGE,
    REASON,
    RECEIVED,
    REFERRER,
    SESSION,
    STATUS,
)
from shoal.sources.profile import Profile
from shoal.sources.role_choice import Score, choose_roles, is_key, is_number, is_time, is_word, named
from shoal.sources.vocabulary import AMOUNT, CUSTOMER, EVENT_TIME, ID, NOT_EVENT_TIME, ORDER, PRICE, PRODUCT, has
from shoal.sources.vocabulary import PRODUCT_CATEGORY as CATEGORY
from shoal.terms import ColumnType, Role

_MOST_EVENTS = 500
"""More different words in a sample name no events."""

_ENOUGH_KNOWN = 0.3
"""Share of the values that mean an action, from which a column says what happened whatever its name."""


def event_roles(columns: tuple[Profile, ...], customer: str | None) -> dict[Role, tuple[str, float]]:
    """Find the best column for each role of an event.

    Parameters
    ----------
    columns : tuple of Profile
    customer : str or None
        The column of the customer.
    """
    return choose_roles(columns, _SCORES, taken=frozenset({customer} if customer else ()))


def says_what_happened(profile: Profile) -> float:
    """Say how sure it is, in [0, 1], that a column says what customers did or what became of messages."""
    if not is_word(profile) or profile.is_unique or profile.n_levels > _MOST_EVENTS or has(profile.words, ID):
        return 0.0
    if max(map(len, profile.values)) > 80:
        return 0.0
    if has(profile.words, EVENT) and not has(profile.words, CUSTOMER):
        share, _ = telling(profile.values, also=frozenset({"use"}))
        return 0.95 if share >= _ENOUGH_KNOWN else 0.6
    share, actions = telling(profile.values)
    is_other = has(profile.words, (*STATUS, *REASON, *CHANNEL, *REFERRER, "payment", "shipping", "delivery"))
    return 0.8 if share >= _ENOUGH_KNOWN and len(actions) > 1 and not is_other else 0.0


def anonymous(profile: Profile) -> float:
    """Say how sure it is that a column is the key of a visitor or device."""
    if not is_key(profile, ANONYMOUS) or profile.type is ColumnType.FLAG or profile.n_levels <= 5:
        return 0.0
    return 0.0 if identifier_field(profile.name, tuple(profile.values)[:200]) else 0.9


def session(profile: Profile) -> float:
    """Say how sure it is that a column is the key of a session."""
    if profile.type is ColumnType.DATE or not has(profile.words, SESSION) or is_time(profile):
        return 0.0
    says_id = has(profile.words, ID) or len(profile.words) == 1
    return 0.9 if says_id and profile.n_levels > 1 and not has(profile.words, AMOUNT) else 0.0


def happened_at(profile: Profile) -> float:
    """Say how sure it is that a column is the time of an event."""
    if not is_time(profile) or has(profile.words, NOT_EVENT_TIME):
        return 0.0
    return 0.9 if has(profile.words, (*EVENT_TIME, *EVENT)) else 0.4


def product_key(profile: Profile) -> float:
    """Say how sure it is that a column names the product, the key rather than the name."""
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or not has(profile.words, PRODUCT) or not profile.values:
        return 0.0
    if has(profile.words, (*AMOUNT, *PRICE, *CATEGORY, *CUSTOMER)) or max(map(len, profile.values)) > 80:
        return 0.0
    return 0.9 if has(profile.words, (*ID, "code")) else 0.7


def campaign_key(profile: Profile) -> float:
    """Say how sure it is that a column names the campaign."""
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or not has(profile.words, CAMPAIGN) or not profile.values:
        return 0.0
    return 0.9 if has(profile.words, ID) else 0.6 if profile.type is not ColumnType.NUMBER else 0.0


def _referrer(profile: Profile) -> float:
    return named(REFERRER, longest=2000)(profile) if is_word(profile) and not has(profile.words, ID) else 0.0


def _device(profile: Profile) -> float:
    return named(DEVICE)(profile) if is_word(profile) and not has(profile.words, ID) else 0.0


def _channel(profile: Profile) -> float:
    return named(CHANNEL)(profile) if is_word(profile) else 0.0


def _duration(profile: Profile) -> float:
    is_one = is_number(profile) and has(profile.words, DURATION) and not has(profile.words, (*AMOUNT, *RECEIVED))
    return 0.8 if is_one else 0.0


def _amount(profile: Profile) -> float:
    return 0.8 if is_number(profile) and has(profile.words, (*AMOUNT, *PRICE)) and not has(profile.words, ID) else 0.0


def _category(profile: Profile) -> float:
    return named(CATEGORY)(profile) if profile.type is not ColumnType.FLAG else 0.0


def _order(profile: Profile) -> float:
    says = has(profile.words, ORDER) and has(profile.words, ID) and not has(profile.words, MESSAGE)
    return 0.8 if says and profile.type is not ColumnType.DATE else 0.0


_SCORES: tuple[tuple[Role, Score], ...] = (
    (Role.OCCURRED_AT, happened_at),
    (Role.SESSION, session),
    (Role.ANONYMOUS, anonymous),
    (Role.EVENT, says_what_happened),
    (Role.PRODUCT, product_key),
    (Role.CATEGORY, _category),
    (Role.CAMPAIGN, campaign_key),
    (Role.ORDER, _order),
    (Role.CHANNEL, _channel),
    (Role.REFERRER, _referrer),
    (Role.DEVICE, _device),
    (Role.DURATION, _duration),
    (Role.AMOUNT, _amount),
)
