"""An amount that is the total of the whole order, written on each of its lines: its sum would count it many times."""

from __future__ import annotations

from collections.abc import Mapping

from shoal.engine import quote
from shoal.sources.numbers import number_sql
from shoal.sources.order_roles import Structure, money_columns
from shoal.sources.profile import Profile
from shoal.sources.questions import LEAVE_OUT, LINE_TOTAL, MONEY, ask
from shoal.sources.toml_line import column_line
from shoal.sources.vocabulary import joined
from shoal.terms import ColumnSpec, ColumnType, Loaded, Role

_FEWEST_ORDERS = 5
"""Orders of several different lines by which it can be seen."""

_NEARLY_ALL = 0.95
"""Share of these orders in which the amount must be the same on all lines."""

_BY_CHANCE = 0.5
"""Where two orders have the same amount this often, the lines of one would agree by themselves."""


def settle_order_total(
    loaded: Loaded, columns: tuple[Profile, ...], structure: Structure, answers: Mapping[str, str]
) -> tuple[Structure, tuple[str, ...]]:
    """Take another column for the money of a line, or ask, where the amount is the total of the order on each line.

    Quantity and price beside such a total are seen to elsewhere (`order_columns`).

    Returns
    -------
    Structure
    tuple of str
        Notes to be said aloud.

    Raises
    ------
    OpenQuestion
        If there is no other money.
    """
    roles = structure.roles
    if Role.UNIT_PRICE in roles or not {Role.AMOUNT, Role.ORDER} <= roles.keys():
        return structure, ()
    by_name = {profile.name: profile for profile in columns}
    amount, sure = roles[Role.AMOUNT]
    question = MONEY + joined(amount)
    if answers.get(question, LEAVE_OUT) != LEAVE_OUT or not _is_on_every_line(loaded, by_name, structure, amount):
        return structure, ()
    said = f"{amount!r} is the same on every line of an order, though the lines differ: it is the total of the order"
    taken = {name for name, _ in roles.values()}
    for other in money_columns(columns):
        if other not in taken and not _is_on_every_line(loaded, by_name, structure, other):
            note = f"{loaded.name}: {said} and left out; {other!r} is taken as the money"
            return Structure({**roles, Role.AMOUNT: (other, sure)}), (note,)
    options = {
        answer: column_line(ColumnSpec(amount, role, ColumnType.NUMBER, decimal=by_name[amount].decimal))
        for answer, role in ((LEAVE_OUT, Role.IGNORED), (LINE_TOTAL, Role.AMOUNT))
    }
    ask(
        answers,
        question,
        f"It looks as if {said}, and to add it up by lines would count it many times. Leave it out, or is it the money"
        " of each line? To count it once, give a file with one line per order",
        options=options,
        where=f"{loaded.path}, column {amount!r}",
    )
    return structure.without(Role.AMOUNT), (f"{loaded.name}: {amount!r} is left out, as the answer says",)


def _is_on_every_line(loaded: Loaded, by_name: Mapping[str, Profile], structure: Structure, name: str) -> bool:
    """Say whether an amount is the same within the orders whose lines differ, more often than by chance."""
    telling = [structure.roles[role][0] for role in (Role.PRODUCT, Role.QUANTITY) if role in structure.roles]
    if not telling:
        return False
    order, profile = structure.roles[Role.ORDER][0], by_name[name]
    value = number_sql(quote(name), profile.sql_type, profile.decimal)
    differ = " OR ".join(f"min({quote(one)}) <> max({quote(one)})" for one in telling)
    n_orders, n_same, by_chance = loaded.relation.engine.rows(
        f"""WITH lines AS (SELECT *, {value} AS shoal_value FROM {loaded.relation.name}),
        orders AS (SELECT min(shoal_value) AS low, max(shoal_value) AS high, count(*) = count(shoal_value) AS is_full
                   FROM lines WHERE {quote(order)} IS NOT NULL GROUP BY {quote(order)} HAVING {differ})
        SELECT count(*), count(CASE WHEN is_full AND low = high THEN 1 END),
               (SELECT sum(n * (n - 1)) / greatest(sum(n) * (sum(n) - 1), 1)
                FROM (SELECT count(*) AS n FROM orders GROUP BY low)) FROM orders""",
        step=f"is {name} the total of the order",
    )[0]
    if n_orders < _FEWEST_ORDERS:
        return False
    return bool(n_same >= _NEARLY_ALL * n_orders and by_chance < _BY_CHANCE)
