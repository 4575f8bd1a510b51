"""kill -9 in the middle of a run: the folder opens on a good version, and the next run gives the same bytes.

usage: python benchmarks/kills.py [--kills N] [--seed N] [--boundaries] [--customers N]

A small simulated shop has a good version; a second run, which would publish another, is killed at uniformly random
times over its whole length, and with ``--boundaries`` at every boundary that publication passes, too. After each kill
the folder is looked at without shoal (SQLite's own check, the manifest's checksums), opened, and run again.

Two controls must be caught: a pointer that moves before its files are there, and a view that nobody completes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shoal
from shoal import privacy, simulate
from shoal.app.workspace import Workspace
from shoal.store import Store, history, lease, manifest, staging, view
from shoal.terms import Silent

Patch = Callable[[], None]
"""Changes what a child does, in the child only."""


@dataclass(frozen=True)
class Shop:
    """The folder with a good version, and what the run that is killed would make of it.

    Parameters
    ----------
    folder : Path
    good, next : str
        The version that is there, and the one that the run publishes.
    reference : mapping of file to SHA-256
        Every file after a run that nobody killed.
    seconds : float
        How long that run took.
    """

    folder: Path
    good: str
    next: str
    reference: dict[str, str]
    seconds: float


class KilledAt(Silent):
    """Progress that kills its process when a stage begins."""

    def __init__(self, stage: str) -> None:
        self._stage = stage

    def stage(self, name: str, share: float) -> None:  # noqa: ARG002 - the signature is Progress's
        """Kill, or go on."""
        if name == self._stage:
            die()


def die() -> None:
    """End like a process that is killed: nothing is unwound."""
    os.kill(os.getpid(), signal.SIGKILL)


def around(owner: Any, name: str, *, after: bool = False, times: int = 1) -> Patch:
    """Kill before, or after, the n-th call of a function."""

    def patch() -> None:
        real, calls = getattr(owner, name), Counter[str]()

        def call(*args: Any, **kwargs: Any) -> Any:
            calls[name] += 1
            if not after and calls[name] == times:
                die()
            answer = real(*args, **kwargs)
            if after and calls[name] == times:
                die()
            return answer

        setattr(owner, name, call)

    return patch


def in_the_middle_of_the_view() -> None:
    """Kill when three files of the view have been moved."""
    real = view.refresh

    def refresh(*args: Any, **kwargs: Any) -> None:
        around(Path, "replace", after=True, times=3)()
        real(*args, **kwargs)

    view.refresh = refresh


BOUNDARIES: dict[str, Patch] = {
    "before the lease": around(lease, "take"),
    "lease taken, not committed": around(history, "begin", after=True),
    "lease committed": around(Store, "clear"),
    "cleared": around(Store, "clear", after=True),
    "files written, not sealed": around(manifest, "seal"),
    "sealed": around(manifest, "seal", after=True),
    "view prepared": around(view, "prepare", after=True),
    "renamed, not committed": around(staging, "settle", after=True),
    "announced, not committed": around(view, "announce", after=True),
    "committed, view not moved": around(view, "refresh", times=2),
    "view half moved": in_the_middle_of_the_view,
    "view moved, not committed": around(view, "refresh", after=True, times=2),
    "before the vault": around(privacy, "keep"),
    "before the quarantine": around(privacy, "keep_refused"),
    "before shoal.toml": around(Workspace, "keep_project"),
    "after shoal.toml": around(Workspace, "keep_project", after=True),
    "after run.py": around(Workspace, "keep_script", after=True),
    "end written, not committed": around(history, "end", after=True),
    "lease given back": around(Store, "release", after=True),
}
STAGES = (
    "opening files",
    "reading rows",
    "telling customers apart",
    "computing features",
    "preparing the matrix",
    "looking for groups",
    "describing segments",
    "publishing",
    "done",
)


def pointer_first() -> None:
    """Break publication: the pointer moves before its files are there."""

    def publish(self: Store, segmentation: str, version: str, *_: Any) -> None:
        with self.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO versions VALUES (?, ?, ?, '', 2, '{}')",
                (segmentation, version, f".shoal/versions/{segmentation}/{version}"),
            )
            connection.exec_driver_sql("UPDATE current SET version = ?, published = published + 1", (version,))
        die()

    Store.publish = publish  # type: ignore[assignment,method-assign]


def view_forgotten() -> None:
    """Break publication: the view is said to be complete before it is, and the process dies in the middle of it."""
    real = view.refresh

    def refresh(connection: Any, workspace: Path, prepared: Path | None = None) -> None:
        if prepared is not None:
            connection.exec_driver_sql("UPDATE view SET is_complete = 1")
            connection.commit()
            for path in sorted(prepared.iterdir())[:3]:
                path.replace(workspace / path.name)
            die()
        real(connection, workspace, prepared)

    view.refresh = refresh


CONTROLS: dict[str, Patch] = {"pointer first": pointer_first, "view forgotten": view_forgotten}


def run(folder: Path, *, progress: Silent | None = None) -> None:
    """Do what is killed: another number of segments from the same files."""
    shoal.run(folder / "data", out=folder, k=3, progress=progress)


def child(work: Callable[[], object], *, patch: Patch | None = None, log: Path | None = None) -> int:
    """Start work in a process of its own, from what is imported here already; give its number."""
    number = os.fork()
    if number:
        return number
    try:
        if patch is not None:
            patch()
        work()
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the border of the child: its parent reads what went wrong
        (log or Path(os.devnull)).write_text(traceback.format_exc())
        os._exit(1)


def finished(work: Callable[[], object], log: Path) -> str:
    """Do work in a process of its own; give what went wrong, or nothing."""
    _, status = os.waitpid(child(work, log=log), 0)
    return "" if status == 0 else log.read_text() if log.exists() else f"ended with status {status}"


def make(folder: Path, *, n_customers: int) -> Shop:
    """Make the shop, its good version, and the reference."""
    log = folder / "log"
    good = folder / "good"
    simulate.write(simulate.shop(n_customers, seed=5), good / "data")
    must(finished(lambda: shoal.run(good / "data", out=good), log))
    done = folder / "done"
    shutil.copytree(good, done)
    started = time.perf_counter()
    must(finished(lambda: run(done), log))
    seconds = time.perf_counter() - started
    return Shop(good, current(good), current(done), digests(done), seconds)


def must(fault: str) -> None:
    """Stop with what went wrong, if anything did."""
    if fault:
        raise SystemExit(fault)


def digests(folder: Path) -> dict[str, str]:
    """Give the checksum of every file but the state, which counts its jobs."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "state.sqlite"
    }


