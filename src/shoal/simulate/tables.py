"""Tables: every file of a business, and every truth about it, drawn part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from shoal.simulate.business import Business
from shoal.simulate.campaigns import campaign_table
from shoal.simulate.chance import Chance
from shoal.simulate.customer_table import draw_customer_table
from shoal.simulate.emails import draw_emails
from shoal.simulate.events import draw_events
from shoal.simulate.holdings import draw_holdings
from shoal.simulate.order_table import draw_order_table
from shoal.simulate.part import Part, parts
from shoal.simulate.products import draw_products
from shoal.simulate.reviews import draw_reviews
from shoal.simulate.soil import TRUTH_SCHEMA, copies_of, soil
from shoal.simulate.tickets import draw_tickets
from shoal.simulate.truth import draw_truth, draw_truth_identities, draw_truth_sends, draw_truth_types

Tables = dict[str, pa.Table]

ONCE: Mapping[str, Callable[[Business], pa.Table]] = {
    "products": lambda plan: draw_products(plan.catalogue(), start=plan.start, seed=plan.seed),
    "campaigns": lambda plan: campaign_table(plan.campaigns(), plan.start),
}
"""Files that are about the business as a whole."""

BY_PART: Mapping[str, Callable[[Part], pa.Table]] = {
    "orders": draw_order_table,
    "customers": draw_customer_table,
    "holdings": draw_holdings,
    "emails": draw_emails,
    "events": draw_events,
    "reviews": draw_reviews,
    "tickets": draw_tickets,
}
"""Files that are about customers."""

TRUTH: Mapping[str, Callable[[Part], pa.Table]] = {
    "truth": draw_truth,
    "truth_types": draw_truth_types,
    "truth_identities": draw_truth_identities,
    "truth_sends": draw_truth_sends,
}
"""What only the maker knows; beside it ``truth_dirt``, the rows that are dirty."""


@dataclass(frozen=True)
class Batch:
    """The tables of one part.

    Parameters
    ----------
    files : dict of name to table
        With the canonical names of columns, dirt included.
    truth : dict of name to table
    dirt : pa.Table
        What is dirty in the files, as `soil` tells it.
    chance : Chance
        The part's streams.
    """

    files: Tables
    truth: Tables
    dirt: pa.Table
    chance: Chance


def batches(plan: Business) -> Iterator[Batch]:
    """Draw the tables of a business part by part; the first batch has those that are about all of it."""
    once = {name: draw(plan) for name, draw in ONCE.items() if name in plan.files}
    for part in parts(plan):
        clean = {name: draw(part) for name, draw in BY_PART.items() if name in plan.files} | once
        faults = copies_of(clean["orders"], "orders") if "orders" in clean else TRUTH_SCHEMA.empty_table()
        soiled = {name: soil(table, name, plan.dirt, part.chance) for name, table in clean.items()}
        yield Batch(
            files={name: table for name, (table, _) in soiled.items()},
            truth={name: draw(part) for name, draw in TRUTH.items()},
            dirt=pa.concat_tables([faults, *(truth for _, truth in soiled.values())]),
            chance=part.chance,
        )
        once = {}


def tables(plan: Business) -> Tables:
    """Draw a business in memory, with its truth; for small ones.

    Dirt of text lines, such as stray quotes, is only in files.

    Examples
    --------
    >>> sorted(tables(Business(50, seed=7)))
    ['customers', 'orders', 'truth', 'truth_dirt', 'truth_identities', 'truth_sends', 'truth_types']
    """
    drawn = list(batches(plan))
    whole = {
        name: as_called(pa.concat_tables(batch.files[name] for batch in drawn if name in batch.files), name, plan)
        for name in drawn[0].files
    }
    truth = {name: pa.concat_tables(batch.truth[name] for batch in drawn) for name in TRUTH}
    return whole | truth | {"truth_dirt": pa.concat_tables(batch.dirt for batch in drawn)}


def as_called(table: pa.Table, file: str, plan: Business) -> pa.Table:
    """Call columns as the sector's systems do."""
    return table.rename_columns([plan.sector.header(file, column) for column in table.column_names])
