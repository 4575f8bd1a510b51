"""Reading: the rows of all sources, checked one by one, as records of known kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shoal.errors import ConfigError, SourceError
from shoal.sources.checked import (
    Checked,
    gather_identifiers,
    gather_keys,
    gather_orders,
    gather_refused,
    of_kind,
    quality_of,
)
from shoal.sources.content import currency_of, fingerprint, key_is_identifier
from shoal.sources.customers import check_customers, join_customers, trait_fixes, trait_units
from shoal.sources.duplicates import nearly_repeated, repeated_customers, repeated_orders
from shoal.sources.findings import account, made, undo
from shoal.sources.fixes import EXACT, NEAR, has_fix, repaired
from shoal.sources.keys import spec_of
from shoal.sources.orders import COLUMNS, Clock, check_orders
from shoal.sources.undone import counted_though_undone
from shoal.terms import (
    ColumnSpec,
    Engine,
    Examined,
    Fix,
    Kind,
    Loaded,
    Progress,
    Quality,
    Records,
    Relation,
    SegmentationSpec,
    SourceAccount,
)
from shoal.terms.sources import file_name


def read(
    engine: Engine,
    loaded: tuple[Loaded, ...],
    *,
    known_at: datetime,
    now: datetime,
    spec: SegmentationSpec,
    progress: Progress,
    examined: tuple[Examined, ...] = (),
) -> Records:
    """Read the sources: type every row, refuse those that cannot be used, and say how many and why.

    A row is refused for one reason, the first of: ``ragged_row``, ``stray_quote``,
    ``line_too_long``, ``nul_byte``, ``repeated_header``, ``total_row``, ``customer_missing``,
    ``customer_damaged``, ``time_missing``, ``time_unreadable``, ``time_implausible``, ``after_as_of``,
    ``number_unreadable``, ``number_out_of_range``, ``exact_duplicate``, ``near_duplicate``, ``duplicate_customer``.

    Before that the repairs are made that each source lists.

    Parameters
    ----------
    engine : Engine
    loaded : tuple of Loaded
        With their specs.
    known_at : datetime
        What happened later is not known; a day without a time is known once it is over.
    now : datetime
        The clock of the face: what lies later cannot have happened.
    spec : SegmentationSpec
        Its time zone and its currency count here.
    progress : Progress
    examined : tuple of Examined
        What was found in the same sources, for the account of how good they are.

    Returns
    -------
    Records
        In the relations ``orders``, ``customers``, ``keys``, ``identifiers`` and ``refused``.

    Raises
    ------
    ConfigError
        If a spec does not fit its file, or the time zone is unknown.
    SourceError
        If no row can be used, or the money is in several currencies.
    """
    clock = Clock(known_at, now, _known_zone(spec.timezone))
    sources: list[Checked] = []
    raw = loaded
    loaded = tuple(repaired(one, timezone=clock.timezone, now=now.date()) for one in raw)
    for number, one in enumerate(loaded):
        progress.step(0.6 * number / len(loaded))
        sources.append(_check(engine, number, one, clock))
    checked, fixes = _without_repeats(engine, tuple(sources))
    progress.step(0.7)
    records = _records(engine, checked, spec)
    progress.step(0.9)
    warnings = tuple(warning for one in loaded for warning in (*one.warnings, *_loud(one))) + records.warnings
    warnings += counted_though_undone(engine, of_kind(checked, Kind.ORDERS))
    accounts = _accounts(engine, checked, records, examined)
    quality = replace(records.quality, fixes=fixes + records.quality.fixes + made(accounts), accounts=accounts)
    copies = (one.relation.name for one in loaded if one not in raw)
    for name in (*(source.rows.name for source in checked), *_repeat_names(checked), *copies):
        engine.drop(name)
    progress.step(1.0)
    snapshot_on = records.snapshot_on
    if records.customers and snapshot_on is None:
        snapshot_on = known_at.astimezone(ZoneInfo(spec.timezone)).date()
    return replace(records, quality=quality, warnings=warnings, snapshot_on=snapshot_on)


def _loud(loaded: Loaded) -> tuple[str, ...]:
    """Say what nobody should overlook in the answer."""
    if loaded.spec is None or not loaded.spec.each_row_is_a_customer:
        return ()
    return (f"{loaded.name} has NO CUSTOMER COLUMN: each row is taken as a customer of its own",)


def _check(engine: Engine, number: int, loaded: Loaded, clock: Clock) -> Checked:
    spec = spec_of(loaded)
    name = f"checked_{number}"
    if spec.kind is Kind.ORDERS:
        return Checked(number, loaded, spec, check_orders(engine, name, loaded, spec, clock))
    described = check_customers(engine, name, loaded, spec, clock.now.date())
    return Checked(number, loaded, spec, described.checked, described.columns)


def _accounts(
    engine: Engine, sources: tuple[Checked, ...], records: Records, examined: tuple[Examined, ...]
) -> tuple[SourceAccount, ...]:
    """Say how good each source is that was looked through, and how many customers it names."""
    by_path = {one.source: one for one in examined}
    n_in_all = records.keys.count() if examined else 0
    accounts: list[SourceAccount] = []
    for one in sources:
        if one.spec.path in by_path:
            counted = engine.rows(
                f"SELECT count(DISTINCT source_key) FROM ({one.sound})", step=f"customers of {one.loaded.path}"
            )
            figures = {**records.quality.by_source[one.loaded.path], "n_customers": int(counted[0][0])}
            accounts.append(account(by_path[one.spec.path], one.spec, figures, n_in_all))
    return tuple(accounts)


def _without_repeats(engine: Engine, sources: tuple[Checked, ...]) -> tuple[tuple[Checked, ...], tuple[Fix, ...]]:
    """Set aside order lines that repeat another one, and customers who are described again later."""
    fixes: list[Fix] = []
    found: dict[int, list[str]] = {one.number: [] for one in sources}
    for place, group in enumerate(_same_columns(engine, of_kind(sources, Kind.ORDERS))):
        repeated = repeated_orders(
            engine, f"repeated_orders_{place}", tuple((o.number, o.loaded, o.rows) for o in group)
        )
        for one in group:
            rows = f"SELECT shoal_row, 'exact_duplicate' AS reason FROM {repeated.name} WHERE source = {one.number}"
            fixes.extend(_repeats_fix(engine, one, rows, EXACT))
            if has_fix(one.spec, EXACT):
                found[one.number].append(rows)
    for one in of_kind(sources, Kind.CUSTOMERS):
        if not one.spec.each_row_is_a_customer:
            repeated = repeated_customers(engine, f"repeated_customers_{one.number}", one.loaded, one.rows)
            found[one.number].append(f"SELECT shoal_row, reason FROM {repeated.name}")
            fixes.extend(_last_row_fix(repeated.count(), one.loaded.path))
    for one in sources:
        if has_fix(one.spec, NEAR):
            already = replace(one, repeats=" UNION ALL ".join(found[one.number]))
            near = nearly_repeated(engine, f"nearly_repeated_{one.number}", already.loaded, already.sound)
            rows = f"SELECT shoal_row, 'near_duplicate' AS reason FROM {near.name}"
            fixes.extend(_repeats_fix(engine, one, rows, NEAR))
            found[one.number].append(rows)
    return tuple(replace(one, repeats=" UNION ALL ".join(found[one.number])) for one in sources), tuple(fixes)


def _records(engine: Engine, sources: tuple[Checked, ...], spec: SegmentationSpec) -> Records:
    orders_from, customers_from = of_kind(sources, Kind.ORDERS), of_kind(sources, Kind.CUSTOMERS)
    orders = gather_orders(engine, "orders", orders_from) if orders_from else None
    refused = gather_refused(engine, "refused", sources)
    quality = quality_of(engine, refused, sources)
    if not quality.rows_used:
        raise _nothing_left(sources, quality)
    currency, warnings = currency_of(engine, orders_from, spec.currency)
    is_identifier = key_is_identifier(engine, sources)
    customers: Relation | None = None
    columns: tuple[ColumnSpec, ...] = ()
    content: list[tuple[Relation, tuple[str, ...]]] = [(orders, COLUMNS)] if orders else []
    fixes: tuple[Fix, ...] = ()
    if customers_from:
        parts = tuple((one.columns, one.sound) for one in customers_from)
        is_keyed = not any(one.spec.each_row_is_a_customer for one in customers_from)
        if not is_keyed and not any(one.columns for one in customers_from):
            raise _nothing_to_use(customers_from)
        customers, columns, said = join_customers(engine, "customers", parts)
        warnings += said
        for one in customers_from:
            warnings += trait_units(engine, one.loaded, one.columns)
        fixes = tuple(fix for one in customers_from for fix in trait_fixes(engine, one.loaded, one.rows, one.columns))
        content.append((customers, customers.columns if is_keyed else customers.columns[1:]))
    return Records(
        orders=orders,
        customers=customers,
        keys=gather_keys(engine, "keys", sources),
        columns=columns,
        quality=replace(quality, fixes=fixes),
        identifiers=gather_identifiers(engine, "identifiers", sources, key_is_identifier=is_identifier),
        refused=refused,
        key_is_identifier=is_identifier,
        snapshot_on=max((one.spec.snapshot_on for one in customers_from if one.spec.snapshot_on), default=None),
        currency=currency,
        fingerprint=fingerprint(engine, tuple(content)),
        warnings=warnings,
    )


def _same_columns(engine: Engine, sources: tuple[Checked, ...]) -> tuple[tuple[Checked, ...], ...]:
    """Put sources together whose columns have the same names and types."""
    groups: dict[tuple[tuple[str, str], ...], list[Checked]] = {}
    for one in sources:
        types = engine.types(one.loaded.relation.name)
        groups.setdefault(tuple(sorted((name.casefold(), kind) for name, kind in types.items())), []).append(one)
    return tuple(tuple(group) for group in groups.values())


def _repeat_names(sources: tuple[Checked, ...]) -> tuple[str, ...]:
    names = [f"repeated_orders_{place}" for place in range(len(of_kind(sources, Kind.ORDERS)))]
    names += [f"repeated_customers_{one.number}" for one in of_kind(sources, Kind.CUSTOMERS)]
    return (*names, *(f"nearly_repeated_{one.number}" for one in sources))


def _repeats_fix(engine: Engine, one: Checked, rows: str, name: str) -> tuple[Fix, ...]:
    """Say how many rows repeat another one, and what is done with them."""
    n_rows = int(engine.rows(f"SELECT count(*) FROM ({rows})", step=f"repeats of {one.loaded.path}")[0][0])
    if not n_rows:
        return ()
    what = "in every column" if name == EXACT else "but for case and blanks"
    where = one.loaded.name
    if not has_fix(one.spec, name):
        reason = f"{where}: {n_rows} lines repeat an earlier line {what} and are kept, as the configuration says"
        return (
            Fix(name.removeprefix("drop_").removesuffix("s"), 0, reason, f'add "{name}" to its fixes in shoal.toml'),
        )
    reason = f"{where}: lines that repeat an earlier line {what} are counted once"
    return (Fix(name.removeprefix("drop_").removesuffix("s"), n_rows, reason, undo(name, one.loaded.path)),)


def _last_row_fix(n_rows: int, path: str) -> tuple[Fix, ...]:
    if not n_rows:
        return ()
    reason = f"{file_name(path)}: where a customer has several rows, the last one counts"
    return (Fix("duplicate_customer", n_rows, reason, "keep one row per customer in the file"),)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"there is no time zone {name!r}", expected="an IANA name such as Europe/Berlin", where="timezone"
        ) from error
    return name


def _nothing_to_use(sources: tuple[Checked, ...]) -> SourceError:
    whys = dict.fromkeys(f"{column.name!r}: {column.why}" for one in sources for column in one.spec.columns)
    listed = "; ".join(list(whys)[:3])
    return SourceError(
        f"there is nothing to form segments on: no column says who the customer is, and none can be used ({listed})",
        expected="a column of customer ids, and numbers, dates or few different values",
        do="give orders or a table of customers, or say in shoal.toml what its columns are",
        where=", ".join(one.loaded.path for one in sources),
    )


_ADVICE = (
    ("after_as_of", ", and as_of"),
    ("time_implausible", "; look at the dates, of which only those from 1970 to today are plausible"),
    ("customer_damaged", "; export the ids again as text, since a spreadsheet has spoilt them"),
    ("number_out_of_range", "; look at the numbers, which are too large to be money"),
)
"""What else to do where a reason stands among those of the refused rows."""


def _nothing_left(sources: tuple[Checked, ...], quality: Quality) -> SourceError:
    reasons = ", ".join(f"{reason} {n}" for reason, n in quality.rows_refused.items())
    return SourceError(
        f"none of the {quality.rows_read} rows can be used ({reasons})",
        expected="rows with a customer, a time and numbers that can be read",
        do="check what the columns are taken for"
        + "".join(said for why, said in _ADVICE if why in quality.rows_refused),
        where=", ".join(one.loaded.path for one in sources),
    )
