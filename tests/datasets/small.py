"""What the publisher of the small set has, and what shoal makes of it."""

from __future__ import annotations

import hashlib
import io
import zipfile

from shoal.datasets import Remote

DAYS = {"by day/1.csv": b"customer,amount\na,1\n", "by day/2.csv": b"customer,amount\nb,2\n"}
JOINED = b"customer,amount\na,1\nb,2\n"
OTHER_FORM = b"customer;amount\na;1\nb;2\n"
PEOPLE = b"customer,city\na,Oslo\nb,Rome\n"


def zipped(**members: bytes) -> bytes:
    """Pack an archive; the same bytes at any time of day."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return held.getvalue()


PUBLISHED = {**DAYS, "archive.zip": zipped(inner=zipped(people=PEOPLE))}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def remote(path: str) -> Remote:
    return Remote(path, len(PUBLISHED[path]), sha(PUBLISHED[path]))
