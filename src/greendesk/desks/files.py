"""Files by content, through Django's storage."""

import hashlib
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError

from .models import StoredFile


class FileGone(DomainError):
    """The row is there and the bytes are not: a folder that was not moved or restored along with its database."""

    code = "desks.file_gone"
    status = 410
    message = _("This file is no longer in the store. Bring it back from a backup, or upload it again.")


def keep_bytes(content: bytes, media_type: str) -> StoredFile:
    """Store the content once; the row and the bytes are the same for everyone who keeps the same file.

    Bytes of another length were cut short by a process that died while writing them; they are written again.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}"
    if default_storage.exists(path) and default_storage.size(path) != len(content):
        default_storage.delete(path)
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(content))
    stored, _created = StoredFile.objects.get_or_create(
        digest=digest, defaults={"size": len(content), "media_type": media_type}
    )
    return stored


def open_stored(stored: StoredFile) -> IO[bytes]:
    """Raises FileGone, which every page and job tells in a sentence."""
    try:
        return default_storage.open(stored.path, "rb")
    except FileNotFoundError as missing:
        raise FileGone from missing
