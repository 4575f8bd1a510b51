"""A query as a queue of named steps, each inspectable, joined into one ``WITH``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shoal.terms import Engine, Relation


@dataclass
class Plan:
    """Named steps that build on each other; single use.

    Examples
    --------
    >>> plan = Plan()
    >>> plan.step("one", "SELECT 1 AS x")
    >>> plan.step("two", "SELECT x + 1 AS y FROM one")
    >>> print(plan.sql("two"))
    WITH one AS (
    SELECT 1 AS x
    )
    SELECT x + 1 AS y FROM one
    """

    steps: dict[str, str] = field(default_factory=dict)
    parameters: list[Any] = field(default_factory=list)

    def step(self, name: str, sql: str, parameters: tuple[Any, ...] = ()) -> None:
        """Add a step; parameters are bound in the order of the steps."""
        self.steps[name] = sql.strip()
        self.parameters.extend(parameters)

    def sql(self, last: str) -> str:
        """Give the text of the whole, ending in the step named last."""
        before = [f"{name} AS (\n{text}\n)" for name, text in self.steps.items() if name != last]
        head = "WITH " + ",\n".join(before) + "\n" if before else ""
        return head + self.steps[last]

    def run(self, engine: Engine, last: str) -> Relation:
        """Run the whole and store the answer under the name of the last step."""
        return engine.create(last, self.sql(last), self.parameters, step=last)
