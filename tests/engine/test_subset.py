"""Feature SQL keeps to what every engine reads alike: no text of it has a word that does not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.nasty import Dice, everything
from shoal.cluster import MODELS
from shoal.cluster.centroid import CentroidModel
from shoal.engine import DuckEngine
from shoal.features import compute
from shoal.prepare.steps import CategoryStep, NumberStep
from shoal.terms import FeaturesSpec, Relation

FORBIDDEN = {
    r"(?<!CAST\()date_diff\(": "Dialect.days",
    r"\blog(2|10)?\(": "ln: the base of log differs",
    r"\bround\(": "floor(x + 0.5): halves differ, and PostgreSQL has no round of a float to places",
    r"\bFILTER\b": "CASE",
    r"\bQUALIFY\b": "a step more",
    r"\bGROUP BY ALL\b|\bORDER BY ALL\b": "the columns",
    r"\b(arg_m\w+|m(ax|in)_by|first|last|any_value|mode|median|quantile\w*|list\w*|unnest|struct_\w+)\(": "a window",
    r"\b(isodow|dow|dayofweek|weekday|dayname|yearweek|week)\b": "Dialect.weekday",
    r"\b(strftime|date_trunc|date_part|epoch|epoch_ms|to_timestamp|date_add|date_sub|datepart)\(": "days and extract",
    r"\bINTERVAL\b": "days",
    r"::": "CAST",
    r"//": "floor of a division",
    r"\b(try_cast|ifnull|nvl|if|iff)\(": "CASE",
    r"(?<!_)\b(upper|regexp_\w+|ilike|glob)\b": "Dialect.lower",
    r"\bEXCLUDE\b|\bREPLACE \(|\bUSING SAMPLE\b|\bASOF\b|\bPIVOT\b": "plain columns",
    r"\bDESC\b(?! NULLS LAST)": "DESC NULLS LAST: engines put NULL elsewhere",
    r"(?<![\w.'])\d+\.\d+(?![\de])": "literal(): a fraction is a decimal on some engines",
    r"AS (INT|INTEGER|HUGEINT|UBIGINT|TINYINT|REAL|FLOAT)\b": "BIGINT or the engine's double",
    r"\[": "no lists",
}
"""What engines read differently or not at all, and what is written in its place."""


class Listening(DuckEngine):
    """An engine that keeps what it is asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.texts: list[str] = []

    def create(self, name: str, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> Relation:
        self.texts.append(sql)
        return super().create(name, sql, parameters, step=step)

    def rows(self, sql: str, parameters: Sequence[Any] = (), *, step: str = "") -> list[tuple[Any, ...]]:
        if not step.startswith(("describe", "find")):
            self.texts.append(sql)
        return super().rows(sql, parameters, step=step)


def offences(sql: str) -> list[str]:
    """List the forbidden words of a text, texts in quotes aside."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", sql)
    return [
        f"{found[0]!r} in …{bare[max(found.start() - 60, 0) : found.end() + 20]}…: write {instead}"
        for pattern, instead in FORBIDDEN.items()
        for found in re.finditer(pattern, bare, re.IGNORECASE)
    ]


def test_the_sql_of_every_feature_keeps_to_the_common_subset(tmp_path: Path) -> None:
    engine = Listening(tmp_path)
    nasty = everything(Dice(1, tuple("abc")), 60)
    records, identity = nasty.in_engine(engine)
    compute(engine, records, identity, FeaturesSpec(population="known"), as_of=nasty.as_of)
    engine.close()
    assert len("".join(engine.texts)) > 10_000
    assert not [offence for text in engine.texts for offence in offences(text)]


def test_the_sql_of_the_recipe_and_of_the_models_keeps_to_it_too() -> None:
    number = NumberStep("x", 1.5, -2.5, 1e6, "log", 0.5, 0.25, 3.0)
    category = CategoryStep("plan", ("1.5", "b"), (0.5, 0.5), 1.0)
    model = CentroidModel(("a", "b"), ((0.5, -1.5), (1e-9, 2.0)))
    assert model.kind in MODELS
    texts = [*number.expressions(), *category.expressions(), model.to_sql("rows", "id")]
    assert not [offence for text in texts for offence in offences(text)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT log(x)", "SELECT round(x, 2)", "SELECT sum(x) FILTER (WHERE y)", "ORDER BY n DESC, x", "SELECT x * 0.5",
        "SELECT date_diff('day', a, b)", "SELECT isodow(x)", "SELECT x::BIGINT", "SELECT arg_max(a, b)",
        "SELECT upper(x)", "SELECT CAST(x AS INTEGER)", "SELECT median(x)", "SELECT x QUALIFY y", "SELECT [1]",
        "WHERE d > INTERVAL 3 DAY",
    ],
)  # fmt: skip
def test_what_engines_read_differently_is_noticed(sql: str) -> None:
    assert offences(sql)


@pytest.mark.parametrize(
    "sql",
    ["SELECT x * 5.0e-01", "ORDER BY n DESC NULLS LAST", "WHERE word = 'log(1.5) DESC'", "SELECT a.b1, c2.d FROM t1",
     "CAST(date_diff('day', a, b) AS DOUBLE)"],
)  # fmt: skip
def test_what_they_read_alike_is_not(sql: str) -> None:
    assert not offences(sql)
