"""Tables of customers: what their cells become."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, Question, Right
from cases.values.lines import table

_KEYS = tuple(f"C{number:02}" for number in range(24))


def _trait(name: str, text: str, column: str, cells: Sequence[str], values: Sequence[object], **how: object) -> Case:
    """One column beside the id, and the value of each customer."""
    content = table({"customer_id": _KEYS, column: cells, "size": [str(10 + n * 7 % 50) for n in range(24)]}, ";")
    feature = str(how.get("feature", column))
    return Case(f"trait-{name}", text, content, Right({feature: dict(zip(_KEYS, values, strict=True))}, 24),
                file="people.csv")  # fmt: skip


_INCOMES = [1000 + 13 * n for n in range(24)]

CASES = (
    _trait("numbers", "plain numbers", "income", [str(n) for n in _INCOMES], _INCOMES),
    _trait("german-numbers", "numbers with decimal commas", "income", [f"{n},5" for n in _INCOMES],
           [n + 0.5 for n in _INCOMES]),
    _trait("blank-numbers", "two blanks", "income", ["", " ", *(str(n) for n in _INCOMES[2:])],
           [None, None, *_INCOMES[2:]]),
    _trait("unreadable-number", "one cell that is no number", "income", ["many", *(str(n) for n in _INCOMES[1:])],
           [None, *_INCOMES[1:]]),
    _trait("huge-number", "one number beyond all bounds", "income", ["1e300", *(str(n) for n in _INCOMES[1:])],
           [None, *_INCOMES[1:]]),
    _trait("not-a-number", "`NaN` and `inf`", "income", ["NaN", "inf", *(str(n) for n in _INCOMES[2:])],
           [None, None, *_INCOMES[2:]]),
    _trait("number-error", "the error of a spreadsheet", "income", ["#DIV/0!", *(str(n) for n in _INCOMES[1:])],
           [None, *_INCOMES[1:]]),
    Case("trait-number-open", "`1.234` throughout, semicolons between the columns",
         table({"customer_id": _KEYS, "income": [f"{n}.234" for n in range(1, 25)],
                "size": [str(n % 5) for n in range(24)]}, ";"),
         Question("decimal_income", ("decimal-point", "decimal-comma")), file="people.csv"),
    Case("trait-date-open", "dates that read both ways throughout",
         table({"customer_id": _KEYS, "contract_end": [f"{1 + n % 12:02}/{1 + n % 11:02}/2024" for n in range(24)],
                "size": [str(10 + n * 7 % 50) for n in range(24)]}, ";"),
         Question("date_order_contract_end", ("day-first", "month-first")), file="people.csv"),
)  # fmt: skip
