"""Names of columns in eight languages: what they are taken for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from shoal import sources
from shoal.engine import DuckEngine
from shoal.languages import LANGUAGES, english_words, in_english, spoken_in
from shoal.sources.flags import are_flags
from shoal.terms import Kind, Silent

from .conftest import NOW
from .headers import CUSTOMERS, ORDERS

N = 60
PRICES = ("2.50", "8.00", "19.99", "4.25", "11.00")
VALUES = {
    "customer": lambda i: f"K{i % 7:03}",
    "order": lambda i: f"B{i // 2}",
    "time": lambda i: f"2025-{1 + i % 12:02}-{1 + i % 28:02}",
    "product": lambda i: f"A{i % 5}",
    "category": lambda i: f"c{i % 3}",
    "quantity": lambda i: str(1 + i % 3),
    "price": lambda i: PRICES[i % 5],
    "amount": lambda i: f"{3 + 7 * i % 40}.50",
    "currency": lambda i: "EUR",
    "country": lambda i: ("Italia", "Polska", "Nederland")[i % 3],
    "ignored": lambda i: f"2025-{1 + i % 12:02}-{1 + i % 28:02}" if i < 0 else f"s{i % 4}",
    "email": lambda i: f"p{i}@example.org",
    "phone": lambda i: f"+49 171 7654{i:03}",
    "name": lambda i: ("Ann", "Zoë", "Jan", "Łucja", "Inès")[i % 5] + "abcdefghijk"[i % 11],
    "address": lambda i: f"Long Road {i}",
    "national": lambda i: f"{10_000_000 + 977 * i}",
    "birth": lambda i: f"19{50 + i % 40}-{1 + i % 12:02}-{1 + i % 28:02}",
    "since": lambda i: f"2020-{1 + i % 12:02}-{1 + i % 28:02}",
    "sex": lambda i: "mf"[i % 2],
    "age": lambda i: str(20 + i % 50),
    "label": lambda i: "01"[i % 3 == 0],
    "consent": lambda i: "01"[i % 2],
    "number": lambda i: f"{17 * i % 71}.5",
    "trait": lambda i: ("basic", "gold", "silver")[i % 3],
    "origin": lambda i: ("aa", "bb", "cc")[i % 3],
    "belief": lambda i: ("aa", "bb", "cc")[i % 3],
    "health": lambda i: "01"[i % 5 == 0],
}
ROLES = {
    "time": "occurred_at", "price": "unit_price", "email": "identifier", "phone": "identifier", "name": "identifier",
    "address": "identifier", "national": "identifier",
}  # fmt: skip
SENSITIVE = {"birth": "age", "age": "age", "sex": "sex", "origin": "origin", "belief": "belief", "health": "health"}
TRAITS = {*SENSITIVE, "since", "number"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    """One engine for all of these small tables."""
    engine = DuckEngine(tmp_path_factory.mktemp("spill"))
    yield engine
    engine.close()


def understood(engine: DuckEngine, header: str):
    meant = dict(pair.strip().split("=") for pair in header.split(";"))
    keys = {"customer": lambda i: f"K{i:03}"} if not {"time"} & set(meant.values()) else {}
    rows = {name: [(keys | VALUES)[what](i) for i in range(N)] for name, what in meant.items()}
    if keys:
        rows |= {name: [f"K{i:03}" for i in range(N)] for name, what in meant.items() if what == "customer"}
    loaded = sources.load(engine, {"frame:table": pa.table(rows)}, scratch=Path(), progress=Silent())
    (one,), _ = sources.guess(loaded, answers={}, now=NOW)
    return meant, one.spec


def expected(what: str) -> str:
    return "trait" if what in TRAITS else ROLES.get(what, what)


@pytest.mark.parametrize("header", [header for headers in ORDERS.values() for header in headers])
def test_orders(bench, header):
    meant, spec = understood(bench, header)
    assert spec.kind is Kind.ORDERS
    found = {column.name: column.role.value for column in spec.columns}
    assert found == {name: expected(what) for name, what in meant.items()}


@pytest.mark.parametrize("header", [header for headers in CUSTOMERS.values() for header in headers])
def test_customers(bench, header):
    meant, spec = understood(bench, header)
    assert spec.kind is Kind.CUSTOMERS
    found = {column.name: column.role.value for column in spec.columns}
    assert found == {name: expected(what) for name, what in meant.items()}
    subjects = {column.name: column.sensitive for column in spec.columns if column.sensitive}
    assert subjects == {name: SENSITIVE[what] for name, what in meant.items() if what in SENSITIVE}
    fixed = {column.name for column in spec.columns if column.is_fixed}
    assert fixed == {name for name, what in meant.items() if what in ("birth", "since")}


def test_no_word_has_two_meanings_but_false_friends():
    meanings: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for word, meaning in language.meanings.items():
            assert meanings.setdefault(word, meaning) == meaning, (language.name, word)
        assert not language.meanings.keys() & language.own_meanings.keys(), language.name


def test_words_are_plain():
    for language in LANGUAGES:
        for word in (*language.meanings, *language.own_meanings):
            assert word == "_".join(english_words_of_plain(word)), (language.name, word)


def english_words_of_plain(word: str) -> tuple[str, ...]:
    return tuple(part for part in word.split("_") if part.isascii() and part.islower() and part.isalpha())


@pytest.mark.parametrize(
    ("header", "name", "words"),
    [
        (("Cliente", "Data", "Importo"), "Data", ("date",)),
        (("customer", "data", "amount"), "data", ("data",)),
        (("Klient", "Data", "Cena"), "Cena", ("price",)),
        (("Cliente", "Prezzo cena", "Importo"), "cena", ("cena",)),
        (("Kunde", "Art", "Betrag"), "Art", ("type",)),
        (("customer", "art", "amount"), "art", ("art",)),
        (("Cliente", "Via", "Città"), "Via", ("street",)),
        (("customer", "via", "city"), "via", ("via",)),
        (("Cliente", "Età", "Sesso"), "Età", ("age",)),
        (("order", "eta", "delivery"), "eta", ("eta",)),
        (("Nombre", "Cliente", "Ciudad"), "Nombre", ("name",)),
        (("Nombre", "Client", "Prix"), "Nombre", ("quantity",)),
        (("Cliente", "N. ordine", "Prezzo"), "N. ordine", ("no", "order")),
        (("n_orders", "customer", "age"), "n_orders", ("n", "orders")),
        (("Cliente", "Média", "Preço"), "Média", ("average",)),
        (("media", "channel", "cost"), "media", ("media",)),
    ],
)
def test_false_friends_are_read_in_the_language_of_the_file(header, name, words):
    assert english_words(name, spoken_in(header)) == words


@pytest.mark.parametrize(
    "words",
    ["country", "discount", "account", "ordinary", "database", "metadata", "landline", "partial", "report", "important",
     "sanitation", "artist", "particle", "valorant", "contact", "national", "estimate", "premium", "content",
     "visitors"],
)  # fmt: skip
def test_english_words_stay(words):
    assert in_english((words,)) == (words,)


@pytest.mark.parametrize(
    ("values", "is_flag"),
    [(("tak", "nie"), True), (("sì", "no"), True), (("não", "sim"), True), (("oui", "non"), True),
     (("ja", "nee"), True), (("S", "N"), True), (("T", "N"), True), (("O", "N"), True),
     (("s", "o"), False), (("tak", "może"), False)],
)  # fmt: skip
def test_yes_and_no(values, is_flag):
    assert are_flags(values) is is_flag
