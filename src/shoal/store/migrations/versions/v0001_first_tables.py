"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of versions, pointers, identifiers and the forgotten."""
    op.create_table(
        "versions",
        sa.Column("segmentation", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
    )
    op.create_table(
        "current",
        sa.Column("segmentation", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["segmentation", "version"], ["versions.segmentation", "versions.version"]),
    )
    op.create_table(
        "view",
        sa.Column("folder", sa.Text, primary_key=True),
        sa.Column("is_complete", sa.Integer, nullable=False),
    )
    op.create_table(
        "vault",
        sa.Column("customer_id", sa.Text, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, primary_key=True),
        sa.Column("folded", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("vault_by_folded", "vault", ["folded"])
    op.create_table(
        "forgotten",
        sa.Column("key_hash", sa.Text, primary_key=True),
        sa.Column("forgotten_on", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Remove everything that `upgrade` made."""
    for table in ("forgotten", "vault", "view", "current", "versions"):
        op.drop_table(table)
