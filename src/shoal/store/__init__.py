"""What lasts: state tables, migrations and the atomic publication of files; every writer writes through here."""

from shoal.store.files import write_atomically
from shoal.store.store import Store

__all__ = ["Store", "write_atomically"]
