"""What lies outside of shoal, read here and nowhere below: the clock, the environment, the network."""

from __future__ import annotations

import os
import re
import resource
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from shoal.app import data as data_case
from shoal.app.workspace import Surroundings
from shoal.datasets import Network
from shoal.engine.address import EXAMPLE, is_postgres
from shoal.errors import ConfigError


def surroundings() -> Surroundings:
    """Read the clock and the environment: ``SHOAL_HOME``, ``SHOAL_MEMORY``, ``SHOAL_HISTORY``, ``SHOAL_POSTGRES``."""
    home = os.environ.get("SHOAL_HOME")
    kept = os.environ.get("SHOAL_HISTORY", "1000")
    if not kept.isdecimal() or int(kept) < 1:
        raise ConfigError(f"'{kept}'", expected="a whole number above 0", where="SHOAL_HISTORY")
    memory = os.environ.get("SHOAL_MEMORY", "2GB")
    if not re.fullmatch(r"(?=.*[1-9])\d+(\.\d+)? ?[KMGT]i?B", memory, re.IGNORECASE):
        raise ConfigError(f"'{memory}'", expected="an amount of memory such as 2GB or 512MB", where="SHOAL_MEMORY")
    postgres = os.environ.get("SHOAL_POSTGRES", "")
    if postgres and not is_postgres(postgres):
        raise ConfigError("this is no address of a PostgreSQL", expected=EXAMPLE, where="SHOAL_POSTGRES")
    return Surroundings(
        now=_clock(),
        home=Path(home) if home else Path.home() / ".shoal",
        clock=_clock,
        stopwatch=time.monotonic,
        peak_memory=_peak_memory,
        memory_limit=memory,
        kept_jobs=int(kept),
        postgres=postgres,
    )


def places() -> data_case.Places:
    """Read where public data are: ``SHOAL_DATASETS``, then shoal's folder in the user's home."""
    search = os.environ.get("SHOAL_DATASETS")
    if search and not Path(search).is_dir():
        raise ConfigError(
            "there is no such folder", do="name a folder with one folder a set", where=f"SHOAL_DATASETS={search}"
        )
    return data_case.Places(Path(search) if search else None, surroundings().home / "data")


def network() -> Network:
    """Read how the network is reached: the proxies of the environment or system."""
    return Network(pause=time.sleep, proxies=urllib.request.getproxies())


def _clock() -> datetime:
    return datetime.now(UTC)


def _peak_memory() -> int:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
