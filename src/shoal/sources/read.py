"""Reading: the rows of all sources, checked one by one, as records of known kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shoal.errors import ConfigError, SourceError
from shoal.sources.catalogues_checked import CAMPAIGN_COLUMNS, PRODUCT_COLUMNS, check_campaigns, check_products
from shoal.sources.checked import (
    Checked,
    gather,
    gather_identifiers,
    gather_keys,
    gather_refused,
    of_kind,
    quality_of,
)
from shoal.sources.contacts import with_accounts
from shoal.sources.content import currency_of, fingerprint, key_is_identifier
from shoal.sources.customers import check_customers
from shoal.sources.described import describe
from shoal.sources.events_checked import EVENT_COLUMNS, check_events
from shoal.sources.findings import accounts_of, made
from shoal.sources.fixes import repaired
from shoal.sources.holdings_checked import HOLDING_COLUMNS, check_holdings
from shoal.sources.joins import joined_up
from shoal.sources.keys import spec_of
from shoal.sources.orders import COLUMNS, Clock, check_orders
from shoal.sources.repeated import repeat_names, without_repeats
from shoal.sources.texts_checked import TEXT_COLUMNS, check_texts
from shoal.sources.undone import counted_though_undone
from shoal.terms import (
    Engine,
    Examined,
    Kind,
    Loaded,
    Progress,
    Quality,
    Records,
    Relation,
    SegmentationSpec,
    SourceSpec,
)

_CHECKS: Mapping[Kind, Callable[[Engine, str, Loaded, SourceSpec, Clock], Relation]] = {
    Kind.ORDERS: check_orders,
    Kind.EVENTS: check_events,
    Kind.TEXTS: check_texts,
    Kind.HOLDINGS: check_holdings,
    Kind.PRODUCTS: check_products,
    Kind.CAMPAIGNS: check_campaigns,
}
_COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.ORDERS: COLUMNS,
    Kind.EVENTS: EVENT_COLUMNS,
    Kind.TEXTS: TEXT_COLUMNS,
    Kind.HOLDINGS: HOLDING_COLUMNS,
    Kind.PRODUCTS: PRODUCT_COLUMNS,
    Kind.CAMPAIGNS: CAMPAIGN_COLUMNS,
}


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
    ``ends_before_start``, ``number_unreadable``, ``number_out_of_range``, ``product_missing``, ``campaign_missing``,
    ``exact_duplicate``, ``near_duplicate``, ``duplicate_customer``, ``duplicate_product``, ``duplicate_campaign``.

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
        In the relations ``keys``, ``identifiers``, ``refused``, and one for each kind, such as ``orders``.

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
    accounted, said = with_accounts(engine, tuple(sources))
    checked, fixes = without_repeats(engine, accounted)
    progress.step(0.7)
    records = _records(engine, checked, spec)
    progress.step(0.9)
    warnings = tuple(warning for one in loaded for warning in (*one.warnings, *_loud(one))) + records.warnings
    warnings += said
    warnings += counted_though_undone(engine, of_kind(checked, Kind.ORDERS))
    accounts = accounts_of(engine, checked, records, examined)
    quality = replace(records.quality, fixes=fixes + records.quality.fixes + made(accounts), accounts=accounts)
    copies = (one.relation.name for one in loaded if one not in raw)
    traits = (source.traits.name for source in checked if source.traits is not None)
    for name in (*(source.rows.name for source in checked), *traits, *repeat_names(checked), *copies):
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
    if spec.kind is Kind.CUSTOMERS:
        described = check_customers(engine, name, loaded, spec, clock.now.date())
        return Checked(number, loaded, spec, described.checked, described.columns)
    rows = _CHECKS[spec.kind](engine, name, loaded, spec, clock)
    if spec.kind is Kind.TEXTS and spec.each_row_is_a_customer:
        described = check_customers(engine, f"traits_{number}", loaded, spec, clock.now.date())
        return Checked(number, loaded, spec, rows, described.columns, described.checked)
    return Checked(number, loaded, spec, rows)


def _records(engine: Engine, sources: tuple[Checked, ...], spec: SegmentationSpec) -> Records:
    orders_from = of_kind(sources, Kind.ORDERS)
    refused = gather_refused(engine, "refused", sources)
    quality = quality_of(engine, refused, sources)
    if not quality.rows_used:
        raise _nothing_left(sources, quality)
    stacked = {
        kind: gather(engine, kind.value, of_kind(sources, kind), columns)
        for kind, columns in _COLUMNS.items()
        if of_kind(sources, kind)
    }
    stacked, said = joined_up(engine, stacked, sources)
    currency, warnings = currency_of(engine, orders_from, spec.currency)
    is_identifier = key_is_identifier(engine, sources)
    described = describe(engine, "customers", sources)
    content = [(relation, _COLUMNS[kind]) for kind, relation in stacked.items()]
    if described.relation is not None:
        content.insert(1 if Kind.ORDERS in stacked else 0, (described.relation, described.relation.columns))
    if any(one.spec.each_row_is_a_customer for one in sources):  # whose key is the number of the row
        content = [(relation, tuple(c for c in columns if c != "source_key")) for relation, columns in content]
    keys = gather_keys(engine, "keys", sources)
    if not keys.count():
        raise _nobody_named(sources)
    return Records(
        orders=stacked.get(Kind.ORDERS),
        customers=described.relation,
        keys=keys,
        columns=described.columns,
        quality=replace(quality, fixes=described.fixes),
        identifiers=gather_identifiers(engine, "identifiers", sources, key_is_identifier=is_identifier),
        refused=refused,
        key_is_identifier=is_identifier,
        snapshot_on=max((one.spec.snapshot_on for one in sources if one.spec.snapshot_on), default=None),
        currency=currency,
        fingerprint=fingerprint(engine, tuple(content)),
        warnings=(*warnings, *said, *described.warnings),
        events=stacked.get(Kind.EVENTS),
        texts=stacked.get(Kind.TEXTS),
        products=stacked.get(Kind.PRODUCTS),
        holdings=stacked.get(Kind.HOLDINGS),
        campaigns=stacked.get(Kind.CAMPAIGNS),
    )


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"there is no time zone {name!r}", expected="an IANA name such as Europe/Berlin", where="timezone"
        ) from error
    return name


def _nobody_named(sources: tuple[Checked, ...]) -> SourceError:
    return SourceError(
        "no row names a customer: all are of visitors who are not known, of products or of campaigns",
        expected="rows with the key of a customer",
        do="give a file that says which visitor is which customer, or one with the customers",
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
