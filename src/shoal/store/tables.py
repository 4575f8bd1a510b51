"""The tables of the state, as the migrations leave them (a test compares the two)."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text

metadata = MetaData()

versions = Table(
    "versions",
    metadata,
    Column("segmentation", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("folder", Text, nullable=False),  # relative to the workspace
    Column("as_of", Text, nullable=False),
    Column("sequence", Integer, nullable=False),  # order of first publication within the segmentation, from 1
    Column("result", Text, nullable=False),  # the object of segments.json
)

current = Table(
    "current",
    metadata,
    Column("segmentation", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("published", Integer, nullable=False),  # the greatest is the one that was published last
    ForeignKeyConstraint(["segmentation", "version"], ["versions.segmentation", "versions.version"]),
)

view = Table(
    "view",
    metadata,
    Column("folder", Text, primary_key=True),  # whose files were put at the top of the workspace
    Column("is_complete", Integer, nullable=False),  # 0 from the commit of a pointer until its files are there
)

vault = Table(
    "vault",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("folded", Text, nullable=False),  # the value as it is compared: case, width and blanks do not count
    Index("vault_by_folded", "folded"),
    sqlite_with_rowid=False,
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("key_hash", Text, primary_key=True),
    Column("forgotten_on", Text, nullable=False),  # ISO date
)

lease = Table(
    "lease",
    metadata,
    Column("place", Integer, primary_key=True),  # 1: there is one row
    Column("token", Integer, nullable=False),  # grows with every holder; no two ever have the same
    Column("holder", Text),  # JSON: process, doing, since; NULL where nobody holds it
    Column("expires_at", Float, nullable=False),  # seconds since 1970
)

jobs = Table(
    "jobs",
    metadata,
    Column("job", Integer, primary_key=True),  # the token of its lease; not "id", which customers' columns are called
    Column("command", Text, nullable=False),
    Column("started_at", Text, nullable=False),  # ISO 8601, UTC
    Column("ended_at", Text),
    Column("outcome", Text, nullable=False),
    Column("seconds", Float),
    Column("rows_read", Integer),
    Column("rows_used", Integer),
    Column("n_customers", Integer),
    Column("peak_memory", Integer),  # bytes
    Column("segmentation", Text),
    Column("version", Text),
    Column("cause", Text),  # JSON
)
