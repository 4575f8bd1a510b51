"""Whether a source holds orders or customers, and what is refused because it could be either, or neither."""

from __future__ import annotations

from datetime import datetime

from shoal.engine import quote
from shoal.errors import SourceError
from shoal.sources.customer_column import is_named_customer_id
from shoal.sources.dates import moment_sql, timestamp_literal
from shoal.sources.keys import key_sql
from shoal.sources.kind_choice import KindChoice, is_panel, nameless_events
from shoal.sources.order_roles import Structure, quantity_with_unit, unread_money
from shoal.sources.profile import Profile
from shoal.sources.questions import CUSTOMER, KIND
from shoal.sources.vocabulary import FIXED, has
from shoal.terms import ColumnSpec, ColumnType, Kind, Loaded, Role

FEW_REPEATS = 0.9
"""A table of customers may name some twice; with fewer different customers than this share of rows it is none."""

MANY_ROWS = 0.5
"""A table with a time and at most this share of different customers among its rows is one of events."""


class NoRecordsError(Exception):
    """A table that is none of the kinds; in a folder it is passed over, elsewhere refused."""

    def __init__(self, refusal: SourceError) -> None:
        super().__init__(refusal.found)
        self.refusal = refusal


def refuse_unused_id(loaded: Loaded, columns: tuple[Profile, ...]) -> None:
    """Refuse to take each row as a customer where a column is called the id of the customer and holds values."""
    for one in columns:
        if one.values and is_named_customer_id(one.words):
            raise SourceError(
                f"the column is called the id of the customer, but its values, such as {next(iter(one.values))!r}, read"
                " as dates",
                expected="ids: whole numbers or texts",
                do=f"export it again with the ids as text; if they are the ids, add --answer {CUSTOMER}={one.name}",
                where=f"{loaded.path}, column {one.name!r}",
            )


def happened(loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, now: datetime) -> Structure:
    """Take a column that lies wholly in the future for no time of event."""
    if Role.OCCURRED_AT not in structure.roles:
        return structure
    name = structure.roles[Role.OCCURRED_AT][0]
    profile = next(profile for profile in columns if profile.name == name)
    at = moment_sql(quote(name), profile.sql_type, profile.format, "UTC").at
    has_past = loaded.relation.engine.rows(
        f"SELECT min({at}) <= {timestamp_literal(now)} FROM {loaded.relation.name}", step=f"events of {loaded.path}"
    )[0][0]
    return structure if has_past else structure.without(Role.OCCURRED_AT)


def orders_or_customers(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, customer: str, *, is_told: bool
) -> KindChoice:
    """Decide by the structure: orders have a customer who comes again, a time of event, and money or an order.

    Parameters
    ----------
    loaded : Loaded
    columns : tuple of Profile
    structure : Structure
        What it has of orders.
    customer : str
        The column of the customer.
    is_told : bool
        Whether somebody said that it is a table of customers.

    Raises
    ------
    SourceError
        If it looks like orders of which something cannot be read.
    NoRecordsError
        If it measures customers day after day.
    """
    time, sure = structure.roles.get(Role.OCCURRED_AT, ("", 0.0))
    n_rows, n_customers = repeats(loaded, customer)
    if n_customers == n_rows:
        if sure >= 0.8 and structure.is_of_events:
            why = f"it has a time of event ({time!r}) and money or orders, though no customer comes twice"
            return KindChoice(Kind.ORDERS, 0.6, why)
        return KindChoice(Kind.CUSTOMERS, 0.95, f"there is one row for each value of {customer!r}")
    if structure.is_of_events:
        why = f"customers ({customer!r}) come again, with a time of event ({time!r}) and money or orders"
        return KindChoice(Kind.ORDERS, min(0.95, sure + 0.05), why)
    _refuse_unread(loaded, columns, structure, customer, is_of_few=n_customers < FEW_REPEATS * n_rows)
    missing = "money or orders" if time else "a time of event"
    described = KindChoice(
        Kind.CUSTOMERS, 0.5, f"it lacks {missing}; where a customer has several rows the last counts"
    )
    if is_told or n_customers >= FEW_REPEATS * n_rows:
        return described
    return _events(loaded, columns, customer) or described


