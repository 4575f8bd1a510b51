"""What products are called, beside their keys in the table of suggestions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

_OF_PRODUCT = re.compile(r"(next|again|because)_\d+")


def with_names(table: pa.Table, names: Mapping[str, str]) -> pa.Table:
    """Put a column of names behind each column of products.

    Parameters
    ----------
    table : pa.Table
        Of suggestions.
    names : mapping of product in small letters to name
        Where it is empty, the table stays as it is.

    Examples
    --------
    >>> told = with_names(pa.table({"next_1": ["A1", None], "told_from": ["others", "others"]}), {"a1": "Teapot"})
    >>> told.column_names, told["next_1_name"].to_pylist()
    (['next_1', 'next_1_name', 'told_from'], ['Teapot', None])
    """
    if not names:
        return table
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for column in table.column_names:
        columns[column] = table[column]
        if _OF_PRODUCT.fullmatch(column):
            coded = table[column].combine_chunks().dictionary_encode()
            called = pa.array([names.get(key.lower()) for key in coded.dictionary.to_pylist()], pa.string())
            columns[f"{column}_name"] = called.take(coded.indices)
    return pa.table(columns)


def naming(products: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Put the name behind the key of each product of a list; None where it has none.

    Examples
    --------
    >>> naming([{"product": "A1", "units": 3.0}], {"a1": "Teapot"})
    [{'product': 'A1', 'name': 'Teapot', 'units': 3.0}]
    """
    return [
        {"product": one["product"], "name": names.get(one["product"].lower())}
        | {key: value for key, value in one.items() if key != "product"}
        for one in products
    ]


def keys_of(words: Sequence[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Put behind each word the keys of the products that are called so; it stays, as it may be a category as well.

    Examples
    --------
    >>> keys_of(["teapot", "vases"], {"a1": "Teapot", "a2": "Teapot", "b1": "Milk jug"})
    ('teapot', 'a1', 'a2', 'vases')
    """
    called: dict[str, list[str]] = {}
    for key, name in names.items():
        called.setdefault(name.strip().casefold(), []).append(key)
    return tuple(one for word in words for one in (word, *called.get(word.strip().casefold(), ())))
