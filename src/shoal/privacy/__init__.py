"""What protects the people behind the rows: the vault, consent, the minimum count, and erasure."""

from shoal.privacy.addresses import addresses
from shoal.privacy.consent import Permission, Purpose, may
from shoal.privacy.consents import consents
from shoal.privacy.counts import refuse_if_too_few
from shoal.privacy.erase import erase_from_folder
from shoal.privacy.forgotten import forgotten, remember, take_back
from shoal.privacy.known import is_known
from shoal.privacy.own import own_of
from shoal.privacy.person import person_named
from shoal.privacy.quarantine import delete_expired, keep_refused
from shoal.privacy.secret import load_secret
from shoal.privacy.trace import KEY_COLUMNS
from shoal.privacy.vault import keep

__all__ = [
    "KEY_COLUMNS",
    "Permission",
    "Purpose",
    "addresses",
    "consents",
    "delete_expired",
    "erase_from_folder",
    "forgotten",
    "is_known",
    "keep",
    "keep_refused",
    "load_secret",
    "may",
    "own_of",
    "person_named",
    "refuse_if_too_few",
    "remember",
    "take_back",
]
