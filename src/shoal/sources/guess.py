"""Guessing what files and their columns are, and saying so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from shoal.errors import SourceError
from shoal.sources.catalogue_roles import name_column
from shoal.sources.customer_column import Choice, choose_customer, confidence
from shoal.sources.customer_roles import customer_columns
from shoal.sources.kind_choice import KindChoice, catalogue_of, nameless_events, record_of
from shoal.sources.order_roles import Structure, order_columns, structure_of
from shoal.sources.order_total import settle_order_total
from shoal.sources.orders_or_customers import (
    NoRecordsError,
    happened,
    orders_or_customers,
    refuse_units,
    refuse_unused_id,
    repeats,
)
from shoal.sources.passed_over import pass_over
from shoal.sources.price_or_total import settle_money
from shoal.sources.profile import Profile, profiles
from shoal.sources.questions import CUSTOMER, KIND, ask, check_names
from shoal.sources.role_choice import NUMBERS, TIMES, column_specs
from shoal.sources.text_roles import texts_among
from shoal.sources.toml_line import column_line
from shoal.sources.vocabulary import joined
from shoal.terms import ColumnSpec, Kind, Loaded, Role, SourceSpec

_READ = NUMBERS | TIMES | {Role.TRAIT}
"""Roles whose values are read as dates or numbers."""


_NAMED = 0.8
"""Confidence from which a column is called the customer."""


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
        except NoRecordsError as caught:
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
    structure = happened(loaded, columns, structure_of(columns), now)
    catalogue = None if KIND in answers or CUSTOMER in answers else _catalogue(columns, structure)
    choice = Choice(None, 0.0, "")
    if catalogue is None:
        choice = choose_customer(loaded, columns, answers, has_events=structure.is_of_events)
    chosen = catalogue or _kind(loaded, columns, structure, choice.column, is_told=KIND in answers)
    notes = [f"{loaded.name}: taken as {chosen.kind.value}, because {chosen.why}", *choice.notes]
    customer, is_keyless = None, choice.column is None and chosen.kind is Kind.CUSTOMERS
    if is_keyless:
        refuse_unused_id(loaded, columns)
        notes.append(f"{loaded.name}: NO CUSTOMER COLUMN was found, so EACH ROW IS TAKEN AS A CUSTOMER of its own")
    elif choice.column is not None:
        customer = ColumnSpec(choice.column, Role.CUSTOMER, confidence=choice.confidence, why=choice.why)
    specs, said = _columns(loaded, columns, structure, customer, chosen, answers)
    notes.extend(said)
    specs = tuple(_settled(loaded, spec, profile, answers) for spec, profile in zip(specs, columns, strict=True))
    notes.extend(p.note for spec, p in zip(specs, columns, strict=True) if p.note and spec.role in _READ)
    sure, text = round(chosen.confidence, 2), (loaded.delimiter, loaded.encoding)
    return SourceSpec(loaded.path, chosen.kind, specs, *text, None, is_keyless, sure, chosen.why), tuple(notes)


def _catalogue(columns: tuple[Profile, ...], structure: Structure) -> KindChoice | None:
    """Tell products and campaigns where no column is called the customer."""
    if any(confidence(profile, has_events=structure.is_of_events) >= _NAMED for profile in columns):
        return None
    return catalogue_of(columns, structure)


def _kind(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, customer: str | None, *, is_told: bool
) -> KindChoice:
    """Decide what a source with customers or visitors holds."""
    n_rows, n_customers = repeats(loaded, customer) if customer else (0, 0)
    found = None if is_told else record_of(columns, structure, customer, comes_again=n_customers < n_rows)
    if found is not None:
        return found
    if customer is not None:
        return orders_or_customers(loaded, columns, structure, customer, is_told=is_told)
    found = None if is_told or structure.is_of_events else nameless_events(columns, None)
    return found or KindChoice(Kind.CUSTOMERS, 0.6, "no column says who the customer is")


def _columns(
    loaded: Loaded,
    columns: tuple[Profile, ...],
    structure: Structure,
    customer: ColumnSpec | None,
    chosen: KindChoice,
    answers: Mapping[str, str],
) -> tuple[tuple[ColumnSpec, ...], tuple[str, ...]]:
    """Say what each column means, given the kind."""
    if chosen.kind is Kind.CUSTOMERS:
        return customer_columns(loaded, columns, customer)
    if chosen.kind is Kind.ORDERS and customer is not None:
        refuse_units(loaded, columns, structure)
        structure, of_totals = settle_order_total(loaded, columns, structure, answers)
        structure, of_money = settle_money(loaded, columns, structure, answers)
        specs, said = order_columns(loaded, columns, structure, customer)
        return specs, (*of_totals, *of_money, *said)
    also: dict[str, ColumnSpec] = {}
    if chosen.kind is Kind.TEXTS:
        also = texts_among(columns)
    elif chosen.kind in (Kind.PRODUCTS, Kind.CAMPAIGNS):
        also = name_column(columns, chosen.roles)
    return column_specs(columns, chosen.roles, customer, also), ()


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
    if specs and all(spec.kind in (Kind.PRODUCTS, Kind.CAMPAIGNS) for spec in specs):
        raise SourceError(
            "there are products or campaigns only, and no customers",
            expected="orders, customers, events, texts or holdings beside them",
            do="give the file that says who the customers are too",
            where=" and ".join(spec.path for spec in specs),
        )
    notes: list[str] = []
    orders = [one for one in loaded if one.spec is not None and one.spec.kind is Kind.ORDERS]
    if len(orders) > 1:
        names = ", ".join(one.name for one in orders)
        same = len({tuple(column.casefold() for column in one.columns) for one in orders}) == 1
        how = "have the same columns" if same else "have different columns, each read in its own way"
        notes.append(f"{names}: all are orders, {how}; their rows are stacked")
    return tuple(notes)
