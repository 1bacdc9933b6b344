"""Staff: departments, rooms, doctors, weekly hours, leave and closed days"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    record('department',
        sa.Column('name', types.Text(), nullable=False),
        sa.Column('code', types.Text(), nullable=False),
        sa.Column('floor', types.Text(), nullable=False),
        sa.Column('phone', types.Text(), nullable=False),
        sa.Column('is_active', types.Flag(), nullable=False),
    )
    op.create_index('uq_department_code', 'department', ['code'], unique=True)

    record('room',
        sa.Column('name', types.Text(), nullable=False),
        sa.Column('folded', types.Text(), nullable=False),
        sa.Column('department', types.Id(), nullable=True),
        sa.Column('is_active', types.Flag(), nullable=False),
    )
    op.create_index('uq_room_name', 'room', ['folded'], unique=True)

    record('doctor',
        *(sa.Column(name, types.Text(), nullable=False)
          for name in ('title', 'family', 'given', 'speciality', 'qualification', 'registration')),
        sa.Column('department', types.Id(), nullable=True),
        sa.Column('room', types.Id(), nullable=True),
        sa.Column('phone', types.Text(), nullable=False),
        sa.Column('email', types.Text(), nullable=False),
        sa.Column('account', types.Id(), nullable=True),
        sa.Column('signature', types.Id(), nullable=True),
        sa.Column('slot_minutes', types.Count(), nullable=False),
        sa.Column('is_active', types.Flag(), nullable=False),
        sa.CheckConstraint('slot_minutes BETWEEN 5 AND 240', name=op.f('ck_doctor_slot')),
    )
    op.create_index('uq_doctor_account', 'doctor', ['account'], unique=True)

    record('doctor_hours',
        sa.Column('doctor', types.Id(), nullable=False),
        sa.Column('weekday', types.Count(), nullable=False),
        sa.Column('start_minute', types.Count(), nullable=False),
        sa.Column('end_minute', types.Count(), nullable=False),
        sa.Column('room', types.Id(), nullable=True),
        sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_doctor_hours_weekday')),
        sa.CheckConstraint('start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440',
                           name=op.f('ck_doctor_hours_span')),
    )
    op.create_index('ix_doctor_hours_doctor', 'doctor_hours', ['doctor'], unique=False)

    record('day_exception',
        sa.Column('doctor', types.Id(), nullable=True),
        sa.Column('first_day', types.CivilDate(), nullable=False),
        sa.Column('last_day', types.CivilDate(), nullable=False),
        sa.Column('start_minute', types.Count(), nullable=True),
        sa.Column('end_minute', types.Count(), nullable=True),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('note', types.Text(), nullable=False),
        sa.CheckConstraint('first_day <= last_day', name=op.f('ck_day_exception_days')),
    )
    op.create_index('ix_day_exception_last', 'day_exception', ['last_day', 'uid'], unique=False)


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
