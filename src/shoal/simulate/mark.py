"""The mark of a folder: which files shoal simulated into it, so that it never replaces or deletes anybody's own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shoal.errors import ConfigError
from shoal.simulate.business import Business
from shoal.terms.sources import SIMULATED

MARK = SIMULATED
"""Its name: hidden, so that whoever reads the folder reads the files of the business and nothing else."""


def marked(folder: Path) -> frozenset[str]:
    """Give the names of the files that shoal simulated into a folder, the mark among them; none without a mark.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     before = marked(Path(folder))
    ...     _ = (Path(folder) / MARK).write_text(mark_text(None, ["orders.csv"]))
    ...     sorted(before), sorted(marked(Path(folder)))
    ([], ['.simulated.json', 'orders.csv'])
    """
    try:
        mark: Any = json.loads((folder / MARK).read_bytes())
    except (FileNotFoundError, ValueError):
        return frozenset()
    files = mark.get("files") if isinstance(mark, dict) and mark.get("made_by") == "shoal simulate" else None
    return frozenset([MARK, *(name for name in files if isinstance(name, str))] if isinstance(files, list) else [])


def refuse_foreign(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write where a file stands that shoal did not simulate.

    Raises
    ------
    ConfigError
    """
    own = marked(folder)
    for name in (*names, MARK):
        path = folder / name
        if name not in own and (path.exists() or path.is_symlink()):
            raise ConfigError(
                "a file stands there that shoal did not simulate",
                expected="an empty folder, or one that shoal simulated into before",
                do="name another folder, or move the file away",
                where=str(path),
            )


def mark_text(plan: Business | None, files: Iterable[str]) -> str:
    """Write the mark of some files: what was planned, as far as it is known, and their names."""
    planned = None if plan is None else _planned(plan)
    return json.dumps({"made_by": "shoal simulate", "plan": planned, "files": list(files)}, indent=1) + "\n"


def _planned(plan: Business) -> dict[str, Any]:
    return {
        "sector": plan.sector.name,
        "n_customers": plan.n_customers,
        "seed": plan.seed,
        "until": plan.until.isoformat(),
        "days": plan.days,
        "types": [each.name for each in plan.types],
        "is_smooth": plan.is_smooth,
        "shifts": [repr(shift) for shift in plan.shifts],
        "dirt": {kind: share for kind, share in plan.dirt.shares().items() if share},
    }
