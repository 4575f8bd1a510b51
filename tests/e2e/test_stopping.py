"""Work that is stopped in the middle leaves the last good result, and nothing half-written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import shoal
from shoal import simulate
from shoal.errors import Stopped
from shoal.store import Store

STAGES = (
    "opening files",
    "reading rows",
    "computing features",
    "looking for groups",
    "describing segments",
    "publishing",
)


class StopAt:
    """Progress that asks to stop when a stage begins."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def stage(self, name: str, share: float) -> None:
        if name == self._stage:
            raise Stopped("stopped by the user")

    def step(self, share: float) -> None:
        """Go on."""


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the orders of a small shop in ``data``, and a workspace in ``good`` that was made of them."""
    folder = tmp_path_factory.mktemp("stopping")
    simulate.write(simulate.shop(120, seed=5), folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHOAL_HOME", str(folder / "home"))
        shoal.run(folder / "data/orders.csv", out=folder / "good")
    return folder


@pytest.mark.parametrize("stage", STAGES)
def test_stopping_at_a_stage_leaves_the_last_good_result(shop: Path, tmp_path: Path, stage: str) -> None:
    workspace = tmp_path / "ws"
    shutil.copytree(shop / "good", workspace)
    before = files(workspace)
    with pytest.raises(Stopped):
        shoal.run(shop / "data/orders.csv", out=workspace, k=3, progress=StopAt(stage))
    assert files(workspace) == before
    with Store.open(workspace, create=False) as store:
        version = store.current("main")
        assert version is not None
        store.verify(version)
    assert shoal.jobs(workspace)[0]["outcome"] == "stopped"


INTERRUPTED = """
import json, os, shutil, signal, sys
from pathlib import Path
import shoal.api.building
from shoal.app.workspace import Workspace
from shoal.cli import main as cli, progress
from shoal.store import Store, history, manifest, staging, view

orders, good, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
POINTS = {
    "claimed": (Store, "claim"), "sealed": (manifest, "seal"), "prepared": (view, "prepare"),
    "renamed": (staging, "settle"), "announced": (view, "announce"), "shown": (view, "refresh", 2),
    "configured": (Workspace, "keep_project"), "ended": (history, "end"),
}

def interrupt(how):
    os.kill(os.getpid(), how)

def at_stage(name, how):
    real = progress.Bar.stage
    def stage(self, found, share):
        real(self, found, share)
        if found == name:
            interrupt(how)
    progress.Bar.stage = stage

def after(how, owner, name, times=1):
    real, calls = getattr(owner, name), []
    def call(*args, **kwargs):
        answer = real(*args, **kwargs)
        calls.append(name)
        if len(calls) == times:
            interrupt(how)
        return answer
    setattr(owner, name, call)

for number, (where, how) in enumerate(json.loads(sys.argv[4])):
    folder = out / f"{number}"
    shutil.copytree(good, folder)
    child = os.fork()
    if not child:
        try:
            os.dup2(os.open(out / f"{number}.err", os.O_CREAT | os.O_WRONLY), 2)
            os.dup2(os.open(out / f"{number}.out", os.O_CREAT | os.O_WRONLY), 1)
            at_stage(where, how) if where not in POINTS else after(how, *POINTS[where])
            sys.argv = ["shoal", "run", orders, "--out", str(folder), "--k", "3"]
            try:
                cli.main()
            except SystemExit as left:
                sys.stderr.flush(); sys.stdout.flush()
                os._exit(left.code or 0)
        finally:
            os._exit(99)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
POINTS = ("claimed", "sealed", "prepared", "renamed", "announced", "shown", "configured", "ended")
HARD = [*((where, signal.SIGINT) for where in ("reading rows", "renamed", "shown")), ("publishing", signal.SIGTERM)]
"""Where each kind of work is half done, and both signals."""
EVERY = [
    *((where, signal.SIGINT) for where in (*STAGES, *POINTS)),
    *((where, signal.SIGTERM) for where in ("reading rows", "publishing", "renamed")),
]


@pytest.mark.parametrize("places", [HARD, pytest.param(EVERY, marks=pytest.mark.slow)], ids=["hard", "every"])
def test_ctrl_c_and_sigterm(shop: Path, tmp_path: Path, home: Path, places: list[tuple[str, int]]) -> None:
    """Real signals in real processes: exit 130, the lease given back, and a whole version, the old or the new."""
    good, out = shop / "good", tmp_path / "out"
    out.mkdir()
    old = shoal.segments(good)["segmentation"]["version"]
    arguments = [str(shop / "data/orders.csv"), str(good), str(out), json.dumps(places)]
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *arguments],
        env={**os.environ, "SHOAL_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["130"] * len(places)
    for number, (where, _) in enumerate(places):
        folder, said = out / str(number), (out / f"{number}.err").read_text()
        assert "last good result" in said, where
        assert "Traceback" not in said, where
        assert (out / f"{number}.out").read_text() == "", where
        assert lease_of(folder) is None, where  # given back by the run itself, not found to be dead
        result = shoal.segments(folder)
        is_old = result["segmentation"]["version"] == old
        assert is_old == (where not in ("shown", "configured", "ended")), where
        for name in result["files"].values():
            if (result.folder / name).exists():
                assert (folder / name).read_bytes() == (result.folder / name).read_bytes(), (where, name)
        assert not [*folder.rglob(".staging-*"), *folder.rglob("*.part"), *(folder / ".shoal/spill").glob("*")], where
        assert shoal.jobs(folder)[0]["outcome"] == ("done" if where == "ended" else "stopped"), where


def lease_of(folder: Path) -> str | None:
    with sqlite3.connect(folder / ".shoal/state.sqlite") as state:
        (holder,) = state.execute("SELECT holder FROM lease").fetchone()
    state.close()
    return holder
