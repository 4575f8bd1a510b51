"""The value that stands in most rows of a customer: two steps for any column of any step."""

from __future__ import annotations

from shoal.features.moment import sum_if
from shoal.features.step import Step


def favourite(name: str, source: str, column: str, *, where: str = "") -> tuple[Step, ...]:
    """Count the values of a column per customer and find the one of most rows, the first by code points where two tie.

    Parameters
    ----------
    name : str
        Of the step with one row per customer: ``main``, ``main_n``, ``known_n`` and ``different_n``.
    source : str
        The step that is counted.
    column : str
    where : str
        A condition on its rows.

    Examples
    --------
    >>> favourite("main_devices", "sittings", "device")[-1].name
    'main_devices'
    """
    condition = f"{column} IS NOT NULL" + (f" AND {where}" if where else "")
    return (
        Step(
            f"{name}_counts",
            {"customer_id": "customer_id", column: column, "n_rows": "count(*)"},
            f"FROM {source} WHERE {condition} GROUP BY customer_id, {column}",
        ),
        Step(
            f"{name}_places",
            {
                "customer_id": "customer_id",
                column: column,
                "n_rows": "n_rows",
                "place": f"row_number() OVER (PARTITION BY customer_id ORDER BY n_rows DESC NULLS LAST, {column})",
            },
            f"FROM {name}_counts",
        ),
        Step(
            name,
            {
                "customer_id": "customer_id",
                "main": f"max(CASE WHEN place = 1 THEN {column} END)",
                "main_n": sum_if("place = 1", "n_rows"),
                "known_n": "sum(n_rows)",
                "different_n": "count(*)",
            },
            f"FROM {name}_places GROUP BY customer_id",
            is_per_customer=True,
        ),
    )
