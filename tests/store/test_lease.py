"""One writer: who may write, who may take over, and that whoever has lost the lease changes nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from shoal.errors import LeaseLost, NoRoom, StoreError, WorkspaceBusy
from shoal.store import LeaseTerms, Store, lease, process
from shoal.store.heartbeat import Heartbeat
from shoal.store.process import Process, is_over, this_process
from store.conftest import Clock
from store.leased import leased

AS_OF = "2011-12-10T00:00:00Z"
PAUSED = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from shoal.store import LeaseTerms, Store
with Store.open(Path(sys.argv[1]), create=True) as store:
    store.claim(LeaseTerms("run", clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)))
    print("holding", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def folder(tmp_path: Path, terms: LeaseTerms) -> Path:
    with Store.open(tmp_path / "work", create=True) as store, leased(store, terms):
        publish(store, "v1", "one")
    return tmp_path / "work"


def publish(store: Store, version: str, content: str) -> None:
    store.publish("main", version, AS_OF, {}, lambda stage: (stage / "a.txt").write_text(content) and None)


@pytest.fixture
def other(folder: Path) -> subprocess.Popen[str]:
    """Another process that holds the lease."""
    process = subprocess.Popen([sys.executable, "-c", PAUSED, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    yield process
    process.kill()
    process.communicate()


def test_nothing_is_written_without_the_lease(folder: Path) -> None:
    with Store.open(folder, create=False) as store:
        with pytest.raises(StoreError, match="without the lease"), store.writing():
            pytest.fail("written")
        with pytest.raises(StoreError, match="without the lease"):
            publish(store, "v2", "two")


def test_a_second_writer_is_refused_with_who_since_when_and_what(
    folder: Path, other: subprocess.Popen[str], terms: LeaseTerms
) -> None:
    with Store.open(folder, create=False) as store, pytest.raises(WorkspaceBusy) as refused:
        store.claim(terms)
    said = str(refused.value)
    assert f"shoal run (process {other.pid} on {os.uname().nodename}), since 2026-01-01 00:00:00 UTC" in said
    assert "free at 00:00:30 UTC" in said
    assert refused.value.exit_code == 1


def test_readers_do_not_wait_for_the_writer(folder: Path, other: subprocess.Popen[str]) -> None:
    assert other.poll() is None
    with Store.open(folder, create=False) as store:
        version = store.current()
        assert version is not None
        store.verify(version)


def test_the_place_of_a_killed_process_is_free_at_once(
    folder: Path, other: subprocess.Popen[str], terms: LeaseTerms
) -> None:
    other.kill()  # a zombie from here on: nobody has waited for it
    time.sleep(0.1)
    with Store.open(folder, create=False) as store, leased(store, terms):
        publish(store, "v2", "two")


def test_a_process_that_is_paused_keeps_its_place_until_it_expires_and_then_changes_nothing(
    folder: Path, clock: Clock, terms: LeaseTerms
) -> None:
    with Store.open(folder, create=False) as paused, Store.open(folder, create=False) as later:
        paused.claim(terms)
        clock.wait(29)
        with pytest.raises(WorkspaceBusy):
            later.claim(terms)
        clock.wait(2)
        later.claim(terms)
        before = sorted(path for path in folder.rglob("*") if path.is_file())
        with pytest.raises(LeaseLost, match=r"did not answer for too long.*shoal test \(process"):
            publish(paused, "v3", "three")
        with pytest.raises(LeaseLost), paused.writing():
            pytest.fail("written")
        with pytest.raises(LeaseLost):
            paused.fence()
        assert sorted(path for path in folder.rglob("*") if path.is_file()) == before
        publish(later, "v2", "two")
        later.release()
        with pytest.raises(LeaseLost, match="took over and has finished"):
            paused.release()
    assert (folder / "a.txt").read_text() == "two"


def test_without_fencing_the_paused_writer_would_win(
    folder: Path, clock: Clock, terms: LeaseTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check above can fail: take the comparison of tokens away, and it does."""
    with Store.open(folder, create=False) as paused, Store.open(folder, create=False) as later:
        paused.claim(terms)
        clock.wait(31)
        later.claim(terms)
        publish(later, "v2", "two")
        monkeypatch.setattr(lease, "check", lambda *_: None)
        publish(paused, "v3", "three")
    assert (folder / "a.txt").read_text() == "three"


def test_who_was_paused_and_not_replaced_goes_on(folder: Path, clock: Clock, terms: LeaseTerms) -> None:
    with Store.open(folder, create=False) as store, leased(store, terms):
        clock.wait(3600)
        publish(store, "v2", "two")
    assert (folder / "a.txt").read_text() == "two"


