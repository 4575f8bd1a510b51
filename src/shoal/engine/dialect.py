"""The few things that engines spell differently; feature SQL uses these and otherwise a narrow common subset.

Rules of the subset: ``nullif`` on every divisor and a cast before a whole number is divided, ``ln`` only, explicit
``NULLS LAST`` after ``DESC``, ``CASE`` rather than ``FILTER``, no ``QUALIFY``, ``arg_max`` or day-of-week functions,
no rounding, no fraction cast to a whole number but through ``floor``; days are differences of DATEs; constants are
written by `literal`, so a fraction in exponent form. ``least`` and ``greatest`` pass over NULL everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

EPOCH = "DATE '1970-01-01'"
"""A Thursday, from which days of the week are counted."""


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
    lower_template : str
        Text ``a`` in small letters, each by itself and in no particular language.
    once : str
        What stands between the name of a step and its query, so that the step is computed once and streams if it can.
    """

    name: str
    double: str
    days_template: str
    lower_template: str
    once: str

    def days(self, a: str, b: str) -> str:
        """Count midnights from one DATE expression to another.

        Examples
        --------
        >>> DUCKDB.days("first_on", "last_on")
        "CAST(date_diff('day', first_on, last_on) AS DOUBLE)"
        """
        return self.days_template.format(a=a, b=b)

    def lower(self, text: str) -> str:
        """Write a text in small letters.

        Examples
        --------
        >>> DUCKDB.lower("topic")
        'lower(topic)'
        """
        return self.lower_template.format(a=text)

    def flag(self, condition: str) -> str:
        """Give 1 where a condition holds and 0 elsewhere, as a float."""
        return f"CAST(CASE WHEN {condition} THEN 1 ELSE 0 END AS {self.double})"

    def as_double(self, expression: str) -> str:
        """Read an expression as a 64-bit float."""
        return f"CAST({expression} AS {self.double})"

    def weekday(self, on: str) -> str:
        """Give the day of the week of a DATE, Monday 0, by arithmetic: engines disagree on their functions."""
        days = self.days(EPOCH, on)
        return f"(((CAST({days} AS BIGINT) + 3) % 7 + 7) % 7)"


DUCKDB = Dialect("duckdb", "DOUBLE", "CAST(date_diff('day', {a}, {b}) AS DOUBLE)", "lower({a})", "AS")

POSTGRES = Dialect(
    "postgres",
    "DOUBLE PRECISION",
    "CAST(({b}) - ({a}) AS DOUBLE PRECISION)",
    # Bytewise text knows small letters of ASCII only. Of the two letters that are replaced first, the small one depends
    # on the place in the word, or is two letters.
    """(lower(translate({a}, 'İΣ', 'iσ') COLLATE "und-x-icu") COLLATE "C")""",
    # Without the word a step is written out again wherever one of its columns is read.
    "AS MATERIALIZED",
)

DIALECTS = {dialect.name: dialect for dialect in (DUCKDB, POSTGRES)}

_ELSEWHERE = {
    "spark": "CAST(datediff({b}, {a}) AS DOUBLE)",
    "snowflake": "CAST(datediff('day', {a}, {b}) AS DOUBLE)",
    "bigquery": "CAST(date_diff({b}, {a}, DAY) AS DOUBLE)",
}
SPELT = DIALECTS | {name: Dialect(name, "DOUBLE", days, "lower({a})", "AS") for name, days in _ELSEWHERE.items()}
"""Those and the warehouses for which queries are only written; their types and names are spelled by `spelled_for`."""
