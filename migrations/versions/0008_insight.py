"""Insight: answers that were shown, verdicts, outcomes, versions in use, and what no-shows taught"""

import sqlalchemy as sa
from alembic import op

from hms_desktop.data import types

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    record('insight_answer',
        sa.Column('patient', types.Id(), nullable=True),
        sa.Column('thread', types.Id(), nullable=True),
        sa.Column('kind', sa.String(40), nullable=False),
        sa.Column('model', types.Text(), nullable=False),
        sa.Column('edition', types.Text(), nullable=False),
        sa.Column('input_hash', types.Text(), nullable=False),
        sa.Column('given', types.Json(), nullable=False),
        sa.Column('shown', types.Json(), nullable=False),
        sa.Column('is_shadow', types.Flag(), nullable=False),
        sa.Column('asked_by', types.Id(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
    )
    op.create_index('ix_insight_answer_at', 'insight_answer', ['model', 'at', 'uid'], unique=False)
    op.create_index('ix_insight_answer_patient', 'insight_answer', ['patient', 'at'], unique=False)
    op.create_index('ix_insight_answer_thread', 'insight_answer', ['thread', 'at'], unique=False)
    record('insight_verdict',
        sa.Column('answer', types.Id(), nullable=False),
        sa.Column('patient', types.Id(), nullable=True),
        sa.Column('verdict', sa.String(40), nullable=False),
        sa.Column('what', types.Text(), nullable=False),
        sa.Column('code', types.Text(), nullable=False),
        sa.Column('reason', types.Text(), nullable=False),
        sa.Column('note', types.Text(), nullable=False),
        sa.Column('decided_by', types.Id(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
    )
    op.create_index('ix_insight_verdict_answer', 'insight_verdict', ['answer'], unique=False)
    op.create_index('ix_insight_verdict_patient', 'insight_verdict', ['patient', 'at'], unique=False)
    record('insight_outcome',
        sa.Column('answer', types.Id(), nullable=False),
        sa.Column('happened', types.Text(), nullable=False),
        sa.Column('source', types.Text(), nullable=False),
        sa.Column('told_by', types.Id(), nullable=False),
        sa.Column('at', types.Instant(), nullable=False),
    )
    op.create_index('ix_insight_outcome_answer', 'insight_outcome', ['answer'], unique=False)
    record('model_use',
        sa.Column('model', types.Text(), nullable=False),
        sa.Column('shown', types.Text(), nullable=False),
        sa.Column('shadow', types.Text(), nullable=False),
    )
    op.create_index('uq_model_use_model', 'model_use', ['model'], unique=True)
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
