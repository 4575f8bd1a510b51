"""Names of columns: what they are taken for, and where that is open."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, FileRefused, Question, Right
from cases.values.lines import AMOUNTS, CUSTOMERS, ISO_DAYS, revenue, table

_PIECES = tuple(str(1 + n % 3) for n in range(24))
_WORTH = tuple(float(amount) for amount in AMOUNTS)
_OF_ALL = [each * int(n) for each, n in zip(_WORTH, _PIECES, strict=True)]


_KEYS = tuple(CUSTOMERS[n % 12] for n in range(24))


def _lines(customer: str, **columns: Sequence[str]) -> bytes:
    keys = [CUSTOMERS[n % 12] for n in range(24)]
    return table({customer: keys, "booked_at": ISO_DAYS, **columns})


CASES = (
    Case("name-country", "`country` and `travellers` beside a price: letters within a word do not count",
         _lines("traveller_id", country=["ES", "FR"] * 12, travellers=_PIECES, price_per_traveller=AMOUNTS),
         Right(revenue(_OF_ALL), 24)),
    Case("name-account", "`account_no` and `discount_code`, which have nothing of a count",
         _lines("account_no", discount_code=["A", "B"] * 12, items=_PIECES, price=AMOUNTS),
         Right(revenue(_OF_ALL), 24)),
    Case("name-fee", "the `fee` of a visit, with a `delivery_fee` on top",
         _lines("patient_id", visit_id=[str(n) for n in range(24)], fee=AMOUNTS, delivery_fee=["4.90"] * 24),
         Right(revenue(_WORTH), 24)),
    Case("name-unit-amount", "`unit_amount`, the price of one",
         _lines("patient_id", quantity=_PIECES, unit_amount=AMOUNTS), Right(revenue(_OF_ALL), 24)),
    Case("name-amount-of-one", "an `amount` that is the same for one piece and for three",
         _lines("member_id", product=["a", "b"] * 12, quantity=_PIECES, amount=["5.00", "8.50"] * 12),
         Right(revenue([[5.0, 8.5][n % 2] * (1 + n % 3) for n in range(24)]), 24,
               ("'amount' is taken as the price of one",))),
    Case("name-amount-open", "an `amount` beside a quantity, of which the data do not say whether it is of one piece",
         _lines("member_id", quantity=_PIECES, amount=["3.10", "41.00", "7.50", "18.00", "2.20", "90.00"] * 4),
         Question("money_amount", ("line-total", "price-of-one"))),
    Case("name-data-polish", "`Data` as Polish has it, beside `Cena` and `Ilość`",
         table({"Klient": _KEYS, "Data": ISO_DAYS, "Ilość": _PIECES, "Cena": AMOUNTS}), Right(revenue(_OF_ALL), 24)),
    Case("name-list-price", "a `Listenpreis` before the `Preis` that was paid",
         table({"Kd-Nr": _KEYS, "Kaufdatum": ISO_DAYS, "Menge": _PIECES, "Listenpreis": ["99.00"] * 24,
                "Preis": AMOUNTS}), Right(revenue(_OF_ALL), 24)),
    Case("name-two-amounts", "`Netto` beside `Brutto`: the first is taken, and said",
         table({"Kunde": _KEYS, "Datum": ISO_DAYS, "Netto": AMOUNTS, "Brutto": ["99.00"] * 24}),
         Right(revenue(_WORTH), 24, ("'Netto' is taken as the money of the line; 'Brutto' could be it as well",))),
    Case("name-measurements", "numbers of each customer week after week, and nothing they did",
         table({"user_id": [CUSTOMERS[n // 8] for n in range(24)], "seen_on": [ISO_DAYS[n % 8] for n in range(24)],
                "index": [f"{n % 7}.5" for n in range(24)]}),
         FileRefused("it measures customers day after day: 24 rows", "--answer kind=customers", "weeks.csv"),
         file="weeks.csv"),
    Case("name-nothing", "texts of nobody",
         table({"text": [f"why is my card {n} late" for n in range(60)], "topic": [f"topic {n}" for n in range(60)]}),
         FileRefused("nothing to form segments on", "give orders or a table of customers", "texts.csv"),
         file="texts.csv"),
)  # fmt: skip
