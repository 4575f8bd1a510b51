"""Quality: what was found in a source, what it means for its score, and the repairs that are made or proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Part(StrEnum):
    """A part of the score of a source."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    UNIQUENESS = "uniqueness"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"


class Severity(StrEnum):
    """How much a finding matters: it is good to know, changes figures somewhat, or makes them wrong."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Give its place, 0 for a note."""
        return list(Severity).index(self)


@dataclass(frozen=True)
class Finding:
    """Something about the data of a source that a reader should know.

    Parameters
    ----------
    name : str
        A stable word such as ``missing_by`` or ``near_duplicates``.
    source : str
        Path as in `SourceSpec`.
    column : str
        Empty where it is about the whole source.
    severity : Severity
    n : int
        Rows (or columns, days) that it is about; from a sample they are of the sample.
    n_of : int
        Rows (columns, days) that were looked at.
    found : str
        What was found, in one sentence. It quotes no value that fewer than 11 rows share.
    why : str
        Why it matters.
    do : str
        What is done about it, or could be.
    rows : tuple of int
        Numbers of at most five rows that show it, from 1, the header not counted.
    part : Part or None
        The part of the score from which ``n / n_of`` is taken; None where it takes nothing.
    fix : str
        The repair that treats it, as `PlannedFix.name`; or empty.
    """

    name: str
    source: str
    column: str
    severity: Severity
    n: int
    n_of: int
    found: str
    why: str
    do: str
    rows: tuple[int, ...] = ()
    part: Part | None = None
    fix: str = ""

    @property
    def rate(self) -> float:
        """Give the share that it is about."""
        return self.n / max(1, self.n_of)


@dataclass(frozen=True)
class PlannedFix:
    """A repair of a source: one that is listed and made, or one that is proposed.

    Parameters
    ----------
    name : str
        As it stands in ``fixes`` of shoal.toml, such as ``fold_spellings:country``.
    source : str
        Path as in `SourceSpec`.
    is_applied : bool
    n_rows : int
        Rows that it changes, or would.
    effect : str
        Before and after, in words.
    reason : str
        Why it is made or proposed.
    """

    name: str
    source: str
    is_applied: bool
    n_rows: int
    effect: str
    reason: str


@dataclass(frozen=True)
class Score:
    """How good a source is, from 0 to 100.

    Parameters
    ----------
    value : float
        The parts multiplied, each as a share: what is left if every part takes its own.
    parts : mapping of Part to number
        From 0 to 100; a part that does not apply (no time, no events) is not there.
    """

    value: float
    parts: Mapping[Part, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnFigures:
    """What a column looked like, to be held against what it looks like later.

    Parameters
    ----------
    name : str
    role : str
        What the column means.
    missing : float
        Share of its cells without a value.
    n : int
        Values looked at.
    knots : tuple of (number, share)
        Of numbers: bounds of tenths, and the share of values that are at most that; empty for fewer than 100.
    levels : mapping of level to share
        Of categories: those of at least 11 rows, at most 20 of them.
    """

    name: str
    role: str
    missing: float
    n: int
    knots: tuple[tuple[float, float], ...] = ()
    levels: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SourceAccount:
    """Everything that is known of how good a source is.

    Parameters
    ----------
    source : str
        Path as in `SourceSpec`.
    kind : str
    why : str
        Why it is taken for that kind.
    score : Score
    n_examined : int
        Rows that findings were sought in: all, or a sample from end to end of the file.
    n_rows : int
        Rows of the file.
    n_customers : int
        Different customers named in the rows that are used.
    customers_share : float
        Of all customers that any source names.
    findings : tuple of Finding
        The gravest first.
    fixes : tuple of PlannedFix
    span : tuple of str
        First and last day of its events, ISO 8601; empty without time.
    columns : tuple of ColumnFigures
        Its used columns.
    """

    source: str
    kind: str
    why: str
    score: Score
    n_examined: int
    n_rows: int
    n_customers: int = 0
    customers_share: float = 0.0
    findings: tuple[Finding, ...] = ()
    fixes: tuple[PlannedFix, ...] = ()
    span: tuple[str, ...] = ()
    columns: tuple[ColumnFigures, ...] = ()


@dataclass(frozen=True)
class Examined:
    """A source that was looked through before its rows are read.

    Parameters
    ----------
    source : str
        Path as in `SourceSpec`.
    n_rows, n_examined : int
    filled : float
        Share of the cells of its used columns that have a value.
    findings : tuple of Finding
    fixes : tuple of PlannedFix
        Those that its spec lists, or that are safe where it lists nothing; then those that are proposed.
    span : tuple of str
    columns : tuple of ColumnFigures
    """

    source: str
    n_rows: int
    n_examined: int
    filled: float
    findings: tuple[Finding, ...] = ()
    fixes: tuple[PlannedFix, ...] = ()
    span: tuple[str, ...] = ()
    columns: tuple[ColumnFigures, ...] = ()

    @property
    def applied(self) -> tuple[str, ...]:
        """Name the repairs that are made."""
        return tuple(fix.name for fix in self.fixes if fix.is_applied)
