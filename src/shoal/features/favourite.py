"""The value that stands in most rows of a customer: two steps for any column of any step."""

from __future__ import annotations

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
            f"{name}_tops",
            {
                "customer_id": "customer_id",
                "top_n": "max(n_rows)",
                "all_n": "sum(n_rows)",
                "values_n": "count(*)",
            },
            f"FROM {name}_counts GROUP BY customer_id",
        ),
        # Joined to its own highest count rather than ranked: a window sorts all rows, which costs more.
        Step(
            name,
            {
                "customer_id": "c.customer_id",
                "main": f"min(c.{column})",
                "main_n": "max(t.top_n)",
                "known_n": "max(t.all_n)",
                "different_n": "max(t.values_n)",
            },
            f"FROM {name}_counts c JOIN {name}_tops t ON c.customer_id = t.customer_id AND c.n_rows = t.top_n"
            " GROUP BY c.customer_id",
            is_per_customer=True,
        ),
    )
