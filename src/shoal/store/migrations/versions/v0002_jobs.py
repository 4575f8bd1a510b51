"""The lease of the one writer, and the history of jobs."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the lease and of the jobs."""
    op.create_table(
        "lease",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("job", sa.Integer, primary_key=True),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("started_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float),
        sa.Column("rows_read", sa.Integer),
        sa.Column("rows_used", sa.Integer),
        sa.Column("n_customers", sa.Integer),
        sa.Column("peak_memory", sa.Integer),
        sa.Column("segmentation", sa.Text),
        sa.Column("version", sa.Text),
        sa.Column("cause", sa.Text),
    )


def downgrade() -> None:
    """Remove both."""
    for table in ("jobs", "lease"):
        op.drop_table(table)
