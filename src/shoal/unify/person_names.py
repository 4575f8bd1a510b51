"""Whether two names may be one person's: the veto over everything else that two source keys share."""

from __future__ import annotations

from shoal.engine import literal
from shoal.unify.normalise import normalise_key_sql

TITLES = ("DR", "PROF", "MR", "MRS", "MS", "MISS", "HERR", "FRAU", "MME", "SR", "SRA", "JR")

_LONG = 5
"""Letters from which one of them may be another: Meier is Meyer, but Tim is not Tom."""


def words_sql(expression: str) -> str:
    """Write the words of a name as a list: upper case, without accents, titles and marks.

    Examples
    --------
    >>> words_sql("value").startswith("list_filter(")
    True
    """
    plain = f"translate(strip_accents({normalise_key_sql(expression)}), 'ØŁĐÞ', 'OLDT')"
    plain = f"replace(replace({plain}, 'ß', 'SS'), 'Æ', 'AE')"
    found = f"regexp_extract_all({plain}, {literal(r'[^ .,;:/()0-9_-]+')})"
    return f"list_filter({found}, lambda w: w NOT IN ({', '.join(map(literal, TITLES))}))"


def agree_sql(left: str, right: str) -> str:
    """Write the test whether two lists of words may be one name.

    Words that both have are set aside; each that is left of the shorter name must then be one of the longer: its
    initial, or the same but for one letter that is missing or too many, two that changed places, or, in a word of five
    letters and more, one that is another. The order of the words does not count.

    Examples
    --------
    >>> "damerau_levenshtein" in agree_sql("a", "b")
    True
    """
    fewer = f"CASE WHEN length({left}) <= length({right}) THEN {left} ELSE {right} END"
    more = f"CASE WHEN length({left}) <= length({right}) THEN {right} ELSE {left} END"
    rest = "list_filter({a}, lambda w: NOT list_contains({b}, w))"
    own, others = rest.format(a=f"({fewer})", b=f"({more})"), rest.format(a=f"({more})", b=f"({fewer})")
    same = f"list_bool_or(list_transform({others}, lambda y: {_alike('x', 'y')}))"
    return f"coalesce(list_bool_and(list_transform({own}, lambda x: coalesce({same}, false))), true)"


def _alike(x: str, y: str) -> str:
    initial = f"(length({x}) = 1 AND starts_with({y}, {x})) OR (length({y}) = 1 AND starts_with({x}, {y}))"
    letters = "list_sort(string_split({}, ''))"
    slip = (
        f"least(length({x}), length({y})) >= 2 AND damerau_levenshtein({x}, {y}) <= 1 AND (length({x}) <> length({y})"
        f" OR length({x}) >= {_LONG} OR {letters.format(x)} = {letters.format(y)})"
    )
    return f"({initial} OR ({slip}))"
