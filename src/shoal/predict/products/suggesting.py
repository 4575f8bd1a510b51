"""The table of suggestions: products new to each customer with the reason, own ones bought again, interests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from shoal.predict.arrays import Floats, Places
from shoal.predict.products.chances import kinds_of
from shoal.predict.products.interests import N_TOLD, USUAL_WEIGHT, fit_interests
from shoal.predict.products.learning import Learnt, NextAsked
from shoal.predict.products.ranking import MOST_CUSTOMERS, NOBODY, Assortment, assortment, first_new, first_own, fit_way
from shoal.predict.products.tastes import ON_OFFER_DAYS, Tastes
from shoal.predict.products.together import both, cosine
from shoal.stats.rounding import RESULT_DIGITS, significant

SEGMENT_WEIGHT = 20.0
"""What everyone buys counts as so many customers of a segment, so that a small one is not told its accidents."""

EVERYONE = 0
"""In the place of a segment where there is none."""


@dataclass(frozen=True)
class Suggestions:
    """What is told of products.

    Parameters
    ----------
    table : pa.Table
        A row a customer.
    by_segment : mapping of segment id to tuple of str
        What somebody of the segment is told of whom nothing is known yet; `EVERYONE` for those of no segment.
    n_from_segment : int
        Customers of whom no product is known, who are told what their segment buys.
    """

    table: pa.Table
    by_segment: Mapping[int, tuple[str, ...]]
    n_from_segment: int


def suggest(tastes: Tastes, learnt: Learnt, segments: Mapping[str, int], asked: NextAsked) -> Suggestions:
    """Suggest products to every customer of orders, and to those of segments who have none.

    Parameters
    ----------
    tastes : Tastes
    learnt : Learnt
        From an earlier day.
    segments : mapping of customer to segment id
        Known by then; empty where there are none.
    asked : NextAsked
    """
    goods, n = assortment(tastes, asked.forbidden_words), asked.top
    new = first_new(tastes, fit_way(learnt.new_way, tastes, goods, seed=asked.seed), goods, n)
    own = first_own(tastes, learnt.own_way, goods, n)
    reason = _reasons(tastes, new, goods)
    member = np.array([segments.get(one, EVERYONE) for one in tastes.customer_id.to_pylist()], dtype=np.intp)
    usual = {one: _usual(tastes, goods, member, one, n) for one in sorted({EVERYONE, *segments.values()})}
    is_cold = np.bincount(tastes.customer, minlength=tastes.shape[0]) == 0
    for row in np.flatnonzero(is_cold):
        back = set(tastes.sent_back[1][tastes.sent_back[0] == row])
        left = [one for one in usual[int(member[row])] if one not in back]
        new[row] = [*left, *[NOBODY] * (n - len(left))]
    known = set(tastes.customer_id.to_pylist())
    others = sorted(one for one in segments if one not in known)
    to_others = np.array([usual[segments[one]] for one in others], dtype=np.intp).reshape(-1, n)
    table = _table(tastes, learnt, (np.vstack([new, to_others]), own, reason), is_cold, asked)
    table = table.add_column(0, "customer_id", pa.array([*tastes.customer_id.to_pylist(), *others], pa.string()))
    told = {one: tuple(tastes.products[place] for place in places if place != NOBODY) for one, places in usual.items()}
    return Suggestions(table, told, int(is_cold.sum()) + len(others))


def columns_of_next(asked: NextAsked) -> dict[str, str]:
    """Describe the columns of the table of suggestions, in order."""
    span = f"{asked.horizon_days}d"
    told = {
        "customer_id": "the customer",
        "told_from": "`own orders`; `others` where nothing the customer kept is known: what the segment buys",
    }
    for name, what in (("next", "a product never bought before"), ("again", "a product bought before")):
        for place in range(1, asked.top + 1):
            chance = f"p_{name}_{place}_{span}"
            told[f"{name}_{place}"] = f"{what}, in place {place}"
            told[f"{name}_{place}_name"] = "what it is called"
            told[chance] = f"probability that the customer buys it in the next {asked.horizon_days} days"
            told[f"{chance}_low"] = told[f"{chance}_high"] = "95 % interval of that probability"
            if name == "next":
                told[f"because_{place}"] = "the customer's own product whose buyers are most like those of that one"
                told[f"because_{place}_name"] = "what it is called"
    for place in range(1, N_TOLD + 1):
        told[f"interest_{place}"] = f"the category of most interest, in place {place}"
        told[f"interest_{place}_share"] = (
            "share of the customer's next purchases that fall into it, of those whose category is known"
        )
        told[f"interest_{place}_share_low"] = told[f"interest_{place}_share_high"] = "95 % interval of that share"
    return told


def warnings_of_next(tastes: Tastes, found: Suggestions, asked: NextAsked, names: Mapping[str, str]) -> tuple[str, ...]:
    """Say what suggestions leave out, and of whom they know little.

    Parameters
    ----------
    tastes : Tastes
    found : Suggestions
    asked : NextAsked
        What is forbidden as it was written.
    names : mapping of product in small letters to name
    """
    said = []
    categories = [name for name in tastes.categories if name]
    sold = {one.strip().casefold() for one in (*tastes.products, *categories, *names.values())}
    unknown = [one for one in asked.forbidden if one.strip().casefold() not in sold]
    if unknown:
        said.append(f"Forbidden, but neither a product nor a category that was sold: {', '.join(unknown[:5])}.")
    n_old = int((~tastes.is_on_offer).sum())
    if n_old:
        said.append(f"{n_old:,} products that nobody bought in the last {ON_OFFER_DAYS} days are not suggested.")
    if len(tastes.sent_back[0]):
        said.append(
            f"{len(tastes.sent_back[0]):,} times a customer sent back all they had bought of a product; it says nothing"
            " of their taste, and they are not told of it again."
        )
    if found.n_from_segment:
        said.append(f"{found.n_from_segment:,} customers kept no product that is known; they are told what others buy.")
    if not any(tastes.categories):
        said.append("No order line names a category, so nothing is said of interest in categories.")
    return tuple(said)


def _usual(tastes: Tastes, goods: Assortment, member: NDArray[np.intp], segment: int, n: int) -> Places:
    """Give what most customers of a segment bought, drawn to what everyone bought."""
    m = tastes.shape[1]
    everyone = np.bincount(tastes.product, minlength=m) / max(tastes.shape[0], 1)
    inside = np.bincount(tastes.product, member[tastes.customer] == segment, minlength=m)
    n_inside = 0 if segment == EVERYONE else int((member == segment).sum())
    share = (inside * (segment != EVERYONE) + SEGMENT_WEIGHT * everyone) / (n_inside + SEGMENT_WEIGHT)
    share[~goods.is_offered] = -1.0
    first = np.argsort(-share, kind="stable")[:n]
    first[share[first] < 0] = NOBODY
    found: Places = np.pad(first, (0, n - len(first)), constant_values=NOBODY)
    return found


def _reasons(tastes: Tastes, new: Places, goods: Assortment) -> Places:
    """Give of each suggestion the customer's own product whose buyers are most alike; `NOBODY` where none is."""
    found = np.full(new.shape, NOBODY, dtype=np.intp)
    likeness = cosine(both(tastes.matrix()[:MOST_CUSTOMERS, goods.columns]))
    at = np.full(tastes.shape[1], NOBODY, dtype=np.intp)
    at[goods.columns] = np.arange(len(goods.columns))
    begins = np.searchsorted(tastes.customer, np.arange(tastes.shape[0] + 1))
    for row in np.flatnonzero(np.diff(begins)):
        own = tastes.product[begins[row] : begins[row + 1]]
        own, told = own[at[own] != NOBODY], new[row][new[row] != NOBODY]
        if not len(own):
            continue
        alike = likeness[np.ix_(at[own], at[told])]
        best = alike.argmax(axis=0)
        found[row, : len(told)] = np.where(alike[best, np.arange(len(told))] > 0, own[best], NOBODY)
    return found


