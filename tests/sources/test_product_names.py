"""What products are called: said by the lines of several customers, known by then, never a note on one order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shoal import sources
from shoal.sources import product_names
from shoal.terms import Role, SegmentationSpec, Silent

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LINES = "customer_id,order_id,ordered_at,sku,Description,quantity,unit_price\n" + "".join(
    f"k{i % 9},o{i},2025-03-{1 + i % 28:02d},P{i % 4},{name},{1 + i % 3},{9 + i}.50\n"
    for i in range(60)
    for name in [("Teapot", "Milk jug", "Tea pot small", "P3")[i % 4]]
)


@pytest.fixture
def read(shelf, tmp_path):
    def from_text(text, known_at):
        path = tmp_path / "orders.csv"
        path.write_text(text)
        loaded = sources.load(shelf.engine, {"orders.csv": path}, scratch=shelf.scratch, progress=Silent())
        guessed, _ = sources.guess(loaded, answers={}, now=NOW)
        records = sources.read(
            shelf.engine, guessed, known_at=known_at, now=NOW, spec=SegmentationSpec("main"), progress=Silent()
        )
        return guessed, product_names(shelf.engine, guessed, records, known_at=known_at, timezone="UTC")

    return from_text


def test_the_name_of_most_lines_is_the_name(read):
    guessed, names = read(LINES.replace("o8,2025-03-09,P0,Teapot", "o8,2025-03-09,P0,broken"), NOW)
    assert guessed[0].spec.column(Role.TEXT).name == "Description"
    assert names == {"p0": "Teapot", "p1": "Milk jug", "p2": "Tea pot small"}  # P3 is called as its key


def test_a_day_is_not_known_at_its_midnight(read):
    assert read(LINES, datetime(2025, 3, 2, tzinfo=UTC))[1] == {"p0": "Teapot"}
    assert read(LINES, datetime(2025, 3, 3, tzinfo=UTC))[1] == {"p0": "Teapot", "p1": "Milk jug"}


def test_a_name_of_later_is_not_known_and_a_note_to_one_is_no_name(read):
    text = "\n".join(line.replace("Milk jug", f"for Anna {row}") for row, line in enumerate(LINES.splitlines()))
    _, names = read(text, datetime(2025, 3, 2, tzinfo=UTC))
    assert "p1" not in names
    assert names.get("p0", "Teapot") == "Teapot"
    later = text.replace("Teapot", "Pot").replace("2025-03-01,P0,Pot", "2025-03-01,P0,Teapot")
    _, now = read(later, NOW)
    assert now["p0"] == "Pot"
