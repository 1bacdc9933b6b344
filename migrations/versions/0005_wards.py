"""Wards: beds, admissions, times in beds, discharge summaries"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
IN_USE = sa.text('retired_at IS NULL')
HERE = sa.text("state = 'in'")
NOW = sa.text('until IS NULL')
SECTIONS = ('diagnoses', 'course', 'treatment', 'recommendations', 'follow_up')


def upgrade() -> None:
    record('ward',
        sa.Column('name', types.Text(), nullable=False),
        sa.Column('folded', types.Text(), nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('floor', types.Text(), nullable=False),
        sa.Column('department', types.Id(), nullable=True),
        sa.Column('is_active', types.Flag(), nullable=False),
    )
    op.create_index('uq_ward_folded', 'ward', ['folded'], unique=True)

    record('bed',
        sa.Column('ward', types.Id(), nullable=False),
        sa.Column('room', types.Text(), nullable=False),
        sa.Column('code', types.Text(), nullable=False),
        sa.Column('folded', types.Text(), nullable=False),
        sa.Column('place', types.Count(), nullable=False),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('note', types.Text(), nullable=False),
        sa.Column('reserved_for', types.Id(), nullable=True),
        sa.Column('reserved_until', types.Instant(), nullable=True),
        sa.Column('opened_at', types.Instant(), nullable=False),
        sa.Column('retired_at', types.Instant(), nullable=True),
    )
    op.create_index('ix_bed_ward', 'bed', ['ward', 'place'], unique=False)
    only_one('uq_bed_folded', 'bed', 'folded', IN_USE)

    record('admission',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('doctor', types.Id(), nullable=True),
        sa.Column('bed', types.Id(), nullable=False),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('admitted_at', types.Instant(), nullable=False),
        sa.Column('ended_at', types.Instant(), nullable=True),
        sa.Column('ended', sa.String(40), nullable=True),
        sa.Column('expected', types.CivilDate(), nullable=True),
        sa.Column('reason', types.Text(), nullable=False),
        sa.Column('diet', sa.String(40), nullable=False),
        sa.Column('isolation', sa.String(40), nullable=False),
        sa.Column('is_fall_risk', types.Flag(), nullable=False),
        sa.Column('word', types.Text(), nullable=False),
    )
    op.create_index('ix_admission_patient', 'admission', ['patient', 'admitted_at'], unique=False)
    only_one('uq_admission_patient', 'admission', 'patient', HERE)

    record('bed_stay',
        sa.Column('admission', types.Id(), nullable=False),
        sa.Column('bed', types.Id(), nullable=False),
        sa.Column('ward', types.Id(), nullable=False),
        sa.Column('since', types.Instant(), nullable=False),
        sa.Column('until', types.Instant(), nullable=True),
        sa.Column('is_void', types.Flag(), nullable=False),
    )
    op.create_index('ix_bed_stay_admission', 'bed_stay', ['admission', 'since'], unique=False)
    op.create_index('ix_bed_stay_ward', 'bed_stay', ['ward', 'until'], unique=False)
    op.create_index('ix_bed_stay_bed', 'bed_stay', ['bed', 'until'], unique=False)
    only_one('uq_bed_stay_bed', 'bed_stay', 'bed', NOW)
    only_one('uq_bed_stay_admission', 'bed_stay', 'admission', NOW)

    record('discharge_summary',
        sa.Column('admission', types.Id(), nullable=False),
        *(sa.Column(name, types.Text(), nullable=False) for name in SECTIONS),
        sa.Column('edition', types.Count(), nullable=False),
        sa.Column('signed_at', types.Instant(), nullable=True),
        sa.Column('signed_by', types.Id(), nullable=True),
    )
    op.create_index('uq_discharge_summary_admission', 'discharge_summary', ['admission'], unique=True)


def only_one(name, table, column, condition):
    """At most one row with this value while the condition holds."""
    op.create_index(name, table, [column], unique=True, sqlite_where=condition, postgresql_where=condition)


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
