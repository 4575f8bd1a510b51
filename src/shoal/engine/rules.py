"""A rule as a condition that an engine evaluates; it is true of just the rows whose profile it is true of."""

from __future__ import annotations

from shoal.engine.quoting import literal, quote
from shoal.terms.rules import AllOf, AnyOf, Blank, Bound, Not, OneOf, Rule, SomeOf


def rule_sql(rule: Rule) -> str:
    """Write a rule as SQL over the columns of a feature table.

    The condition is TRUE or FALSE of every row, never unknown, so that it may be negated. Names are quoted, and values
    are written by `literal`: a name or a level can end nothing.

    Parameters
    ----------
    rule : Rule
        Numbers are finite; a feature without a value is NULL, never NaN.

    Examples
    --------
    >>> print(rule_sql(AllOf((Bound("order_count", 8.0, None), Not(OneOf("country", ("Côte d'Ivoire",)))))))
    (("order_count" IS NOT NULL AND "order_count" > 8.00000000000000000e+00) AND \
NOT ("country" IS NOT NULL AND "country" IN ('Côte d''Ivoire')))
    """
    match rule:
        case Bound(column, above, upto):
            name = quote(column)
            tests = [f"{name} IS NOT NULL"]
            tests += [f"{name} > {literal(float(above))}"] if above is not None else []
            tests += [f"{name} <= {literal(float(upto))}"] if upto is not None else []
            said = f"({' AND '.join(tests)})"
        case OneOf(column, levels):
            listed = ", ".join(literal(level) for level in levels)
            said = f"({quote(column)} IS NOT NULL AND {quote(column)} IN ({listed}))" if levels else "(1 = 0)"
        case Blank(column):
            said = f"({quote(column)} IS NULL)"
        case AllOf(parts):
            said = f"({' AND '.join(map(rule_sql, parts))})" if parts else "(1 = 1)"
        case AnyOf(parts):
            said = f"({' OR '.join(map(rule_sql, parts))})" if parts else "(1 = 0)"
        case Not(part):
            said = f"NOT {rule_sql(part)}"
        case SomeOf(parts, least, most):
            n = " + ".join(f"CASE WHEN {rule_sql(part)} THEN 1 ELSE 0 END" for part in parts) or "0"
            said = f"(({n}) BETWEEN {literal(least)} AND {literal(most)})"
    return said


def rules_sql(lines: tuple[tuple[Rule, int], ...], otherwise: int) -> str:
    """Write a list of rules as one expression: the number beside the first that holds.

    Examples
    --------
    >>> print(rules_sql(((Blank("age"), 2),), 1))
    CASE WHEN ("age" IS NULL) THEN 2 ELSE 1 END
    """
    if not lines:
        return literal(otherwise)
    whens = " ".join(f"WHEN {rule_sql(rule)} THEN {literal(number)}" for rule, number in lines)
    return f"CASE {whens} ELSE {literal(otherwise)} END"
