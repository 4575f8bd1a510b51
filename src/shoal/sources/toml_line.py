"""A column as it stands under ``[source.columns]`` in ``shoal.toml``."""

from __future__ import annotations

import json

from shoal.terms import ColumnSpec, ColumnType


def column_line(column: ColumnSpec) -> str:
    """Write the line of a column.

    Examples
    --------
    >>> from shoal.terms import Role
    >>> print(column_line(ColumnSpec("Order date", Role.OCCURRED_AT, ColumnType.DATE, "%d/%m/%Y")))
    "Order date" = { role = "occurred_at", type = "date", format = "%d/%m/%Y" }
    >>> print(column_line(ColumnSpec("ID", Role.CUSTOMER)))
    "ID" = { role = "customer" }
    """
    parts = [f"role = {_text(column.role.value)}"]
    if column.type is not ColumnType.TEXT:
        parts.append(f"type = {_text(column.type.value)}")
    if column.format:
        parts.append(f"format = {_text(column.format)}")
    if column.decimal != ".":
        parts.append(f"decimal = {_text(column.decimal)}")
    if column.sensitive:
        parts.append(f"sensitive = {_text(column.sensitive)}")
    if column.is_fixed:
        parts.append("is_fixed = true")
    return f"{_text(column.name)} = {{ {', '.join(parts)} }}"


def _text(value: str) -> str:
    """Quote a text; a JSON string is a TOML basic string, but for the DEL character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
