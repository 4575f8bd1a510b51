"""What the checks of all kinds have in common: keys, times, texts and numbers of a source as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shoal.engine import quote
from shoal.sources.dates import EARLIEST, Moment, moment_sql, timestamp_literal
from shoal.sources.keys import blank_sql, damaged_sql, key_sql, keyed_sql, text_sql
from shoal.sources.numbers import number_sql
from shoal.sources.orders import LARGEST, Clock
from shoal.terms import Loaded, Role, SourceSpec


@dataclass(frozen=True)
class RecordSql:
    """Writes the SQL of the columns of one source.

    Parameters
    ----------
    loaded : Loaded
    spec : SourceSpec
    clock : Clock
    """

    loaded: Loaded
    spec: SourceSpec
    clock: Clock

    @property
    def types(self) -> Mapping[str, str]:
        """Give the types of the columns in the engine."""
        return self.loaded.relation.engine.types(self.loaded.relation.name)

    @property
    def rows(self) -> str:
        """Write the rows of the source, each with its ``source_key``."""
        own = key_sql(None, "") if self.spec.each_row_is_a_customer else "CAST(NULL AS VARCHAR)"
        key = self.key(Role.CUSTOMER) if self.spec.column(Role.CUSTOMER) else own
        return keyed_sql(self.loaded.relation.name, key)

    @property
    def is_damaged(self) -> str:
        """Write whether a spreadsheet has spoilt the ``source_key``."""
        column = self.spec.column(Role.CUSTOMER)
        return damaged_sql(column, self.types[column.name]) if column else "false"

    def key(self, role: Role) -> str:
        """Write the key that a role has; NULL where nothing or nobody is named."""
        column = self.spec.column(role)
        return key_sql(column, self.types[column.name]) if column else "CAST(NULL AS VARCHAR)"

    def text(self, role: Role) -> str:
        """Write the text that a role has; NULL where it is blank."""
        column = self.spec.column(role)
        return text_sql(column.name) if column else "CAST(NULL AS VARCHAR)"

    def number(self, role: Role) -> str:
        """Write the number that a role has; NULL where there is none."""
        column = self.spec.column(role)
        if column is None:
            return "CAST(NULL AS DOUBLE)"
        return number_sql(quote(column.name), self.types[column.name], column.decimal)

    def blank(self, role: Role) -> str:
        """Write whether the cell of a role is blank; true where no column has it."""
        column = self.spec.column(role)
        return blank_sql(column.name, self.types[column.name]) if column else "true"

    def moment(self, role: Role) -> Moment:
        """Write the time that a role has; NULL where there is none."""
        column = self.spec.column(role)
        if column is None:
            return Moment("CAST(NULL AS TIMESTAMP)", "CAST(NULL AS DATE)", "false")
        return moment_sql(quote(column.name), self.types[column.name], column.format, self.clock.timezone)

    def hour(self, role: Role) -> str:
        """Write the hour of a time in the time zone of the business; NULL where only the day is known."""
        moment = self.moment(role)
        local = f"timezone('{self.clock.timezone}', timezone('UTC', {moment.at}))"
        return f"CASE WHEN NOT ({moment.is_day}) THEN CAST(date_part('hour', {local}) AS BIGINT) END"

    @property
    def row_hash(self) -> str:
        """Write a hash of the row as it stands."""
        return f"hash({', '.join(quote(column) for column in self.loaded.columns)})"

    def later(self, at: str, is_day: str) -> str:
        """Write whether an instant is not known yet; a day without a time is known once it is over."""
        known_at = timestamp_literal(self.clock.known_at)
        return f"({at} > {known_at} OR ({at} = {known_at} AND {is_day}))"

    def time_reasons(self, no_time: str, at: str, is_day: str) -> str:
        """Write the cases in which a time cannot be used."""
        return f"""WHEN {no_time} THEN 'time_missing'
             WHEN {at} IS NULL THEN 'time_unreadable'
             WHEN {at} < {EARLIEST} OR {at} > {timestamp_literal(self.clock.now)} THEN 'time_implausible'
             WHEN {self.later(at, is_day)} THEN 'after_as_of'"""


def money(number: str) -> str:
    """Write a number as money; NULL where it is too large to be any, for such rows are refused."""
    return f"CAST(round(CASE WHEN abs({number}) < {LARGEST} THEN {number} END, 4) AS DECIMAL(18,4))"


def number_reasons(number: str, is_blank: str) -> str:
    """Write the cases in which a number cannot be used; a blank is none, and no fault."""
    return f"""WHEN {number} IS NULL AND NOT {is_blank} THEN 'number_unreadable'
             WHEN abs({number}) >= {LARGEST} THEN 'number_out_of_range'"""
