"""Everything that shoal refuses, in one tree.

::

    ShoalError                     exit  what it means
    ├── Refused                    1     the data or the request cannot be honoured
    │   ├── SourceError                  a file cannot be read as a table, or lacks what its kind needs
    │   ├── OpenQuestion                 two readings are equally good and shoal will not guess
    │   ├── ConfigError                  an option or a line of shoal.toml is wrong
    │   ├── FeatureError                 a feature is unknown, or has no usable value
    │   ├── TooFewCustomers              fewer customers than the minimum count
    │   ├── ClusterError                 the grouping asked for is impossible on these customers
    │   ├── PredictError                 too little is known to say what comes next
    │   ├── CustomerNotFound             nobody is known by that key
    │   ├── NotPermitted                 the purpose is not covered by what customers agreed to
    │   ├── NoRoom                       a disk is full, or the memory too small for the work
    │   ├── DatasetError                 a public data set is unknown, damaged or cannot be fetched
    │   └── WorkspaceError               the folder is not a workspace, or cannot be used
    │       ├── WorkspaceBusy            somebody else is writing there
    │       └── LeaseLost                somebody else took over, because this run did not answer
    ├── Stopped                    130   the user stopped the work; the last good result is in place
    └── Fault                      3     shoal's own mistake
        ├── EngineError                  a query failed; carries the step and the SQL
        └── StoreError                   a file or table of the workspace is damaged

A wrong command line leaves with 2. Each says where, what was found, what was expected and what to do.
"""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterable

_QUOTED = re.compile(r"'(?:[^']|'')*(?:'|$)")


class ShoalError(Exception):
    """Base of every error that shoal raises on purpose.

    Parameters
    ----------
    found : str
        What was found, where: the sentence a reader sees first.
    expected : str
        What would have been right, or empty.
    do : str
        What the reader can do about it, or empty.
    where : str
        File, row, column or option, or empty.

    Examples
    --------
    >>> print(ShoalError("3 customers", expected="at least 11", do="add data", where="orders.csv"))
    orders.csv: 3 customers; expected at least 11. To fix it: add data
    """

    exit_code = 3

    def __init__(self, found: str, *, expected: str = "", do: str = "", where: str = "") -> None:
        self.found, self.expected, self.do, self.where = found, expected, do, where
        super().__init__(found)

    def __str__(self) -> str:
        text = f"{self.where}: {self.found}" if self.where else self.found
        if self.expected:
            text += f"; expected {self.expected}"
        if self.do:
            text += f". To fix it: {self.do}"
        return text

    def to_dict(self) -> dict[str, str]:
        """Give the error as plain data, for ``--json``."""
        return {
            "error": type(self).__name__,
            "where": self.where,
            "found": self.found,
            "expected": self.expected,
            "do": self.do,
        }


class Refused(ShoalError):  # noqa: N818 - read as words in messages and docs
    """The data or the request were refused."""

    exit_code = 1


class SourceError(Refused):
    """A source cannot be read as a table, or lacks what its kind needs."""


class OpenQuestion(Refused):
    """Two readings are equally good, and shoal does not guess.

    Parameters
    ----------
    name : str
        Short name of the question, the ``Q`` of ``--answer Q=A``.
    question : str
        The question in words.
    options : tuple of str
        The possible answers.
    toml : str
        The line of ``shoal.toml`` that answers it.
    where : str
        The file and column it is about.
    """

    def __init__(self, name: str, question: str, *, options: tuple[str, ...], toml: str, where: str) -> None:
        self.name, self.question, self.options, self.toml = name, question, options, toml
        super().__init__(
            question,
            expected="one of " + ", ".join(options),
            do=f"add --answer {name}={options[0]} (or another option), or this line to shoal.toml: {toml}",
            where=where,
        )

    def to_dict(self) -> dict[str, str]:
        """Give the question as plain data, for ``--json``."""
        return super().to_dict() | {"question": self.name, "options": ", ".join(self.options), "toml": self.toml}


class ConfigError(Refused):
    """An option or a line of ``shoal.toml`` is wrong."""


class FeatureError(Refused):
    """A feature is unknown, or has no usable value."""


class TooFewCustomers(Refused):
    """There are fewer customers than the minimum count."""


class ClusterError(Refused, ValueError):
    """The grouping asked for is impossible on these customers; a ValueError too, as scikit-learn expects."""


class PredictError(Refused):
    """Too little is known to say what customers will do next."""


class CustomerNotFound(Refused):
    """Nobody is known by that key."""


class NotPermitted(Refused):
    """The purpose is not covered by what the customers agreed to."""


