"""Keyed hashes: a name for a person that says nothing without the key."""

from __future__ import annotations

import hashlib
import hmac


def keyed_hash(secret: bytes, text: str) -> str:
    """Hash a text with a secret, HMAC-SHA-256, the first 128 bits as hex.

    Parameters
    ----------
    secret : bytes
        At least 16 bytes, kept in the vault's home.
    text : str
        A normalised source key or identifier.

    Examples
    --------
    >>> keyed_hash(b"0123456789abcdef", "ann@example.org")
    'b2eadfbaaca8f7b30b76563378bedc2f'
    """
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()[:32]


def tombstone(secret: bytes, key: str) -> str:
    """Hash the key of a person who was removed.

    It differs from every `customer_id` that was a keyed hash, so that remembering whom to keep out does not keep them.

    Examples
    --------
    >>> tombstone(b"0123456789abcdef", "17850") == keyed_hash(b"0123456789abcdef", "17850")
    False
    """
    return keyed_hash(secret, f"forgotten:{key}")
