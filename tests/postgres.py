"""A PostgreSQL of the tests' own: in a folder of its own, on the loopback, stopped and removed at the end."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

OWNER = "shoal"
# A hard one: it has to be escaped in an address, and must never be seen in a message.
PASSWORD = "p@ss:w/rd"  # noqa: S105
MISSING = "PostgreSQL is not here: its tests are skipped. To run them: apt-get install postgresql"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=40")


@dataclass(frozen=True)
class PostgresServer:
    """A running server; it sorts text as English does, as a server in the wild may.

    Parameters
    ----------
    folder : Path
        Holds the data, the log and the socket.
    port : int
    process : Popen
    """

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def url(self, database: str = "postgres", *, user: str = OWNER, password: str = PASSWORD) -> str:
        """Give the address of a database, with user and password, over TCP."""
        return f"postgresql://{quote(user)}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def run(self, sql: str, database: str = "postgres") -> None:
        """Run statements as the owner, outside a transaction."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(sql.encode())

    def stop(self) -> None:
        """Stop at once and leave nothing behind."""
        self.process.send_signal(2)  # SIGINT: a fast shutdown that ends open connections
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> PostgresServer:
    """Start a server; the test is skipped, aloud, where PostgreSQL is not installed."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip(MISSING)
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="shoal-postgres-"))
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()} if user is not None else {}
    words = folder / "password"
    words.write_text(PASSWORD)
    words.chmod(0o644)
    data, log = folder / "data", folder / "log"
    options = ["--auth=scram-sha-256", f"--username={OWNER}", f"--pwfile={words}", "--encoding=UTF8", "--no-sync"]
    if _version(binaries) >= 15:
        options += ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
    subprocess.run(
        [binaries / "initdb", "-D", data, *options], check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user
    )
    port = _free_port()
    settings = [word for setting in FAST for word in ("-c", setting)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port), *settings],
            stdout=out,
            stderr=out,
            cwd=folder,
            **as_user,
        )
    server = PostgresServer(folder, port, process)
    try:
        _wait(server, log)
    except BaseException:
        server.stop()
        raise
    return server


def _wait(server: PostgresServer, log: Path) -> None:
    """Wait until it answers."""
    for _ in range(300):
        if server.process.poll() is not None:
            break
        try:
            psycopg.connect(server.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("PostgreSQL did not start:\n" + log.read_text(errors="replace"))


def _binaries() -> Path | None:
    """Find the newest server; Debian keeps it out of PATH."""
    installed = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    installed += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return next((folder for folder in reversed(installed) if (folder / "initdb").is_file()), None)


def _version(binaries: Path) -> int:
    said = subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+", said)
    assert found is not None, said
    return int(found[0])


def _unprivileged() -> pwd.struct_passwd | None:
    """Name whom the server runs as; it refuses to be root."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
