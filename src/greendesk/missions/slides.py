"""What a file of slides is: said by its content, whatever its name."""

from __future__ import annotations

import zipfile
from io import BytesIO

MOST_BYTES = 20 * 1024 * 1024
PDF = "application/pdf"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODP = "application/vnd.oasis.opendocument.presentation"


def kind_of(content: bytes) -> str:
    """The media type of a PDF, PowerPoint or OpenDocument presentation; nothing for anything else, macros included."""
    if content.startswith(b"%PDF-"):
        return PDF
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.casefold() for name in archive.namelist()}
            if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
                return ""
            if "ppt/presentation.xml" in names:
                return PPTX
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(ODP):
                return ODP if archive.read("mimetype") == ODP.encode() else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, KeyError):
        return ""
    return ""
