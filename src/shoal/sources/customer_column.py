"""Which column says who the customer is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shoal.engine import quote
from shoal.privacy.recognise import identifier_field
from shoal.sources.keys import ROUNDED
from shoal.sources.kind_words import ANONYMOUS, CAMPAIGN, EVENT, MESSAGE
from shoal.sources.numbers import read_number
from shoal.sources.profile import Profile
from shoal.sources.questions import CUSTOMER, ask, check
from shoal.sources.toml_line import column_line
from shoal.sources.vocabulary import CUSTOMER as CUSTOMER_WORDS
from shoal.sources.vocabulary import EITHER, ID, ORDER, PRODUCT, SESSION, has
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_CLOSE = 0.1
"""Candidates whose confidence differs by less are equally good."""

_FEW = 5
"""So few different values in a long column name no customers, unless the column is called an id."""

_OTHERS = (*ORDER, *PRODUCT, *EITHER, *SESSION, *CAMPAIGN, *MESSAGE, *EVENT, *ANONYMOUS, "review")
"""Words of ids that are those of something else."""

_KNOWN = frozenset(
    {"kdnr", "kdnummer", "kundennr", "kundennummer", "kundenid", "custno", "custid", "customerid", "userid"}
)


@dataclass(frozen=True)
class Choice:
    """The column of the customer.

    Parameters
    ----------
    column : str or None
        None where there is none.
    confidence : float
    why : str
    notes : tuple of str
        What is said aloud.
    """

    column: str | None
    confidence: float
    why: str
    notes: tuple[str, ...] = ()


def choose_customer(
    loaded: Loaded, columns: tuple[Profile, ...], answers: Mapping[str, str], *, has_events: bool
) -> Choice:
    """Choose the column that says who the customer is.

    Parameters
    ----------
    loaded : Loaded
    columns : tuple of Profile
    answers : mapping of str to str
    has_events : bool
        Whether the source has a time of event and money or orders; a bare ``id`` is then a customer only if it repeats.

    Raises
    ------
    OpenQuestion
        If two columns are equally good and not one-to-one.
    ConfigError
        If the answer names no column that could be the customer.
    """
    scored = [(confidence(profile, has_events=has_events), profile.name) for profile in columns]
    candidates = [(score, name) for score, name in scored if score > 0]
    if CUSTOMER in answers and answers[CUSTOMER] in loaded.columns:
        return Choice(answers[CUSTOMER], 1.0, "chosen by the answer to the question 'customer'")
    if not candidates:
        return Choice(None, 0.0, "no column says who the customer is")
    best = max(score for score, _ in candidates)
    equal = [name for score, name in candidates if best - score < _CLOSE]
    if len(equal) == 1:
        return Choice(equal[0], best, "its name says that it is the customer")
    groups = [name for name in equal[1:] if not _one_to_one(loaded, equal[0], name)]
    if not groups:
        others = " and ".join(repr(name) for name in equal[1:])
        note = f"{loaded.name}: {equal[0]!r} is taken as the customer; {others} says the same, one to one"
        return Choice(equal[0], best, f"its name says that it is the customer; one to one with {others}", (note,))
    options = {name: column_line(ColumnSpec(name, Role.CUSTOMER)) for name in equal}
    question = "Which column says who the customer is: " + " or ".join(repr(name) for name in equal)
    if CUSTOMER in answers:
        check(answers[CUSTOMER], CUSTOMER, tuple(options), loaded.path)
    answer = ask(answers, CUSTOMER, question, options=options, where=loaded.path)
    return Choice(answer, 1.0, "chosen by the answer to the question 'customer'")


def confidence(profile: Profile, *, has_events: bool) -> float:
    """Say how sure it is, in [0, 1], that a column is the customer."""
    if not _can_be_key(profile):
        return 0.0
    words = profile.words
    names_customer, names_id = bool(set(words) & set(CUSTOMER_WORDS)), bool(set(words) & set(ID))
    others = _others(words)
    if names_customer and not names_id and profile.n_levels <= _FEW < profile.n_sample // 20:
        return 0.0  # what kind of customer, not which
    if "".join(words) in _KNOWN or (names_customer and not others):
        return 0.95 if names_id or "".join(words) in _KNOWN else 0.8
    if "id" in words and not names_customer and not has(words, _OTHERS):
        return _of_bare_id(profile, n_others=len(others), has_events=has_events)
    field = identifier_field(profile.name, tuple(profile.values)[:200])
    return 0.35 if field == "email" else 0.25 if field == "name" and names_customer else 0.0


def _of_bare_id(profile: Profile, *, n_others: int, has_events: bool) -> float:
    """Rate ``id`` or ``something_id``: among events it must repeat, else it is the row's own; among customers not."""
    if (
        profile.n_levels < 2
        or n_others > 1
        or (has_events and profile.is_unique)
        or (n_others and not has_events and not profile.is_unique)
    ):
        return 0.0
    return 0.5


def is_named_customer_id(words: tuple[str, ...]) -> bool:
    """Say whether a name leaves no doubt that the column is the id of the customer.

    Examples
    --------
    >>> is_named_customer_id(("customer", "id")), is_named_customer_id(("customer",)), is_named_customer_id(("id",))
    (True, False, False)
    """
    both = bool(set(words) & set(CUSTOMER_WORDS)) and bool(set(words) & set(ID))
    return "".join(words) in _KNOWN or (both and not _others(words))


def _others(words: tuple[str, ...]) -> list[str]:
    """Give the words of a name that say neither customer nor id."""
    return [word for word in words if word not in CUSTOMER_WORDS and word not in ID and not word.isdigit()]


def _can_be_key(profile: Profile) -> bool:
    """Say whether the values could be keys: texts or whole numbers, or both; whatever they are if the name says so."""
    if profile.type is ColumnType.DATE or not profile.values:
        return False
    if is_named_customer_id(profile.words):
        return True
    if profile.type is ColumnType.NUMBER:
        return all(_is_key(value, profile.decimal) for value in profile.values)
    return profile.type is not ColumnType.FLAG


def _is_key(value: str, decimal: str) -> bool:
    """Say whether a value among numbers is a key: a whole number, a long one rounded, or a text such as ``B2B-17``."""
    is_whole = value.removesuffix(".0").isdigit()
    return is_whole or bool(ROUNDED.fullmatch(value)) or read_number(value, decimal) is None


def _one_to_one(loaded: Loaded, first: str, second: str) -> bool:
    a, b = quote(first), quote(second)
    n_first, n_second, n_both = loaded.relation.engine.rows(
        f"""SELECT count(DISTINCT {a}), count(DISTINCT {b}), count(DISTINCT ({a}, {b})) FROM {loaded.relation.name}
        WHERE {a} IS NOT NULL AND {b} IS NOT NULL""",
        step=f"compare {first} and {second}",
    )[0]
    return bool(n_first == n_second == n_both)
