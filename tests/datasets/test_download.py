"""Downloads from a server that misbehaves: each trouble ends in the right file, or in words and no file."""

from __future__ import annotations

import hashlib
import socket
import ssl
import subprocess
import sys
import threading
import urllib.error
from collections.abc import Callable
from pathlib import Path

import pytest

from datasets.server import Asked, Reply, Script, Server, proper, serving
from shoal.datasets.download import Wanted, _foreign_errors, download
from shoal.datasets.network import Network, permitted, redirected
from shoal.errors import DatasetError, Stopped

BODY = b"customer,amount\n" + b"".join(b"%d,%d\n" % (row, row * 7) for row in range(40_000))
HALF = len(BODY) // 2


class Waiting:
    """A clock that only counts."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


def fetch(server: Server, target: Path, *, body: bytes = BODY, timeout_s: float = 10.0) -> list[int]:
    """Download, and give the sizes that were reported on the way."""
    sizes: list[int] = []
    wanted = Wanted(server.host + "/data.csv", len(body), hashlib.sha256(body).hexdigest())
    download(wanted, target, Network(Waiting(), timeout_s=timeout_s), sizes.append)
    return sizes


def refused(script: Script, folder: Path) -> tuple[DatasetError, Server]:
    """Expect a refusal that leaves nothing that could be taken for the file."""
    with serving(script) as server:
        with pytest.raises(DatasetError) as caught:
            fetch(server, folder / "data.csv")
        assert server.host in caught.value.where
        assert caught.value.do
    assert not (folder / "data.csv").exists()
    return caught.value, server


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_good_server_gives_the_file(tmp_path: Path) -> None:
    with serving(proper(BODY)) as server:
        sizes = fetch(server, tmp_path / "data.csv")
    assert (tmp_path / "data.csv").read_bytes() == BODY
    assert sizes == sorted(sizes)
    assert sizes[-1] == len(BODY)
    assert left(tmp_path) == ["data.csv"]


def test_a_broken_connection_is_resumed_where_it_was(tmp_path: Path) -> None:
    good = proper(BODY)

    def breaks_once(asked: Asked) -> Reply:
        reply = good(asked)
        return Reply(reply.body, reply.status, reply.headers, cut=HALF) if asked.number == 0 else reply

    with serving(breaks_once) as server:
        fetch(server, tmp_path / "data.csv")
        assert [asked.start for asked in server.asked] == [0, HALF]
        assert server.asked[1].headers["If-Range"] == '"v1"'
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_stopped_download_keeps_its_part_and_goes_on(tmp_path: Path) -> None:
    def stop(size: int) -> None:
        if size > HALF:
            raise Stopped("stopped")

    with serving(proper(BODY)) as server:
        wanted = Wanted(server.host + "/data.csv", len(BODY), hashlib.sha256(BODY).hexdigest())
        with pytest.raises(Stopped):
            download(wanted, tmp_path / "data.csv", Network(Waiting()), stop)
        part = (tmp_path / "data.csv.part").stat().st_size
        assert HALF < part < len(BODY)
        fetch(server, tmp_path / "data.csv")
        assert [asked.start for asked in server.asked] == [0, part]
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_killed_download_goes_on_where_it_was(tmp_path: Path) -> None:
    """Kill the process, not the function: what has arrived is on the disk."""
    program = """
