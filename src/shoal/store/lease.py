"""The lease: who may write in a workspace, and the token by which a writer that has lost it is recognised.

Safety does not rest on clocks: every writing transaction compares the token, and a new holder has a greater one. Clocks
only decide how soon somebody who no longer answers may be replaced.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from shoal.errors import LeaseLost, WorkspaceBusy
from shoal.store.process import Process, is_over, this_process
from shoal.store.tables import lease as table


@dataclass(frozen=True)
class LeaseTerms:
    """On what terms a lease is held.

    Parameters
    ----------
    doing : str
        The command, for those who are refused meanwhile.
    clock : callable
        Gives the present instant, UTC; the face's.
    seconds : float
        How long a holder that does not answer is waited for.
    """

    doing: str
    clock: Callable[[], datetime]
    seconds: float = 30.0


@dataclass(frozen=True)
class Holder:
    """Who holds the lease, since when and for what."""

    process: Process
    doing: str
    since: str

    def __str__(self) -> str:
        return f"shoal {self.doing} (process {self.process.pid} on {self.process.host}), since {self.since}"


@dataclass(frozen=True)
class Found:
    """The lease as it stands: the greatest token so far, and who holds it, None where nobody does."""

    token: int
    holder: Holder | None
    expires_at: float

    def is_live(self, terms: LeaseTerms) -> bool:
        """Say whether the holder must be respected."""
        if self.holder is None or is_over(self.holder.process):
            return False
        now = terms.clock().timestamp()
        # Further ahead than anybody promises: a clock stood wrong when it was written.
        return now < self.expires_at <= now + 2 * terms.seconds


def read(connection: Connection) -> Found:
    """Give the lease as it stands."""
    row = connection.execute(select(table)).first()
    if row is None:
        return Found(0, None, 0.0)
    return Found(row.token, _holder(row.holder), row.expires_at)


def take(connection: Connection, terms: LeaseTerms) -> int:
    """Take the lease, inside the caller's transaction, and give its token.

    Raises
    ------
    WorkspaceBusy : if somebody else holds it
    """
    found = read(connection)
    refuse_if_live(found, terms)
    now = terms.clock()
    holder = Holder(this_process(), terms.doing, f"{now:%Y-%m-%d %H:%M:%S} UTC")
    values = {
        "place": 1,
        "token": found.token + 1,
        "holder": json.dumps(asdict(holder)),
        "expires_at": now.timestamp() + terms.seconds,
    }
    connection.execute(insert(table).values(values).on_conflict_do_update(index_elements=["place"], set_=values))
    return found.token + 1


def refuse_if_live(found: Found, terms: LeaseTerms) -> None:
    """Raise `WorkspaceBusy` with who is at work, unless nobody is."""
    if found.is_live(terms):
        until = datetime.fromtimestamp(found.expires_at, UTC)
        raise WorkspaceBusy(
            f"another shoal is writing here: {found.holder}",
            expected="one writer at a time",
            do="wait until it has finished, or end it; if it no longer answers, its place is free at"
            f" {until:%H:%M:%S} UTC",
        )


def check(connection: Connection, token: int) -> None:
    """Raise `LeaseLost` unless the lease is still held under a token."""
    found = read(connection)
    if found.token != token or found.holder is None:
        by = f"{found.holder} took over" if found.holder else "another run took over and has finished"
        raise LeaseLost(
            f"this run did not answer for too long (was the machine asleep?), and {by}",
            do="run it again when the other has finished; this one has changed nothing since then",
        )


def renew(connection: Connection, token: int, terms: LeaseTerms) -> bool:
    """Promise to go on; False where the lease is somebody else's by now."""
    ours = (table.c.token == token) & table.c.holder.is_not(None)
    until = terms.clock().timestamp() + terms.seconds
    return bool(connection.execute(update(table).where(ours).values(expires_at=until)).rowcount)


def renew_if_due(connection: Connection, token: int, terms: LeaseTerms) -> None:
    """Promise to go on where less than half of the last promise is left: a change that is not needed costs a sync."""
    if read(connection).expires_at - terms.clock().timestamp() < terms.seconds / 2:
        renew(connection, token, terms)


def give_back(connection: Connection, token: int) -> None:
    """Let go of the lease; its token stays, so that no later one is ever the same."""
    connection.execute(update(table).where(table.c.token == token).values(holder=None, expires_at=0.0))


def _holder(text: str | None) -> Holder | None:
    if text is None:
        return None
    values = json.loads(text)
    return Holder(Process(**values["process"]), values["doing"], values["since"])
