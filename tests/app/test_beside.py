"""What a report shows besides the segments, from two segmentations and two versions of one workspace."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

import shoal
from shoal import simulate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    files = simulate.write(simulate.shop(120, seed=5), folder / "data")
    orders = [path for path in files if path.stem.startswith("order")]
    quick = {"features.only": ("net_revenue", "order_count", "recency_days"), "cluster.max_k": 2}
    for name, k in (("other", 2), ("main", 3), ("main", 4)):
        shoal.run(orders, out=folder / "out", segmentation=name, k=k, algorithm="value_tiers", settings=quick)
    return folder / "out"


@pytest.fixture(scope="module")
def report(folder: Path) -> str:
    return (folder / "report.html").read_text()


def section(report: str, name: str) -> str:
    start = report.index(f'<section id="{name}"')
    return report[start : report.index("</section>", start)]


def test_other_segmentations_of_the_workspace_are_crossed(report: str) -> None:
    assert "<h3>other</h3>" in section(report, "others")


def test_the_version_before_is_followed_into_this_one(report: str) -> None:
    moved = section(report, "moved")
    assert 'data-name="moved"' in moved
    assert "Not there before" not in moved


def test_one_group_fewer_and_one_more_stand_beside_those_shown(report: str) -> None:
    readings = section(report, "readings")
    assert [f"<h3>{words}</h3>" in readings for words in ("Three groups", "Four groups, as shown", "Five groups")] == [
        True, True, True
    ]  # fmt: skip
    assert "From three to four" in readings


def test_products_and_seasons_come_from_the_orders(report: str) -> None:
    bought = section(report, "bought")
    assert "months-1" in bought
    assert "hours-1" in bought


def test_an_older_file_that_is_lost_or_damaged_leaves_its_picture_out_and_is_named(report: str, folder: Path) -> None:
    current = shoal.segments(folder, "main").folder
    lost = shoal.segments(folder, "other").folder / "assignments.parquet"
    lost.unlink()
    (damaged,) = set(current.parent.glob("*/assignments.parquet")) - {current / "assignments.parquet"}
    damaged.write_bytes(b"no table")
    warnings = shoal.build(folder, segmentation="main")["warnings"]
    page = html.unescape((folder / "report.html").read_text())
    for name, said in (
        ("others", f"the segments against “other”: who is in version {lost.parent.name} cannot be read"),
        ("moved", f"who entered and who left: who was in the version before, {damaged.parent.name}, cannot be read"),
    ):
        assert f'<section id="{name}"' in report
        assert f'<section id="{name}"' not in page
        assert said in page
        assert any(said in warning for warning in warnings)
