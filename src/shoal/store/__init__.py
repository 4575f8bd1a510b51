"""What lasts: state tables, lease, history and the atomic publication of files; every writer writes through here."""

from shoal.store.files import write_atomically
from shoal.store.history import Job
from shoal.store.lease import LeaseTerms
from shoal.store.store import Store

__all__ = ["Job", "LeaseTerms", "Store", "write_atomically"]
