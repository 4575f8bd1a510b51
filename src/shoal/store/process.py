"""Which process somebody is, and whether that process is certainly over."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_SYSCTL = "/usr/sbin/sysctl"


@dataclass(frozen=True)
class Process:
    """A process, told apart from every later one that gets its number.

    Parameters
    ----------
    host : str
        Name of its machine, for people.
    machine : str
        What must agree before its number means anything here: the boot and the process namespace; empty where unknown.
    pid : int
    started : str
        When it was started, as the system counts; empty where unknown.
    """

    host: str
    machine: str
    pid: int
    started: str


def this_process() -> Process:
    """Give the process that asks.

    Examples
    --------
    >>> is_over(this_process())
    False
    """
    return Process(os.uname().nodename, _machine(), os.getpid(), _started(os.getpid()) or "")


def is_over(process: Process) -> bool:
    """Say whether a process has certainly ended; what cannot be known from here is taken to be running."""
    if not process.machine or process.machine != _machine():
        return False
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # it is there, and somebody else's
    started = _started(process.pid)
    # Unreadable says nothing; a zombie has ended and only waits to be counted.
    return started == "" or (started is not None and process.started not in {"", started})


def _started(pid: int) -> str | None:
    """Give when a process was started; empty where it has ended, None where the system does not say."""
    if not (_PROC / "self/stat").exists():
        return _started_by_ps(pid)
    try:
        # The name in brackets may hold anything, so the fields are counted after its end.
        fields = (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return "" if fields[0] in "ZX" else fields[19]


def _started_by_ps(pid: int) -> str | None:
    return _said(["/bin/ps", "-o", "lstart=", "-p", str(pid)]) or None


def _said(command: list[str]) -> str:
    """Give what a tool of the system says, in words and a time zone that are the same for everybody who asks."""
    environment = {"LC_ALL": "C", "TZ": "UTC0", "PATH": os.defpath}
    said = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603 - no shell
    return said.stdout.strip()


def _machine() -> str:
    """Name the boot of this machine and the namespace of its process numbers; a container has its own."""
    if sys.platform != "linux":
        boot = _said([_SYSCTL, "-n", "kern.bootsessionuuid"]) if Path(_SYSCTL).exists() else ""
        return f"{os.uname().nodename} {boot}".strip()
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot} {(_PROC / 'self/ns/pid').readlink()}"
    except OSError:
        return ""
