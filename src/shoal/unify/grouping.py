"""From links to customers: the group of every key that is linked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.terms import Engine, Relation
from shoal.unify.components import Ints, apart, components
from shoal.unify.links import WEIGHTS, Found


def group(engine: Engine, found: Found) -> Relation:
    """Give every linked key the smallest key of its group.

    Parameters
    ----------
    engine : Engine
    found : Found

    Returns
    -------
    Relation
        ``normal_key``, ``root_key``; one row per key that is linked.
    """
    links = engine.arrow(
        f"""SELECT left_key, right_key, weight FROM {found.links.relation.name}
        ORDER BY left_key, right_key, weight DESC""",
        step="links",
    )
    against = engine.arrow(
        f"SELECT left_key, right_key, is_said FROM {found.apart.name} ORDER BY left_key, right_key, is_said",
        step="keys that stay apart",
    )
    ends = pa.chunked_array([*links["left_key"].chunks, *links["right_key"].chunks], pa.string())
    keys = pc.unique(ends).sort()
    left, right = _places(links["left_key"], keys), _places(links["right_key"], keys)
    weight = links["weight"].to_numpy()
    one, two = _places(against["left_key"], keys), _places(against["right_key"], keys)
    is_said = against["is_said"].to_numpy(zero_copy_only=False)
    # what a person made one stays one, whatever their names are; that it is against `never` was refused before
    wished = weight == WEIGHTS["always"]
    together = components(left[wished], right[wished], len(keys))
    counts = (one >= 0) & (two >= 0)
    counts[counts] &= is_said[counts] | (together[one[counts]] != together[two[counts]])
    root = apart(left, right, weight, (one[counts], two[counts]), len(keys))
    table = pa.table({"normal_key": keys, "root_key": keys.take(pa.array(root))})
    return engine.register("groups", table)


def _places(column: pa.ChunkedArray, keys: pa.Array) -> Ints:
    """Give the place of each value among the keys, -1 where it is none of them."""
    places = pc.index_in(column, value_set=keys)
    array: Ints = pc.fill_null(places, -1).to_numpy().astype(np.int64)
    return array
