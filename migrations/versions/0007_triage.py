"""Triage: what was suggested and what a person made of it"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    record('triage',
        sa.Column('visit', types.Id(), nullable=True),
        sa.Column('patient', types.Id(), nullable=True),
        sa.Column('problem', types.Text(), nullable=False),
        sa.Column('cues', types.Json(), nullable=False),
        sa.Column('shown', types.Json(), nullable=False),
        sa.Column('changed', types.Json(), nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('department', types.Id(), nullable=True),
        sa.Column('urgency', sa.String(40), nullable=False),
        sa.Column('stay', sa.String(40), nullable=False),
        sa.Column('ward', types.Text(), nullable=False),
        sa.Column('doctor', types.Id(), nullable=True),
        sa.Column('is_flagged', types.Flag(), nullable=False),
        sa.Column('model', types.Text(), nullable=False),
        sa.Column('decided_by', types.Id(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
    )
    op.create_index('ix_triage_at', 'triage', ['at', 'uid'], unique=False)
    op.create_index('ix_triage_patient', 'triage', ['patient', 'at'], unique=False)
    op.create_index('ix_triage_visit', 'triage', ['visit'], unique=False)


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
