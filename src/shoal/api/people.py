"""One customer, or two: why they are where they are, who they are, and how they are forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shoal.api import outside
from shoal.app import explain as explain_case
from shoal.app import forget as forget_case
from shoal.app import identity as identity_case


def explain(customer: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Say why a customer is in their segment, which is next, and what would move them.

    Parameters
    ----------
    customer : str
        Any key of theirs, or the ``customer_id``.
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        ``customer_id``, ``segmentation``, ``version``, ``as_of``, ``segment``, ``confidence``, ``runner_up``, ``rule``
        (``text``, ``holds``), ``reasons`` (features, with what is typical beside theirs; ``weight`` > 0 speaks
        for the segment), ``changes`` (future orders that would move them, the smallest first), ``without_orders``
        (where they go if they place none, or None) and ``no_changes`` (why none is offered, or None).

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key; the closest ids are named.
    """
    return explain_case.explain(Path(workspace), customer, segmentation, surroundings=outside.surroundings())


def identity(
    customer: str | None = None, *, workspace: str | Path = ".", segmentation: str | None = None
) -> dict[str, Any]:
    """Show which source keys are one customer, and why.

    Parameters
    ----------
    customer : str or None
        Any key of theirs, or the ``customer_id``; None shows the customers with most keys.
    workspace : path
    segmentation : str or None
        None means the one published last.

    Returns
    -------
    dict
        ``segmentation``, ``version``, ``identity`` (counts), and ``customers``: each with ``customer_id``, ``keys`` and
        ``links``, which say what links two keys (``via``), by how many values, and since which ``as_of``.

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key.
    """
    return identity_case.identity(Path(workspace), customer, segmentation, surroundings=outside.surroundings())


def split(one: str, two: str, *, workspace: str | Path = ".", segmentation: str | None = None) -> dict[str, Any]:
    """Say that two keys of one customer are two customers: a line in shoal.toml that the next build follows.

    Parameters
    ----------
    one, two : str
    workspace : path
    segmentation : str or None
        None means the one published last.

    Raises
    ------
    ConfigError
        If the two are not one customer, or shoal.toml says that they always are.
    """
    return identity_case.split(Path(workspace), one, two, segmentation, surroundings=outside.surroundings())


def forget(customer: str, *, workspace: str | Path = ".") -> dict[str, Any]:
    """Remove a person from every file of a workspace, and keep them out of later loads.

    Parameters
    ----------
    customer : str
        The key as the source has it, or the ``customer_id``.
    workspace : path

    Raises
    ------
    CustomerNotFound
        If nobody is known by that key.
    """
    return forget_case.forget(Path(workspace), customer, surroundings=outside.surroundings())
