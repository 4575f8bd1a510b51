"""One writer at a time, and the history of what was done: as users meet them, in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import shoal
from e2e.conftest import Cli
from shoal import simulate
from shoal.api import outside
from shoal.errors import (
    ClusterError,
    ConfigError,
    CustomerNotFound,
    LeaseLost,
    NoRoom,
    OpenQuestion,
    SourceError,
    WorkspaceBusy,
    WorkspaceError,
)
from shoal.store import LeaseTerms, Store
from store.leased import leased

WRITER = """
import sys, time
from dataclasses import replace
import shoal
from shoal.api import outside
from shoal.errors import ShoalError

class At:
    def stage(self, name, share):
        if name == sys.argv[3]:
            print("waiting", flush=True)
            sys.stdin.readline()
    def step(self, share):
        pass

real = outside.surroundings
outside.surroundings = lambda: replace(real(), lease_seconds=1.0)
try:
    print(shoal.run(sys.argv[1], out=sys.argv[2], k=3, progress=At())["segmentation"]["version"])
except ShoalError as error:
    print(type(error).__name__, error)
    sys.exit(error.exit_code)
"""


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    simulate.write(simulate.shop(120, seed=5), folder)
    return folder / "orders.csv"


def writer(orders: Path, workspace: Path, stage: str) -> subprocess.Popen[str]:
    """Start a run whose lease lasts a second, and wait until it has come to a stage."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(orders), str(workspace), stage],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    return process


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_HOME", str(tmp_path / "home"))


