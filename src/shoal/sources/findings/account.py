"""The account of a source: its score, from what was found in it and from the rows that were refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from shoal.sources.checked import Checked
from shoal.sources.findings.repeats import EXACT_DUPLICATES, exact_duplicates
from shoal.sources.findings.told import graded_first
from shoal.sources.fixes import EXACT, LINES, NEAR, WHOLE, undo
from shoal.terms import (
    Engine,
    Examined,
    Finding,
    Fix,
    Part,
    PlannedFix,
    Records,
    Score,
    SourceAccount,
    SourceSpec,
)
from shoal.terms.sources import file_name

REFUSALS: Mapping[Part, tuple[str, ...]] = {
    Part.VALIDITY: (
        "ragged_row", "stray_quote", "line_too_long", "nul_byte", "repeated_header", "total_row", "customer_damaged",
        "time_unreadable", "time_implausible", "ends_before_start", "number_unreadable", "number_out_of_range",
    ),
    Part.UNIQUENESS: (
        "exact_duplicate", "near_duplicate", "duplicate_customer", "duplicate_product", "duplicate_campaign",
    ),
}  # fmt: skip
"""From which part of the score refused rows are taken. Rows without a customer or a time are empty cells already; what
happened after `as_of` is no flaw."""


def score_of(examined: Examined, refused: Mapping[str, int], n_rows: int) -> Score:
    """Score a source from 0 to 100.

    Completeness is the share of the cells of used columns that have a value. Of each other part, every finding that
    counts takes its share off what is left, and so does every reason for refusing rows. The score is the parts
    multiplied. Timeliness is there only where there are events.

    Parameters
    ----------
    examined : Examined
    refused : mapping of reason to count
    n_rows : int
        Rows of the source, with those that are none.

    Examples
    --------
    >>> score_of(Examined("a.csv", 100, 100, filled=0.9), {"time_unreadable": 20}, 100).value
    72.0
    """
    left = {Part.COMPLETENESS: examined.filled, Part.VALIDITY: 1.0, Part.UNIQUENESS: 1.0, Part.CONSISTENCY: 1.0}
    if examined.span:
        left[Part.TIMELINESS] = 1.0
    for finding in examined.findings:
        if finding.part in left:
            left[finding.part] *= 1.0 - min(1.0, finding.rate)
    for part, reasons in REFUSALS.items():
        for reason in reasons:
            left[part] *= 1.0 - refused.get(reason, 0) / max(1, n_rows)
    value = 1.0
    for share in left.values():
        value *= share
    return Score(round(100 * value, 6), {part: round(100 * share, 6) for part, share in left.items()})


def accounts_of(
    engine: Engine, sources: tuple[Checked, ...], records: Records, examined: tuple[Examined, ...]
) -> tuple[SourceAccount, ...]:
    """Say how good each source is that was looked through, and how many customers it names."""
    by_path = {one.source: one for one in examined}
    n_in_all = records.keys.count() if examined else 0
    accounts: list[SourceAccount] = []
    for one in sources:
        if one.spec.path in by_path:
            counted = engine.rows(
                f"SELECT count(DISTINCT source_key) FROM ({one.sound})", step=f"customers of {one.loaded.path}"
            )
            figures = {**records.quality.by_source[one.loaded.path], "n_customers": int(counted[0][0])}
            accounts.append(account(by_path[one.spec.path], one.spec, figures, n_in_all))
    return tuple(accounts)


def account(
    examined: Examined, spec: SourceSpec, figures: Mapping[str, int | Mapping[str, int]], n_customers_in_all: int
) -> SourceAccount:
    """Bring together what was found in a source and what became of its rows.

    Parameters
    ----------
    examined : Examined
    spec : SourceSpec
    figures : mapping
        ``rows_read``, ``rows_refused`` and ``n_customers`` of the source.
    n_customers_in_all : int
        Customers that any source names.
    """
    refused, n_rows, n_customers = figures["rows_refused"], figures["rows_read"], figures["n_customers"]
    assert isinstance(refused, Mapping)  # noqa: S101 - reasons and counts
    assert isinstance(n_rows, int)  # noqa: S101
    assert isinstance(n_customers, int)  # noqa: S101
    return SourceAccount(
        examined.source,
        spec.kind.value,
        spec.why,
        score_of(examined, refused, n_rows),
        examined.n_examined,
        n_rows,
        n_customers,
        n_customers / n_customers_in_all if n_customers_in_all else 0.0,
        _with_exact(examined, spec, refused, n_rows),
        tuple(_counted(fix, refused) for fix in examined.fixes),
        examined.span,
        examined.columns,
    )


def _with_exact(examined: Examined, spec: SourceSpec, refused: Mapping[str, int], n_rows: int) -> tuple[Finding, ...]:
    """Count the rows that are exactly repeated in all rows, now that it is known: a sample has few of them."""
    n = refused.get("exact_duplicate", 0)
    seen = next((one for one in examined.findings if one.name == EXACT_DUPLICATES), None)
    is_whole = examined.n_examined == examined.n_rows
    if spec.kind not in LINES or (seen is not None and (seen.part is not None or (is_whole and seen.n >= n))):
        return examined.findings
    others = tuple(one for one in examined.findings if one is not seen)
    if not n:
        return others
    rows = () if seen is None else seen.rows
    return graded_first((*others, exact_duplicates(spec, n, n_rows, rows)))


def _counted(fix: PlannedFix, refused: Mapping[str, int]) -> PlannedFix:
    """Say how many rows a repair has left out, now that it is known."""
    reason = {EXACT: "exact_duplicate", NEAR: "near_duplicate"}.get(fix.name)
    if reason is None or not fix.is_applied:
        return fix
    n_rows = refused.get(reason, 0)
    return replace(fix, n_rows=n_rows, effect="1 row is left out" if n_rows == 1 else f"{n_rows:,} rows are left out")


def made(accounts: tuple[SourceAccount, ...]) -> tuple[Fix, ...]:
    """List the repairs of columns that changed something; rows that are left out are listed as they are refused."""
    return tuple(
        Fix(
            fix.name.partition(":")[0],
            fix.n_rows,
            f"{file_name(fix.source)}: {fix.reason} ({fix.effect})",
            undo(fix.name, fix.source),
        )
        for account in accounts
        for fix in account.fixes
        if fix.is_applied and fix.n_rows and fix.name not in WHOLE
    )
