"""The same records give the same features on every engine, cell by cell; DuckDB is what the others are held to."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from engine.nasty import EXTREME, WORDS, Dice, Nasty, everything, only
from shoal import simulate, sources, unify
from shoal.app.computing import identity_in, records_in
from shoal.engine import DuckEngine, PostgresEngine, quote
from shoal.features import compute, defined
from shoal.terms import Engine, FeaturesSpec, FeatureTable, FeatureType, SegmentationSpec, Silent, UnifySpec

KEYS = (*"abcdefghij", "A", "B")
LANGUAGES = (
    "anna",
    "Anna",
    "ärger",
    "Ärger",
    "zoë",
    "😀",
    "مرحبا",
    "аррӏе",
    "apple",
    "a b",
    "a-b",
    "ab",
    "1",
    "10",
    "9",
)
LEAP_DAYS = ("1970-01-01", "2000-02-29", "2024-02-29", "2024-12-31", "2025-01-01")


@pytest.fixture(params=["postgres"])
def other(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """Every engine but DuckDB, one after the other; a third is a line here."""
    engine = PostgresEngine(request.getfixturevalue(request.param).url())
    yield engine
    engine.close()


def line(who: str, order: str, at: str, amount: str, **more: Any) -> dict[str, Any]:
    """Give one order line."""
    instant, money = datetime.fromisoformat(at), Decimal(amount)
    return {
        "source_key": who,
        "order_key": order,
        "occurred_at": instant,
        "occurred_on": instant.date(),
        "quantity": 1.0 if money > 0 else -1.0,
        "amount": money,
        "is_purchase": money > 0,
        "is_return": money < 0,
    } | more


def tied() -> list[dict[str, Any]]:
    """Everything twice, so that a first, a last and a most frequent one tie."""
    words = ("x", "X", "ä", "z")
    return [
        line(
            who, f"{who}{word}", "2025-05-01 12:00:00", "10.00", product=word, category=word, country=word, channel=word
        )
        for who in KEYS
        for word in words
    ]


NASTY = {
    "ordinary": everything(Dice(1, KEYS), 250),
    "words": everything(Dice(2, LANGUAGES, WORDS), 400),
    "money": everything(Dice(3, KEYS, money=EXTREME), 200),
    "sparse": everything(Dice(4, KEYS, missing=0.8), 120),
    "everything in the last minute": everything(Dice(5, KEYS, days=1), 100),
    "clock changes": everything(
        Dice(6, KEYS, last=datetime(2025, 3, 30, 3, 0), days=3, timezone="Europe/Berlin"),
        250,
        as_of=datetime(2025, 3, 30, 22, tzinfo=UTC),
    ),
    "orders alone": only(everything(Dice(7, KEYS), 150), "orders"),
    "no orders": only(everything(Dice(8, KEYS), 150), "events", "texts", "holdings", "customers", "campaigns"),
    "customers alone": only(everything(Dice(9, LANGUAGES, WORDS), 10), "customers"),
    "ties": Nasty({"orders": tied()}),
    "one customer": Nasty({"orders": [line("a", "o", "2025-05-01 23:59:59.999999", "0.01")]}),
    "returns alone": Nasty(
        {
            "orders": [
                line("a", "o", "2025-05-01", "-9.99"),
                line("b", "p", "2025-05-02", "5"),
                line("b", "q", "2025-05-03", "-5"),
            ]
        }
    ),
    "leap days": Nasty({"orders": [line("a", f"o{on}", on, "3.33") for on in LEAP_DAYS]}),
}


@pytest.mark.parametrize(
    ("name", "population"),
    [*((name, "auto") for name in NASTY), *((name, "known") for name in ("ordinary", "sparse", "returns alone"))],
)
def test_every_feature_is_the_same_on_every_engine(
    engine: DuckEngine, other: Engine, name: str, population: str
) -> None:
    nasty = NASTY[name]
    spec = FeaturesSpec(population=population)  # type: ignore[arg-type]
    expected, found = (features_of(where, nasty, spec) for where in (engine, other))
    assert found.features == expected.features
    assert found.n_customers == expected.n_customers > 0
    assert not differences(expected, found)


@pytest.mark.parametrize("n", [40, pytest.param(5_000, marks=pytest.mark.slow)])
def test_the_features_of_a_simulated_business_are_the_same(
    engine: DuckEngine, other: Engine, tmp_path: Path, n: int
) -> None:
    """All seven kinds, read from files as a run reads them."""
    simulate.write(simulate.business(n, seed=8, files=None), tmp_path / "shop", format="parquet")
    files = {path.name: path for path in sorted((tmp_path / "shop").glob("*.parquet"))}
    now = datetime(2027, 1, 1, tzinfo=UTC)
    loaded = sources.load(engine, files, scratch=tmp_path / "scratch", progress=Silent())
    loaded, _ = sources.guess(loaded, answers={}, now=now)
    records = sources.read(engine, loaded, known_at=now, now=now, spec=SegmentationSpec(), progress=Silent())
    identity = unify.resolve(engine, records, UnifySpec(), unify.Memory(b"0" * 16), as_of=now)
    records = unify.attribute(engine, records, identity, UnifySpec(), as_of=now)
    expected = compute(engine, records, identity, FeaturesSpec(), as_of=now)
    found = compute(other, records_in(other, records), identity_in(other, identity), FeaturesSpec(), as_of=now)
    assert len(expected.features) > 60
    assert expected.n_customers == found.n_customers > n // 3
    assert not differences(expected, found)


def test_every_feature_has_a_value_somewhere_among_the_nasty_ones(engine: DuckEngine) -> None:
    told: set[str] = set()
    for name in ("ordinary", "clock changes"):
        table = features_of(engine, NASTY[name], FeaturesSpec())
        names = [feature.name for feature in table.features]
        counts = engine.rows(
            f"SELECT {', '.join(f'count({quote(each)})' for each in names)} FROM {table.relation.name}"
        )
        told |= {each for each, n in zip(names, counts[0], strict=True) if n}
    assert not {feature.name for feature in defined()} - told


def features_of(engine: Engine, nasty: Nasty, spec: FeaturesSpec) -> FeatureTable:
    """Compute the features of a fixture in an engine."""
    records, identity = nasty.in_engine(engine)
    return compute(engine, records, identity, spec, as_of=nasty.as_of, timezone=nasty.timezone)


def differences(expected: FeatureTable, found: FeatureTable) -> list[str]:
    """List the cells that differ: texts, counts and flags at all, other numbers by more than a billionth."""
    wanted, got = (table.relation.engine.arrow(f"SELECT * FROM {table.relation.name}") for table in (expected, found))
    if wanted.column_names != got.column_names:
        return [f"columns {wanted.column_names} and {got.column_names}"]
    exact = {
        feature.name
        for feature in expected.features
        if feature.type in (FeatureType.COUNT, FeatureType.FLAG, FeatureType.CATEGORY)
    }
    ids = wanted["customer_id"].to_pylist()
    said = []
    for name, kind in zip(wanted.column_names, wanted.schema.types, strict=True):
        if got.schema.field(name).type != kind:
            said.append(f"{name}: {kind} and {got.schema.field(name).type}")
        pairs = zip(ids, cells(wanted, name), cells(got, name), strict=True)
        is_float = pa.types.is_floating(kind) and name not in exact
        said += [f"{name} of {who}: {a!r} and {b!r}" for who, a, b in pairs if not equal(a, b, is_float=is_float)]
    return said


def cells(table: pa.Table, name: str) -> list[Any]:
    """Give a column as Python values."""
    return list(table[name].to_pylist())


def equal(a: Any, b: Any, *, is_float: bool) -> bool:
    """Tell whether two cells are the same."""
    if a is None or b is None or not is_float:
        return bool(a == b and (a is None) == (b is None))
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or (math.isnan(a) and math.isnan(b))


def test_a_difference_would_be_seen(engine: DuckEngine, tmp_path: Path) -> None:
    nasty = NASTY["ordinary"]
    table = features_of(engine, nasty, FeaturesSpec())
    changed = DuckEngine(tmp_path / "changed")
    rows = engine.arrow(f"SELECT * FROM {table.relation.name}")
    changed.register("rows", rows)
    names = [feature.name for feature in table.features if feature.type is not FeatureType.CATEGORY]
    altered = ", ".join(f"{name} * (1 + 1e-8) AS {name}" for name in names)
    others = ", ".join(name for name in rows.column_names if name not in names)
    text = f"SELECT {others}, {altered} FROM rows"
    columns = ", ".join(rows.column_names)
    relation = changed.create(table.relation.name, f"SELECT {columns} FROM ({text})")
    shifted = FeatureTable(relation, table.features, table.labels, table.population, table.n_customers, table.as_of)
    seen = {said.partition(" of ")[0] for said in differences(table, shifted)}
    changed.close()
    is_ever_other = {name for name in names if any(value not in (None, 0.0) for value in rows[name].to_pylist())}
    assert seen == is_ever_other
