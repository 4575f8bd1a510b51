"""The one form of a key: Python and SQL agree on every text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoal.engine import DuckEngine
from shoal.unify import normalise_key, normalise_key_sql


@pytest.fixture(scope="module")
def one_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckEngine]:
    engine = DuckEngine(Path(tmp_path_factory.mktemp("spill")))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("17850", "17850"),
        ("17850.0", "17850"),
        ("\u00a017850.0\u200b\n", "17850"),
        ("1.0.0", "1.0.0"),
        ("v1.0", "V1.0"),
        ("17850.00", "17850.00"),
        (".0", ".0"),
        ("00004", "00004"),
        ("00004.0", "00004"),
        ("straße", "STRAßE"),
        ("Žofia", "ŽOFIA"),
        ("λ", "Λ"),
        ("", None),
        (" \u00a0\ufeff", None),
        (None, None),
    ],
)
def test_forms(one_engine, text, key):
    assert normalise_key(text) == key
    assert one_engine.rows(f"SELECT {normalise_key_sql('x')} FROM (SELECT CAST(? AS VARCHAR) AS x)", (text,)) == [
        (key,)
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
LIKELY = st.text(st.sampled_from("09.0 \u00a0\u200baAzZßüÜǅıİµÿŸ\t"), max_size=8)


@given(TEXTS | LIKELY | st.from_regex(r"[0-9]{1,4}\.0", fullmatch=True), st.booleans())
@settings(max_examples=250, deadline=None)
@example("12.0\n", True)
@example("١٢.0", True)
def test_python_and_sql_agree(one_engine, text, fold_case):
    sql = f"SELECT {normalise_key_sql('x', fold_case=fold_case)} FROM (SELECT CAST(? AS VARCHAR) AS x)"
    assert one_engine.rows(sql, (text,))[0][0] == normalise_key(text, fold_case=fold_case)


@given(TEXTS | LIKELY)
@settings(max_examples=200, deadline=None)
def test_the_form_is_stable(text):
    once = normalise_key(text)
    assert once is None or normalise_key(once) in (once, once.removesuffix(".0"))
