"""Attachments as the record knows them: a row for each encrypted file, with the key that opens it.

The file itself is written and read by the desk; here stands who may keep one, and the program alone reads a key.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.blobs import Stored
from hms_desktop.data.tables import Blob
from hms_desktop.data.unit_of_work import Work
from hms_desktop.kernel.messages import Command, Query, answers, handles


@dataclass(frozen=True, kw_only=True, repr=False)
class KeepAttachment(Command[UUID]):
    """A file that is on the disk already becomes known; without this it is swept away at the next start."""

    stored: Stored
    kind: str


@dataclass(frozen=True, kw_only=True)
class AttachmentStored(Query[Stored]):
    """What opens a file, for the program itself; whoever wants to see it asked the feature that it belongs to."""

    uid: UUID


@handles(KeepAttachment, permission="attachment.keep")
def keep_attachment(command: KeepAttachment, work: Work) -> UUID:
    stored = command.stored
    values = {"kind": command.kind, "size": stored.size, "digest": stored.digest, "key": stored.key}
    return work.rows.add(Blob, values, stored.uid)


@answers(AttachmentStored, permission="house.keep")
def attachment_stored(query: AttachmentStored, work: Work) -> Stored:
    found = work.rows.one(select(Blob.size, Blob.digest, Blob.key).where(Blob.uid == query.uid), "The attachment")
    return Stored(query.uid, found.size, found.digest, found.key)
