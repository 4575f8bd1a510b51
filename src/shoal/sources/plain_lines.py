"""The order lines of a source as one plain query over its table, for engines that do the work without shoal."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.engine import literal, quote
from shoal.errors import ConfigError
from shoal.languages import MISSING, NOBODY
from shoal.sources.fixes import EXACT
from shoal.terms import ColumnType, Role, SourceSpec

TEXTS = {Role.PRODUCT: "product", Role.CATEGORY: "category", Role.COUNTRY: "country", Role.CHANNEL: "channel",
         Role.CAMPAIGN: "campaign"}  # fmt: skip
EXTRAS = {Role.LIST_PRICE: "list_amount", Role.COST: "cost"}
DECIMAL = "DECIMAL(18,4)"


@dataclass(frozen=True)
class PlainLines:
    """Order lines in the common subset of SQL.

    Parameters
    ----------
    rows : str
        The rows of the table that count, each once.
    lines : str
        The order lines of ``order_rows``, with ``source_key``.
    notes : tuple of str
        What shoal does with the files beyond that.
    """

    rows: str
    lines: str
    notes: tuple[str, ...]


def plain_lines(spec: SourceSpec, table: str, before: str, *, fold_case: bool) -> PlainLines:
    """Write the query for a table that has the columns of a source, typed.

    Numbers are numbers there and times are dates or timestamps; a text that has to be parsed is what shoal is for.

    Parameters
    ----------
    spec : SourceSpec
        Of kind orders.
    table : str
        Its name there.
    before : str
        SQL of the day from which on nothing is looked at.
    fold_case : bool
        Whether keys that differ only in case are one customer.

    Raises
    ------
    ConfigError
        If the source has no column of the customer or of the time.
    """
    customer, time = spec.column(Role.CUSTOMER), spec.column(Role.OCCURRED_AT)
    if customer is None or time is None:
        raise ConfigError(
            "the orders name no customer or no time", expected="a column of each", where=spec.path, do="say which it is"
        )
    key = f"CASE WHEN {_text(customer.name)} LIKE '%.0' THEN replace({_text(customer.name)}, '.0', '') ELSE"
    key += f" {_text(customer.name)} END"
    key = f"upper({key})" if fold_case else key
    nobody = ", ".join(literal(word) for word in dict.fromkeys(("", *MISSING, *NOBODY)))
    on = f"CAST({quote(time.name)} AS DATE)"
    own = ", ".join(quote(column.name) for column in spec.columns)
    once = "DISTINCT " if spec.fixes is None or any(fix.startswith(EXACT) for fix in spec.fixes) else ""
    rows = (
        f"SELECT {once}{own} FROM {table} WHERE lower({_text(customer.name)}) NOT IN ({nobody})"
        f" AND {quote(customer.name)} IS NOT NULL AND {on} < {before}"
    )
    numbers = {role: f"CAST({quote(c.name)} AS DOUBLE)" for role in _NUMBERS if (c := spec.column(role)) is not None}
    n = numbers.get(Role.QUANTITY, "CAST(1 AS DOUBLE)")
    value, is_purchase, needed = _worth(numbers, n)
    order = spec.column(Role.ORDER)
    columns = {
        "source_key": key,
        "order_key": f"CAST({on} AS VARCHAR)"
        if order is None
        else f"COALESCE({_blank(order.name)}, CAST({on} AS VARCHAR))",
        "occurred_on": on,
        "occurred_hour": f"CAST(extract(hour FROM {quote(time.name)}) AS BIGINT)",
        "quantity": f"CAST({n} AS {DECIMAL})",
        "amount": f"CAST({value} AS {DECIMAL})",
        "is_purchase": is_purchase,
        "is_return": f"({n} < 0 OR COALESCE({value}, 0) < 0)",
        "discount": f"CAST(abs({numbers[Role.DISCOUNT]}) AS {DECIMAL})"
        if Role.DISCOUNT in numbers
        else _nothing(DECIMAL),
    }
    for role, name in TEXTS.items():
        column = spec.column(role)
        said = _nothing("VARCHAR") if column is None else _blank(column.name)
        columns[name] = f"lower({said})" if role is Role.CHANNEL else said
    for role, name in EXTRAS.items():
        columns[name] = f"CAST({numbers[role]} * {n} AS {DECIMAL})" if role in numbers else _nothing(DECIMAL)
    listed = ",\n  ".join(f"{sql} AS {name}" for name, sql in columns.items())
    lines = f"SELECT {listed}\nFROM order_rows WHERE {' AND '.join(f'{each} IS NOT NULL' for each in needed)}"
    return PlainLines(rows, lines, _notes(spec))


_NUMBERS = (Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT, Role.LIST_PRICE, Role.DISCOUNT, Role.COST)


def _worth(numbers: dict[Role, str], n: str) -> tuple[str, str, tuple[str, ...]]:
    """Write what a line is worth, whether it is a purchase, and what must be known of it."""
    if Role.AMOUNT in numbers:
        total = numbers[Role.AMOUNT]
        return f"CASE WHEN {n} < 0 THEN -abs({total}) ELSE {total} END", f"({total} > 0 AND {n} > 0)", (total,)
    if Role.UNIT_PRICE in numbers:
        each = numbers[Role.UNIT_PRICE]
        return f"{n} * {each}", f"({n} > 0 AND {each} > 0)", (n, each)
    return _nothing("DOUBLE"), f"({n} > 0)", (n,)


def _notes(spec: SourceSpec) -> tuple[str, ...]:
    parsed = [c.name for c in spec.columns if c.type is ColumnType.NUMBER and c.decimal != "."]
    parsed += [c.name for c in spec.columns if c.role is Role.OCCURRED_AT and c.format]
    fixes = [fix for fix in spec.fixes or () if not fix.startswith(EXACT)]
    notes = [f"Numbers and times are typed there; in the file shoal reads them from text: {', '.join(parsed)}."]
    notes = notes if parsed else []
    return (*notes, *((f"Repairs that shoal makes and this does not: {', '.join(fixes)}.",) if fixes else ()))


def _text(column: str) -> str:
    return f"trim(CAST({quote(column)} AS VARCHAR))"


def _blank(column: str) -> str:
    return f"CASE WHEN lower({_text(column)}) NOT IN ('', 'nan', 'null') THEN {_text(column)} END"


def _nothing(sql_type: str) -> str:
    return f"CAST(NULL AS {sql_type})"
