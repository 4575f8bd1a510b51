"""Numbers: every way to write them, and what is none."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, FileRefused, Question, Right, RowsRefused
from cases.values.lines import orders, revenue

_MARK = ("decimal-point", "decimal-comma")
_COMMA = ("decimal-comma", "decimal-point")


def _read(name: str, text: str, written: Sequence[str], worth: Sequence[float], delimiter: str = ";") -> Case:
    """Amounts that come again and again, one after the other; seven do not divide twelve, so all meet all customers."""
    given = orders(amount=written, n=84, delimiter=delimiter, more={"line": [str(n) for n in range(84)]})
    return Case(f"number-{name}", text, given, Right(revenue(worth, n=84), 84))


def _odd(name: str, text: str, written: str, reason: str = "number_unreadable") -> Case:
    given = orders(amount=[written, *["5.25"] * 23])
    return Case(f"number-{name}", text, given, RowsRefused({reason: 1}, revenue([None, *[5.25] * 23]), 23))


def _some(first: str, worth: float) -> tuple[list[str], list[float]]:
    return [first, *["7,5"] * 6], [worth, *[7.5] * 6]


CASES = (
    _read("german", "`1.234,56` and `1.234` beside it", ["1.234,56", "1.234", "12,5"], [1234.56, 1234, 12.5]),
    _read("english", "`1,234.56` and `1,234` beside it", ["1,234.56", "1,234", "12.5"], [1234.56, 1234, 12.5]),
    _read("no-break-space", "thousands by no-break spaces", ["1\u00a0234,56", "7,5"], [1234.56, 7.5]),
    _read("narrow-space", "thousands by narrow no-break spaces", ["1\u202f234,56", "7,5"], [1234.56, 7.5]),
    _read("swiss", "thousands by apostrophes", ["1'234.56", "1’234.50"], [1234.56, 1234.5]),
    _read("indian", "grouped as in India", ["12,34,567.50", "1,00,000"], [1234567.5, 100000]),
    _read("trailing-minus", "a minus behind", *_some("5,25-", -5.25)),
    _read("brackets", "brackets for less than nothing", *_some("(5,25)", -5.25)),
    _read("unicode-minus", "the minus sign of typesetters", *_some("−5,25", -5.25)),
    _read("minus-zero", "`-0`", *_some("-0", 0.0)),
    _read("plus", "a plus before", *_some("+5", 5.0)),
    _read("exponent", "`1e3`", *_some("1e3", 1000.0)),
    _read("negative-price", "a price below nothing", *_some("-1", -1.0)),
    _read("zero-price", "a price of nothing", *_some("0", 0.0)),
    _read("arabic-digits", "Arabic digits with their own marks", ["١٢٫٥", "١٬٢٣٤", "٧"], [12.5, 1234, 7]),
    _read("wide-digits", "full-width digits", ["１２．５", "７"], [12.5, 7]),
    _read("marks-of-direction", "marks of direction around", ["\u200e12.5\u200f", "7"], [12.5, 7]),
    _read("leading-zeros", "zeros before", ["007.50", "012"], [7.5, 12]),
    _read("bare-points", "nothing before or behind the point", [".5", "5."], [0.5, 5]),
    _read("thirty-places", "thirty decimal places", ["1." + "0" * 29 + "5", "2.5"], [1, 2.5]),
    _read("comma-decides", "`1,5` beside `1,500`: both are decimal", ["1,5", "1,500"], [1.5, 1.5]),
    _odd("huge", "`1e308`", "1e308", "number_out_of_range"),
    _odd("beyond-53-bits", "a whole number beyond 2^53", "9007199254740993", "number_out_of_range"),
    _odd("beyond-63-bits", "a whole number beyond 2^63", "9223372036854775809", "number_out_of_range"),
    _odd("inf", "`inf`", "inf"),
    _odd("nan", "`NaN`", "NaN"),
    _odd("not-available", "the error `#N/A` of a spreadsheet", "#N/A"),
    _odd("divided-by-zero", "the error `#DIV/0!` of a spreadsheet", "#DIV/0!"),
    _odd("fraction", "`1/2`", "1/2"),
    _odd("half", "`½`", "½"),
    _odd("hexadecimal", "`0x1F`", "0x1F"),
    _odd("underscore", "`1_000`", "1_000"),
    _odd("two-numbers", "`12 34`", "12 34"),
    _odd("wrong-groups", "`12,34`: neither thousands nor a decimal point", "12,34"),
    _odd("word", "`five`", "five"),
    _odd("blank", "no amount", ""),
    Case("number-open", "`1.234` throughout, semicolons between the columns",
         orders(amount=[f"{n}.234" for n in range(1, 25)], delimiter=";"), Question("decimal_amount", _MARK)),
    Case("number-open-comma", "`1,234` throughout, semicolons between the columns",
         orders(amount=[f"{n},234" for n in range(1, 25)], delimiter=";"), Question("decimal_amount", _COMMA)),
    Case("number-answered", "the same, with the answer", orders(amount=["1.234", "5.678"], delimiter=";"),
         Right(revenue([1234, 5678]), 24), options={"answers": {"decimal_amount": "decimal-comma"}}),
    Case("number-commas-between-columns", "`1.234` throughout, commas between the columns",
         orders(amount=["1.234", "5.678"]), Right(revenue([1.234, 5.678]), 24, ("since commas separate the columns",))),
    Case("number-another-column-decides", "`1.234` throughout, and `2,50` in another column",
         orders(amount=["1.234", "5.678"], delimiter=";", more={"weight": ["2,50", "3,75"]}),
         Right(revenue([1234, 5678]), 24, ("as the other numbers of the file are",))),
    Case("number-contradicts", "`1.50`, `2,50` and `1.234` in one column",
         orders(amount=["1.50", "2,50", "1.234"], delimiter=";"), Question("decimal_amount", _MARK)),
    Case("number-other-mark", "two decimal commas among points",
         orders(amount=[*["5.25"] * 22, "5,25", "5,75"], delimiter=";"),
         RowsRefused({"number_unreadable": 2}, revenue([*[5.25] * 22, None, None]), 22)),
    Case("number-words-only", "an amount in words throughout", orders(amount=["one", "two", "three"]),
         FileRefused("'amount' is money by its name", "write the amounts as numbers")),
    Case("number-words-only-in-orders", "an amount in words throughout, with the order's number",
         orders(amount=["one", "two", "three"], more={"order_id": [str(n) for n in range(24)]}),
         Right(rows=24, says=("'amount' is money by its name", "no money is used"))),
    Case("number-sums-overflow", "amounts just below the largest",
         orders(amount=["999999999999"]), Right(revenue([999999999999.0]), 24)),
    Case("number-fractions-of-pieces", "quantities with fractions",
         orders(amount=["5.25"], more={"quantity": ["0.125"], "unit_price": ["42.00"]}), Right(revenue([5.25]), 24)),
)  # fmt: skip
