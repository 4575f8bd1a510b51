"""kill -9 in the middle of a run, by `benchmarks/kills.py`: nothing is half-written, nobody has to repair anything."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parents[2] / "benchmarks" / "kills.py"


def killed(*arguments: str) -> str:
    done = subprocess.run([sys.executable, str(KILLS), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search("killed [0-9]+ times: 0 folders with a fault", done.stdout)
    assert "controls: 2 of 2 were caught" in done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_hundred_kills_and_one_at_every_boundary() -> None:
    found = killed("--kills", "100", "--boundaries")
    before, after = map(int, re.findall(r"current ([0-9]+) times, the next one ([0-9]+)", found)[0])
    assert before >= 10
    assert after >= 10
