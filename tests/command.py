"""The command `shoal` for tests that run it often: a process that has loaded it once forks one child a command.

The child is a process of its own, with the arguments, folder, environment and open files of whoever calls; what is
saved is the second that loading takes each time. Tests of the start itself, of signals and of kills do without it.

usage: python command.py SOCKET        the process that forks
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAM = """#!/bin/sh
exec "{python}" -IS "{folder}/ask.py" "{folder}/line" "$@"
"""
ASK = """
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect(sys.argv[1])
    asked = json.dumps({"argv": sys.argv[2:], "folder": os.getcwd(), "environment": dict(os.environ)}).encode()
    socket.send_fds(line, [len(asked).to_bytes(8, "big")], [0, 1, 2])
    line.sendall(asked)
    ended = line.recv(4)
sys.exit(int.from_bytes(ended, "big", signed=True) if ended else 99)
"""


@dataclass(frozen=True)
class Command:
    """The process that forks, and the program that asks it.

    Parameters
    ----------
    program : Path
        An executable named ``shoal``: put its folder on the path, or call it.
    process : Popen
        The one that forks.
    """

    program: Path
    process: subprocess.Popen[bytes]

    def run(
        self, arguments: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run the command to its end, nothing on standard input."""
        return subprocess.run(
            [self.program, *map(str, arguments)],
            cwd=folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )

    def stop(self) -> None:
        """End the process that forks, and leave nothing behind."""
        self.process.terminate()
        self.process.communicate()
        shutil.rmtree(self.program.parent)


def start() -> Command:
    """Start the process that forks; it listens as soon as this returns."""
    # a socket's path may be no longer than a hundred letters, which folders of tests are
    folder = Path(tempfile.mkdtemp(prefix="shoal-"))
    process = subprocess.Popen([sys.executable, __file__, folder / "line"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"listening\n"
    (folder / "ask.py").write_text(ASK)
    program = folder / "shoal"
    program.write_text(PROGRAM.format(python=sys.executable, folder=folder))
    program.chmod(0o755)
    return Command(program, process)


def serve(address: str) -> None:
    """Fork a child for every command, and one to wait for it."""
    import shoal
    import shoal.cli.main

    for name in shoal.__all__:  # each loads its part on first use
        getattr(shoal, name)

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("listening", flush=True)
        while True:
            line, _ = door.accept()
            if not os.fork():
                door.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                answer(line)
                os._exit(0)
            line.close()


def answer(line: socket.socket) -> None:
    """Take one command, run it in a child, and say how it ended."""
    head, files, _, _ = socket.recv_fds(line, 8, 3)
    with line.makefile("rb") as rest:
        asked = rest.read(int.from_bytes(head, "big"))
    child = os.fork()
    if not child:
        line.close()
        for place, file in enumerate(files):
            os.dup2(file, place)
            os.close(file)
        command(json.loads(asked))
    for file in files:
        os.close(file)
    _, status = os.waitpid(child, 0)
    line.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))


def command(asked: Mapping[str, object]) -> None:
    """Be the command: never returns."""
    from shoal.cli.main import main

    code = 99
    try:
        os.chdir(str(asked["folder"]))
        os.environ.clear()
        os.environ.update(asked["environment"])  # type: ignore[arg-type]
        sys.argv = ["shoal", *asked["argv"]]  # type: ignore[misc]
        sys.stdin, sys.stdout, sys.stderr = (_opened(place, mode) for place, mode in enumerate("rww"))
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _opened(place: int, mode: str) -> io.TextIOWrapper:
    file = open(place, f"{mode}b", closefd=False)  # noqa: SIM115 - open as long as the process lives
    return io.TextIOWrapper(file, encoding="utf-8", line_buffering=place == 2 or os.isatty(place))


if __name__ == "__main__":
    serve(sys.argv[1])
