"""The command that simulates a business: files to try things on, and the truth to check the answers against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from shoal.cli.answer import answer
from shoal.cli.places import folder
from shoal.cli.progress import Bar


class Structure(StrEnum):
    """How the customer types lie to each other."""

    DISTINCT = "distinct"
    TOUCHING = "touching"
    ABSENT = "absent"


class Format(StrEnum):
    """What files are written as."""

    CSV = "csv"
    PARQUET = "parquet"


def simulate(
    out: Annotated[Path, typer.Option(parser=folder, help="The folder to make or use.")],
    sector: Annotated[
        str, typer.Option(help="shop, software, telecom, bank, travel, health or local_services.")
    ] = "shop",
    customers: Annotated[int, typer.Option(help="How many; memory does not grow with them.")] = 5_000,
    structure: Annotated[Structure, typer.Option(help="Customer types: distinct, touching, or none at all.")] = (
        Structure.DISTINCT
    ),
    files: Annotated[str, typer.Option(help="Which files, separated by commas, or all.")] = "orders,customers",
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of the history.")] = None,
    days: Annotated[int | None, typer.Option(help="Length of the history.")] = None,
    duplicates: Annotated[float, typer.Option(help="Share of the customers with a second identity.")] = 0.0,
    dirty: Annotated[bool, typer.Option("--dirty", help="With the faults that real exports have.")] = False,
    shifts: Annotated[
        list[str] | None,
        typer.Option("--shift", help="A change on a day: exodus:type=business buyers,on=2025-07-01,share=0.5"),
    ] = None,
    file_format: Annotated[Format, typer.Option("--format", help="csv or parquet.")] = Format.CSV,
    with_truth: Annotated[bool, typer.Option("--with-truth", help="Write what is true of them as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,
) -> None:
    """Simulate a business with planted truth: customers of known types, and the files they leave behind."""
    settings: dict[str, Any] = {"until": until.date() if until else None, "days": days}

    def work(bar: Bar) -> dict[str, Any]:
        from shoal import simulate as room  # noqa: PLC0415 - only this command needs it, and it loads numpy
        from shoal.app.simulate import simulate as simulate_into  # noqa: PLC0415

        plan = room.business(
            customers,
            seed=seed,
            sector=sector,
            structure=structure.value,
            files=None if files == "all" else tuple(name.strip() for name in files.split(",") if name.strip()),
            shifts=tuple(room.read_shift(text) for text in shifts or ()),
            duplicate_identities=duplicates,
            dirt=room.DIRTY if dirty else room.Dirt(),
            **{name: value for name, value in settings.items() if value is not None},
        )
        paths = simulate_into(plan, out, file_format=file_format.value, with_truth=with_truth, progress=bar)
        return {
            "sector": sector.replace("_", " "),
            "n_customers": customers,
            "folder": str(out),
            "files": [path.name for path in paths],
        }

    answer(work, as_json=as_json, show=_show)


def _show(result: Mapping[str, Any], console: Console) -> None:
    console.print(
        f"{result['n_customers']:,} customers of a simulated {result['sector']}, in {escape(result['folder'])}: "
        + ", ".join(result["files"]),
        soft_wrap=True,
    )