def ask(folder: Path, query: str) -> Any:
    """Ask the state one value, without shoal."""
    connection = sqlite3.connect(folder / ".shoal/state.sqlite")
    try:
        return connection.execute(query).fetchone()[0]
    finally:
        connection.close()


def current(folder: Path) -> str:
    """Name the current version, without shoal."""
    return str(ask(folder, "SELECT version FROM current"))


def faults_of(shop: Shop, folder: Path, log: Path) -> list[str]:
    """Say what is wrong with a folder in which a run was killed."""
    faults = []
    if (said := ask(folder, "PRAGMA integrity_check")) != "ok":
        faults.append(f"SQLite: {said}")
    if (found := current(folder)) not in (shop.good, shop.next):
        faults.append(f"the pointer is at {found}")
    if said := finished(lambda: shoal.segments(folder).assignments(), log):
        faults.append(f"it does not open: {said}")
    return faults + torn(folder)


def faults_again(shop: Shop, folder: Path, log: Path) -> list[str]:
    """Run again where a run was killed, with nothing repaired by hand, and say what differs."""
    if said := finished(lambda: run(folder), log):
        return [f"the next run fails: {said}"]
    differs = digests(folder).items() ^ shop.reference.items()
    return [f"{name} differs from a run that nobody killed" for name in sorted({name for name, _ in differs})]


def torn(folder: Path) -> list[str]:
    """Compare the current version's files with their manifest, and the view with both; look for leftovers."""
    home = folder / str(ask(folder, "SELECT folder FROM versions NATURAL JOIN current"))
    try:
        entries = json.loads((home / "manifest.json").read_bytes())["files"]
    except FileNotFoundError:
        return ["the current version has no files"]
    faults = []
    for name, entry in entries.items():
        for path in (home / name, folder / name):
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                faults.append(f"{path.relative_to(folder)} is not what was published")
    left = [path for name in (".staging-*", "view-*", "*.part") for path in folder.rglob(name)]
    left += (folder / ".shoal/spill").glob("*")
    return faults + [f"{path.relative_to(folder)} was left behind" for path in left]


def killed(
    shop: Shop, *, after: float | None = None, patch: Patch | None = None, stage: str = ""
) -> tuple[str, list[str]]:
    """Kill one run in a copy of the folder; give the version that it then had, and what is wrong."""
    with tempfile.TemporaryDirectory(dir=shop.folder.parent) as name:
        folder, log = Path(name) / "ws", Path(name) / "log"
        shutil.copytree(shop.folder, folder)
        number = child(lambda: run(folder, progress=KilledAt(stage) if stage else None), patch=patch, log=log)
        if after is not None:
            time.sleep(after)
            os.kill(number, signal.SIGKILL)
        _, status = os.waitpid(number, 0)
        if after is None and not os.WIFSIGNALED(status):
            return "", [f"it was never killed: {log.read_text() if log.exists() else 'it ended'}"]
        version, faults = current(folder), faults_of(shop, folder, log)
        return version, faults or faults_again(shop, folder, log)


def main() -> int:
    """Kill, look, and say what was found; 1 if anything was wrong, or a control was not caught."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--customers", type=int, default=120)
    options.add_argument("--boundaries", action="store_true")
    chosen = options.parse_args()
    dice = random.Random(chosen.seed)  # noqa: S311 - not a secret
    with tempfile.TemporaryDirectory() as name:
        os.environ["SHOAL_HOME"] = f"{name}/home"
        shop = make(Path(name), n_customers=chosen.customers)
        times = [dice.uniform(0, 1.05 * shop.seconds) for _ in range(chosen.kills)]
        cases: dict[str, dict[str, Any]] = {f"after {after:.3f} s": {"after": after} for after in times}
        if chosen.boundaries:
            cases |= {boundary: {"patch": patch} for boundary, patch in BOUNDARIES.items()}
            cases |= {f"stage '{stage}'": {"stage": stage} for stage in STAGES}
        versions, bad = Counter[str](), 0
        for case, how in cases.items():
            version, faults = killed(shop, **how)
            versions["before" if version == shop.good else "next"] += 1
            bad += bool(faults)
            for fault in faults:
                print(f"{case}: {fault}")
        n = len(cases)
        print(f"a run of {shop.seconds:.2f} s was killed {n} times: {bad} folders with a fault", end="")
        print(f" (none in {n} bounds the rate at {1 - 0.05 ** (1 / n):.1%}, 95 %)" if n and not bad else "")
        print(f"the version before was current {versions['before']} times, the next one {versions['next']} times")
        missed = [control for control, patch in CONTROLS.items() if not killed(shop, patch=patch)[1]]
        print(f"controls: {len(CONTROLS) - len(missed)} of {len(CONTROLS)} were caught")
    return 1 if bad or missed else 0


if __name__ == "__main__":
    sys.exit(main())
