"""The secret behind keyed hashes: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from shoal.errors import WorkspaceError

SECRET_BYTES = 32
_MIN_BYTES = 16


def load_secret(path: Path) -> bytes:
    """Read the secret, making one of 32 random bytes where there is none.

    Parameters
    ----------
    path : Path
        In the vault's home, which the face decides; folders are made as needed.

    Raises
    ------
    WorkspaceError : if the secret is too short to protect anybody, or cannot be read or made

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     first = load_secret(Path(home) / "shoal" / "secret")
    ...     first == load_secret(Path(home) / "shoal" / "secret"), len(first)
    (True, 32)
    """
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise WorkspaceError(
            f"the secret cannot be read or made ({error.strerror})", do="check the permissions", where=str(path)
        ) from error
    if len(secret) < _MIN_BYTES:
        raise WorkspaceError(
            f"the secret has {len(secret)} bytes",
            expected=f"at least {_MIN_BYTES}",
            do="put the original back; without it customers get new ids, and those who were forgotten come back",
            where=str(path),
        )
    return secret


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A link, not a rename: of two processes that make the secret at once, the second keeps the first's.
        os.link(beside, path)
    except FileExistsError:
        return
    finally:
        beside.unlink()
