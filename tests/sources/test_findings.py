"""What is planted in a table is found, told without anybody's values, and taken off the right part of the score."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from shoal import simulate, sources
from shoal.sources.findings.account import score_of
from shoal.terms import ColumnSpec, ColumnType, Examined, Finding, Kind, Part, Role, SourceSpec

NOW = datetime(2026, 1, 1, tzinfo=UTC)
N = 600


def customers(**columns: list[object]) -> pa.Table:
    draw = np.random.default_rng(3)
    base = {
        "customer_id": [f"K{n}" for n in range(N)],
        "country": ["DE", "FR", "IT"] * (N // 3),
        "income": (draw.lognormal(10, 0.4, N)).round(0).tolist(),
        "visits": draw.poisson(9, N).tolist(),
    }
    return pa.table({**base, **columns})


TRAITS = {
    "customer_id": (Role.CUSTOMER, ColumnType.TEXT),
    "country": (Role.COUNTRY, ColumnType.CATEGORY),
    "income": (Role.TRAIT, ColumnType.NUMBER),
    "visits": (Role.TRAIT, ColumnType.NUMBER),
    "phone": (Role.IDENTIFIER, ColumnType.TEXT),
    "mail": (Role.IDENTIFIER, ColumnType.TEXT),
    "birth_year": (Role.TRAIT, ColumnType.NUMBER),
    "plan": (Role.TRAIT, ColumnType.CATEGORY),
    "visits_too": (Role.TRAIT, ColumnType.NUMBER),
}


def examine(shelf, table: pa.Table, roles=TRAITS, kind=Kind.CUSTOMERS, **source) -> Examined:
    columns = tuple(ColumnSpec(name, *roles[name]) for name in table.column_names)
    loaded = replace(shelf.load(table, "frame:x"), spec=SourceSpec("frame:x", kind, columns, **source))
    return sources.examine(shelf.engine, (loaded,), now=NOW, timezone="UTC")[0]


def found(examined: Examined, name: str, column: str | None = None) -> Finding:
    hits = [one for one in examined.findings if one.name == name and column in (None, one.column)]
    assert len(hits) == 1, [(one.name, one.column) for one in examined.findings]
    return hits[0]


def names(examined: Examined) -> set[str]:
    return {one.name for one in examined.findings}


def test_a_clean_table_has_nothing_but_chance(shelf) -> None:
    assert names(examine(shelf, customers())) <= {"outliers"}


def test_missing_depends_on_another_column(shelf) -> None:
    phone = ["" if n % 3 == 1 and n % 15 != 1 else f"0{n}" for n in range(N)]  # of France, four in five
    told = found(examine(shelf, customers(phone=phone)), "missing_by", "phone")
    assert (told.n, told.n_of) == (160, 200)
    assert "80 % of the rows where country is “FR”" in told.found
    assert "0 % of the others" in told.found


def test_missing_at_random_is_no_pattern(shelf) -> None:
    draw = np.random.default_rng(5)
    phone = ["" if out else f"0{n}" for n, out in enumerate(draw.random(N) < 0.3)]
    examined = examine(shelf, customers(phone=phone))
    assert found(examined, "missing", "phone").n == phone.count("")
    assert not names(examined) & {"missing_by", "missing_together"}


def test_columns_that_are_missing_together(shelf) -> None:
    gone = set(range(0, N, 7))
    phone = ["" if n in gone else f"0{n}" for n in range(N)]
    mail = ["" if n in gone else f"a{n}@example.org" for n in range(N)]
    told = found(examine(shelf, customers(phone=phone, mail=mail)), "missing_together")
    assert told.n == len(gone)
    assert "phone, mail are missing in the same rows" in told.found


def test_impossible_births_and_placeholders_are_proposed_not_made(shelf) -> None:
    birth = [1950 + n % 40 for n in range(N)]
    birth[7], birth[8] = 1893, 2077
    income = customers()["income"].to_pylist()
    income[3] = 666_666.0
    examined = examine(shelf, customers(birth_year=birth, income=income))
    assert found(examined, "impossible", "birth_year").rows == (8, 9)
    assert found(examined, "sentinels", "income").rows == (4,)
    assert "666" not in found(examined, "sentinels", "income").found  # it is one person's cell
    fixes = {fix.name: fix for fix in examined.fixes}
    assert fixes["blank_impossible:birth_year"].n_rows == 2
    assert fixes["blank_impossible:income"].n_rows == 1
    assert not any(fix.is_applied for fix in fixes.values())


def test_spellings_are_unified_unasked(shelf) -> None:
    plan = ["gold", "GOLD ", "silver"] * (N // 3)
    plan[1] = "gold"
    plan[3] = "  gold"
    examined = examine(shelf, customers(plan=plan))
    told = found(examined, "spellings", "plan")
    assert told.part is Part.CONSISTENCY
    assert examined.applied == ("fold_spellings:plan",)
    assert examined.fixes[0].effect == "3 spellings become 1, in 200 rows"


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ({"plan": ["x"] * N}, "constant"),
        ({"plan": ["x"] * (N - 1) + ["y"]}, "nearly_constant"),
        ({"plan": [None] * N}, "empty"),
        ({"visits_too": [n * 7919 for n in range(N)]}, "identifier_like"),
    ],
)
def test_columns_that_say_nothing(shelf, column, name) -> None:
    (only,) = column
    assert found(examine(shelf, customers(**column)), name).column == only


def test_columns_that_say_the_same(shelf) -> None:
    visits = customers()["visits"].to_pylist()
    assert found(examine(shelf, customers(visits_too=visits)), "duplicate_columns").column == "visits_too"
    scaled = [3 * n + 1 for n in visits]
    assert found(examine(shelf, customers(visits_too=scaled)), "correlated").column == "visits_too"


def test_outliers_where_most_are_the_same_and_where_they_are_skewed(shelf) -> None:
    flat = [4_000.0] + [5.0 + n / 10 for n in range(29)] + [5.0] * (N - 30)
    assert found(examine(shelf, customers(income=flat)), "outliers", "income").rows[0] == 1
    skewed = np.random.default_rng(1).lognormal(8, 1.2, N)
    assert "outliers" not in names(examine(shelf, customers(income=skewed.tolist())))


def test_near_duplicates_and_repeated_keys(shelf) -> None:
    plain = customers(plan=["gold"] * 300 + ["silver"] * 300)
    again = plain.slice(10, 5).set_column(4, "plan", pa.array([" Gold"] * 5))
    examined = examine(shelf, pa.concat_tables([plain, again]))
    assert found(examined, "near_duplicates").rows == (601, 602, 603, 604, 605)
    assert found(examined, "repeated_keys", "customer_id").n == 5
    assert {fix.name: fix.is_applied for fix in examined.fixes}["drop_near_duplicates"] is False


ORDERS = {
    "customer_id": (Role.CUSTOMER, ColumnType.TEXT),
    "ordered_at": (Role.OCCURRED_AT, ColumnType.DATE),
    "unit_price": (Role.UNIT_PRICE, ColumnType.NUMBER),
    "quantity": (Role.QUANTITY, ColumnType.NUMBER),
    "currency": (Role.CURRENCY, ColumnType.CATEGORY),
}


def orders(n_days: int = 240, per_day: int = 20) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(9)
    n = n_days * per_day
    start = date(2025, 1, 1)
    return {
        "customer_id": np.array([f"K{k}" for k in draw.integers(0, 400, n)]),
        "ordered_at": np.array([start + timedelta(days=day) for day in np.repeat(np.arange(n_days), per_day).tolist()]),
        "unit_price": draw.lognormal(3, 0.5, n).round(2),
        "quantity": draw.integers(1, 6, n).astype(float),
    }


def of_orders(shelf, columns: dict[str, np.ndarray]) -> Examined:
    return examine(shelf, pa.table(columns), ORDERS, Kind.ORDERS)


def test_cents_for_some_days_are_found_and_their_division_is_proposed(shelf) -> None:
    made = orders()
    cents = (made["ordered_at"] >= date(2025, 4, 1)) & (made["ordered_at"] <= date(2025, 4, 9))
    made["unit_price"] = np.where(cents, 100 * made["unit_price"], made["unit_price"])
    examined = of_orders(shelf, made)
    told = found(examined, "unit_break", "unit_price")
    assert told.n == cents.sum()
    (fix,) = [fix for fix in examined.fixes if not fix.is_applied]
    assert (fix.name, fix.n_rows) == ("divide:unit_price:100:2025-04-01..2025-04-09", cents.sum())


def test_a_dearer_season_is_no_break_of_unit(shelf) -> None:
    made = orders()
    dear = made["ordered_at"] >= date(2025, 7, 1)
    made["unit_price"] = np.where(dear, 4 * made["unit_price"], made["unit_price"])
    examined = of_orders(shelf, made)
    assert "unit_break" not in names(examined)
    assert found(examined, "drift", "unit_price")


def test_a_broken_feed_is_found_by_its_days(shelf) -> None:
    made = orders()
    lost = (made["ordered_at"] >= date(2025, 5, 5)) & (made["ordered_at"] <= date(2025, 5, 8))
    examined = of_orders(shelf, {name: values[~lost] for name, values in made.items()})
    told = found(examined, "feed_gap")
    assert told.n == 4
    assert "2025-05-05 to 2025-05-08" in told.found
    assert told.part is Part.TIMELINESS
    assert "feed_gap" not in names(of_orders(shelf, made))


def test_currencies_that_are_mixed_are_said_with_their_day(shelf) -> None:
    made = orders()
    made["currency"] = np.where(made["ordered_at"] >= date(2025, 8, 1), "USD", "EUR")
    assert "since 2025-08-01" in found(of_orders(shelf, made), "mixed_currencies").found


def test_orphans_are_counted_over_all_rows(shelf) -> None:
    made = pa.table(orders())
    known = customers()
    loaded = []
    for name, table, spec, kind in (
        ("frame:orders", made, ORDERS, Kind.ORDERS),
        ("frame:people", known.slice(0, 200), TRAITS, Kind.CUSTOMERS),
    ):
        columns = tuple(ColumnSpec(each, *spec[each]) for each in table.column_names)
        loaded.append(replace(shelf.load(table, name), spec=SourceSpec(name, kind, columns)))
    examined = sources.examine(shelf.engine, tuple(loaded), now=NOW, timezone="UTC", cells=1)
    expected = sum(int(key[1:]) >= 200 for key in made["customer_id"].to_pylist())
    told = found(examined[0], "orphans")
    assert (told.n, told.n_of) == (expected, made.num_rows)


def test_no_finding_quotes_what_few_share(shelf) -> None:
    phone = [f"secret-{n}" for n in range(N)]
    phone[4] = "=secret()"
    plan = ["gold"] * (N - 3) + ["secret"] * 3
    examined = examine(shelf, customers(phone=phone, plan=plan))
    assert found(examined, "formulas", "phone").rows == (5,)
    assert "secret" not in " ".join(one.found for one in examined.findings)
    assert "secret" not in str(examined.columns)


def test_the_same_table_gives_the_same_findings(shelf) -> None:
    made = orders()
    made["unit_price"][5] = 1e6
    assert of_orders(shelf, made) == of_orders(shelf, made)


def test_500_columns_are_told_in_a_bounded_list(shelf) -> None:
    draw = np.random.default_rng(2)
    wide = {f"f{n}": np.where(draw.random(300) < 0.1, None, draw.random(300)).tolist() for n in range(500)}
    roles = {"customer_id": TRAITS["customer_id"]} | dict.fromkeys(wide, (Role.TRAIT, ColumnType.NUMBER))
    table = pa.table({"customer_id": [f"K{n}" for n in range(300)], **wide})
    examined = examine(shelf, table, roles)
    missing = [one for one in examined.findings if one.name == "missing"]
    assert len(missing) == 21
    assert "480 further columns" in missing[-1].found


DIRT = {
    Part.COMPLETENESS: ("customers", {"missing_traits": "missing"}),
    Part.UNIQUENESS: ("orders", {"copies": "exact_duplicates"}),
    Part.CONSISTENCY: (
        "orders",
        {
            "padded_keys": "padded_keys",
            "invisible_keys": "padded_keys",
            "key_case": "key_case",
            "homoglyph_keys": "foreign_letters",
            "orphans": "orphans",
            "currency_signs": "mixed_signs",
        },
    ),
    Part.VALIDITY: (
        "orders",
        {
            "test_orders": "test_customers",
            "unreadable_dates": "unreadable",
            "impossible_dates": "early_days",
            "unreadable_prices": "unreadable",
            "negative_prices": "negative_prices",
            "zero_prices": "zero_prices",
            "fat_fingers": "fat_fingers",
        },
    ),
}
NAMES_DIRT = {"formulas": "formulas", "mojibake": "wrong_encoding", "reversed_names": "unseen_marks"}


@pytest.fixture(scope="module")
def clean(one_shelf):
    return accounts(one_shelf, simulate.Dirt(), "clean")


def accounts(shelf, dirt: simulate.Dirt, name: str):
    shop = simulate.tables(simulate.business(120, seed=4, files=("orders", "customers"), dirt=dirt))
    records = shelf.examined_and_read({f"frame:{name}-{kind}": shop[kind] for kind in ("orders", "customers")})
    return {one.source.rpartition("-")[2]: one for one in records.quality.accounts}


@pytest.mark.parametrize("part", DIRT)
def test_dirt_lowers_its_part_of_the_score(one_shelf, clean, part: Part) -> None:
    file, kinds = DIRT[part]
    dirty = accounts(one_shelf, simulate.Dirt(**dict.fromkeys(kinds, 0.02)), part.value)[file]
    assert set(kinds.values()) <= {one.name for one in dirty.findings}
    assert dirty.score.parts[part] < clean[file].score.parts[part]
    assert dirty.score.value < clean[file].score.value


def test_dirt_of_names_lowers_validity(one_shelf, clean) -> None:
    dirty = accounts(one_shelf, simulate.Dirt(**dict.fromkeys(NAMES_DIRT, 0.05)), "names")["customers"]
    assert set(NAMES_DIRT.values()) <= {one.name for one in dirty.findings}
    assert dirty.score.parts[Part.VALIDITY] < clean["customers"].score.parts[Part.VALIDITY]


def test_the_score_falls_with_every_finding_and_every_refusal() -> None:
    examined = Examined("a.csv", 100, 100, filled=0.9)
    flaw = Finding("x", "a.csv", "c", "note", 10, 100, "", "", "", part=Part.CONSISTENCY)  # type: ignore[arg-type]
    scores = [
        score_of(examined, {}, 100).value,
        score_of(replace(examined, findings=(flaw,)), {}, 100).value,
        score_of(replace(examined, findings=(flaw,)), {"ragged_row": 5}, 100).value,
        score_of(replace(examined, findings=(flaw, flaw)), {"ragged_row": 5}, 100).value,
    ]
    assert scores == [90.0, 81.0, 76.95, 69.255]
