"""The secret is made once, whole, and for its owner only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shoal.errors import WorkspaceError
from shoal.privacy.secret import SECRET_BYTES, load_secret
from shoal.privacy.surrogate import keyed_hash


def test_it_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "home" / "shoal" / "secret"
    secret = load_secret(path)
    assert len(secret) == SECRET_BYTES
    assert load_secret(path) == secret
    assert load_secret(tmp_path / "other") != secret
    assert [one.name for one in path.parent.iterdir()] == ["secret"]


@pytest.mark.skipif(os.name != "posix", reason="modes are a POSIX matter")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    load_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"too short"])
def test_a_short_one_is_refused_and_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(WorkspaceError, match=f"has {len(content)} bytes; expected at least 16"):
        load_secret(path)
    assert path.read_bytes() == content


def test_a_place_that_cannot_hold_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceError, match="cannot be read or made"):
        load_secret(tmp_path / "file" / "secret")


def test_processes_that_make_it_at_once_agree(tmp_path: Path) -> None:
    path = tmp_path / "home" / "secret"
    code = f"""
from pathlib import Path
from shoal.privacy.secret import load_secret
print(load_secret(Path({str(path)!r})).hex())
"""
    processes = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({process.communicate()[0] for process in processes}) == 1
    assert [one.name for one in path.parent.iterdir()] == ["secret"]


def test_the_keyed_hash_is_hmac_sha256() -> None:
    """RFC 4231, test case 2, first 128 bits."""
    assert keyed_hash(b"Jefe", "what do ya want for nothing?") == "5bdcc146bf60754e6a042426089575c7"
