"""Slides that stand beside a pitch."""

from __future__ import annotations

from django.db import transaction

from greendesk.desks import files, logbook
from greendesk.desks.models import Account

from .. import errors
from ..models import Application, Slides
from ..slides import MOST_BYTES, kind_of
from .journeys import locked


@transaction.atomic
def keep_slides(application: Application, *, name: str, content: bytes, by: Account, language: str = "") -> Slides:
    """Keep a PDF or a presentation with the application's pitch. Raises NotSlides, SlidesTooLarge, NotYours."""
    mission = locked(application.mission, by)
    if len(content) > MOST_BYTES:
        raise errors.SlidesTooLarge(field="file", mb=MOST_BYTES // 1024 // 1024)
    kind = kind_of(content)
    if not kind:
        raise errors.NotSlides(field="file")
    stored = files.keep_bytes(content, kind)
    kept = Slides.objects.create(application=application, file=stored, name=name[-160:], language=language)
    logbook.record("mission.slides_kept", by=by, on=mission, slides=kept.pk, application=application.pk)
    return kept


@transaction.atomic
def remove_slides(slides: Slides, *, by: Account) -> None:
    mission = locked(slides.application.mission, by)
    logbook.record("mission.slides_removed", by=by, on=mission, slides=slides.pk, application=slides.application_id)
    slides.delete()
