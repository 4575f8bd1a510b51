"""The same seed gives the same bytes, and one draw never moves another."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shoal import simulate

SCRIPT = """
import sys
from pathlib import Path
from shoal import simulate
simulate.write(simulate.shop(150, seed=5), Path(sys.argv[1]), with_truth=True)
"""


def digest(folder: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir()))).hexdigest()


@pytest.mark.parametrize("make", [simulate.shop, simulate.smooth_shop])
def test_same_seed_same_files_and_another_seed_others(make, tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate.write(make(300, seed=seed), tmp_path / name, with_truth=True)
    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    assert digest(tmp_path / "a") != digest(tmp_path / "c")


def test_files_do_not_depend_on_the_process(tmp_path: Path) -> None:
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / hash_seed)], check=True, env=environment)
    simulate.write(simulate.shop(150, seed=5), tmp_path / "here", with_truth=True)
    assert digest(tmp_path / "1") == digest(tmp_path / "2") == digest(tmp_path / "here")


def test_guests_copies_and_silent_people_leave_the_customers_as_they_are(purchase_table) -> None:
    plain = simulate.shop(200, seed=3, guest_share=0.0, duplicate_share=0.0, silent_share=0.0)
    untidy = simulate.shop(200, seed=3, guest_share=0.3, duplicate_share=0.1, silent_share=0.2)
    assert plain.truth.equals(untidy.truth)
    assert plain.customers.equals(untidy.customers.slice(0, 200))
    moments = [
        sorted(zip(*purchase_table(shop).select(["customer_id", "ordered_at"]).to_pydict().values(), strict=True))
        for shop in (plain, untidy)
    ]
    assert moments[0] == moments[1]


def test_the_rates_of_one_thing_do_not_move_another(flat_type, purchase_table) -> None:
    """Baskets may change; the days of the orders stay."""
    small, large = (
        simulate.shop(80, seed=2, types=(flat_type(lines_per_order=lines, return_share=back),))
        for lines, back in ((1.0, 0.0), (6.0, 0.4))
    )
    assert sorted(purchase_table(small)["ordered_at"].to_pylist()) == sorted(
        purchase_table(large)["ordered_at"].to_pylist()
    )
