"""The feature table: one row per customer of the population, as of an instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from shoal.engine import Plan, quote
from shoal.engine.dialect import DIALECTS, Dialect
from shoal.errors import ConfigError
from shoal.features.chosen import chosen, cut_windows
from shoal.features.definition import Definition
from shoal.features.definitions import subjects
from shoal.features.ground import ground
from shoal.features.moment import Moment
from shoal.features.order_places import COUNTRY
from shoal.features.said import said
from shoal.features.step import joins, needed
from shoal.features.traits import Trait, trait_features
from shoal.terms import Engine, Feature, FeaturesSpec, FeatureTable, Identity, Records, Relation, Role


def compute(
    engine: Engine,
    records: Records,
    identity: Identity,
    spec: FeaturesSpec,
    *,
    as_of: datetime,
    timezone: str = "UTC",
    permitted: Relation | None = None,
    name: str = "feature_table",
) -> FeatureTable:
    """Compute every feature of every customer of the population.

    Parameters
    ----------
    engine : Engine
    records : Records
        Known by `as_of`.
    identity : Identity
    spec : FeaturesSpec
    as_of : datetime
        UTC instant; nothing later is looked at.
    timezone : str
        Of the business; days begin and end there.
    permitted : Relation or None
        ``customer_id`` of those whose data may be used; None means everyone.
    name : str
        Name of the table in the engine.

    Returns
    -------
    FeatureTable
        Rows in canonical order: by the MD5 of the id, so that the first n rows are a random sample.
    """
    dialect = DIALECTS[engine.dialect]
    as_of_on = as_of.astimezone(ZoneInfo(timezone)).date()
    population = _population(spec, records)
    known = said(engine, records, as_of_on)
    moment = Moment(as_of, as_of_on, spec, dialect, known.began)
    asked = chosen(subjects(moment), records, spec, known)
    features = tuple(definition.feature for definition in asked)
    who = _who(population, permitted)
    steps = (*ground(moment, records, identity), *(step for subject in subjects(moment) for step in subject.steps))
    lean = needed(steps, who, *(definition.sql for definition in asked))
    plan = Plan()
    for step in lean:
        plan.step(step.name, step.sql)
    traits = _add_traits(plan, records, identity, features, as_of_on, dialect)
    labels = tuple(column.name for column in records.columns if column.role is Role.LABEL)
    plan.step("population", who)
    columns = [_with_stated_country(definition, records, as_of_on).column(dialect.double) for definition in asked]
    columns += [f"{trait.sql} AS {quote(trait.feature.name)}" for trait in traits]
    columns += [f"CAST(t.{quote(label)} AS VARCHAR) AS {quote(label)}" for label in labels]
    stated = "" if records.customers is None else " LEFT JOIN customer_traits t ON p.id = t.shoal_customer"
    plan.step(
        name,
        f"SELECT p.id AS customer_id{''.join(', ' + column for column in columns)} FROM population p"
        f"{joins(lean)}{stated}"
        " ORDER BY md5(p.id), p.id",
    )
    relation = plan.run(engine, name)
    listed = features + tuple(trait.feature for trait in traits)
    return FeatureTable(
        relation=relation,
        features=listed,
        labels=labels,
        population=population,
        n_customers=relation.count(),
        as_of=as_of,
        currency=records.currency,
        warnings=(*_not_honest(listed, records), *cut_windows(asked, moment)),
    )


def _with_stated_country(definition: Definition, records: Records, as_of_on: date) -> Definition:
    """Let the country that the customer states stand in where orders name none."""
    stated = next((c for c in records.columns if c.role is Role.COUNTRY), None)
    if definition.feature.name != COUNTRY or stated is None:
        return definition
    is_known = stated.is_fixed or records.snapshot_on is None or as_of_on >= records.snapshot_on
    sql = f"COALESCE({definition.sql}, CAST(t.{quote(stated.name)} AS VARCHAR))"
    return replace(definition, sql=sql) if is_known else definition


def _population(spec: FeaturesSpec, records: Records) -> str:
    if spec.population == "buyers" and records.orders is None:
        raise ConfigError(
            'features.population = "buyers"',
            expected="a source of kind orders, for there are no buyers without orders",
            do='add the orders, or set features.population = "known"',
            where="shoal.toml",
        )
    if spec.population != "auto":
        return spec.population
    return "buyers" if records.orders is not None else "known"


def _add_traits(
    plan: Plan,
    records: Records,
    identity: Identity,
    features: tuple[Feature, ...],
    as_of_on: date,
    dialect: Dialect,
) -> tuple[Trait, ...]:
    """Add the step ``customer_traits``: one row per customer, that which survived where several keys describe one.

    The key of a row is found on the keys alone: a window over rows of thousands of columns carries all of them along.
    """
    if records.customers is None:
        return ()
    plan.step(
        "first_keys",
        "SELECT i.customer_id AS shoal_customer, min(c.source_key) AS shoal_key"
        f" FROM {records.customers.name} c JOIN {identity.relation.name} i ON c.source_key = i.source_key"
        " GROUP BY i.customer_id",
    )
    columns = "".join(f", c.{quote(column.name)}" for column in records.columns)
    rows = (
        f"SELECT f.shoal_customer{columns}"
        f" FROM first_keys f JOIN {records.customers.name} c ON f.shoal_key = c.source_key"
    )
    if identity.survivors is not None:
        merged = identity.survivors.name
        rows += f" WHERE f.shoal_customer NOT IN (SELECT customer_id FROM {merged})"
        rows += f" UNION ALL SELECT c.customer_id AS shoal_customer{columns} FROM {merged} c"
    plan.step("customer_traits", rows)
    return trait_features(
        records.columns,
        taken={feature.name for feature in features} | {"customer_id"},
        as_of_on=as_of_on,
        snapshot_on=records.snapshot_on,
        is_default=records.orders is None,
        dialect=dialect,
    )


def _who(population: str, permitted: Relation | None) -> str:
    """List the population: buyers have an order line with positive quantity and price, known is everyone."""
    who = "SELECT people.id, people.customer_id FROM people"
    if population == "buyers":
        who += " JOIN purchases ON people.customer_id = purchases.customer_id"
    if permitted is not None:
        who += f" WHERE people.id IN (SELECT customer_id FROM {permitted.name})"
    return who


def _not_honest(features: tuple[Feature, ...], records: Records) -> tuple[str, ...]:
    hidden = [feature.name for feature in features if not feature.is_time_honest]
    if not hidden:
        return ()
    return (
        f"Not time-honest, so left empty: {', '.join(hidden)}. The customers table describes {records.snapshot_on}, "
        "which is later than as_of.",
    )
