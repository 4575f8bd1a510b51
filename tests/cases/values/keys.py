"""Ids of customers: their spellings, words for nobody, and two files that must know each other."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, FileRefused, Right, RowsRefused
from cases.values.lines import AMOUNTS, CUSTOMERS, orders, revenue, table, two_files

_WORTH = tuple(float(amount) for amount in AMOUNTS)


def _same(name: str, text: str, first: Sequence[str], second: Sequence[str], keys: Sequence[str]) -> Case:
    """Two spellings of twelve ids, which are one."""
    said = ("24 source keys are 12 customers",) if _trimmed(first) != _trimmed(second) else ()
    return Case(f"key-{name}", text, orders(customer=[*first, *second]), Right(revenue(_WORTH, keys), 24, said))


def _trimmed(keys: Sequence[str]) -> set[str]:
    return {key.strip(" \u00a0\u200b\u200f\u202c\ufeff\t") for key in keys}


def _apart(name: str, text: str, first: Sequence[str], second: Sequence[str], said: str) -> Case:
    keys = [*first, *second]
    return Case(f"key-{name}", text, orders(customer=keys), Right(revenue(_WORTH, keys), 24, (said,)))


def _nobody(name: str, written: str) -> Case:
    keys = [*CUSTOMERS, written, *CUSTOMERS[1:]]
    worth = [*_WORTH[:12], None, *_WORTH[13:]]
    return Case(f"key-{name}", f"`{written}` for a customer", orders(customer=keys),
                RowsRefused({"customer_missing": 1}, revenue(worth, keys), 23))  # fmt: skip


def _people(keys: Sequence[str]) -> bytes:
    return table({"customer_id": keys, "plan": ["abc"[n % 3] for n in range(len(keys))]})


def _with_address(keys: Sequence[str], addresses: Sequence[str]) -> bytes:
    return table({"customer_id": keys, "E-Mail": addresses, "plan": ["abc"[n % 3] for n in range(len(keys))]})


_ADDRESSES = [f"ann{n}@example.org" for n in range(12)]
_NUMBERS = [str(17850 + n) for n in range(12)]
_STRANGERS = [f"X-{n}" for n in range(12)]

CASES = (
    _same("blanks", "blanks around", [f" {key} " for key in CUSTOMERS], CUSTOMERS, CUSTOMERS),
    _same("no-break-spaces", "no-break spaces around",
          [f"\u00a0{key}\u00a0" for key in CUSTOMERS], CUSTOMERS, CUSTOMERS),
    _same("zero-width", "marks without width around",
          [f"\u200b{key}\ufeff" for key in CUSTOMERS], CUSTOMERS, CUSTOMERS),
    _same("right-to-left", "marks of direction around",
          [f"\u200f{key}\u202c" for key in CUSTOMERS], CUSTOMERS, CUSTOMERS),
    _same("case", "capitals and small letters", [key.lower() for key in CUSTOMERS], CUSTOMERS, CUSTOMERS),
    _same("point-zero", "`17850` and `17850.0`", [f"{key}.0" for key in _NUMBERS], _NUMBERS, _NUMBERS),
    _same("composed", "letters composed and decomposed (NFC and NFD)",
          [f"JOSÉ{n}" for n in range(12)], [f"JOSE\u0301{n}" for n in range(12)], [f"JOSÉ{n}" for n in range(12)]),
    _apart("leading-zeros", "`17850` and `017850`", _NUMBERS, [f"0{key}" for key in _NUMBERS],
           "24 customers have ids that differ from another's in leading zeros only"),
    _apart("look-alikes", "a Latin A and a Cyrillic А", [f"A{n:02}" for n in range(12)],
           [f"\u0410{n:02}" for n in range(12)], "24 customers have ids that look like another's"),
    _apart("wide-digits", "digits and full-width digits", [f"A{n}" for n in range(10)] + ["B1", "B2"],
           [f"A{chr(0xFF10 + n)}" for n in range(10)] + ["B3", "B4"],
           "20 customers have ids that look like another's"),
    _apart("hidden-inside", "a mark without width inside", [f"A{n:02}" for n in range(12)],
           [f"A\u200b{n:02}" for n in range(12)], "24 customers have ids that look like another's"),
    Case("key-text-among-numbers", "one id `B2B-17` among whole numbers",
         orders(customer=[*_NUMBERS, "B2B-17", *_NUMBERS[1:]]),
         Right(revenue(_WORTH, [*_NUMBERS, "B2B-17", *_NUMBERS[1:]]), 24)),
    Case("key-grouped", "ids with a mark of thousands, `50,100`",
         orders(customer=[f"{50 + n},100" for n in range(12)]),
         Right(revenue(_WORTH, [f"{50 + n},100" for n in range(12)]), 24)),
    Case("key-marks-among-numbers", "marks without width around some of the ids, which are whole numbers",
         orders(customer=[*_NUMBERS, *(f"\ufeff{key}\u200b" for key in _NUMBERS)]),
         Right(revenue(_WORTH, _NUMBERS), 24)),
    Case("key-as-formula", 'ids written as `="00501"`, so that a spreadsheet keeps their zeros',
         orders(customer=[*(f'="0{key}"' for key in _NUMBERS), *(f"0{key}" for key in _NUMBERS)]),
         Right(revenue(_WORTH, [f"0{key}" for key in _NUMBERS]), 24)),
    Case("key-apostrophe", "ids behind an apostrophe, `'00501`, so that a spreadsheet keeps their zeros",
         orders(customer=[*(f"'0{key}" for key in _NUMBERS), *(f"0{key}" for key in _NUMBERS)]),
         Right(revenue(_WORTH, [f"0{key}" for key in _NUMBERS]), 24)),
    Case("key-day", "ids such as `9-Mar` among others, which a spreadsheet took for days",
         orders(customer=[*CUSTOMERS, "9-Mar", *CUSTOMERS[1:]]),
         RowsRefused({"customer_damaged": 1},
                     revenue([*_WORTH[:12], None, *_WORTH[13:]], [*CUSTOMERS, "9-Mar", *CUSTOMERS[1:]]), 23)),
    _nobody("null", "NULL"),
    _nobody("not-available", "n/a"),
    _nobody("dash", "-"),
    _nobody("blank", " "),
    _nobody("guest", "Guest"),
    _nobody("unknown", "unknown"),
    _nobody("reference-error", "#REF!"),
    _nobody("nan", "nan\u00a0"),
    Case("key-zero", "`0`, which is a customer like others", orders(customer=["0", *CUSTOMERS[1:]]),
         Right(revenue(_WORTH, ["0", *CUSTOMERS[1:]]), 24)),
    Case("key-zero-for-many", "`0` on a third of the rows",
         orders(customer=[*CUSTOMERS, *CUSTOMERS, *["0"] * 12], amount=["5.25"], n=36,
                more={"line": [str(n) for n in range(36)]}),
         Right(revenue([5.25], [*CUSTOMERS, *CUSTOMERS, *["0"] * 12], n=36), 36,
               ("12 rows belong to the customer '0'",))),
    Case("key-rounded", "ids such as `4.1E+11` among others, rounded by a spreadsheet",
         orders(customer=[*CUSTOMERS, "4.1E+11", *CUSTOMERS[1:]]),
         RowsRefused({"customer_damaged": 1},
                     revenue([*_WORTH[:12], None, *_WORTH[13:]], [*CUSTOMERS, "X", *CUSTOMERS[1:]]), 23)),
    Case("key-all-rounded", "ids such as `4.1E+11` throughout", orders(customer=[f"{n}.1E+11" for n in range(1, 10)]),
         FileRefused("customer_damaged 24", "check what the columns are taken for")),
    Case("key-leading-zero-text", "ids with leading zeros stay texts", orders(customer=[f"{n:05}" for n in range(12)]),
         Right(revenue(_WORTH, [f"{n:05}" for n in range(12)]), 24)),
    Case("key-long-number", "ids of twenty digits", orders(customer=[f"9{n:019}" for n in range(12)]),
         Right(revenue(_WORTH, [f"9{n:019}" for n in range(12)]), 24)),
    Case("key-files-meet", "orders and a table of the same customers", two_files(orders(), _people(CUSTOMERS)),
         Right(revenue(_WORTH), 36)),
    Case("key-files-meet-in-part", "orders of twelve customers and a table of eleven of them",
         two_files(orders(), _people(CUSTOMERS[:11])),
         Right(revenue(_WORTH), 35, ("11 of the 12 customers who ordered (91.7%) are in the tables of customers",))),
    Case("key-files-hardly-meet", "orders of twelve customers and a table of three of them",
         two_files(orders(), _people([*CUSTOMERS[:3], *_STRANGERS[:9]])),
         Right({}, 36, ("ONLY 3 of the 12 customers who ordered (25.0%)",))),
    Case("key-files-never-meet", "orders and a table of other customers", two_files(orders(), _people(_STRANGERS)),
         FileRefused("none of the 12 customers who ordered is in the tables of customers; ids look like 'A99'",
                     "which columns say who the customer is")),
    Case("key-files-meet-once-normal", "orders of `17850.0` and a table of `17850`",
         two_files(orders(customer=[f"{key}.0" for key in _NUMBERS]), _people(_NUMBERS)),
         Right(revenue(_WORTH, _NUMBERS), 36)),
    Case("key-one-address", "two customers with one address, in a column that is called `E-Mail`",
         two_files(orders(), _with_address(CUSTOMERS, [_ADDRESSES[0], *_ADDRESSES[:11]])),
         Right(revenue(_WORTH, ["C00", "C00", *CUSTOMERS[2:]]), 36,
               ("2 source keys are 1 customer, for they share an identifier",))),
)  # fmt: skip
