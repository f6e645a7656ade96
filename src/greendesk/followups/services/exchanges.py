"""Results that are not goods."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from greendesk.agreements.models import Agreement
from greendesk.atlas.models import Place
from greendesk.catalogue.editing import must_edit_at
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.directory.models import Organisation
from greendesk.kit.facts import PartialDate
from greendesk.kit.texts import Texts

from .. import errors
from ..models import Exchange


@transaction.atomic
def record_exchange(
    *,
    desk: Desk,
    title: Texts,
    kind: str,
    by: Account | None,
    when: PartialDate | str | None = "",
    organisation: Organisation | None = None,
    place: Place | None = None,
    agreements: Iterable[Agreement] = (),
    source: str = "",
    sharing: int = Level.SUMMARY,
    is_invented: bool = False,
) -> Exchange:
    """Note teaching, culture, research or a plan for a town that came of an agreement. Raises NeedsTitle, NotYours."""
    must_edit_at(desk, by)
    if not str(title).strip():
        raise errors.NeedsTitle(field="title")
    exchange = Exchange.objects.create(
        desk=desk, title=title, kind=kind, when=when or "", organisation=organisation, place=place, source=source,
        sharing=sharing, is_invented=is_invented,
    )  # fmt: skip
    exchange.agreements.set(agreements)
    logbook.record("exchange.recorded", by=by, on=exchange)
    return exchange
