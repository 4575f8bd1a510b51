"""What the columns of order lines mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from shoal.engine import quote
from shoal.privacy.recognise import identifier_field, sensitive_subject
from shoal.sources.customer_roles import is_consent
from shoal.sources.numbers import number_sql, read_number
from shoal.sources.profile import LOOSE, Profile
from shoal.sources.vocabulary import (
    AMOUNT,
    COUNTRY,
    CURRENCY,
    CUSTOMER,
    DESCRIPTION,
    EITHER,
    EVENT_TIME,
    FEE,
    ID,
    NOT_EVENT_TIME,
    NOT_MONEY,
    OF_ONE,
    ON_TOP,
    ORDER,
    PRICE,
    PRODUCT,
    PRODUCT_CATEGORY,
    QUANTITY,
    SESSION,
    TYPE,
    has,
)
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role
from shoal.terms.names import words_of

_NOT_ORDER = (*CUSTOMER, *PRODUCT, "status", "type")
_WHOLE = ("total", "gesamt", "line", "sum", "summe", "order")
_DELIVERY = ("delivery", "shipping", "handling", "freight", "versand")

_SPARSE = 0.8
"""An amount on fewer of the lines than this share of those with a price is not the money of a line."""

_WITH_UNIT = re.compile(r"[0-9]+([.,][0-9]+)? *[^\W\d_]{1,12}\.?")
"""A number with one word behind."""

Score = Callable[[Profile], float]


@dataclass(frozen=True)
class Structure:
    """What a source has of the structure of orders: the best column for each role with its confidence."""

    roles: dict[Role, tuple[str, float]]

    @property
    def is_of_events(self) -> bool:
        """Say whether there is a time of event, and money or an order beside it."""
        money_or_order = {Role.AMOUNT, Role.UNIT_PRICE, Role.ORDER, Role.QUANTITY}
        return Role.OCCURRED_AT in self.roles and bool(money_or_order & self.roles.keys())

    def without(self, role: Role) -> Structure:
        """Give the structure without a role."""
        return Structure({one: column for one, column in self.roles.items() if one is not role})


def structure_of(columns: tuple[Profile, ...]) -> Structure:
    """Find the best column for each role of an order line; a column has one role."""
    roles: dict[Role, tuple[str, float]] = {}
    taken: set[str] = set()
    for role, score in _SCORES:
        scored = [(score(one), round(one.filled, 1), -place, one.name) for place, one in enumerate(columns)]
        scored = [one for one in scored if one[0] >= 0.3 and one[-1] not in taken]
        if not scored:
            continue
        best = max(scored)
        roles[role] = (best[-1], best[0])
        taken.add(best[-1])
    if Role.UNIT_PRICE in roles and Role.AMOUNT in roles and has(words_of(roles[Role.AMOUNT][0]), FEE):
        del roles[Role.AMOUNT]  # beside a price a fee comes on top
    if {Role.UNIT_PRICE, Role.QUANTITY, Role.AMOUNT} <= roles.keys() and _is_sparser(columns, roles):
        del roles[Role.AMOUNT]  # the total of an order, on its first line only
    free = (profile for profile in columns if profile.name not in taken and has(profile.words, QUANTITY))
    named = next((profile.name for profile in free if _has_numbers(profile)), None)
    if Role.UNIT_PRICE in roles and Role.QUANTITY not in roles and named is not None:
        roles[Role.QUANTITY] = (named, 0.3)  # by its name: what cannot be read in it is refused row by row
    elif Role.UNIT_PRICE in roles and Role.QUANTITY not in roles:
        price = roles.pop(Role.UNIT_PRICE)
        roles.setdefault(Role.AMOUNT, price)
    return Structure(roles)


def _is_sparser(columns: tuple[Profile, ...], roles: dict[Role, tuple[str, float]]) -> bool:
    """Say whether the amount is missing on lines that have a price and a quantity."""
    filled = {profile.name: profile.filled for profile in columns}
    of_lines = min(filled[roles[Role.UNIT_PRICE][0]], filled[roles[Role.QUANTITY][0]])
    return filled[roles[Role.AMOUNT][0]] < _SPARSE * of_lines


def order_columns(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, customer: ColumnSpec
) -> tuple[tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Say what each column of a source of orders means.

    Returns
    -------
    tuple of ColumnSpec
        One for every column of the file, in order.
    tuple of str
        Notes to be said aloud.
    """
    role_of = {name: (role, sure) for role, (name, sure) in structure.roles.items() if name != customer.name}
    notes: list[str] = []
    total = _repeated_total(loaded, columns, structure)
    if total:
        notes.append(
            f"{loaded.name}: {total!r} is the same on every line of an order and is not quantity x price;"
            " it is taken as the total of the order and left out"
        )
    notes.extend(
        f"{loaded.name}: {name!r} is money by its name, but too few of its values read as numbers; no money is used"
        for name in unread_money(columns, structure)
    )
    specs: list[ColumnSpec] = []
    for profile in columns:
        if profile.name == customer.name:
            specs.append(customer)
        elif profile.name == total:
            why = "the total of the order, on every line"
            specs.append(ColumnSpec(profile.name, Role.IGNORED, profile.type, why=why))
        elif profile.name in role_of:
            specs.append(_spec(profile, *role_of[profile.name]))
        else:
            specs.append(_other(profile))
    return tuple(specs), tuple(notes)


