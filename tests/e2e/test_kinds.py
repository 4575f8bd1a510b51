"""A folder with all kinds of records, from raw files to segments."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from e2e.conftest import Cli
from shoal import simulate
from shoal.simulate import business

KINDS = {
    "orders.csv": "orders", "customers.csv": "customers", "events.csv": "events", "emails.csv": "events",
    "reviews.csv": "texts", "tickets.csv": "texts", "products.csv": "products", "holdings.csv": "holdings",
    "campaigns.csv": "campaigns",
}  # fmt: skip


@pytest.mark.parametrize(
    "dirt", [pytest.param(simulate.Dirt(), marks=pytest.mark.slow), simulate.DIRTY], ids=["clean", "dirty"]
)
def test_a_run_uses_every_file_of_a_folder_with_all_kinds(cli: Cli, tmp_path: Path, dirt: simulate.Dirt) -> None:
    plan = business(40, seed=5, sector="health", files=None, duplicate_identities=0.05, dirt=dirt)
    simulate.write(plan, tmp_path / "files", with_truth=True)
    for truth in (tmp_path / "files").glob("truth*"):
        truth.unlink()
    ran = cli("run", "files", "--out", "ws", "--json")
    assert ran.code == 0, ran.err
    project = tomllib.loads((tmp_path / "ws" / "shoal.toml").read_text(encoding="utf-8"))
    found = {source["path"].rpartition("/")[2]: source["kind"] for source in project["source"]}
    assert found == KINDS
    assert "passed over" not in ran.err
    quality = ran.json["quality"]
    assert quality["rows_read"] == quality["rows_used"] + sum(quality["rows_refused"].values())
    assert quality["rows_used"] > 0.95 * quality["rows_read"]
    again = cli("build", "--workspace", "ws", "--json")  # what was written down is understood as it was
    assert again.code == 0, again.err
    assert again.json["quality"] == quality


def test_texts_and_addresses_of_any_kind_stay_out_of_what_is_published(cli: Cli, tmp_path: Path) -> None:
    orders = "customer_id,ordered_at,amount\n" + "".join(
        f"k{i % 30},2025-{1 + i % 9:02d}-{1 + i % 28:02d},{9 + i % 17}.50\n" for i in range(200)
    )
    tickets = "ticket_id,customer_id,opened_at,closed_at,topic,message,email\n" + "".join(
        f"T{i},k{i % 30},2025-08-{1 + i % 28:02d},2025-09-{1 + i % 28:02d},billing,My name is Zarathustra and I am no"
        f" {i} of the angry ones,zarathustra{i % 30}@example.org\n"
        for i in range(60)
    )
    (tmp_path / "orders.csv").write_text(orders)
    (tmp_path / "tickets.csv").write_text(tickets)
    ran = cli("run", "orders.csv", "tickets.csv", "--out", "ws", "--json")
    assert ran.code == 0, ran.err
    published = [
        path for path in (tmp_path / "ws").iterdir() if path.suffix in {".html", ".json", ".csv", ".md", ".toml"}
    ]
    assert published
    assert not [path.name for path in published if "arathustra" in path.read_text(encoding="utf-8")]


def test_a_file_that_the_run_before_had_is_missed_aloud(cli, tmp_path):
    (tmp_path / "in").mkdir()
    lines = [f"k{i % 30},2025-03-{1 + i % 28:02d},{1 + i % 9}.50\n" for i in range(120)]
    (tmp_path / "in" / "orders.csv").write_text("customer_id,order_date,amount\n" + "".join(lines))
    people = tmp_path / "in" / "people.csv"
    people.write_text("customer_id,plan\n" + "".join(f"k{i},{'ab'[i % 2]}\n" for i in range(30)))
    assert "READ BY THE RUN BEFORE" not in cli("run", "in", "--out", "ws").err
    people.unlink()
    ran = cli("run", "in", "--out", "ws")
    assert ran.code == 0
    assert "people.csv: READ BY THE RUN BEFORE, and not among the files of this one" in ran.out + ran.err


def test_reviews_alone_say_what_could_form_segments(cli, tmp_path):
    lines = [f"k{i % 30},2025-03-{1 + i % 28:02d} 10:00:00,as it should be {i}\n" for i in range(70)]
    (tmp_path / "reviews.csv").write_text("customer_id,written_at,review\n" + "".join(lines))
    ran = cli("run", "reviews.csv", "--out", "ws")
    assert ran.code == 1
    assert "name what to form them on with --features, such as review_count" in ran.err
