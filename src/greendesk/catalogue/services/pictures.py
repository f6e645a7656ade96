"""Pictures of sites, visits and stories: kept by content, never without a credit and a licence."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from greendesk.desks import files, logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.kit.errors import NotYours

from .. import errors
from ..editing import hold, must_edit_at, write
from ..models import Picture, ReferenceSite
from ..pictures import MOST_BYTES, kind_of, without_notes

FACTS = ("site", "caption", "credit", "licence", "is_public", "sharing")


@transaction.atomic
def add_picture(
    *,
    desk: Desk,
    content: bytes,
    credit: str,
    licence: str,
    by: Account,
    site: ReferenceSite | None = None,
    **facts: Any,
) -> Picture:
    """Keep a JPEG or PNG without what the camera wrote into it.

    Raises NeedsCredit, NeedsLicence, NotAPicture, PictureTooLarge, NotYours.
    """
    must_edit_at(desk, by)
    if site is not None and not ReferenceSite.objects.editable_by(by).filter(pk=site.pk).exists():
        raise NotYours
    _check(credit, licence)
    stored = files.keep_bytes(*_cleaned(content))
    row = Picture(desk=desk, file=stored, is_invented=bool(site and site.is_invented))
    said = {"sharing": Level.SUMMARY, **facts, "site": site, "credit": credit.strip(), "licence": licence}
    row = write(row, said, FACTS)
    logbook.record("picture.added", by=by, on=row)
    return row


@transaction.atomic
def change_picture(picture: Picture, *, by: Account, revision: int | None = None, **facts: Any) -> Picture:
    """Another credit, licence or caption; the file stays. Raises as `add_picture`, and ChangedMeanwhile."""
    held = hold(picture, by, revision=revision)
    _check(facts.get("credit", held.credit), facts.get("licence", held.licence))
    write(held, facts, FACTS)
    logbook.record("picture.changed", by=by, on=held, fields=sorted(facts))
    return held


@transaction.atomic
def remove_picture(picture: Picture, *, by: Account) -> None:
    held = hold(picture, by)
    logbook.record("picture.removed", by=by, desk=held.desk, picture=held.pk, credit=held.credit)
    held.delete()


def _check(credit: str, licence: str) -> None:
    if not credit.strip():
        raise errors.NeedsCredit(field="credit")
    if licence not in Picture.Licence.values:
        raise errors.NeedsLicence(field="licence")


def _cleaned(content: bytes) -> tuple[bytes, str]:
    kind = kind_of(content)
    if len(content) > MOST_BYTES:
        raise errors.PictureTooLarge(most=MOST_BYTES // 1_000_000, field="upload")
    if not kind:
        raise errors.NotAPicture(field="upload")
    try:
        return without_notes(content, kind), kind
    except ValueError as broken:
        raise errors.NotAPicture(field="upload") from broken