class NoRoom(Refused):
    """A disk is full, or the memory too small for the work."""


class DatasetError(Refused):
    """A public data set is unknown, damaged or cannot be fetched."""


class WorkspaceError(Refused):
    """The folder is not a workspace, or cannot be used."""


class WorkspaceBusy(WorkspaceError):  # noqa: N818
    """Somebody else is writing in the workspace."""


class LeaseLost(WorkspaceError):  # noqa: N818
    """Somebody else took over the workspace, because this run did not answer for too long."""


class Stopped(ShoalError):  # noqa: N818
    """The user stopped the work; the last good result is in place."""

    exit_code = 130


class Fault(ShoalError):  # noqa: N818
    """A mistake of shoal's own."""

    exit_code = 3


class EngineError(Fault):
    """A query failed.

    Parameters
    ----------
    step : str
        Name of the plan's step, or of the operation.
    sql : str
        The text that failed.
    cause : str
        What the engine said.
    """

    def __init__(self, step: str, sql: str, cause: str) -> None:
        self.step, self.sql, self.cause = step, sql, cause
        # a report is read by others: neither texts in the query nor cells that the engine names are theirs to see
        said = without_texts(cause.partition("\nLINE ")[0])
        super().__init__(f"step '{step}' failed: {said}", do="report this with the SQL below\n" + without_texts(sql))


class StoreError(Fault):
    """A file or table of the workspace is damaged."""


def of_disk(error: OSError, *, where: str = "") -> Refused | None:
    """Put what a disk or the system refused into words; None where it is none of their faults.

    Parameters
    ----------
    error : OSError
    where : str
        The place, where the error itself names none.

    Examples
    --------
    >>> print(of_disk(OSError(errno.ENOSPC, "No space left on device"), where="out"))
    out: the disk is full. To fix it: free some space there, then run it again; the last good result is in place
    >>> of_disk(FileNotFoundError(errno.ENOENT, "No such file or directory")) is None
    True
    """
    place = str(error.filename) if error.filename is not None else where
    if error.errno in _FULL:
        return NoRoom(_FULL[error.errno][0], do=_FULL[error.errno][1], where=place)
    if error.errno in _CLOSED:
        found, do = _CLOSED[error.errno]
        return WorkspaceError(found, do=do, where=place)
    return None


_AGAIN = "then run it again; the last good result is in place"
_FULL = {
    errno.ENOSPC: ("the disk is full", f"free some space there, {_AGAIN}"),
    errno.EDQUOT: ("the quota of this user is used up", f"delete something, or ask for more, {_AGAIN}"),
    errno.EFBIG: ("the file would be larger than this disk or user may have", "choose another disk"),
    errno.ENOMEM: ("the machine has no memory left", f"end other programs, {_AGAIN}"),
    errno.EMFILE: ("too many files are open", f"raise the limit (ulimit -n), {_AGAIN}"),
    errno.ENFILE: ("the machine has too many files open", f"end other programs, {_AGAIN}"),
}
_CLOSED = {
    errno.EACCES: ("there is no permission for this place", "change its permissions, or name another"),
    errno.EPERM: ("there is no permission for this place", "change its permissions, or name another"),
    errno.EROFS: ("the disk is read-only", "name a place that can be written"),
    errno.ENOTDIR: ("a file stands where a folder is needed", "name another place"),
    errno.EISDIR: ("a folder stands where a file is needed", "name another place"),
    errno.EEXIST: ("something else stands in this place", "name another place"),
    errno.ENAMETOOLONG: ("the name is too long for this disk", "choose a shorter one"),
    errno.EIO: ("the disk reports an error", f"check the disk, {_AGAIN}"),
    errno.ESTALE: ("the network disk has gone", f"connect it, {_AGAIN}"),
}


def without_texts(message: str) -> str:
    r"""Leave out what stands in single quotes: constants of a query, and cells that an engine names.

    Examples
    --------
    >>> print(without_texts("SELECT \"a\" WHERE b = 'it''s Ann'"))
    SELECT "a" WHERE b = '…'
    >>> print(without_texts("Could not convert string 'Ann' to INT64"))
    Could not convert string '…' to INT64
    """
    return _QUOTED.sub("'…'", message)


def closest(name: str, options: Iterable[str]) -> str:
    """Say which known name a mistyped one is nearest to, as advice for a reader; empty where none is near.

    Examples
    --------
    >>> closest("recencey_days", ["recency_days", "net_revenue"])
    "did you mean 'recency_days'?"
    """
    near = difflib.get_close_matches(name, list(options), n=1)
    return f"did you mean '{near[0]}'?" if near else ""
