"""What the columns of order lines mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from shoal.engine import quote
from shoal.privacy.recognise import identifier_field, sensitive_subject
from shoal.sources.customer_roles import is_consent
from shoal.sources.line_extras import campaign, channel, cost, discount, is_cost_of_one, list_price
from shoal.sources.numbers import number_sql, read_number
from shoal.sources.profile import LOOSE, Profile
from shoal.sources.role_choice import NUMBERS, is_word
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

_NOT_ORDER = (*CUSTOMER, *PRODUCT, "status", "type")
_WHOLE = ("total", "line", "sum", "order", "invoice")
_DELIVERY = ("delivery", "shipping", "handling", "freight")
_OTHER_PRICES = ("discount", "original", "list", "catalogue", "catalog", "rrp", "msrp", "old")
"""Words of prices that nobody paid."""

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
    fees = {profile.name for profile in columns if has(profile.words, (*FEE, "cost"))}
    if Role.UNIT_PRICE in roles and Role.AMOUNT in roles and roles[Role.AMOUNT][0] in fees:
        del roles[Role.AMOUNT]  # beside a price a fee comes on top, and a cost is that of the business
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
    notes.extend(f"{loaded.name}: {said}" for said in _rivals(columns, role_of, customer.name))
    specs: list[ColumnSpec] = []
    for profile in columns:
        if profile.name == customer.name:
            specs.append(customer)
        elif profile.name == total:
            why = "the total of the order, on every line"
            specs.append(ColumnSpec(profile.name, Role.IGNORED, profile.type, why=why))
        elif profile.name in role_of:
            specs.append(_spec(profile, *role_of[profile.name]))
        elif Role.PRODUCT in structure.roles and _is_product_name(profile, specs):
            why = "what the product is called, beside its key"
            specs.append(ColumnSpec(profile.name, Role.TEXT, confidence=0.8, why=why))
        else:
            specs.append(_other(profile))
    return tuple(specs), tuple(notes)


def _is_product_name(profile: Profile, before: list[ColumnSpec]) -> bool:
    """Say whether a column that is not the key of the product is what the product is called; the first such is."""
    if any(spec.role is Role.TEXT for spec in before) or not is_word(profile):
        return False
    if not has(profile.words, DESCRIPTION) or set(profile.words) - {*DESCRIPTION, *PRODUCT, *EITHER}:
        return False
    return identifier_field(profile.name, tuple(profile.values)[:200], profile.words) is None


def _spec(profile: Profile, role: Role, sure: float) -> ColumnSpec:
    why = f"its name and its values say {_WORDS[role]}"
    type_ = profile.type
    if role in (Role.ORDER, Role.PRODUCT, Role.COUNTRY, Role.CURRENCY, Role.CATEGORY, Role.CHANNEL, Role.CAMPAIGN):
        type_ = ColumnType.TEXT
    elif role in NUMBERS:
        type_ = ColumnType.NUMBER
    return ColumnSpec(profile.name, role, type_, profile.format, profile.decimal, confidence=round(sure, 2), why=why)


def _other(profile: Profile) -> ColumnSpec:
    field = identifier_field(profile.name, tuple(profile.values)[:200], profile.words)
    if field:
        why = f"a direct identifier ({field.replace('_', ' ')}): kept in the vault only"
        return ColumnSpec(profile.name, Role.IDENTIFIER, confidence=0.9, why=why)
    if is_consent(profile):
        why = "its name says what was agreed to"
        return ColumnSpec(profile.name, Role.CONSENT, ColumnType.FLAG, confidence=0.8, why=why)
    subject = sensitive_subject(profile.name, tuple(profile.values)[:200], profile.words) or ""
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


def _rivals(columns: tuple[Profile, ...], role_of: dict[str, tuple[Role, float]], customer: str) -> tuple[str, ...]:
    """Say which other columns could as well be the time or the money."""
    said: list[str] = []
    for name, (role, sure) in role_of.items():
        score = _RIVALRY.get(role)
        free = [one for one in columns if one.name not in role_of and one.name != customer]
        others = [repr(one.name) for one in free if score is not None and one.values and score(one) >= sure]
        if others:
            said.append(
                f"{name!r} is taken as {_WORDS[role]}; {' and '.join(others)} could be it as well: if so, say it in"
                " shoal.toml"
            )
    return tuple(said)


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
    if is_cost_of_one(profile):
        return 0.5  # what the business pays, unless nothing says what the customer does
    if _is_of_whole(profile) or has(profile.words, (*_OTHER_PRICES, *_DELIVERY)):
        return 0.0
    return 0.9


def _amount(profile: Profile) -> float:
    if not _is_number(profile) or has(profile.words, NOT_MONEY) or is_cost_of_one(profile):
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
    return 0.35 if has(profile.words, ("description",)) else 0.0


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
    (Role.LIST_PRICE, list_price),
    (Role.DISCOUNT, discount),
    (Role.COST, cost),
    (Role.CHANNEL, channel),
    (Role.CAMPAIGN, campaign),
)
_RIVALRY: dict[Role, Score] = {
    Role.OCCURRED_AT: _occurred_at, Role.UNIT_PRICE: _unit_price, Role.AMOUNT: _amount, Role.QUANTITY: _quantity,
}  # fmt: skip
"""Roles of which a wrong column would go unnoticed in the figures."""

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
    Role.LIST_PRICE: "the price of one in the list",
    Role.DISCOUNT: "the money taken off",
    Role.COST: "what one costs the business",
    Role.CHANNEL: "the channel",
    Role.CAMPAIGN: "the campaign",
}
