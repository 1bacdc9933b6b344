"""Appointments, visits of the queue, and who waits for a time"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
HELD = sa.text("state IN ('booked', 'confirmed', 'kept')")


def upgrade() -> None:
    record('appointment',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('doctor', types.Id(), nullable=False),
        sa.Column('room', types.Id(), nullable=True),
        sa.Column('day', types.CivilDate(), nullable=False),
        sa.Column('minute', types.Count(), nullable=False),
        sa.Column('minutes', types.Count(), nullable=False),
        sa.Column('zone', types.Text(), nullable=False),
        sa.Column('starts', types.Instant(), nullable=False),
        sa.Column('ends', types.Instant(), nullable=False),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('is_overbooked', types.Flag(), nullable=False),
        sa.Column('reason', types.Text(), nullable=False),
        sa.Column('note', types.Text(), nullable=False),
        sa.Column('series', types.Id(), nullable=True),
        sa.Column('is_own', types.Flag(), nullable=False),
        sa.Column('cancelled_by', sa.String(40), nullable=True),
        sa.Column('cancelled_why', types.Text(), nullable=False),
        sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_appointment_length')),
        sa.CheckConstraint('ends > starts', name=op.f('ck_appointment_order')),
    )
    for name, column in (('doctor', 'doctor'), ('room', 'room'), ('held', 'patient')):
        op.create_index(f'ix_appointment_{name}', 'appointment', [column, 'starts', 'ends'], unique=False,
                        sqlite_where=HELD, postgresql_where=HELD)
    op.create_index('ix_appointment_starts', 'appointment', ['starts', 'uid'], unique=False)
    op.create_index('ix_appointment_patient', 'appointment', ['patient', 'starts'], unique=False)
    op.create_index('ix_appointment_series', 'appointment', ['series'], unique=False)

    record('visit',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('appointment', types.Id(), nullable=True),
        sa.Column('doctor', types.Id(), nullable=True),
        sa.Column('department', types.Id(), nullable=True),
        sa.Column('room', types.Id(), nullable=True),
        sa.Column('day', types.CivilDate(), nullable=False),
        sa.Column('queue', types.Text(), nullable=False),
        sa.Column('number', types.Count(), nullable=False),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('urgency', sa.String(40), nullable=False),
        sa.Column('reason', types.Text(), nullable=False),
        sa.Column('arrived_at', types.Instant(), nullable=False),
        sa.Column('called_at', types.Instant(), nullable=True),
        sa.Column('seated_at', types.Instant(), nullable=True),
        sa.Column('finished_at', types.Instant(), nullable=True),
        sa.CheckConstraint('number BETWEEN 1 AND 9999', name=op.f('ck_visit_number')),
    )
    op.create_index('uq_visit_token', 'visit', ['day', 'queue', 'number'], unique=True)
    op.create_index('uq_visit_appointment', 'visit', ['appointment'], unique=True)
    op.create_index('ix_visit_patient', 'visit', ['patient', 'arrived_at'], unique=False)

    record('waiting',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('doctor', types.Id(), nullable=True),
        sa.Column('speciality', types.Text(), nullable=False),
        sa.Column('minutes', types.Count(), nullable=False),
        sa.Column('first_day', types.CivilDate(), nullable=True),
        sa.Column('last_day', types.CivilDate(), nullable=True),
        sa.Column('part', sa.String(40), nullable=False),
        sa.Column('weekdays', types.Json(), nullable=False),
        sa.Column('urgency', sa.String(40), nullable=False),
        sa.Column('note', types.Text(), nullable=False),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('since', types.Instant(), nullable=False),
        sa.Column('appointment', types.Id(), nullable=True),
        sa.CheckConstraint('minutes BETWEEN 5 AND 480', name=op.f('ck_waiting_length')),
    )
    op.create_index('ix_waiting_state', 'waiting', ['state', 'uid'], unique=False)
    op.create_index('ix_waiting_patient', 'waiting', ['patient'], unique=False)


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
