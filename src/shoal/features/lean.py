"""What a few features stand on: the steps that compute them, and the rows that these read, one customer's or all's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from shoal.engine import Plan
from shoal.engine.dialect import DUCKDB
from shoal.features.definition import Definition
from shoal.features.definitions import subjects
from shoal.features.ground import COLUMNS, GROUNDS, ground
from shoal.features.moment import Moment
from shoal.features.step import Step, needed
from shoal.terms import FeaturesSpec, FeatureTable, Identity, Kind, Records

KEY = "customer_id"
ORDER_COLUMNS = "customer_id order_key occurred_on quantity amount is_purchase"
"""What is known of every order line, whether or not a feature reads it: a future order is made of such lines."""
_PEOPLE = frozenset({"people", "members", "visitors"})


@dataclass(frozen=True)
class Lean:
    """The definitions of some features and the steps that they read.

    Parameters
    ----------
    definitions : tuple of Definition
    steps : tuple of Step
        Each reads only those before it.
    """

    definitions: tuple[Definition, ...]
    steps: tuple[Step, ...]

    @property
    def given(self) -> tuple[Step, ...]:
        """List the steps that nobody can compute from the other rows of one customer.

        The rows of each kind, and what is read beside them that all customers share, such as usual prices.
        """
        own = frozenset(word for step in self.steps if KEY in step.columns for word in step.words)
        return tuple(
            step
            for step in self.steps
            if step.name in GROUNDS.values() or (KEY not in step.columns and step.name in own)
        )

    @property
    def derived(self) -> tuple[Step, ...]:
        """List the steps that are computed from those."""
        given = _PEOPLE | {step.name for step in self.given}
        others = tuple(step for step in self.steps if step.name not in given)
        return needed(others, KEY, *(definition.sql for definition in self.definitions))

    @property
    def computed(self) -> tuple[Step, ...]:
        """List all steps that are no rows of a kind, what customers share among them."""
        given = _PEOPLE | {*GROUNDS.values()}
        return tuple(step for step in self.steps if step.name not in given)


def blank_grounds() -> tuple[Step, ...]:
    """List the rows of every kind with all their columns, as relations that have the names of the steps."""
    return tuple(
        Step(name, {KEY: KEY} | {column: column for column in COLUMNS[kind]}, f"FROM {name}")
        for kind, name in GROUNDS.items()
    )


def lean(moment: Moment, grounds: tuple[Step, ...], names: tuple[str, ...]) -> Lean:
    """Find what some features stand on.

    Parameters
    ----------
    moment : Moment
    grounds : tuple of Step
        The rows that the steps of all features read.
    names : tuple of str
        Names that no definition has are passed over: they are traits.
    """
    known = subjects(moment)
    found = tuple(each for subject in known for each in subject.definitions if each.feature.name in names)
    steps = (*grounds, *(step for subject in known for step in subject.steps))
    return Lean(found, needed(steps, ORDER_COLUMNS, *(definition.sql for definition in found)))


def histories(
    records: Records,
    identity: Identity,
    table: FeatureTable,
    spec: FeaturesSpec,
    *,
    names: tuple[str, ...],
    timezone: str,
) -> Mapping[str, str]:
    """Write the queries for what must be kept, so that some features of one customer can be computed again.

    Parameters
    ----------
    records : Records
    identity : Identity
        Both in the embedded engine.
    table : FeatureTable
        Of the customers whose rows are kept.
    spec : FeaturesSpec
    names : tuple of str
        Features.
    timezone : str

    Returns
    -------
    mapping of step to SQL
        The rows of each kind that is read, by ``customer_id``, and what all customers share. Empty where no order is
        read.
    """
    if records.orders is None:
        return {}
    moment = Moment(table.as_of, table.as_of.astimezone(ZoneInfo(timezone)).date(), spec, DUCKDB)
    found = lean(moment, ground(moment, records, identity), names)
    if not any(step.name == GROUNDS[Kind.ORDERS] for step in found.given):
        return {}
    return {step.name: _kept(step, found.steps, table) for step in found.given}


def _kept(kept: Step, steps: tuple[Step, ...], table: FeatureTable) -> str:
    plan = Plan()
    for step in needed(steps, "people id customer_id", kept.sql):
        plan.step(step.name, step.sql)
    plan.step(kept.name, kept.sql)
    columns = ", ".join(f"r.{column}" for column in kept.columns if column != KEY)
    last = f"SELECT {columns} FROM {kept.name} r"
    if KEY in kept.columns:
        last = (
            f"SELECT p.id AS {KEY}, {columns} FROM {kept.name} r JOIN people p ON r.{KEY} = p.{KEY}"
            f" WHERE p.id IN (SELECT {KEY} FROM {table.relation.name})"
        )
    plan.step("kept", f"{last} ORDER BY ALL")
    return plan.sql("kept")
