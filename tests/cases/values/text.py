"""Texts that other programs would run or draw: they are names like others."""

from __future__ import annotations

from collections.abc import Sequence

from cases.case import Case, Right
from cases.values.lines import AMOUNTS, orders, revenue

_WORTH = tuple(float(amount) for amount in AMOUNTS)


def _name(name: str, text: str, written: str) -> Case:
    """The same text in ids, products and countries."""
    keys = [f"{written}{n:02}" for n in range(12)]
    content = orders(customer=keys, more={"product": [written], "country": [written, "DE"]})
    upper = [key.upper() for key in keys]
    return Case(f"text-{name}", text, content, Right(revenue(_WORTH, upper), 24))


_TEXTS: Sequence[tuple[str, str, str]] = (
    ("formula", "a formula of a spreadsheet", "=CMD|' /C CALC'!A"),
    ("at-formula", "a formula of an old spreadsheet", "@SUM(1+1)*"),
    ("markup", "a script of a web page", "<SCRIPT>ALERT(1)</SCRIPT>"),
    ("template", "a template", "{{7*7}}{% RAISE %}"),
    ("percent", "marks of formats", "%S%N%(X)S{0}"),
    ("sql", "the end of a query", "'; DROP TABLE ORDERS; --"),
    ("quotes", "quotes of all kinds", "\"'`’“"),
    ("backslashes", "backslashes", "\\N\\\\X\\U0041"),
    ("line-break", "a line break inside", "A\nB"),
    ("emoji", "signs beyond the first plane", "🐟🇩🇪"),
    ("toml", "the syntax of the configuration", '"]\n[segmentation.main]'),
    ("path", "a path", "../../ETC/PASSWD"),
)

CASES = tuple(_name(*one) for one in _TEXTS)
