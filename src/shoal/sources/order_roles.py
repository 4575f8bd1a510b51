"""What the columns of order lines mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shoal.engine import quote
from shoal.privacy.recognise import identifier_field, sensitive_subject
from shoal.sources.numbers import number_sql
from shoal.sources.profile import Profile
from shoal.sources.vocabulary import (
    AMOUNT,
    COUNTRY,
    CURRENCY,
    CUSTOMER,
    DESCRIPTION,
    EVENT_TIME,
    ID,
    NOT_EVENT_TIME,
    NOT_MONEY,
    ORDER,
    PRICE,
    PRODUCT,
    PRODUCT_CATEGORY,
    QUANTITY,
    SESSION,
    has,
)
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_NOT_ORDER = (*CUSTOMER, *PRODUCT, "status", "type")

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
        scored = [(score(profile), -place, profile.name) for place, profile in enumerate(columns)]
        scored = [one for one in scored if one[0] >= 0.3 and one[2] not in taken]
        if not scored:
            continue
        best = max(scored)
        roles[role] = (best[2], best[0])
        taken.add(best[2])
    named = next((profile.name for profile in columns if has(profile.words, QUANTITY)), None)
    if Role.UNIT_PRICE in roles and Role.QUANTITY not in roles and named is not None:
        roles[Role.QUANTITY] = (named, 0.3)  # by its name: what cannot be read in it is refused row by row
    elif Role.UNIT_PRICE in roles and Role.QUANTITY not in roles:
        price = roles.pop(Role.UNIT_PRICE)
        roles.setdefault(Role.AMOUNT, price)
    return Structure(roles)


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
    if not has(profile.words, ORDER) or (profile.type is ColumnType.CATEGORY and profile.n_sample > 100):
        return 0.0
    if has(profile.words, (*AMOUNT, *QUANTITY, *PRICE, *EVENT_TIME, *NOT_MONEY)) and not set(profile.words) & set(ID):
        return 0.0
    return 0.9 if has(profile.words, ID) else 0.6


def _quantity(profile: Profile) -> float:
    if not _is_number(profile) or has(profile.words, (*PRICE, *NOT_EVENT_TIME)):
        return 0.0
    words = set(profile.words)
    if has(profile.words, QUANTITY):
        return 0.9 if not has(profile.words, (*AMOUNT, *CUSTOMER)) else 0.3
    return 0.6 if words & {"number", "num", "no", "n"} and "of" in words else 0.0


def _unit_price(profile: Profile) -> float:
    if not _is_number(profile) or not has(profile.words, PRICE):
        return 0.0
    if has(profile.words, ("total", "gesamt", "line", "sum", "summe", "order", "discount", "rabatt", "original")):
        return 0.0
    return 0.9


def _amount(profile: Profile) -> float:
    if not _is_number(profile) or has(profile.words, NOT_MONEY):
        return 0.0
    if has(profile.words, PRICE):
        return 0.8 if has(profile.words, ("total", "gesamt", "line", "sum", "summe", "order")) else 0.0
    return 0.85 if has(profile.words, AMOUNT) else 0.0


def _product(profile: Profile) -> float:
    if profile.type in (ColumnType.DATE, ColumnType.FLAG) or has(profile.words, (*QUANTITY, *PRICE, *AMOUNT)):
        return 0.0
    if has(profile.words, PRODUCT_CATEGORY) or has(profile.words, CUSTOMER):
        return 0.0
    if has(profile.words, PRODUCT):
        return 0.5 if has(profile.words, DESCRIPTION) else 0.9
    return 0.35 if has(profile.words, ("description", "bezeichnung", "beschreibung")) else 0.0


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
    (Role.CATEGORY, _of_words(PRODUCT_CATEGORY)),
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
