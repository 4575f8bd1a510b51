"""Cases about files: how bytes become rows."""

from __future__ import annotations

from collections.abc import Mapping

from cases.case import Case
from cases.files import (
    compressed,
    delimiters,
    encodings,
    folders,
    headers,
    json_files,
    lines,
    others,
    parquet,
    places,
    quoting,
    sizes,
    workbooks,
)

SUBJECTS: Mapping[str, tuple[Case, ...]] = {
    "Encodings": encodings.CASES,
    "Lines": lines.CASES,
    "Delimiters": delimiters.CASES,
    "Quotes": quoting.CASES,
    "Headers and widths": headers.CASES,
    "Other things": others.CASES,
    "Compressed files": compressed.CASES,
    "Parquet": parquet.CASES,
    "JSON": json_files.CASES,
    "Workbooks": workbooks.CASES,
    "Places": places.CASES,
    "Folders and names": folders.CASES,
    "Sizes": sizes.CASES,
}
"""The title of a subject -> its cases, in the order of the documentation."""