def _refuse_unread(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, customer: str, *, is_of_few: bool
) -> None:
    """Refuse what would be orders if its times or its money could be read."""
    time = structure.roles.get(Role.OCCURRED_AT, ("", 0.0))[0]
    of_orders = {Role.ORDER, Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT} & set(structure.roles)
    if not time and of_orders and is_of_few:
        raise SourceError(
            f"customers ({customer!r}) come again and there are columns of orders, but no column whose values can"
            " be read as the time of an order",
            expected="a date or time in a common form, such as 2025-01-31 or 31.01.2025 14:05",
            do="write the dates in one such form, or say in shoal.toml what the file and its columns are",
            where=loaded.path,
        )
    unread = unread_money(columns, structure) if time else ()
    if unread:
        raise SourceError(
            f"customers ({customer!r}) come again with a time, and {unread[0]!r} is money by its name, but too few"
            " of its values read as numbers",
            expected="numbers, such as 1234.56, 1.234,56 or 12,50 €",
            do="write the amounts as numbers, or say in shoal.toml what the file and its columns are",
            where=f"{loaded.path}, column {unread[0]!r}",
        )


def refuse_units(loaded: Loaded, columns: tuple[Profile, ...], structure: Structure) -> None:
    """Refuse quantities that cannot be read for their unit; to leave them out would count each line as one piece."""
    found = quantity_with_unit(columns, structure)
    if found:
        raise SourceError(
            f"{found[0]!r} is a quantity by its name, but its values carry a unit, such as {found[1]!r}",
            expected="numbers; a word for pieces, such as pcs or Stk, may stand behind",
            do="write the quantities as numbers in one unit, or say in shoal.toml what the file and its columns are",
            where=f"{loaded.path}, column {found[0]!r}",
        )


def _events(loaded: Loaded, columns: tuple[Profile, ...], customer: str) -> KindChoice | None:
    """Tell a table that says when customers did something; refuse one that says what they were day after day.

    The last row of each customer would be no description of anybody.
    """
    times = (one.name for one in columns if one.type is ColumnType.DATE and not has(one.words, FIXED))
    time = next((time for time in times if time != customer), None)
    if time is None:
        return None
    key = key_sql(ColumnSpec(customer, Role.CUSTOMER), loaded.relation.engine.types(loaded.relation.name)[customer])
    n_rows, n_customers = loaded.relation.engine.rows(
        f"SELECT count({key}), count(DISTINCT {key}) FROM {loaded.relation.name}", step=f"events of {loaded.path}"
    )[0]
    if n_customers > MANY_ROWS * n_rows:
        return None
    if is_panel(loaded, columns, customer, time):
        raise NoRecordsError(_measurements(loaded, customer, time, n_rows, n_customers))
    found = nameless_events(columns, customer)
    if found is not None:
        return found
    why = f"{n_rows} rows of {n_customers} customers ({customer!r}) have a time ({time!r}), and nothing was bought"
    return KindChoice(Kind.EVENTS, 0.5, why, {Role.OCCURRED_AT: (time, 0.5)})


def _measurements(loaded: Loaded, customer: str, time: str, n_rows: int, n_customers: int) -> SourceError:
    return SourceError(
        f"it measures customers day after day: {n_rows} rows, one for each of {n_customers} customers ({customer!r})"
        f" and days ({time!r}), and nothing says what they did",
        expected="orders, events, or one row per customer",
        do="sum the numbers up for each customer first; to take the last row of each customer all the"
        f' same, add --answer {KIND}={Kind.CUSTOMERS.value}, or say kind = "{Kind.CUSTOMERS.value}" in shoal.toml',
        where=loaded.path,
    )


def repeats(loaded: Loaded, column: str) -> tuple[int, int]:
    """Count the rows that name a customer, and the customers."""
    name = quote(column)
    n_rows, n_customers = loaded.relation.engine.rows(
        f"SELECT count({name}), count(DISTINCT {name}) FROM {loaded.relation.name}", step=f"customers of {loaded.path}"
    )[0]
    return int(n_rows), int(n_customers)
