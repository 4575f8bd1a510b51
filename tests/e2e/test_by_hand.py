"""Names, joins and locks of a person: what the next builds keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import Result
from typer.testing import CliRunner

import shoal
from shoal import simulate
from shoal.cli.main import app
from shoal.errors import ConfigError, ShoalError

FEATURES = ["net_revenue", "order_count", "recency_days", "return_share"]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run on the orders of a small shop, of which four segments are asked for."""
    out = tmp_path_factory.mktemp("by_hand")
    pq.write_table(simulate.shop(150, seed=11).orders, out / "orders.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(out / "home"))
        settings = {"features.only": FEATURES, "features.use": FEATURES}
        shoal.run(out / "orders.parquet", out=out, k=4, settings=settings)
        yield out


def names(result: shoal.Result) -> list[str]:
    return [segment["name"] for segment in result["segments"]]


def test_names_joins_and_locks_are_kept_by_the_next_builds(shop: Path) -> None:
    first = shoal.segments(shop)
    second, third = first["segments"][1], first["segments"][2]
    told = shoal.rename_segment("1", "Our <b>best</b> =1+1", workspace=shop)
    assert told["segments"] == [first["segments"][0]["name"]]
    shoal.merge_segments(second["name"], "3", name="Middle", workspace=shop)
    built = shoal.build(shop)
    assert {"Our <b>best</b> =1+1", "Middle"} < set(names(built))
    assert len(built["segments"]) == 3
    middle = next(segment for segment in built["segments"] if segment["name"] == "Middle")
    assert middle["n_customers"] == second["n_customers"] + third["n_customers"]
    assert middle["is_named_by_hand"]
    assert middle["persona"]
    assert "Our &lt;b&gt;best&lt;/b&gt; =1+1" in (shop / "segments.html").read_text()
    assert "'=" not in (shop / "assignments.csv").read_text()  # no cell begins with a formula, so none was disarmed

    shoal.lock_segment("best", workspace=shop)
    locked = shoal.build(shop, as_of="2025-10-01")
    assert {"Our <b>best</b> =1+1", "Middle"} < set(names(locked))
    assert [segment["is_locked"] for segment in locked["segments"]].count(True) == 1
    assert "Segments are locked" in locked["evidence"]["reason"]
    model = (built.folder / "model.json").read_text()
    assert model.partition('"spec"')[0] == (locked.folder / "model.json").read_text().partition('"spec"')[0]
    history = (shop / "segments.md").read_text()
    assert history.count("Middle") >= 3

    shoal.unlock_segment("Our <b>best</b> =1+1", workspace=shop)
    with pytest.raises(ConfigError, match="is not locked"):
        shoal.unlock_segment("1", workspace=shop)


@pytest.mark.parametrize(
    ("segment", "name", "said"),
    [
        ("9", "New", "there is no segment '9'"),
        ("e", "New", "may be several segments"),
        ("1", " ", "the name is empty"),
        ("1", "x" * 61, "61 letters"),
        ("1", "a\nb", "cannot be seen"),
        ("1", "17", "number of a segment"),
        ("1", "outliers", "in no segment"),
    ],
)
def test_what_cannot_be_is_said(shop: Path, segment: str, name: str, said: str) -> None:
    with pytest.raises(ShoalError) as error:
        shoal.rename_segment(segment, name, workspace=shop)
    assert said in str(error.value)
    assert error.value.expected


def test_a_name_that_another_segment_has_is_refused(shop: Path) -> None:
    with pytest.raises(ConfigError, match="already"):
        shoal.rename_segment("1", names(shoal.segments(shop))[-1].upper(), workspace=shop)
    with pytest.raises(ConfigError, match="only one segment"):
        shoal.merge_segments("1", "1", workspace=shop)


def test_a_playbook_that_is_not_there_or_wrong_leaves_the_last_result(shop: Path) -> None:
    before = shoal.segments(shop)["segmentation"]
    with pytest.raises(ConfigError, match="cannot be read"):
        shoal.build(shop, settings={"interpret.playbook": "mine.toml"})
    (shop / "mine.toml").write_text("[play.grow]\ntier = 'retain'")
    with pytest.raises(ConfigError) as error:
        shoal.build(shop, settings={"interpret.playbook": "mine.toml"})
    assert (error.value.where, error.value.found) == ("mine.toml, play.grow", "'when' is missing")
    assert shoal.segments(shop)["segmentation"] == before


def test_the_command_shows_decides_and_refuses_in_words(shop: Path) -> None:
    def asked(*words: str) -> Result:
        return CliRunner().invoke(app, ["segments", *words, "--workspace", str(shop)])

    shown = asked("1")
    assert shown.exit_code == 0
    assert shoal.segment("1", shop)["persona"].split(". ")[0] in " ".join(shown.stdout.split())
    assert asked("playbook").stdout == shoal.playbook()
    assert "will be “Ours”" in asked("rename", "1", "Ours").stdout
    assert json.loads(asked("2", "--json").stdout)["id"] == 2
    assert asked("nobody").exit_code == 1
    wrong = asked("merge", "1")
    assert wrong.exit_code == 2
    assert "merge SEGMENT SEGMENT" in " ".join(wrong.stderr.split())


def test_a_typical_customer_that_cannot_be_placed_is_said(shop: Path) -> None:
    config = shop / "shoal.toml"
    before = config.read_text()
    entry = "[[segmentation.main.interpret.by_hand]]\nname = 'X'\nlike = [{ order_count = 'many' }]\n"
    config.write_text(f"{before}\n{entry}")
    try:
        with pytest.raises(ConfigError, match="cannot be placed") as error:
            shoal.rename_segment("1", "New", workspace=shop)
        assert error.value.where == "shoal.toml, interpret.by_hand"
    finally:
        config.write_text(before)