def _spec(profile: Profile, role: Role, sure: float) -> ColumnSpec:
    why = f"its name and its values say {_WORDS[role]}"
    type_ = profile.type
    if role in (Role.ORDER, Role.PRODUCT, Role.COUNTRY, Role.CURRENCY, Role.CATEGORY):
        type_ = ColumnType.TEXT
    elif role in (Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT):
        type_ = ColumnType.NUMBER
    return ColumnSpec(profile.name, role, type_, profile.format, profile.decimal, confidence=round(sure, 2), why=why)


def _other(profile: Profile) -> ColumnSpec:
    field = identifier_field(profile.name, tuple(profile.values)[:200])
    if field:
        why = f"a direct identifier ({field.replace('_', ' ')}): kept in the vault only"
        return ColumnSpec(profile.name, Role.IDENTIFIER, confidence=0.9, why=why)
    if is_consent(profile):
        why = "its name says what was agreed to"
        return ColumnSpec(profile.name, Role.CONSENT, ColumnType.FLAG, confidence=0.8, why=why)
    subject = sensitive_subject(profile.name, tuple(profile.values)[:200]) or ""
    why = "constant" if profile.n_levels == 1 else "no part of an order that is used"
    if has(profile.words, DESCRIPTION):
        why = "a description"
    return ColumnSpec(
        profile.name, Role.IGNORED, profile.type, profile.format, profile.decimal, subject, confidence=0.7, why=why
    )


def _repeated_total(loaded: Loaded, columns: tuple[Profile, ...], structure: Structure) -> str | None:
    """Find an amount that is the total of the order on each of its lines: its sum would count it twice."""
    needed = (Role.AMOUNT, Role.ORDER, Role.QUANTITY, Role.UNIT_PRICE)
    if not all(role in structure.roles for role in needed):
        return None
    by_name = {profile.name: profile for profile in columns}
    amount, order, quantity, price = (by_name[structure.roles[role][0]] for role in needed)
    value, n, each = (number_sql(quote(p.name), p.sql_type, p.decimal) for p in (amount, quantity, price))
    n_orders, n_same, n_lines = loaded.relation.engine.rows(
        f"""SELECT count(*), coalesce(sum(is_same), 0), coalesce(sum(is_lines), 0) FROM (
            SELECT CASE WHEN min(value) = max(value) THEN 1 ELSE 0 END AS is_same,
                   CASE WHEN max(abs(value - n * each)) < 0.02 THEN 1 ELSE 0 END AS is_lines
            FROM (SELECT {quote(order.name)} AS o, {value} AS value, {n} AS n, {each} AS each
                  FROM {loaded.relation.name})
            GROUP BY o HAVING count(*) > 1)""",
        step="is the amount the total of the order",
    )[0]
    return amount.name if n_orders and n_same >= 0.95 * n_orders and n_lines < 0.5 * n_orders else None


def money_columns(columns: tuple[Profile, ...]) -> tuple[str, ...]:
    """Name the columns that are money by name and values, the surest first, in the order of the file."""
    scored = [(-max(_amount(one), _unit_price(one)), place, one.name) for place, one in enumerate(columns)]
    return tuple(name for score, _, name in sorted(scored) if score <= -0.3)


def unread_money(columns: tuple[Profile, ...], structure: Structure) -> tuple[str, ...]:
    """Name the columns that are money by their names but not by their values, where no other is."""
    if {Role.AMOUNT, Role.UNIT_PRICE} & structure.roles.keys():
        return ()
    return tuple(
        profile.name
        for profile in columns
        if profile.values
        and profile.type in (ColumnType.TEXT, ColumnType.CATEGORY)
        and has(profile.words, (*AMOUNT, *PRICE))
        and not has(profile.words, NOT_MONEY)
    )


def quantity_with_unit(columns: tuple[Profile, ...], structure: Structure) -> tuple[str, str] | None:
    """Find a column of quantities by name whose values are numbers with a word behind, such as ``3 boxes``.

    Returns
    -------
    (str, str) or None
        The column, and one of its values.
    """
    for profile in columns:
        is_used = profile.name in {name for name, _ in structure.roles.values()}
        if is_used or not has(profile.words, QUANTITY) or has(profile.words, (*AMOUNT, *PRICE, *CUSTOMER)):
            continue
        n = sum(count for value, count in profile.values.items() if _WITH_UNIT.fullmatch(value))
        if n and n >= LOOSE * sum(profile.values.values()):
            return profile.name, next(value for value in profile.values if _WITH_UNIT.fullmatch(value))
    return None


def _has_numbers(profile: Profile) -> bool:
    """Say whether some of the values read as numbers."""
    return any(read_number(value, profile.decimal) is not None for value in profile.values)


