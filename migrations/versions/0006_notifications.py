"""Notifications: notices, messages to people outside, what patients want, a clinic's own texts, keys of servers"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
OPEN = sa.text('done_at IS NULL')
UNREAD = sa.text('done_at IS NULL AND read_at IS NULL')
STATES = "'waiting', 'sending', 'sent', 'failed', 'given up', 'held', 'unsure', 'cancelled'"


def upgrade() -> None:
    record('notice',
        sa.Column('account', types.Id(), nullable=False),
        sa.Column('kind', types.Text(), nullable=False),
        sa.Column('title', types.Text(), nullable=False),
        sa.Column('detail', types.Text(), nullable=False),
        sa.Column('page', types.Text(), nullable=False),
        sa.Column('subject', types.Id(), nullable=True),
        sa.Column('at', types.Instant(), nullable=False),
        sa.Column('read_at', types.Instant(), nullable=True),
        sa.Column('done_at', types.Instant(), nullable=True),
        sa.ForeignKeyConstraint(['account'], ['account.uid'], name=op.f('fk_notice_account')),
    )
    op.create_index('ix_notice_open', 'notice', ['account', 'local_no', 'uid'], unique=False, sqlite_where=OPEN,
                    postgresql_where=OPEN)
    op.create_index('ix_notice_unread', 'notice', ['account'], unique=False, sqlite_where=UNREAD,
                    postgresql_where=UNREAD)
    op.create_index('ix_notice_account', 'notice', ['account', 'local_no', 'uid'], unique=False)

    record('message',
        sa.Column('channel', sa.String(40), nullable=False),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('language', types.Text(), nullable=False),
        sa.Column('places', types.Json(), nullable=False),
        sa.Column('patient', types.Id(), nullable=True),
        sa.Column('address', types.Text(), nullable=False),
        sa.Column('subject_kind', types.Text(), nullable=False),
        sa.Column('subject', types.Id(), nullable=True),
        sa.Column('once', types.Text(), nullable=True),
        sa.Column('is_urgent', types.Flag(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
        sa.Column('not_before', types.Instant(), nullable=False),
        sa.Column('not_after', types.Instant(), nullable=True),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('problem', sa.String(40), nullable=False),
        sa.Column('tries', types.Count(), nullable=False),
        sa.Column('next_try', types.Instant(), nullable=False),
        sa.Column('tried_at', types.Instant(), nullable=True),
        sa.Column('attempt', types.Id(), nullable=True),
        sa.Column('sender', types.Id(), nullable=True),
        sa.Column('number', types.Text(), nullable=False),
        sa.Column('owner', types.Id(), nullable=True),
        sa.Column('settled', sa.String(40), nullable=False),
        sa.Column('settled_by', types.Id(), nullable=True),
        sa.Column('settled_at', types.Instant(), nullable=True),
        sa.CheckConstraint(f'state IN ({STATES})', name=op.f('ck_message_state')),
        sa.CheckConstraint('tries >= 0', name=op.f('ck_message_tries')),
    )
    op.create_index('uq_message_once', 'message', ['once'], unique=True)
    op.create_index('ix_message_due', 'message', ['channel', 'state', 'next_try'], unique=False)
    op.create_index('ix_message_state', 'message', ['state', 'local_no', 'uid'], unique=False)
    op.create_index('ix_message_patient', 'message', ['patient', 'at'], unique=False)
    op.create_index('ix_message_subject', 'message', ['subject', 'kind'], unique=False)
    op.create_index('ix_message_until', 'message', ['kind', 'not_after'], unique=False)

    record('contact_wish',
        sa.Column('patient', types.Id(), nullable=False),
        sa.Column('email', types.Flag(), nullable=False),
        sa.Column('sms', types.Flag(), nullable=False),
        sa.Column('language', types.Text(), nullable=False),
        sa.Column('asked_at', types.Instant(), nullable=False),
        sa.Column('asked_by', types.Id(), nullable=False),
    )
    op.create_index('uq_contact_wish_patient', 'contact_wish', ['patient'], unique=True)

    record('message_text',
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('language', types.Text(), nullable=False),
        sa.Column('subject', types.Text(), nullable=False),
        sa.Column('body', types.Text(), nullable=False),
        sa.Column('short', types.Text(), nullable=False),
    )
    op.create_index('uq_message_text_kind', 'message_text', ['kind', 'language'], unique=True)

    record('post_secret',
        sa.Column('channel', sa.String(40), nullable=False),
        sa.Column('secret', types.Text(), nullable=False),
        sa.Column('set_at', types.Instant(), nullable=False),
    )
    op.create_index('uq_post_secret_channel', 'post_secret', ['channel'], unique=True)


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
