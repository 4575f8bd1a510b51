"""Nothing sees the future: rows that came after `as_of` change no cell of the feature table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

import shoal
from e2e.conftest import Cli

UNTIL = date(2025, 6, 30)
TIMES = {"orders": "ordered_at", "events": "occurred_at", "emails": "occurred_at", "reviews": "written_at",
         "tickets": "opened_at"}  # fmt: skip


def test_rows_after_as_of_change_no_cell(cli: Cli, tmp_path: Path) -> None:
    made = cli("simulate", "--out", "all", "--customers", "200", "--files", "all", "--format", "parquet",
               "--until", "2025-12-31")  # fmt: skip
    assert made.code == 0, made.err
    (tmp_path / "known").mkdir()
    for path in (tmp_path / "all").glob("*.parquet"):
        table = pq.read_table(path)
        if time := TIMES.get(path.stem):
            table = table.filter(pc.less(table[time].cast("date32"), UNTIL))
        pq.write_table(table, tmp_path / "known" / path.name)
    cells = []
    for folder in ("all", "known"):
        out = tmp_path / f"ws_{folder}"
        shoal.run(tmp_path / folder, out=out, as_of=UNTIL, settings={"cluster.k": 3})
        cells.append(pq.read_table(out / "features.parquet"))
    assert cells[0].num_rows > 100
    assert {"session_count", "open_share", "contact_count", "review_rating"} <= set(cells[0].column_names)
    assert cells[0].equals(cells[1])
