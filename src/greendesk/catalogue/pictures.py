"""What a picture file is, and the line that stands under it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from .models import Picture

MOST_BYTES = 8_000_000
JPEG, PNG = "image/jpeg", "image/png"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs"}


def kind_of(content: bytes) -> str:
    """`image/jpeg`, `image/png`, or nothing: by what the file says, whatever its name."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    return PNG if content.startswith(b"\x89PNG\r\n\x1a\n") else ""


def without_notes(content: bytes, kind: str) -> bytes:
    """The picture without what cameras write into it: where it was taken, when, by which telephone.

    Raises ValueError for a file that breaks off.
    """
    return _bare_jpeg(content) if kind == JPEG else _bare_png(content)


def _bare_jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xDA:  # from here on the picture itself
            return b"".join([*kept, content[at:]])
        is_note = marker == 0xFE or 0xE1 <= marker <= 0xEF
        is_colour = marker == 0xE2 and content[at + 4 : at + 15] == b"ICC_PROFILE" or marker == 0xEE
        if not is_note or is_colour:
            kept.append(content[at : at + 2 + size])
        at += 2 + size
    raise ValueError("the file breaks off")


def _bare_png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        name, end = content[at + 4 : at + 8], at + 12 + size
        if end > len(content):
            break
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("the file breaks off")


def credit_line(picture: Picture, lang: str) -> str:
    """What is to be seen, who took it, and the licence where it has a name of its own."""
    with override(lang):
        who = _("Photo: %(name)s") % {"name": picture.credit}
    named = picture.licence if picture.licence not in (Picture.Licence.OWN, Picture.Licence.GIVEN) else ""
    return " · ".join(part for part in (picture.caption.text(lang), who, named) if part)
