"""A set on this machine: found, kept or fetched, and never a wrong file."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from datasets.server import Asked, Reply, Server, proper
from datasets.small import JOINED, OTHER_FORM, PUBLISHED
from shoal.datasets import Dataset, Network, checked, copy, obtain, present
from shoal.errors import DatasetError, Fault, NoRoom, Stopped
from shoal.terms import Silent


class Told:
    """Progress that is written down, and that stops at a share if told to."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.stages: list[tuple[str, float]] = []
        self._stop_at = stop_at

    def stage(self, name: str, share: float) -> None:
        self.stages.append((name, share))
        if share >= self._stop_at:
            raise Stopped("stopped")

    def step(self, share: float) -> None:
        """Nothing."""


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_set_is_fetched_made_and_kept(dataset: Dataset, server: Server, network: Network, tmp_path: Path) -> None:
    told = Told()
    first = obtain(dataset, search=None, keep=tmp_path, network=network, progress=told)
    assert (first.origin, first.folder) == ("fetched", tmp_path / "small")
    assert (tmp_path / "small" / "orders.csv").read_bytes() == JOINED
    assert (tmp_path / "small" / "people.csv").read_text() == "customer,city\na,Oslo\nb,Rome\n"
    assert everything(tmp_path) == ["small/orders.csv", "small/people.csv"]
    shares = [share for _, share in told.stages]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert "MB" in told.stages[0][0]
    asked = len(server.asked)
    again = obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert again.origin == "kept"
    assert len(server.asked) == asked == 3


def test_a_fetch_that_was_stopped_goes_on(dataset: Dataset, server: Server, network: Network, tmp_path: Path) -> None:
    with pytest.raises(Stopped):
        obtain(dataset, search=None, keep=tmp_path, network=network, progress=Told(stop_at=0.05))
    assert not (tmp_path / "small" / "orders.csv").exists()
    asked = len(server.asked)
    obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert 0 < asked < 3
    assert len(server.asked) <= 4  # what was whole is not asked for again
    assert everything(tmp_path) == ["small/orders.csv", "small/people.csv"]


def test_a_kept_file_that_was_damaged_is_made_again(
    dataset: Dataset, server: Server, network: Network, tmp_path: Path
) -> None:
    obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    (tmp_path / "small" / "people.csv").write_text("customer,city\na,Oslo\nb,Bari\n")
    before = len(server.asked)
    again = obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert again.origin == "fetched"
    assert [asked.path for asked in server.asked[before:]] == ["/owner/name/0123/archive.zip"]
    assert checked(dataset, tmp_path / "small")


def test_what_the_user_has_is_found_without_the_network(
    dataset: Dataset, server: Server, network: Network, tmp_path: Path
) -> None:
    search = tmp_path / "mine"
    shutil.copytree(fetched(dataset, network, tmp_path / "kept"), search / "small")
    (search / "small" / "orders.csv").unlink()
    (search / "small" / "orders.txt").write_bytes(OTHER_FORM)
    before = len(server.asked)
    found = obtain(dataset, search=search, keep=tmp_path / "other", network=network, progress=Silent())
    assert found.origin == "found"
    assert found.files["orders.csv"] == search / "small" / "orders.txt"
    assert len(server.asked) == before
    assert not (tmp_path / "other").exists()
    copied = copy(found, tmp_path / "copy")
    assert everything(tmp_path / "copy") == ["orders.txt", "people.csv"]
    assert copied.files["orders.csv"].read_bytes() == OTHER_FORM


