"""Whether an amount beside a quantity is the price of one piece or the total of the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from shoal.engine import quote
from shoal.sources.numbers import number_sql
from shoal.sources.order_roles import Structure
from shoal.sources.profile import Profile
from shoal.sources.questions import LINE_TOTAL, MONEY, PRICE_OF_ONE, ask
from shoal.sources.toml_line import column_line
from shoal.sources.vocabulary import TOTAL, has, joined
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_SURE = 3.0
"""Standard errors by which the exponent must lie on one side of a half."""


@dataclass(frozen=True)
class Growth:
    """How money grows with the quantity: as its power `exponent`, 1 for the total of a line and 0 for the price of one.

    Parameters
    ----------
    exponent, error : float
        The least-squares slope of log money on log quantity within a product, and its standard error. It assumes the
        same spread of the logarithms of prices at every quantity.
    """

    exponent: float
    error: float

    @property
    def says(self) -> str | None:
        """Name what the data say, None where they are not sure."""
        if self.exponent - _SURE * self.error > 0.5:
            return LINE_TOTAL
        return PRICE_OF_ONE if self.exponent + _SURE * self.error < 0.5 else None


def settle_money(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, answers: Mapping[str, str]
) -> tuple[Structure, tuple[str, ...]]:
    """Decide by the data, or ask, what an amount is whose name does not say it.

    Returns
    -------
    Structure
        With a unit price in place of the amount where it is the price of one.
    tuple of str
        Notes to be said aloud.

    Raises
    ------
    OpenQuestion
        If the data do not decide.
    """
    by_name = {profile.name: profile for profile in columns}
    roles = structure.roles
    if Role.UNIT_PRICE in roles or not {Role.AMOUNT, Role.QUANTITY} <= roles.keys():
        return structure, ()
    (amount, sure), quantity = roles[Role.AMOUNT], roles[Role.QUANTITY][0]
    name = MONEY + joined(amount)
    if name not in answers and has(by_name[amount].words, TOTAL):
        return structure, ()
    product = roles.get(Role.PRODUCT)
    growth = _growth(loaded, by_name[amount], by_name[quantity], product[0] if product else None)
    if name not in answers and growth is None:
        return structure, ()  # there is never more than one piece
    says = None if name in answers or growth is None else growth.says
    is_said = says is not None
    options = {
        answer: column_line(ColumnSpec(amount, role, ColumnType.NUMBER, decimal=by_name[amount].decimal))
        for answer, role in ((LINE_TOTAL, Role.AMOUNT), (PRICE_OF_ONE, Role.UNIT_PRICE))
    }
    if says is None:
        question = f"Is {amount!r} the total of the line, or the price of one of its {quantity!r}"
        says = ask(answers, name, question, options=options, where=f"{loaded.path}, column {amount!r}")
    if says == LINE_TOTAL:
        return structure, ()
    note = f"{loaded.name}: {amount!r} is taken as the price of one"
    note += f", since it does not grow with {quantity!r}" if is_said else ", as the answer says"
    return Structure({**structure.without(Role.AMOUNT).roles, Role.UNIT_PRICE: (amount, sure)}), (note,)


def _growth(loaded: Loaded, amount: Profile, quantity: Profile, product: str | None) -> Growth | None:
    """Measure how the amount grows with the quantity, within a product where there is one; None where all is one."""
    value = number_sql(quote(amount.name), amount.sql_type, amount.decimal)
    pieces = number_sql(quote(quantity.name), quantity.sql_type, quantity.decimal)
    of = quote(product) if product else "1"
    most, n, n_groups, xx, xy, yy = loaded.relation.engine.rows(
        f"""SELECT max(abs(pieces)), count(x), count(DISTINCT thing), sum(x * x), sum(x * y), sum(y * y) FROM (
            SELECT thing, pieces, x - avg(x) OVER (PARTITION BY thing) AS x, y - avg(y) OVER (PARTITION BY thing) AS y
            FROM (SELECT thing, pieces, CASE WHEN is_used THEN ln(abs(pieces)) END AS x,
                         CASE WHEN is_used THEN ln(abs(value)) END AS y
                  FROM (SELECT {of} AS thing, pieces, value, value <> 0 AND pieces <> 0 AS is_used
                        FROM (SELECT *, {value} AS value, {pieces} AS pieces FROM {loaded.relation.name}))))""",
        step=f"does {amount.name} grow with {quantity.name}",
    )[0]
    if most is None or most <= 1:
        return None
    degrees = n - n_groups - 1
    if degrees < 1 or not xx or xx < 1e-9:
        return Growth(0.5, 1.0)
    exponent = xy / xx
    return Growth(exponent, sqrt(max(0.0, yy - exponent * xy) / degrees / xx))
