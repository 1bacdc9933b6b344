"""Patients: more particulars, further phones, identifiers, relations, merges"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
JOINED = sa.text('merged_into IS NOT NULL')
TEXTS = ('nickname', 'former', 'title', 'email', 'address', 'city', 'postcode', 'country', 'language', 'insurer',
         'policy', 'note', 'found_by')


def upgrade() -> None:
    how = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('patient', recreate=how) as batch:
        for name in TEXTS:
            batch.add_column(sa.Column(name, types.Text(), nullable=False, server_default=''))
        for name in ('is_deceased', 'is_restricted'):
            batch.add_column(sa.Column(name, types.Flag(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column('died_on', types.CivilDate(), nullable=True))
        batch.add_column(sa.Column('archived_at', types.Instant(), nullable=True))
        batch.add_column(sa.Column('merged_into', types.Id(), nullable=True))
        batch.add_column(sa.Column('photo', types.Id(), nullable=True))
    op.execute('UPDATE patient SET found_by = sort_name')
    with op.batch_alter_table('patient', recreate=how) as batch:
        for name in (*TEXTS, 'is_deceased', 'is_restricted'):
            batch.alter_column(name, server_default=None)
    op.create_index('ix_patient_merged', 'patient', ['merged_into'], unique=False, sqlite_where=JOINED,
                    postgresql_where=JOINED)

    record('patient_phone',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('label', types.Text(), nullable=False),
        sa.Column('number', types.Text(), nullable=False),
        sa.Column('digits', types.Text(), nullable=False),
    )
    op.create_index('ix_patient_phone_patient', 'patient_phone', ['patient'], unique=False)
    op.create_index('ix_patient_phone_digits', 'patient_phone', ['digits', 'uid'], unique=False)

    record('patient_identifier',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('system', types.Text(), nullable=False),
        sa.Column('value', types.Text(), nullable=False),
        sa.Column('folded', types.Text(), nullable=False),
    )
    op.create_index('ix_patient_identifier_patient', 'patient_identifier', ['patient'], unique=False)
    op.create_index('ix_patient_identifier_value', 'patient_identifier', ['folded', 'uid'], unique=False)
    op.create_index('uq_patient_identifier_system', 'patient_identifier', ['system', 'folded'], unique=True)

    record('patient_relation',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('other', types.Id(), nullable=True),
        sa.Column('name', types.Text(), nullable=False),
        sa.Column('phone', types.Text(), nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('is_guarantor', types.Flag(), nullable=False),
        sa.Column('is_emergency', types.Flag(), nullable=False),
        sa.Column('note', types.Text(), nullable=False),
    )
    op.create_index('ix_patient_relation_patient', 'patient_relation', ['patient'], unique=False)
    op.create_index('ix_patient_relation_other', 'patient_relation', ['other'], unique=False)

    record('patient_merge',
        sa.Column('survivor', types.Id(), nullable=False),
        sa.Column('loser', types.Id(), nullable=False),
        sa.Column('before', types.Json(), nullable=False),
        sa.Column('after', types.Json(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
        sa.Column('undone_at', types.Instant(), nullable=True),
    )
    op.create_index('ix_patient_merge_survivor', 'patient_merge', ['survivor'], unique=False)
    op.create_index('ix_patient_merge_loser', 'patient_merge', ['loser'], unique=False)


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
