"""Cases about JSON."""

from __future__ import annotations

import gzip
import json
from typing import Any

from cases.case import Case, FileRefused, Right, RowsRefused
from cases.shop import HEADER, LINES, spent

ALL = Right(spent(), rows=len(LINES))

RECORDS: list[dict[str, Any]] = [
    dict(zip(HEADER, line, strict=True)) | {"quantity": int(line[4]), "unit_price": float(line[5])} for line in LINES
]
NESTED = [
    {
        "customer": {"customer_id": one["customer_id"], "tags": ["a"]},
        "order": {"order_id": one["order_id"], "ordered_at": one["ordered_at"], "product": one["product"]},
        "quantity": one["quantity"],
        "unit_price": one["unit_price"],
        "deep": {"a": {"b": {"c": {"d": 1}}}},
    }
    for one in RECORDS
]


def lines(records: list[dict[str, Any]]) -> bytes:
    return "\n".join(map(json.dumps, records)).encode()


def long_ids() -> bytes:
    """Customers whose numbers are longer than 64 bits, as numbers."""
    return lines([one | {"customer_id": 10**20 + int(one["customer_id"][1:])} for one in RECORDS])


LONG = {str(10**20 + int(key[1:])): value for key, value in spent()["net_revenue"].items()}
DEEP = b'{"a":' * 200 + b"1" + b"}" * 200

CASES = (
    Case("json", "a list of records in JSON", json.dumps(RECORDS).encode(), ALL, file="orders.json"),
    Case("json-other-name", "a list of records in JSON, named orders.csv", json.dumps(RECORDS).encode(), ALL),
    Case("json-indented", "JSON with line ends and blanks", json.dumps(RECORDS, indent=2).encode(), ALL,
         file="orders.json"),
    Case("json-lines", "a record on each line", lines(RECORDS), ALL, file="orders.jsonl"),
    Case("json-lines-blank", "a record on each line, with empty lines and Windows line ends",
         lines(RECORDS).replace(b"\n", b"\r\n\r\n") + b"\r\n", ALL, file="orders.ndjson"),
    Case("json-lines-gzip", "a record on each line, in a gzip file", gzip.compress(lines(RECORDS)), ALL,
         file="orders.jsonl.gz"),
    Case("json-bom", "JSON with a byte order mark", b"\xef\xbb\xbf" + json.dumps(RECORDS).encode(), ALL,
         file="orders.json"),
    Case("json-utf-16", "JSON in UTF-16", json.dumps(RECORDS).encode("utf-16"), ALL, file="orders.json"),
    Case("json-wrapped", "a list of records inside of an object, with other things around it",
         json.dumps({"page": {"n": 1}, "data": RECORDS, "next": None}).encode(),
         Right(spent(), rows=len(LINES), says=("the records are those of 'data'",)), file="orders.json"),
    Case("json-nested", "records within records, and lists in them", json.dumps(NESTED).encode(),
         Right(spent(), rows=len(LINES), says=("'customer.tags' holds a list and is left out", "more than 4 levels")),
         file="orders.json"),
    Case("json-long-numbers", "customers with numbers of 21 digits", long_ids(),
         Right({"net_revenue": LONG}, rows=len(LINES)), file="orders.jsonl"),
    Case("json-mixed", "a column with texts and numbers",
         lines([one | {"note": "x" if place % 2 else 1} for place, one in enumerate(RECORDS)]),
         Right(spent(), rows=len(LINES), says=("'note' holds texts and whole numbers; it is read as text",)),
         file="orders.jsonl"),
    Case("json-new-columns", "records that do not all have the same names",
         lines([one | {f"extra_{place % 7}": place} for place, one in enumerate(RECORDS)]), ALL, file="orders.jsonl"),
    Case("json-broken-line", "a line that is cut off among the others",
         lines(RECORDS[:20]) + b'\n{"customer_id": "K0\n' + lines(RECORDS[20:]),
         RowsRefused({"broken_record": 1}, spent(), rows=len(LINES)), file="orders.jsonl"),
    Case("json-deep-line", "a line nested 5,000 deep among the others",
         lines(RECORDS) + b"\n" + b'{"a":' * 5000 + b"1" + b"}" * 5000,
         RowsRefused({"broken_record": 1}, spent(), rows=len(LINES)), file="orders.jsonl"),
    Case("json-name-twice", "a record with a name twice",
         lines(RECORDS) + b'\n{"customer_id": "K01", "customer_id": "K02", "quantity": 1}',
         RowsRefused({"name_twice": 1}, spent(), rows=len(LINES)), file="orders.jsonl"),
    Case("json-cut", "a list of records that is cut off", json.dumps(RECORDS).encode()[:-300],
         FileRefused("cut off: it ends within record", do="copy or export"), file="orders.json"),
    Case("json-broken", "a list with a comma missing", json.dumps(RECORDS).encode().replace(b"}, {", b"} {", 1),
         FileRefused("record 1 is no JSON", do="copy or export"), file="orders.json"),
    Case("json-two-lists", "an object with two lists of records",
         json.dumps({"orders": RECORDS, "more": RECORDS}).encode(),
         FileRefused("several lists of records: 'orders' and 'more'", do="a file of its own"), file="orders.json"),
    Case("json-more", "something after the end of the list", json.dumps(RECORDS).encode() + b" []",
         FileRefused("after its end there is more", do="one on each line"), file="orders.json"),
    Case("json-columns", "an object of columns", json.dumps({"customer_id": [1, 2], "amount": [3, 4]}).encode(),
         FileRefused("no rows", do="look at"), file="orders.json"),
    Case("json-no-utf-8", "JSON in Latin-1", json.dumps(RECORDS, ensure_ascii=False).encode("latin-1"),
         FileRefused("not UTF-8", do="export it again"), file="orders.json"),
    Case("json-empty", "an empty list", b"[]", FileRefused("no rows"), file="orders.json"),
    Case("json-nested-brackets", "brackets nested 100,000 deep", b"[" * 100_000 + b"]" * 100_000,
         FileRefused("nested too deep"), file="orders.json", apart=True),
    Case("json-nested-records", "one record nested 200 deep", b"[" + DEEP + b"," + DEEP + b"]",
         FileRefused("no rows"), file="orders.json"),
    Case("json-one-line", "one line of 20 MB that never ends", b'{"a": "' + b"x" * (20 << 20),
         FileRefused("no JSON"), file="orders.json", apart=True),
    Case("json-many-names", "a record with 6,000 names",
         lines([{f"c{place}": 1 for place in range(6_000)}]), FileRefused("6,000 columns"), file="orders.jsonl"),
)  # fmt: skip
