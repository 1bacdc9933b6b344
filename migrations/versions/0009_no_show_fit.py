"""Scheduling: what the clinic's own appointments taught about no-shows"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    record('no_show_fit',
        sa.Column('number', types.Count(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
        sa.Column('rows', types.Count(), nullable=False),
        sa.Column('base', types.Text(), nullable=False),
        sa.Column('weights', types.Json(), nullable=False),
        sa.Column('figures', types.Json(), nullable=False),
        sa.Column('is_in_use', types.Flag(), nullable=False),
        sa.CheckConstraint('rows > 0', name=op.f('ck_no_show_fit_rows')),
    )
    op.create_index('ix_no_show_fit_at', 'no_show_fit', ['at', 'uid'], unique=False)


def record(name, *columns):
    """A table with the columns that every record has."""
    op.create_table(name,
        sa.Column('local_no', NUMBER, autoincrement=True, nullable=False),
        sa.Column('uid', types.Id(), nullable=False),
        sa.Column('version', types.Count(), nullable=False),
        sa.Column('rev', types.Count(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint('local_no', name=op.f(f'pk_{name}')),
        sa.UniqueConstraint('uid', name=op.f(f'uq_{name}_uid')),
    )