def _table(
    tastes: Tastes, learnt: Learnt, places: tuple[Places, Places, Places], is_cold: NDArray[np.bool_], asked: NextAsked
) -> pa.Table:
    """Write the places of products as columns; who is not in the orders comes last and has only what is usual."""
    new, own, reason = places
    more = len(new) - len(own)
    span, kinds = f"{asked.horizon_days}d", kinds_of(tastes)
    is_told = np.concatenate([~is_cold, np.zeros(more, dtype=bool)])
    columns: dict[str, pa.Array] = {"told_from": pa.array(["own orders" if one else "others" for one in is_told])}
    for name, first, chances in (("next", new, learnt.new_chances), ("again", own, learnt.own_chances)):
        chance = None if chances is None else _padded(chances.of(kinds, asked.top), more)
        for place in range(asked.top):
            at = np.concatenate([first[:, place], np.full(len(new) - len(first), NOBODY)])
            columns[f"{name}_{place + 1}"] = _named(tastes.products, at)
            if chance is not None:
                of = is_told & (at != NOBODY)
                for end, values in zip(("", "_low", "_high"), chance, strict=True):
                    columns[f"p_{name}_{place + 1}_{span}{end}"] = _numbers(values[:, place], of)
            if name == "next":
                why = np.concatenate([reason[:, place], np.full(more, NOBODY)])
                columns[f"because_{place + 1}"] = _named(tastes.products, why)
    return pa.table(columns | _interests(tastes, learnt, more))


def _interests(tastes: Tastes, learnt: Learnt, more: int) -> dict[str, pa.Array]:
    weight = USUAL_WEIGHT if learnt.interests is None else learnt.interests.weight
    found = fit_interests(tastes, weight)
    if found is None:
        return {}
    first, *shares = found.first()
    columns: dict[str, pa.Array] = {}
    is_known = np.arange(tastes.shape[0] + more) < tastes.shape[0]
    for place in range(first.shape[1]):
        at = np.concatenate([first[:, place], np.full(more, NOBODY)])
        columns[f"interest_{place + 1}"] = _named(found.categories, at)
        for end, values in zip(("", "_low", "_high"), _padded(tuple(shares), more), strict=True):
            columns[f"interest_{place + 1}_share{end}"] = _numbers(values[:, place], is_known)
    return columns


def _padded(arrays: tuple[Floats, ...], more: int) -> tuple[Floats, ...]:
    return tuple(np.pad(one, ((0, more), (0, 0))) for one in arrays)


def _named(names: tuple[str, ...], at: Places) -> pa.Array:
    return pa.array([None if one == NOBODY else names[one] for one in at], pa.string())


def _numbers(values: Floats, is_there: NDArray[np.bool_]) -> pa.Array:
    return pa.array(significant(values, RESULT_DIGITS), mask=~is_there)
