"""Every setting as a record, derived from the spec, where its default, unit and help stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from typing import Any

from shoal.terms import SegmentationSpec


@dataclass(frozen=True)
class Setting:
    """Something a user may set.

    Parameters
    ----------
    name : str
        Dotted, as in ``[segmentation.NAME]`` of shoal.toml: ``cluster.max_k``.
    default : object
    unit : str
    help : str
    """

    name: str
    default: Any
    unit: str
    help: str


def settings() -> tuple[Setting, ...]:
    """List every setting in the order of the data.

    Examples
    --------
    >>> next(setting for setting in settings() if setting.name == "cluster.max_k")
    Setting(name='cluster.max_k', default=10, unit='segments', help='Most segments considered.')
    """
    return tuple(_walk(SegmentationSpec(), ""))


def _walk(spec: Any, prefix: str) -> Iterator[Setting]:
    for field in fields(spec):
        value = getattr(spec, field.name)
        if is_dataclass(value):
            yield from _walk(value, f"{prefix}{field.name}.")
        elif "help" in field.metadata:
            default = None if field.default is MISSING else field.default
            yield Setting(prefix + field.name, default, field.metadata["unit"], field.metadata["help"])
