"""The vault: identifiers under customer ids, found again in any spelling, and nowhere else."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from shoal.engine import DuckEngine
from shoal.privacy.forgotten import forgotten, remember
from shoal.privacy.surrogate import tombstone
from shoal.privacy.vault import find, keep, lookup, needles_of
from shoal.store import Store

SECRET = b"0123456789abcdef"


def kept(store: Store, engine: DuckEngine, rows: list[tuple[str, str, str | None]], ids: dict[str, str]) -> int:
    identity = engine.register("identity", pa.table({"source_key": list(ids), "customer_id": list(ids.values())}))
    columns = [pa.array([row[place] for row in rows], pa.string()) for place in range(3)]
    table = pa.table(columns, names=["source_key", "field", "value"])
    return keep(store, identity, engine.register("identifiers", table))


@pytest.fixture
def filled(store: Store, engine: DuckEngine) -> Store:
    rows = [
        ("17850.0", "email", "Ann@Example.org"),
        ("17850", "email", "Ann@Example.org"),
        ("17850", "phone", "+49 30 1"),
        ("17850", "phone", "+49 30 0"),
        ("13047", "email", "bob@example.org"),
        ("13047", "town", "Würzburg"),
        ("17850", "town", "WÜRZBURG"),
        ("17850", "name", None),
        ("nobody", "email", "gone@example.org"),
    ]
    assert kept(store, engine, rows, {"17850.0": "17850", "17850": "17850", "13047": "13047"}) == 6
    return store


def test_identifiers_of_every_source_key_are_under_the_customer(filled: Store) -> None:
    assert lookup(filled, "17850") == {
        "email": ("Ann@Example.org",),
        "phone": ("+49 30 0", "+49 30 1"),
        "town": ("WÜRZBURG",),
    }
    assert lookup(filled, "nobody") == {}


@pytest.mark.parametrize("spelled", ["ann@example.org", " ANN@EXAMPLE.ORG ", "Ａnn@example.org"])
def test_case_width_and_blanks_do_not_count(filled: Store, spelled: str) -> None:
    assert find(filled, spelled) == ("17850",)


def test_several_may_share_a_value_and_it_is_nobodys_needle(filled: Store) -> None:
    assert find(filled, "würzburg") == ("13047", "17850")
    assert find(filled, "nn@example.org") == ()
    assert needles_of(filled, ["17850"]) == {"Ann@Example.org", "+49 30 0", "+49 30 1"}
    assert "Würzburg" in needles_of(filled, ["17850", "13047"])
    assert needles_of(filled, []) == frozenset()


def test_the_next_run_replaces_it(filled: Store, engine: DuckEngine) -> None:
    assert kept(filled, engine, [("1", "email", "new@example.org")], {"1": "1"}) == 1
    assert find(filled, "ann@example.org") == ()
    # What was deleted is overwritten, not only unlinked.
    assert b"Ann@Example.org" not in filled.state_path.read_bytes()
    assert kept(filled, engine, [], {"1": "1"}) == 0


def test_the_forgotten_are_kept_as_keyed_hashes_only(store: Store, tmp_path: Path) -> None:
    remember(store, SECRET, ["17850", "13047"], on=date(2026, 1, 2))
    remember(store, SECRET, ["17850"], on=date(2027, 1, 2))
    remember(store, SECRET, [], on=date(2027, 1, 2))
    assert forgotten(store) == {tombstone(SECRET, "17850"), tombstone(SECRET, "13047")}
    assert b"17850" not in store.state_path.read_bytes()
    assert b"2027" not in store.state_path.read_bytes()
