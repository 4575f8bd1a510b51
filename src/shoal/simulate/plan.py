"""Planning a business: from a sector's name and how its groups lie to the rates of its customers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, get_args

from shoal.errors import ConfigError, closest
from shoal.simulate.business import Business
from shoal.simulate.customer_types import CustomerType
from shoal.simulate.everyone import EVERYONE
from shoal.simulate.middle import closer, middle
from shoal.simulate.sectors import SECTORS, Sector
from shoal.simulate.touching import TOUCHING_TYPES

Structure = Literal["distinct", "touching", "absent"]
HALFWAY = 0.5  # of the way to their middle, where the types of a sector touch


def business(
    n_customers: int,
    *,
    seed: int,
    sector: str = "shop",
    structure: Structure = "distinct",
    files: tuple[str, ...] | None = ("orders", "customers"),
    **settings: Any,
) -> Business:
    """Plan a business of a sector.

    Parameters
    ----------
    n_customers : int
    seed : int
    sector : str
        One of `SECTORS`.
    structure : str
        ``distinct`` customer types, types that are ``touching``, or ``absent``: one population without groups.
    files : tuple of str or None
        As in `Business`; None is all that the sector has.
    **settings
        Further parameters of `Business`.

    Raises
    ------
    ConfigError
        Where there is no such sector, structure or file, or an argument is out of its range.

    Examples
    --------
    >>> plan = business(1_000, seed=1, sector="telecom", structure="absent", files=("orders", "holdings"))
    >>> plan.is_smooth, plan.sector.name
    (True, 'telecom')
    """
    if sector not in SECTORS:
        _refuse("sector", sector, tuple(SECTORS))
    chosen = SECTORS[sector]
    if structure not in get_args(Structure):
        _refuse("structure", structure, get_args(Structure))
    return Business(
        n_customers,
        seed,
        sector=chosen,
        types=types_of(chosen, structure),
        is_smooth=structure == "absent",
        files=chosen.files if files is None else files,
        **settings,
    )


def types_of(sector: Sector, structure: Structure) -> tuple[CustomerType, ...]:
    """Give a sector's customer types as distinct, as touching, or as the one in the middle of them.

    Examples
    --------
    >>> [len(types_of(SECTORS["bank"], structure)) for structure in ("distinct", "touching", "absent")]
    [6, 6, 1]
    """
    if structure == "distinct":
        return sector.types
    if sector.name == "shop":
        return TOUCHING_TYPES if structure == "touching" else (EVERYONE,)
    if structure == "touching":
        return closer(sector.types, by=HALFWAY)
    return (replace(middle(sector.types), stays_months=max(72.0, middle(sector.types).stays_months)),)


def _refuse(what: str, found: str, known: tuple[str, ...]) -> None:
    raise ConfigError(f"there is no {what} '{found}'", expected=", ".join(known), do=closest(found, known), where=what)
