"""Known outcomes: which values of a label mean that it happened, and what customers did after an earlier day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shoal.terms.features import FeatureTable
from shoal.terms.relation import Relation
from shoal.terms.sources import Kind

POSITIVE = frozenset({"1", "1.0", "true", "t", "yes", "y"})
MOST_VALUES = 5
NEGATIVE = frozenset({"0", "0.0", "false", "f", "no", "n"})


def named_outcomes(label: str, totals: Mapping[str, int]) -> Mapping[str, frozenset[str]]:
    """Decide which values of a label are the outcome, and what it is called.

    Examples
    --------
    >>> named_outcomes("churn", {"Yes": 30, "No": 70})
    {'churn': frozenset({'Yes'})}
    >>> named_outcomes("status", {"left": 20, "stayed": 80})
    {'status = left': frozenset({'left'})}
    """
    positive = frozenset(value for value in totals if value.strip().casefold() in POSITIVE)
    others = [value for value in totals if value not in positive]
    if positive or all(value.strip().casefold() in NEGATIVE for value in others):
        return {label: positive} if totals else {}
    ordered = sorted(others, key=lambda value: (totals[value], value))
    chosen = ordered[:1] if len(ordered) == 2 else sorted(ordered[-MOST_VALUES:])
    return {f"{label} = {value}": frozenset({value}) for value in chosen}


@dataclass(frozen=True)
class Origins:
    """The earlier days as of which customers are looked at, to see what they did next.

    Parameters
    ----------
    at : tuple of datetime
        UTC, the latest first; the windows that follow them do not overlap.
    horizon_days : int
        Length of each window.
    why_not : str
        Why there is none, in words; empty where there are some.
    """

    at: tuple[datetime, ...]
    horizon_days: int
    why_not: str = ""


@dataclass(frozen=True)
class Target:
    """Something that may happen to a customer, or that customers may do, within a time or at all.

    Parameters
    ----------
    name : str
        Of lower-case letters, digits and ``_``: it stands in the names of columns and files.
    kind : Kind
        The records that tell: orders, events, holdings, or customers for a label.
    in_words : str
        What happens, as it stands after "whether a customer": ``orders again``, ``leaves``.
    column, value : str
        What rows have that tell; empty where any row does. Of a label its name and the value that means yes.
    is_absence : bool
        Whether it has happened where there is no such row.
    """

    name: str
    kind: Kind
    in_words: str
    column: str = ""
    value: str = ""
    is_absence: bool = False


@dataclass(frozen=True)
class Outcomes:
    """What the buyers of an earlier day did in the window after it.

    Parameters
    ----------
    relation : Relation
        One row per customer who had bought by the origin: ``customer_id`` VARCHAR (as of the origin), ``person_id``
        VARCHAR (who that is by now), ``half`` BIGINT (0 or 1, by a hash of the person), ``spend`` DOUBLE (less what
        was returned in the window; NULL without money), ``order_count`` BIGINT, ``order_days`` BIGINT (days with such
        orders), ``is_churned`` BIGINT (1 where there was no order). In an order that is random and the same for a
        person at every origin.
    origin, until : datetime
        UTC; the window is what became known after the first and by the second.
    horizon_days : int
    n_customers : int
    """

    relation: Relation
    origin: datetime
    until: datetime
    horizon_days: int
    n_customers: int


@dataclass(frozen=True)
class Split:
    """Customers as they were known on an earlier day, beside what they did next.

    Parameters
    ----------
    table : FeatureTable
        As of the origin: what a build of that day would have computed.
    outcomes : Outcomes
        In the same engine.
    """

    table: FeatureTable
    outcomes: Outcomes
