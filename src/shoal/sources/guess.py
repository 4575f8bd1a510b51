"""Guessing what files and their columns are, and saying so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shoal.engine import quote
from shoal.errors import SourceError
from shoal.sources.customer_column import Choice, choose_customer
from shoal.sources.customer_roles import customer_columns
from shoal.sources.dates import moment_sql, timestamp_literal
from shoal.sources.order_roles import Structure, order_columns, structure_of, unread_money
from shoal.sources.profile import Profile, profiles
from shoal.sources.questions import ask, check_names
from shoal.sources.toml_line import column_line
from shoal.sources.vocabulary import joined
from shoal.terms import ColumnSpec, Kind, Loaded, Role, SourceSpec

_READ = (Role.OCCURRED_AT, Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT, Role.TRAIT)
"""Roles whose values are read as dates or numbers."""

FEW_REPEATS = 0.9
"""A table of customers may name some twice; with fewer different customers than this share of rows it is none."""


def guess(
    loaded: tuple[Loaded, ...], *, answers: Mapping[str, str], now: datetime
) -> tuple[tuple[Loaded, ...], tuple[str, ...]]:
    """Guess what each source is, where it is not configured.

    Parameters
    ----------
    loaded : tuple of Loaded
        Those with a spec stay as they are.
    answers : mapping of str to str
        Answers to open questions, by the name of the question.
    now : datetime
        The clock of the face: an event after it is none.

    Returns
    -------
    tuple of Loaded
        Each with its `SourceSpec`.
    tuple of str
        What is to be said aloud.

    Raises
    ------
    OpenQuestion
        If two readings are equally good.
    ConfigError
        If an answer is none of the options.
    SourceError
        If tables without a customer column cannot be brought together.

    Examples
    --------
    >>> from datetime import UTC
    >>> from pathlib import Path
    >>> import pyarrow as pa
    >>> from shoal.engine import DuckEngine
    >>> from shoal.sources.load import load
    >>> from shoal.terms import Silent
    >>> engine = DuckEngine(Path("spill"))
    >>> table = pa.table({"customer_id": ["a", "b", "a"], "date": ["2025-01-31"] * 3, "amount": [1.5, 2.0, 3.0]})
    >>> there = load(engine, {"frame:sales": table}, scratch=Path("."), progress=Silent())
    >>> (sales,), notes = guess(there, answers={}, now=datetime(2025, 3, 1, tzinfo=UTC))
    >>> sales.spec.kind.value, [column.role.value for column in sales.spec.columns]
    ('orders', ['customer', 'occurred_at', 'amount'])
    >>> engine.close()
    """
    check_names(answers, tuple(column for one in loaded for column in one.columns))
    notes: list[str] = []
    guessed: list[Loaded] = []
    for one in loaded:
        if one.spec is None:
            spec, said = _spec(one, answers, now)
            guessed.append(replace(one, spec=spec))
            notes.extend(said)
        else:
            guessed.append(one)
    notes.extend(_together(tuple(guessed)))
    return tuple(guessed), tuple(notes)


def _spec(loaded: Loaded, answers: Mapping[str, str], now: datetime) -> tuple[SourceSpec, tuple[str, ...]]:
    columns = profiles(loaded, now)
    structure = _happened(loaded, columns, structure_of(columns), now)
    choice = choose_customer(loaded, columns, answers, has_events=structure.is_of_events)
    kind, sure, why = _kind(loaded, columns, structure, choice)
    notes = [f"{loaded.name}: taken as {kind.value}, because {why}", *choice.notes]
    customer = None
    if choice.column is None:
        notes.append(f"{loaded.name}: NO CUSTOMER COLUMN was found, so EACH ROW IS TAKEN AS A CUSTOMER of its own")
    else:
        customer = ColumnSpec(choice.column, Role.CUSTOMER, confidence=choice.confidence, why=choice.why)
    if kind is Kind.ORDERS and customer is not None:
        specs, said = order_columns(loaded, columns, structure, customer)
        notes.extend(said)
    else:
        specs = customer_columns(loaded, columns, customer)
    specs = tuple(_settled(loaded, spec, profile, answers) for spec, profile in zip(specs, columns, strict=True))
    notes.extend(p.note for spec, p in zip(specs, columns, strict=True) if p.note and spec.role in _READ)
    spec = SourceSpec(
        loaded.path, kind, specs, loaded.delimiter, loaded.encoding, None, customer is None, round(sure, 2), why
    )
    return spec, tuple(notes)


def _happened(loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, now: datetime) -> Structure:
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


def _kind(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, choice: Choice
) -> tuple[Kind, float, str]:
    """Decide by the structure: orders have a customer who comes again, a time of event, and money or an order."""
    if choice.column is None:
        return Kind.CUSTOMERS, 0.6, "no column says who the customer is"
    time, sure = structure.roles.get(Role.OCCURRED_AT, ("", 0.0))
    n_rows, n_customers = _repeats(loaded, choice.column)
    if n_customers == n_rows:
        if sure >= 0.8 and structure.is_of_events:
            why = f"it has a time of event ({time!r}) and money or orders, though no customer comes twice"
            return Kind.ORDERS, 0.6, why
        return Kind.CUSTOMERS, 0.95, f"there is one row for each value of {choice.column!r}"
    if structure.is_of_events:
        why = f"customers ({choice.column!r}) come again, with a time of event ({time!r}) and money or orders"
        return Kind.ORDERS, min(0.95, sure + 0.05), why
    of_orders = {Role.ORDER, Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT} & set(structure.roles)
    if not time and of_orders and n_customers < FEW_REPEATS * n_rows:
        raise SourceError(
            f"customers ({choice.column!r}) come again and there are columns of orders, but no column whose values can"
            " be read as the time of an order",
            expected="a date or time in a common form, such as 2025-01-31 or 31.01.2025 14:05",
            do="write the dates in one such form, or say in shoal.toml what the file and its columns are",
            where=loaded.path,
        )
    unread = unread_money(columns, structure) if time else ()
    if unread:
        raise SourceError(
            f"customers ({choice.column!r}) come again with a time, and {unread[0]!r} is money by its name, but too few"
            " of its values read as numbers",
            expected="numbers, such as 1234.56, 1.234,56 or 12,50 €",
            do="write the amounts as numbers, or say in shoal.toml what the file and its columns are",
            where=f"{loaded.path}, column {unread[0]!r}",
        )
    missing = "money or orders" if time else "a time of event"
    return Kind.CUSTOMERS, 0.5, f"it lacks {missing}; where a customer has several rows the last one counts"


def _repeats(loaded: Loaded, column: str) -> tuple[int, int]:
    """Count the rows that name a customer, and the customers."""
    name = quote(column)
    n_rows, n_customers = loaded.relation.engine.rows(
        f"SELECT count({name}), count(DISTINCT {name}) FROM {loaded.relation.name}", step=f"customers of {loaded.path}"
    )[0]
    return int(n_rows), int(n_customers)


def _settled(loaded: Loaded, spec: ColumnSpec, profile: Profile, answers: Mapping[str, str]) -> ColumnSpec:
    """Ask what is open about the reading of a column, where the column is used."""
    doubt = profile.doubt
    if doubt is None or spec.role not in _READ:
        return spec
    if doubt.field == "format":
        read = {answer: replace(spec, format=value) for answer, value in doubt.readings.items()}
    else:
        read = {answer: replace(spec, decimal=value) for answer, value in doubt.readings.items()}
    answer = ask(
        answers,
        doubt.about + joined(profile.name),
        doubt.question,
        options={answer: column_line(one) for answer, one in read.items()},
        where=f"{loaded.path}, column {profile.name!r}",
    )
    return read[answer]


def _together(loaded: tuple[Loaded, ...]) -> tuple[str, ...]:
    """Check that the sources can be understood together, and say what is stacked."""
    specs = [one.spec for one in loaded if one.spec is not None]
    keyless = [spec.path for spec in specs if spec.each_row_is_a_customer]
    if keyless and len(specs) > 1:
        raise SourceError(
            f"{' and '.join(keyless)} {'has' if len(keyless) == 1 else 'have'} no customer column, "
            "so the rows cannot be brought together with those of other files",
            expected="a column with the same customer ids in each file",
            do="give such a file alone, or name its customer column: --answer customer=COLUMN",
            where=keyless[0],
        )
    notes: list[str] = []
    orders = [one for one in loaded if one.spec is not None and one.spec.kind is Kind.ORDERS]
    if len(orders) > 1:
        names = ", ".join(one.name for one in orders)
        same = len({tuple(column.casefold() for column in one.columns) for one in orders}) == 1
        how = "have the same columns" if same else "have different columns, each read in its own way"
        notes.append(f"{names}: all are orders, {how}; their rows are stacked")
    return tuple(notes)
