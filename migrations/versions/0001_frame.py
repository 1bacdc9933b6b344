"""The frame: the journal and what stands around it, accounts, patients"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('account',
    sa.Column('local_no', NUMBER, autoincrement=True, nullable=False),
    sa.Column('uid', types.Id(), nullable=False),
    sa.Column('version', types.Count(), nullable=False),
    sa.Column('rev', types.Count(), nullable=False),
    sa.Column('login', types.Text(), nullable=False),
    sa.Column('name', types.Text(), nullable=False),
    sa.Column('roles', types.Json(), nullable=False),
    sa.Column('is_active', types.Flag(), nullable=False),
    sa.Column('second_factor_since', types.Instant(), nullable=True),
    sa.Column('pin_since', types.Instant(), nullable=True),
    sa.Column('totp', types.Text(), nullable=True),
    sa.Column('totp_step', types.Count(), nullable=False),
    sa.Column('totp_misses', types.Count(), nullable=False),
    sa.Column('totp_wait_until', types.Instant(), nullable=True),
    sa.Column('pin_hash', types.Text(), nullable=True),
    sa.PrimaryKeyConstraint('local_no', name=op.f('pk_account')),
    sa.UniqueConstraint('login', name=op.f('uq_account_login')),
    sa.UniqueConstraint('uid', name=op.f('uq_account_uid'))
    )
    op.create_table('blob',
    sa.Column('local_no', NUMBER, autoincrement=True, nullable=False),
    sa.Column('uid', types.Id(), nullable=False),
    sa.Column('version', types.Count(), nullable=False),
    sa.Column('rev', types.Count(), nullable=False),
    sa.Column('kind', types.Text(), nullable=False),
    sa.Column('size', types.Count(), nullable=False),
    sa.Column('digest', types.Bytes(), nullable=False),
    sa.Column('key', types.Bytes(), nullable=False),
    sa.PrimaryKeyConstraint('local_no', name=op.f('pk_blob')),
    sa.UniqueConstraint('uid', name=op.f('uq_blob_uid'))
    )
    op.create_table('draft',
    sa.Column('uid', types.Id(), nullable=False),
    sa.Column('owner', types.Id(), nullable=False),
    sa.Column('form', types.Text(), nullable=False),
    sa.Column('subject', types.Id(), nullable=True),
    sa.Column('title', types.Text(), nullable=False),
    sa.Column('saved_at', types.Instant(), nullable=False),
    sa.Column('content', types.Json(), nullable=False),
    sa.PrimaryKeyConstraint('uid', name=op.f('pk_draft'))
    )
    op.create_index('ix_draft_owner', 'draft', ['owner', 'saved_at'], unique=False)

    op.create_table('identity',
    sa.Column('one', NUMBER, autoincrement=False, nullable=False),
    sa.Column('clinic', types.Id(), nullable=False),
    sa.Column('device', types.Id(), nullable=False),
    sa.Column('device_epoch', types.Count(), nullable=False),
    sa.Column('enrolled', types.Flag(), nullable=False),
    sa.CheckConstraint('one = 1', name=op.f('ck_identity_one')),
    sa.PrimaryKeyConstraint('one', name=op.f('pk_identity'))
    )
    op.create_table('journal',
    sa.Column('seq', NUMBER, autoincrement=False, nullable=False),
    sa.Column('txn', types.Id(), nullable=False),
    sa.Column('at', types.Instant(), nullable=False),
    sa.Column('actor', types.Id(), nullable=False),
    sa.Column('device', types.Id(), nullable=False),
    sa.Column('command', types.Text(), nullable=False),
    sa.Column('entity', types.Text(), nullable=False),
    sa.Column('entity_id', types.Id(), nullable=True),
    sa.Column('verb', types.Text(), nullable=False),
    sa.Column('base', types.Count(), nullable=False),
    sa.Column('digest', types.Bytes(), nullable=False),
    sa.Column('link', types.Bytes(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_journal'))
    )
    op.create_index('ix_journal_entity', 'journal', ['entity', 'entity_id', 'seq'], unique=False)

    op.create_table('journal_value',
    sa.Column('seq', NUMBER, autoincrement=False, nullable=False),
    sa.Column('salt', types.Bytes(), nullable=False),
    sa.Column('old', types.Text(), nullable=True),
    sa.Column('new', types.Text(), nullable=True),
    sa.Column('reason', types.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_journal_value'))
    )
    op.create_table('op_ctx',
    sa.Column('one', NUMBER, autoincrement=False, nullable=False),
    sa.Column('txn', types.Id(), nullable=False),
    sa.Column('at', types.Instant(), nullable=False),
    sa.Column('actor', types.Id(), nullable=False),
    sa.Column('device', types.Id(), nullable=False),
    sa.Column('command', types.Text(), nullable=False),
    sa.Column('reason', types.Text(), nullable=False),
    sa.Column('enrolled', types.Flag(), nullable=False),
    sa.CheckConstraint('one = 1', name=op.f('ck_op_ctx_one')),
    sa.PrimaryKeyConstraint('one', name=op.f('pk_op_ctx'))
    )
    op.create_table('outcome',
    sa.Column('txn', types.Id(), nullable=False),
    sa.Column('at', types.Instant(), nullable=False),
    sa.Column('command', types.Text(), nullable=False),
    sa.Column('actor', types.Id(), nullable=False),
    sa.Column('digest', types.Bytes(), nullable=False),
    sa.Column('answer', types.Bytes(), nullable=False),
    sa.PrimaryKeyConstraint('txn', name=op.f('pk_outcome')),
    sqlite_with_rowid=False
    )

    op.create_table('patient',
    sa.Column('local_no', NUMBER, autoincrement=True, nullable=False),
    sa.Column('uid', types.Id(), nullable=False),
    sa.Column('version', types.Count(), nullable=False),
    sa.Column('rev', types.Count(), nullable=False),
    sa.Column('serial', types.Count(), nullable=False),
    sa.Column('family', types.Text(), nullable=False),
    sa.Column('given', types.Text(), nullable=False),
    sa.Column('sex', sa.String(40), nullable=False),
    sa.Column('born', types.CivilDate(), nullable=True),
    sa.Column('precision', sa.String(40), nullable=False),
    sa.Column('phone', types.Text(), nullable=False),
    sa.Column('phone_digits', types.Text(), nullable=False),
    sa.Column('sort_name', types.Text(), nullable=False),
    sa.Column('given_sort', types.Text(), nullable=False),
    sa.PrimaryKeyConstraint('local_no', name=op.f('pk_patient')),
    sa.UniqueConstraint('uid', name=op.f('uq_patient_uid'))
    )
    op.create_index('ix_patient_born', 'patient', ['born', 'uid'], unique=False)
    op.create_index('ix_patient_given', 'patient', ['given_sort', 'uid'], unique=False)
    op.create_index('ix_patient_name', 'patient', ['sort_name', 'uid'], unique=False)
    op.create_index('ix_patient_phone', 'patient', ['phone_digits', 'uid'], unique=False)
    op.create_index('uq_patient_serial', 'patient', ['serial'], unique=True)

    op.create_table('pending',
    sa.Column('seq', NUMBER, autoincrement=False, nullable=False),
    sa.Column('state', types.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_pending'))
    )
    op.create_table('setting',
    sa.Column('local_no', NUMBER, autoincrement=True, nullable=False),
    sa.Column('uid', types.Id(), nullable=False),
    sa.Column('version', types.Count(), nullable=False),
    sa.Column('rev', types.Count(), nullable=False),
    sa.Column('key', types.Text(), nullable=False),
    sa.Column('owner', types.Id(), nullable=False),
    sa.Column('value', types.Json(), nullable=False),
    sa.PrimaryKeyConstraint('local_no', name=op.f('pk_setting')),
    sa.UniqueConstraint('key', 'owner', name=op.f('uq_setting_key_owner')),
    sa.UniqueConstraint('uid', name=op.f('uq_setting_uid'))
    )
    op.create_table('glass',
    sa.Column('local_no', NUMBER, autoincrement=True, nullable=False),
    sa.Column('uid', types.Id(), nullable=False),
    sa.Column('version', types.Count(), nullable=False),
    sa.Column('rev', types.Count(), nullable=False),
    sa.Column('account', types.Id(), nullable=False),
    sa.Column('subject', types.Id(), nullable=False),
    sa.Column('opened_at', types.Instant(), nullable=False),
    sa.Column('until', types.Instant(), nullable=False),
    sa.Column('reason', types.Text(), nullable=False),
    sa.Column('reviewed_at', types.Instant(), nullable=True),
    sa.Column('reviewed_by', types.Id(), nullable=True),
    sa.Column('finding', types.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account'], ['account.uid'], name=op.f('fk_glass_account')),
    sa.ForeignKeyConstraint(['reviewed_by'], ['account.uid'], name=op.f('fk_glass_reviewed_by')),
    sa.PrimaryKeyConstraint('local_no', name=op.f('pk_glass')),
    sa.UniqueConstraint('uid', name=op.f('uq_glass_uid'))
    )
    op.create_index('ix_glass_account', 'glass', ['account', 'until'], unique=False)
    op.create_index('ix_glass_review', 'glass', ['reviewed_at', 'uid'], unique=False)

