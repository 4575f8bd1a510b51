"""A disk that is full, or that fails: words, exit 1, the last good result in place, and no repairs afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import shoal
from shoal import simulate

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"

FULL = """
import json, os, subprocess, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
import kills
from shoal.errors import NoRoom

def resize(disk, free):
    used = 0 if free is None else subprocess.check_output(["df", "-k", "--output=used", disk], text=True).split()[1]
    size = "200m" if free is None else f"{int(used) + free}k"
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)

home = Path(sys.argv[2])
os.environ["SHOAL_HOME"] = str(home / "home")
disk = home / "disk"
disk.mkdir()
if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", disk]).returncode:
    sys.exit(9)
shop = kills.make(disk, n_customers=120)
log = home / "log"

def run_and_say(folder):
    try:
        kills.run(folder)
    except NoRoom as error:
        (home / "said").write_text(str(error))

for free in json.loads(sys.argv[3]):
    folder = disk / "ws"
    subprocess.run(["cp", "-r", shop.folder, folder], check=True)
    resize(disk, free)
    (home / "said").unlink(missing_ok=True)
    fault = kills.finished(lambda: run_and_say(folder), log)
    said = (home / "said").read_text() if (home / "said").exists() else ""
    version = kills.current(folder)
    read = kills.finished(lambda: kills.shoal.segments(folder).assignments(), log)
    resize(disk, None)
    faults = kills.faults_of(shop, folder, log) or kills.faults_again(shop, folder, log)
    again, *earlier = kills.shoal.jobs(folder)
    outcome = earlier[0]["outcome"] if len(earlier) == 2 else "never begun"
    print(json.dumps({"free": free, "fault": fault, "said": said, "read": read, "version": version == shop.next,
                      "faults": faults, "outcome": outcome}), flush=True)
    subprocess.run(["rm", "-r", folder], check=True)
"""


def inside(*arguments: str) -> list[dict[str, object]]:
    """Run the script with a small disk of its own, where that is permitted."""
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", FULL, str(BENCHMARKS), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 9 or done.stderr.startswith("unshare:"):
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(found: list[dict[str, object]]) -> None:
    for one in found:
        assert one["fault"] == "", one
        assert one["faults"] == [], one
        assert one["read"] == "", one  # readers need no room
        if one["said"]:
            assert "full" in str(one["said"]), one
            assert "free some space" in str(one["said"]), one
            assert not one["version"], one
            # Died: there was no room to write the end down either.
            assert one["outcome"] in ("refused", "died", "never begun"), one
        else:
            assert one["version"], one
            assert one["outcome"] == "done", one
    assert found[0]["said"]
    assert not found[-1]["said"]


@pytest.mark.skipif(not shutil.which("unshare"), reason="there is no unshare")
def test_a_full_disk_while_a_run_writes(tmp_path: Path) -> None:
    check(inside(str(tmp_path), json.dumps([0, 30_000])))


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("unshare"), reason="there is no unshare")
@pytest.mark.timeout(900)
def test_a_disk_that_is_full_at_any_moment(tmp_path: Path) -> None:
    free = [*range(0, 100, 8), *range(100, 1_000, 100), *range(1_000, 13_000, 1_000), 30_000]
    check(inside(str(tmp_path), json.dumps(free)))


def fails(folder: Path, call: str, number: int) -> tuple[int, str]:
    """Run with the n-th call of its kind failing as a broken disk does; give the exit code and what was said."""
    trace = folder / "trace"
    run = [sys.executable, "-m", "shoal", "run", str(folder / "data"), "--out", str(folder / "ws"), "--k", "3"]
    failing = f"inject={call}:error=EIO:when={number}"
    inject = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={call}", "-e", failing]
    home = {**os.environ, "SHOAL_HOME": str(folder / "home")}
    done = subprocess.run([*inject, *run], env=home, capture_output=True, text=True, check=False)
    if not trace.exists() or "ptrace" in done.stderr:
        pytest.skip(f"no calls can be watched here: {done.stderr.strip()}")
    assert trace.read_text().count("INJECTED") == 1, "nothing failed, so nothing was shown"
    return done.returncode, done.stderr


@pytest.mark.skipif(not shutil.which("strace"), reason="there is no strace")
@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("fsync", 14),
        *(pytest.param("fsync", number, marks=pytest.mark.slow) for number in (1, 4, 9, 20)),
        *(pytest.param("fdatasync", number, marks=pytest.mark.slow) for number in (1, 4, 9, 20)),
    ],
)
def test_a_disk_that_fails_is_not_ignored(tmp_path: Path, call: str, number: int) -> None:
    simulate.write(simulate.shop(120, seed=5), tmp_path / "data")
    good = shoal.run(tmp_path / "data", out=tmp_path / "ws")["segmentation"]["version"]
    code, said = fails(tmp_path, call, number)
    assert code == 1, said
    assert "the disk reports an error" in said or "Input/output error" in said
    assert "Traceback" not in said
    result = shoal.segments(tmp_path / "ws")
    if call == "fsync":  # all of ours come before the pointer moves; SQLite's come after it, too
        assert result["segmentation"]["version"] == good
    assert (tmp_path / "ws/segments.json").read_bytes() == (result.folder / "segments.json").read_bytes()
    assert shoal.run(tmp_path / "data", out=tmp_path / "ws", k=3)["k"] == 3
