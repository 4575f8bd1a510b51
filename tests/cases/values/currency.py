"""Currencies: signs, codes and columns, and several of them."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, FileRefused, Right
from cases.values.lines import CUSTOMERS, orders, revenue, table

_SEVERAL = FileRefused("several currencies: EUR, USD", "set currency")


def _one(name: str, text: str, written: Sequence[str], worth: Sequence[float], *, delimiter: str = ",") -> Case:
    return Case(f"currency-{name}", text, orders(amount=written, delimiter=delimiter), Right(revenue(worth), 24))


CASES = (
    _one("euro-behind", "`5 €` and `6,50 €`", ["5 €", "6,50 €"], [5, 6.5], delimiter=";"),
    _one("dollar-before", "`$5` and `$1,234.50`", ["$5", "$1,234.50"], [5, 1234.5]),
    _one("pound", "`£5.10`", ["£5.10"], [5.1]),
    _one("code-before", "`EUR 5`", ["EUR 5", "EUR 6"], [5, 6]),
    _one("code-behind", "`5 chf`", ["5 chf", "6.50 CHF"], [5, 6.5]),
    _one("sign-and-code", "`€ 5` and `5 EUR`, which are one", ["€ 5", "5 EUR"], [5, 5]),
    Case("currency-some-bare", "`€5` and `6`", orders(amount=["€5", "6"]),
         Right(revenue([5, 6]), 24, ("12 amounts name no currency and are taken as EUR",))),
    Case("currency-percent", "percent signs among amounts", orders(amount=["5%", *["6"] * 23]),
         Right(revenue([5, *[6] * 23]), 24, ("1 amounts carry a percent sign, which is set aside",))),
    Case("currency-signs-differ", "`€5` and `$6`", orders(amount=["€5", "$6"]), _SEVERAL),
    Case("currency-one-dollar", "one dollar among euros", orders(amount=["$5", *["€6"] * 23]), _SEVERAL),
    Case("currency-column-and-sign", "a sign that the column of the currency contradicts",
         orders(amount=["$5"], more={"currency": ["EUR"]}), _SEVERAL),
    Case("currency-column-differs", "two currencies in their own column",
         orders(amount=["5"], more={"currency": ["EUR", "USD"]}), _SEVERAL),
    Case("currency-named", "`€5` and `$6`, the currency named by the user", orders(amount=["€5", "$6"]),
         Right(revenue([5, 6]), 24, ("amounts are taken as EUR, as the configuration says",)),
         options={"currency": "EUR"}),
    Case("currency-of-traits", "incomes in euros and dollars in a table of customers",
         table({"customer_id": [*CUSTOMERS, *(f"D{n:02}" for n in range(12))],
                "income": [f"{'€$'[n % 2]}{1000 + 13 * n}" for n in range(24)]}),
         Right({"income": {f"{'CD'[n // 12]}{n % 12:02}": 1000 + 13 * n for n in range(24)}}, 24,
               ("12 EUR, 12 USD", "nothing is converted")), file="people.csv"),
)  # fmt: skip
