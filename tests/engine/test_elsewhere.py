"""Queries as other warehouses spell them: golden text; none of them is asked here."""

import pytest

from shoal.engine import spelled_for

QUERY = """WITH a AS MATERIALIZED (SELECT "id", CAST("x y" AS DOUBLE) AS x FROM t) -- DOUBLE (
SELECT "id", CAST(1 AS BIGINT) AS n, LEAST(x, GREATEST(2, (x))) AS y, 'it''s \\ "DOUBLE" (' AS z FROM a"""

GOLDEN = {
    "spark": """WITH a AS (SELECT `id`, CAST(`x y` AS DOUBLE) AS x FROM t) -- DOUBLE (
SELECT `id`, CAST(1 AS BIGINT) AS n, least(x, greatest(2, (x))) AS y, 'it\\'s \\\\ "DOUBLE" (' AS z FROM a""",
    "snowflake": """WITH a AS (SELECT "id", CAST("x y" AS DOUBLE) AS x FROM t) -- DOUBLE (
SELECT "id", CAST(1 AS BIGINT) AS n, least_ignore_nulls(x, greatest_ignore_nulls(2, (x))) AS y, \
'it''s \\\\ "DOUBLE" (' AS z FROM a""",
    "bigquery": """WITH a AS (SELECT `id`, CAST(`x y` AS FLOAT64) AS x FROM t) -- DOUBLE (
SELECT `id`, CAST(1 AS INT64) AS n, (SELECT min(one_value) FROM UNNEST([x, \
(SELECT max(one_value) FROM UNNEST([2, (x)]) AS one_value)]) AS one_value) AS y, \
'it\\'s \\\\ "DOUBLE" (' AS z FROM a""",
}


@pytest.mark.parametrize("dialect", GOLDEN)
def test_golden_text(dialect: str) -> None:
    assert spelled_for(QUERY, dialect) == GOLDEN[dialect]


def test_the_common_subset_is_duckdbs_own() -> None:
    assert spelled_for(QUERY, "duckdb") == QUERY
