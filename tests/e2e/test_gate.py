"""Segments that would not come back: a warning, joined with their nearest, or nothing published."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import pytest

from shoal.interpret.lasting import MOST_NAMED

MERGE, REFUSE = "merge", "refuse"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """One cloud of customers: whoever cuts it in nine gets other pieces every time."""
    chance = random.Random(4)
    path = tmp_path / "people.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["customer_id", "income", "visits", "basket", "distance"])
        for n in range(500):
            writer.writerow([f"K{n:04d}", *(round(chance.gauss(500, 90), 2) for _ in range(4))])
    return path


def set_gate(out: Path, value: str) -> None:
    """Set what happens to unstable segments in the workspace's shoal.toml, where it stands as a comment."""
    config = out / "shoal.toml"
    lines = config.read_text().splitlines()
    (place,) = [n for n, line in enumerate(lines) if line.startswith("# unstable = ")]
    lines[place] = f'unstable = "{value}"'
    config.write_text("\n".join(lines))


def placed(file: Path) -> dict[str, str]:
    return {row["customer_id"]: row["segment_id"] for row in csv.DictReader(file.read_text().splitlines())}


def test_a_warning_names_them_and_stands_on_the_page(cli, people: Path, tmp_path: Path) -> None:
    done = cli("run", people, "--k", "9", "--out", "out", "--json")
    assert done.code == 0, done.err
    result = done.json
    passing = [segment for segment in result["segments"] if segment["is_stable"] is False]
    assert passing
    (said,) = [warning for warning in result["warnings"] if "might not come back" in warning]
    assert said.startswith(f"{len(passing)} of {len(result['segments'])} segments")
    named = [segment["name"] for segment in passing if f"“{segment['name']}”" in said]
    assert len(named) == min(len(passing), MOST_NAMED)
    assert len(passing) == len(named) or f"and {len(passing) - len(named)} more" in said
    assert result["verdict"] == "continuum"
    assert 0 < result["evidence"]["stability"] < 0.6
    page = (tmp_path / "out" / "report.html").read_text()
    assert "might not come back" in page
    assert "mostly chance" in page or "a pattern whose border moves" in page


def test_refused_means_that_the_last_good_version_stays(cli, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("run", people, "--k", "9", "--out", "out").code == 0
    before = (out / "segments.json").read_bytes()
    set_gate(out, REFUSE)
    done = cli("build", "--workspace", "out", "--json")
    assert done.code == 1
    error = done.json
    assert error["error"] == "ClusterError"
    assert "segments might not come back" in error["found"]
    assert "75%" in error["expected"]
    assert "--k" in error["do"]
    assert (out / "segments.json").read_bytes() == before
    assert json.loads(cli("segments", "--workspace", "out", "--json").out)["segmentation"]


def test_joined_segments_are_published_and_score_new_customers(cli, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert cli("run", people, "--k", "9", "--out", "out").code == 0
    set_gate(out, MERGE)
    done = cli("build", "--workspace", "out", "--json")
    assert done.code == 0, done.err
    result = done.json
    assert result["k"] < 9
    assert all(segment["is_stable"] is not False for segment in result["segments"])
    assert any("were joined with their nearest" in warning for warning in result["warnings"])
    assert not any("might not come back" in warning for warning in result["warnings"])
    assert cli("score", people, "--workspace", "out", "--out", "again.csv").code == 0
    published, scored = (placed(file) for file in (out / "assignments.csv", tmp_path / "again.csv"))
    assert scored == published
    cli("build", "--workspace", "out")
    assert json.loads((out / "segments.json").read_text()) == result