def test_a_wrong_file_of_the_user_is_refused_in_words(
    dataset: Dataset, server: Server, network: Network, tmp_path: Path
) -> None:
    folder = fetched(dataset, network, tmp_path)
    before = len(server.asked)
    (folder / "orders.csv").write_bytes(JOINED[:-2] + b"3\n")
    with pytest.raises(DatasetError, match=r"not the published file.*another checksum") as caught:
        obtain(dataset, search=tmp_path, keep=tmp_path / "other", network=network, progress=Silent())
    assert caught.value.where == str(folder / "orders.csv")
    assert "https://example.org/small" in caught.value.do
    (folder / "orders.csv").write_bytes(b"short")
    with pytest.raises(DatasetError, match="another length"):
        checked(dataset, folder)
    (folder / "orders.csv").unlink()
    with pytest.raises(DatasetError, match=r"'orders.csv' is missing"):
        obtain(dataset, search=tmp_path, keep=tmp_path / "other", network=network, progress=Silent())
    assert len(server.asked) == before


def test_a_folder_without_the_set_is_passed_over(dataset: Dataset, network: Network, tmp_path: Path) -> None:
    (tmp_path / "mine" / "small").mkdir(parents=True)
    assert not present(dataset, tmp_path / "mine" / "small")
    got = obtain(dataset, search=tmp_path / "mine", keep=tmp_path / "kept", network=network, progress=Silent())
    assert got.origin == "fetched"


def test_a_set_that_is_gone_says_where_a_person_gets_it(dataset: Dataset, network: Network, tmp_path: Path) -> None:
    moved = replace(dataset, commit="4567")
    with pytest.raises(DatasetError, match="no longer there") as caught:
        obtain(moved, search=None, keep=tmp_path, network=network, progress=Silent())
    for words in ("by hand", "Nobody", "https://example.org/small", "'orders.csv', 'people.csv'", "SHOAL_DATASETS"):
        assert words in caught.value.do


def test_a_fetch_of_which_nothing_arrived_leaves_nothing(dataset: Dataset, network: Network, tmp_path: Path) -> None:
    with pytest.raises(DatasetError):
        obtain(
            replace(dataset, commit="4567"), search=None, keep=tmp_path / "a" / "b", network=network, progress=Silent()
        )
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "mine.txt").touch()
    with pytest.raises(DatasetError):
        obtain(replace(dataset, commit="4567"), search=None, keep=tmp_path, network=network, progress=Silent())
    assert everything(tmp_path) == ["mine.txt"]


def test_a_conversion_that_gives_other_rows_is_refused(dataset: Dataset, network: Network, tmp_path: Path) -> None:
    orders, people = dataset.file
    other = replace(dataset, file=(replace(orders, sources=orders.sources[::-1]), people))
    with pytest.raises(Fault, match="as the catalogue knows it"):
        obtain(other, search=None, keep=tmp_path, network=network, progress=Silent())
    assert not (tmp_path / "small" / "orders.csv").exists()


def test_two_fetches_of_one_set_do_not_meet(dataset: Dataset, network: Network, tmp_path: Path) -> None:
    aside = tmp_path / ".fetching-small"
    aside.mkdir(parents=True)
    with (aside / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(DatasetError, match="another shoal is fetching"):
            obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent()).origin == "fetched"


def test_a_full_disk_is_said_and_leaves_no_half(
    dataset: Dataset, network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(NoRoom, match="disk is full"):
            obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert not (tmp_path / "small").exists()
    assert obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent()).origin == "fetched"


def test_one_bad_file_does_not_cost_the_others(
    dataset: Dataset, server: Server, network: Network, tmp_path: Path
) -> None:
    good = server.script

    def no_archive(asked: Asked) -> Reply:
        return Reply(status=503) if asked.path.endswith(".zip") else good(asked)

    server.script = no_archive
    with pytest.raises(DatasetError, match="503"):
        obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert (tmp_path / "small" / "orders.csv").read_bytes() == JOINED
    server.script = proper(PUBLISHED["archive.zip"])
    obtain(dataset, search=None, keep=tmp_path, network=network, progress=Silent())
    assert everything(tmp_path) == ["small/orders.csv", "small/people.csv"]


def fetched(dataset: Dataset, network: Network, keep: Path) -> Path:
    return obtain(dataset, search=None, keep=keep, network=network, progress=Silent()).folder