import sys
from pathlib import Path
from shoal.datasets.download import Wanted, download
from shoal.datasets.network import Network
address, size, sha256, target = sys.argv[1:]
wanted = Wanted(address, int(size), sha256)
download(wanted, Path(target), Network(lambda _: None), lambda size: print(size, flush=True))
"""
    ended = threading.Event()
    with serving(lambda _: Reply(BODY, headers={"ETag": '"v1"'}, cut=HALF, hold=ended)) as server:
        arguments = [server.host + "/data.csv", str(len(BODY)), hashlib.sha256(BODY).hexdigest(), tmp_path / "data.csv"]
        child = subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        with child:
            while child.stdout.readline().strip() != str(HALF):
                assert child.poll() is None
            child.kill()
        ended.set()
        assert not (tmp_path / "data.csv").exists()
        part = (tmp_path / "data.csv.part").stat().st_size
        assert 0 < part <= HALF
        server.script = proper(BODY)
        fetch(server, tmp_path / "data.csv")
        assert [asked.start for asked in server.asked] == [0, part]
    assert (tmp_path / "data.csv").read_bytes() == BODY


@pytest.mark.parametrize(
    "script",
    [lambda _: Reply(BODY, headers={"ETag": '"v1"'}), proper(BODY, etag='"v2"')],
    ids=["a server without ranges", "another version there"],
)
def test_what_cannot_be_resumed_starts_over(script: Script, tmp_path: Path) -> None:
    (tmp_path / "data.csv.part").write_bytes(b"x" * HALF)
    (tmp_path / "data.csv.part.etag").write_text('"v1"')
    with serving(script) as server:
        fetch(server, tmp_path / "data.csv")
        assert len(server.asked) == 1
    assert (tmp_path / "data.csv").read_bytes() == BODY


@pytest.mark.parametrize("etag", [None, 'W/"v1"'], ids=["no mark", "a weak mark"])
def test_a_part_of_unknown_version_is_not_resumed(etag: str | None, tmp_path: Path) -> None:
    headers = {"ETag": etag} if etag else {}

    def breaks_once(asked: Asked) -> Reply:
        return Reply(BODY, headers=headers, cut=HALF if asked.number == 0 else None)

    with serving(breaks_once) as server:
        fetch(server, tmp_path / "data.csv")
        assert [asked.start for asked in server.asked] == [0, 0]
    assert left(tmp_path) == ["data.csv"]


def test_a_part_with_wrong_bytes_is_thrown_away_and_fetched_again(tmp_path: Path) -> None:
    (tmp_path / "data.csv.part").write_bytes(b"x" * HALF)
    (tmp_path / "data.csv.part.etag").write_text('"v1"')
    with serving(proper(BODY)) as server:
        fetch(server, tmp_path / "data.csv")
        assert [asked.start for asked in server.asked] == [HALF, 0]
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_whole_part_needs_no_server(tmp_path: Path) -> None:
    (tmp_path / "data.csv.part").write_bytes(BODY)
    with serving(lambda _: Reply(status=500)) as server:
        fetch(server, tmp_path / "data.csv")
        assert not server.asked
    assert left(tmp_path) == ["data.csv"]


def test_a_range_from_another_place_starts_over(tmp_path: Path) -> None:
    (tmp_path / "data.csv.part").write_bytes(BODY[:HALF])
    (tmp_path / "data.csv.part.etag").write_text('"v1"')

    def lies_once(asked: Asked) -> Reply:
        if asked.number == 0:
            return Reply(BODY[HALF:], 206, {"Content-Range": f"bytes 5-{len(BODY) - 1}/{len(BODY)}"})
        return proper(BODY)(asked)

    with serving(lies_once) as server:
        fetch(server, tmp_path / "data.csv")
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_range_that_cannot_be_had_starts_over(tmp_path: Path) -> None:
    (tmp_path / "data.csv.part").write_bytes(BODY[:HALF])
    (tmp_path / "data.csv.part.etag").write_text('"v1"')
    with serving(lambda asked: Reply(status=416) if asked.start else Reply(BODY)) as server:
        fetch(server, tmp_path / "data.csv")
    assert (tmp_path / "data.csv").read_bytes() == BODY


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_tried_again_with_growing_pauses(status: int, tmp_path: Path) -> None:
    waiting = Waiting()
    with serving(lambda asked: Reply(status=status) if asked.number < 2 else Reply(BODY)) as server:
        wanted = Wanted(server.host + "/data.csv", len(BODY), hashlib.sha256(BODY).hexdigest())
        download(wanted, tmp_path / "data.csv", Network(waiting), lambda _: None)
    assert waiting.pauses == [1.0, 2.0]
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_lasting_trouble_is_given_up(tmp_path: Path) -> None:
    error, server = refused(lambda _: Reply(status=500), tmp_path)
    assert len(server.asked) == 4
    assert "500" in error.found
    assert "4 attempts" in error.found


def test_a_body_that_is_always_cut_keeps_what_came(tmp_path: Path) -> None:
    error, server = refused(lambda _: Reply(BODY, headers={"ETag": '"v1"'}, cut=HALF), tmp_path)
    assert f"{HALF:,} of {len(BODY):,} bytes" in error.found
    assert len(server.asked) == 4
    assert (tmp_path / "data.csv.part").read_bytes() == BODY[:HALF]


WRONG = BODY[:-3] + b"999"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (lambda _: Reply(status=404), "no longer there"),
        (lambda _: Reply(status=410), "no longer there"),
        (lambda _: Reply(status=403), "403"),
        (lambda _: Reply(WRONG), "checksum differs"),
        (lambda _: Reply(BODY + b"1,1\n"), "are announced"),
        (lambda _: Reply(BODY[:-9]), "are announced"),
        (lambda _: Reply(BODY + b"1,1\n", length=None), "longer than"),
        (lambda _: Reply(b"<form>log in</form>", headers={"Content-Type": "text/html; charset=utf-8"}), "a web page"),
        (lambda _: Reply(b"\n <!DOCTYPE html><html>log in</html>", length=None), "a web page"),
        (lambda _: Reply(BODY, headers={"Content-Encoding": "gzip"}), "packed"),
        (lambda _: Reply(status=302, headers={"Location": "http://localhost:1/login"}), "sends us on to"),
        (lambda _: Reply(status=301, headers={"Location": "/data.csv"}), "in circles"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_not_the_file_is_refused_at_once(script: Script, words: str, tmp_path: Path) -> None:
    error, server = refused(script, tmp_path)
    assert words in str(error)
    assert len(server.asked) == (4 if words == "in circles" else 1)
    assert left(tmp_path) == []


def test_a_redirect_on_the_same_host_is_followed(tmp_path: Path) -> None:
    def moved(asked: Asked) -> Reply:
        return (
            Reply(BODY)
            if asked.path == "/moved/data.csv"
            else Reply(status=302, headers={"Location": "/moved/data.csv"})
        )

    with serving(moved) as server:
        fetch(server, tmp_path / "data.csv")
    assert (tmp_path / "data.csv").read_bytes() == BODY


def test_a_file_of_another_length_never_fills_the_disk(tmp_path: Path) -> None:
    def endless(_: Asked) -> Reply:
        return Reply(BODY * 20, length=None)

    with serving(endless) as server:
        wanted = Wanted(server.host + "/data.csv", HALF, "0" * 64)
        sizes: list[int] = []
        with pytest.raises(DatasetError, match="longer than"):
            download(wanted, tmp_path / "data.csv", Network(Waiting()), sizes.append)
    assert max(sizes) <= HALF
    assert left(tmp_path) == []


def test_a_closed_port_is_said(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    waiting = Waiting()
    with pytest.raises(DatasetError, match=r"connection failed.*refused"):
        download(Wanted(f"http://127.0.0.1:{port}/x", 1, ""), tmp_path / "x", Network(waiting), lambda _: None)
    assert waiting.pauses == [1.0, 2.0, 4.0]


def test_a_silent_server_is_not_waited_for(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        network = Network(Waiting(), timeout_s=0.05, attempts=2)
        with pytest.raises(DatasetError, match=r"nothing came for 0\.05 seconds"):
            download(Wanted(address, 1, ""), tmp_path / "x", network, lambda _: None)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (urllib.error.URLError(socket.gaierror(-2, "Name or service not known")), "there is no network"),
        (urllib.error.URLError(ssl.SSLCertVerificationError()), "certificate cannot be verified"),
    ],
)
def test_no_network_and_no_certificate_are_not_tried_again(trouble: Exception, words: str) -> None:
    with pytest.raises(DatasetError, match=words), _foreign_errors("https://example.org/x", Network(Waiting())):
        raise trouble


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://example.org/x", "file:///etc/passwd", "x"])
def test_only_protected_addresses_are_asked(address: str) -> None:
    with pytest.raises(DatasetError, match="expected https"):
        permitted(address)


@pytest.mark.parametrize(
    "location", ["http://example.org/x", "https://example.com/x", "//example.com/x", "https://example.org:444/x"]
)
def test_a_redirect_elsewhere_or_to_less_protection_is_refused(location: str) -> None:
    with pytest.raises(DatasetError, match="sends us on to"):
        redirected("https://example.org/x", location)


def test_another_trouble_is_ours_and_not_hidden() -> None:
    def raises(error: Exception) -> Callable[[], None]:
        with _foreign_errors("https://example.org/x", Network(Waiting())):
            raise error

    with pytest.raises(PermissionError):
        raises(PermissionError(13, "no"))
