"""Soiling: dirt put into a table or into the lines of a text file, with the truth about every row of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shoal.simulate.chance import Chance
from shoal.simulate.dirt import DATES, KEYS, LINES, NAMES, PRICES, QUANTITIES, Dirt
from shoal.simulate.seasons import Ints

Change = Callable[[pa.StringArray, np.random.Generator], pa.StringArray]
"""What a kind of dirt makes of texts: a function of them and of chance, never null where they were not."""

ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "orders": ("order_id", "product"),
    "customers": ("customer_id",),
    "products": ("product_id",),
    "holdings": ("holding_id",),
    "campaigns": ("campaign_id",),
    "emails": ("message_id", "event"),
    "events": ("event_id",),
    "reviews": ("review_id",),
    "tickets": ("ticket_id",),
}
"""The columns whose values, with a stroke between them, tell rows apart; dirt leaves them as they are."""

COPIED = ("orders", "events")
KEPT_TRAITS = ("customer_id", "email", "name", "churned")  # of customers; the others can be missing
TEST_KEY, TEST_PRODUCT = "TEST", "Test article"
TRUTH_SCHEMA = pa.schema({name: pa.string() for name in ("file", "row_key", "column", "kind")})

WORDS_FOR_DATES = ("soon", "31.02.", "yesterday", "0000-00-00", "n. d.")
WORDS_FOR_PRICES = ("#REF!", "on request", "12,3,4.5", "free?", "1e")
FORMULAS = ("=1+1", "=HYPERLINK(A1)", "+49*2", "@SUM(A1:A9)", "<script>alert(1)</script>", "<b>bold</b>", "-2+3")
MARKS = ("\u200b", "\u200f", "\ufeff", "\u2060")
BLANKS = (" {}", "{} ", "  {} ", "\u00a0{}", "\t{}")
HOMOGLYPHS = {"K": "\u041a", "A": "\u0410", "C": "\u0421", "0": "\u041e"}


def soil(table: pa.Table, file: str, dirt: Dirt, chance: Chance) -> tuple[pa.Table, pa.Table]:
    """Put dirt into a table.

    Columns that a kind of dirt may befall become text (null where they were null), whether it does or not in this part
    of the file, so that all parts are alike; without such a kind a column stays as it is.

    Parameters
    ----------
    table : pa.Table
        With the canonical names of columns.
    file : str
        Its name: ``orders``, ``customers``, ...
    dirt : Dirt
    chance : Chance
        Of the part.

    Returns
    -------
    dirty : pa.Table
        Rows in the same order; copies follow their original, test orders stand at random places.
    truth : pa.Table
        ``file``, ``row_key`` (values of `ROW_KEYS` with a stroke between them), ``column`` (canonical name, empty where
        it is the row), ``kind`` string (the name in `Dirt`); one row per cell or row that is dirty.

    Examples
    --------
    >>> clean = pa.table({"order_id": ["1"], "product": ["Mug"], "customer_id": ["K1"]})
    >>> dirty, truth = soil(clean, "orders", Dirt(padded_keys=1.0), Chance(1))
    >>> dirty["customer_id"][0].as_py() != "K1", truth["kind"].to_pylist()
    (True, ['padded_keys'])
    """
    shares, found = dirt.shares(), []
    for column, kinds in _cells(table, file).items():
        if column in table.column_names and any(shares[kind] for kind in kinds):
            table, truth = _soil_column(table, file, column, {kind: shares[kind] for kind in kinds}, chance)
            found.append(truth)
    if file in COPIED and dirt.copies:
        table, truth = _copied(table, file, dirt.copies, chance)
        found.append(truth)
    if file == "orders" and dirt.test_orders:
        table, truth = _tested(table, dirt.test_orders, chance)
        found.append(truth)
    return table, pa.concat_tables([TRUTH_SCHEMA.empty_table(), *found])


def row_keys(table: pa.Table, file: str) -> pa.StringArray:
    """Give the key of every row, by which the truth about dirt names it."""
    columns = [table[name].combine_chunks() for name in ROW_KEYS[file] if name in table.column_names]
    return pc.binary_join_element_wise(*columns, "/", null_handling="replace", null_replacement="")


def copies_of(table: pa.Table, file: str) -> pa.Table:
    """Tell the rows that are there twice before any dirt, as the truth about dirt does: one row for each copy.

    Examples
    --------
    >>> table = pa.table({"order_id": ["1", "2", "1"], "product": ["Mug", "Mug", "Mug"]})
    >>> copies_of(table, "orders").to_pylist()
    [{'file': 'orders', 'row_key': '1/Mug', 'column': '', 'kind': 'copies'}]
    """
    counted = row_keys(table, file).value_counts()
    keys = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    return _truth(file, keys, "", ["copies"] * len(keys))


def soil_lines(text: bytes, keys: pa.StringArray, file: str, dirt: Dirt, chance: Chance) -> tuple[bytes, pa.Table]:
    r"""Put dirt into the lines of a text file, which need no longer have as many fields as its header.

    Parameters
    ----------
    text : bytes
        Lines of a file without its header, one per row, each with its line end.
    keys : string array (rows,)
        Of the rows, as `row_keys` gives them.
    file : str
    dirt : Dirt
    chance : Chance

    Returns
    -------
    text : bytes
    truth : pa.Table
        As of `soil`; the column is empty.

    Examples
    --------
    >>> soil_lines(b"1,Mug\n", pa.array(["1"]), "orders", Dirt(stray_quotes=1.0), Chance(1))[0]
    b'1,Mug"\n'
    """
    kind = _kinds(len(keys), [getattr(dirt, each) for each in LINES], chance(f"dirt {file} lines"))
    rows = np.flatnonzero(kind >= 0)
    if not len(rows):
        return text, TRUTH_SCHEMA.empty_table()
    lines = text.splitlines(keepends=True)
    is_longer = chance(f"dirt {file} longer").random(len(keys)) < 0.5
    for row in rows:  # only the dirty lines are looked at one by one
        lines[row] = _RAGGED[LINES[kind[row]]](lines[row], bool(is_longer[row]))
    return b"".join(lines), _truth(file, keys.take(pa.array(rows)), "", [LINES[each] for each in kind[rows]])


def _longer_or_shorter(line: bytes, is_longer: bool) -> bytes:
    body = line.rstrip(b"\r\n")
    end = line[len(body) :]
    return (body + b",stray" if is_longer else body.rpartition(b",")[0]) + end


def _quoted(line: bytes, is_longer: bool) -> bytes:  # noqa: ARG001 - one form for both kinds
    body = line.rstrip(b"\r\n")
    return body + b'"' + line[len(body) :]


_RAGGED = {"ragged_rows": _longer_or_shorter, "stray_quotes": _quoted}


def _cells(table: pa.Table, file: str) -> dict[str, tuple[str, ...]]:
    """Give the kinds that can befall each column of a file."""
    if file == "orders":
        return {"customer_id": KEYS, "ordered_at": DATES, "unit_price": PRICES, "quantity": QUANTITIES}
    if file == "customers":
        traits = {name: ("missing_traits",) for name in table.column_names if name not in KEPT_TRAITS}
        return traits | {"name": NAMES}
    return {}


def _soil_column(
    table: pa.Table, file: str, column: str, shares: dict[str, float], chance: Chance
) -> tuple[pa.Table, pa.Table]:
    """Put the kinds of dirt of one column into it."""
    before = table[column].combine_chunks()
    kinds = list(shares)
    if kinds != ["missing_traits"] and kinds != list(QUANTITIES):
        before = before.cast(pa.string())
    kind = _kinds(len(before), list(shares.values()), chance(f"dirt {file} {column}"))
    kind[before.is_null().to_numpy(zero_copy_only=False)] = -1
    after, found = before, []
    for code, name in enumerate(kinds):
        rows = np.flatnonzero(kind == code)
        rows = rows[_can_befall(name, before.take(pa.array(rows)))]
        changed = _CHANGES[name](before.take(pa.array(rows)), chance(f"dirt {file} {column} {name}"))
        after = _replaced(after, rows, changed)
        found.append(_truth(file, row_keys(table.take(pa.array(rows)), file), column, [name] * len(rows)))
    place = table.column_names.index(column)
    return table.set_column(place, column, after), pa.concat_tables(found)


def _kinds(n: int, shares: list[float], draw: np.random.Generator) -> Ints:
    """Draw which kind befalls each row, at most one: its place among the shares, or -1."""
    code = np.searchsorted(np.cumsum(shares), draw.random(n), side="right")
    return np.where(code < len(shares), code, -1)


def _can_befall(kind: str, before: pa.Array) -> np.ndarray:
    if kind != "thousands_marks" or not len(before):
        return np.ones(len(before), dtype=bool)
    return np.asarray(pc.match_substring_regex(before, r"^-?\d{4,}").to_numpy(zero_copy_only=False))


def _replaced(column: pa.Array, rows: Ints, values: pa.Array) -> pa.Array:
    mask = np.zeros(len(column), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(column, pa.array(mask), values)


def _truth(file: str, keys: pa.StringArray, column: str, kinds: list[str]) -> pa.Table:
    columns = [[file] * len(kinds), keys, [column] * len(kinds), kinds]
    return pa.table([pa.array(each, pa.string()) for each in columns], schema=TRUTH_SCHEMA)


def _chosen(options: tuple[str, ...]) -> Change:
    """Make a change that puts one of some words in the place of the text."""

    def change(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:
        return pa.array(options).take(pa.array(draw.integers(0, len(options), len(before))))

    return change


def _framed(frames: tuple[str, ...]) -> Change:
    """Make a change that puts a text into one of some frames, such as a blank before it."""

    def change(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:
        sides = [frame.split("{}") for frame in frames]
        framed = [pc.binary_join_element_wise(left, before, right, "") for left, right in sides]
        return pc.choose(pa.array(draw.integers(0, len(frames), len(before))), *framed)

    return change


def _impossible(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:
    year = pa.array(["1900", "2099"]).take(pa.array(draw.integers(0, 2, len(before))))
    return pc.binary_join_element_wise(year, "-01-01", pc.utf8_slice_codeunits(before, 10), "")


def _other_format(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:  # noqa: ARG001
    return pc.replace_substring_regex(before, r"^(\d{4})-(\d\d)-(\d\d)", r"\3.\2.\1")


def _orphaned(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:
    number = pa.array(draw.integers(100_000_000, 1_000_000_000, len(before))).cast(pa.string())
    return pc.binary_join_element_wise("X", number, "")


def _homoglyph(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:  # noqa: ARG001
    """Exchange the first letter that has a twin; keys of digits alone get a letter for a nought."""
    after = before
    for latin, cyrillic in HOMOGLYPHS.items():
        is_same = pc.equal(after, before)
        after = pc.if_else(is_same, pc.replace_substring(before, latin, cyrillic, max_replacements=1), after)
    return after


def _mojibake(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:  # noqa: ARG001
    """Write an accent on the first vowel, and read its two bytes as two letters."""
    return pc.replace_substring_regex(before, r"^([^aeiou]*)[aeiou]", "\\1\u00c3\u00a9")


def _grown(before: pa.Array, draw: np.random.Generator) -> pa.Array:  # noqa: ARG001
    return pc.multiply(before, pa.scalar(1000, before.type))


def _emptied(before: pa.Array, draw: np.random.Generator) -> pa.Array:  # noqa: ARG001
    return pa.nulls(len(before), before.type)


def _marked_within(before: pa.StringArray, draw: np.random.Generator) -> pa.StringArray:  # noqa: ARG001
    return pc.replace_substring(before, " ", " \u202e", max_replacements=1)


_CHANGES: Mapping[str, Change] = {
    "padded_keys": _framed(BLANKS),
    "invisible_keys": _framed(tuple(frame for mark in MARKS for frame in (mark + "{}", "{}" + mark))),
    "key_case": lambda before, _: pc.utf8_lower(before),
    "homoglyph_keys": _homoglyph,
    "orphans": _orphaned,
    "unreadable_dates": _chosen(WORDS_FOR_DATES),
    "impossible_dates": _impossible,
    "other_date_formats": _other_format,
    "unreadable_prices": _chosen(WORDS_FOR_PRICES),
    "negative_prices": lambda before, _: pc.binary_join_element_wise("-", before, ""),
    "zero_prices": _chosen(("0.00",)),
    "currency_signs": _framed(("\u20ac{}", "{} EUR", "{} \u20ac")),
    "thousands_marks": lambda before, _: pc.replace_substring_regex(before, r"^(-?\d+)(\d{3})\b", r"\1,\2"),
    "fat_fingers": _grown,
    "formulas": _chosen(FORMULAS),
    "mojibake": _mojibake,
    "reversed_names": _marked_within,
    "missing_traits": _emptied,
}


def _copied(table: pa.Table, file: str, share: float, chance: Chance) -> tuple[pa.Table, pa.Table]:
    """Put copies of some rows behind them."""
    is_copied = chance(f"dirt {file} copies").random(table.num_rows) < share
    rows = np.flatnonzero(is_copied)
    truth = _truth(file, row_keys(table.take(pa.array(rows)), file), "", ["copies"] * len(rows))
    return table.take(pa.array(np.repeat(np.arange(table.num_rows), 1 + is_copied))), truth


def _tested(table: pa.Table, share: float, chance: Chance) -> tuple[pa.Table, pa.Table]:
    """Put test orders between the others: rows at random places, of one customer, with one product."""
    draw = chance("dirt test orders")
    n = int(draw.binomial(table.num_rows, share))
    model = table.take(pa.array(np.sort(draw.integers(0, table.num_rows, n)))) if n else table.slice(0, 0)
    number = pc.binary_join_element_wise(f"{TEST_KEY}{chance.part}-", pa.array(np.arange(n)).cast(pa.string()), "")
    fixed = {"order_id": number, "customer_id": TEST_KEY, "product": TEST_PRODUCT, "unit_price": "0.01"}
    for column, value in fixed.items():
        if column in model.column_names:
            place, kind = model.column_names.index(column), model[column].type
            values = value if isinstance(value, pa.Array) else pa.array([value] * n, pa.string())
            model = model.set_column(place, column, values.cast(kind))
    before = np.sort(draw.integers(0, table.num_rows + 1, n))
    order = np.insert(np.arange(table.num_rows), before, table.num_rows + np.arange(n))
    truth = _truth("orders", row_keys(model, "orders"), "", ["test_orders"] * n)
    return pa.concat_tables([table, model]).take(pa.array(order)), truth
