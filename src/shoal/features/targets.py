"""What is asked: leaving, as the records tell it, or whatever event, order or label somebody names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from shoal.engine import quote
from shoal.errors import ConfigError, closest
from shoal.features.ground import relation_of
from shoal.languages import english_words
from shoal.terms import Engine, Kind, Records, Relation, Role, Target
from shoal.terms.outcomes import named_outcomes

LEAVING = frozenset(
    {"churn", "churned", "attrition", "exited", "left", "leaver", "cancelled", "canceled", "terminated"}
)
"""Words in the name of a label that say that it is about leaving."""

NO_ORDER = Target("churn", Kind.ORDERS, "orders no more", is_absence=True)
NOTHING_HELD = Target("churn", Kind.HOLDINGS, "holds nothing any more", is_absence=True)
AN_ORDER = Target("order", Kind.ORDERS, "orders again")

_SOUGHT: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.EVENTS: (("action", "has the event"), ("event", "has the event")),
    Kind.ORDERS: (("category", "orders from"), ("product", "orders"), ("channel", "orders through")),
}
"""Where a name is looked for, in this order, and what it then means."""


def churn_target(engine: Engine, records: Records, *, by: str = "auto", label: str = "") -> Target:
    """Decide what leaving means in these records.

    The end of what customers hold, else that no order comes any more: both have days, so that what is learnt can be
    tried on later ones. A label has none, and is asked where there is nothing else, or where somebody asks for it.

    Parameters
    ----------
    engine : Engine
    records : Records
    by : str
        ``label``, ``holdings``, ``orders``, or ``auto``.
    label : str
        Name of the label, where there are several.

    Raises
    ------
    ConfigError
        If the records do not have what is asked for, or nothing that tells.
    """
    if label or by == "label":
        return label_target(engine, records, label)
    if by in ("auto", "holdings") and records.holdings is not None:
        return NOTHING_HELD
    if by in ("auto", "orders") and records.orders is not None:
        return NO_ORDER
    labels = _labels(records)
    leaving = [name for name in labels if LEAVING & set(english_words(name))]
    if by == "auto" and len(leaving) == 1:
        return label_target(engine, records, leaving[0])
    raise ConfigError(
        "nothing tells who leaves" if by == "auto" else f"there are no {by}",
        expected="orders with dates, holdings with an end, or a label such as churned: yes or no",
        do=f"say which of the labels it is: --label {labels[0]}" if labels else "add such a file with `shoal run`",
        where="predict churn",
    )


def label_target(engine: Engine, records: Records, label: str = "") -> Target:
    """Ask for a label: a known outcome of each customer.

    Raises
    ------
    ConfigError
        If there is no such label, or none or several and no name; or if no one value of it is the outcome.
    """
    labels = _labels(records)
    if not label and len(labels) == 1:
        label = labels[0]
    if label not in labels or records.customers is None:
        raise ConfigError(
            f"there is no label '{label}'" if label else "it is not clear which label is meant",
            expected="one of " + ", ".join(labels) if labels else "a column of known outcomes among the customers",
            do=closest(label, labels) or 'set its role in shoal.toml: role = "label"',
            where="--label",
        )
    rows = engine.rows(
        f"SELECT CAST({quote(label)} AS VARCHAR) AS v, count(*) FROM {records.customers.name}"
        f" WHERE {quote(label)} IS NOT NULL GROUP BY 1 ORDER BY 1",
        step="values of a label",
    )
    outcomes = named_outcomes(label, {str(value): int(n) for value, n in rows})
    if len(rows) < 2 or len(outcomes) != 1 or len(next(iter(outcomes.values()))) != 1:
        raise ConfigError(
            f"the label '{label}' has {len(rows)} values, and not one of them alone means yes",
            expected="two values, such as yes and no",
            where="--label",
        )
    ((words, (value,)),) = outcomes.items()
    return Target(_name(label), Kind.CUSTOMERS, f"has the label {words}", label, value)


def named_target(engine: Engine, records: Records, asked: str) -> Target:
    """Find what somebody names: ``order``, an event, a category, product or channel of orders, or a label.

    Parameters
    ----------
    engine : Engine
    records : Records
    asked : str
        The name, or ``COLUMN=NAME`` where a name means several things.

    Raises
    ------
    ConfigError
        If nothing has that name; the closest are named.
    """
    column, equals, value = asked.partition("=")
    wanted, value = (column.strip(), value.strip()) if equals else ("", asked.strip())
    if wanted in ("", "order") and value.lower() in ("order", "orders") and records.orders is not None:
        return AN_ORDER
    if wanted in ("", "label") and value in _labels(records):
        return label_target(engine, records, value)
    near: list[str] = []
    for kind, places in _SOUGHT.items():
        rows = relation_of(records, kind)
        for name, words in places:
            if rows is None or name not in rows.columns or (wanted and wanted != name):
                continue
            known = _values(engine, rows, name)
            found = next((one for one in known if one.casefold() == value.casefold()), None)
            if found is not None:
                return Target(_name(found), kind, f"{words} {found}", name, found)
            near += known
    raise ConfigError(
        f"nothing is called '{value}'" + (f" in '{wanted}'" if wanted else ""),
        expected="order, the name of an event, of a category, product or channel of orders, or of a label",
        do=closest(value, (*near, *_labels(records), "order")),
        where="predict propensity",
    )


def _labels(records: Records) -> tuple[str, ...]:
    return tuple(column.name for column in records.columns if column.role is Role.LABEL)


def _values(engine: Engine, rows: Relation, column: str) -> list[str]:
    found: Iterable[tuple[str]] = engine.rows(
        f"SELECT DISTINCT {quote(column)} AS v FROM {rows.name} WHERE {quote(column)} IS NOT NULL ORDER BY v",
        step=f"values of {column}",
    )
    return [str(value) for (value,) in found]


def _name(text: str) -> str:
    """Write a name as columns and files have it.

    Examples
    --------
    >>> _name("Garden & Home")
    'garden_home'
    >>> _name("茶")
    'target_a001ed'
    """
    plain = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")
    return plain or f"target_{hashlib.md5(text.encode()).hexdigest()[:6]}"  # noqa: S324 - no secret, only a name
