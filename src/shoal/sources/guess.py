"""Guessing what files and their columns are, and saying so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from shoal.engine import quote
from shoal.errors import SourceError
from shoal.sources.customer_column import Choice, choose_customer, is_named_customer_id
from shoal.sources.customer_roles import customer_columns
from shoal.sources.dates import moment_sql, timestamp_literal
from shoal.sources.keys import key_sql
from shoal.sources.order_roles import Structure, order_columns, quantity_with_unit, structure_of, unread_money
from shoal.sources.order_total import settle_order_total
from shoal.sources.passed_over import pass_over
from shoal.sources.price_or_total import settle_money
from shoal.sources.profile import Profile, profiles
from shoal.sources.questions import CUSTOMER, KIND, ask, check_names
from shoal.sources.toml_line import column_line
from shoal.sources.vocabulary import FIXED, has, joined
from shoal.terms import ColumnSpec, ColumnType, Kind, Loaded, Role, SourceSpec

_READ = (Role.OCCURRED_AT, Role.QUANTITY, Role.UNIT_PRICE, Role.AMOUNT, Role.TRAIT)
"""Roles whose values are read as dates or numbers."""

FEW_REPEATS = 0.9
"""A table of customers may name some twice; with fewer different customers than this share of rows it is none."""

MANY_ROWS = 0.5
"""A table with a time and at most this share of different customers among its rows is one of events."""


class _NoPurchasesError(Exception):
    """A table of what customers did, other than buying; in a folder it is passed over, elsewhere refused."""

    def __init__(self, refusal: SourceError) -> None:
        super().__init__(refusal.found)
        self.refusal = refusal


def guess(
    loaded: tuple[Loaded, ...], *, answers: Mapping[str, str], now: datetime, optional: Collection[str] = ()
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
    optional : collection of str
        Paths that nobody named, of files found in a folder: where they hold no purchases, or no customer while others
        do, they are passed over, each with a note.

    Returns
    -------
    tuple of Loaded
        Each with its `SourceSpec`, those passed over left out.
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
    notes_of: list[tuple[str, ...]] = []
    passed_over: list[SourceError] = []
    for one in loaded:
        if one.spec is not None:
            guessed.append(one)
            notes_of.append(())
            continue
        try:
            spec, said = _spec(one, answers, now)
        except _NoPurchasesError as caught:
            if one.path not in optional:
                raise caught.refusal from None
            passed_over.append(caught.refusal)
            notes.append(f"{one.name} was passed over: {caught.refusal.found}.")
            continue
        guessed.append(replace(one, spec=spec))
        notes_of.append(said)
    if passed_over and not guessed:
        raise passed_over[0]
    chosen, said = pass_over(tuple(guessed), optional)
    stay = [note for one, of_one in zip(guessed, notes_of, strict=True) if one in chosen for note in of_one]
    return chosen, (*stay, *notes, *said, *_together(chosen))


def _spec(loaded: Loaded, answers: Mapping[str, str], now: datetime) -> tuple[SourceSpec, tuple[str, ...]]:
    columns = profiles(loaded, now)
    structure = _happened(loaded, columns, structure_of(columns), now)
    choice = choose_customer(loaded, columns, answers, has_events=structure.is_of_events)
    kind, sure, why = _kind(loaded, columns, structure, choice, is_told=KIND in answers)
    notes = [f"{loaded.name}: taken as {kind.value}, because {why}", *choice.notes]
    customer = None
    if choice.column is None:
        _refuse_unused_id(loaded, columns)
        notes.append(f"{loaded.name}: NO CUSTOMER COLUMN was found, so EACH ROW IS TAKEN AS A CUSTOMER of its own")
    else:
        customer = ColumnSpec(choice.column, Role.CUSTOMER, confidence=choice.confidence, why=choice.why)
    if kind is Kind.ORDERS and customer is not None:
        _refuse_units(loaded, columns, structure)
        structure, said = settle_order_total(loaded, columns, structure, answers)
        notes.extend(said)
        structure, said = settle_money(loaded, columns, structure, answers)
        notes.extend(said)
        specs, said = order_columns(loaded, columns, structure, customer)
        notes.extend(said)
    else:
        specs, said = customer_columns(loaded, columns, customer)
        notes.extend(said)
    specs = tuple(_settled(loaded, spec, profile, answers) for spec, profile in zip(specs, columns, strict=True))
    notes.extend(p.note for spec, p in zip(specs, columns, strict=True) if p.note and spec.role in _READ)
    spec = SourceSpec(
        loaded.path, kind, specs, loaded.delimiter, loaded.encoding, None, customer is None, round(sure, 2), why
    )
    return spec, tuple(notes)


def _refuse_unused_id(loaded: Loaded, columns: tuple[Profile, ...]) -> None:
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
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, choice: Choice, *, is_told: bool
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
    if not is_told and n_customers < FEW_REPEATS * n_rows:
        _refuse_events(loaded, columns, choice.column)
    missing = "money or orders" if time else "a time of event"
    return Kind.CUSTOMERS, 0.5, f"it lacks {missing}; where a customer has several rows the last one counts"


def _refuse_units(loaded: Loaded, columns: tuple[Profile, ...], structure: Structure) -> None:
    """Refuse quantities that cannot be read for their unit; to leave them out would count each line as one piece."""
    found = quantity_with_unit(columns, structure)
    if found:
        raise SourceError(
            f"{found[0]!r} is a quantity by its name, but its values carry a unit, such as {found[1]!r}",
            expected="numbers; a word for pieces, such as pcs or Stk, may stand behind",
            do="write the quantities as numbers in one unit, or say in shoal.toml what the file and its columns are",
            where=f"{loaded.path}, column {found[0]!r}",
        )


def _refuse_events(loaded: Loaded, columns: tuple[Profile, ...], customer: str) -> None:
    """Refuse a table that says when customers did something, or what they were week by week, but not what they bought.

    The last row of each customer would be no description of anybody.
    """
    times = (one.name for one in columns if one.type is ColumnType.DATE and not has(one.words, FIXED))
    time = next((time for time in times if time != customer), None)
    key = key_sql(ColumnSpec(customer, Role.CUSTOMER), loaded.relation.engine.types(loaded.relation.name)[customer])
    n_rows, n_customers = loaded.relation.engine.rows(
        f"SELECT count({key}), count(DISTINCT {key}) FROM {loaded.relation.name}", step=f"events of {loaded.path}"
    )[0]
    if time is None or n_customers > MANY_ROWS * n_rows:
        return
    refusal = SourceError(
        f"it looks like a table of events: {n_rows} rows of {n_customers} customers ({customer!r}) with a time"
        f" ({time!r}), and nothing says what was bought",
        expected="orders with their amounts, or one row per customer",
        do="give the orders, or count the events of each customer first; to take the last row of each customer all the"
        f' same, add --answer {KIND}={Kind.CUSTOMERS.value}, or say kind = "{Kind.CUSTOMERS.value}" in shoal.toml',
        where=loaded.path,
    )
    raise _NoPurchasesError(refusal)


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
            f"{'it has' if len(keyless) == 1 else 'they have'} no customer column, "
            "so the rows cannot be brought together with those of other files",
            expected="a column with the same customer ids in each file",
            do="give such a file alone, or name its customer column: --answer customer=COLUMN",
            where=" and ".join(keyless),
        )
    notes: list[str] = []
    orders = [one for one in loaded if one.spec is not None and one.spec.kind is Kind.ORDERS]
    if len(orders) > 1:
        names = ", ".join(one.name for one in orders)
        same = len({tuple(column.casefold() for column in one.columns) for one in orders}) == 1
        how = "have the same columns" if same else "have different columns, each read in its own way"
        notes.append(f"{names}: all are orders, {how}; their rows are stacked")
    return tuple(notes)
