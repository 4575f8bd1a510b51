"""What the columns of texts mean: reviews, answers, and the tickets of those who asked for help."""

from __future__ import annotations

from shoal.sources.event_roles import campaign_key, happened_at, product_key
from shoal.sources.kind_words import CHANNEL, CLOSED, CONTACT, OPENED, RATING, TEXT, TOPIC, WRITTEN
from shoal.sources.profile import Profile
from shoal.sources.role_choice import Score, choose_roles, column_spec, is_number, is_word, named
from shoal.sources.vocabulary import AMOUNT, COUNTRY, CUSTOMER, FIXED, ID, PRICE, QUANTITY, has
from shoal.terms import ColumnSpec, ColumnType, Role

_WORDS_OF_TEXT = 3.0
"""Blanks in the average value from which a column is written by people and names nothing."""

_MOST_RATING = 100
"""Ratings are small numbers from 0 on."""


def text_roles(columns: tuple[Profile, ...], customer: str | None) -> dict[Role, tuple[str, float]]:
    """Find the best column for each role of a text.

    Parameters
    ----------
    columns : tuple of Profile
    customer : str or None
        The column of the customer.
    """
    written = frozenset(texts_among(columns))
    taken = written | (frozenset({customer}) if customer else frozenset())
    roles = choose_roles(columns, _SCORES, taken=taken)
    if not is_of_contacts(columns, roles):
        roles.pop(Role.TOPIC, None)
        roles.pop(Role.ENDED_AT, None)
    return roles


def is_of_contacts(columns: tuple[Profile, ...], roles: dict[Role, tuple[str, float]]) -> bool:
    """Say whether somebody asked for help: there is a closing beside the opening, or a word of tickets and a topic."""
    if Role.ENDED_AT in roles:
        return True
    return Role.TOPIC in roles and any(has(one.words, CONTACT) for one in columns)


def texts_among(columns: tuple[Profile, ...]) -> dict[str, ColumnSpec]:
    """Give the columns that people wrote, in the order of the file."""
    return {one.name: column_spec(one, Role.TEXT, _written(one)) for one in columns if _written(one) > 0}


def rating(profile: Profile) -> float:
    """Say how sure it is that a column rates something."""
    if not is_number(profile) or not has(profile.words, RATING) or has(profile.words, (*ID, *AMOUNT, *PRICE)):
        return 0.0
    if profile.n_levels > _MOST_RATING + 1 or any(value.startswith("-") for value in profile.values):
        return 0.0
    return 0.9


def _written(profile: Profile) -> float:
    if profile.type not in (ColumnType.TEXT, ColumnType.CATEGORY) or not profile.values:
        return 0.0
    if has(profile.words, (*CUSTOMER, *COUNTRY, *ID)):
        return 0.0
    n_blanks = sum(value.count(" ") * n for value, n in profile.values.items()) / sum(profile.values.values())
    if has(profile.words, TEXT) and (n_blanks >= 1 or profile.type is ColumnType.TEXT):
        is_category = profile.type is ColumnType.CATEGORY and n_blanks < _WORDS_OF_TEXT
        return 0.0 if is_category and not {"text", "title"} & set(profile.words) else 0.9
    return 0.6 if n_blanks >= _WORDS_OF_TEXT and profile.type is ColumnType.TEXT else 0.0


def _written_at(profile: Profile) -> float:
    if profile.type is ColumnType.DATE and has(profile.words, (*OPENED, *WRITTEN)) and not has(profile.words, CLOSED):
        return 0.9 if not has(profile.words, FIXED) else 0.0
    return happened_at(profile) if not has(profile.words, CLOSED) else 0.0


def _closed_at(profile: Profile) -> float:
    return 0.9 if profile.type is ColumnType.DATE and has(profile.words, CLOSED) else 0.0


def _topic(profile: Profile) -> float:
    if not is_word(profile) or has(profile.words, (*ID, "priority", "status", *QUANTITY)):
        return 0.0
    return named(TOPIC)(profile) if profile.n_levels <= 200 and not profile.is_unique else 0.0


def _channel(profile: Profile) -> float:
    return named(CHANNEL)(profile) if is_word(profile) else 0.0


_SCORES: tuple[tuple[Role, Score], ...] = (
    (Role.OCCURRED_AT, _written_at),
    (Role.ENDED_AT, _closed_at),
    (Role.RATING, rating),
    (Role.PRODUCT, product_key),
    (Role.CAMPAIGN, campaign_key),
    (Role.CHANNEL, _channel),
    (Role.TOPIC, _topic),
)