def test_tokens_only_grow(folder: Path, terms: LeaseTerms) -> None:
    tokens = []
    for _ in range(3):
        with Store.open(folder, create=False) as store, leased(store, terms) as job:
            tokens.append(job.job)
    assert tokens == sorted(set(tokens))


def test_a_wrong_clock_of_a_dead_writer_elsewhere_locks_nobody_out(
    folder: Path, clock: Clock, terms: LeaseTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Process("elsewhere", "another machine", 1, "1")
    with Store.open(folder, create=False) as store, monkeypatch.context() as patch:
        patch.setattr(lease, "this_process", lambda: elsewhere)
        clock.wait(10 * 365 * 86_400)
        store.claim(terms)
        store._held = None  # it dies
    clock.wait(-10 * 365 * 86_400)
    with Store.open(folder, create=False) as store, leased(store, terms):
        publish(store, "v2", "two")


def test_the_heartbeat_renews_and_ends_with_the_lease(folder: Path, terms: LeaseTerms, clock: Clock) -> None:
    quick = replace(terms, seconds=0.08)
    with Store.open(folder, create=False) as store:
        store.claim(quick)
        heart = store._heartbeat
        assert heart is not None
        before = expiry(store)
        clock.wait(1000)
        deadline = time.monotonic() + 10
        while expiry(store) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        assert expiry(store) > before
        store.release()
        assert not heart._thread.is_alive()


def test_the_heartbeat_outlives_a_moment_in_which_the_state_is_locked() -> None:
    answers = iter([WorkspaceBusy("locked"), True, False])

    def beat() -> bool:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    heart = Heartbeat(beat, every_seconds=0.001)
    heart.start()
    heart.join()
    assert next(answers, None) is None


def test_a_program_that_ends_is_not_held_up_by_its_heartbeat(folder: Path) -> None:
    code = PAUSED.replace("time.sleep(60)", "sys.exit(7)")
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False, timeout=20).returncode == 7


def expiry(store: Store) -> float:
    with store.reading() as connection:
        return float(connection.execute(text("SELECT expires_at FROM lease")).scalar_one())


def test_a_number_that_another_process_got_is_not_the_same_process() -> None:
    ours = this_process()
    assert not is_over(ours)
    assert is_over(replace(ours, started="1"))
    # What cannot be known from here is taken to be running.
    assert not is_over(replace(ours, machine="another", pid=2**22 - 3))
    assert not is_over(replace(ours, machine=""))


def test_a_process_that_ended_is_over() -> None:
    done = subprocess.Popen([sys.executable, "-c", "pass"])
    done.wait()
    assert is_over(replace(this_process(), pid=done.pid, started="1"))


def test_a_stopped_process_is_not_over() -> None:
    stopped = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        stopped.send_signal(signal.SIGSTOP)
        started = process._started(stopped.pid)
        assert started
        assert not is_over(replace(this_process(), pid=stopped.pid, started=started))
    finally:
        stopped.kill()
        stopped.wait()


def test_where_the_system_has_no_proc_ps_tells_when_a_process_was_started(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/bin/ps").exists():
        pytest.skip("there is no /bin/ps")
    monkeypatch.setattr(process, "_PROC", Path("/nonexistent"))
    assert process._started(os.getpid())
    assert process._started(2**22 - 3) is None


def test_when_a_process_was_started_does_not_depend_on_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/bin/ps").exists():
        pytest.skip("there is no /bin/ps")
    monkeypatch.setattr(process, "_PROC", Path("/nonexistent"))
    said = set()
    for zone, locale in (("UTC", "C"), ("Asia/Tokyo", "de_DE.UTF-8"), ("America/Lima", "fr_FR.UTF-8")):
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", locale)
        said.add(process._started(os.getpid()))
    assert len(said) == 1
    assert said != {None}


def test_a_boot_names_the_machine_where_there_is_no_proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    host = os.uname().nodename
    monkeypatch.setattr(process.sys, "platform", "darwin")
    monkeypatch.setattr(process, "_SYSCTL", str(tmp_path / "sysctl"))
    assert process._machine() == host
    (tmp_path / "sysctl").write_text('#!/bin/sh\n[ "$*" = "-n kern.bootsessionuuid" ] && echo 0A-1B\n')
    (tmp_path / "sysctl").chmod(0o755)
    assert process._machine() == f"{host} 0A-1B"


def test_without_a_thread_for_the_heartbeat_the_lease_is_given_back(
    folder: Path, terms: LeaseTerms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_heart: Heartbeat) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch, Store.open(folder, create=False) as store:
        patch.setattr(Heartbeat, "start", refuse)
        with pytest.raises(NoRoom, match="threads"):
            store.claim(terms)
    with Store.open(folder, create=False) as store, leased(store, terms):
        publish(store, "v2", "two")
