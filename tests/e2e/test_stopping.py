"""Work that is stopped in the middle leaves the last good result, and nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import shoal
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


@pytest.mark.parametrize("stage", STAGES)
def test_stopping_at_a_stage_leaves_the_last_good_result(shop_files: Path, tmp_path: Path, stage: str) -> None:
    workspace = tmp_path / "ws"
    shoal.run(shop_files / "orders.csv", out=workspace)
    before = files(workspace)
    with pytest.raises(Stopped):
        shoal.run(shop_files / "orders.csv", out=workspace, k=3, progress=StopAt(stage))
    assert files(workspace) == before
    with Store.open(workspace, create=False) as store:
        version = store.current("main")
        assert version is not None
        store.verify(version)
    assert shoal.run(shop_files / "orders.csv", out=workspace, k=3)["k"] == 3


@pytest.fixture
def waiting(shop_files: Path, tmp_path: Path, home: Path) -> Iterator[subprocess.Popen[str]]:
    """A run in a process of its own that says when it has begun to look for groups, and then takes its time."""
    script = tmp_path / "slow.py"
    script.write_text(
        "import sys, time\n"
        "import shoal.cluster, shoal.cli.main as cli\n"
        "fit = shoal.cluster.fit\n"
        "def slow(*args, **kwargs):\n"
        "    print('fitting', file=sys.stderr, flush=True)\n"
        "    time.sleep(60)\n"
        "    return fit(*args, **kwargs)\n"
        "shoal.cluster.fit = slow\n"
        "cli.main()\n"
    )
    command = [sys.executable, str(script), "run", str(shop_files / "orders.csv"), "--out", "ws", "--k", "3"]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={**os.environ, "SHOAL_HOME": str(home)},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "fitting" in line:
            break
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_in_the_middle(
    shop_files: Path, tmp_path: Path, request: pytest.FixtureRequest, how: signal.Signals
) -> None:
    workspace = tmp_path / "ws"
    shoal.run(shop_files / "orders.csv", out=workspace)
    before = files(workspace)
    process: subprocess.Popen[str] = request.getfixturevalue("waiting")
    process.send_signal(how)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "last good result" in err
    assert "Traceback" not in err
    assert out == ""
    assert files(workspace) == before
    assert list((workspace / ".shoal/spill").iterdir()) == []


def test_kill_in_the_middle(shop_files: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    workspace = tmp_path / "ws"
    shoal.run(shop_files / "orders.csv", out=workspace)
    before = files(workspace)
    process: subprocess.Popen[str] = request.getfixturevalue("waiting")
    process.kill()
    process.communicate(timeout=30)
    assert files(workspace) == before
    assert shoal.run(shop_files / "orders.csv", out=workspace, k=3)["k"] == 3