def _is_number(profile: Profile) -> bool:
    return profile.type is ColumnType.NUMBER or (profile.type is ColumnType.FLAG and profile.sql_type != "BOOLEAN")


def _occurred_at(profile: Profile) -> float:
    if profile.type is not ColumnType.DATE:
        return 0.0
    if has(profile.words, NOT_EVENT_TIME):
        return 0.0
    if has(profile.words, ORDER) or {"occurred", "placed", "purchased", "event"} & set(profile.words):
        return 0.95
    return 0.85 if has(profile.words, EVENT_TIME) else 0.4


def _order(profile: Profile) -> float:
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or has(profile.words, _NOT_ORDER):
        return 0.0
    says_id = has(profile.words, ID)
    if has(profile.words, EITHER):
        return 0.7 if says_id and profile.is_unique else 0.0
    if not has(profile.words, ORDER) or (profile.type is ColumnType.CATEGORY and profile.n_sample > 100):
        return 0.0
    if has(profile.words, (*AMOUNT, *QUANTITY, *PRICE, *FEE, *EVENT_TIME, *NOT_MONEY)) and not says_id:
        return 0.0
    if not says_id and _is_number(profile) and not all(has((word,), ORDER) for word in profile.words):
        return 0.0  # something about the order, such as its length in minutes
    return 0.9 if says_id else 0.6


def _quantity(profile: Profile) -> float:
    if not _is_number(profile) or has(profile.words, (*PRICE, *NOT_EVENT_TIME)) or _is_of_one(profile):
        return 0.0
    words = set(profile.words)
    if has(profile.words, QUANTITY):
        return 0.9 if not has(profile.words, (*AMOUNT, *CUSTOMER)) else 0.3
    return 0.6 if words & {"number", "num", "no", "n"} and "of" in words else 0.0


def _is_of_one(profile: Profile) -> bool:
    """Say whether the name is that of money for one piece: ``unit_amount``."""
    return has(profile.words, OF_ONE) and has(profile.words, (*PRICE, *AMOUNT, *FEE))


def _is_of_whole(profile: Profile) -> bool:
    """Say whether the name is that of money for a line or an order; a ``lineitem`` is the item, not its line."""
    return has(tuple(word for word in profile.words if word != "lineitem"), _WHOLE)


def _unit_price(profile: Profile) -> float:
    if not _is_number(profile) or not (has(profile.words, PRICE) or _is_of_one(profile)):
        return 0.0
    if _is_of_whole(profile) or has(profile.words, ("discount", "rabatt", "original", *_DELIVERY)):
        return 0.0
    return 0.9


def _amount(profile: Profile) -> float:
    if not _is_number(profile) or has(profile.words, NOT_MONEY):
        return 0.0
    if has(profile.words, PRICE):
        return 0.8 if _is_of_whole(profile) else 0.0
    if has(profile.words, FEE):
        return 0.0 if has(profile.words, ON_TOP) else 0.6
    return 0.85 if has(profile.words, AMOUNT) else 0.0


def _product(profile: Profile) -> float:
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or has(profile.words, (*QUANTITY, *PRICE, *AMOUNT, *FEE)):
        return 0.0
    if _category(profile) or has(profile.words, CUSTOMER):
        return 0.0
    if has(profile.words, (*PRODUCT, *EITHER)):
        return 0.5 if has(profile.words, DESCRIPTION) else 0.9
    return 0.35 if has(profile.words, ("description", "bezeichnung", "beschreibung")) else 0.0


def _category(profile: Profile) -> float:
    if set(profile.words) & set(TYPE) and has(profile.words, (*PRODUCT, *EITHER)):
        return _of_words((*PRODUCT, *EITHER))(profile)
    return _of_words(PRODUCT_CATEGORY)(profile)


def _of_words(vocabulary: tuple[str, ...], *, longest: int = 80) -> Score:
    def score(profile: Profile) -> float:
        if profile.type in (ColumnType.DATE, ColumnType.FLAG) or not has(profile.words, vocabulary):
            return 0.0
        if has(profile.words, SESSION) or max(map(len, profile.values), default=0) > longest:
            return 0.0
        return 0.8

    return score


_SCORES: tuple[tuple[Role, Score], ...] = (
    (Role.OCCURRED_AT, _occurred_at),
    (Role.ORDER, _order),
    (Role.QUANTITY, _quantity),
    (Role.UNIT_PRICE, _unit_price),
    (Role.AMOUNT, _amount),
    (Role.CURRENCY, _of_words(CURRENCY, longest=20)),
    (Role.COUNTRY, _of_words(COUNTRY)),
    (Role.CATEGORY, _category),
    (Role.PRODUCT, _product),
)
_WORDS = {
    Role.OCCURRED_AT: "when it happened",
    Role.ORDER: "which order the line belongs to",
    Role.QUANTITY: "how many",
    Role.UNIT_PRICE: "the price of one",
    Role.AMOUNT: "the money of the line",
    Role.CURRENCY: "the currency",
    Role.COUNTRY: "the country",
    Role.CATEGORY: "the kind of product",
    Role.PRODUCT: "the product",
}