@pytest.fixture
def another(orders: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = writer(orders, tmp_path / "ws", "looking for groups")
    yield process
    process.kill()
    process.communicate()


def test_a_second_run_is_refused_at_once_and_the_first_is_not_disturbed(
    cli: Cli, orders: Path, tmp_path: Path, another: subprocess.Popen[str]
) -> None:
    for command in (("run", orders, "--out", "ws"), ("build", "--workspace", "ws"), ("score", "--workspace", "ws")):
        refused = cli(*command, "--json")
        assert refused.code == 1, refused.err
        assert refused.json["error"] == "WorkspaceBusy"
        assert f"shoal run (process {another.pid} on " in refused.err
        assert "wait until it has finished" in refused.err
    with pytest.raises(WorkspaceBusy):
        shoal.forget("C1", workspace=tmp_path / "ws")
    with pytest.raises(WorkspaceBusy):
        shoal.demo(tmp_path / "ws", n_customers=50)
    assert not (tmp_path / "ws/data").exists()  # not even its files were written
    assert [job["outcome"] for job in shoal.jobs(tmp_path / "ws")] == ["running"]
    out, _ = another.communicate("\n", timeout=60)
    assert another.returncode == 0
    assert shoal.segments(tmp_path / "ws")["segmentation"]["version"] == out.strip()
    assert shoal.jobs(tmp_path / "ws")[0]["outcome"] == "done"


def fall_asleep(process: subprocess.Popen[str], workspace: Path) -> None:
    """Halt a run between two writes: one that sleeps in the middle of a write keeps the state locked, to everybody."""
    for _ in range(100):
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        with closing(sqlite3.connect(workspace / ".shoal/state.sqlite", timeout=0, isolation_level=None)) as state:
            try:
                state.execute("BEGIN IMMEDIATE")
                state.execute("ROLLBACK")
            except sqlite3.OperationalError:  # it was renewing its lease
                process.send_signal(signal.SIGCONT)
                time.sleep(0.05)
            else:
                return
    raise AssertionError("the run writes all the time")


def test_a_run_that_was_asleep_for_too_long_changes_nothing(
    orders: Path, tmp_path: Path, another: subprocess.Popen[str]
) -> None:
    workspace = tmp_path / "ws"
    fall_asleep(another, workspace)
    time.sleep(1.2)  # its lease lasts a second
    taken = shoal.run(orders, out=workspace, k=4)
    before = {path: path.read_bytes() for path in workspace.iterdir() if path.is_file()}
    another.send_signal(signal.SIGCONT)
    out, _ = another.communicate("\n", timeout=60)
    assert another.returncode == 1, out
    assert out.startswith("LeaseLost")
    assert "another run took over and has finished" in out
    assert shoal.segments(workspace).to_dict() == taken.to_dict()
    assert {path: path.read_bytes() for path in workspace.iterdir() if path.is_file()} == before
    assert not list(workspace.rglob(".staging-*"))
    assert list((workspace / ".shoal/spill").iterdir()) == []
    assert [job["outcome"] for job in shoal.jobs(workspace)] == ["done", "died"]


RACE = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
from shoal.errors import WorkspaceBusy
from shoal.store import LeaseTerms, Store

def one(folder, name, start, other):
    while not start.exists():
        time.sleep(0.001)
    with Store.open(folder, create=True) as store:
        try:
            store.claim(LeaseTerms("run", lambda: datetime.now(UTC)))
        except WorkspaceBusy:
            other.touch()
            return 1
        try:
            store.publish("main", name, "2011-12-10T00:00:00Z", {}, lambda stage: (stage / "a.txt").write_text(name))
            while not other.exists():  # the other has had its answer
                time.sleep(0.001)
        finally:
            store.release()
    return 0

for number in range(20):
    folder = Path(sys.argv[1]) / str(number)
    folder.mkdir()
    start, refused = folder / "start", folder / "refused"
    children = {}
    for name in ("v1", "v2"):
        child = os.fork()
        if not child:
            try:
                os._exit(one(folder / "ws", name, start, refused))
            finally:
                os._exit(9)
        children[child] = name
    start.touch()
    codes = {children[child]: os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children}
    won = [name for name, code in codes.items() if code == 0]
    assert sorted(codes.values()) == [0, 1], codes
    assert (folder / "ws/a.txt").read_text() == won[0]
    print(won[0])
"""


def test_of_two_that_begin_at_once_one_wins_and_the_other_is_refused(tmp_path: Path) -> None:
    """Real processes, twenty times; the folder is made by whichever comes first."""
    done = subprocess.run(
        [sys.executable, "-c", RACE, str(tmp_path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.split()) == 20


def test_the_history_says_what_was_done_and_what_it_took(cli: Cli, orders: Path, tmp_path: Path) -> None:
    built = cli("run", orders, "--out", "ws", "--json").json
    assert cli("score", "--workspace", "ws", "--json").code == 0
    with pytest.raises(ClusterError):
        shoal.run(orders, out=tmp_path / "ws", k=900)
    answer = cli("jobs", "--workspace", "ws", "--json")
    assert answer.code == 0, answer.err
    refused, scored, ran = answer.json["jobs"]
    assert (ran["command"], ran["outcome"], ran["cause"]) == ("run", "done", None)
    assert ran["rows_read"] == scored["rows_read"] == built["quality"]["rows_read"]
    assert ran["rows_used"] == built["quality"]["rows_used"]
    assert ran["n_customers"] == built["n_customers"]
    assert ran["version"] == scored["version"] == built["segmentation"]["version"]
    assert 0 < ran["seconds"] < 300
    assert 50e6 < ran["peak_memory"] < 5e9
    assert datetime.fromisoformat(ran["started_at"]) <= datetime.fromisoformat(ran["ended_at"])
    assert (refused["outcome"], refused["version"]) == ("refused", None)
    assert set(refused["cause"]) == {"error", "where", "expected", "do"}
    people = cli("jobs", "--workspace", "ws")
    assert people.code == 0, people.err
    assert f"main {ran['version']}" in people.out
    assert "refused" in people.out


def test_the_history_is_in_no_result(orders: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        shoal.run(orders, out=tmp_path / name)
    one, two = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "two")
    )
    assert set(one) == set(two)
    assert {name for name in one if one[name] != two[name]} <= {Path(".shoal/state.sqlite")}


def test_what_was_found_is_not_kept(tmp_path: Path) -> None:
    """A refusal quotes rows; its line in the history does not."""
    path = tmp_path / "ws" / "data" / "orders.csv"
    simulate.write(simulate.shop(50, seed=3), path.parent)
    shoal.run(path, out=tmp_path / "ws")
    with pytest.raises(CustomerNotFound):
        shoal.forget("Ann-Kathrin-4711@example.org", workspace=tmp_path / "ws")
    with pytest.raises(SourceError):
        shoal.run(tmp_path / "nothing-there.csv", out=tmp_path / "ws")
    missing, nobody, _ = shoal.jobs(tmp_path / "ws")
    assert missing["cause"]["where"] == "../nothing-there.csv"
    assert nobody["cause"]["error"] == "CustomerNotFound"
    with sqlite3.connect(tmp_path / "ws/.shoal/state.sqlite") as state:
        kept = json.dumps(state.execute("SELECT * FROM jobs").fetchall())
    state.close()
    assert "4711" not in kept
    assert str(tmp_path) not in kept


def test_a_question_about_a_file_of_addresses_without_a_header_leaves_none_of_them(tmp_path: Path) -> None:
    who = [f"kunde{n:03}@example.org" for n in range(60)]
    rows = [
        f"B{n:05},{who[n % 60]},{who[n * 7 % 59]},2025-0{1 + n % 9}-0{1 + n % 7},{n % 50 + 3}.95 EUR"
        for n in range(180)
    ]
    (tmp_path / "list.csv").write_text("\n".join(rows) + "\n")
    with pytest.raises(OpenQuestion, match="who the customer is"):
        shoal.run(tmp_path / "list.csv", out=tmp_path / "ws")
    (job,) = shoal.jobs(tmp_path / "ws")
    assert job["cause"]["error"] == "OpenQuestion"
    assert "customer=column_2" in job["cause"]["do"]
    assert b"kunde" not in (tmp_path / "ws/.shoal/state.sqlite").read_bytes()


def test_a_fault_leaves_its_class_and_line_but_not_its_text(
    orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Ann Miller, 5 Elm Street")

    monkeypatch.setattr("shoal.cluster.fit", fail)
    with pytest.raises(ZeroDivisionError):
        shoal.run(orders, out=tmp_path / "ws")
    (job,) = shoal.jobs(tmp_path / "ws")
    assert job["outcome"] == "failed"
    assert job["cause"]["error"] == "ZeroDivisionError"
    assert job["cause"]["where"].startswith("app/forming.py, line ")
    assert b"Elm Street" not in (tmp_path / "ws/.shoal/state.sqlite").read_bytes()


def test_the_history_has_the_length_that_is_set(orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOAL_HISTORY", "2")
    for _ in range(3):
        with pytest.raises(ClusterError):
            shoal.run(orders, out=tmp_path / "ws", k=900)
    assert [job["job"] for job in shoal.jobs(tmp_path / "ws")] == [3, 2]
    monkeypatch.setenv("SHOAL_HISTORY", "none")
    with pytest.raises(ConfigError, match="SHOAL_HISTORY"):
        shoal.jobs(tmp_path / "ws")


def test_forgetting_somebody_named_like_the_history_keeps_its_own_line(tmp_path: Path) -> None:
    table: Any = simulate.shop(60, seed=3).orders.to_pydict()
    somebody = next(who for who in table["customer_id"] if who)
    table["customer_id"] = ["forget" if who == somebody else who for who in table["customer_id"]]
    shoal.run({"orders": pa.table(table)}, out=tmp_path / "ws")
    shoal.forget("forget", workspace=tmp_path / "ws")
    assert shoal.jobs(tmp_path / "ws")[0]["outcome"] == "done"


READING = """
import sys
import shoal
from shoal.errors import Refused
workspace, orders, other = sys.argv[1:]
print(shoal.segments(workspace)["segmentation"]["version"])
print(len(shoal.jobs(workspace)))
for write in (
    lambda: shoal.run(orders, out=workspace),
    lambda: shoal.score(workspace=other, out=other + "/locked/scores.csv"),
    lambda: shoal.run(orders, out=other + "/locked/new"),
):
    try:
        write()
    except Refused as error:
        assert error.do, error
        print(type(error).__name__)
"""

# Places that cannot be written, and memory that does not suffice: words, and exit 1.


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("run", "ORDERS", "--out", "file/ws"), "file"),
        (("demo", "--out", "file/ws"), "file"),
        (("run", "ORDERS", "--out", "/proc/nothing"), "/proc"),
        (("run", "ORDERS", "--out", "n" * 300), "name"),
        (("score", "--workspace", "ws", "--out", "file/scores.csv"), "file"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_in_words(
    cli: Cli, orders: Path, tmp_path: Path, command: tuple[str, ...], word: str
) -> None:
    (tmp_path / "file").write_text("I am no folder")
    if command[0] == "score":
        shoal.run(orders, out=tmp_path / "ws")
    answer = cli(*(str(orders) if part == "ORDERS" else part for part in command))
    assert answer.code == 1, answer.err
    assert word in answer.err
    assert "To fix it" in answer.err
    assert "Traceback" not in answer.err


def test_a_home_that_cannot_be_written_is_refused_in_words(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOAL_HOME", "/proc/nothing")
    table = simulate.shop(100, seed=8).orders.to_pylist()
    rows = [{"email": f"{row['customer_id']}@example.org", **row} for row in table if row["customer_id"]]
    for row in rows:
        del row["customer_id"]
    with pytest.raises(WorkspaceError, match="secret"):
        shoal.run({"orders": pa.Table.from_pylist(rows)}, out=tmp_path / "ws")


def test_a_workspace_on_a_read_only_disk_can_be_read(orders: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "ws"
    version = shoal.run(orders, out=workspace)["segmentation"]["version"]
    shoal.run(orders, out=tmp_path / "other")
    locked = tmp_path / "other/locked"
    locked.mkdir()
    inside = (
        f'for each in "{workspace}" "{locked}"; do mount --bind "$each" "$each" && mount -o remount,ro,bind "$each"'
        f" || exit 9; done\n"
        f'"{sys.executable}" -c "$0" "{workspace}" "{orders}" "{tmp_path}/other"'
    )
    done = subprocess.run(["unshare", "-rm", "sh", "-c", inside, READING], capture_output=True, text=True, check=False)
    if done.returncode == 9 or "unshare:" in done.stderr:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [version, "1", *["WorkspaceError"] * 3], done.stderr


def test_too_little_memory_is_said_in_words(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate.write(simulate.shop(3_000, seed=2), tmp_path / "data")
    monkeypatch.setenv("SHOAL_MEMORY", "8MB")
    answer = cli("run", "data", "--out", "ws", "--json")
    assert answer.code == 1, answer.err
    assert answer.json["error"] == NoRoom.__name__
    assert "SHOAL_MEMORY" in answer.err


def test_a_lost_lease_explains_what_its_new_holder_cleared_away(
    orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files of ours that are gone are no fault of shoal's own: whoever took over removed them."""
    workspace = tmp_path / "ws"
    real = outside.surroundings()

    def fit(*_: object, **__: object) -> None:
        later = replace(real, now=real.now).clock
        terms = LeaseTerms("run", lambda: datetime.fromtimestamp(later().timestamp() + 45, UTC))
        with Store.open(workspace, create=False) as other, leased(other, terms):
            raise FileNotFoundError(2, "No such file or directory", "stage")

    monkeypatch.setattr("shoal.cluster.fit", fit)
    with pytest.raises(LeaseLost):
        shoal.run(orders, out=workspace)
