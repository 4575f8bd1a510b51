"""The few things that engines spell differently; feature SQL uses these and otherwise a narrow common subset.

Rules of the subset: ``nullif`` on every divisor, ``ln`` only, explicit ``NULLS LAST``, ``CASE`` rather than
``FILTER``, no ``QUALIFY``, no ``arg_max``, no day-of-week functions; days are differences of DATEs.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """Spellings of one engine.

    Parameters
    ----------
    name : str
    double : str
        The type of a 64-bit float.
    days_template : str
        Days from date ``a`` to date ``b``.
    """

    name: str
    double: str
    days_template: str

    def days(self, a: str, b: str) -> str:
        """Count midnights from one DATE expression to another.

        Examples
        --------
        >>> DUCKDB.days("first_on", "last_on")
        "CAST(date_diff('day', first_on, last_on) AS DOUBLE)"
        """
        return self.days_template.format(a=a, b=b)

    def flag(self, condition: str) -> str:
        """Give 1 where a condition holds and 0 elsewhere, as a float."""
        return f"CAST(CASE WHEN {condition} THEN 1 ELSE 0 END AS {self.double})"

    def as_double(self, expression: str) -> str:
        """Read an expression as a 64-bit float."""
        return f"CAST({expression} AS {self.double})"

    def weekday(self, on: str) -> str:
        """Give the day of the week of a DATE, Monday 0, by arithmetic: engines disagree on their functions."""
        days = self.days("DATE '1970-01-01'", on)
        return f"(((CAST({days} AS BIGINT) + 3) % 7 + 7) % 7)"


DUCKDB = Dialect("duckdb", "DOUBLE", "CAST(date_diff('day', {a}, {b}) AS DOUBLE)")

DIALECTS = {dialect.name: dialect for dialect in (DUCKDB,)}
