"""The whole `shoal run` of the online retail data beside the textbook script: wall time and memory, in one run.

usage: python benchmarks/textbook_run.py [--runs N] [--peer SCRIPT] [--data FILE]

The peer is what an analyst writes today with pandas and scikit-learn: one notebook's worth of RFM, k-means for
k = 2..10 with elbow, silhouette and gap, and a CSV. The two take turns, so that a slow moment of the machine hits both;
read the ratios.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(os.environ.get("SHOAL_DATASETS", "../shared/data"))
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As installed: the libraries of both are compiled, and so is shoal, from the first run on."""


def measured(command: list[str]) -> tuple[float, float]:
    """Run a command to its end; give its wall time in seconds and its peak memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(command, env=COMPILED, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{process.stderr.read().decode() if process.stderr else ''}")
    return wall, usage.ru_maxrss / 1024


def main() -> None:
    """Take turns and print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--data", type=Path, default=DATA / "online_retail" / "online_retail.parquet")
    options.add_argument("--peer", type=Path, default=DATA.parent / "bench" / "textbook.py")
    chosen = options.parse_args()
    ours: list[tuple[float, float]] = []
    peers: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run = [sys.executable, "-m", "shoal", "run", str(chosen.data), "--out", str(out), "--json"]
        peer = [sys.executable, str(chosen.peer), str(chosen.data), str(Path(folder) / "peer.csv")]
        for turn in range(chosen.runs + 1):
            shutil.rmtree(out, ignore_errors=True)
            one, other = measured(run), measured(peer)
            if turn:  # the first turn warms the file cache
                ours.append(one)
                peers.append(other)
    print(f"{'':22}{'shoal run':>12}{'textbook':>12}{'ratio':>8}   (medians of {chosen.runs} turns; least)")
    for index, (name, unit) in enumerate((("wall time", "s"), ("peak memory", "MB"))):
        mine, theirs = [one[index] for one in ours], [one[index] for one in peers]
        ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
        print(
            f"{name + ', ' + unit:22}{statistics.median(mine):12.2f}{statistics.median(theirs):12.2f}{ratio:8.2f}"
            f"   ({min(mine):.2f}; {min(theirs):.2f})"
        )


if __name__ == "__main__":
    main()
